/**
 * The upper bound on a random sample that somebody watches while it grows. The planned size is one look with most of the error, every other moment shares the
 * rest, so that whoever stops at the best moment errs with at most alpha. Pure.
 */
import { upperOneSided } from "./hypergeometric.ts";
import { sequenceBounds } from "./sequence.ts";

/** What was read of a sample in drawing order. */
export interface Look {
  readonly population: number;
  /** Read so far. */
  readonly drawn: number;
  readonly found: number;
  /** Size fixed beforehand, at most the population. */
  readonly planned: number;
  /** Found among the first `planned`; asked for once these are read. */
  readonly plannedFound: number;
}

/** Part of alpha for the planned look. The rest is for the time-uniform bound at every other moment. */
const PLANNED_PART = 0.9;

export interface LookBound {
  readonly upper: number;
  readonly kind: "exact, size fixed beforehand" | "time-uniform";
}

/**
 * Largest number of counter-examples in the population that is not ruled out, one-sided at `alpha`, at any moment. Once the planned look was had its bound stays:
 * reading on can only lower it. Nothing read: all of them.
 */
export function upperAtLook(look: Look, alpha: number): LookBound {
  const { population, drawn, found, planned, plannedFound } = look;
  if (drawn === 0) return { upper: population, kind: "time-uniform" };
  const fixed =
    drawn < planned
      ? population
      : upperOneSided({ population, drawn: planned, found: plannedFound }, alpha * PLANNED_PART);
  if (drawn === planned) return { upper: fixed, kind: "exact, size fixed beforehand" };
  const uniform = sequenceBounds({ population, drawn, found }, alpha * (1 - PLANNED_PART)).high;
  // Both hold together, and what was found is there
  return fixed < uniform
    ? { upper: Math.max(found, fixed), kind: "exact, size fixed beforehand" }
    : { upper: uniform, kind: "time-uniform" };
}
