import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlob } from "../../src/query/glob.ts";
import { editDistance } from "../../src/query/suggest.ts";
import { acceptsFuzzy, acceptsPattern, termText } from "../../src/search/match/term-bytes.ts";
import { fuzzyTest } from "../../src/search/match/term-tests.ts";
import type { AcceptsTerm } from "../../src/segment/scan-dictionary.ts";

const term = fc.string({ unit: fc.constantFrom(..."abcéßжя漢😀"), maxLength: 7 });
const pattern = fc
  .array(fc.oneof(term, fc.constant("*")), { minLength: 1, maxLength: 5 })
  .map((pieces) => pieces.join(""));

/** The bytes of a dictionary are followed by those of longer terms read before. */
const asked = (accepts: AcceptsTerm, text: string): boolean => {
  const bytes = Buffer.from(`${text}abc漢`, "utf8");
  return accepts(bytes, Buffer.byteLength(text));
};

describe("terms as bytes", () => {
  it("match a pattern exactly when their text does", () => {
    fc.assert(
      fc.property(pattern, term, (glob, text) => {
        const accepts = acceptsPattern(glob);
        expect(accepts !== null && asked(accepts, text)).toBe(compileGlob(glob).test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("are misspellings exactly when the edit distance says so", () => {
    fc.assert(
      fc.property(term, term, fc.constantFrom(1, 2), (word, text, distance) => {
        const near = editDistance(word, text, distance) <= distance;
        expect(fuzzyTest(word, distance)(text)).toBe(near);
        expect(asked(acceptsFuzzy(word, distance, fuzzyTest(word, distance)), text)).toBe(near);
      }),
      { numRuns: 3000 },
    );
  });

  it("become text again", () => {
    fc.assert(
      fc.property(term, (text) => {
        const bytes = Buffer.from(`${text}xyz`, "utf8");
        expect(termText(bytes, Buffer.byteLength(text))).toBe(text);
      }),
    );
  });
});
