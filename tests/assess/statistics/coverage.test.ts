import { describe, expect, it } from "vitest";
import {
  logPmf,
  lowerOneSided,
  twoSided,
  upperOneSided,
} from "../../../src/assess/statistics/hypergeometric.ts";
import {
  logEvidence,
  RARE_PRIOR,
  sequenceBounds,
} from "../../../src/assess/statistics/sequence.ts";
import { stratifiedUpper } from "../../../src/assess/statistics/strata.ts";
import { FULL, randomFrom } from "./rationals.ts";

const SHARES = [0.0002, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 0.5];
const POPULATIONS = FULL ? [200, 2000, 21_075, 71_848, 1_000_000] : [200, 2000, 21_075];
/** The full grid takes minutes. */
const TIMEOUT_MS = FULL ? 3_600_000 : 120_000;
const DRAWN = FULL ? [30, 60, 300, 600, 1500, 3000] : [30, 60, 300, 1500];

/** Exact chance that the bound holds: summed over every outcome, so there is no simulation error. */
function coverage(
  population: number,
  marked: number,
  drawn: number,
  holds: (found: number) => boolean,
): number {
  let sum = 0;
  for (let x = 0; x <= Math.min(marked, drawn); x++) {
    const chance = Math.exp(logPmf({ population, marked, drawn }, x));
    if (chance > 1e-13 && holds(x)) sum += chance;
  }
  return sum;
}

describe("coverage, exact on a grid of shares, populations and sample sizes", () => {
  it("is never below 95 %, one- or two-sided", () => {
    let worst = { coverage: 1, cell: "" };
    for (const population of POPULATIONS)
      for (const drawn of DRAWN) {
        if (drawn > population) continue;
        for (const share of SHARES) {
          const marked = Math.round(share * population);
          const held: readonly [string, (found: number) => boolean][] = [
            ["upper", (found) => upperOneSided({ population, drawn, found }, 0.05) >= marked],
            ["lower", (found) => lowerOneSided({ population, drawn, found }, 0.05) <= marked],
            [
              "two-sided",
              (found) => {
                const { low, high } = twoSided({ population, drawn, found }, 0.05);
                return low <= marked && marked <= high;
              },
            ],
          ];
          for (const [name, holds] of held) {
            const value = coverage(population, marked, drawn, holds);
            const cell = `${name} N=${population} n=${drawn} p=${share}`;
            if (value < worst.coverage) worst = { coverage: value, cell };
            expect(value, cell).toBeGreaterThanOrEqual(0.95 - 1e-9);
          }
        }
      }
    process.stdout.write(`worst coverage: ${worst.coverage.toFixed(5)} at ${worst.cell}\n`);
  });
});

/** One draw without replacement: how many of `marked` among `drawn` of `population`. */
function draw(random: () => number, population: number, marked: number, drawn: number): number {
  let left = marked;
  let found = 0;
  for (let i = 0; i < drawn; i++)
    if (random() * (population - i) < left) {
      left--;
      found++;
    }
  return found;
}

