/**
 * Saved queries in `work.sqlite`, table `savedquery`: kept as events that are only added (who, when, what), the latest of a name holds; an empty text removes
 * it. They survive `index --rebuild`.
 */

import type { IndexPaths } from "../index-folder.ts";
import { blob, numberOf, textOf } from "../sqlite.ts";
import { readAnnotations, writeAnnotations } from "./annotations.ts";

const TABLE = `
CREATE TABLE IF NOT EXISTS savedquery (
  name TEXT NOT NULL,
  text BLOB NOT NULL,
  author BLOB NOT NULL,
  atMs REAL NOT NULL,
  PRIMARY KEY (name, atMs, author, text)
) WITHOUT ROWID;
`;

export interface SavedQuery {
  readonly name: string;
  /** As typed; "" removes the name. */
  readonly text: string;
  readonly author: string;
  readonly atMs: number;
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** A name as stored (lower case), or null when the word can be none. The query language reads the same after `@`. */
export function savedName(word: string): string | null {
  const name = word.replace(/^@/, "").toLowerCase();
  return NAME.test(name) ? name : null;
}

/** Adds one event. */
export function writeSavedQuery(paths: IndexPaths, { name, text, author, atMs }: SavedQuery): void {
  writeAnnotations(paths, (work) => {
    work.exec(TABLE);
    work
      .prepare("INSERT OR IGNORE INTO savedquery (name, text, author, atMs) VALUES (?, ?, ?, ?)")
      .run([name, blob(text), blob(author), atMs]);
  });
}

/** The queries saved now, by name. */
export function readSavedQueries(paths: IndexPaths): readonly SavedQuery[] {
  const events = readAnnotations(
    paths,
    (work) => {
      const table = work.prepare("SELECT 1 AS one FROM sqlite_master WHERE name = 'savedquery'");
      if (table.get([]) === undefined) return [];
      return work
        .prepare(
          "SELECT name, text, author, atMs FROM savedquery ORDER BY name, atMs, author, text",
        )
        .all([]);
    },
    [],
  ).map(
    (row): SavedQuery => ({
      name: textOf(row["name"]),
      text: textOf(row["text"]),
      author: textOf(row["author"]),
      atMs: numberOf(row["atMs"]),
    }),
  );
  const latest = new Map(events.map((event) => [event.name, event]));
  return [...latest.values()].filter(({ text }) => text !== "");
}
