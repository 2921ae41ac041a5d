/** Active reading without an index: the model is deterministic and learns, rules stop where they say, stated bounds hold. */
import { describe, expect, it } from "vitest";
import type { FeatureMatrix } from "../../src/assess/active/features.ts";
import { scoreOf, seededNumbers, trainModel } from "../../src/assess/active/logistic.ts";
import { batchAfter, ranker } from "../../src/assess/active/order.ts";
import { type ActiveState, isDone, recallOf, ruleFor } from "../../src/assess/active/stopping.ts";

/** Rows of feature ids, all with the same value. */
function matrixOf(rows: readonly (readonly number[])[]): FeatureMatrix {
  const starts = new Uint32Array(rows.length + 1);
  for (const [i, row] of rows.entries()) starts[i + 1] = (starts[i] as number) + row.length;
  const ids = Uint32Array.from(rows.flat());
  const values = Float32Array.from(rows.flatMap((row) => row.map(() => 1 / Math.sqrt(row.length))));
  return { features: 1 + Math.max(...ids), starts, ids, values };
}

/** 200 documents of which each tenth has the words 0 or 1 and is a positive; all other words are chance. */
function invented(seed: number): { matrix: FeatureMatrix; positives: Set<number> } {
  const random = seededNumbers(seed);
  const positives = new Set<number>();
  const rows = Array.from({ length: 200 }, (_, row) => {
    const words = Array.from({ length: 8 }, () => 2 + Math.floor(random() * 60));
    if (row % 10 !== 0) return words;
    positives.add(row);
    return [random() < 0.7 ? 0 : 1, ...words];
  });
  return { matrix: matrixOf(rows), positives };
}

const STATE: ActiveState = {
  shown: 0,
  positives: 0,
  targets: 0,
  targetsMet: 0,
  discard: 500,
  discardRead: 0,
  discardFound: 0,
  isWholeSampleRead: false,
};

describe("the model", () => {
  it("gives the same weights for the same training set and seed", () => {
    const { matrix } = invented(1);
    const training = { positive: [0, 10], negative: [1, 2, 3] };
    expect(trainModel(matrix, training, 7)).toEqual(trainModel(matrix, training, 7));
  });

  it("scores what it was told is a yes above what it was told is none", () => {
    const { matrix } = invented(2);
    const training = { positive: [0, 10, 20], negative: [1, 2, 3, 4, 5] };
    const model = trainModel(matrix, training, 1);
    const scores = (rows: readonly number[]): number[] =>
      rows.map((row) => scoreOf(matrix, model, row));
    expect(Math.min(...scores(training.positive))).toBeGreaterThan(
      Math.max(...scores(training.negative)),
    );
    expect(trainModel(matrix, { positive: [], negative: [1] }, 1).every((w) => w === 0)).toBe(true);
  });

  it("finds most positives in far fewer documents than chance would need", () => {
    for (const seed of [1, 2, 3]) {
      const { matrix, positives } = invented(seed);
      const rank = ranker(matrix);
      const read = new Set<number>([0]);
      while ([...read].filter((row) => positives.has(row)).length < 16) {
        const rows = [...read];
        const order = rank(
          {
            rows: 200,
            read: (row) => read.has(row),
            positive: rows.filter((row) => positives.has(row)),
            negative: rows.filter((row) => !positives.has(row)),
            given: -1,
          },
          seed + read.size,
        );
        for (const row of order.slice(0, batchAfter(read.size))) read.add(row);
      }
      expect(read.size, `seed ${seed}`).toBeLessThan(80); // chance: 160
    }
  });
});

describe("stopping", () => {
  it("takes targets only from a sample read in full that holds ten", () => {
    expect(ruleFor({ ...STATE, targets: 12 }, 50)).toEqual({ kind: "depth", depth: 50 });
    expect(ruleFor({ ...STATE, targets: 9, isWholeSampleRead: true }, 50).kind).toBe("depth");
    const rule = ruleFor({ ...STATE, targets: 12, isWholeSampleRead: true }, 50);
    expect(rule).toEqual({ kind: "targets", targets: 12 });
    expect(isDone(rule, { ...STATE, targetsMet: 11 })).toBe(false);
    expect(recallOf(rule, { ...STATE, targetsMet: 11 }, 0.05)).toBe(null);
    expect(recallOf(rule, { ...STATE, targetsMet: 12 }, 0.05)?.low).toBeCloseTo(
      0.05 ** (1 / 12),
      9,
    );
  });

  it("states no bound before its depth, beyond it, or without the whole sample", () => {
    const rule = { kind: "depth", depth: 100 } as const;
    const at = { ...STATE, shown: 100, positives: 20, discardRead: 60, isWholeSampleRead: true };
    expect(recallOf(rule, at, 0.05)).toMatchObject({ point: 1 });
    expect(recallOf(rule, { ...at, shown: 99 }, 0.05)).toBe(null);
    expect(recallOf(rule, { ...at, shown: 101 }, 0.05)).toBe(null);
    expect(recallOf(rule, { ...at, isWholeSampleRead: false }, 0.05)).toBe(null);
  });

  it("bounds recall from below in at least 95 % of invented reviews, by either rule", () => {
    const random = seededNumbers(11);
    const REVIEWS = 2000;
    const held = { depth: 0, targets: 0 };
    for (let review = 0; review < REVIEWS; review++) {
      // 1,000 documents in the order of a model that puts most positives first; 60 are positive
      const ranks = Array.from({ length: 60 }, () => Math.floor(1000 * random() ** 3));
      const isPositive = new Set(ranks);
      const sample = new Set<number>();
      while (sample.size < 250) sample.add(Math.floor(random() * 1000));
      const total = isPositive.size;
      const foundBy = (depth: number): number => [...isPositive].filter((r) => r < depth).length;
      const depth = 200;
      const left = [...sample].filter((row) => row >= depth);
      const bound = recallOf(
        { kind: "depth", depth },
        {
          ...STATE,
          shown: depth,
          positives: foundBy(depth),
          discard: 1000 - depth,
          discardRead: left.length,
          discardFound: left.filter((row) => isPositive.has(row)).length,
          isWholeSampleRead: true,
        },
        0.05,
      );
      const recall = foundBy(depth) / total;
      if (bound !== null && bound.low <= recall && recall <= bound.high) held.depth++;
      const targets = [...sample].filter((row) => isPositive.has(row));
      const stop = 1 + Math.max(0, ...targets);
      const rule = { kind: "targets", targets: targets.length } as const;
      const low = recallOf(rule, { ...STATE, targetsMet: targets.length }, 0.05)?.low ?? 0;
      if (low <= foundBy(stop) / total) held.targets++;
    }
    // Two standard deviations of 2,000 draws at 95 % are 1 %
    expect(held.depth / REVIEWS).toBeGreaterThan(0.94);
    expect(held.targets / REVIEWS).toBeGreaterThan(0.94);
  });
});
