/** Exact arithmetic for oracles: the same formulas with whole numbers of any size, and a small generator of repeatable random numbers. */

export function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let value = 1n;
  for (let i = 1; i <= Math.min(k, n - k); i++)
    value = (value * BigInt(n - Math.min(k, n - k) + i)) / BigInt(i);
  return value;
}

/** Ways to draw with at most x marked ones, of all ways. */
export function waysAtMost(population: number, marked: number, drawn: number, x: number): bigint {
  let sum = 0n;
  for (let i = 0; i <= x; i++) sum += choose(marked, i) * choose(population - marked, drawn - i);
  return sum;
}

/** a / b to 15 digits. */
export function ratio(a: bigint, b: bigint): number {
  return Number((a * 10n ** 30n) / b) / 1e30;
}

/** mulberry32: numbers from 0 to 1, the same for a seed everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const FULL = process.env["LEAKSIFT_FULL"] === "1";
