import { describe, expect, it } from "vitest";
import { atMost, logPmf, upperOneSided } from "../../../src/assess/statistics/hypergeometric.ts";
import {
  type Stratum,
  stratifiedUpper,
  zeroHitCount,
  zeroHitShare,
} from "../../../src/assess/statistics/strata.ts";
import { randomFrom } from "./rationals.ts";

describe("no hits in any stratum", () => {
  it("is 1 - alpha^(1/n) under proportional allocation, whatever the number of strata", () => {
    const strata = Array.from({ length: 144 }, () => ({ weight: 1 / 144, drawn: 1500 / 144 }));
    expect(zeroHitShare(strata, 0.05)).toBeCloseTo(1 - 0.05 ** (1 / 1500), 8);
  });

  it("counts a stratum of which nothing was drawn in full", () => {
    const strata = [
      { weight: 0.9, drawn: 300 },
      { weight: 0.1, drawn: 0 },
    ];
    expect(zeroHitShare(strata, 0.05)).toBeCloseTo(0.1 + 0.9 * (1 - 0.05 ** (1 / 300)), 6);
  });

  it("is the best of all ways of spreading, by trying all of them", () => {
    const random = randomFrom(5);
    for (let round = 0; round < 60; round++) {
      const strata = Array.from({ length: 3 }, () => {
        const population = 5 + Math.floor(random() * 15);
        return { population, drawn: Math.floor(random() * population), found: 0 };
      });
      let best = 0;
      const [a, b, c] = strata as [Stratum, Stratum, Stratum];
      const miss = (s: Stratum, marked: number): number =>
        Math.exp(logPmf({ population: s.population, marked, drawn: s.drawn }, 0));
      for (let i = 0; i <= a.population; i++)
        for (let j = 0; j <= b.population; j++)
          for (let k = 0; k <= c.population; k++)
            if (miss(a, i) * miss(b, j) * miss(c, k) >= 0.05 * (1 - 1e-11))
              best = Math.max(best, i + j + k);
      expect(zeroHitCount(strata, 0.05)).toBe(best);
    }
  });
});

describe("hits in some strata", () => {
  it("is the plain finite bound for one stratum", () => {
    const sample = { population: 4000, drawn: 200, found: 3 };
    expect(stratifiedUpper([sample], 0.05)).toBe(upperOneSided(sample, 0.05));
  });

  it("is the best of all ways of spreading over two strata, by trying all of them", () => {
    const random = randomFrom(6);
    for (let round = 0; round < 40; round++) {
      const strata = Array.from({ length: 2 }, () => {
        const population = 20 + Math.floor(random() * 60);
        const drawn = 5 + Math.floor(random() * (population / 2));
        return { population, drawn, found: Math.floor(random() ** 2 * 3) };
      });
      const [a, b] = strata as [Stratum, Stratum];
      if (a.found + b.found === 0) continue;
      const limit = (a.found * a.population) / a.drawn + (b.found * b.population) / b.drawn;
      const chance = (i: number, j: number): number => {
        let sum = 0;
        for (let x = 0; (x * a.population) / a.drawn <= limit + 1e-9 && x <= a.drawn; x++) {
          const room = limit - (x * a.population) / a.drawn;
          const y = Math.floor(((room + 1e-9) * b.drawn) / b.population);
          sum +=
            Math.exp(logPmf({ population: a.population, marked: i, drawn: a.drawn }, x)) *
            atMost({ population: b.population, marked: j, drawn: b.drawn }, y);
        }
        return sum;
      };
      let best = 0;
      for (let i = a.found; i <= a.population - a.drawn + a.found; i++)
        for (let j = b.found; j <= b.population - b.drawn + b.found; j++)
          if (chance(i, j) >= 0.05) best = Math.max(best, i + j);
      expect(stratifiedUpper(strata, 0.05)).toBe(best);
    }
  });
});
