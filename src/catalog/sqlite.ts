/**
 * The only file that imports libsql, and the guard against what libsql 0.5.29 does: a Buffer as sole argument, a boolean, a Date,
 * an unpaired surrogate or a missing parameter abort the process or bind NULL; text is cut at the first NUL on reading; `readonly` and
 * `fileMustExist` are ignored; integers beyond 2^53 are rounded. So parameters are counted and checked here, corpus text goes
 * in as a BLOB, read-only is `file:…?mode=ro`, and no thread that may be killed loads this file.
 */

import { accessSync, constants, existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type LibsqlDatabase from "libsql";
import { IndexStateError } from "../errors.ts";

/**
 * Loaded with require: importing a CommonJS package scans its source for exports first, 7 ms of a cold search. The loader of the native part
 * asks Node for a diagnostic report to learn the C library, another 7 ms, and that report would look up the names of network interfaces. It is
 * given an empty one: libsql then asks detect-libc, which reads the program's own header.
 */
function loadLibsql(): typeof LibsqlDatabase {
  const { report } = process;
  const { getReport } = report;
  report.getReport = () => ({});
  try {
    return createRequire(import.meta.url)("libsql") as typeof LibsqlDatabase;
  } finally {
    report.getReport = getReport;
  }
}
const Libsql = loadLibsql();

/** What may be bound. Text that comes from the corpus must be passed through {@link blob} first. */
export type SqlValue = string | number | Uint8Array | null;

/** One row by column name. */
export type SqlRow = Readonly<Record<string, SqlCell>>;
/** One value of a row. */
export type SqlCell = string | number | Buffer | ArrayBuffer | null | undefined;

/** Corpus text as bytes: safe for NUL, unpaired surrogates and invalid UTF-8. */
export function blob(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}

/** The bytes of a BLOB column (libsql gives a Buffer from get and an ArrayBuffer from all), empty for NULL. */
export function bytesOf(value: SqlCell): Buffer {
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}

/** The text of a column, BLOB or not, "" for NULL. */
export function textOf(value: SqlCell): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? bytesOf(value).toString("utf8") : String(value);
}

/** What to say of a value that leaksift never writes: the file is damaged, or somebody made or changed it. */
function damagedCatalog(what: string, cause?: unknown): IndexStateError {
  return new IndexStateError(
    `The index is damaged or was altered: ${what}. Run "leaksift index --rebuild" to make it again from the sources; tags and notes are kept.`,
    { cause },
  );
}

/** The value of a JSON column. Throws IndexStateError for text that is no JSON, or has not the shape that we write. */
export function jsonOf<T>(value: SqlCell, what: string, isRight: (value: unknown) => boolean): T {
  let parsed: unknown;
  try {
    parsed = JSON.parse(textOf(value));
  } catch (cause) {
    throw damagedCatalog(`${what} cannot be read`, cause);
  }
  if (!isRight(parsed)) throw damagedCatalog(`${what} has another shape than leaksift writes`);
  return parsed as T;
}

/** The number of a column that is never NULL. */
export function numberOf(value: SqlCell): number {
  if (typeof value !== "number") throw damagedCatalog("a number was expected in the catalog");
  return value;
}

/** The number of a column, null for NULL. */
export function numberOrNull(value: SqlCell): number | null {
  return typeof value === "number" ? value : null;
}

export interface Statement {
  readonly run: (values: readonly SqlValue[]) => void;
  readonly get: (values: readonly SqlValue[]) => SqlRow | undefined;
  /** All rows at once. For large tables ask for a range of keys at a time. */
  readonly all: (values: readonly SqlValue[]) => SqlRow[];
}

function checked(values: readonly SqlValue[], expected: number, sql: string): SqlValue[] {
  if (values.length !== expected) {
    throw new Error(`${values.length} values for ${expected} parameters of: ${sql}`);
  }
  return values.map((value) => {
    if (value === null) return null;
    if (typeof value === "string") {
      if (!value.isWellFormed() || value.includes("\0"))
        throw new Error(`text that needs blob() in: ${sql}`);
      return value;
    }
    if (typeof value === "number") {
      if (!Number.isFinite(value)) throw new Error(`not a finite number in: ${sql}`);
      return value;
    }
    if (value instanceof Uint8Array)
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    throw new Error(`a ${typeof value} cannot be stored: ${sql}`);
  });
}

