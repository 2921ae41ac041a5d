/** What the first page shows beyond totals: what checks found, where the material came from, who wrote to whom. */
import { bytesOf, numberOf, numberOrNull, type Sqlite, textOf } from "./sqlite.ts";
import { unpackEnvelope } from "./stored-json.ts";

/** A finding in one line. `level` counts from 0 (information) to 3 (high). */
export interface FindingLine {
  readonly check: string;
  readonly level: number;
  readonly sentence: string;
}

/** The findings of the corpus checks that say most: highest level, then rarest. Empty when they did not run. */
export function topFindings(database: Sqlite, limit: number): FindingLine[] {
  return database
    .prepare(
      "SELECT id, level, body FROM finding JOIN checkid ON number = checkNumber WHERE level > 0 ORDER BY level DESC, rarity DESC, findingId LIMIT ?",
    )
    .all([limit])
    .map((row) => {
      const { sentence } = JSON.parse(textOf(row["body"])) as { sentence?: string };
      return { check: textOf(row["id"]), level: numberOf(row["level"]), sentence: sentence ?? "" };
    });
}

/** Checks that fired on documents, highest level first, then the rarer ones: they say more. Context flags are left out. */
export function flagCounts(
  database: Sqlite,
  limit: number,
): { check: string; level: number; count: number }[] {
  return database
    .prepare(
      "SELECT id, level, count(*) AS n FROM flag JOIN checkid ON number = checkNumber WHERE level > 0 GROUP BY id, level ORDER BY level DESC, n, id LIMIT ?",
    )
    .all([limit])
    .map((row) => ({
      check: textOf(row["id"]),
      level: numberOf(row["level"]),
      count: numberOf(row["n"]),
    }));
}

/** Families by source path, exact copies included: every place counts what it gave. */
export function familiesBySource(database: Sqlite): { path: string; count: number }[] {
  return database
    .prepare(
      "SELECT path, count(*) AS n FROM document JOIN source USING (sourceId) WHERE parentId IS NULL GROUP BY sourceId ORDER BY path",
    )
    .all([])
    .map((row) => ({ path: textOf(row["path"]), count: numberOf(row["n"]) }));
}

/** One person writing to another. Addresses in lower case; times of the Date header, null when none had one. */
export interface Correspondence {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
}

const PAGE = 5000;
/** A mailing to more says nothing about who writes to whom. */
const MAX_RECIPIENTS = 50;

/** Who writes to whom in To, Cc and Bcc, most first; exact copies counted once. Memory grows with the number of pairs. */
export function correspondences(database: Sqlite): Correspondence[] {
  const pairs = new Map<string, { count: number; first: number | null; last: number | null }>();
  const statement = database.prepare(
    `SELECT docId, envelope, sentAt FROM document WHERE parentId IS NULL AND copyOf IS NULL AND envelope IS NOT NULL AND docId > ? ORDER BY docId LIMIT ${PAGE}`,
  );
  for (let after = -1; ; ) {
    const rows = statement.all([after]);
    for (const row of rows) {
      const envelope = unpackEnvelope(bytesOf(row["envelope"]));
      const from = envelope?.from[0]?.address.toLowerCase() ?? "";
      if (envelope === null || from === "") continue;
      const to = new Set(
        [...envelope.to, ...envelope.cc, ...envelope.bcc].map((p) => p.address.toLowerCase()),
      );
      if (to.size > MAX_RECIPIENTS) continue;
      const at = numberOrNull(row["sentAt"]);
      for (const person of to) if (person !== "") addTo(pairs, `${from}\n${person}`, at);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = numberOf(last["docId"]);
  }
  return [...pairs]
    .map(([key, value]) => {
      const [from = "", to = ""] = key.split("\n");
      return { from, to, ...value };
    })
    .sort((a, b) => b.count - a.count || (a.from + a.to < b.from + b.to ? -1 : 1));
}

function addTo(
  pairs: Map<string, { count: number; first: number | null; last: number | null }>,
  key: string,
  at: number | null,
): void {
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
