import { describe, expect, it } from "vitest";
import { clopperPearson, incompleteBeta, upperShare } from "../../../src/assess/statistics/beta.ts";
import {
  atLeast,
  atMost,
  chanceAllMissed,
  lowerOneSided,
  twoSided,
  upperOneSided,
} from "../../../src/assess/statistics/hypergeometric.ts";
import { logChoose } from "../../../src/assess/statistics/log-factorial.ts";
import { choose, randomFrom, ratio, waysAtMost } from "./rationals.ts";

const CASES = 1000;

interface Case {
  readonly population: number;
  readonly marked: number;
  readonly drawn: number;
  readonly found: number;
}

/** Random counts, small and skewed ones more often. */
function cases(seed: number, most: number): Case[] {
  const random = randomFrom(seed);
  const upTo = (n: number, power: number): number => Math.floor(random() ** power * (n + 1));
  return Array.from({ length: CASES }, () => {
    const population = 1 + upTo(most - 1, 1);
    const drawn = upTo(population, 1.5);
    return { population, drawn, marked: upTo(population, 2), found: upTo(drawn, 3) };
  });
}

describe("hypergeometric tails against exact rationals", () => {
  it("agree to 11 digits on 1,000 random draws", () => {
    for (const { population, marked, drawn, found } of cases(1, 300)) {
      const all = choose(population, drawn);
      const exact = ratio(waysAtMost(population, marked, drawn, found), all);
      const draw = { population, marked, drawn };
      expect(Math.abs(atMost(draw, found) - exact)).toBeLessThan(1e-11);
      const above = ratio(all - waysAtMost(population, marked, drawn, found - 1), all);
      expect(Math.abs(atLeast(draw, found) - above)).toBeLessThan(1e-11);
    }
  });

  it("keep their digits where the tail is small and the population large", () => {
    const exact = ratio(waysAtMost(5000, 400, 700, 20), choose(5000, 700));
    expect(atMost({ population: 5000, marked: 400, drawn: 700 }, 20) / exact).toBeCloseTo(1, 9);
  });

  it.each([
    [50, 7],
    [1000, 40],
    [1030, 40],
  ])("gives the log of %i choose %i to 13 digits", (n, k) => {
    expect(logChoose(n, k) / Math.log(Number(choose(n, k)))).toBeCloseTo(1, 13);
  });
});

describe("finite bounds against exact rationals", () => {
  it("are the largest and smallest K not ruled out, in 1,000 random cases at 5 % and 2.5 %", () => {
    for (const { population, drawn, found } of cases(2, 200)) {
      for (const per of [20n, 40n]) {
        const all = choose(population, drawn);
        const alpha = 1 / Number(per);
        const sample = { population, drawn, found };
        const high = upperOneSided(sample, alpha);
        const least = (marked: number): boolean =>
          waysAtMost(population, marked, drawn, found) * per >= all;
        expect(least(high)).toBe(true);
        if (high < population - (drawn - found)) expect(least(high + 1)).toBe(false);
        const low = lowerOneSided(sample, alpha);
        const most = (marked: number): boolean =>
          (all - waysAtMost(population, marked, drawn, found - 1)) * per >= all;
        expect(most(low)).toBe(true);
        if (low > found) expect(most(low - 1)).toBe(false);
      }
    }
  });
});

/** Sum over j of C(n,j) m^j (2^s - m)^(n-j), i.e. P(X >= from) for the share m / 2^s, times 2^(s n). */
function binomialAtLeast(n: number, from: number, m: bigint, s: bigint): bigint {
  const whole = 1n << s;
  let sum = 0n;
  for (let j = from; j <= n; j++)
    sum += choose(n, j) * m ** BigInt(j) * (whole - m) ** BigInt(n - j);
  return sum;
}

describe("Clopper and Pearson's interval against exact rationals", () => {
  it("puts alpha / 2 in each tail, in 1,000 random cases", () => {
    const random = randomFrom(3);
    const S = 60n;
    const scaled = (share: number): bigint => BigInt(Math.round(share * 2 ** 53)) << (S - 53n);
    for (let i = 0; i < CASES; i++) {
      const n = 1 + Math.floor(random() * 40);
      const x = Math.floor(random() ** 2 * (n + 1));
      const { low, high } = clopperPearson(x, n, 0.05);
      const all = 1n << (S * BigInt(n));
      const tailLow = (share: number): boolean =>
        binomialAtLeast(n, x, scaled(share), S) * 40n >= all;
      const tailHigh = (share: number): boolean =>
        (all - binomialAtLeast(n, x + 1, scaled(share), S)) * 40n >= all;
      if (x === 0) expect(low).toBe(0);
      else expect([tailLow(low * (1 - 1e-9)), tailLow(low * (1 + 1e-9))]).toEqual([false, true]);
      if (x === n) expect(high).toBe(1);
      else
        expect([tailHigh(high * (1 - 1e-9)), tailHigh(high + (1 - high) * 1e-9)]).toEqual([
          true,
          false,
        ]);
    }
  });

  it("is mirrored", () => {
    expect(incompleteBeta(0.3, 4, 9) + incompleteBeta(0.7, 9, 4)).toBeCloseTo(1, 14);
  });
});

describe("published tables", () => {
  it.each([
    [300, 0.99, 207, 712],
    [600, 0.5, 103, 356],
    [1500, 0.2, 40, 141],
    [3000, 0.1, 19, 70],
  ])(
    "n = %i, none found: share, in 21,075 and in 71,848, one-sided",
    (n, percent, small, large) => {
      expect(Math.round(upperShare(0, n, 0.05) * 1e4) / 100).toBe(percent);
      expect(upperOneSided({ population: 21_075, drawn: n, found: 0 }, 0.05)).toBe(small);
      expect(upperOneSided({ population: 71_848, drawn: n, found: 0 }, 0.05)).toBe(large);
    },
  );

  it("n = 300, none found, two-sided: 1.22 %", () => {
    expect(clopperPearson(0, 300, 0.05).high).toBeCloseTo(0.01222, 5);
    expect(twoSided({ population: 21_075, drawn: 300, found: 0 }, 0.05).low).toBe(0);
  });

  it.each([
    [300, 6.9],
    [1500, 31],
    [5000, 74],
  ])("5 planted in 21,075 are met by a draw of %i with %f %", (n, percent) => {
    const met = 100 * (1 - chanceAllMissed(21_075, n, 5));
    expect(Math.abs(met - percent)).toBeLessThan(0.6);
  });

  it("100 counter-examples in 21,075 escape a draw of 300 with 24 %", () => {
    expect(chanceAllMissed(21_075, 300, 100)).toBeCloseTo(0.24, 2);
  });
});
