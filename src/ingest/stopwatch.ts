/**
 * How much time somebody else has spent: processor time where the system tells it (Linux), so that a thread or process that waits its turn on
 * a busy machine is not taken for one that hangs; else the time that passed. One that neither runs nor moves on ends by a limit of its own.
 */
import { readFileSync, readlinkSync } from "node:fs";

/** The system's number of the thread that calls, 0 where it cannot be told. */
export function ownThread(): number {
  try {
    return Number(readlinkSync("/proc/thread-self").split("/").at(-1));
  } catch {
    return 0; // no /proc on this system
  }
}

/** The kernel counts in hundredths of a second for everybody who asks. */
const MS_PER_TICK = 10;

/** Processor time in ms out of a `stat` file of /proc, user and system; null when it cannot be told or has ended. */
export function processorMs(path: string): number | null {
  try {
    const text = readFileSync(path, "latin1");
    // The name in brackets may hold blanks and brackets of its own.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? ticks * MS_PER_TICK : null;
  } catch {
    return null; // no /proc on this system, or it has just ended
  }
}

/** Processor time of a thread of this process by its number ({@link ownThread}), in ms. */
export const threadMs = (thread: number): number | null =>
  thread === 0 ? null : processorMs(`/proc/self/task/${thread}/stat`);

/** Who runs gets some processor time within seconds even on the busiest machine; who gets none for this long waits for something that never comes. */
const IDLE_MS = 60_000;

/** Time between two looks counts for this much at most: a machine that slept, or a looker that was kept waiting, is nobody's fault. */
const MOST_PER_LOOK_MS = 100;

/** Watches one thread or process; `look` is called every few ms, `restart` when it has moved on. */
export class Stopwatch {
  private readonly processorTime: () => number | null;
  private readonly clock: () => number;
  private startedAt: number | null = null;
  private lastRan: number | null = null;
  private lastLook: number;
  private passedMs = 0;
  private idleMs = 0;

  constructor(processorTime: () => number | null, clock: () => number = () => performance.now()) {
    this.processorTime = processorTime;
    this.clock = clock;
    this.lastLook = clock();
  }

  /** It has moved on: from now on it has spent nothing. */
  restart(): void {
    this.startedAt = null;
    this.lastRan = null;
    this.lastLook = this.clock();
    this.passedMs = 0;
    this.idleMs = 0;
  }

  /** True when it has spent more than `limitMs`, or has been doing nothing for far too long. */
  isOver(limitMs: number): boolean {
    const now = this.clock();
    const passed = Math.min(now - this.lastLook, MOST_PER_LOOK_MS);
    this.lastLook = now;
    const ran = this.processorTime();
    if (ran === null) {
      this.passedMs += passed;
      return this.passedMs > limitMs;
    }
    this.startedAt ??= ran;
    this.idleMs = ran === this.lastRan ? this.idleMs + passed : 0;
    this.lastRan = ran;
    return ran - this.startedAt > limitMs || this.idleMs > Math.max(IDLE_MS, limitMs);
  }
}

/** A running mean over about this many records: one slow record (a collection of garbage) hardly moves it. */
const MEAN_OVER = 64;

/** Records between two looks at the processor time, which cost a file read each: at first, so that a mean is there soon. */
const LOOK_EVERY = 8;
/** The same once the mean is made of as many looks as it runs over. */
const LOOK_EVERY_LATER = 64;

/** What a good record takes on average, for each 100 KB of it (a smaller one counts as one of 100 KB). */
export class MeanTime {
  private readonly processorTime: () => number | null;
  private readonly clock: () => number;
  private lookedAtMs: number | null = null;
  private pieces = 0;
  private records = 0;
  private looks = 0;
  private meanUs = 0;

  constructor(processorTime: () => number | null, clock: () => number = () => performance.now()) {
    this.processorTime = processorTime;
    this.clock = clock;
  }

  private now(): number {
    return this.processorTime() ?? this.clock();
  }

  /** What ran until now was no record, or not a good one. */
  restart(): void {
    this.lookedAtMs = null;
  }

  /** A record of so many bytes was read well. Returns the mean in microseconds, 0 while it is not known yet. */
  note(bytes: number): number {
    if (this.lookedAtMs === null) {
      this.lookedAtMs = this.now();
      this.pieces = 0;
      this.records = 0;
      return this.meanUs;
    }
    this.pieces += Math.max(1, bytes / 1e5);
    const isKnown = this.looks >= MEAN_OVER / LOOK_EVERY;
    if (++this.records < (isKnown ? LOOK_EVERY_LATER : LOOK_EVERY)) return this.meanUs;
    const now = this.now();
    const us = ((now - this.lookedAtMs) * 1000) / this.pieces;
    this.looks++;
    this.meanUs += (us - this.meanUs) / Math.min(this.looks, MEAN_OVER / LOOK_EVERY);
    this.meanUs = Math.max(1, Math.round(this.meanUs));
    this.lookedAtMs = now;
    this.pieces = 0;
    this.records = 0;
    return this.meanUs;
  }
}
