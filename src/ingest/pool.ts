/**
 * Worker threads, at most two tasks a worker in flight, and the watchdog: a worker that stays on one record too long is interrupted (or
 * replaced, when that fails or when it died); its uncommitted records are read again with the culprit taken from its raw headers. No
 * pool on npm quarantines exactly one record.
 */
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import pLimit from "p-limit";
import { Allowance } from "./allowance.ts";
import type { Distrust } from "./distrust.ts";
import { Interrupter } from "./interrupter.ts";
import { Stopwatch, threadMs } from "./stopwatch.ts";
import type { Task } from "./task.ts";
import { flagsOf } from "./v8-flags.ts";
import { whenAborted } from "./when-aborted.ts";
import {
  type FromWorker,
  HEARTBEAT,
  type TaskBatch,
  type ToWorker,
  type WorkerSettings,
} from "./worker-messages.ts";

/** One is read while the one before it is committed. */
const TASKS_A_WORKER = 2;

/** After a culprit, a segment is flushed when this many messages were read, then twice as many: the next culprit costs few others. */
const PROBATION_MESSAGES = 32;
const WATCH_MS = 25;
/** An interrupted thread that has not answered after this much more time is killed. */
const ANSWER_MS = 1000;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** V8 takes powers of two of it. Twice as much saves 2 % of all processor time and costs 75 MB a worker: too near the memory that was promised. */
const YOUNG_MB = 32;

