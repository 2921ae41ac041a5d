/** Hits -> one hit a conversation or a text: the first in the order asked for, with how many more it stands for. */
import type { Hit } from "./hits.ts";
import type { OpenIndex } from "./open-index.ts";
import { DEFAULT_THRESHOLD, similarGroups } from "./similar/groups.ts";
import { SimilarTexts } from "./similar/texts.ts";
import { conversationNumbers } from "./threads/conversations.ts";

/** What makes hits one. */
export const COLLAPSE_BY = ["thread", "similar"] as const;
export type CollapseBy = (typeof COLLAPSE_BY)[number];

interface CollapsedHits {
  readonly hits: readonly Hit[];
  /** How many more hits each stands for, by rootId. */
  readonly folded: ReadonlyMap<number, number>;
}

/** The same number for roots of near-duplicates: of one group the docId of its first, else the own. */
function similarNumbers(index: OpenIndex, hits: readonly Hit[]): (docId: number) => number {
  const numbers = new Map<number, number>();
  const roots = hits.map(({ rootId }) => rootId).sort((a, b) => a - b);
  for (const { docIds } of similarGroups(new SimilarTexts(index), roots, DEFAULT_THRESHOLD))
    for (const docId of docIds) numbers.set(docId, docIds[0] ?? docId);
  return (docId) => numbers.get(docId) ?? docId;
}

/** `hits` are all matches in order. */
export function collapseHits(
  index: OpenIndex,
  hits: readonly Hit[],
  by: CollapseBy,
): CollapsedHits {
  const of = by === "thread" ? conversationNumbers(index.catalog) : similarNumbers(index, hits);
  const firsts = new Map<number, Hit>();
  const folded = new Map<number, number>();
  for (const hit of hits) {
    const number = of(hit.rootId);
    const first = firsts.get(number);
    if (first === undefined) firsts.set(number, hit);
    else folded.set(first.rootId, (folded.get(first.rootId) ?? 0) + 1);
  }
  return { hits: [...firsts.values()], folded };
}