describe("coverage of strata, simulated", () => {
  const SIZES = [
    { population: 4000, drawn: 200 },
    { population: 900, drawn: 45 },
    { population: 100, drawn: 30 },
  ];
  const RUNS = FULL ? 1000 : 100;
  it.each([
    ["all hits in one small stratum", [0, 0, 40]],
    ["all hits in the large stratum", [40, 0, 0]],
    ["hits in proportion", [80, 18, 2]],
    ["none", [0, 0, 0]],
  ])(
    "%s: not below 95 %% minus simulation error",
    (name, marked) => {
      const random = randomFrom(11);
      const held = new Map<string, number>();
      let holds = 0;
      const total = marked.reduce((a, b) => a + b, 0);
      for (let run = 0; run < RUNS; run++) {
        const strata = SIZES.map((size, h) => ({
          ...size,
          found: draw(random, size.population, marked[h] as number, size.drawn),
        }));
        const key = strata.map((s) => s.found).join();
        const bound = held.get(key) ?? stratifiedUpper(strata, 0.05);
        held.set(key, bound);
        if (bound >= total) holds++;
      }
      const error = 3 * Math.sqrt((0.05 * 0.95) / RUNS);
      expect(holds / RUNS, name).toBeGreaterThanOrEqual(0.95 - error);
    },
    TIMEOUT_MS,
  );

  it("is on average at most 1.10 times the exact bound of one draw of the same size, under proportional allocation", () => {
    const random = randomFrom(12);
    const sizes = [
      { population: 3000, drawn: 150 },
      { population: 2000, drawn: 100 },
      { population: 1000, drawn: 50 },
    ];
    let ours = 0;
    let reference = 0;
    const held = new Map<string, number>();
    for (let run = 0; run < RUNS; run++) {
      const strata = sizes.map((size) => ({
        ...size,
        found: draw(random, size.population, size.population / 200, size.drawn),
      }));
      const key = strata.map((s) => s.found).join();
      const bound = held.get(key) ?? stratifiedUpper(strata, 0.05);
      held.set(key, bound);
      ours += bound;
      const found = strata.reduce((sum, s) => sum + s.found, 0);
      reference += upperOneSided({ population: 6000, drawn: 300, found }, 0.05);
    }
    process.stdout.write(
      `mean stratified bound / exact reference: ${(ours / reference).toFixed(3)}\n`,
    );
    expect(ours / reference).toBeLessThanOrEqual(1.1);
  });
});

describe("bounds while reading goes on", () => {
  it(
    "err at most 5 % of the time for a reader who stops at the best moment",
    () => {
      const runs = FULL ? 20_000 : 600;
      let worst = { wrong: 0, cell: "" };
      for (const [population, marked, most] of [
        [2000, 20, 600],
        [2000, 2, 1000],
        [500, 100, 400],
        [500, 0, 500],
      ] as const) {
        const random = randomFrom(population + marked);
        let wrong = 0;
        for (let run = 0; run < runs; run++) {
          let found = 0;
          for (let drawn = 1; drawn <= most; drawn++) {
            if (random() * (population - drawn + 1) < marked - found) found++;
            const sample = { population, drawn, found };
            if (logEvidence(sample, marked, RARE_PRIOR) >= Math.log(20)) {
              wrong++;
              break;
            }
          }
        }
        const share = wrong / runs;
        if (share >= worst.wrong) worst = { wrong: share, cell: `N=${population} K=${marked}` };
        expect(share).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
      }
      process.stdout.write(
        `worst share of wrong stops: ${worst.wrong.toFixed(4)} at ${worst.cell}\n`,
      );
    },
    TIMEOUT_MS,
  );

  it("contain what was found, shrink to it when all is read, and say nothing before the first document", () => {
    expect(sequenceBounds({ population: 50, drawn: 0, found: 0 }, 0.05)).toEqual({
      low: 0,
      high: 50,
    });
    expect(sequenceBounds({ population: 50, drawn: 50, found: 7 }, 0.05)).toEqual({
      low: 7,
      high: 7,
    });
  });

  it("are the set of K with evidence below 1 / alpha, found by looking at every K", () => {
    const random = randomFrom(13);
    for (let i = 0; i < 200; i++) {
      const population = 1 + Math.floor(random() * 120);
      const drawn = 1 + Math.floor(random() * population);
      const found = Math.min(drawn, Math.floor(random() ** 2 * (drawn + 1)));
      const sample = { population, drawn, found };
      const kept = Array.from({ length: population + 1 }, (_, marked) => marked).filter(
        (marked) => logEvidence(sample, marked, RARE_PRIOR) < Math.log(20),
      );
      expect(sequenceBounds(sample, 0.05)).toEqual({ low: kept[0], high: kept.at(-1) });
    }
  });
});
