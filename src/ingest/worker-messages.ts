/** What main thread and workers say to each other. Bytes of mail never cross; texts and rows do. */
import type { DocumentRecord, SegmentBatch } from "../model/document.ts";
import type { Task } from "./task.ts";

/**
 * A batch on its way to the main thread. Documents are JSON texts, one a family: as objects, thousands wait in the worker for the segment to fill
 * and again in the main thread for their turn, and the collector walks them each time.
 */
export interface PackedBatch extends Omit<SegmentBatch, "documents"> {
  readonly families: readonly string[];
  readonly documentCount: number;
}

/** One batch of a task, and how many bytes of its source were read for it. */
export interface TaskBatch {
  readonly batch: PackedBatch;
  readonly bytes: number;
}

/** The JSON text of one family. */
export const packFamily = (documents: readonly DocumentRecord[]): string =>
  JSON.stringify(documents);

/** The batch as the catalog takes it. */
export function unpackBatch({
  families,
  documentCount: _count,
  ...rest
}: PackedBatch): SegmentBatch {
  const documents = families.flatMap((family) => JSON.parse(family) as DocumentRecord[]);
  return { ...rest, documents };
}

/** Given to a worker when it starts. */
export interface WorkerSettings {
  readonly segmentFolder: string;
  /** A segment is written when the builder is estimated to hold this much … */
  readonly flushBytes: number;
  /** … or this long after the last one, so that a search sees new mail soon. */
  readonly flushMs: number;
  /** Whether mailparser splits every mail, and not the fast walk where it can. */
  readonly mailparserOnly: boolean;
  /** Content ids that were forgotten on request: their families are not indexed again. */
  readonly forgotten: readonly string[];
  /** Numbers in shared memory: task, item, bytes of the item, beats; how the watchdog sees what is being read. */
  readonly heartbeat: SharedArrayBuffer;
}

/** `beats` grows while the worker waits for a reader process, which has a limit of its own; `meanUs` is what a good record takes on average; `thread` the system's number of the thread. */
export const HEARTBEAT = {
  task: 0,
  item: 1,
  bytes: 2,
  beats: 3,
  meanUs: 4,
  thread: 5,
  length: 6,
} as const;

export type ToWorker =
  | {
      readonly kind: "task";
      readonly task: Task;
      readonly firstItem: number;
      /** Messages in the first segment at most, then in the second, which doubles each time. */
      readonly firstFlush: number;
      readonly maxMessages: number;
    }
  /** Asked after an interruption: a thread that answers "ready" can go on. */
  | { readonly kind: "answer" }
  | { readonly kind: "stop" };

export type FromWorker =
  /** Items `firstItem … nextItem` are in this batch; `last` when the task ends with it. */
  | {
      readonly kind: "batch";
      readonly task: number;
      readonly nextItem: number;
      readonly last: boolean;
      readonly batch: PackedBatch;
      readonly bytes: number;
    }
  /** The segment could not be written: a full disk, not bad input. */
  | { readonly kind: "failed"; readonly code: string; readonly reason: string }
  | { readonly kind: "ready" };
