/** The beta distribution, and Clopper and Pearson's interval for a share in a population without end (or drawn with replacement). Pure. */
import { logGamma } from "./log-factorial.ts";

/** Continued fraction of the incomplete beta function (Lentz's way); converges fast below the mean. */
function continuedFraction(x: number, a: number, b: number): number {
  const TINY = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < TINY ? TINY : d);
  let value = d;
  for (let m = 1; m <= 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    c = 1 + even / c;
    d = 1 / (Math.abs(d) < TINY ? TINY : d);
    c = Math.abs(c) < TINY ? TINY : c;
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    c = 1 + odd / c;
    d = 1 / (Math.abs(d) < TINY ? TINY : d);
    c = Math.abs(c) < TINY ? TINY : c;
    const change = d * c;
    value *= change;
    if (Math.abs(change - 1) < 1e-15) return value;
  }
  throw new Error(`incomplete beta does not converge at ${x}, ${a}, ${b}`);
}

/** Regularised incomplete beta function I_x(a, b): P(B <= x) for B of Beta(a, b), a and b > 0. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  return x < (a + 1) / (a + b + 2)
    ? (front * continuedFraction(x, a, b)) / a
    : 1 - (front * continuedFraction(1 - x, b, a)) / b;
}

/** The x with I_x(a, b) = p, by halving until two neighbouring doubles are left. */
function betaQuantile(p: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let turn = 0; turn < 200; turn++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** A share between 0 and 1 with its bounds. */
export interface ShareInterval {
  readonly low: number;
  readonly high: number;
}

/** Clopper and Pearson 1934, two-sided: `clopperPearson(0, 300, 0.05)` is `{low: 0, high: 0.01222}`. With nothing read: 0 to 1. */
export function clopperPearson(found: number, drawn: number, alpha: number): ShareInterval {
  return {
    low: found === 0 ? 0 : betaQuantile(alpha / 2, found, drawn - found + 1),
    high: found >= drawn ? 1 : betaQuantile(1 - alpha / 2, found + 1, drawn - found),
  };
}

/** One-sided upper bound: `upperShare(0, 300, 0.05)` is 0.00994, 1 - alpha^(1/n). */
export function upperShare(found: number, drawn: number, alpha: number): number {
  return found >= drawn ? 1 : betaQuantile(1 - alpha, found + 1, drawn - found);
}

/** One-sided lower bound of a share; 0 when nothing was found. */
export function lowerShare(found: number, drawn: number, alpha: number): number {
  return found === 0 ? 0 : betaQuantile(alpha, found, drawn - found + 1);
}
