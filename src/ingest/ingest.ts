/**
 * Indexing on one page: find files, split them into records, have workers parse and index runs of records, commit the finished segments
 * in source order. Main thread; the only writer. Never writes anything but the index folder.
 */
import { closeSync, openSync, readSync } from "node:fs";
import { availableParallelism } from "node:os";
import {
  createIndexFolder,
  type IndexPaths,
  lockForWriting,
  refuseIndexInSource,
} from "../catalog/index-folder.ts";
import type { SourceState } from "../catalog/source-rows.ts";
import { CatalogWriter } from "../catalog/write-catalog.ts";
import { openablePath } from "../file-path.ts";
import type { SegmentBatch } from "../model/document.ts";
import type { Problem } from "../model/problem.ts";
import type { FoundFile, SourceFormat } from "../model/source.ts";
import { findFiles } from "../sources/find-files.ts";
import { SNIFF_BYTES, sniffFormat } from "../sources/sniff.ts";
import { Pool } from "./pool.ts";
import { cutTasks } from "./task.ts";

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
  readonly now: () => number;
  readonly onProgress: (counts: IngestCounts, totalBytes: number) => void;
  /** Becomes true when the user asked to stop: what is committed stays. */
  readonly stopped: () => boolean;
}

export interface IngestResult extends IngestCounts {
  readonly unchanged: number;
  readonly interrupted: boolean;
}

const MB = 1e6;
/** Main thread, SQLite and Node itself. */
const BASE_BYTES = 300 * MB;
const WORKER_BYTES = 250 * MB;
const TASK_BYTES = 16 << 20;
const FLUSH_MS = 10_000;

/** How many threads the memory allows, at least one. */
export function workerCount(wanted: number | null, memoryBytes: number): number {
  if (wanted !== null) return wanted;
  const fitting = Math.floor((memoryBytes - BASE_BYTES) / WORKER_BYTES);
  return Math.max(1, Math.min(availableParallelism(), fitting));
}

function readHead(path: string): Buffer {
  const file = openSync(openablePath(path), "r");
  try {
    const head = Buffer.alloc(SNIFF_BYTES);
    return head.subarray(0, readSync(file, head, 0, SNIFF_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

/** Files that are new to the catalog, with their format by content; unreadable ones become problems. */
function sniffNew(
  files: readonly FoundFile[],
  known: ReadonlySet<string>,
  problems: Problem[],
): (FoundFile & { format: SourceFormat })[] {
  return files.flatMap((file) => {
    if (known.has(file.path)) return [];
    try {
      return [{ ...file, format: sniffFormat(readHead(file.path), file.sizeBytes, file.path) }];
    } catch (error) {
      problems.push({
        code: "source-unreadable",
        severity: "lost",
        reason: (error as Error).message,
        locator: [{ step: "file", path: file.path }],
      });
      return [];
    }
  });
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

/** Indexes the inputs into the index folder. Throws UserError for a mistake, IndexStateError for a lock; else everything is counted. */
export async function ingest(options: IngestOptions): Promise<IngestResult> {
  const { paths } = options;
  refuseIndexInSource(paths.folder, options.inputs);
  const found = await findFiles(options.inputs, {
    cwd: options.workingFolder,
    exclude: [paths.folder],
  });
  createIndexFolder(paths);
  const lock = lockForWriting(paths);
  try {
    const catalog = new CatalogWriter(paths);
    try {
      return await run(options, catalog, found);
    } finally {
      catalog.close();
    }
  } finally {
    lock.release();
  }
}

async function run(
  options: IngestOptions,
  catalog: CatalogWriter,
  found: { readonly files: readonly FoundFile[]; readonly problems: readonly Problem[] },
): Promise<IngestResult> {
  const counts = emptyCounts();
  const problems: Problem[] = [...found.problems];
  const before = catalog.sources();
  const fresh = sniffNew(found.files, new Set(before.map((source) => source.path)), problems);
  const added = catalog.addSources(fresh, options.now());
  const wanted = new Set(found.files.map((file) => file.path));
  const resumed = before.filter((source) => !source.finished && wanted.has(source.path));
  const sources: SourceState[] = [...resumed, ...added];
  commitSourceProblems(catalog, problems, counts);
  counts.sources = sources.length;
  const totalBytes = sources.reduce((sum, source) => sum + source.sizeBytes - source.doneBytes, 0);

  const workers = workerCount(options.workers, options.memoryBytes);
  const share = Math.max(32 * MB, (options.memoryBytes - BASE_BYTES) / workers);
  const pool = new Pool({
    workers,
    heapMb: Math.round(Math.max(share, WORKER_BYTES) / MB),
    segmentFolder: options.paths.segments,
    flushBytes: Math.min(64 * MB, Math.max(8 * MB, share / 4)),
    flushMs: FLUSH_MS,
  });
  const pending: Promise<void>[] = [];
  let previous: Promise<void> = Promise.resolve();
  try {
    for await (const task of cutTasks(
      sources,
      Math.min(TASK_BYTES, Math.max(2 << 20, share / 8)),
    )) {
      if (options.stopped()) break;
      const before = previous;
      const { done } = await pool.submit(task, async (batches) => {
        await before; // segments commit in source order, so that ids do not depend on timing
        for (const { batch, bytes } of batches) {
          catalog.commit(batch);
          count(counts, batch, bytes);
          options.onProgress(counts, totalBytes);
        }
      });
      previous = done;
      pending.push(done);
      done.catch(() => undefined); // awaited below; here only so that Node does not call it unhandled meanwhile
    }
    await Promise.all(pending);
  } finally {
    await pool.close();
  }
  catalog.checkpoint();
  return {
    ...counts,
    copies: catalog.copiesInRun,
    unchanged: wanted.size - sources.length - problems.length,
    interrupted: options.stopped(),
  };
}

function count(counts: IngestCounts, batch: SegmentBatch, bytes: number): void {
  counts.bytes += bytes;
  counts.documents += batch.documents.length;
  counts.gaps += batch.gaps.length;
  for (const document of batch.documents) if (document.kind === "message") counts.messages++;
  for (const problem of batch.problems) counts.problems[problem.severity]++;
}

/** Problems of whole files (unreadable, special) are committed at once, with no document. */
function commitSourceProblems(
  catalog: CatalogWriter,
  problems: readonly Problem[],
  counts: IngestCounts,
): void {
  if (problems.length === 0) return;
  const batch: SegmentBatch = {
    fileName: null,
    sizeBytes: 0,
    documents: [],
    problems: problems.map((problem) => ({ ...problem, local: null, sourceId: null })),
    gaps: [],
    textBlocks: [],
    progress: [],
  };
  catalog.commit(batch);
  count(counts, batch, 0);
}
