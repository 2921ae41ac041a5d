/** How many flags of a check one would expect by chance in a corpus of this size, from its measured rates; null when not measured. */
import type { MeasuredRate } from "../../model/flag.ts";
import { RATES } from "./rates.ts";

/** Bounds of a share k of n at 95 % (Wilson score interval). `wilson(0, 100)` is about [0, 0.037]. */
export function wilson(k: number, n: number): readonly [number, number] {
  if (n === 0) return [0, 1];
  const z2 = 1.96 * 1.96;
  const share = k / n;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n)) * 1.96) / (1 + z2 / n);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** A rate over all corpora measured, with its upper bound by cluster: a thousand mails of one program are one witness. */
export interface PooledRate {
  readonly applies: number;
  readonly fired: number;
  readonly clusters: number;
  readonly clustersFired: number;
  readonly share: number;
  readonly upper: number;
}

/** All rows of a check together, null when it was not measured. */
export function pooledRate(
  id: string,
  rates: ReadonlyMap<string, readonly MeasuredRate[]> = RATES,
): PooledRate | null {
  const rows = rates.get(id) ?? [];
  const sum = (of: (row: MeasuredRate) => number): number =>
    rows.reduce((total, row) => total + of(row), 0);
  const [applies, fired, clusters, clustersFired] = [
    sum((row) => row.applies),
    sum((row) => row.fired),
    sum((row) => row.clusters),
    sum((row) => row.clustersFired),
  ];
  if (applies === 0 || clusters === 0) return null;
  const share = fired / applies;
  const [, upperByCluster] = wilson(clustersFired, clusters);
  const [, upperByMail] = wilson(fired, applies);
  const scaled =
    clustersFired === 0 ? upperByCluster : share * (upperByCluster / (clustersFired / clusters));
  return {
    applies,
    fired,
    clusters,
    clustersFired,
    share,
    upper: Math.min(1, Math.max(upperByMail, scaled)),
  };
}

/** Expected number and its upper bound where the check applies to `applies` documents; null when not measured. */
export function expectedByChance(
  id: string,
  applies: number,
): { expected: number; upper: number } | null {
  const rate = pooledRate(id);
  return rate === null ? null : { expected: rate.share * applies, upper: rate.upper * applies };
}
