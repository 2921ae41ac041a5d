/**
 * `index --rebuild`: everything the program made is made again. What people made (work.sqlite) is not touched; how sources were received, what
 * was forgotten and the run log are carried over from the old catalog as far as it can be read.
 */
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type IndexPaths, requireWritable } from "../catalog/index-folder.ts";
import { Sqlite, type SqlValue, textOf } from "../catalog/sqlite.ts";
import { createTables } from "../catalog/write/write-catalog.ts";

/** Rows of the old catalog that cannot be made again. */
export interface Rebuild {
  readonly tables: ReadonlyMap<string, readonly Readonly<Record<string, SqlValue>>[]>;
  /** Tables that could not be read. */
  readonly unread: readonly string[];
}

/** Tables and columns that hold what no source says. Named one by one: an older catalog may lack some. */
const KEPT: readonly (readonly [string, readonly string[]])[] = [
  ["runlog", ["entryId", "body", "previousHash", "hash"]],
  ["forgotten", ["contentId", "atMs", "reason"]],
  [
    "source",
    [
      "sourceId",
      "path",
      "format",
      "sizeBytes",
      "modifiedAtMs",
      "sha256",
      "addedAtMs",
      "receivedFrom",
      "receivedAt",
      "receivedNote",
    ],
  ],
  ["sourceevent", ["eventId", "sourceId", "atMs", "kind", "sizeBytes", "sha256", "detail"]],
];

function rowsOf(
  database: Sqlite,
  table: string,
  columns: readonly string[],
): Readonly<Record<string, SqlValue>>[] {
  return database
    .prepare(`SELECT ${columns.join(", ")} FROM ${table}`)
    .all([])
    .map((row) =>
      Object.fromEntries(
        columns.map((column): [string, SqlValue] => {
          const value = row[column] ?? null;
          return [column, value instanceof ArrayBuffer ? new Uint8Array(value) : value];
        }),
      ),
    );
}

/** Reads what is to be kept from a catalog of any version, damaged ones too. */
export function readKept(paths: IndexPaths): Rebuild {
  if (existsSync(paths.folder)) requireWritable(paths);
  const tables = new Map<string, readonly Readonly<Record<string, SqlValue>>[]>();
  const unread: string[] = [];
  if (existsSync(paths.catalog)) {
    try {
      const old = new Sqlite(paths.catalog, "write"); // for writing: a log left by a crash is folded in first
      for (const [table, columns] of KEPT) {
        try {
          tables.set(table, rowsOf(old, table, columns));
        } catch {
          unread.push(table); // an older format, or damaged there: said in the summary
        }
      }
      old.close();
    } catch {
      unread.push("all of it"); // no database at all: said in the summary
    }
  }
  return { tables, unread };
}

/** Paths of the sources in what was kept. */
export function keptPaths(kept: Rebuild): string[] {
  return (kept.tables.get("source") ?? []).map((row) => textOf(bufferOf(row["path"] ?? null)));
}

const bufferOf = (value: SqlValue): string | number | Buffer | null =>
  value instanceof Uint8Array ? Buffer.from(value) : value;

/** Where a catalog that could not be read fully is left: somebody may still save the run log from it. */
const asidePath = (paths: IndexPaths): string =>
  join(paths.folder, "catalog.before-rebuild.sqlite");

/**
 * Puts an empty catalog with the kept rows in place of the old one, by one rename: a crash leaves the old or the new one. Sources come back as
 * not yet read, with the hash they had. Segments go when the new catalog is opened. Only under the writer lock.
 */
export function replaceCatalog(paths: IndexPaths, kept: Rebuild): void {
  const fresh = join(paths.folder, "catalog.new.sqlite");
  for (const suffix of SUFFIXES) rmSync(fresh + suffix, { force: true });
  const database = new Sqlite(fresh, "write");
  try {
    createTables(database);
    restore(database, kept);
    database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get([]);
  } finally {
    database.close();
  }
  const aside = asidePath(paths);
  for (const suffix of SUFFIXES) {
    rmSync(aside + suffix, { force: true });
    if (kept.unread.length > 0 && existsSync(paths.catalog + suffix))
      renameSync(paths.catalog + suffix, aside + suffix);
    else if (suffix !== "") rmSync(paths.catalog + suffix, { force: true });
  }
  renameSync(fresh, paths.catalog);
}

const SUFFIXES = ["", "-wal", "-shm"] as const;

/** What the summary says of the parts that could not be kept; "" when all were. */
export function lostText(paths: IndexPaths, kept: Rebuild): string {
  if (kept.unread.length === 0) return "";
  return `The old catalog could not be read fully (${kept.unread.join(", ")}); it is kept as ${asidePath(paths)}. How sources were received, the run log or what was forgotten may be missing from the new index.`;
}

function restore(database: Sqlite, kept: Rebuild): void {
  database.transaction(() => {
    for (const [table, rows] of kept.tables) {
      for (const row of rows) {
        const values: Record<string, SqlValue> =
          table === "source" ? { ...row, state: "pending", doneBytes: 0 } : row;
        const names = Object.keys(values);
        database
          .prepare(
            `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
          )
          .run(Object.values(values));
      }
    }
  });
}
