import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { planQuery } from "../../src/query/plan.ts";
import { printQuery } from "../../src/query/print-query.ts";
import type { QueryNode } from "../../src/query/tree.ts";
import { matchSegments } from "../../src/search/match.ts";
import { bruteForce } from "../support/brute-force.ts";
import { buildSegments, type PlainFamily, storedTexts } from "../support/plain-corpus.ts";
import { corpus, tree } from "../support/search-trees.ts";

const CLOCK = { nowMs: Date.UTC(2017, 4, 31), timeZone: "UTC" };
const folder = mkdtempSync(join(tmpdir(), "leaksift-match-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Families found for each tree, as numbers into `families`. */
function searchAll(families: readonly PlainFamily[], trees: readonly QueryNode[]): number[][] {
  const segments = buildSegments(families, folder, 5);
  const texts = storedTexts(families);
  const numberOfRoot = new Map<number, number>();
  let docId = 0;
  for (const [i, family] of families.entries()) {
    numberOfRoot.set(docId, i);
    docId += family.length;
  }
  try {
    return trees.map((node) =>
      matchSegments(planQuery(node, { clock: CLOCK }), segments, { texts }).flatMap((match) =>
        Array.from(
          match.families,
          (root) => numberOfRoot.get(match.terms.segment.firstDoc + root) as number,
        ),
      ),
    );
  } finally {
    for (const segment of segments) segment.reader.close();
  }
}

describe("matchSegments", () => {
  it("finds exactly the families a brute-force evaluator finds", () => {
    let hits = 0;
    fc.assert(
      fc.property(corpus, fc.array(tree, { minLength: 20, maxLength: 20 }), (families, trees) => {
        const found = searchAll(families, trees);
        for (const [i, node] of trees.entries()) {
          const expected = bruteForce(node, families);
          hits += expected.length;
          expect(found[i], printQuery(node)).toEqual(expected);
        }
      }),
      { numRuns: 100 },
    );
    expect(hits).toBeGreaterThan(1000);
  });
});
