/**
 * `reread.sqlite`: texts that other programs read, by content id, so that they survive `index --rebuild`. Apart from the catalog: what leaksift itself read never
 * changes by them. One transaction a content: after a kill the rest is read, nothing twice.
 */
import { existsSync } from "node:fs";
import type { RereadKind, RereadPage } from "../../model/reread.ts";
import { type IndexPaths, requireWritable } from "../index-folder.ts";
import { blob, numberOf, numberOrNull, Sqlite, textOf } from "../sqlite.ts";

const TABLE = `
CREATE TABLE IF NOT EXISTS reread (
  contentId TEXT NOT NULL,
  kind TEXT NOT NULL,
  page INTEGER NOT NULL,
  text BLOB NOT NULL,
  confidence REAL,
  program TEXT NOT NULL,
  failure BLOB NOT NULL,
  PRIMARY KEY (contentId, kind, page)
) WITHOUT ROWID;`;

const COLUMNS = "contentId, kind, page, text, confidence, program, failure";

/** The store for writing. Close it. */
export class RereadStore {
  private readonly database: Sqlite;

  constructor(paths: IndexPaths) {
    requireWritable(paths);
    this.database = new Sqlite(paths.rereads, "write");
    this.database.exec(TABLE);
  }

  /** Content ids that were read in this way already, by the same program; another program or language reads again. */
  done(kind: RereadKind, program: string): Set<string> {
    return new Set(
      this.database
        .prepare("SELECT DISTINCT contentId FROM reread WHERE kind = ? AND program = ?")
        .all([kind, program])
        .map((row) => textOf(row["contentId"])),
    );
  }

  /** Puts the pages of one content in place of those of that kind. */
  put(contentId: string, kind: RereadKind, pages: readonly RereadPage[]): void {
    this.database.transaction(() => {
      this.database
        .prepare("DELETE FROM reread WHERE contentId = ? AND kind = ?")
        .run([contentId, kind]);
      const insert = this.database.prepare(
        `INSERT INTO reread (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      );
      for (const { page, text, confidence, program, failure } of pages)
        insert.run([contentId, kind, page, blob(text), confidence, program, blob(failure)]);
    });
  }

  close(): void {
    this.database.close();
  }
}

/** Whether anything was ever reread here; asked by every search, so it looks at the name alone. */
export const hasRereads = (paths: IndexPaths): boolean => existsSync(paths.rereads);

/** All pages in a fixed order; those of one content where it is given. None when nothing was reread. */
export function readRereads(paths: IndexPaths, contentId?: string): RereadPage[] {
  if (!hasRereads(paths)) return [];
  const database = new Sqlite(paths.rereads, "read");
  try {
    const where = contentId === undefined ? "" : "WHERE contentId = ?";
    return database
      .prepare(`SELECT ${COLUMNS} FROM reread ${where} ORDER BY contentId, kind, page`)
      .all(contentId === undefined ? [] : [contentId])
      .map((row) => ({
        contentId: textOf(row["contentId"]),
        kind: textOf(row["kind"]) as RereadKind,
        page: numberOf(row["page"]),
        text: textOf(row["text"]),
        confidence: numberOrNull(row["confidence"]),
        program: textOf(row["program"]),
        failure: textOf(row["failure"]),
      }));
  } finally {
    database.close();
  }
}

/** Takes out the pages of contents that are not known any more. */
export function dropRereads(paths: IndexPaths, isKnown: (contentId: string) => boolean): void {
  const database = new Sqlite(paths.rereads, "write");
  try {
    const contents = database.prepare("SELECT DISTINCT contentId FROM reread").all([]);
    const remove = database.prepare("DELETE FROM reread WHERE contentId = ?");
    for (const row of contents) {
      const contentId = textOf(row["contentId"]);
      if (!isKnown(contentId)) remove.run([contentId]);
    }
    database.exec("VACUUM");
  } finally {
    database.close();
  }
}