/** No numbers in it: the same input gives the same words. */
const TOO_LONG = "reading it took too long";

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
  /** What it has spent since it last moved on. */
  readonly watch: Stopwatch;
  /** The record it was interrupted in; it gets the rest of its task when it answers. */
  interrupted: { readonly item: number } | null;
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
  private readonly limit: ReturnType<typeof pLimit>;
  private readonly watch: NodeJS.Timeout;
  private readonly interrupter = new Interrupter();
  private readonly allowance = new Allowance();

  constructor(settings: PoolSettings) {
    this.settings = settings;
    this.limit = pLimit(settings.workers);
    for (const flag of flagsOf(process.versions.v8)) setFlagsFromString(flag);
    for (let i = 0; i < settings.workers; i++) this.seats.push(this.seat());
    this.watch = setInterval(() => this.lookForStuck(), WATCH_MS);
    this.watch.unref();
  }

  /**
   * Reads the tasks and yields the batches of each, in the order of the tasks whichever ends first: segments are committed in the order of the sources, so that ids do
   * not depend on timing. A task is taken only when fewer than two for each worker are read or wait to be yielded, so memory does not grow while the caller commits.
   * Ends early once `stop` is aborted. Throws what a task failed with when its turn comes. One that is not current then is read again.
   */
  async *run(
    tasks: AsyncIterable<Task>,
    stop: AbortSignal,
    distrust: Distrust,
  ): AsyncGenerator<readonly TaskBatch[]> {
    const { aborted, forget } = whenAborted(stop);
    const inFlight: { readonly task: Task; readonly read: Promise<readonly TaskBatch[]> }[] = [];
    const begin = (cut: Task): (typeof inFlight)[number] => {
      const task = distrust.prepared(cut);
      const read = this.limit(() => this.read(task));
      read.catch(() => {}); // thrown when its turn comes
      return { task, read };
    };
    const inTurn = async (): Promise<readonly TaskBatch[] | null> => {
      const next = inFlight.shift();
      if (next === undefined) return null;
      const batches = await Promise.race([next.read, aborted]);
      if (batches === null || distrust.isCurrent(next.task, batches)) return batches;
      return Promise.race([begin(next.task).read, aborted]);
    };
    try {
      for await (const task of tasks) {
        if (stop.aborted) return;
        inFlight.push(begin(task));
        if (inFlight.length < this.settings.workers * TASKS_A_WORKER) continue;
        const batches = await inTurn();
        if (batches === null) return;
        yield batches;
      }
      while (inFlight.length > 0) {
        const batches = await inTurn();
        if (batches === null) return;
        yield batches;
      }
    } finally {
      forget();
    }
  }

  /** Has a task read by a worker that is free: the limit lets in as many tasks as there are workers. */
  private read(task: Task): Promise<readonly TaskBatch[]> {
    return new Promise((resolve, reject) => {
      const seat = this.seats.find(({ running, dismissed }) => running === null && !dismissed);
      if (seat === undefined) throw new Error("more tasks were let in than there are workers");
      const running = { task, nextItem: 0, batches: [], resolve, reject };
      this.give(seat, running, NO_LIMIT, NO_LIMIT);
    });
  }

  /** `firstFlush` messages make the first segment, `maxMessages` the second, then twice as many each time. */
  private give(seat: Seat, running: Running, firstFlush: number, maxMessages: number): void {
    seat.running = running;
    seat.interrupted = null;
    seat.lastItem = -1;
    seat.watch.restart();
    const distrusted = running.batches.at(-1)?.batch.distrusted ?? running.task.distrusted;
    const message: ToWorker = {
      kind: "task",
      task: { ...running.task, distrusted },
      firstItem: running.nextItem,
      firstFlush,
      maxMessages,
    };
    seat.worker.postMessage(message);
  }

  private seat(): Seat {
    const shared = new SharedArrayBuffer(HEARTBEAT.length * 4);
    const { heapMb, workers: _workers, onCulprit: _told, ...rest } = this.settings;
    const workerData: WorkerSettings = { ...rest, heartbeat: shared };
    const worker = new Worker(new URL("./worker.js", import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    const heartbeat = new Int32Array(shared);
    heartbeat[HEARTBEAT.task] = -1;
    const seat: Seat = {
      worker,
      heartbeat,
      running: null,
      lastItem: -1,
      lastBeat: 0,
      watch: new Stopwatch(() => threadMs(Atomics.load(heartbeat, HEARTBEAT.thread))),
      interrupted: null,
      dismissed: false,
    };
    worker.on("message", (message: FromWorker) => this.hear(seat, message));
    worker.on("error", (error) =>
      this.replace(seat, `reading it failed (${error.message})`, error),
    );
    return seat;
  }

  private hear(seat: Seat, message: FromWorker): void {
    const { running } = seat;
    if (seat.dismissed || running === null) return;
    switch (message.kind) {
      case "ready":
        if (seat.interrupted !== null) this.goOn(seat, running, seat.interrupted.item);
        return;
      case "failed":
        seat.running = null;
        running.reject(Object.assign(new Error(message.reason), { code: message.code }));
        return;
      case "batch":
        running.batches.push({ batch: message.batch, bytes: message.bytes });
        running.nextItem = message.nextItem;
        this.allowance.onGood(message.batch.documentCount);
        if (!message.last) return;
        // It ended just before it was interrupted: the answer is still to come, and finds nothing running.
        seat.running = null;
        seat.interrupted = null;
        running.resolve(running.batches);
    }
  }

  private lookForStuck(): void {
    for (const seat of this.seats) {
      if (seat.running === null || seat.dismissed) continue;
      if (seat.interrupted !== null) {
        if (seat.watch.isOver(ANSWER_MS)) this.replace(seat, TOO_LONG, null);
        continue;
      }
      const item = Atomics.load(seat.heartbeat, HEARTBEAT.item);
      const task = Atomics.load(seat.heartbeat, HEARTBEAT.task);
      const beat = Atomics.load(seat.heartbeat, HEARTBEAT.beats);
      if (item !== seat.lastItem || beat !== seat.lastBeat || task !== seat.running.task.number) {
        seat.lastItem = item;
        seat.lastBeat = beat;
        seat.watch.restart();
        continue;
      }
      const meanUs = Atomics.load(seat.heartbeat, HEARTBEAT.meanUs);
      const limitMs = this.allowance.forRecord(
        Atomics.load(seat.heartbeat, HEARTBEAT.bytes),
        meanUs / 1000,
      );
      if (seat.watch.isOver(limitMs)) this.interrupt(seat, item);
    }
  }

  private interrupt(seat: Seat, item: number): void {
    this.allowance.onCulprit();
    if (!this.interrupter.interrupt(seat.worker.threadId)) {
      this.replace(seat, TOO_LONG, null);
      return;
    }
    seat.interrupted = { item };
    seat.watch.restart();
    const message: ToWorker = { kind: "answer" };
    seat.worker.postMessage(message);
  }

  /** Has the rest of a task read by a thread that answered after an interruption. */
  private goOn(seat: Seat, running: Running, culprit: number): void {
    // The batch with it may have arrived meanwhile: then nothing is wrong with it.
    if (running.nextItem <= culprit && !this.quarantine(running, culprit, TOO_LONG)) {
      seat.running = null;
      running.reject(new Error(`the raw headers of one record took too long: item ${culprit}`));
      return;
    }
    this.give(seat, running, Math.max(1, culprit + 1 - running.nextItem), PROBATION_MESSAGES);
  }

  /** Marks one record of a task to be taken from its raw headers; false when it is already, or is none. */
  private quarantine(running: Running, culprit: number, reason: string): boolean {
    const item = running.task.items[culprit];
    if (item === undefined || item.rawOnly !== null) return false;
    const items = running.task.items.with(culprit, { ...item, rawOnly: reason });
    running.task = { ...running.task, items };
    this.settings.onCulprit?.(`${item.path} at byte ${item.offset}: ${reason}`);
    return true;
  }

  /** Kills the thread, seats a new one, and has the rest of the task read again without the culprit. */
  private replace(seat: Seat, reason: string, error: Error | null): void {
    if (seat.dismissed) return;
    seat.dismissed = true;
    const { running } = seat;
    const culprit = seat.interrupted?.item ?? Atomics.load(seat.heartbeat, HEARTBEAT.item);
    const inTask =
      seat.interrupted !== null ||
      (running !== null && Atomics.load(seat.heartbeat, HEARTBEAT.task) === running.task.number);
    void seat.worker.terminate();
    const fresh = this.seat();
    this.seats[this.seats.indexOf(seat)] = fresh;
    if (running === null) return;
    // Not in a record (while writing a segment, say), or the raw headers killed it too: that is a bug, not bad input.
    if (!inTask || !this.quarantine(running, culprit, reason)) {
      running.reject(error ?? new Error(`a worker stopped outside a record: ${reason}`));
      return;
    }
    this.give(fresh, running, Math.max(1, culprit + 1 - running.nextItem), PROBATION_MESSAGES);
  }

  /** Lets the threads end. */
  async close(): Promise<void> {
    clearInterval(this.watch);
    this.interrupter.close();
    await Promise.all(
      this.seats.map(async (seat) => {
        seat.dismissed = true;
        await seat.worker.terminate();
      }),
    );
  }
}
