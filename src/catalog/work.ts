/**
 * `work.sqlite`: what people make. Here the marks of reviews, keyed by content id, and the ledger of claims: every commit, draw and verdict on this
 * index, append-only and hash-chained. Survives `index --rebuild`; no table is ever rewritten.
 *
 * - `mark`: one row a mark (src/model/claim.ts), `markId` = SHA-256 of the others. An undo is a row of its own.
 * - `ledger`: `entryId` counts from 1; `hash` = SHA-256 of the hash before and this entry, so that a removed or changed entry shows.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import type { Answer, Mark, Via } from "../model/claim.ts";
import type { IndexPaths } from "./index-folder.ts";
import { blob, numberOf, Sqlite, textOf } from "./sqlite.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS mark (
  markId TEXT PRIMARY KEY,
  question TEXT NOT NULL,
  contentId TEXT NOT NULL,
  reader BLOB NOT NULL,
  via TEXT NOT NULL,
  answer TEXT NOT NULL,
  note BLOB NOT NULL,
  parts TEXT NOT NULL,
  atMs REAL NOT NULL,
  undoes TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mark_question ON mark (question, contentId);
CREATE TABLE IF NOT EXISTS ledger (
  entryId INTEGER PRIMARY KEY,
  atMs REAL NOT NULL,
  kind TEXT NOT NULL,
  claimId TEXT NOT NULL,
  claimHash TEXT NOT NULL,
  body BLOB NOT NULL,
  hash TEXT NOT NULL
);`;

/** What was done with a claim. `commit`: frozen; `draw`: a sample was drawn; `verdict`: an assessment was printed. */
export type LedgerKind = "commit" | "draw" | "verdict" | "stop";

export interface LedgerEntry {
  readonly kind: LedgerKind;
  readonly claimId: string;
  readonly claimHash: string;
  /** JSON. */
  readonly body: string;
  readonly atMs: number;
}

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** Id of a mark: the same mark made by the same person at the same moment is the same everywhere. */
export function markIdOf(mark: Omit<Mark, "markId">): string {
  return sha256(
    JSON.stringify([
      mark.question,
      mark.contentId,
      mark.reader,
      mark.via,
      mark.answer,
      mark.note,
      mark.parts,
      mark.atMs,
      mark.undoes,
    ]),
  );
}

export class WorkStore {
  private readonly database: Sqlite;

  /** Opens for writing; creates the file with its tables. */
  constructor(paths: IndexPaths, mode: "read" | "write") {
    this.database = new Sqlite(paths.work, mode);
    if (mode === "write") this.database.exec(SCHEMA);
  }

  close(): void {
    this.database.close();
  }

  /** Adds marks; those already there are left as they are. Returns how many were new. */
  addMarks(marks: readonly Mark[]): number {
    return this.database.transaction(() => {
      const count = (): number =>
        numberOf(this.database.prepare("SELECT count(*) AS n FROM mark").get([])?.["n"]);
      const before = count();
      const insert = this.database.prepare(
        "INSERT OR IGNORE INTO mark (markId, question, contentId, reader, via, answer, note, parts, atMs, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      );
      for (const mark of marks)
        insert.run([
          mark.markId,
          mark.question,
          mark.contentId,
          blob(mark.reader),
          mark.via,
          mark.answer,
          blob(mark.note),
          JSON.stringify(mark.parts),
          mark.atMs,
          mark.undoes,
        ]);
      return count() - before;
    });
  }

  /** Marks of one question, or all of them, oldest first; equal times by id, so that the order never depends on who merged when. */
  marks(question: string | null): Mark[] {
    return this.database
      .prepare("SELECT * FROM mark WHERE ? IN (question, '') ORDER BY atMs, markId")
      .all([question ?? ""])
      .map((row) => ({
        markId: textOf(row["markId"]),
        question: textOf(row["question"]),
        contentId: textOf(row["contentId"]),
        reader: textOf(row["reader"]),
        via: textOf(row["via"]) as Via,
        answer: textOf(row["answer"]) as Answer,
        note: textOf(row["note"]),
        parts: JSON.parse(textOf(row["parts"])) as number[],
        atMs: numberOf(row["atMs"]),
        undoes: textOf(row["undoes"]),
      }));
  }

  /** Appends to the ledger, chained to the entry before. */
  append(entry: LedgerEntry): void {
    this.database.transaction(() => {
      const last = this.database
        .prepare("SELECT hash FROM ledger ORDER BY entryId DESC LIMIT 1")
        .get([]);
      this.database
        .prepare(
          "INSERT INTO ledger (atMs, kind, claimId, claimHash, body, hash) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .run([
          entry.atMs,
          entry.kind,
          entry.claimId,
          entry.claimHash,
          blob(entry.body),
          chained(textOf(last?.["hash"]), entry),
        ]);
    });
  }

  /** All entries, oldest first. `intact` is false when the chain is broken. */
  ledger(): { readonly entries: readonly LedgerEntry[]; readonly intact: boolean } {
    let before = "";
    let intact = true;
    const entries = this.database
      .prepare("SELECT * FROM ledger ORDER BY entryId")
      .all([])
      .map((row) => {
        const entry: LedgerEntry = {
          kind: textOf(row["kind"]) as LedgerKind,
          claimId: textOf(row["claimId"]),
          claimHash: textOf(row["claimHash"]),
          body: textOf(row["body"]),
          atMs: numberOf(row["atMs"]),
        };
        const hash = textOf(row["hash"]);
        intact &&= hash === chained(before, entry);
        before = hash;
        return entry;
      });
    return { entries, intact };
  }
}

const chained = (before: string, entry: LedgerEntry): string =>
  sha256(
    JSON.stringify([before, entry.atMs, entry.kind, entry.claimId, entry.claimHash, entry.body]),
  );

/** The work file for reading; null when nobody made anything yet (or its tables are not there). */
export function openWork(paths: IndexPaths): WorkStore | null {
  return existsSync(paths.work) ? new WorkStore(paths, "read") : null;
}
