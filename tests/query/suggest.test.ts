import { describe, expect, it } from "vitest";
import { editDistance, suggestField, suggestWord } from "../../src/query/suggest.ts";

describe("suggestions", () => {
  it.each([
    ["from", "from", 0],
    ["form", "from", 1],
    ["fro", "from", 1],
    ["fromm", "from", 1],
    ["frim", "from", 1],
    ["kitten", "sitting", 3],
    ["", "ab", 2],
    ["Рошка", "Рошко", 1],
  ])("counts the edits from %s to %s as %i", (a, b, distance) => {
    expect(editDistance(a, b, 5)).toBe(distance);
    expect(editDistance(b, a, 5)).toBe(distance);
  });

  it("stops counting at the limit", () => {
    expect(editDistance("abcdef", "uvwxyz", 2)).toBe(3);
    expect(editDistance("a".repeat(10_000), "b", 2)).toBe(3);
  });

  it.each([
    ["form", "from"],
    ["Subjct", "subject"],
    ["lastsaveby", "lastsavedby"],
    ["afer", "after"],
    ["zzzzzz", undefined],
    ["qq", undefined],
  ])("suggests for the field %s: %s", (name, suggestion) => {
    expect(suggestField(name)).toBe(suggestion);
  });

  it("suggests the nearest word, and of equally near ones the most frequent", () => {
    const words = [
      ["invoice", 3],
      ["involve", 90],
      ["invoices", 50],
    ] as const;
    expect(suggestWord("invoise", words)).toBe("invoice");
    expect(suggestWord("invoicee", words)).toBe("invoices");
    expect(suggestWord("cat", words)).toBeUndefined();
  });
});
