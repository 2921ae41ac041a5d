/** Logarithms of factorials and binomial coefficients: what every count formula here is made of. Pure. */

const TABLE_SIZE = 1024;

/** Summed with compensation, so that entry 1,023 is as exact as entry 2. */
const TABLE: Float64Array = (() => {
  const table = new Float64Array(TABLE_SIZE);
  let sum = 0;
  let lost = 0;
  for (let n = 2; n < TABLE_SIZE; n++) {
    const term = Math.log(n) - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
    table[n] = sum;
  }
  return table;
})();

const HALF_LOG_2PI = 0.9189385332046728;

/**
 * ln Γ(x) for x > 0: `logGamma(5)` is ln 24. Stirling's series with five terms (Abramowitz and Stegun 6.1.41) above 16, shifted up below
 * that; relative error below 1e-14.
 */
export function logGamma(x: number): number {
  let shift = 0;
  let y = x;
  if (y < 16) {
    let product = 1;
    while (y < 16) {
      product *= y;
      y++;
    }
    shift = Math.log(product);
  }
  const inverse = 1 / y;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 +
      square *
        (-1 / 360 +
          square *
            (1 / 1260 + square * (-1 / 1680 + square * (1 / 1188 + square * (-691 / 360360))))));
  return (y - 0.5) * Math.log(y) - y + HALF_LOG_2PI + series - shift;
}

/** ln n! for a whole number n >= 0. */
function logFactorial(n: number): number {
  return n < TABLE_SIZE ? (TABLE[n] as number) : logGamma(n + 1);
}

/** ln of "n choose k"; -Infinity outside 0 <= k <= n. */
export function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}
