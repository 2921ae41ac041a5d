/**
 * Indexing on one page: find files, see what changed, split them into records, have workers parse and index runs of records, commit the
 * finished segments in source order, merge small ones. Main thread; the only writer. Never writes anything but the index folder.
 */
import { availableParallelism } from "node:os";
import { forgottenIds } from "../catalog/forgotten.ts";
import { type IndexPaths, refuseIndexInSource } from "../catalog/index-folder.ts";
import { endIndexingState, writeIndexingState } from "../catalog/indexing-state.ts";
import type { RunInfo } from "../catalog/run-log.ts";
import { type Custody, type SourceState, setCustody } from "../catalog/source-rows.ts";
import { distrustedSources } from "../catalog/walk-counts.ts";
import type { CatalogWriter } from "../catalog/write/write-catalog.ts";
import { withCatalogWriter } from "../catalog/write/writing.ts";
import { UserError } from "../errors.ts";
import { openablePath } from "../file-path.ts";
import type { SegmentBatch, WalkCounts } from "../model/document.ts";
import type { Problem } from "../model/problem.ts";
import { isPlainFile } from "../regular-file.ts";
import { findFiles } from "../sources/find-files.ts";
import { Distrust } from "./distrust.ts";
import { makeNames } from "./make-names.ts";
import { mergeSegments, sketchSegments } from "./merge-run.ts";
import { Pool } from "./pool.ts";
import { keptPaths, lostText, readKept, replaceCatalog } from "./rebuild.ts";
import { compareSums, type SumsList, type SumsResult } from "./sources/compare-sums.ts";
import { checkStable, sourceEvents } from "./sources/source-events.ts";
import { commitSourceProblems } from "./sources/source-problems.ts";
import { type Survey, type SurveyCounts, survey } from "./sources/survey.ts";
import { cutTasks } from "./task.ts";
import { noWork, type Work, workKind } from "./time-left.ts";
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
  walks: WalkCounts;
}

/** What a run is doing, and how far it is: `{phase: "reading", counts, done: {mail: 2e6, …}, total: {mail: 371e6, …}}`. */
export interface IngestProgress {
  /** "checking" is told by the command, which runs the checks of the whole corpus after the run. */
  readonly phase: "finding" | "reading" | "merging" | "checking";
  readonly counts: Readonly<IngestCounts>;
  readonly done: Work;
  readonly total: Work;
}

export interface IngestOptions {
  readonly inputs: readonly string[];
  readonly paths: IndexPaths;
  readonly workingFolder: string;
  readonly workers: number | null;
  readonly memoryBytes: number;
  /** Whether mailparser splits every mail, and not the fast walk where it can. */
  readonly mailparserOnly: boolean;
  readonly run: RunInfo;
  /** How the sources were received, kept with each of them. */
  readonly custody: Custody;
  /** Sums the sources should have, or null. */
  readonly sums: SumsList | null;
  /** Make everything again; tags, notes, custody and the run log are kept. */
  readonly rebuild: boolean;
  readonly now: () => number;
  readonly onProgress: (progress: IngestProgress) => void;
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
  walks: { fast: 0, compared: 0, different: 0, mailparserOnly: 0 },
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
  options.onProgress({ phase: "finding", counts: emptyCounts(), done: noWork(), total: noWork() });
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
  options.onProgress({ phase: "merging", counts, done: noWork(), total: noWork() });
  const merge = () => mergeSegments(catalog, { stop: options.stop, reason: "end" });
  if (options.stop.aborted) await merge();
  else await makeNames(catalog.database, false, merge);
  sketchSegments(catalog, options.stop);
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
    mailparserOnly: options.mailparserOnly,
    forgotten: forgottenIds(catalog.database),
  });
  const distrust = new Distrust(distrustedSources(catalog.database), options.paths.segments);
  const byId = new Map(sources.map((source) => [source.sourceId, source]));
  const [done, total] = [noWork(), noWork()];
  for (const source of sources) total[workKind(source)] += source.sizeBytes - source.doneBytes;
  options.onProgress({ phase: "reading", counts, done, total });
  const telling = tellState(options, counts, totalBytes);
  const tasks = cutTasks(
    sources,
    (leftBytes) =>
      Math.max(MIN_TASK_BYTES, Math.min(MAX_TASK_BYTES, share / 8, leftBytes / (3 * workers))),
    sourceEvents(catalog, counts, options.now),
  );
  try {
    for await (const batches of pool.run(tasks, options.stop, distrust)) {
      for (const { batch: packed, bytes } of batches) {
        if (options.stop.aborted) return; // what is not committed is read again by the next run
        const batch = unpackBatch(packed);
        catalog.commit(batch);
        distrust.add(batch.distrusted);
        checkStable(catalog, batch, byId, counts, options.now());
        count(counts, batch, bytes);
        countWork(done, batch, byId);
        options.onProgress({ phase: "reading", counts, done, total });
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

/** Adds the records of a batch to the work that is done. */
function countWork(
  done: Record<keyof Work, number>,
  batch: SegmentBatch,
  byId: ReadonlyMap<number, SourceState>,
): void {
  for (const { record, sourceId } of batch.documents) {
    const source = record === null ? undefined : byId.get(sourceId);
    if (record !== null && source !== undefined) done[workKind(source)] += record.length;
  }
}

function count(counts: IngestCounts, batch: SegmentBatch, bytes: number): void {
  counts.bytes += bytes;
  counts.documents += batch.documents.length;
  counts.gaps += batch.gaps.length;
  for (const document of batch.documents) if (document.kind === "message") counts.messages++;
  for (const problem of batch.problems) counts.problems[problem.severity]++;
  for (const name of ["fast", "compared", "different", "mailparserOnly"] as const)
    counts.walks[name] += batch.walks[name];
}
