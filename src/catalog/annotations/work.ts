/**
 * `work.sqlite`: what people make. Here what readers said of single documents and what was done with claims on this index; tags and notes stand
 * beside it (annotations.ts). Keyed by content id, so they
 * survive `index --rebuild` and other indexes of the same material. Rows are only ever added.
 *
 * - `mark`: one row a mark (src/model/claim.ts), `markId` = SHA-256 of the others. An undo is a row of its own.
 * - `ledger`: `entryId` counts from 1; `hash` = SHA-256 of the hash before and this entry, so that a removed or changed entry shows.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import type { Answer, Mark, MarkSignature, PagesShown, Via, Viewing } from "../../model/claim.ts";
import { type IndexPaths, requireWritable } from "../index-folder.ts";
import { blob, numberOf, Sqlite, textOf } from "../sqlite.ts";

const TABLES = `
CREATE TABLE IF NOT EXISTS mark (
  markId TEXT PRIMARY KEY,
  question TEXT NOT NULL,
  contentId TEXT NOT NULL,
  reader BLOB NOT NULL,
  via TEXT NOT NULL,
  answer TEXT NOT NULL,
  note BLOB NOT NULL,
  parts TEXT NOT NULL,
  pages TEXT NOT NULL DEFAULT '[]',
  viewing TEXT NOT NULL DEFAULT '',
  signed TEXT NOT NULL DEFAULT '',
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

/** What was done with a claim. `commit`: frozen; `draw`: a sample was drawn; `verdict`: an assessment was printed; `stop`: reading ended before the plan was done; `active`: active reading began, with its stopping rule. */
export type LedgerKind = "commit" | "draw" | "verdict" | "stop" | "active";

export interface LedgerEntry {
  readonly kind: LedgerKind;
  readonly claimId: string;
  readonly claimHash: string;
  /** JSON. */
  readonly body: string;
  readonly atMs: number;
}

/** Loaded when first used: a search reads tags here and would pay 8 ms for a hash it never makes. */
const crypto = (): typeof import("node:crypto") => createRequire(import.meta.url)("node:crypto");

const sha256 = (text: string): string =>
  crypto().createHash("sha256").update(text, "utf8").digest("hex");

const chained = (before: string, entry: LedgerEntry): string =>
  sha256(
    JSON.stringify([before, entry.atMs, entry.kind, entry.claimId, entry.claimHash, entry.body]),
  );

const COLUMNS =
  "markId, question, contentId, reader, via, answer, note, parts, pages, viewing, signed, atMs, undoes";

/** Tags, notes and review marks in `work.sqlite`, keyed by content, with who and when; survives every rebuild. */
export class WorkStore {
  private readonly database: Sqlite;

  /** "write" creates file and tables; "read" needs them (see {@link openWork}). */
  constructor(paths: IndexPaths, mode: "read" | "write") {
    if (mode === "write") requireWritable(paths);
    this.database = new Sqlite(paths.work, mode);
    if (mode === "write") {
      this.database.exec(TABLES);
      this.addColumns();
    }
  }

  /** Files of older programs lack columns; they get them when something is next written. */
  private addColumns(): void {
    const rows = this.database.prepare("SELECT name FROM pragma_table_info('mark')").all([]);
    const there = new Set(rows.map((row) => textOf(row["name"])));
    for (const [name, empty] of [
      ["pages", "[]"],
      ["viewing", ""],
      ["signed", ""],
    ] as const)
      if (!there.has(name))
        this.database.exec(`ALTER TABLE mark ADD COLUMN ${name} TEXT NOT NULL DEFAULT '${empty}'`);
  }

  close(): void {
    this.database.close();
  }

  /** Whether a review or a claim was ever begun here; tags and notes may stand in the file alone. */
  hasTables(): boolean {
    const row = this.database
      .prepare("SELECT count(*) AS n FROM sqlite_master WHERE name IN ('mark', 'ledger')")
      .get([]);
    return numberOf(row?.["n"]) === 2;
  }

  /** Everybody who has read for any question, each once. */
  readers(): string[] {
    return this.database
      .prepare("SELECT DISTINCT reader FROM mark ORDER BY reader")
      .all([])
      .map((row) => textOf(row["reader"]));
  }

  private countMarks(): number {
    return numberOf(this.database.prepare("SELECT count(*) AS n FROM mark").get([])?.["n"]);
  }

  /** Adds marks; those already there are left as they are. Returns how many were new. */
  addMarks(marks: readonly Mark[]): number {
    return this.database.transaction(() => {
      const before = this.countMarks();
      const insert = this.database.prepare(
        `INSERT INTO mark (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (markId) DO UPDATE SET signed = excluded.signed WHERE signed = ''`,
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
          JSON.stringify(mark.pages),
          mark.viewing === undefined ? "" : JSON.stringify(mark.viewing),
          mark.signed === undefined ? "" : JSON.stringify(mark.signed),
          mark.atMs,
          mark.undoes,
        ]);
      return this.countMarks() - before;
    });
  }

  /** Marks of one question, oldest first; equal times by id, so that the order never depends on who merged when. */
  marks(question: string): Mark[] {
    return this.database
      .prepare("SELECT * FROM mark WHERE question = ? ORDER BY atMs, markId")
      .all([question])
      .map((row) => ({
        markId: textOf(row["markId"]),
        question: textOf(row["question"]),
        contentId: textOf(row["contentId"]),
        reader: textOf(row["reader"]),
        via: textOf(row["via"]) as Via,
        answer: textOf(row["answer"]) as Answer,
        note: textOf(row["note"]),
        parts: JSON.parse(textOf(row["parts"])) as number[],
        // A file of an older program, opened for reading, has no such column
        pages: JSON.parse(textOf(row["pages"]) || "[]") as PagesShown[],
        ...(textOf(row["viewing"]) === ""
          ? {}
          : { viewing: JSON.parse(textOf(row["viewing"])) as Viewing }),
        atMs: numberOf(row["atMs"]),
        undoes: textOf(row["undoes"]),
        ...(textOf(row["signed"]) === ""
          ? {}
          : { signed: JSON.parse(textOf(row["signed"])) as MarkSignature }),
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

/** For reading; null when no review or claim was begun on this index. */
export function openWork(paths: IndexPaths): WorkStore | null {
  if (!existsSync(paths.work)) return null;
  const work = new WorkStore(paths, "read");
  if (work.hasTables()) return work;
  work.close();
  return null;
}
