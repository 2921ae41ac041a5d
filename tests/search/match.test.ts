import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { planQuery } from "../../src/query/plan.ts";
import { printQuery } from "../../src/query/print-query.ts";
import type { QueryNode } from "../../src/query/tree.ts";
import { matchSegments } from "../../src/search/match/match.ts";
import { type BruteForceMatch, bruteForce } from "../support/brute-force.ts";
import { buildSegments, type PlainFamily, storedTexts } from "../support/plain-corpus.ts";
import { corpus, fileTree, tree } from "../support/search-trees.ts";

const CLOCK = { nowMs: Date.UTC(2017, 4, 31), timeZone: "UTC" };
const folder = mkdtempSync(join(tmpdir(), "leaksift-match-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is found for each tree: numbers into `families` and documents counted through all of them. */
function searchAll(
  families: readonly PlainFamily[],
  trees: readonly QueryNode[],
): BruteForceMatch[] {
  const segments = buildSegments(families, folder, 5);
  const texts = storedTexts(families);
  const numberOfRoot = new Map<number, number>();
  let docId = 0;
  for (const [i, family] of families.entries()) {
    numberOfRoot.set(docId, i);
    docId += family.length;
  }
  try {
    return trees.map((node) => {
      const matches = matchSegments(planQuery(node, { clock: CLOCK }), segments, { texts });
      const global = (set: "families" | "documents"): number[] =>
        matches.flatMap((match) =>
          Array.from(match[set], (local) => match.terms.segment.firstDoc + local),
        );
      return {
        families: global("families").map((root) => numberOfRoot.get(root) as number),
        documents: global("documents"),
      };
    });
  } finally {
    for (const segment of segments) segment.reader.close();
  }
}

const twenty = (trees: fc.Arbitrary<QueryNode>): fc.Arbitrary<QueryNode[]> =>
  fc.array(trees, { minLength: 20, maxLength: 20 });

describe("matchSegments", () => {
  it.each([
    ["any query", tree],
    ["conditions on files", fileTree],
  ])("finds for %s exactly what a brute-force evaluator finds", (_, trees) => {
    let hits = 0;
    fc.assert(
      fc.property(corpus, twenty(trees), (families, nodes) => {
        const found = searchAll(families, nodes);
        for (const [i, node] of nodes.entries()) {
          const expected = bruteForce(node, families);
          hits += expected.families.length;
          expect(found[i], printQuery(node)).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
    expect(hits).toBeGreaterThan(1000);
  });
});
