/** Replies whose original is not in the catalog: one pass over the messages. */
import type { Sqlite } from "./sqlite.ts";
import { threadRows } from "./thread-rows.ts";

/** docIds (ascending) of messages that answer, by In-Reply-To or References, a message that is not there. */
export function orphans(database: Sqlite): number[] {
  const present = new Set<string>();
  const parents: (readonly [docId: number, parent: string])[] = [];
  for (const { docId, messageId, parents: answered } of threadRows(database)) {
    if (messageId !== "") present.add(messageId);
    if (answered[0] !== undefined) parents.push([docId, answered[0]]);
  }
  return parents.flatMap(([docId, parent]) => (present.has(parent) ? [] : [docId]));
}
