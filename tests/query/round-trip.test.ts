import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainTree } from "../../src/query/explain-tree.ts";
import { parseQuery } from "../../src/query/parse-query.ts";
import { printQuery } from "../../src/query/print-query.ts";
import { tree } from "../support/query-trees.ts";

describe("printing and parsing", () => {
  it("gives back every tree that is printed", () => {
    fc.assert(
      fc.property(tree, (node) => {
        const { tree: parsed } = parseQuery(printQuery(node));
        expect(parsed).toEqual(node);
      }),
      { numRuns: 2000 },
    );
  });

  it("prints what was parsed from any text so that it parses to the same", () => {
    const pieces = fc.constantFrom(
      ..."a b word Été 3 ( ) ( ) \" “ » - = ~ ~2 @ / * ? : \\ from: size: date: > < .. 2017 03/04/2017 AND OR NOT between: header:x= script: name: stem: stem:fr: foo: in: is: has:x , '".split(
        " ",
      ),
      " ",
      " ",
      " ",
    );
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join("")),
      fc.string({ unit: "binary", maxLength: 40 }),
    );
    fc.assert(
      fc.property(text, (query) => {
        const { tree: parsed, problems } = parseQuery(query);
        const printed = printQuery(parsed);
        const again = parseQuery(printed);
        expect(again.tree).toEqual(parsed);
        expect(printQuery(again.tree)).toBe(printed);
        expect(explainTree(parsed).length).toBeGreaterThan(0);
        for (const { offset, length } of problems) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset + length).toBeLessThanOrEqual(query.length);
        }
      }),
      { numRuns: 4000 },
    );
  });

  it("reports no problem for text it printed itself", () => {
    fc.assert(
      fc.property(tree, (node) => {
        const odd = ["empty-range"]; // random bounds may be in the wrong order
        const { problems } = parseQuery(printQuery(node));
        expect(problems.filter((problem) => !odd.includes(problem.code))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
