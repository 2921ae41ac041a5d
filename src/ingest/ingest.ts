/**
 * Indexing on one page: find files, see what changed, split them into records, have workers parse and index runs of records, commit the
 * finished segments in source order, merge small ones. Main thread; the only writer. Never writes anything but the index folder.
 */
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { forgottenIds } from "../catalog/forgotten.ts";
import { type IndexPaths, refuseIndexInSource } from "../catalog/index-folder.ts";
import { endIndexingState, writeIndexingState } from "../catalog/indexing-state.ts";
import type { RunInfo } from "../catalog/run-log.ts";
import {
  type Custody,
  type SourceState,
  setCustody,
  setSourceHash,
} from "../catalog/source-rows.ts";
import type { CatalogWriter } from "../catalog/write/write-catalog.ts";
import { withCatalogWriter } from "../catalog/write/writing.ts";
import { isFileError, UserError } from "../errors.ts";
import { faultPoint } from "../fault.ts";
import { openablePath } from "../file-path.ts";
import type { SegmentBatch } from "../model/document.ts";
import type { Problem } from "../model/problem.ts";
import { isPlainFile } from "../regular-file.ts";
import { findFiles } from "../sources/find-files.ts";
import {
  dropSourceProblems,
  markUnstable,
  noteDifferent,
  setSourceProblem,
} from "./apply-changes.ts";
import { compareSums, type SumsList, type SumsResult } from "./compare-sums.ts";
import { mergeSegments } from "./merge-run.ts";
import { Pool } from "./pool.ts";
import { keptPaths, lostText, readKept, replaceCatalog } from "./rebuild.ts";
import { commitSourceProblems } from "./source-problems.ts";
import { type Survey, type SurveyCounts, survey } from "./survey.ts";
import { cutTasks } from "./task.ts";
import { unpackBatch } from "./worker-messages.ts";

/** Counted while indexing and shown at the end. */
export interface IngestCounts {
  sources: number;
  messages: number;
  documents: number;
  bytes: number;
  /** Families whose content was in the index already. */
  copies: number;
  problems: Record<Problem["severity"], number>;
  gaps: number;
}

export interface IngestOptions {
  readonly inputs: readonly string[];
  readonly paths: IndexPaths;
  readonly workingFolder: string;
  readonly workers: number | null;
  readonly memoryBytes: number;
  readonly run: RunInfo;
  /** How the sources were received, kept with each of them. */
  readonly custody: Custody;
  /** Sums the sources should have, or null. */
  readonly sums: SumsList | null;
  /** Make everything again; tags, notes, custody and the run log are kept. */
  readonly rebuild: boolean;
  readonly now: () => number;
  readonly onProgress: (counts: IngestCounts, totalBytes: number) => void;
  /** Aborted when the user asked to stop: what is committed stays. */
  readonly stop: AbortSignal;
}

export interface IngestResult extends IngestCounts {
  /** What became of the sources since the last run. */
  readonly changes: Readonly<SurveyCounts>;
  readonly sums: SumsResult | null;
  /** What the rebuild could not keep, in words. */
  readonly lostInRebuild: string;
  readonly interrupted: boolean;
}

const MB = 1e6;
/** Main thread, SQLite and Node itself. */
const BASE_BYTES = 300 * MB;
const WORKER_BYTES = 250 * MB;
/** Larger tasks make fewer segments to merge; smaller ones at the end let all workers finish together. */
const MAX_TASK_BYTES = 24 << 20;
const MIN_TASK_BYTES = 4 << 20;
const FLUSH_MS = 10_000;

/**
 * How many threads the memory allows, at least one. A wish for more is cut down to it: a thread holds its own code, language tables and segment,
 * 250 MB measured, and the memory is a promise (8 threads took 2.2 GB).
 */
export function workerCount(wanted: number | null, memoryBytes: number): number {
  const fitting = Math.max(1, Math.floor((memoryBytes - BASE_BYTES) / WORKER_BYTES));
  return Math.min(wanted ?? availableParallelism(), fitting);
}

const emptyCounts = (): IngestCounts => ({
  sources: 0,
  messages: 0,
  documents: 0,
  bytes: 0,
  copies: 0,
  problems: { lost: 0, partial: 0, note: 0 },
  gaps: 0,
});

/** What was indexed from a source that is not there now is in the index alone: a rebuild must not throw it away. */
function refuseLossyRebuild(known: readonly string[]): void {
  const missing = known.filter((path) => !isPlainFile(openablePath(path)));
  if (missing.length === 0) return;
  throw new UserError(
    `${missing.length} of ${known.length} known sources are not there (the first: ${missing[0]}), and a rebuild would lose what was indexed from them. Plug them in, or tell where they are now with "leaksift sources relocate OLD NEW". To go on without them, make another index with "leaksift index DUMP --index DIR".`,
  );
}

