/** The envelopes of all messages in order, and who wrote to whom, from when to when. One pass; memory grows with the number of pairs. */
import { bytesOf, numberOf, numberOrNull, type Sqlite } from "./sqlite.ts";
import { type StoredEnvelope, unpackEnvelope } from "./stored-json.ts";

/** One message. */
export interface MailRow {
  readonly docId: number;
  readonly envelope: StoredEnvelope;
  /** Of the Date header, ms since 1970; null where it has none. */
  readonly sentAt: number | null;
}

const PAGE = 5000;

/** Messages with an envelope in index order, page by page; exact copies and messages inside others are left out. */
export function* mailRows(database: Sqlite): Generator<MailRow> {
  const statement = database.prepare(
    `SELECT docId, envelope, sentAt FROM document WHERE parentId IS NULL AND copyOf IS NULL AND envelope IS NOT NULL AND docId > ? ORDER BY docId LIMIT ${PAGE}`,
  );
  for (let after = -1; ; ) {
    const rows = statement.all([after]);
    for (const row of rows) {
      const envelope = unpackEnvelope(bytesOf(row["envelope"]));
      if (envelope !== null)
        yield { docId: numberOf(row["docId"]), envelope, sentAt: numberOrNull(row["sentAt"]) };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = numberOf(last["docId"]);
  }
}

/** One person writing to another. Addresses in lower case; times of the Date header in ms, null when none had one. */
export interface Correspondence {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
}

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
  for (const { docId, envelope, sentAt } of mailRows(database)) {
    if (roots !== null && !roots.has(docId)) continue;
    const from = envelope.from[0]?.address.toLowerCase() ?? "";
    if (from === "") continue;
    const to = new Set(
      [...envelope.to, ...envelope.cc, ...envelope.bcc].map((p) => p.address.toLowerCase()),
    );
    if (to.size > MAX_RECIPIENTS) continue;
    for (const person of to) if (person !== "") add(pairs, `${from}\n${person}`, sentAt);
  }
  return [...pairs]
    .map(([key, value]) => {
      const end = key.indexOf("\n");
      return { from: key.slice(0, end), to: key.slice(end + 1), ...value };
    })
    .sort((a, b) => b.count - a.count || (`${a.from}\n${a.to}` < `${b.from}\n${b.to}` ? -1 : 1));
}
