/** Counts of the first page beyond totals: messages by day, families by source. One statement each, a fraction of a second on 50,000 mails. */
import { numberOf, type Sqlite, textOf } from "./sqlite.ts";

/** Root messages by day of sending ("2001-05-14"), in order, exact copies counted once. Undated ones and years beyond 9999 are left out. */
export function countByDay(database: Sqlite): { value: string; count: number }[] {
  return database
    .prepare(
      "SELECT date(sentAt / 1000, 'unixepoch') AS value, count(*) AS n FROM document WHERE parentId IS NULL AND sentAt IS NOT NULL AND copyOf IS NULL GROUP BY value ORDER BY value",
    )
    .all([])
    .map((row) => ({ value: textOf(row["value"]), count: numberOf(row["n"]) }))
    .filter(({ value }) => /^\d{4}-\d\d-\d\d$/.test(value));
}

/** Families by source path, exact copies included: every place counts what it gave. */
export function familiesBySource(database: Sqlite): { path: string; count: number }[] {
  return database
    .prepare(
      "SELECT path, n FROM (SELECT sourceId, count(*) AS n FROM document WHERE parentId IS NULL GROUP BY sourceId) JOIN source USING (sourceId) ORDER BY path",
    )
    .all([])
    .map((row) => ({ path: textOf(row["path"]), count: numberOf(row["n"]) }));
}