/** Indexes the inputs into the index folder. Throws UserError for a mistake, IndexStateError for a lock or full disk; else everything is counted. */
export async function ingest(options: IngestOptions): Promise<IngestResult> {
  const { paths, now, run } = options;
  const kept = options.rebuild ? readKept(paths) : null;
  // A rebuild reads every source again that the index had, named or not.
  const known = kept === null ? [] : keptPaths(kept);
  refuseLossyRebuild(known);
  const inputs = [...options.inputs, ...known];
  if (inputs.length === 0)
    throw new UserError("Nothing to rebuild from: no source is known. Name the sources.");
  refuseIndexInSource(paths.folder, inputs);
  const found = await findFiles(inputs, { cwd: options.workingFolder, exclude: [paths.folder] });
  const beforeOpening = (): void => {
    if (kept !== null) replaceCatalog(paths, kept);
  };
  return withCatalogWriter({ paths, run, now, beforeOpening }, async (catalog) => {
    const named = { ...options, inputs: [...options.inputs, ...known] };
    const lostInRebuild = kept === null ? "" : lostText(paths, kept);
    const result = { ...(await runIn(named, catalog, found)), lostInRebuild };
    const { documents, problems } = result;
    const outcome = result.interrupted ? "interrupted" : "done";
    return {
      value: result,
      end: { outcome, documents, notFullyRead: problems.lost + problems.partial },
    };
  });
}

async function runIn(
  options: IngestOptions,
  catalog: CatalogWriter,
  found: Awaited<ReturnType<typeof findFiles>>,
): Promise<Omit<IngestResult, "lostInRebuild">> {
  const counts = emptyCounts();
  const plan = await survey({ ...options, catalog, files: found.files });
  const problems = [...found.problems, ...plan.problems];
  commitSourceProblems(catalog.database, problems, options.inputs, options.workingFolder);
  for (const problem of problems) counts.problems[problem.severity]++;
  counts.problems.partial += plan.counts.vanished + plan.counts.truncated;
  setCustody(
    catalog.database,
    plan.wanted.map((source) => source.sourceId),
    options.custody,
    options.now(),
  );
  await readSources(options, catalog, plan, counts);
  await mergeSegments(catalog, { stop: options.stop, reason: "end" });
  const sums =
    options.sums === null || options.stop.aborted
      ? null
      : compareSums(catalog.database, options.sums, plan.wanted, options.now());
  counts.problems.partial += sums === null ? 0 : sums.different.length + sums.missing.length;
  return {
    ...counts,
    copies: catalog.copiesInRun,
    changes: plan.counts,
    sums,
    interrupted: options.stop.aborted,
  };
}

/** Reads what is to be read; a segment is committed when those before it are. */
async function readSources(
  options: IngestOptions,
  catalog: CatalogWriter,
  plan: Survey,
  counts: IngestCounts,
): Promise<void> {
  const sources = plan.toRead;
  counts.sources = sources.length;
  if (sources.length === 0) return endIndexingState(options.paths); // one may be left of a run that was killed
  const totalBytes = sources.reduce((sum, source) => sum + source.sizeBytes - source.doneBytes, 0);
  const workers = workerCount(options.workers, options.memoryBytes);
  const share = Math.max(32 * MB, (options.memoryBytes - BASE_BYTES) / workers);
  const pool = new Pool({
    workers,
    heapMb: Math.round(Math.max(share, WORKER_BYTES) / MB),
    segmentFolder: options.paths.segments,
    flushBytes: Math.min(64 * MB, Math.max(8 * MB, share / 4)),
    flushMs: FLUSH_MS,
    forgotten: forgottenIds(catalog.database),
  });
  const byId = new Map(sources.map((source) => [source.sourceId, source]));
  const telling = tellState(options, counts, totalBytes);
  const tasks = cutTasks(
    sources,
    (leftBytes) =>
      Math.max(MIN_TASK_BYTES, Math.min(MAX_TASK_BYTES, share / 8, leftBytes / (3 * workers))),
    sourceEvents(options, catalog, counts),
  );
  try {
    for await (const batches of pool.run(tasks, options.stop)) {
      for (const { batch: packed, bytes } of batches) {
        if (options.stop.aborted) return; // what is not committed is read again by the next run
        const batch = unpackBatch(packed);
        catalog.commit(batch);
        checkStable(catalog, batch, byId, counts, options.now());
        count(counts, batch, bytes);
        options.onProgress(counts, totalBytes);
      }
      await mergeSegments(catalog, { stop: options.stop, reason: "between" });
    }
  } finally {
    await pool.close();
    clearInterval(telling);
    endIndexingState(options.paths);
  }
}

