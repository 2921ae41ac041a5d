import { describe, expect, it } from "vitest";
import { expressionRanges, expressionTester } from "../../src/search/match/expression.ts";
import { linearExpression } from "../../src/search/match/linear-expression.ts";

describe("expressionTester", () => {
  it("answers for each text of a batch", () => {
    const test = expressionTester("inv(oice)?\\b", "i");
    expect(test(["Invoice 12", "nothing", "INV", ""])).toEqual(["match", "no", "match", "no"]);
    expect(test(["invoices"])).toEqual(["no"]);
    expect(test([])).toEqual([]);
  });

  it("reads Unicode classes, and older syntax where these are not allowed", () => {
    expect(expressionTester("^\\p{Script=Cyrillic}+$", "")(["Рошка", "Roshka"])).toEqual([
      "match",
      "no",
    ]);
    expect(expressionTester("a\\-b", "")(["a-b"])).toEqual(["match"]);
  });

  const HOSTILE = `${"a".repeat(40)}b`;
  const TEXTS = ["aaa", HOSTILE, "aa", HOSTILE, "b"];

  it("answers in the linear engine where the other would take for ever", () => {
    const test = expressionTester("^(a+)+$", "");
    expect(test(TEXTS)).toEqual(["match", "no", "match", "no", "no"]);
    expect(test(TEXTS)).toEqual(["match", "no", "match", "no", "no"]);
  });

  it("gives up on a text that would take for ever and has no linear form, and on no other", () => {
    const test = expressionTester("^(a+)+$(?!x)", "");
    expect(test(TEXTS)).toEqual(["match", "stopped", "match", "stopped", "no"]);
  });

  it("looks at nothing more when the time of the query is up", () => {
    const up = { isUp: () => true, leftMs: () => 0 };
    expect(expressionTester("a", "", up)(["a", "b"])).toEqual(["unseen", "unseen"]);
  });

  it("means the same in both engines", () => {
    const texts = [
      "a\u00a0b",
      "a\rb",
      "a\u2028b",
      "a\nb",
      "AB",
      "a-b",
      "[b",
      "Été",
      "a b",
      "x1_",
      "",
    ];
    for (const [source, flags] of [
      ["a.b", ""],
      ["a.b", "s"],
      ["a\\sb", ""],
      ["a[\\s]b", ""],
      ["a\\Sb", ""],
      ["ab", "i"],
      ["[[]b", ""],
      ["^\\p{L}+$", ""],
      ["\\bb\\b", ""],
      ["\\w\\d_", ""],
      ["é.é", "i"],
      ["^$", ""],
    ] as const) {
      const script = new RegExp(source, `${flags}u`);
      const linear = linearExpression(source, flags);
      expect(texts.map((text) => linear?.test(text))).toEqual(
        texts.map((text) => script.test(text)),
      );
      for (const text of texts) {
        const ranges = [...text.matchAll(new RegExp(source, `${flags}gu`))];
        expect([...(linear?.ranges(text) ?? [])]).toEqual(
          ranges.map((found) => [found.index, found.index + found[0].length]),
        );
      }
    }
  });

  it.each(["(a)\\1", "(?=a)b", "(?<=a)b", "[^\\S]", "a{1,99999}", "\\k<a>", "(?!a)"])(
    "has no linear form of %s",
    (source) => {
      expect(linearExpression(source, "")).toBeNull();
    },
  );
});

describe("expressionRanges", () => {
  it("gives the places of all matches that are not empty, up to the limit", () => {
    expect(expressionRanges("\\d*", "", 10)("a12 b3")).toEqual([
      { start: 1, end: 3 },
      { start: 5, end: 6 },
    ]);
    expect(expressionRanges("x", "i", 2)("xXx")).toHaveLength(2);
  });

  it("gives what it found before its time was up", () => {
    const text = `first ${"a".repeat(40)}b`;
    expect(expressionRanges("first|(a+)+$", "", 10)(text)).toEqual([{ start: 0, end: 5 }]);
  });
});
