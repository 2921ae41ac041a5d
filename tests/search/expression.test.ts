import { describe, expect, it } from "vitest";
import { expressionRanges, expressionTester } from "../../src/search/match/expression.ts";

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

  it("gives up on a text that would take for ever, and on no other", () => {
    const hostile = `${"a".repeat(40)}b`;
    const test = expressionTester("^(a+)+$", "");
    expect(test(["aaa", hostile, "aa", hostile, "b"])).toEqual([
      "match",
      "stopped",
      "match",
      "stopped",
      "no",
    ]);
  });
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
