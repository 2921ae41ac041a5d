/** The texts of an index as near-duplicates are looked for: sketches by docId, and the shingles of a text for a comparison in full. */
import { jaccard, ROW_WORDS, SKETCH_NUMBERS, shinglesOf, wordHash } from "../../segment/sketch.ts";
import { SegmentWords, sketchesOf } from "../../segment/sketch-file.ts";
import { splitPlaces } from "../../text-places.ts";
import { termsOf } from "../../tokenize.ts";
import type { OpenIndex } from "../open-index.ts";
import type { SearchSegment } from "../segment-terms.ts";

/** Where the sketch of a document is: a row of `rows` from `at`. */
export interface Sketch {
  readonly rows: Uint32Array;
  readonly at: number;
}

/** How many words the text has, 0 for none. */
export const wordCount = ({ rows, at }: Sketch): number => rows[at + 2] as number;

/** The same for texts of the same words in the same order, case and accents aside: a number of 53 bits. */
export const textKey = ({ rows, at }: Sketch): number =>
  ((rows[at] as number) & 0x1fffff) * 0x100000000 + (rows[at + 1] as number);

/** The share of numbers that two sketches have in common, which is about what the texts share: 0 to 1. */
export function estimate(a: Sketch, b: Sketch): number {
  let same = 0;
  for (let i = 3; i < ROW_WORDS; i++) {
    const different = (a.rows[a.at + i] as number) ^ (b.rows[b.at + i] as number);
    if ((different & 0xffff) === 0) same++;
    if (different >>> 16 === 0) same++;
  }
  return same / SKETCH_NUMBERS;
}

/** A band of three numbers of a sketch as one number; equal bands make two texts candidates. */
export function bandOf({ rows, at }: Sketch, band: number): number {
  const number = (i: number): number =>
    ((rows[at + 3 + (i >> 1)] as number) >>> ((i & 1) << 4)) & 0xffff;
  return (number(band * 3) * 0x10000 + number(band * 3 + 1)) * 0x10000 + number(band * 3 + 2);
}

/** Shingles kept for the next comparison, in numbers of 32 bits: 64 MB. */
const HELD_SHINGLES = 1 << 24;

/** Texts by docId. Opens the sketches of all segments when made, and the dictionary of a segment when many of its texts are compared. */
export class SimilarTexts {
  private readonly index: OpenIndex;
  private readonly sketches: readonly Uint32Array[];
  private readonly words = new Map<SearchSegment, SegmentWords>();
  private readonly held = new Map<number, Uint32Array>();
  private heldNumbers = 0;
  private asked = 0;

  constructor(index: OpenIndex) {
    this.index = index;
    this.sketches = index.segments.map(({ reader }) => sketchesOf(reader));
  }

  /** docIds of all documents with a text, ascending; those removed and exact copies are left out. */
  *all(): Generator<number> {
    for (const [number, { reader, firstDoc, copies, removed }] of this.index.segments.entries()) {
      const rows = this.sketches[number] as Uint32Array;
      const gone = new Set(removed ?? []);
      for (let local = 0; local < reader.documentCount; local++)
        if (rows[local * ROW_WORDS + 2] !== 0 && !copies.has(local) && !gone.has(local))
          yield firstDoc + local;
    }
  }

  private segmentOf(docId: number): number {
    const number = this.index.segments.findLastIndex(({ firstDoc }) => firstDoc <= docId);
    if (number < 0) throw new Error("a document in no segment");
    return number;
  }

  /** The sketch of a document. */
  sketch(docId: number): Sketch {
    const number = this.segmentOf(docId);
    const rows = this.sketches[number] as Uint32Array;
    return { rows, at: (docId - (this.index.segments[number]?.firstDoc ?? 0)) * ROW_WORDS };
  }

  /** Shared shingles of two texts, compared in full: 0 to 1. */
  similarity(a: number, b: number): number {
    return jaccard(this.shingles(a), this.shingles(b));
  }

  private shingles(docId: number): Uint32Array {
    const known = this.held.get(docId);
    if (known !== undefined) return known;
    const found = this.makeShingles(docId);
    if (this.heldNumbers + found.length > HELD_SHINGLES) {
      this.held.clear();
      this.heldNumbers = 0;
    }
    this.held.set(docId, found);
    this.heldNumbers += found.length;
    return found;
  }

  /** A few texts are cut into words again; of more the forward index is read, for which the dictionary must be read once. */
  private makeShingles(docId: number): Uint32Array {
    this.asked++;
    const segment = this.index.segments[this.segmentOf(docId)] as SearchSegment;
    const known = this.words.get(segment);
    if (known === undefined && this.asked <= FEW_TEXTS) return storedShingles(this.index, docId);
    const words = known ?? new SegmentWords(segment.reader);
    this.words.set(segment, words);
    return shinglesOf(words.of(docId - segment.firstDoc));
  }
}

/** So many texts are cut into words in less time than a dictionary of half a million terms is read. */
const FEW_TEXTS = 200;

/** The stored text of a document without the names of its places, a line between blocks. */
export const plainText = (stored: string): string =>
  splitPlaces(stored)
    .map(({ text }) => text)
    .join("\n");

/** The shingles of a document from its stored text: the same as from the forward index. */
function storedShingles({ catalog }: OpenIndex, docId: number): Uint32Array {
  return shinglesOf(Uint32Array.from(termsOf(plainText(catalog.text(docId))), wordHash));
}
