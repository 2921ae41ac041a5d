/** How much of what there is was found: recall from a sample of what was left unread, and how well readers see. Pure. */
import { incompleteBeta, lowerShare } from "./beta.ts";
import { type Found, twoSided } from "./hypergeometric.ts";

/** Shares between 0 and 1. */
export interface Recall {
  readonly low: number;
  readonly point: number;
  readonly high: number;
}

/**
 * ei-Recall (Losey 2015) with the finite-population bound on the discard pile: `positives` were found by reading; of the discard pile of
 * `discard.population` documents `discard.drawn` were read at random and `discard.found` of these were positive. Two-sided.
 */
export function recallBounds(positives: number, discard: Found, alpha: number): Recall {
  const left = twoSided(discard, alpha);
  const estimate =
    discard.drawn === 0 ? discard.population : (discard.found * discard.population) / discard.drawn;
  const share = (missed: number): number =>
    positives + missed === 0 ? 1 : positives / (positives + missed);
  return { low: share(left.high), point: share(estimate), high: share(left.low) };
}

/**
 * Lower bound, one-sided, of how often readers see a counter-example that is there, from `seen` of `known` seeded or re-read ones.
 * 0 when none is known: nothing can be said then.
 */
export function sensitivityBound(seen: number, known: number, alpha: number): number {
  return known === 0 ? 0 : lowerShare(seen, known, alpha);
}

/**
 * How many of `read` documents two readers call yes by mistake, at most, one-sided: the smallest q with P(X > q) <= alpha, X binomial with the share
 * `both`. `falseYesLimit(300, 0.0025, 0.05)` is 2.
 */
export function falseYesLimit(read: number, both: number, alpha: number): number {
  if (both <= 0) return 0;
  let low = 0;
  for (let high = read; low < high; ) {
    const middle = Math.floor((low + high) / 2);
    if (1 - atMostSeen(middle, read, both) <= alpha) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** P(X <= x) of so many counter-examples, each seen with the chance `seen`. */
function atMostSeen(x: number, of: number, seen: number): number {
  return x >= of ? 1 : incompleteBeta(1 - seen, of - x, x + 1);
}

/**
 * An upper bound on counter-examples that readers would see, widened for those they miss: the largest number of which, each seen with the chance
 * `sensitivity`, no more than `upper` are seen with a chance of at least `alpha`; at most `most`. To divide by the sensitivity alone would be half the
 * time too little: of 20 that are seen with 80 % each, 16 are seen on average, and often fewer.
 */
export function widenForReaders(
  upper: number,
  sensitivity: number,
  most: number,
  alpha: number,
): number {
  let low = Math.min(upper, most);
  for (let high = most; low < high; ) {
    const middle = Math.ceil((low + high) / 2);
    if (atMostSeen(upper, middle, sensitivity) >= alpha) low = middle;
    else high = middle - 1;
  }
  return low;
}
