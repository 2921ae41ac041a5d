/** Builder, writer and reader against a naive model of the same documents. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { POSTING_FIELDS } from "../../src/fields.ts";
import {
  BLOCK_TERMS,
  GAP,
  MAX_FREQUENCY,
  POSTING_FIELD_NUMBER,
  RANKED_FIELDS,
  SLOTS,
} from "../../src/segment/format.ts";
import { SegmentReader } from "../../src/segment/reader.ts";
import { segmentBytes, writeSegment } from "../../src/segment/write-segment.ts";
import {
  buildSegment,
  COLUMNS,
  type ModelDocument,
  modelFields,
  TEXT_FIELDS,
  TOKEN_FIELDS,
} from "../support/model-index.ts";

const folder = mkdtempSync(join(tmpdir(), "leaksift-segment-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let fileNumber = 0;

/** Writes the documents and hands the opened file over. */
function withSegment<T>(documents: readonly ModelDocument[], use: (reader: SegmentReader) => T): T {
  const path = join(folder, `${fileNumber++}.seg`);
  writeSegment(buildSegment(documents), path);
  const reader = new SegmentReader(path);
  try {
    return use(reader);
  } finally {
    reader.close();
    rmSync(path);
  }
}

const word = fc.oneof(
  fc.constantFrom(
    "invoice",
    "loan",
    "a",
    "abc",
    "abcd",
    "рошка",
    "東京",
    "\u{10330}\u{10331}",
    "\u{10330}\u{10332}",
    "\uff21\uffee",
    "__proto__",
    "constructor",
    "0",
    "x".repeat(200),
  ),
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.integer({ min: 0, max: 99_999 }).map(String),
);
const textValue = fc.oneof(
  fc.array(word, { maxLength: 12 }).map((words) => words.join(" ")),
  // Beyond the frequency cap, and long enough to reach the last slots.
  fc.tuple(word, fc.integer({ min: 10, max: 40 })).map(([w, n]) => `${w} `.repeat(n)),
);
const fieldText = fc.record({
  values: fc.array(textValue, { maxLength: 3 }),
  scripts: fc.uniqueArray(fc.constantFrom("latin", "cyrillic", "han"), { maxLength: 2 }),
});
const token = fc.oneof(
  word,
  fc.constantFrom("", "\u0001*", "\u0001script=cyrillic", "\ud800", "a\udc00", "anna@example.org"),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const modelDocument: fc.Arbitrary<ModelDocument> = fc
  .record({
    isRoot: fc.boolean(),
    texts: fc.uniqueArray(fc.tuple(fc.constantFrom(...TEXT_FIELDS), fieldText), {
      maxLength: 4,
      selector: ([field]) => field,
    }),
    tokens: fc.uniqueArray(
      fc.tuple(fc.constantFrom(...TOKEN_FIELDS), fc.array(token, { maxLength: 5 })),
      { maxLength: 3, selector: ([field]) => field },
    ),
    numbers: fc.array(
      fc.tuple(
        fc.constantFrom(...COLUMNS),
        fc.oneof(
          fc.integer(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.constantFrom(0, -1, 2 ** 53, -62_135_596_800_000, 8.64e15),
        ),
      ),
      { maxLength: 4 },
    ),
  })
  .map((d) => ({ ...d, texts: new Map(d.texts), tokens: new Map(d.tokens) }));

/** The first document always begins a family. */
const modelDocuments = fc
  .array(modelDocument, { minLength: 1, maxLength: 12 })
  .map((documents) => documents.map((d, i) => (i === 0 ? { ...d, isRoot: true } : d)));

/** Term -> field -> document -> frequency, as the model has it. */
function modelPostings(documents: readonly ModelDocument[]) {
  const postings = new Map<string, Map<number, Map<number, number>>>();
  for (const [number, document] of documents.entries()) {
    for (const [field, { counts }] of modelFields(document)) {
      for (const [term, count] of counts) {
        const fields = postings.get(term) ?? new Map<number, Map<number, number>>();
        postings.set(term, fields);
        const of = fields.get(field) ?? new Map<number, number>();
        fields.set(field, of);
        of.set(number, Math.min(count, MAX_FREQUENCY));
      }
    }
  }
  return postings;
}

function readPostings(reader: SegmentReader) {
  const postings = new Map<string, Map<number, Map<number, number>>>();
  for (const entry of reader.scan("")) {
    const fields = new Map<number, Map<number, number>>();
    for (const { field } of entry.fields) {
      const { documents, weights } = reader.postings(entry, field);
      expect(weights.length).toBe(documents.length);
      for (const weight of weights) expect(weight & 0x0f).toBeLessThan(SLOTS);
      fields.set(field, new Map([...documents].map((d, i) => [d, (weights[i] as number) >> 4])));
      expect([...documents]).toEqual([...documents].toSorted((a, b) => a - b));
    }
    expect(postings.has(entry.term)).toBe(false);
    postings.set(entry.term, fields);
  }
  return postings;
}

describe("a segment says what its documents say", () => {
  it("postings, frequencies and slots of every term, markers included", () => {
    fc.assert(
      fc.property(modelDocuments, (documents) => {
        withSegment(documents, (reader) => {
          expect(reader.documentCount).toBe(documents.length);
          expect(readPostings(reader)).toEqual(modelPostings(documents));
        });
      }),
      { numRuns: 100 },
    );
  });

  it("find and scan: each term by name, by prefix, in order, and nothing else", () => {
    fc.assert(
      fc.property(modelDocuments, word, (documents, other) => {
        withSegment(documents, (reader) => {
          const terms = [...modelPostings(documents).keys()].sort();
          expect([...reader.scan("")].map((entry) => entry.term)).toEqual(terms);
          expect([...reader.scan("")].map((entry) => entry.ordinal)).toEqual(
            terms.map((_, i) => i),
          );
          for (const term of terms) expect(reader.find(term)?.term).toBe(term);
          if (!terms.includes(other)) expect(reader.find(other)).toBeUndefined();
          for (const prefix of [other, ...terms.map((term) => term.slice(0, 2))]) {
            expect([...reader.scan(prefix)].map((entry) => entry.term)).toEqual(
              terms.filter((term) => term.startsWith(prefix)),
            );
          }
        });
      }),
      { numRuns: 50 },
    );
  });

  it("forward: the terms of each field in order, with a gap between values", () => {
    fc.assert(
      fc.property(modelDocuments, (documents) => {
        withSegment(documents, (reader) => {
          const termOfRank = new Map(
            [...reader.scan("")].map((entry) => [reader.rankOf(entry.ordinal), entry.term]),
          );
          expect(termOfRank.has(GAP)).toBe(false);
          expect(termOfRank.size).toBe(reader.footer.termCount);
          const held = new Uint32Array(64);
          for (const [number, document] of documents.entries()) {
            const fields = modelFields(document);
            for (const field of POSTING_FIELDS.keys()) {
              const order = fields.get(field)?.order ?? [];
              for (const into of [undefined, held]) {
                const ranks = [...reader.forward(number, field, into)];
                expect(ranks.map((rank) => (rank === GAP ? null : termOfRank.get(rank)))).toEqual(
                  order,
                );
              }
            }
          }
        });
      }),
      { numRuns: 50 },
    );
  });

  it("roots, columns, lengths and totals", () => {
    fc.assert(
      fc.property(modelDocuments, (documents) => {
        withSegment(documents, (reader) => {
          let root = 0;
          const roots = documents.map((d, i) => {
            if (d.isRoot) root = i;
            return root;
          });
          expect([...reader.roots]).toEqual(roots);
          for (const column of COLUMNS) {
            const entries = documents.flatMap((d, i) =>
              d.numbers.flatMap(([c, value]) => (c === column ? [[i, value] as const] : [])),
            );
            const read = reader.column(column);
            expect([...read.documents]).toEqual(entries.map(([document]) => document));
            expect([...read.values]).toEqual(entries.map(([, value]) => value));
          }
          for (const field of POSTING_FIELDS.keys()) {
            const lengths = documents.map((d) => modelFields(d).get(field)?.order.length ?? 0);
            if (RANKED_FIELDS.includes(field)) {
              expect([...(reader.lengths(field) ?? [])]).toEqual(lengths);
            } else expect(reader.lengths(field)).toBeUndefined();
            expect(reader.footer.totalTerms[field]).toBe(lengths.reduce((sum, n) => sum + n, 0));
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  it("the same bytes for the same documents", () => {
    fc.assert(
      fc.property(modelDocuments, (documents) => {
        const bytes = () => Buffer.concat(segmentBytes(buildSegment(documents)));
        expect(bytes().equals(bytes())).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

const body = POSTING_FIELD_NUMBER.get("body") as number;
const textDocument = (text: string): ModelDocument => ({
  isRoot: true,
  texts: new Map([[body, { values: [text], scripts: [] }]]),
  tokens: new Map(),
  numbers: [],
});

describe("a segment of more than one dictionary block", () => {
  const count = BLOCK_TERMS * 5 + 3;
  const documents = Array.from({ length: count }, (_, i) =>
    textDocument(`common term${String(i).padStart(5, "0")}`),
  );

  it("finds every term, cold and warm, and none that is not there", () => {
    withSegment(documents, (reader) => {
      for (const warm of [false, true]) {
        if (warm) expect([...reader.scan("")].length).toBe(reader.footer.termCount); // holds the dictionary from here on
        for (let i = 0; i < count; i++) {
          const entry = reader.find(`term${String(i).padStart(5, "0")}`);
          if (entry === undefined) throw new Error(`term ${i} is not found`);
          expect([...reader.postings(entry, body).documents]).toEqual([i]);
        }
        const common = reader.find("common");
        if (common === undefined) throw new Error("the common term is not found");
        expect(reader.postings(common, body).documents.length).toBe(count);
        expect(reader.postings(common, 0).documents.length).toBe(0);
        for (const term of ["", "a", "term", "term00000x", "zzz", "\u{10ffff}"])
          expect(reader.find(term)).toBeUndefined();
        expect([...reader.scan("term0000")].length).toBe(10);
        expect([...reader.scan("zzz")]).toEqual([]);
      }
    });
  });

  it("puts the terms that stand early into low slots", () => {
    const text = Array.from({ length: 200 }, (_, i) => `w${i}`).join(" ");
    withSegment([textDocument(text)], (reader) => {
      const slotOf = (term: string): number => {
        const entry = reader.find(term);
        if (entry === undefined) throw new Error(`${term} is not found`);
        return (reader.postings(entry, body).weights[0] as number) & 0x0f;
      };
      expect(slotOf("w0")).toBe(0);
      expect(slotOf("w199")).toBe(SLOTS - 1);
      expect(slotOf("w100")).toBeGreaterThan(slotOf("w20"));
    });
  });

  it("an empty segment and one of empty documents can be read", () => {
    const empty: ModelDocument = {
      isRoot: true,
      texts: new Map(),
      tokens: new Map(),
      numbers: [],
    };
    for (const list of [[], [empty, empty]]) {
      withSegment(list, (reader) => {
        expect([...reader.scan("")]).toEqual([]);
        expect(reader.find("a")).toBeUndefined();
        expect(reader.roots.length).toBe(list.length);
      });
    }
  });

  it("a field length beyond 65,535 is capped, not wrapped", () => {
    withSegment([textDocument("a ".repeat(70_000))], (reader) => {
      expect(reader.lengths(body)?.[0]).toBe(0xffff);
      expect(reader.forward(0, body).length).toBe(70_000);
    });
  });

  it("is never written over another file", () => {
    const path = join(folder, "taken.seg");
    writeSegment(buildSegment([textDocument("a")]), path);
    expect(() => writeSegment(buildSegment([textDocument("b")]), path)).toThrow(/EEXIST/);
  });
});
