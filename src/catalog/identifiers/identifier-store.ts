/**
 * `identifiers.sqlite`: which identifiers (identifier-kinds.ts) stand in which documents. Made from the catalog by src/identify/identify-corpus.ts, at any time again; a
 * row an identifier, so that a list reads no document.
 *
 * The number of a row is its kind and 47 bits of the hash of its value: no index beside the table, and the rows of a kind stand together. `documents` is
 * a row of numbers: for each batch how many, the first, then the distance of each to the one before, seven bits a byte. Like the catalog it may come from a
 * stranger: numbers are checked, values are escaped where they are shown.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { IndexStateError } from "../../errors.ts";
import { IDENTIFIER_KINDS, type IdentifierName } from "../../identifier-kinds.ts";
import type { IndexPaths } from "../index-folder.ts";
import { OUR_FILES, removeOwnFile } from "../index-trust.ts";
import { blob, bytesOf, numberOf, numberOrNull, Sqlite, type SqlRow, textOf } from "../sqlite.ts";
import { packDocuments } from "./document-numbers.ts";

const TABLES = `
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS identifier (
  identifierId INTEGER PRIMARY KEY,
  value BLOB NOT NULL,
  number REAL,
  proof INTEGER NOT NULL,
  families INTEGER NOT NULL,
  firstAt INTEGER,
  lastAt INTEGER,
  documents BLOB NOT NULL
);`;

/** Beside the kinds that are listed: domains (or addresses at a public provider) that a message is from and to, for `is:inbound`. */
const PARTIES = ["from", "to"] as const;
/** A kind of row. */
export type StoredKind = IdentifierName | (typeof PARTIES)[number];

const NUMBERS: ReadonlyMap<StoredKind, number> = new Map([
  ...IDENTIFIER_KINDS.map(({ name }, i): [StoredKind, number] => [name, i]),
  ...PARTIES.map((name, i): [StoredKind, number] => [name, 60 + i]),
]);
/** Room for the rows of one kind; 64 kinds fit into the 53 bits that are exact. */
const SPAN = 2 ** 47;

const startOf = (kind: StoredKind): number => {
  const number = NUMBERS.get(kind);
  if (number === undefined) throw new Error(`no kind of identifier: ${kind}`);
  return number * SPAN;
};

function idOf(kind: StoredKind, value: string): number {
  const hash = createHash("sha256").update(value, "utf8").digest();
  return startOf(kind) + (hash.readUIntBE(0, 6) % SPAN);
}

/** What was found of one identifier in a batch of documents. */
export interface BatchEntry {
  readonly kind: StoredKind;
  readonly value: string;
  readonly number: number | null;
  readonly proof: number;
  readonly families: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** docIds, ascending, each once. */
  readonly documents: readonly number[];
}

/** An identifier as stored; `documents` still packed. */
export interface StoredIdentifier {
  readonly kind: StoredKind;
  readonly value: string;
  readonly number: number | null;
  readonly proof: number;
  /** Messages and loose files that have it, exact copies counted once. */
  readonly families: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly packed: Uint8Array;
}

/** Up to where the documents were looked through, under which rules. */
export interface IdentifierState {
  /** Rules and region: what is stored under others is made again. */
  readonly rules: string;
  readonly region: string;
  /** Last document looked at, how many there were up to it, and the content of the last: whether they are still those. */
  readonly lastDoc: number;
  readonly documents: number;
  readonly lastContent: string;
}

/** Rows asked for at a time. */
const PAGE = 5000;

/** The store, open for reading or writing. Close it. */
export class IdentifierStore {
  private readonly database: Sqlite;
  private readonly path: string;

  /** "write" makes file and tables. Throws IndexStateError for a file that is no store of ours. */
  constructor(paths: IndexPaths, mode: "read" | "write") {
    this.path = paths.identifiers;
    this.database = new Sqlite(paths.identifiers, mode);
    try {
      if (mode === "write") this.database.exec(`PRAGMA secure_delete=ON;${TABLES}`);
      this.state();
    } catch (cause) {
      this.database.close();
      throw this.damaged(cause);
    }
  }

  private damaged(cause: unknown): IndexStateError {
    return new IndexStateError(
      `${this.path} is damaged or not made by leaksift. Run "leaksift identifiers --again" to make it again from the index.`,
      { cause },
    );
  }

  close(): void {
    this.database.close();
  }

  /** Null before anything was looked through. */
  state(): IdentifierState | null {
    const rows = this.database.prepare("SELECT key, value FROM state").all([]);
    const value = new Map(rows.map((row) => [textOf(row["key"]), textOf(row["value"])]));
    const lastDoc = Number(value.get("lastDoc"));
    const documents = Number(value.get("documents"));
    if (!Number.isSafeInteger(lastDoc) || !Number.isSafeInteger(documents)) return null;
    return {
      rules: value.get("rules") ?? "",
      region: value.get("region") ?? "",
      lastDoc,
      documents,
      lastContent: value.get("lastContent") ?? "",
    };
  }

  /** Takes everything out, for the pass to begin again. */
  clear(): void {
    this.database.exec("DELETE FROM identifier; DELETE FROM state");
  }

