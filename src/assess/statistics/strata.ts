/**
 * Bounds for a population cut into strata that were sampled apart. Bounds for each stratum at alpha / H would be useless (144 strata, n =
 * 1,500, no hits: 53 % where 0.20 % is right). Pure.
 */
import { type Draw, logPmf } from "./hypergeometric.ts";

/** One stratum: its size, what was drawn and found in it. */
export interface Stratum {
  readonly population: number;
  readonly drawn: number;
  readonly found: number;
}

/**
 * No hits anywhere, shares: the largest sum of W_h p_h with the product of (1-p_h)^n_h >= alpha. By Lagrange 1-p_h = min(1, m n_h / W_h) for one m.
 * Equals 1 - alpha^(1/n) under proportional allocation. A stratum of which nothing was drawn counts in full.
 */
export function zeroHitShare(
  strata: readonly { readonly weight: number; readonly drawn: number }[],
  alpha: number,
): number {
  const seen = strata.filter((s) => s.drawn > 0 && s.weight > 0);
  const unseen = strata.reduce((sum, s) => sum + (s.drawn > 0 ? 0 : s.weight), 0);
  if (seen.length === 0) return unseen;
  const missed = (m: number): number =>
    seen.reduce((sum, s) => sum + s.drawn * Math.log(Math.min(1, (m * s.drawn) / s.weight)), 0);
  let low = 0;
  let high = Math.max(...seen.map((s) => s.weight / s.drawn));
  for (let turn = 0; turn < 200; turn++) {
    const middle = (low + high) / 2;
    if (missed(middle) >= Math.log(alpha)) high = middle;
    else low = middle;
  }
  return (
    unseen +
    seen.reduce((sum, s) => sum + s.weight * (1 - Math.min(1, (high * s.drawn) / s.weight)), 0)
  );
}

/**
 * No hits anywhere, counts, exact: the largest total of counter-examples that a draw of nothing but others does not rule out at `alpha`. Each
 * further one in stratum h multiplies the chance by (N-K-n)/(N-K), less with every one, so taking the cheapest each time is the maximum.
 */
export function zeroHitCount(strata: readonly Stratum[], alpha: number): number {
  const counts = strata.map(() => 0);
  let left = -Math.log(alpha) + 1e-12; // a tie counts as not ruled out, whatever the rounding
  let total = 0;
  for (;;) {
    let best = -1;
    let bestCost = Number.POSITIVE_INFINITY;
    for (const [h, { population, drawn }] of strata.entries()) {
      const rest = population - (counts[h] as number);
      if (rest <= drawn) continue;
      const cost = -Math.log1p(-drawn / rest);
      if (cost < bestCost) {
        bestCost = cost;
        best = h;
      }
    }
    if (best < 0 || bestCost > left) return total;
    left -= bestCost;
    counts[best] = (counts[best] as number) + 1;
    total++;
  }
}

/** P(sum of w_h X_h <= limit) for independent draws; w_h = N_h / n_h, so that the sum estimates the total. */
function chanceOfAtMost(
  strata: readonly Stratum[],
  counts: readonly number[],
  limit: number,
): number {
  const spread = (h: number, room: number): number => {
    const stratum = strata[h];
    if (stratum === undefined) return 1;
    const draw: Draw = {
      population: stratum.population,
      marked: counts[h] as number,
      drawn: stratum.drawn,
    };
    if (stratum.drawn === 0) return spread(h + 1, room);
    const weight = stratum.population / stratum.drawn;
    let sum = 0;
    for (let x = 0; x * weight <= room + 1e-9 && x <= Math.min(draw.drawn, draw.marked); x++)
      sum += Math.exp(logPmf(draw, x)) * spread(h + 1, room - x * weight);
    return sum;
  };
  return spread(0, limit);
}

/** Most favourable way to spread `total` counter-examples: starts from each stratum alone and from proportion, then moves them in ever smaller steps. */
function worstChance(
  strata: readonly Stratum[],
  total: number,
  limit: number,
  goal: number,
): number {
  const least = strata.map((s) => s.found);
  const most = strata.map((s) => s.population - (s.drawn - s.found));
  const fill = (order: readonly number[]): number[] => {
    const counts = [...least];
    let left = total - counts.reduce((a, b) => a + b, 0);
    for (const h of order) {
      const add = Math.min(left, (most[h] as number) - (counts[h] as number));
      counts[h] = (counts[h] as number) + add;
      left -= add;
    }
    return counts;
  };
  const ways = strata.map((_, h) =>
    [h, ...strata.keys()].filter((x, i, all) => all.indexOf(x) === i),
  );
  const size = strata.reduce((sum, s) => sum + s.population, 0);
  const proportional = strata.map((s, h) =>
    Math.max(
      least[h] as number,
      Math.min(most[h] as number, Math.floor((total * s.population) / size)),
    ),
  );
  let short = total - proportional.reduce((a, b) => a + b, 0);
  for (let h = 0; short !== 0 && h < strata.length * 2; h++) {
    const at = h % strata.length;
    const now = proportional[at] as number;
    const next = Math.max(least[at] as number, Math.min(most[at] as number, now + short));
    proportional[at] = next;
    short -= next - now;
  }
  let best = 0;
  for (const start of [...ways.map(fill), ...(short === 0 ? [proportional] : [])]) {
    let counts = start;
    let chance = chanceOfAtMost(strata, counts, limit);
    for (let step = Math.max(1, Math.floor(total / 2)); step >= 1; ) {
      let better: number[] | null = null;
      for (const from of strata.keys())
        for (const to of strata.keys()) {
          if (from === to) continue;
          const moved = [...counts];
          moved[from] = (moved[from] as number) - step;
          moved[to] = (moved[to] as number) + step;
          if ((moved[from] as number) < (least[from] as number)) continue;
          if ((moved[to] as number) > (most[to] as number)) continue;
          const found = chanceOfAtMost(strata, moved, limit);
          if (found > chance * (1 + 1e-9)) {
            chance = found;
            better = moved;
          }
        }
      if (chance >= goal) return chance;
      if (better === null) step = Math.floor(step / 2);
      else counts = better;
    }
    best = Math.max(best, chance);
  }
  return best;
}

/**
 * Upper bound, one-sided, on counter-examples in all strata: the largest total for which some way of spreading them over the strata makes a draw
 * that estimates as little as this one not rarer than `alpha`. Exact for one stratum and for no hits; with hits in several strata
 * the way of spreading is searched for, in the tests against all ways.
 */
export function stratifiedUpper(strata: readonly Stratum[], alpha: number): number {
  const hits = strata.reduce((sum, s) => sum + s.found, 0);
  if (hits === 0) return zeroHitCount(strata, alpha);
  const limit = strata.reduce(
    (sum, s) => sum + (s.drawn === 0 ? 0 : (s.found * s.population) / s.drawn),
    0,
  );
  let low = hits;
  let high = strata.reduce((sum, s) => sum + s.population - (s.drawn - s.found), 0);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (worstChance(strata, middle, limit, alpha) >= alpha) low = middle;
    else high = middle - 1;
  }
  return low;
}
