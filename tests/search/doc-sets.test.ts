import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DocSet,
  documentsIn,
  familiesIn,
  familiesOf,
  intersect,
  subtract,
  union,
} from "../../src/search/match/doc-sets.ts";

const SIZE = 400;
const docSet: fc.Arbitrary<DocSet> = fc
  .uniqueArray(fc.integer({ min: 0, max: SIZE - 1 }), { maxLength: SIZE })
  .map((documents) => Uint32Array.from(documents.sort((a, b) => a - b)));

/** A root for each document: itself, or that of the one before. */
const roots = fc.array(fc.boolean(), { minLength: SIZE, maxLength: SIZE }).map((starts) => {
  let root = 0;
  return Uint32Array.from(starts, (isRoot, document) => {
    if (isRoot) root = document;
    return root;
  });
});

describe("sets of documents", () => {
  it("are intersected, subtracted and united as sets are", () => {
    fc.assert(
      fc.property(docSet, docSet, docSet, (a, b, c) => {
        const inB = new Set(b);
        expect([...intersect(a, b)]).toEqual([...a].filter((document) => inB.has(document)));
        expect([...subtract(a, b)]).toEqual([...a].filter((document) => !inB.has(document)));
        for (const sets of [[], [a], [a, b], [a, b, c]]) {
          const all = [...new Set(sets.flatMap((set) => [...set]))].sort((x, y) => x - y);
          expect([...union(sets, SIZE)]).toEqual(all);
        }
      }),
    );
  });

  it("give their families, and are narrowed to families", () => {
    fc.assert(
      fc.property(docSet, docSet, roots, (a, b, rootOf) => {
        const families = familiesOf(b, rootOf);
        expect([...families]).toEqual([...new Set([...b].map((document) => rootOf[document]))]);
        const wanted = new Set<number | undefined>(families);
        expect([...familiesIn(a, families, rootOf)]).toEqual(
          [...familiesOf(a, rootOf)].filter((root) => wanted.has(root)),
        );
        expect([...documentsIn(a, families, rootOf)]).toEqual(
          [...a].filter((document) => wanted.has(rootOf[document])),
        );
      }),
    );
  });
});
