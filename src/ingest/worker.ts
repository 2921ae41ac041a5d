/**
 * A worker thread: takes tasks, reads their records from disk, builds segments, writes them, reports them. Never opens the catalog
 * (the watchdog may kill this thread, and libsql would take the process with it).
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parentPort, threadId, workerData } from "node:worker_threads";
import { scriptsOf } from "../decode/script-names.ts";
import { isFileError } from "../errors.ts";
import { readFile } from "../extract/read-file.ts";
import type { ReadContext } from "../extract/reader.ts";
import { detectLanguage } from "../extract/text/language.ts";
import { faultPoint } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { GapRecord, SourceProgress } from "../model/document.ts";
import type { Extraction } from "../model/extraction.ts";
import type { Sha256 } from "../model/ids.ts";
import { parseHeadersOnly } from "../parse/parse-message.ts";
import { neighboursOf } from "../records/beside.ts";
import { RecordReader, SourceChangedError } from "../records/read-record.ts";
import { readVolume } from "../records/volume-bytes.ts";
import { SegmentBuilder } from "../segment/builder.ts";
import { writeSegment } from "../segment/write-segment.ts";
import { VolumeFinder } from "../sources/volumes.ts";
import { streamedContentId } from "../split/stream-message.ts";
import { addFamily, type FamilyTarget } from "./family.ts";
import { isPstFile, openPstFile } from "./pst-file.ts";
import { isRisky, ReaderProcess } from "./reader-process.ts";
import { unreadRecord } from "./record-range.ts";
import { MeanTime, ownThread, threadMs } from "./stopwatch.ts";
import type { Task, TaskItem } from "./task.ts";
import { TextStore } from "./text-store.ts";
import { WalkCheck } from "./walk-check.ts";
import {
  type FromWorker,
  HEARTBEAT,
  packFamily,
  type ToWorker,
  type WorkerSettings,
} from "./worker-messages.ts";

const settings = workerData as WorkerSettings;
const heartbeat = new Int32Array(settings.heartbeat);
const records = new RecordReader();
const volumes = new VolumeFinder();
const analysis = { scriptsOf, languageOf: detectLanguage };
const readers = new ReaderProcess();
const walks = new WalkCheck(settings.mailparserOnly);
const forgotten: ReadonlySet<string> = new Set(settings.forgotten);
type TaskMessage = Extract<ToWorker, { kind: "task" }>;

const onProgress = (): void => {
  Atomics.add(heartbeat, HEARTBEAT.beats, 1);
};

async function readAny(bytes: Uint8Array, context: ReadContext): Promise<Extraction> {
  if (!isRisky(context.sniffedType, bytes)) return readFile(bytes, context);
  return readers.read(bytes, context, () => Atomics.add(heartbeat, HEARTBEAT.beats, 1));
}

/** A segment being filled, with what becomes visible together with it. */
interface Draft {
  /** `documents` are those of the record in hand. */
  readonly target: FamilyTarget;
  /** Those of the records before, packed. */
  readonly families: string[];
  documentCount: number;
  readonly progress: Map<number, SourceProgress>;
  gaps: readonly GapRecord[];
  messages: number;
  bytes: number;
  readonly startedAt: number;
}

const newDraft = (): Draft => ({
  target: {
    builder: new SegmentBuilder(),
    texts: new TextStore(),
    documents: [],
    problems: [],
    readFile: readAny,
    analysis,
    neighboursOf,
    walks,
    forgotten,
    onProgress,
  },
  families: [],
  documentCount: 0,
  progress: new Map(),
  gaps: [],
  messages: 0,
  bytes: 0,
  startedAt: Date.now(),
});

function post(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  if (parentPort === null) throw new Error("the worker runs outside a worker thread");
  parentPort.postMessage(message, transfer);
}

function contentIdOf(item: TaskItem): Sha256 {
  const read = (offset: number, length: number): Buffer => {
    Atomics.add(heartbeat, HEARTBEAT.beats, 1); // gigabytes take their time, and are no hang
    return records.read(item.path, item.offset + offset, length);
  };
  return streamedContentId(read, item.length, item.variant);
}

/** A record too large to hold: its hash, its headers, and the first bytes of its text. */
async function addOversized(draft: Draft, item: TaskItem, limitBytes: number): Promise<void> {
  const head = records.read(item.path, item.offset, Math.min(item.length, LIMITS.maxFallbackBytes));
  const reason = `${item.length} bytes are more than the ${limitBytes} a document may have; only the first ${head.length} were read`;
  await addFamily(draft.target, item, head, {
    recordSha256: records.hash(item.path, item.offset, item.length),
    ...(item.variant === "file" ? {} : { contentId: contentIdOf(item) }),
    parse: async (bytes, locator) => parseHeadersOnly({ bytes, locator }, reason),
    problem: { code: "too-large", severity: "partial", reason },
  });
}

async function addItem(draft: Draft, item: TaskItem): Promise<void> {
  if (isPstFile(records, item)) {
    const { head, ...mailbox } = openPstFile(records, item, onProgress);
    return addFamily(draft.target, item, head, mailbox);
  }
  const limitBytes = item.variant === "file" ? LIMITS.maxLooseFileBytes : LIMITS.maxMessageBytes;
  if (item.length > limitBytes) return addOversized(draft, item, limitBytes);
  const record = records.read(item.path, item.offset, item.length);
  if (item.rawOnly === null) {
    const set = item.variant === "file" ? volumes.setOf(item.path) : null;
    if (set === null) return addFamily(draft.target, item, record);
    const volume = readVolume(records, set, item.path); // the whole: the watchdog allows time by its size
    const readBytes = Math.max(item.length, volume.joined?.bytes.length ?? 0);
    Atomics.store(heartbeat, HEARTBEAT.bytes, Math.min(readBytes, 2 ** 31 - 1));
    return addFamily(draft.target, item, record, { volume });
  }
  const reason = `${item.rawOnly}; it is indexed from its raw headers and first bytes`;
  return addFamily(draft.target, item, record, {
    parse: async (bytes, locator) => parseHeadersOnly({ bytes, locator }, reason),
    problem: { code: "reader-killed", severity: "partial", reason },
    readNoFiles: true,
  });
}

