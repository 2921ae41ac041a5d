/** Middle, tail and outliers of amounts, on a log scale: amounts of money differ by factors, not by sums. Pure. */

/** Quantile `q` of values in ascending order, between neighbours (type 7 of Hyndman and Fan 1996). Throws for none. */
export function quantile(sorted: readonly number[], q: number): number {
  if (sorted.length === 0) throw new Error("a quantile of nothing");
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}

/** Beyond this many scaled deviations a value is an outlier (Iglewicz and Hoaglin 1993). */
const OUTLIER_SCORE = 3.5;
/** Makes the median deviation of normal values their standard deviation. */
const TO_DEVIATION = 1.4826;
/** The mean deviation of normal values times this is their standard deviation: the fallback when half of all values are equal. */
const MEAN_TO_DEVIATION = 1.253314;
/** When all values are equal but some: a tenfold difference counts. */
const LEAST_DEVIATION = Math.log(10) / OUTLIER_SCORE;

/** Scores of positive values: (ln x - median) / deviation. Fewer than five values have no scores worth the name: all 0. */
function logScores(values: readonly number[]): number[] {
  if (values.length < 5) return values.map(() => 0);
  const logs = values.map(Math.log);
  const middle = quantile(
    [...logs].sort((a, b) => a - b),
    0.5,
  );
  const deviations = logs.map((x) => Math.abs(x - middle)).sort((a, b) => a - b);
  const mad = quantile(deviations, 0.5) * TO_DEVIATION;
  const mean = (deviations.reduce((a, b) => a + b, 0) / deviations.length) * MEAN_TO_DEVIATION;
  const deviation = mad > 1e-12 ? mad : Math.max(mean, LEAST_DEVIATION);
  return logs.map((x) => (x - middle) / deviation);
}

/** Indices of values that lie too high: `highOutliers([10, 11, 12, 9, 10, 5000])` is `[5]`. */
export function highOutliers(values: readonly number[]): number[] {
  return logScores(values).flatMap((score, i) => (score > OUTLIER_SCORE ? [i] : []));
}
