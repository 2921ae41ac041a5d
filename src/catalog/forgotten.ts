/** Contents that were forgotten on request: never indexed again, not by a rebuild either. What stays is the id, a date and a reason. */
import type { Sha256 } from "../model/ids.ts";
import { blob, bytesOf, numberOf, type Sqlite, textOf } from "./sqlite.ts";

export interface Forgotten {
  readonly contentId: Sha256;
  readonly atMs: number;
  readonly reason: string;
}

/** Everything forgotten, by id. */
function allForgotten(database: Sqlite): Forgotten[] {
  return database
    .prepare("SELECT contentId, atMs, reason FROM forgotten ORDER BY contentId")
    .all([])
    .map((row) => ({
      contentId: bytesOf(row["contentId"]).toString("hex") as Sha256,
      atMs: numberOf(row["atMs"]),
      reason: textOf(row["reason"]),
    }));
}

/** Ids alone, for the workers. */
export function forgottenIds(database: Sqlite): Sha256[] {
  return allForgotten(database).map((each) => each.contentId);
}

/** Adds an id; the first date and reason stay. */
export function addForgotten(database: Sqlite, forgotten: Forgotten): void {
  database
    .prepare("INSERT OR IGNORE INTO forgotten (contentId, atMs, reason) VALUES (?, ?, ?)")
    .run([Buffer.from(forgotten.contentId, "hex"), forgotten.atMs, blob(forgotten.reason)]);
}
