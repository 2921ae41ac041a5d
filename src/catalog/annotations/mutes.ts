/** Checks somebody muted for this corpus, kept in work.sqlite with a reason. Rows are only ever added; the last one of a check holds. */
import { existsSync } from "node:fs";
import type { IndexPaths } from "../index-folder.ts";
import { blob, numberOf, Sqlite, textOf } from "../sqlite.ts";

const TABLE = `CREATE TABLE IF NOT EXISTS mute (
  entryId INTEGER PRIMARY KEY,
  checkId TEXT NOT NULL,
  muted INTEGER NOT NULL,
  reason BLOB NOT NULL,
  atMs REAL NOT NULL
)`;

/** A mute in force. */
export interface Mute {
  readonly check: string;
  readonly reason: string;
  readonly atMs: number;
}

/** Mutes in force by check id; empty when nobody muted anything. */
export function readMutes(paths: IndexPaths): ReadonlyMap<string, Mute> {
  if (!existsSync(paths.work)) return new Map();
  const database = new Sqlite(paths.work, "read");
  try {
    const table = database
      .prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'mute'")
      .get([]);
    if (numberOf(table?.["n"]) === 0) return new Map();
    const mutes = new Map<string, Mute>();
    for (const row of database.prepare("SELECT * FROM mute ORDER BY entryId").all([])) {
      const check = textOf(row["checkId"]);
      if (numberOf(row["muted"]) === 0) mutes.delete(check);
      else mutes.set(check, { check, reason: textOf(row["reason"]), atMs: numberOf(row["atMs"]) });
    }
    return mutes;
  } finally {
    database.close();
  }
}

/** Mutes or unmutes a check from now on. */
export function writeMute(paths: IndexPaths, mute: Mute, muted: boolean): void {
  const database = new Sqlite(paths.work, "write");
  try {
    database.exec(TABLE);
    database
      .prepare("INSERT INTO mute (checkId, muted, reason, atMs) VALUES (?, ?, ?, ?)")
      .run([mute.check, muted ? 1 : 0, blob(mute.reason), mute.atMs]);
  } finally {
    database.close();
  }
}
