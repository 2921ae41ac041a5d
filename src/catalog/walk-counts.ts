/** How the mails of the index were split into parts: by the fast walk, compared, by mailparser alone. Sums over all runs since the index was made. */
import type { WalkCounts } from "../model/document.ts";
import { type Sqlite, textOf } from "./sqlite.ts";

const KEY = "walks";
const NAMES = ["fast", "compared", "different", "mailparserOnly"] as const;

/** The sums; zeros for an index made before they were kept. */
export function walkCounts(database: Sqlite): WalkCounts {
  const row = database.prepare("SELECT value FROM meta WHERE key = ?").get([KEY]);
  const numbers = textOf(row?.["value"] ?? "").split(" ");
  const [fast, compared, different, mailparserOnly] = NAMES.map((_, i) => {
    const number = Number(numbers[i]);
    return Number.isSafeInteger(number) && number > 0 ? number : 0;
  });
  return {
    fast: fast ?? 0,
    compared: compared ?? 0,
    different: different ?? 0,
    mailparserOnly: mailparserOnly ?? 0,
  };
}

/** Adds what a batch counted; inside its transaction. */
export function addWalkCounts(database: Sqlite, more: WalkCounts): void {
  const known = walkCounts(database);
  database
    .prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")
    .run([KEY, NAMES.map((name) => known[name] + more[name]).join(" ")]);
}

/** Sources in which the walks differed: they go on with mailparser. */
export function distrustedSources(database: Sqlite): number[] {
  return database
    .prepare("SELECT DISTINCT sourceId FROM problem WHERE code = 'walks-differ'")
    .all([])
    .map((row) => Number(row["sourceId"]));
}
