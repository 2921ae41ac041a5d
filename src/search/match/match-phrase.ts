/** Phrases and nearness: candidates from the postings, verified on the forward index. A phrase never leaves one value of one field of one document. */
import type { TermSet } from "../../query/plan-terms.ts";
import { GAP, PRESENT } from "../../segment/format.ts";
import { encodeRanks, ForwardScan } from "../../segment/scan-forward.ts";
import { placesOf, type Sequence } from "../places.ts";
import { POSTINGS_PER_LOOKUP, type SegmentTerms } from "../segment-terms.ts";
import { type DocSet, EMPTY, intersect } from "./doc-sets.ts";

/** Which ranks of the forward index fill a slot: one, several, or (null) any. */
type SlotRanks = number | ReadonlySet<number> | null;

function ranksOf(terms: SegmentTerms, slot: TermSet): SlotRanks {
  if (slot.kind === "any") return null;
  const ranks = terms.reader.ranksOf(terms.expansion(slot).ordinals);
  return ranks.length === 1 ? (ranks[0] as number) : new Set(ranks);
}

function fills(slot: SlotRanks | undefined, rank: number): boolean {
  if (typeof slot === "number") return slot === rank;
  return rank !== GAP && (slot === null || slot === undefined || slot.has(rank));
}

/** A test of one field of one document for the phrase. */
function phraseTest(
  slots: readonly SlotRanks[],
  slop: number,
  scan: ForwardScan,
): (document: number, field: number) => boolean {
  const single = slots.filter((slot) => typeof slot === "number");
  if (slop === 0 && single.length === slots.length) {
    const needle = encodeRanks(single);
    return (document, field) => scan.holds(document, field, needle, single.length);
  }
  return (document, field) => {
    const length = scan.read(document, field);
    const { ranks } = scan;
    const sequence: Sequence = {
      length,
      fills: (position, slot) => fills(slots[slot], ranks[position] as number),
      isGap: (position) => ranks[position] === GAP,
    };
    return placesOf(sequence, slots.length, slop, 1).length > 0;
  };
}

/**
 * Documents that hold the slots in the field, wherever; null when any document may. The rarest slots first; one with very many documents is left out
 * where looking the few that are left up costs less.
 */
function candidates(
  terms: SegmentTerms,
  slots: readonly TermSet[],
  field: number,
  among: DocSet | null,
): DocSet | null {
  let found = among;
  const counted = slots
    .filter((slot) => slot.kind !== "any")
    .map((slot) => ({ slot, count: terms.countOf(slot, field) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => a.count - b.count);
  for (const { slot, count } of counted) {
    if (found !== null && count > found.length * POSTINGS_PER_LOOKUP) continue;
    const documents = terms.documents(slot, field);
    found = found === null ? documents : intersect(found, documents);
    if (found.length === 0) return EMPTY;
  }
  return found;
}

/** What the lists of pairs say of a phrase in order: documents, and the slots that no pair covers. */
interface Paired {
  readonly documents: DocSet | null;
  readonly others: readonly TermSet[];
}

function byPairs(
  terms: SegmentTerms,
  field: number,
  slots: readonly TermSet[],
  ranks: readonly SlotRanks[],
): Paired {
  let documents: DocSet | null = null;
  const covered = new Set<number>();
  for (let i = 0; i + 1 < ranks.length; i++) {
    const [first, second] = [ranks[i], ranks[i + 1]];
    if (typeof first !== "number" || typeof second !== "number") continue;
    const pair = terms.reader.pair(field, first, second);
    if (pair === null) continue;
    documents = documents === null ? pair : intersect(documents, pair);
    covered.add(i).add(i + 1);
  }
  return { documents, others: slots.filter((_, i) => !covered.has(i)) };
}

/** Documents whose field holds the phrase; only those that `admits` are verified. */
export function matchPhrase(
  terms: SegmentTerms,
  field: number,
  slots: readonly TermSet[],
  slop: number,
  admits: (documents: DocSet) => DocSet,
): DocSet {
  const ranks = slots.map((slot) => ranksOf(terms, slot));
  const paired =
    slop === 0 ? byPairs(terms, field, slots, ranks) : { documents: null, others: slots };
  const { documents, others } = paired;
  // Two terms side by side are what a pair is
  if (documents !== null && slots.length === 2) return admits(documents);
  const admitted = admits(
    candidates(terms, others, field, documents) ?? terms.marked(PRESENT, field),
  );
  if (admitted.length === 0) return EMPTY;
  const scan = new ForwardScan(terms.reader, admitted.length);
  const holds = phraseTest(ranks, slop, scan);
  try {
    return admitted.filter((document) => {
      if (!terms.budget.isUp()) return holds(document, field);
      terms.unseen.add(document);
      return false;
    });
  } catch (error) {
    throw terms.reader.broken("its forward index", error);
  }
}
