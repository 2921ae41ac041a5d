/**
 * Bounds that hold at every moment while reading goes on: a confidence sequence for drawing without replacement. The prior-posterior ratio is a
 * martingale under the true K (Waudby-Smith and Ramdas 2020, "Confidence sequences for sampling without replacement"), so that by Ville's
 * inequality the true K leaves the set {K : prior(K) / posterior(K) < 1 / alpha} with chance at most alpha, whenever one stops. Pure.
 */
import { checkFound, type Found, type Interval } from "./hypergeometric.ts";
import { logChoose, logGamma } from "./log-factorial.ts";

/** The prior of K: beta-binomial. Small `a` below `b` puts weight on rare counter-examples, where it is wanted. */
export interface Prior {
  readonly a: number;
  readonly b: number;
}
export const RARE_PRIOR: Prior = { a: 0.5, b: 0.5 };

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** ln of prior over posterior at K: the evidence against K. By conjugacy what depends on K alone cancels. */
export function logEvidence(
  { population, drawn, found }: Found,
  marked: number,
  { a, b }: Prior,
): number {
  const rest = marked - found;
  if (rest < 0 || rest > population - drawn) return Number.POSITIVE_INFINITY;
  return (
    logChoose(population, marked) -
    logChoose(population - drawn, rest) +
    logBeta(a + found, b + drawn - found) -
    logBeta(a, b)
  );
}

/** Smallest and largest K not ruled out at `alpha` at any time so far; two-sided. Before the first document: 0 to all. */
export function sequenceBounds(sample: Found, alpha: number, prior: Prior = RARE_PRIOR): Interval {
  checkFound(sample);
  const { population, drawn, found } = sample;
  if (drawn === 0) return { low: 0, high: population };
  const limit = -Math.log(alpha);
  const kept = (marked: number): boolean => logEvidence(sample, marked, prior) < limit;
  const most = population - (drawn - found);
  // The evidence is a hypergeometric likelihood turned round: it falls to the K nearest the share read, then rises.
  const middle = Math.max(found, Math.min(most, Math.round((found * (population + 1)) / drawn)));
  let low = found;
  for (let high = middle; low < high; ) {
    const at = Math.floor((low + high) / 2);
    if (kept(at)) high = at;
    else low = at + 1;
  }
  let high = most;
  for (let from = middle; from < high; ) {
    const at = Math.ceil((from + high) / 2);
    if (kept(at)) from = at;
    else high = at - 1;
  }
  return { low, high };
}
