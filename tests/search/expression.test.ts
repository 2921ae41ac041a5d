import { describe, expect, it } from "vitest";
import { expressionTester } from "../../src/search/expression.ts";

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
