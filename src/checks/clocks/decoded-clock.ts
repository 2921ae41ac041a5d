/** What a clock decoder returns. Decoders are pure: the text of one id, boundary or header value in, a time with its arithmetic out. */

/**
 * A time found inside an id. Example: Gmail's boundary `0000000000001a2b3c05d1e2f3ab` gives
 * `{epochMs:…, zone:"utc", resolutionMs:1, raw:"1a2b3c05d1e2f3", steps:["…"]}`.
 */
export interface DecodedClock {
  /** ms since 1970; for `sender` and `unknown` the wall clock read as if it were UTC. */
  readonly epochMs: number;
  /** `sender`: wall clock of the sender's computer. `unknown`: the zone is not told, -12 to +14 hours are possible. */
  readonly zone: "utc" | "sender" | "unknown";
  readonly resolutionMs: number;
  /** The time is known only up to whole multiples of this (ms); absent where it is known. */
  readonly moduloMs?: number;
  /** The characters decoded. */
  readonly raw: string;
  /** Arithmetic, one step a line, so that a person can repeat it. */
  readonly steps: readonly string[];
}

/** Mail is not older, and a clock that reads later than this is no clock. */
const EARLIEST_MS = Date.UTC(1990, 0, 1);
const LATEST_MS = Date.UTC(2060, 0, 1);

/** True for a time at which a mail can have been written: chance hits of a pattern mostly lie far outside. */
export function isPlausible(epochMs: number, earliestMs = EARLIEST_MS): boolean {
  return epochMs >= earliestMs && epochMs <= LATEST_MS;
}

/** ISO 8601 UTC with milliseconds for arithmetic lines. */
export function isoMs(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