let fileNumber = 0;

/** Writes the segment of a draft. What was written of it goes when it fails: on a full disk the others need the room. */
function writeDraft(draft: Draft, path: string): number {
  try {
    const sizeBytes = writeSegment(draft.target.builder, path);
    faultPoint("segment-written");
    return sizeBytes;
  } catch (error) {
    rmSync(path, { force: true });
    throw isFileError(error) ? new SegmentWriteError(error.message, { cause: error }) : error;
  }
}

class SegmentWriteError extends Error {}

function flush(draft: Draft, task: Task, nextItem: number, last: boolean): void {
  let fileName: string | null = null;
  let sizeBytes = 0;
  if (draft.documentCount > 0) {
    fileName = `new-${process.pid}-${threadId}-${fileNumber++}.tmp`;
    sizeBytes = writeDraft(draft, join(settings.segmentFolder, fileName));
  }
  const textBlocks = draft.target.texts.take();
  const { counts, distrusted } = walks.take();
  post(
    {
      kind: "batch",
      task: task.number,
      nextItem,
      last,
      bytes: draft.bytes,
      batch: {
        fileName,
        sizeBytes,
        families: draft.families,
        documentCount: draft.documentCount,
        problems: draft.target.problems,
        gaps: draft.gaps,
        textBlocks,
        progress: [...draft.progress.values()],
        walks: counts,
        distrusted,
      },
    },
    textBlocks.map((block) => block.buffer as ArrayBuffer),
  );
}

/** Packs the documents of the record in hand. */
function keepFamily(draft: Draft): void {
  const { documents } = draft.target;
  if (documents.length === 0) return;
  draft.families.push(packFamily(documents));
  draft.documentCount += documents.length;
  documents.length = 0;
}

const thread = ownThread();
const times = new MeanTime(() => threadMs(thread));

/** Counts tasks begun; one that was interrupted in an await finds a newer number and ends. */
let runs = 0;

async function runTask({ task, firstItem, firstFlush, maxMessages }: TaskMessage): Promise<void> {
  const run = ++runs;
  let draft = newDraft();
  walks.restart(task.distrusted);
  times.restart();
  let allowed = firstFlush;
  let next = maxMessages;
  draft.gaps = firstItem === 0 ? task.gaps : [];
  for (let i = firstItem; i < task.items.length; i++) {
    const item = task.items[i] as TaskItem;
    Atomics.store(heartbeat, HEARTBEAT.bytes, Math.min(item.length, 2 ** 31 - 1));
    Atomics.store(heartbeat, HEARTBEAT.item, i);
    Atomics.store(heartbeat, HEARTBEAT.task, task.number);
    walks.begin(item);
    try {
      await addItem(draft, item);
    } catch (error) {
      if (!(error instanceof SourceChangedError)) throw error;
      draft.target.problems.push(unreadRecord(item, error));
    }
    if (run !== runs) return; // interrupted, and the task is being read anew
    keepFamily(draft);
    Atomics.store(heartbeat, HEARTBEAT.meanUs, times.note(item.length));
    draft.messages++;
    draft.bytes += item.length;
    const doneBytes = item.offset + item.length;
    draft.progress.set(item.sourceId, {
      sourceId: item.sourceId,
      doneBytes,
      finished: item.lastOfSource,
    });
    const { builder, texts } = draft.target;
    const held = builder.estimatedBytes + texts.sizeBytes;
    const full =
      held >= settings.flushBytes ||
      Date.now() - draft.startedAt >= settings.flushMs ||
      draft.messages >= allowed;
    if (full && i + 1 < task.items.length) {
      Atomics.store(heartbeat, HEARTBEAT.task, -1); // writing is no record's fault
      flush(draft, task, i + 1, false);
      draft = newDraft();
      times.restart();
      allowed = next;
      next *= 2;
    }
  }
  for (const { sourceId, doneBytes } of task.emptySources) {
    draft.progress.set(sourceId, { sourceId, doneBytes, finished: true });
  }
  Atomics.store(heartbeat, HEARTBEAT.task, -1);
  flush(draft, task, task.items.length, true);
}

async function onMessage(message: ToWorker): Promise<void> {
  if (message.kind === "stop") {
    records.close();
    readers.stop();
    parentPort?.close();
    return;
  }
  if (message.kind === "answer") {
    runs++; // whatever still waits in the interrupted task ends by itself
    readers.stop();
    post({ kind: "ready" });
    return;
  }
  await runTask(message);
}

Atomics.store(heartbeat, HEARTBEAT.task, -1);
Atomics.store(heartbeat, HEARTBEAT.thread, thread);
// A rejection must end the thread with its stack, as any bug.
parentPort?.on("message", (message: ToWorker) => {
  onMessage(message).catch((error: unknown) => {
    if (error instanceof SegmentWriteError) {
      const code = isFileError(error.cause) ? (error.cause.code ?? "") : "";
      post({ kind: "failed", code, reason: error.message });
      return;
    }
    process.nextTick(() => {
      throw error;
    });
  });
});
post({ kind: "ready" });
