/** Values that completion offers, most frequent first. One scan each; the caller keeps what it gets. */
import { type Sqlite, textOf } from "../sqlite.ts";

const MAX_VALUES = 100_000;

/** File names of the corpus. */
export function fileNames(database: Sqlite): string[] {
  return database
    .prepare(
      `SELECT name AS value FROM document WHERE name IS NOT NULL GROUP BY name ORDER BY count(*) DESC, name LIMIT ${MAX_VALUES}`,
    )
    .all([])
    .map((row) => textOf(row["value"]));
}

/** Values of one metadata field. */
export function metadataTexts(database: Sqlite, field: string): string[] {
  return database
    .prepare(
      `SELECT text AS value FROM metadata WHERE field = ? AND state = 'present' GROUP BY text ORDER BY count(*) DESC, text LIMIT ${MAX_VALUES}`,
    )
    .all([field])
    .map((row) => textOf(row["value"]));
}

/** Ids of checks that fired somewhere. */
export function firedChecks(database: Sqlite): string[] {
  return database
    .prepare(
      "SELECT id AS value FROM checkid WHERE number IN (SELECT checkNumber FROM flag UNION SELECT checkNumber FROM finding) ORDER BY id",
    )
    .all([])
    .map((row) => textOf(row["value"]));
}