/** `lock` sets nothing up: a statement that needs the file would fail where another process holds it. */
type OpenMode = "read" | "write" | "lock";

let mayWrite = true;

/** From now on this process opens databases for reading only: what a command that is declared as reading asks for before it runs. */
export function openOnlyForReading(): void {
  mayWrite = false;
}

/** An open database behind the guard. Close it. */
export class Sqlite {
  private readonly database: LibsqlDatabase.Database;
  private readonly statements = new Map<string, Statement>();

  /**
   * Opens the database. For "read" the file must exist; in a folder that cannot be written it is opened immutable, since SQLite could
   * not make its shared-memory file there. Throws IndexStateError when it is missing or no database.
   */
  constructor(path: string, mode: OpenMode) {
    if (mode !== "read" && !mayWrite)
      throw new Error(`a command that is declared as reading opens ${path} for writing`);
    if (mode === "read" && !existsSync(path))
      throw new IndexStateError(`There is no index file ${path}.`);
    const url = pathToFileURL(path).href;
    this.database = new Libsql(mode === "read" ? `${url}?${readMode(path)}` : url);
    if (mode === "write")
      this.exec(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000; PRAGMA temp_store=MEMORY",
      );
    else if (mode === "read") this.exec("PRAGMA busy_timeout=5000; PRAGMA temp_store=MEMORY"); // no temporary file outside the index
    if (mode !== "lock") this.refuseCode(path);
  }

  /** Triggers, views and virtual tables are code of whoever made the file: leaksift makes none, and runs none. */
  private refuseCode(path: string): void {
    let found: SqlRow | undefined;
    try {
      this.exec("PRAGMA trusted_schema=OFF");
      found = this.prepare(
        "SELECT type FROM sqlite_master WHERE type IN ('trigger', 'view') OR sql LIKE 'CREATE VIRTUAL%' LIMIT 1",
      ).get([]);
    } catch {
      return; // no database, or damaged: whoever reads on hears what is wrong with it
    }
    if (found === undefined) return;
    this.close();
    const kind = found["type"] === "table" ? "virtual table" : textOf(found["type"]);
    throw new IndexStateError(
      `${path} holds a ${kind}, which leaksift never makes: somebody else did, and it could change what you read or write. Nothing was read. Run "leaksift index --rebuild" to make the index again from the sources.`,
    );
  }

  exec(sql: string): void {
    this.database.exec(sql);
  }

  /** Prepares once and keeps the statement. Parameters are `?`, counted against what is passed. */
  prepare(sql: string): Statement {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = this.compile(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }

  private compile(sql: string): Statement {
    const raw = this.database.prepare(sql);
    const expected = sql.split("?").length - 1;
    return {
      run: (values) => {
        raw.run(checked(values, expected, sql));
      },
      get: (values) => raw.get(checked(values, expected, sql)) as SqlRow | undefined,
      all: (values) => raw.all(checked(values, expected, sql)) as SqlRow[],
    };
  }

  /** Runs `body` in one immediate transaction: all of it or nothing. */
  transaction<T>(body: () => T): T {
    this.exec("BEGIN IMMEDIATE");
    try {
      const result = body();
      this.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.database.inTransaction) this.exec("ROLLBACK");
      throw error;
    }
  }

  /** Runs `body` on one consistent view of the database. */
  snapshot<T>(body: () => T): T {
    this.exec("BEGIN");
    try {
      return body();
    } finally {
      this.exec("COMMIT");
    }
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }
}

/** `immutable=1` only where nobody can be writing: the folder is not writable and no journal with content lies beside the file. */
function readMode(path: string): string {
  try {
    accessSync(dirname(path), constants.W_OK);
    return "mode=ro";
  } catch {
    // Not writable: this is the question asked, not an error.
    const journal = `${path}-wal`;
    return existsSync(journal) && statSync(journal).size > 0 ? "mode=ro" : "mode=ro&immutable=1";
  }
}
