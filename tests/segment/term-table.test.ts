/** The scanner of the index and the tokenizer cut the same terms. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GrowingInts } from "../../src/segment/growing-ints.ts";
import { byCount, inOrder } from "../../src/segment/term-order.ts";
import { TermTable } from "../../src/segment/term-table.ts";
import { termsOf } from "../../src/tokenize.ts";

function internedTerms(table: TermTable, text: string): string[] {
  const found = new GrowingInts();
  table.internText(text, found);
  return Array.from(
    found.values.subarray(0, found.length),
    (number) => table.terms[number - 1] ?? "(missing)",
  );
}

describe("TermTable", () => {
  it.each([
    "L'Œuvre n° 12 INV-2041-77",
    "ta\u00adble caf\u00e9INV Stra\u00dfe \u6f22\u5b57x 10\u202f000",
    `${"A".repeat(128)} ${"b".repeat(129)} ${"C9".repeat(2000)}`,
    "I\u0304 \u0130stanbul \ud83d\ude00 \ud800 a_b\u0000c",
    "",
  ])("cuts %j as the tokenizer does", (text) => {
    expect(internedTerms(new TermTable(), text)).toEqual(termsOf(text));
  });

  it("cuts any text as the tokenizer does, and gives each term one number", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(..."aZ9 -.\u00e9\u0301\u00ad\u6f22\ud83d\ude00\u00bd'") }),
    );
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const table = new TermTable();
        for (const each of texts) expect(internedTerms(table, each)).toEqual(termsOf(each));
        expect(new Set(table.terms).size).toBe(table.terms.length);
        for (const [i, term] of table.terms.entries()) {
          expect(table.numberOf(term)).toBe(i + 1);
          expect(table.intern(term)).toBe(i + 1);
        }
      }),
    );
  });

  it("keeps its numbers while it grows", () => {
    const table = new TermTable();
    for (let i = 0; i < 100_000; i++) expect(table.intern(`term${i}`)).toBe(i + 1);
    for (let i = 0; i < 100_000; i += 997) expect(table.numberOf(`term${i}`)).toBe(i + 1);
    expect(table.numberOf("term")).toBe(0);
  });
});

describe("TermTable on long texts", () => {
  it.each([
    ["words", "Caf\u00e9 a1 \ud83d\ude00-Zo\u00eb ".repeat(30_000)],
    ["one run", `${"x\u00e9".repeat(200_000)} end`],
    ["an astral pair where pieces end", `${"a ".repeat(65_535)}b\ud83d\ude00c d`],
  ])("cuts %s as the tokenizer does", (_, text) => {
    expect(internedTerms(new TermTable(), text)).toEqual(termsOf(text));
  });
});

describe("the order of terms", () => {
  it("is that of UTF-16 units, whatever is in them", () => {
    const unit = fc.constantFrom(..."ab\u0001\u0000\u00fe\u00ff\u0100\u4e00\uffff");
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit, maxLength: 6 }), { maxLength: 60 }), (terms) => {
        const sorted = Array.from(inOrder(terms), (number) => terms[number - 1]);
        expect(sorted).toEqual(terms.toSorted());
      }),
    );
  });

  it("of counts is largest first, then the first", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3)), (counts) => {
        const expected = counts
          .map((count, place) => ({ count, place }))
          .sort((a, b) => b.count - a.count || a.place - b.place);
        expect(Array.from(byCount(Uint32Array.from(counts)))).toEqual(
          expected.map(({ place }) => place),
        );
      }),
    );
  });
});
