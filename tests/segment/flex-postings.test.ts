/** The postings that FlexSearch builds are those that counting gives, and those made from rows are alike. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELDS } from "../../src/fields.ts";
import { SegmentBuilder } from "../../src/segment/builder.ts";
import { createFlexIndex } from "../../src/segment/flexsearch.ts";
import {
  IN_ROWS,
  MAX_FREQUENCY,
  POSTING_FIELD_NAMES,
  POSTING_FIELD_NUMBER,
  PRESENT,
  SCRIPT,
  slotOf,
} from "../../src/segment/format.ts";
import { postingsOf } from "../../src/segment/postings.ts";
import { termsOf } from "../../src/tokenize.ts";

const TEXT_FIELDS = ["subject", "body", "to", "creator"];
const numberOf = (field: string): number => POSTING_FIELD_NUMBER.get(field) ?? -1;

interface Entered {
  readonly texts: readonly (readonly string[])[];
  readonly tokens: readonly string[];
}

/** "term field document weight" of all postings of a builder, sorted. */
function built(documents: readonly Entered[]): string[] {
  const builder = new SegmentBuilder();
  for (const { texts, tokens } of documents) {
    builder.begin(true);
    for (const [i, values] of texts.entries())
      builder.addText(numberOf(TEXT_FIELDS[i] ?? ""), { values, scripts: ["latin"] });
    builder.addTokens(numberOf("ids"), tokens);
  }
  const { starts, fields, documents: numbers, weights } = postingsOf(builder);
  return builder.terms
    .flatMap((term, i) =>
      Array.from({ length: (starts[i + 2] ?? 0) - (starts[i + 1] ?? 0) }, (_, k) => {
        const at = (starts[i + 1] ?? 0) + k;
        return `${term} ${POSTING_FIELD_NAMES[fields[at] ?? 0]} ${numbers[at]} ${weights[at]}`;
      }),
    )
    .sort();
}

/** The same, counted word by word. */
function counted(documents: readonly Entered[]): string[] {
  const found: string[] = [];
  const mark = (term: string, field: string, document: number): void => {
    found.push(`${term} ${field} ${document} 16`);
  };
  for (const [document, { texts, tokens }] of documents.entries()) {
    for (const [i, values] of texts.entries()) {
      const field = TEXT_FIELDS[i] ?? "";
      const filled = values.map(termsOf).filter((terms) => terms.length > 0);
      const places = filled.flatMap((terms, k) => (k === 0 ? terms : [null, ...terms]));
      for (const term of new Set(places)) {
        if (term === null) continue;
        const times = Math.min(MAX_FREQUENCY, places.filter((each) => each === term).length);
        const slot = slotOf(places.indexOf(term), places.length);
        found.push(`${term} ${field} ${document} ${(times << 4) | slot}`);
      }
      if (places.length === 0) continue;
      mark(PRESENT, field, document);
      mark(`${SCRIPT}latin`, field, document);
    }
    for (const token of new Set(tokens)) mark(token, "ids", document);
    if (tokens.length > 0) mark(PRESENT, "ids", document);
  }
  return found.sort();
}

describe("postings built by FlexSearch", () => {
  it("are those that counting gives, and those made from rows too", () => {
    const word = fc.constantFrom("ann", "bob", "1000", "1100", "constructor", "zo\u00e9", "--");
    const value = fc.array(word, { maxLength: 14 }).map((words) => words.join(" "));
    const document = fc.record({
      texts: fc.array(fc.array(value, { maxLength: 3 }), { minLength: 4, maxLength: 4 }),
      tokens: fc.array(fc.constantFrom("a@example.org", "__proto__", "1000", "x y"), {
        maxLength: 5,
      }),
    });
    fc.assert(
      fc.property(fc.array(document, { maxLength: 12 }), (documents) => {
        expect(built(documents)).toEqual(counted(documents));
      }),
    );
  });

  it("count a term no more than the most that is kept, and once a document", () => {
    const many = { texts: [["ann ".repeat(40)], [], ["ann bob ann"], []], tokens: [] };
    expect(built([many, many])).toEqual(counted([many, many]));
  });

  it("have the slots that FlexSearch gives, wherever a term stands", () => {
    for (const length of [1, 2, 8, 9, 10, 35, 101]) {
      const index = createFlexIndex(9);
      index.add(
        7,
        Array.from({ length }, (_, i) => `w${i}`),
        false,
        true,
      );
      for (let at = 0; at < length; at++)
        expect(index.map.get(`w${at}`)?.findIndex((list) => list !== undefined)).toBe(
          slotOf(at, length),
        );
    }
  });

  it("are of subjects and of every text that a file says of itself", () => {
    const built = POSTING_FIELD_NAMES.filter((_, field) => IN_ROWS[field] !== true);
    expect(built).toEqual(
      FIELDS.filter(
        ({ name, type, level, unionOf }) =>
          name === "subject" || (type === "text" && level === "file" && unionOf === null),
      ).map(({ name }) => name),
    );
    expect(built).toEqual(expect.arrayContaining(["subject", "filename", "creator", "company"]));
  });
});
