import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCutWithin, wordRangesFinder } from "../../src/search/match/word-ranges.ts";
import { placesOf } from "../../src/search/places.ts";
import { tokenize } from "../../src/tokenize.ts";

const ranges = (text: string, slots: readonly (readonly string[])[]) => {
  const find = wordRangesFinder(slots);
  if (find === null) throw new Error("a finder was expected");
  return find(text, Buffer.byteLength(text) === text.length, 1000);
};

/** The same by the tokenizer. */
function byTokens(text: string, slots: readonly (readonly string[])[]) {
  const { terms, starts, ends } = tokenize(text);
  const fills = (position: number, slot: number): boolean =>
    (slots[slot] as readonly string[]).includes(terms[position] as string);
  return placesOf({ length: terms.length, fills, isGap: () => false }, slots.length, 0, 1000)
    .flat()
    .map((at) => ({ start: starts[at] as number, end: ends[at] as number }));
}

describe("wordRangesFinder", () => {
  const text = fc
    .array(
      fc.constantFrom(
        ..."a b aa ab me meet A É é e\u0301 œ oe ’ - – \n 😀 \ud83d \u00ad ½ 3 中 中文 ١ ß ss".split(
          " ",
        ),
        " ",
        " ",
      ),
      { maxLength: 40 },
    )
    .map((pieces) => pieces.join(""));
  const slot = fc.array(
    fc.constantFrom("a", "b", "aa", "ab", "me", "meet", "e", "oe", "ss", "3", "1", "中", "œ"),
    { minLength: 1, maxLength: 3 },
  );

  it("finds one word where the tokenizer does", () => {
    fc.assert(
      fc.property(text, slot, (body, words) => {
        const expected = new Map(byTokens(body, [words]).map((range) => [range.start, range]));
        expect(ranges(body, [words])).toEqual([...expected.values()]);
      }),
      { numRuns: 2000 },
    );
  });

  it("finds words in a row where the tokenizer does, or says that it cannot tell", () => {
    let told = 0;
    fc.assert(
      fc.property(text, fc.array(slot, { minLength: 2, maxLength: 3 }), (body, slots) => {
        const found = ranges(body, slots);
        if (found === null) return;
        told++;
        expect(found).toEqual(byTokens(body, slots));
      }),
      { numRuns: 2000 },
    );
    expect(told).toBeGreaterThan(500);
  });

  it("leaves patterns and long words to the tokenizer, and knows what that cuts", () => {
    expect(wordRangesFinder([["a"], null])).toBeNull();
    expect(wordRangesFinder([["a".repeat(101)]])).toBeNull();
    expect(isCutWithin(`x ${"a".repeat(1024)}`)).toBe(false);
    expect(isCutWithin(`x ${"a".repeat(1025)}`)).toBe(true);
  });
});
