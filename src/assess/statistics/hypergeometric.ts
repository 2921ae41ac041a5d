/**
 * Drawing without replacement: of N documents K are counter-examples, n are read, x of these are counter-examples. Tails in log space, and the
 * exact bounds on K that follow from them. Pure. Every bound says whether it is one- or two-sided in its name.
 */
import { logChoose } from "./log-factorial.ts";

/** Size of the population, counter-examples in it, documents drawn. */
export interface Draw {
  readonly population: number;
  readonly marked: number;
  readonly drawn: number;
}

/** ln P(X = x). */
export function logPmf({ population, marked, drawn }: Draw, x: number): number {
  return (
    logChoose(marked, x) + logChoose(population - marked, drawn - x) - logChoose(population, drawn)
  );
}

/** A term below this share of the sum so far cannot change the sum of a million of them. */
const NEGLIGIBLE = 1e-24;

/** Sum of P(X = i) from `from` away from the mode, where terms fall: by the ratio of neighbours, starting at one exact term. */
function sumAway(draw: Draw, from: number, step: 1 | -1): number {
  const { population, marked, drawn } = draw;
  const low = Math.max(0, drawn - (population - marked));
  const high = Math.min(drawn, marked);
  if (from < low || from > high) return 0;
  const first = Math.exp(logPmf(draw, from));
  let term = 1;
  let sum = 1;
  for (let i = from; step < 0 ? i > low : i < high; i += step) {
    const rest = population - marked - drawn;
    term *=
      step < 0
        ? (i * (rest + i)) / ((marked - i + 1) * (drawn - i + 1))
        : ((marked - i) * (drawn - i)) / ((i + 1) * (rest + i + 1));
    sum += term;
    if (term < sum * NEGLIGIBLE) break;
  }
  return Math.min(1, first * sum);
}

const modeOf = ({ population, marked, drawn }: Draw): number =>
  Math.floor(((drawn + 1) * (marked + 1)) / (population + 2));

/** P(X <= x): `atMost({population: 21075, marked: 207, drawn: 300}, 0)` is 0.0502. */
export function atMost(draw: Draw, x: number): number {
  if (x < 0) return 0;
  if (x >= Math.min(draw.drawn, draw.marked)) return 1;
  return x <= modeOf(draw) ? sumAway(draw, x, -1) : Math.max(0, 1 - sumAway(draw, x + 1, 1));
}

/** P(X >= x). */
export function atLeast(draw: Draw, x: number): number {
  if (x <= Math.max(0, draw.drawn - (draw.population - draw.marked))) return 1;
  if (x > Math.min(draw.drawn, draw.marked)) return 0;
  return x > modeOf(draw) ? sumAway(draw, x, 1) : Math.max(0, 1 - sumAway(draw, x - 1, -1));
}

/** What was read: `found` of `drawn` out of `population`. */
export interface Found {
  readonly population: number;
  readonly drawn: number;
  readonly found: number;
}

/** Throws for counts that cannot be: a bug of the caller. */
export function checkFound({ population, drawn, found }: Found): void {
  const whole = [population, drawn, found].every((n) => Number.isInteger(n) && n >= 0);
  if (!whole || found > drawn || drawn > population)
    throw new Error(`impossible counts: ${found} of ${drawn} of ${population}`);
}

/** A chance that is exactly alpha (1 in 20 drawn) counts as not ruled out, whatever the rounding of the logs. */
const reaches = (chance: number, alpha: number): boolean => chance >= alpha * (1 - 1e-10);

/**
 * Largest K that is not ruled out at `alpha`, one-sided: P(X <= found | K) >= alpha.
 * `upperOneSided({population: 21075, drawn: 300, found: 0}, 0.05)` is 207.
 */
export function upperOneSided(sample: Found, alpha: number): number {
  checkFound(sample);
  const { population, drawn, found } = sample;
  let low = found;
  let high = population - (drawn - found);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (reaches(atMost({ population, marked: middle, drawn }, found), alpha)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Smallest K that is not ruled out at `alpha`, one-sided: P(X >= found | K) >= alpha. */
export function lowerOneSided(sample: Found, alpha: number): number {
  checkFound(sample);
  const { population, drawn, found } = sample;
  let low = found;
  let high = population - (drawn - found);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(atLeast({ population, marked: middle, drawn }, found), alpha)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Counts of a population. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Both ends at alpha / 2: `twoSided({population: 21075, drawn: 300, found: 0}, 0.05)` is `{low: 0, high: 255}`. */
export function twoSided(sample: Found, alpha: number): Interval {
  return { low: lowerOneSided(sample, alpha / 2), high: upperOneSided(sample, alpha / 2) };
}

/**
 * Chance that a random draw misses all of `planted` documents: `chanceAllMissed(21075, 300, 5)` is 0.931, so the draw finds one with 6.9 %.
 * Printed beside every "nothing found".
 */
export function chanceAllMissed(population: number, drawn: number, planted: number): number {
  return Math.exp(logChoose(population - planted, drawn) - logChoose(population, drawn));
}
