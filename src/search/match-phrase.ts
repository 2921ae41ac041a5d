/** Phrases and nearness: candidates from the postings, verified on the forward index. A phrase never leaves one value of one field of one document. */
import type { TermSet } from "../query/plan-terms.ts";
import { GAP, PRESENT } from "../segment/format.ts";
import { type DocSet, EMPTY, intersect } from "./doc-sets.ts";
import { placesOf, type Sequence } from "./places.ts";
import type { SegmentTerms } from "./segment-terms.ts";

/** Says whether a rank of the forward index is a term of the slot. */
type RankTest = (rank: number) => boolean;

function rankTest(terms: SegmentTerms, slot: TermSet): RankTest {
  if (slot.kind === "any") return (rank) => rank !== GAP;
  const ranks = terms.entries(slot).map((entry) => terms.reader.rankOf(entry.ordinal));
  const [only] = ranks;
  if (ranks.length === 1) return (rank) => rank === only;
  const set = new Set(ranks);
  return (rank) => set.has(rank);
}

/** Documents that hold every slot in the field, wherever. */
function candidates(terms: SegmentTerms, slots: readonly TermSet[], field: number): DocSet | null {
  let found: DocSet | null = null;
  for (const slot of slots) {
    if (slot.kind === "any") continue;
    const documents = terms.documents(slot, field);
    found = found === null ? documents : intersect(found, documents);
    if (found.length === 0) return EMPTY;
  }
  return found;
}

/** Documents whose field holds the phrase; only those that `admits` are verified. */
export function matchPhrase(
  terms: SegmentTerms,
  field: number,
  slots: readonly TermSet[],
  slop: number,
  admits: (documents: DocSet) => DocSet,
): DocSet {
  const found = candidates(terms, slots, field) ?? terms.marked(PRESENT, field);
  const admitted = admits(found);
  if (admitted.length === 0) return EMPTY;
  const tests = slots.map((slot) => rankTest(terms, slot));
  const out = new Uint32Array(admitted.length);
  let count = 0;
  let buffer = new Uint32Array(4096);
  for (const document of admitted) {
    const ranks = terms.reader.forward(document, field, buffer);
    if (ranks.buffer !== buffer.buffer) buffer = new Uint32Array(ranks.length * 2);
    const sequence: Sequence = {
      length: ranks.length,
      fills: (position, slot) => (tests[slot] as RankTest)(ranks[position] as number),
      isGap: (position) => ranks[position] === GAP,
    };
    if (placesOf(sequence, slots.length, slop, 1).length > 0) out[count++] = document;
  }
  return out.subarray(0, count);
}
