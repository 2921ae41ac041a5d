/** Hits -> one hit a conversation: the first in the order asked for, with how many more it stands for. */
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import type { Hit } from "../hits.ts";
import { conversationNumbers } from "./conversations.ts";

export interface CollapsedHits {
  readonly hits: readonly Hit[];
  /** How many more hits of its conversation each stands for, by rootId. */
  readonly folded: ReadonlyMap<number, number>;
}

/** `hits` are all matches in order. */
export function collapseThreads(catalog: CatalogReader, hits: readonly Hit[]): CollapsedHits {
  const of = conversationNumbers(catalog);
  const firsts = new Map<number, Hit>();
  const folded = new Map<number, number>();
  for (const hit of hits) {
    const conversation = of(hit.rootId);
    const first = firsts.get(conversation);
    if (first === undefined) firsts.set(conversation, hit);
    else folded.set(first.rootId, (folded.get(first.rootId) ?? 0) + 1);
  }
  return { hits: [...firsts.values()], folded };
}