  /** Adds what was found in documents after all those added before, and says how far the pass is: all of it or nothing. */
  add(entries: Iterable<BatchEntry>, state: IdentifierState): void {
    this.database.transaction(() => {
      const placed = [...entries].map((entry) => ({ entry, id: idOf(entry.kind, entry.value) }));
      placed.sort((a, b) => a.id - b.id); // rows side by side are written side by side
      for (const { entry, id } of placed) this.addEntry(entry, id);
      const set = this.database.prepare("INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)");
      for (const [key, value] of Object.entries(state)) set.run([key, String(value)]);
    });
  }

  private addEntry(entry: BatchEntry, startId: number): void {
    const get = this.database.prepare("SELECT * FROM identifier WHERE identifierId = ?");
    for (let id = startId; ; id++) {
      const row = get.get([id]);
      const fresh = packDocuments(entry.documents);
      if (row === undefined) {
        this.database
          .prepare("INSERT INTO identifier VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
          .run([
            id,
            blob(entry.value),
            entry.number,
            entry.proof,
            entry.families,
            entry.firstAt,
            entry.lastAt,
            fresh,
          ]);
        return;
      }
      if (textOf(row["value"]) !== entry.value) continue; // another value with the same 47 bits
      this.database
        .prepare(
          "UPDATE identifier SET proof = ?, families = ?, firstAt = ?, lastAt = ?, documents = ? WHERE identifierId = ?",
        )
        .run([
          numberOf(row["proof"]) | entry.proof,
          numberOf(row["families"]) + entry.families,
          earliest(numberOrNull(row["firstAt"]), entry.firstAt),
          latest(numberOrNull(row["lastAt"]), entry.lastAt),
          Buffer.concat([bytesOf(row["documents"]), fresh]),
          id,
        ]);
      return;
    }
  }

  /** Packs the file: rows of later batches lie between those of the first. */
  compact(): void {
    this.database.exec("VACUUM");
  }

  /** The identifier with exactly this value; undefined when it is nowhere. */
  find(kind: StoredKind, value: string): StoredIdentifier | undefined {
    const get = this.database.prepare("SELECT * FROM identifier WHERE identifierId = ?");
    for (let id = idOf(kind, value); ; id++) {
      const row = get.get([id]);
      if (row === undefined) return undefined;
      if (textOf(row["value"]) === value) return storedOf(kind, row);
    }
  }

  /** All identifiers of a kind, in no order that says anything. */
  *all(kind: StoredKind): Generator<StoredIdentifier> {
    const start = startOf(kind);
    const select = this.database.prepare(
      `SELECT * FROM identifier WHERE identifierId > ? AND identifierId < ? ORDER BY identifierId LIMIT ${PAGE}`,
    );
    for (let after = start - 1; ; ) {
      const rows = select.all([after, start + SPAN]);
      for (const row of rows) yield storedOf(kind, row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = numberOf(last["identifierId"]);
    }
  }

  /** Those of a kind in the most messages and files, then by value. `column` is one of ours. */
  most(kind: StoredKind, order: IdentifierOrder, limit: number): StoredIdentifier[] {
    const start = startOf(kind);
    return this.database
      .prepare(
        `SELECT * FROM identifier WHERE identifierId >= ? AND identifierId < ? ORDER BY ${ORDERS[order]} LIMIT ?`,
      )
      .all([start, start + SPAN, limit])
      .map((row) => storedOf(kind, row));
  }

  /** How many different values of a kind there are, from when to when. */
  count(kind: StoredKind): { values: number; firstAt: number | null; lastAt: number | null } {
    const start = startOf(kind);
    const row = this.database
      .prepare(
        "SELECT count(*) AS n, min(firstAt) AS firstAt, max(lastAt) AS lastAt FROM identifier WHERE identifierId >= ? AND identifierId < ?",
      )
      .get([start, start + SPAN]);
    return {
      values: numberOf(row?.["n"]),
      firstAt: numberOrNull(row?.["firstAt"]),
      lastAt: numberOrNull(row?.["lastAt"]),
    };
  }
}

/** Orders of a list, as SQL. */
const ORDERS = {
  documents: "families DESC, value",
  value: "value",
  first: "firstAt IS NULL, firstAt, value",
  last: "lastAt DESC, value",
  largest: "number DESC, families DESC, value",
} as const;
export type IdentifierOrder = keyof typeof ORDERS;
export const IDENTIFIER_ORDERS = Object.keys(ORDERS) as readonly IdentifierOrder[];

const earliest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
const latest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

const storedOf = (kind: StoredKind, row: SqlRow): StoredIdentifier => ({
  kind,
  value: textOf(row["value"]),
  number: numberOrNull(row["number"]),
  proof: numberOf(row["proof"]),
  families: numberOf(row["families"]),
  firstAt: numberOrNull(row["firstAt"]),
  lastAt: numberOrNull(row["lastAt"]),
  packed: bytesOf(row["documents"]),
});

/** Takes the store away, journals included: what is in it cannot or must not be used. The caller holds the writer lock. */
export function removeIdentifiers({ folder }: IndexPaths): void {
  for (const end of ["", "-wal", "-shm", "-journal"])
    removeOwnFile(folder, `identifiers.sqlite${end}`, OUR_FILES);
}

/** Opens the store for reading; null when identifiers were never looked for. */
export function openIdentifiers(paths: IndexPaths): IdentifierStore | null {
  return existsSync(paths.identifiers) ? new IdentifierStore(paths, "read") : null;
}
