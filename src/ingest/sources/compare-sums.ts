/** Compares the hashes of sources with a list that came with them. A difference is a problem; that a file is not on the list is said, no more. */
import { addSourceEvent, type SourceState } from "../../catalog/source-rows.ts";
import { blob, bytesOf, type Sqlite } from "../../catalog/sqlite.ts";
import type { Sha256 } from "../../model/ids.ts";
import type { SumEntry } from "../../sources/sums-list.ts";
import { dropSourceProblems, setSourceProblem } from "./apply-changes.ts";

export interface SumsList {
  /** Path of the list, for messages. */
  readonly path: string;
  readonly entries: readonly SumEntry[];
}

export interface SumsResult {
  readonly matching: number;
  /** Paths whose hash is another than listed. */
  readonly different: readonly string[];
  /** Paths that are listed and are no source. */
  readonly missing: readonly string[];
  /** Sources that are not listed. */
  readonly unlisted: number;
}

function hashOf(database: Sqlite, sourceId: number): Sha256 | "" {
  const row = database.prepare("SELECT sha256 FROM source WHERE sourceId = ?").get([sourceId]);
  return bytesOf(row?.["sha256"]).toString("hex") as Sha256 | "";
}

/** Compares and writes events and problems; everything in one transaction. */
export function compareSums(
  database: Sqlite,
  list: SumsList,
  sources: readonly SourceState[],
  nowMs: number,
): SumsResult {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const different: string[] = [];
  const missing: string[] = [];
  let matching = 0;
  database.transaction(() => {
    database.prepare("DELETE FROM problem WHERE code = 'sum-missing'").run([]);
    for (const { path, sha256, line } of list.entries) {
      const source = byPath.get(path);
      if (source === undefined) {
        missing.push(path);
        insertMissing(
          database,
          path,
          `Line ${line} of ${list.path} lists it, and it is not among the sources.`,
        );
        continue;
      }
      const found = hashOf(database, source.sourceId);
      dropSourceProblems(database, source.sourceId, ["sum-differs"]);
      const same = found === sha256;
      const kind = same ? "sum-matches" : "sum-differs";
      addSourceEvent(database, source.sourceId, { kind, sha256, detail: list.path }, nowMs);
      if (same) {
        matching++;
        continue;
      }
      different.push(path);
      setSourceProblem(database, source.sourceId, {
        code: "sum-differs",
        severity: "partial",
        reason: `${list.path} says ${sha256}; the file has ${found === "" ? "no hash, it could not be read" : found}. It is not the file that was listed.`,
        locator: [{ step: "file", path }],
      });
    }
  });
  const listed = new Set(list.entries.map((entry) => entry.path));
  const unlisted = sources.filter((source) => !listed.has(source.path)).length;
  return { matching, different, missing, unlisted };
}

function insertMissing(database: Sqlite, path: string, reason: string): void {
  database
    .prepare(
      "INSERT INTO problem (docId, sourceId, code, severity, reason, locator) VALUES (NULL, NULL, 'sum-missing', 'partial', ?, ?)",
    )
    .run([blob(reason), blob(JSON.stringify([{ step: "file", path }]))]);
}
