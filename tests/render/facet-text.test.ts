/** Facets as bars: of a long time facet the stretch with most is shown. */
import { expect, it } from "vitest";
import { facetText } from "../../src/render/plots.ts";

const STYLE = { columns: 80, colour: false, unicode: true, plain: true };

const months = (counts: readonly number[]) =>
  counts.map((count, i) => ({ value: `20${String(10 + i)}-01`, count }));

const shownOf = (values: readonly { value: string; count: number }[], limit: number): string[] =>
  facetText({ name: "month", values, without: 0 }, limit, STYLE)
    .split("\n")
    .flatMap((line) => /^(20\d\d-01): /.exec(line)?.[1] ?? []);

it("shows the densest stretch of a long time facet, in order of time", () => {
  expect(shownOf(months([1, 1, 5, 9, 7, 1, 1]), 3)).toEqual(["2012-01", "2013-01", "2014-01"]);
  expect(shownOf(months([9, 1, 1]), 2)).toEqual(["2010-01", "2011-01"]);
  expect(shownOf(months([1, 1, 9]), 2)).toEqual(["2011-01", "2012-01"]);
});

it("shows all of a short one, and the first of a facet that has no time", () => {
  expect(shownOf(months([1, 2]), 3)).toEqual(["2010-01", "2011-01"]);
  const values = [
    { value: "b", count: 3 },
    { value: "a", count: 2 },
    { value: "c", count: 1 },
  ];
  const text = facetText({ name: "sender", values, without: 0 }, 2, STYLE);
  expect(text).toContain("1 more value");
  expect(text).not.toContain("c: 1");
});

it("agrees with trying every stretch", () => {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % 10;
  };
  for (let run = 0; run < 200; run++) {
    const values = months(Array.from({ length: 1 + (run % 12) }, random));
    const limit = 1 + (run % 5);
    const sumOf = (from: number): number =>
      values.slice(from, from + limit).reduce((sum, { count }) => sum + count, 0);
    const starts = values.map((_, from) => from).filter((from) => from + limit <= values.length);
    const best = starts.length === 0 ? sumOf(0) : Math.max(...starts.map(sumOf));
    const shown = new Set(shownOf(values, limit));
    const sum = values.filter(({ value }) => shown.has(value)).reduce((n, v) => n + v.count, 0);
    expect([run, sum]).toEqual([run, best]);
  }
});
