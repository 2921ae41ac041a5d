/** How much of what there is was found: recall from a sample of what was left unread, and how well readers see. Pure. */
import { lowerShare } from "./beta.ts";
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

/** An upper bound on counter-examples widened for what readers miss: the bound over the sensitivity's lower bound, at most `most`. */
export function widenForReaders(upper: number, sensitivity: number, most: number): number {
  return sensitivity <= 0 ? most : Math.min(most, Math.ceil(upper / sensitivity));
}
