/** Who wrote to whom, from when to when. One pass over the messages; memory grows with the number of pairs. */
import { bytesOf, numberOf, numberOrNull, type Sqlite } from "./sqlite.ts";
import { unpackEnvelope } from "./stored-json.ts";

/** One person writing to another. Addresses in lower case; times of the Date header in ms, null when none had one. */
export interface Correspondence {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
}

const PAGE = 5000;
/** A mailing to more says nothing about who writes to whom. */
export const MAX_RECIPIENTS = 50;

interface Pair {
  count: number;
  first: number | null;
  last: number | null;
}

function add(pairs: Map<string, Pair>, key: string, at: number | null): void {
  const pair = pairs.get(key);
  if (pair === undefined) {
    pairs.set(key, { count: 1, first: at, last: at });
    return;
  }
  pair.count++;
  if (at === null) return;
  if (pair.first === null || at < pair.first) pair.first = at;
  if (pair.last === null || at > pair.last) pair.last = at;
}

/**
 * Pairs of first sender and each of To, Cc and Bcc, most messages first, then by address; exact copies counted once, messages to more than 50
 * people left out. `roots` keeps to families with these roots (docIds); null takes all.
 */
export function correspondences(
  database: Sqlite,
  roots: ReadonlySet<number> | null,
): Correspondence[] {
  const pairs = new Map<string, Pair>();
  const statement = database.prepare(
    `SELECT docId, envelope, sentAt FROM document WHERE parentId IS NULL AND copyOf IS NULL AND envelope IS NOT NULL AND docId > ? ORDER BY docId LIMIT ${PAGE}`,
  );
  for (let after = -1; ; ) {
    const rows = statement.all([after]);
    for (const row of rows) {
      if (roots !== null && !roots.has(numberOf(row["docId"]))) continue;
      const envelope = unpackEnvelope(bytesOf(row["envelope"]));
      const from = envelope?.from[0]?.address.toLowerCase() ?? "";
      if (envelope === null || from === "") continue;
      const to = new Set(
        [...envelope.to, ...envelope.cc, ...envelope.bcc].map((p) => p.address.toLowerCase()),
      );
      if (to.size > MAX_RECIPIENTS) continue;
      const at = numberOrNull(row["sentAt"]);
      for (const person of to) if (person !== "") add(pairs, `${from}\n${person}`, at);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = numberOf(last["docId"]);
  }
  return [...pairs]
    .map(([key, value]) => {
      const end = key.indexOf("\n");
      return { from: key.slice(0, end), to: key.slice(end + 1), ...value };
    })
    .sort((a, b) => b.count - a.count || (`${a.from}\n${a.to}` < `${b.from}\n${b.to}` ? -1 : 1));
}
