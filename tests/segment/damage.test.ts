/** Damaged segment files: an IndexStateError that says what to do, or an honest read; never a hang, a crash or gigabytes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { IndexStateError } from "../../src/errors.ts";
import { footerBytes } from "../../src/segment/footer.ts";
import { type Footer, TRAILER_BYTES } from "../../src/segment/format.ts";
import { SegmentReader } from "../../src/segment/reader.ts";
import { segmentBytes } from "../../src/segment/write-segment.ts";
import { buildSegment, COLUMNS, type ModelDocument, TEXT_FIELDS } from "../support/model-index.ts";

const folder = mkdtempSync(join(tmpdir(), "leaksift-damage-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DOCUMENTS: readonly ModelDocument[] = Array.from({ length: 30 }, (_, i) => ({
  isRoot: i % 3 === 0,
  texts: new Map(
    TEXT_FIELDS.slice(0, 5).map((field) => [
      field,
      {
        values: [`common words of document ${i}`, `word${i} ${"again ".repeat(i)}`],
        scripts: ["latin"],
      },
    ]),
  ),
  tokens: new Map(),
  numbers: COLUMNS.slice(0, 4).map((column) => [column, i * 1000 + column] as const),
}));
const WHOLE = Buffer.concat(segmentBytes(buildSegment(DOCUMENTS)));

/** Reads everything a search could read. */
function readAll(path: string): void {
  const reader = new SegmentReader(path);
  try {
    for (const warm of [false, true]) {
      if (warm) Array.from(reader.scan("")); // holds the dictionary from here on
      for (const entry of reader.scan("")) {
        for (const { field } of entry.fields) {
          const { documents, weights } = reader.postings(entry, field);
          expect(weights.length).toBe(documents.length);
          for (const document of documents) expect(document).toBeLessThan(reader.documentCount);
        }
        reader.rankOf(entry.ordinal);
      }
      for (const term of ["common", "word7", "zzz"]) reader.find(term);
      expect(reader.roots.length).toBe(reader.documentCount);
      for (let document = 0; document < reader.documentCount; document++)
        for (const field of TEXT_FIELDS) reader.forward(document, field);
      for (const field of TEXT_FIELDS) reader.lengths(field);
      for (const column of COLUMNS) reader.column(column);
    }
  } finally {
    reader.close();
  }
}

/** Reads damaged bytes; anything but an honest read or an IndexStateError fails the test. */
function readDamaged(bytes: Uint8Array): "read" | "refused" {
  const path = join(folder, "damaged.seg");
  writeFileSync(path, bytes);
  try {
    readAll(path);
    return "read";
  } catch (error) {
    if (!(error instanceof IndexStateError)) throw error;
    expect(error.message).toMatch(/leaksift index --rebuild/);
    return "refused";
  }
}

/** The file with its footer changed as told, lengths and magic right. */
function withFooter(change: (footer: Record<string, unknown>) => void): Buffer {
  const lengthAt = WHOLE.length - TRAILER_BYTES;
  const start = lengthAt - WHOLE.readUInt32LE(lengthAt);
  const footer = JSON.parse(WHOLE.toString("utf8", start, lengthAt)) as Record<string, unknown>;
  change(footer);
  return Buffer.concat([WHOLE.subarray(0, start), footerBytes(footer as unknown as Footer)]);
}

const FOOTERS: readonly (readonly [string, (footer: Record<string, unknown>) => void])[] = [
  [
    "a section beyond the file",
    (f) => Object.assign(f["sections"] as object, { roots: [0, 1e15] }),
  ],
  ["a negative section", (f) => Object.assign(f["sections"] as object, { ranks: [-8, 16] })],
  ["a section missing", (f) => Object.assign(f["sections"] as object, { forward: undefined })],
  ["sections that are no numbers", (f) => Object.assign(f["sections"] as object, { blocks: "ab" })],
  ["four billion documents", (f) => Object.assign(f, { documentCount: 2 ** 32 })],
  ["a fraction of a document", (f) => Object.assign(f, { documentCount: 1.5 })],
  ["a billion terms", (f) => Object.assign(f, { termCount: 1e9 })],
  ["a column of a billion entries", (f) => Object.assign(f, { columnParts: [[0, 1e9]] })],
  ["no columns", (f) => Object.assign(f, { columnParts: [] })],
  ["no totals", (f) => Object.assign(f, { totalTerms: [] })],
  ["another order of fields", (f) => (f["postingFields"] as string[]).reverse()],
  ["another tokenizer", (f) => Object.assign(f, { tokenizerVersion: 999 })],
  ["a newer format", (f) => Object.assign(f, { formatVersion: 3 })],
  ["null", (f) => Object.assign(f, { sections: null })],
];

describe("a damaged segment file", () => {
  it("is read in full when it is not damaged", () => {
    expect(readDamaged(WHOLE)).toBe("read");
    expect(readDamaged(withFooter(() => undefined))).toBe("read");
  });

  it("is refused when it was cut anywhere", () => {
    for (let length = 0; length < WHOLE.length; length += 97)
      expect(readDamaged(WHOLE.subarray(0, length))).toBe("refused");
    expect(readDamaged(WHOLE.subarray(0, -1))).toBe("refused");
    expect(readDamaged(WHOLE.subarray(1))).toBe("refused");
  });

  it("is refused when it is another file", () => {
    for (const other of ["", "\0".repeat(5000), "SQLite format 3\0", "x".repeat(30_000)])
      expect(readDamaged(Buffer.from(other))).toBe("refused");
  });

  for (const [title, change] of FOOTERS) {
    it(`is refused when its footer names ${title}`, () => {
      expect(readDamaged(withFooter(change))).toBe("refused");
    });
  }

  it("is refused by its checksum when a single byte of it changed", () => {
    const path = join(folder, "flipped.seg");
    fc.assert(
      fc.property(fc.nat(WHOLE.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bytes = Buffer.from(WHOLE);
        bytes[at] = (bytes[at] as number) ^ flip;
        writeFileSync(path, bytes);
        expect(() => {
          const reader = new SegmentReader(path);
          try {
            reader.check();
          } finally {
            reader.close();
          }
        }).toThrow(IndexStateError);
      }),
      { numRuns: 300 },
    );
  });

  it("of another format is called that, not damaged", () => {
    const other = Buffer.from(WHOLE);
    other.write("LSSEG001", other.length - 8, "latin1");
    const path = join(folder, "older.seg");
    writeFileSync(path, other);
    expect(() => new SegmentReader(path)).toThrow(/another version of leaksift/);
  });

  it("is read honestly or refused when any bytes of it changed", () => {
    const damage = fc.array(
      fc.tuple(
        fc.nat(WHOLE.length - 1),
        fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constant(255)),
      ),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(damage, (changes) => {
        const bytes = Buffer.from(WHOLE);
        for (const [at, value] of changes) bytes[at] = value;
        readDamaged(bytes);
      }),
      { numRuns: 250 },
    );
  });

  it("is read honestly or refused when a run of it was zeroed, as after a power cut", () => {
    fc.assert(
      fc.property(fc.nat(WHOLE.length - 1), fc.nat(4096), (at, length) => {
        const bytes = Buffer.from(WHOLE);
        bytes.fill(0, at, Math.min(bytes.length, at + length));
        readDamaged(bytes);
      }),
      { numRuns: 100 },
    );
  });
});
