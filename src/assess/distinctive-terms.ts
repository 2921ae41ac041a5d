/**
 * Which words set some documents apart from the others of the corpus: document counts from the forward index of every segment, log-likelihood over
 * both sets. Reads message bodies and subjects; no text is inflated.
 */
import type { OpenIndex } from "../search/open-index.ts";
import { fieldNumber } from "../search/segment-terms.ts";
import { keyness } from "./statistics/keyness.ts";

export interface DistinctiveTerm {
  readonly term: string;
  /** Documents of the set, and of the others, that have it. */
  readonly inside: number;
  readonly outside: number;
  /** Log-likelihood G2; above 10.8 chance is below 0.1 %. */
  readonly score: number;
}

const LEAST_DOCUMENTS = 3;
const LEAST_SCORE = 10.83;
/** Numbers and single letters say nothing to a reader. */
const WORD = /^\p{L}[\p{L}\p{M}'-]{2,39}$/u;

/** Words of the documents `inside` (docIds) against those of `outside`, most distinctive first; equal scores by word. */
export function distinctiveTerms(
  index: OpenIndex,
  inside: ReadonlySet<number>,
  outside: ReadonlySet<number>,
  limit: number,
): DistinctiveTerm[] {
  if (inside.size === 0 || outside.size === 0) return [];
  const fields = [fieldNumber("subject"), fieldNumber("body")];
  const totals = new Map<string, [number, number]>();
  for (const { reader, firstDoc } of index.segments) {
    const ranks = reader.footer.termCount + 1;
    const here = new Uint32Array(ranks);
    const there = new Uint32Array(ranks);
    const lastSeen = new Int32Array(ranks).fill(-1);
    let buffer = new Uint32Array(1 << 14);
    for (let document = 0; document < reader.documentCount; document++) {
      const docId = firstDoc + document;
      const counts = inside.has(docId) ? here : outside.has(docId) ? there : null;
      if (counts === null) continue;
      for (const field of fields) {
        const terms = reader.forward(document, field, buffer);
        if (terms.length > buffer.length) buffer = new Uint32Array(terms.length * 2);
        for (const rank of terms) {
          if (lastSeen[rank] === document) continue;
          lastSeen[rank] = document;
          counts[rank] = (counts[rank] as number) + 1;
        }
      }
    }
    for (const { term, ordinal } of reader.scan("")) {
      const rank = reader.rankOf(ordinal);
      const withIt = here[rank] as number;
      const without = there[rank] as number;
      if (rank === 0 || withIt + without === 0 || !WORD.test(term)) continue;
      const total = totals.get(term);
      if (total === undefined) totals.set(term, [withIt, without]);
      else {
        total[0] += withIt;
        total[1] += without;
      }
    }
  }
  const scored: DistinctiveTerm[] = [];
  for (const [term, [withIt, without]] of totals) {
    if (withIt < LEAST_DOCUMENTS) continue;
    const score = keyness(withIt, inside.size, without, outside.size);
    if (score >= LEAST_SCORE) scored.push({ term, inside: withIt, outside: without, score });
  }
  return scored.sort((a, b) => b.score - a.score || (a.term < b.term ? -1 : 1)).slice(0, limit);
}
