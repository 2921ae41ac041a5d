/** What every command that changes an index does around its work: folder, lock, catalog, an entry in the run log before and after. */
import { IndexStateError, isDiskError } from "../../errors.ts";
import { faultPoint } from "../../fault.ts";
import { createIndexFolder, type IndexPaths, lockForWriting } from "../index-folder.ts";
import { beginRun, endRun, type RunEnd, type RunInfo } from "../run-log.ts";
import { CatalogWriter } from "./write-catalog.ts";

export interface WritingOptions {
  readonly paths: IndexPaths;
  readonly run: RunInfo;
  readonly now: () => number;
  /** Called with the lock held and before the catalog is opened: where `--rebuild` puts a fresh one in its place. */
  readonly beforeOpening?: () => void;
}

/** An error that comes from a full disk as one that says so and what to do; any other as it is. */
function explainDiskError(error: unknown, folder: string): unknown {
  if (error instanceof IndexStateError || !isDiskError(error)) return error;
  return new IndexStateError(
    `The disk that holds ${folder} is full or cannot be written (${error.message}). What was committed is kept and can be searched. Make room, then run the same command again: it goes on from there.`,
    { cause: error },
  );
}

/**
 * Runs `body` as the only writer of the index. `body` returns its value and what the run log is to say of the end; when it throws, the log
 * says "failed" where it still can. Throws IndexStateError for a lock, a damaged or newer index, a full disk.
 */
export async function withCatalogWriter<T>(
  options: WritingOptions,
  body: (catalog: CatalogWriter) => Promise<{ readonly value: T; readonly end: RunEnd }>,
): Promise<T> {
  const { paths, now } = options;
  try {
    createIndexFolder(paths);
    const lock = lockForWriting(paths);
    try {
      options.beforeOpening?.();
      const catalog = new CatalogWriter(paths);
      try {
        return await logged(catalog, options.run, now, body);
      } finally {
        catalog.close();
      }
    } finally {
      lock.release();
    }
  } catch (error) {
    throw explainDiskError(error, paths.folder);
  }
}

async function logged<T>(
  catalog: CatalogWriter,
  run: RunInfo,
  now: () => number,
  body: (catalog: CatalogWriter) => Promise<{ readonly value: T; readonly end: RunEnd }>,
): Promise<T> {
  const runId = beginRun(catalog.database, run, now());
  faultPoint("run-begun");
  try {
    const { value, end } = await body(catalog);
    endRun(catalog.database, runId, end, now());
    faultPoint("run-ended");
    catalog.checkpoint();
    faultPoint("checkpointed");
    return value;
  } catch (error) {
    endFailed(catalog, runId, error, now());
    throw error;
  }
}

/** The first error is the one to report: on a full disk this entry cannot be written either. */
function endFailed(catalog: CatalogWriter, runId: number, error: unknown, nowMs: number): void {
  const reason = error instanceof Error ? error.message : String(error);
  try {
    endRun(catalog.database, runId, { outcome: "failed", reason: reason.toWellFormed() }, nowMs);
  } catch {
    // The run then looks killed in the log, which is what it was.
  }
}
