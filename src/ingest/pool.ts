/**
 * Worker threads, at most two tasks a worker in flight, and the watchdog: a worker that stays on one record too long, or dies, is
 * replaced; its uncommitted records are read again with the culprit taken from its raw headers. No pool on npm quarantines exactly one record.
 */
import { Worker } from "node:worker_threads";
import pLimit from "p-limit";
import type { SegmentBatch } from "../model/document.ts";
import type { Task } from "./task.ts";
import {
  type FromWorker,
  HEARTBEAT,
  type ToWorker,
  type WorkerSettings,
} from "./worker-messages.ts";

/** Time a record may take: 5 s and 1 s a megabyte. Real mail takes milliseconds; a bomb takes for ever. */
const RECORD_MS = 5000;
const RECORD_MS_PER_MB = 1000;
/** After a kill, segments are flushed at most this many messages apart, so that the next culprit costs few others. */
const PROBATION_MESSAGES = 200;
const WATCH_MS = 250;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** A batch and where it stands in its task. */
export interface TaskBatch {
  readonly batch: SegmentBatch;
  readonly bytes: number;
}

interface Running {
  task: Task;
  /** First item not yet handed over in a batch. */
  nextItem: number;
  readonly batches: TaskBatch[];
  readonly resolve: (batches: TaskBatch[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Seat {
  worker: Worker;
  heartbeat: Int32Array;
  running: Running | null;
  lastItem: number;
  lastBeat: number;
  since: number;
  /** Set while the thread is being killed: what it still says is not listened to. */
  dismissed: boolean;
}

export interface PoolSettings extends Omit<WorkerSettings, "heartbeat"> {
  readonly workers: number;
  /** V8 heap of one worker in MB. Buffers are outside; the task size bounds them. */
  readonly heapMb: number;
  /** Told of each record given up on, e.g. for the progress line. */
  readonly onCulprit?: (reason: string) => void;
}

export class Pool {
  private readonly settings: PoolSettings;
  private readonly seats: Seat[] = [];
  private readonly waiting: Running[] = [];
  private readonly limit: ReturnType<typeof pLimit>;
  private readonly watch: NodeJS.Timeout;

  constructor(settings: PoolSettings) {
    this.settings = settings;
    this.limit = pLimit(settings.workers * 2);
    for (let i = 0; i < settings.workers; i++) this.seats.push(this.seat());
    this.watch = setInterval(() => this.lookForStuck(), WATCH_MS);
    this.watch.unref();
  }

  /**
   * Runs `handle` on the batches of a task, with at most two tasks a worker between here and the end of `handle`. Resolves when the
   * task may be queued, so that a caller who awaits it is slowed down to the workers' pace; `done` resolves when it has been handled.
   */
  async submit(
    task: Task,
    handle: (batches: TaskBatch[]) => Promise<void>,
  ): Promise<{ done: Promise<void> }> {
    while (this.limit.pendingCount > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const done = this.limit(async () => handle(await this.run(task)));
    return { done };
  }

  private run(task: Task): Promise<TaskBatch[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, nextItem: 0, batches: [], resolve, reject });
      this.dispatch();
    });
  }

  private dispatch(): void {
    for (const seat of this.seats) {
      if (seat.running !== null || seat.dismissed) continue;
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.give(seat, next, NO_LIMIT);
    }
  }

  private give(seat: Seat, running: Running, maxMessages: number): void {
    seat.running = running;
    seat.lastItem = -1;
    seat.since = Date.now();
    const message: ToWorker = {
      kind: "task",
      task: running.task,
      firstItem: running.nextItem,
      maxMessages,
    };
    seat.worker.postMessage(message);
  }

  private seat(): Seat {
    const shared = new SharedArrayBuffer(HEARTBEAT.length * 4);
    const { segmentFolder, flushBytes, flushMs, heapMb } = this.settings;
    const workerData: WorkerSettings = { segmentFolder, flushBytes, flushMs, heartbeat: shared };
    const worker = new Worker(new URL("./worker.js", import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 32 },
    });
    const heartbeat = new Int32Array(shared);
    heartbeat[HEARTBEAT.task] = -1;
    const seat: Seat = {
      worker,
      heartbeat,
      running: null,
      lastItem: -1,
      lastBeat: 0,
      since: Date.now(),
      dismissed: false,
    };
    worker.on("message", (message: FromWorker) => this.hear(seat, message));
    worker.on("error", (error) => this.replace(seat, `reading it failed (${error.message})`, error));
    return seat;
  }

  private hear(seat: Seat, message: FromWorker): void {
    const { running } = seat;
    if (seat.dismissed || running === null || message.kind !== "batch") return;
    running.batches.push({ batch: message.batch, bytes: message.bytes });
    running.nextItem = message.nextItem;
    if (!message.last) return;
    seat.running = null;
    running.resolve(running.batches);
    this.dispatch();
  }

  private lookForStuck(): void {
    for (const seat of this.seats) {
      if (seat.running === null || seat.dismissed) continue;
      const item = Atomics.load(seat.heartbeat, HEARTBEAT.item);
      const task = Atomics.load(seat.heartbeat, HEARTBEAT.task);
      const beat = Atomics.load(seat.heartbeat, HEARTBEAT.beats);
      if (item !== seat.lastItem || beat !== seat.lastBeat || task !== seat.running.task.number) {
        seat.lastItem = item;
        seat.lastBeat = beat;
        seat.since = Date.now();
        continue;
      }
      const megabytes = Atomics.load(seat.heartbeat, HEARTBEAT.bytes) / 1e6;
      const limitMs = RECORD_MS + RECORD_MS_PER_MB * megabytes;
      if (Date.now() - seat.since > limitMs)
        this.replace(seat, `reading it took longer than ${Math.round(limitMs / 1000)} s`, null);
    }
  }

  /** Kills the thread, seats a new one, and has the rest of the task read again without the culprit. */
  private replace(seat: Seat, reason: string, error: Error | null): void {
    if (seat.dismissed) return;
    seat.dismissed = true;
    const { running } = seat;
    const culprit = Atomics.load(seat.heartbeat, HEARTBEAT.item);
    const inTask =
      running !== null && Atomics.load(seat.heartbeat, HEARTBEAT.task) === running.task.number;
    void seat.worker.terminate();
    const fresh = this.seat();
    this.seats[this.seats.indexOf(seat)] = fresh;
    if (running === null) return;
    const item = running.task.items[culprit];
    // Not in a record (while writing a segment, say), or the raw headers killed it too: that is a bug, not bad input.
    if (!inTask || item === undefined || item.rawOnly !== null) {
      running.reject(error ?? new Error(`a worker stopped outside a record: ${reason}`));
      return;
    }
    const items = running.task.items.with(culprit, { ...item, rawOnly: reason });
    this.settings.onCulprit?.(`${item.path} at byte ${item.offset}: ${reason}`);
    running.task = { ...running.task, items };
    this.give(fresh, running, PROBATION_MESSAGES);
  }

  /** Lets the threads end. */
  async close(): Promise<void> {
    clearInterval(this.watch);
    await Promise.all(
      this.seats.map(async (seat) => {
        seat.dismissed = true;
        await seat.worker.terminate();
      }),
    );
  }
}
