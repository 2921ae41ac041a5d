/** Whose corpus it is, as the user set it: domains and addresses in `work.sqlite`, table `owner`. Kept as events that are only added; the latest of a name counts. */
import { existsSync } from "node:fs";
import type { IndexPaths } from "../index-folder.ts";
import { blob, Sqlite, textOf } from "../sqlite.ts";
import { WorkStore } from "./work.ts";

const TABLE = `
CREATE TABLE IF NOT EXISTS owner (
  eventId INTEGER PRIMARY KEY,
  name BLOB NOT NULL,
  state TEXT NOT NULL,
  author BLOB NOT NULL,
  atMs REAL NOT NULL
);`;

/** One act of one person. */
export interface OwnerEvent {
  /** Domain or address, lower case. */
  readonly name: string;
  readonly state: "add" | "remove";
  readonly author: string;
  readonly atMs: number;
}

/** Keeps acts; the file is made when missing. */
export function addOwners(paths: IndexPaths, events: readonly OwnerEvent[]): void {
  new WorkStore(paths, "write").close(); // whoever opens the file for reading expects all its tables
  const work = new Sqlite(paths.work, "write");
  try {
    work.exec(TABLE);
    const insert = work.prepare(
      "INSERT INTO owner (name, state, author, atMs) VALUES (?, ?, ?, ?)",
    );
    work.transaction(() => {
      for (const { name, state, author, atMs } of events)
        insert.run([blob(name), state, blob(author), atMs]);
    });
  } finally {
    work.close();
  }
}

/** Names set now, in order of the text; none where nobody set any. */
export function readOwners(paths: IndexPaths): string[] {
  if (!existsSync(paths.work)) return [];
  const work = new Sqlite(paths.work, "read");
  try {
    const table = work.prepare("SELECT 1 AS one FROM sqlite_master WHERE name = 'owner'");
    if (table.get([]) === undefined) return [];
    const rows = work.prepare("SELECT name, state FROM owner ORDER BY eventId").all([]);
    const state = new Map(rows.map((row) => [textOf(row["name"]), textOf(row["state"])]));
    return [...state].flatMap(([name, last]) => (last === "add" ? [name] : [])).sort();
  } finally {
    work.close();
  }
}
