/** How long a query may look. When its time is up it stops, keeps what it found, and says what it has not looked at. */
import { performance } from "node:perf_hooks";

/** Seconds a query has unless it is given others. */
export const DEFAULT_TIMEOUT_SECONDS = 30;

/** Example: `timeBudget(30).isUp()` is false for thirty seconds. */
export interface TimeBudget {
  readonly isUp: () => boolean;
  /** Milliseconds left, 0 when it is up; Infinity without a limit. */
  readonly leftMs: () => number;
}

/** For steps that are not part of a query. */
export const UNLIMITED: TimeBudget = {
  isUp: () => false,
  leftMs: () => Number.POSITIVE_INFINITY,
};

/** A budget that begins now; 0 seconds are none. `within` is one that it shares with others: whichever is up first. */
export function timeBudget(seconds: number, within: TimeBudget = UNLIMITED): TimeBudget {
  if (seconds === 0) return within;
  const end = performance.now() + 1000 * seconds;
  return {
    isUp: () => performance.now() >= end || within.isUp(),
    leftMs: () => Math.max(0, Math.min(end - performance.now(), within.leftMs())),
  };
}
