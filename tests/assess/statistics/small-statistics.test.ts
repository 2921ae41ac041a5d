import { describe, expect, it } from "vitest";
import { agreement } from "../../../src/assess/statistics/agreement.ts";
import { keyness } from "../../../src/assess/statistics/keyness.ts";
import {
  recallBounds,
  sensitivityBound,
  widenForReaders,
} from "../../../src/assess/statistics/recall.ts";
import { highOutliers, quantile } from "../../../src/assess/statistics/robust.ts";

describe("agreement of two readers", () => {
  it("gives Cohen's kappa of the textbook table", () => {
    const found = agreement({ bothYes: 20, firstOnly: 5, secondOnly: 10, bothNo: 15 });
    expect(found.kappa).toBeCloseTo(0.4, 12);
    expect(found.observed).toBeCloseTo(0.7, 12);
  });

  it("keeps positive and negative agreement apart where kappa misleads for a rare class", () => {
    const found = agreement({ bothYes: 0, firstOnly: 2, secondOnly: 2, bothNo: 196 });
    expect(found.observed).toBeCloseTo(0.98, 12);
    expect(found.kappa).toBeLessThan(0);
    expect(found.positive).toBe(0);
    expect(found.negative).toBeCloseTo(0.9899, 4);
  });

  it("says nothing about no documents", () => {
    const none = agreement({ bothYes: 0, firstOnly: 0, secondOnly: 0, bothNo: 0 });
    expect(none).toEqual({
      documents: 0,
      differ: 0,
      observed: null,
      kappa: null,
      positive: null,
      negative: null,
    });
  });
});

describe("recall", () => {
  it("gives a wide interval where little is found (600 read of a large discard pile)", () => {
    const recall = recallBounds(300, { population: 10_000, drawn: 600, found: 6 }, 0.05);
    expect(recall.point).toBeCloseTo(0.75, 6);
    expect(recall.low).toBeGreaterThan(0.5);
    expect(recall.low).toBeLessThan(0.65);
    expect(recall.high).toBeGreaterThan(0.85);
  });

  it("is certain when the whole discard pile was read", () => {
    expect(recallBounds(3, { population: 7, drawn: 7, found: 1 }, 0.05)).toEqual({
      low: 0.75,
      point: 0.75,
      high: 0.75,
    });
  });

  it("widens a bound for readers who miss some, and to everything when none was seeded", () => {
    const seen = sensitivityBound(19, 20, 0.05);
    expect(seen).toBeCloseTo(0.784, 3);
    // 128 are what division gives; of 142 no more than 100 are seen with a chance below 1 in 60, of 141 with more
    expect(widenForReaders(100, seen, 5000, 1 / 60)).toBe(141);
    expect(widenForReaders(100, seen, 130, 1 / 60)).toBe(130);
    expect(widenForReaders(0, 0.95, 5000, 1 / 60)).toBe(1); // one escapes with 5 %, two with 0.25 %
    expect(widenForReaders(7, 1, 5000, 1 / 60)).toBe(7);
    expect(widenForReaders(100, sensitivityBound(0, 0, 0.05), 5000, 1 / 60)).toBe(5000);
  });
});

describe("amounts", () => {
  it("finds an outlier though more than half of all values are equal", () => {
    expect(highOutliers([50, 50, 50, 50, 50, 60, 50_000])).toEqual([6]);
    expect(highOutliers([50, 50, 50, 50, 50, 50, 900])).toEqual([6]);
    expect(highOutliers([50, 50, 50, 50, 50, 50, 60])).toEqual([]);
  });

  it("calls nothing an outlier on its lower side, nor among fewer than five values", () => {
    expect(highOutliers([1, 1e9])).toEqual([]);
    expect(highOutliers([100, 110, 120, 105, 95, 0.01])).toEqual([]);
  });

  it("gives quantiles between neighbours", () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  });
});

describe("keyness", () => {
  it("is 0 for equal shares, positive for a term of this set, negative for one of the other", () => {
    expect(keyness(10, 100, 100, 1000)).toBeCloseTo(0, 9);
    expect(keyness(50, 100, 10, 1000)).toBeGreaterThan(100);
    expect(keyness(0, 100, 500, 1000)).toBeLessThan(-50);
  });

  it("uses the cells of documents without the term too", () => {
    expect(keyness(100, 100, 0, 100)).toBeCloseTo(2 * 200 * Math.log(2), 9);
  });
});