/** Often enough that a state which is older was left by a run that was killed. */
const STATE_MS = 1000;

/** Keeps the state of the run where those who search read it. Clear the interval. */
function tellState(
  { paths, now }: IngestOptions,
  counts: IngestCounts,
  totalBytes: number,
): ReturnType<typeof setInterval> {
  const tell = (): void => {
    const percent = totalBytes > 0 ? Math.min(100, (counts.bytes / totalBytes) * 100) : 100;
    try {
      writeIndexingState(paths, { percent, messages: counts.messages, atMs: now() });
    } catch {
      // A full disk is told by the commit that needs the room; without this file nothing is lost
    }
  };
  tell();
  return setInterval(tell, STATE_MS).unref();
}

/** What cutting tells of whole sources goes into the catalog at once: it holds whether or not the records are committed. */
function sourceEvents(options: IngestOptions, catalog: CatalogWriter, counts: IngestCounts) {
  const { database } = catalog;
  return {
    onHashed: (source: SourceState, sha256: NonNullable<SourceState["sha256"]>): void => {
      if (sha256 === "") return;
      if (source.sha256 !== "" && source.sha256 !== sha256) {
        counts.problems.partial++;
        noteDifferent(database, source, sha256, options.now());
      }
      setSourceHash(database, source.sourceId, sha256, source.sizeBytes, options.now());
      faultPoint("source-hashed");
    },
    onUnreadable: (source: SourceState, offset: number, error: NodeJS.ErrnoException): void => {
      counts.problems.lost++;
      setSourceProblem(database, source.sourceId, {
        code: "source-unreadable",
        severity: "lost",
        reason: `From byte ${offset} on it cannot be read (${error.message}). Run the same command again once it can: it goes on from there.`,
        locator: [
          { step: "file", path: source.path },
          { step: "range", offset, length: source.sizeBytes - offset },
        ],
      });
    },
  };
}

/** A source whose last record is committed must look as it did before it was read. */
function checkStable(
  catalog: CatalogWriter,
  batch: SegmentBatch,
  byId: ReadonlyMap<number, SourceState>,
  counts: IngestCounts,
  nowMs: number,
): void {
  for (const { sourceId, finished } of batch.progress) {
    const source = byId.get(sourceId);
    if (!finished || source === undefined) continue;
    noteIfDifferent(catalog, batch, source, counts, nowMs);
    const difference = differenceNow(source);
    if (difference !== "") {
      counts.problems.partial++;
      markUnstable(catalog.database, source, difference, nowMs);
    } else if (source.condition !== "present" || source.doneBytes > 0) {
      dropSourceProblems(catalog.database, sourceId, ["source-unreadable", "source-unstable"]);
    }
  }
}

/** A source of one record whose hash was recorded before, by `intake` or a rebuilt index. */
function noteIfDifferent(
  catalog: CatalogWriter,
  batch: SegmentBatch,
  source: SourceState,
  counts: IngestCounts,
  nowMs: number,
): void {
  if (source.sha256 === "" || source.format === "mbox") return;
  const record = batch.documents.find((d) => d.sourceId === source.sourceId && d.record !== null);
  const sha256 = record?.record?.sha256;
  if (sha256 === undefined || sha256 === source.sha256) return;
  counts.problems.partial++;
  noteDifferent(catalog.database, source, sha256, nowMs);
}

/** How a source differs from when it was found, in words; "" when it does not. */
function differenceNow(source: SourceState): string {
  try {
    const { size, mtimeMs } = statSync(openablePath(source.path));
    if (size !== source.sizeBytes) return `it had ${source.sizeBytes} bytes and has ${size} now`;
    return mtimeMs === source.modifiedAtMs ? "" : "it was written to";
  } catch (error) {
    if (!isFileError(error)) throw error;
    return `it cannot be looked at any more (${error.code})`;
  }
}

function count(counts: IngestCounts, batch: SegmentBatch, bytes: number): void {
  counts.bytes += bytes;
  counts.documents += batch.documents.length;
  counts.gaps += batch.gaps.length;
  for (const document of batch.documents) if (document.kind === "message") counts.messages++;
  for (const problem of batch.problems) counts.problems[problem.severity]++;
}
