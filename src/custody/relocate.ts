/** Tells the index that sources lie elsewhere now. Accepted only when every file there has the hash that was recorded. */
import { statSync } from "node:fs";
import { resolve, sep } from "node:path";
import { type SourceState, updateSource } from "../catalog/source-rows.ts";
import { blob, numberOf, type Sqlite, textOf } from "../catalog/sqlite.ts";
import type { CatalogWriter } from "../catalog/write/write-catalog.ts";
import { isFileError, UserError } from "../errors.ts";
import { openablePath } from "../file-path.ts";
import { dropSourceProblems } from "../ingest/sources/apply-changes.ts";
import type { LocatorStep } from "../model/locator.ts";
import { hashFile } from "../sources/hash-file.ts";

export interface Relocation {
  readonly moved: number;
  /** New paths that are not there or have other bytes, with the reason. Nothing was changed when there is one. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
}

interface Move {
  readonly source: SourceState;
  readonly path: string;
  readonly modifiedAtMs: number;
}

/** Moves of all sources at or below `from`. Throws UserError when there is none. */
function movesOf(catalog: CatalogWriter, from: string, to: string): Omit<Move, "modifiedAtMs">[] {
  const moves = catalog.sources().flatMap((source) => {
    if (source.path === from) return [{ source, path: to }];
    const below = from.endsWith(sep) ? from : from + sep;
    return source.path.startsWith(below)
      ? [{ source, path: resolve(to, source.path.slice(below.length)) }]
      : [];
  });
  if (moves.length === 0)
    throw new UserError(`There is no source at ${from}. List them with "leaksift sources".`);
  return moves;
}

async function whyNot({ source, path }: Omit<Move, "modifiedAtMs">): Promise<string> {
  const { size } = statSync(openablePath(path));
  if (size !== source.sizeBytes) return `it has ${size} bytes, not ${source.sizeBytes}`;
  if (source.sha256 === "") return "no hash of the old file is known to compare with";
  const sha256 = await hashFile(path, size);
  return sha256 === source.sha256 ? "" : `its SHA-256 is ${sha256}, not ${source.sha256}`;
}

/** Paths stand in problem rows too, as the first step of their locators. */
function movePathsOfProblems(database: Sqlite, sourceId: number, path: string): void {
  const rows = database
    .prepare("SELECT problemId, locator FROM problem WHERE sourceId = ?")
    .all([sourceId]);
  for (const row of rows) {
    const [, ...rest] = JSON.parse(textOf(row["locator"])) as LocatorStep[];
    database
      .prepare("UPDATE problem SET locator = ? WHERE problemId = ?")
      .run([blob(JSON.stringify([{ step: "file", path }, ...rest])), numberOf(row["problemId"])]);
  }
}

/** Compares and, when everything fits, moves; one transaction. `from` and `to` are absolute paths of a file or a folder. */
export async function relocate(
  catalog: CatalogWriter,
  from: string,
  to: string,
  nowMs: number,
): Promise<Relocation> {
  const known = new Set(catalog.sources().map((source) => source.path));
  const moves: Move[] = [];
  const refused: { path: string; reason: string }[] = [];
  for (const move of movesOf(catalog, from, to)) {
    try {
      const reason = known.has(move.path)
        ? "it is a source of this index already"
        : await whyNot(move);
      if (reason === "")
        moves.push({ ...move, modifiedAtMs: statSync(openablePath(move.path)).mtimeMs });
      else refused.push({ path: move.path, reason });
    } catch (error) {
      if (!isFileError(error)) throw error;
      refused.push({ path: move.path, reason: `it cannot be read (${error.code})` });
    }
  }
  if (refused.length > 0) return { moved: 0, refused };
  const { database } = catalog;
  database.transaction(() => {
    for (const { source, path, modifiedAtMs } of moves) {
      const detail = `from ${source.path}`;
      updateSource(
        database,
        source.sourceId,
        { path, modifiedAtMs, condition: "present" },
        { kind: "relocated", sha256: source.sha256, detail },
        nowMs,
      );
      dropSourceProblems(database, source.sourceId, ["source-vanished", "source-truncated"]);
      movePathsOfProblems(database, source.sourceId, path);
    }
  });
  return { moved: moves.length, refused };
}
