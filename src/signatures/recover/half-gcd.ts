/**
 * Greatest common divisor of numbers of a hundred million bits, in time of multiplication times a logarithm (half-gcd: Möller, "On Schönhage's
 * algorithm and subquadratic integer gcd computation", 2008). Any pair of rows it works with keeps the gcd, so that a wrong quotient at a cut costs
 * time and never the result. Built on BigInt, whose products are fast beyond what a library in WebAssembly gives. Pure.
 */

/** Rows of a matrix of determinant ±1. */
type Matrix = readonly [a: bigint, b: bigint, c: bigint, d: bigint];

/** Below this many bits quotients are worked out one by one from the leading digits. */
const BASE_BITS = 1536;
/** Cofactors stay below this, so that every product of the leading digits is exact in a double. */
const MAX_COFACTOR = 2 ** 25;

const abs = (x: bigint): bigint => (x < 0n ? -x : x);

/** Bits of a number above zero, at most 3 too many. */
function bitLength(x: bigint): number {
  return x === 0n ? 0 : x.toString(16).length * 4;
}

/** Bits of a number, found from a known upper bound: writing out a large number costs more than a shift. */
function bitsBelow(x: bigint, most: number): number {
  if (x === 0n) return 0;
  let low = 0;
  let high = most;
  while (high - low > 32) {
    const middle = (low + high) >> 1;
    if (x >> BigInt(middle) === 0n) high = middle;
    else low = middle;
  }
  return low + bitLength(x >> BigInt(low));
}

/** Both rows not negative, the larger first. */
function ordered(a: bigint, b: bigint, m: Matrix): { a: bigint; b: bigint; m: Matrix } {
  let [p, q, r, s] = m;
  let [x, y] = [a, b];
  if (x < 0n) [x, p, q] = [-x, -p, -q];
  if (y < 0n) [y, r, s] = [-y, -r, -s];
  return x >= y ? { a: x, b: y, m: [p, q, r, s] } : { a: y, b: x, m: [r, s, p, q] };
}

const times = ([a, b, c, d]: Matrix, [e, f, g, h]: Matrix): Matrix => [
  a * e + b * g,
  a * f + b * h,
  c * e + d * g,
  c * f + d * h,
];

/** Quotients that the leading 50 bits of both numbers decide (Lehmer). */
function leadingSteps(a: bigint, b: bigint, bits: number): Matrix | null {
  const shift = BigInt(Math.max(0, bits - 50));
  let x = Number(a >> shift);
  let y = Number(b >> shift);
  let [p, q, r, s] = [1, 0, 0, 1];
  let steps = 0;
  while (y - Math.max(Math.abs(r), Math.abs(s)) > 0) {
    const quotient = Math.floor(x / y);
    const [r2, s2] = [p - quotient * r, q - quotient * s];
    if (Math.abs(r2) > MAX_COFACTOR || Math.abs(s2) > MAX_COFACTOR) break;
    [x, y] = [y, x - quotient * y];
    [p, q, r, s] = [r, s, r2, s2];
    steps++;
  }
  return steps === 0 ? null : [BigInt(p), BigInt(q), BigInt(r), BigInt(s)];
}

interface Reduced {
  readonly a: bigint;
  readonly b: bigint;
  readonly m: Matrix;
}

/** Reduces until the smaller number has at most `target` bits, quotient by quotient. */
function reduceSmall(a: bigint, b: bigint, bits: number, target: number): Reduced {
  let state: Reduced = { a, b, m: [1n, 0n, 0n, 1n] };
  let length = bits;
  while (state.b !== 0n && bitsBelow(state.b, length) > target) {
    length = bitsBelow(state.a, length);
    const step = length > 64 ? leadingSteps(state.a, state.b, length) : null;
    if (step === null) {
      const quotient = state.a / state.b;
      const [p, q, r, s] = state.m;
      state = {
        a: state.b,
        b: state.a - quotient * state.b,
        m: [r, s, p - quotient * r, q - quotient * s],
      };
      continue;
    }
    const [p, q, r, s] = step;
    const [x, y] = [p * state.a + q * state.b, r * state.a + s * state.b];
    state = ordered(x, y, times(step, state.m));
  }
  return state;
}

/** Reduces a pair of at most `bits` bits so that the smaller has about half of them; gives the matrix and the reduced pair. */
function halfGcd(a: bigint, b: bigint, bits: number): Reduced {
  const target = (bits >> 1) + 1;
  if (bitsBelow(b, bits) <= target) return { a, b, m: [1n, 0n, 0n, 1n] };
  if (bits <= BASE_BITS) return reduceSmall(a, b, bits, target);
  let state = partly(a, b, { a, b, m: [1n, 0n, 0n, 1n] }, bits, bits >> 1);
  let length = bitsBelow(state.a, bits);
  if (bitsBelow(state.b, length) <= target) return state;
  const quotient = state.a / state.b;
  const [p, q, r, s] = state.m;
  state = {
    a: state.b,
    b: state.a - quotient * state.b,
    m: [r, s, p - quotient * r, q - quotient * s],
  };
  length = bitsBelow(state.a, length);
  const below = 2 * target - length;
  if (below <= 0 || bitsBelow(state.b, length) <= target) return state;
  return partly(state.a, state.b, state, length, below);
}

/** Reduces by what the bits above `below` decide. */
function partly(a: bigint, b: bigint, from: Reduced, bits: number, below: number): Reduced {
  const shift = BigInt(below);
  const { m } = halfGcd(a >> shift, b >> shift, bits - below);
  const [p, q, r, s] = m;
  return ordered(p * a + q * b, r * a + s * b, times(m, from.m));
}

/** The gcd. `onRound` is told the bits left before each round. `gcd(12n, 18n)` is 6n. */
export function gcd(x: bigint, y: bigint, onRound: (bitsLeft: number) => void = () => {}): bigint {
  let { a, b } = ordered(abs(x), abs(y), [1n, 0n, 0n, 1n]);
  let bits = bitLength(a);
  while (b !== 0n) {
    bits = bitsBelow(a, bits);
    onRound(bits);
    if (bits > BASE_BITS) ({ a, b } = halfGcd(a, b, bits));
    if (b !== 0n) [a, b] = [b, a % b];
  }
  return a;
}
