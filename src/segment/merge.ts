/**
 * Makes one segment of several neighbouring ones by streaming: dictionaries are merged term by term (merge-terms.ts), postings and forward index are copied with
 * new numbers, documents that were removed lose everything but their number. Numbers do not move: document n of the second input
 * becomes n + the count of the first. Holds the inputs' dictionaries and a few numbers a term, never the postings; needs no FlexSearch.
 */
import { fsyncSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Cursor, readVarint } from "./bytes.ts";
import { footerBytes } from "./footer.ts";
import {
  BLOCK_TERMS,
  type Footer,
  POSTING_FIELD_NAMES,
  RANKED_FIELDS,
  SECTIONS,
  SEGMENT_MAGIC,
  type SectionName,
} from "./format.ts";
import type { MergeSource } from "./merge-heads.ts";
import { type TermFiles, TermMerge } from "./merge-terms.ts";
import { PairLists, pairPlace } from "./pairs.ts";
import type { SegmentReader } from "./reader.ts";
import { SectionFile } from "./section-file.ts";
import { SectionWindow } from "./window.ts";

/** One segment to merge, in document order with the others. */
export interface MergeInput {
  readonly reader: SegmentReader;
  /** Local numbers of removed documents, ascending. */
  readonly tombstones: Uint32Array;
}

export interface MergeOptions {
  /** Aborted when the merge is to be given up; nothing is left behind then. */
  readonly stop?: AbortSignal | null;
}

/** The event loop gets its turn after this many milliseconds: workers' batches wait meanwhile. */
const TURN_MS = 15;

function sourcesOf(inputs: readonly MergeInput[]): MergeSource[] {
  let base = 0;
  return inputs.map(({ reader, tombstones }) => {
    let dead: Uint8Array | null = null;
    if (tombstones.length > 0) {
      dead = new Uint8Array(reader.documentCount);
      for (const document of tombstones) dead[document] = 1;
    }
    const source = { reader, base, dead, ordinals: new Uint32Array(reader.footer.termCount) };
    base += reader.documentCount;
    return source;
  });
}

/** Terms are merged so many at a time. */
const TERMS_A_TURN = 256;

/** An input is read in pieces of this size. */
const PIECE_BYTES = 1 << 20;

class Merge {
  private readonly sources: MergeSource[];
  private readonly files: TermFiles;
  private readonly stop: AbortSignal | null;
  private readonly documentCount: number;
  private readonly sections = new Map<SectionName, [number, number]>();
  private readonly totals = new Array<number>(POSTING_FIELD_NAMES.length).fill(0);
  private readonly columnParts: [number, number][] = [];
  private readonly pairs = new PairLists();
  private termCount = 0;
  private lastTurn = performance.now();

  constructor(inputs: readonly MergeInput[], files: TermFiles, stop: AbortSignal | null) {
    this.sources = sourcesOf(inputs);
    this.files = files;
    this.stop = stop;
    this.documentCount = inputs.reduce((sum, input) => sum + input.reader.documentCount, 0);
  }

  /** Lets others run now and then; false when the merge is to be given up. */
  private async goOn(): Promise<boolean> {
    if (performance.now() - this.lastTurn < TURN_MS) return true;
    await nextTurn();
    this.lastTurn = performance.now();
    return this.stop?.aborted !== true;
  }

  private async section<T>(name: SectionName, write: () => Promise<T>): Promise<T> {
    const { main } = this.files;
    main.align();
    const start = main.length;
    const done = await write();
    this.sections.set(name, [start, main.length - start]);
    return done;
  }

  async run(): Promise<boolean> {
    const { main } = this.files;
    main.bytes(Buffer.from(SEGMENT_MAGIC, "latin1"));
    const rankOf = await this.section("postings", () => this.mergeTerms());
    if (rankOf === null) return false;
    const offsets = new Uint32Array(this.documentCount + 1);
    if (!(await this.section("forward", () => this.copyForward(rankOf, offsets)))) return false;
    const simple: [SectionName, () => void][] = [
      ["forwardOffsets", () => main.bytes(bytesOf(offsets))],
      ["ranks", () => main.bytes(bytesOf(rankOf.subarray(1)))],
      ["dictionary", () => main.append(this.files.dictionary)],
      ["blocks", () => main.append(this.files.blocks)],
      ["blockTerms", () => main.append(this.files.blockTerms)],
      ["roots", () => this.copyRoots()],
      ["lengths", () => this.copyLengths()],
      ["columns", () => this.copyColumns()],
      ["pairs", () => main.bytes(this.pairs.bytes())],
    ];
    for (const [name, write] of simple) {
      const done = await this.section(name, async () => {
        write();
        return this.goOn();
      });
      if (!done) return false;
    }
    this.writeFooter();
    return true;
  }

  /** Merges dictionaries and postings; returns rank (from 1) by output ordinal + 1 (index 0 is unused), null when it is given up. */
  private async mergeTerms(): Promise<Uint32Array | null> {
    const terms = new TermMerge(this.sources, this.files);
    while (terms.write(TERMS_A_TURN)) if (!(await this.goOn())) return null;
    this.termCount = terms.termCount;
    return ranksOf(terms.weights.subarray(0, terms.termCount));
  }

  private async copyForward(rankOf: Uint32Array, offsets: Uint32Array): Promise<boolean> {
    const { main } = this.files;
    const start = main.length;
    for (const source of this.sources) {
      const { reader, base, dead } = source;
      for (const [field, count] of reader.footer.totalTerms.entries())
        this.totals[field] = (this.totals[field] ?? 0) + count;
      const newRank = new Uint32Array(reader.footer.termCount + 1);
      const oldRanks = reader.ranks;
      for (let ordinal = 0; ordinal < reader.footer.termCount; ordinal++)
        newRank[oldRanks[ordinal] as number] = rankOf[source.ordinals[ordinal] as number] as number;
      const places = reader.forwardPlaces();
      const window = new SectionWindow(reader, "forward", PIECE_BYTES);
      for (let document = 0; document < reader.documentCount; document++) {
        if (document % 64 === 0 && !(await this.goOn())) return false;
        offsets[base + document] = main.length - start;
        const from = places[document] as number;
        const bytes = window.at(from, (places[document + 1] as number) - from);
        if (dead?.[document] === 1) this.discount(bytes);
        else main.put((out) => copyDocument(bytes, newRank, out, this.pairs, base + document));
      }
    }
    offsets[this.documentCount] = main.length - start;
    return true;
  }

  /** Takes the terms of a removed document out of the totals. */
  private discount(bytes: Buffer): void {
    const cursor: Cursor = { bytes, at: 0 };
    while (cursor.at < bytes.length) {
      const field = readVarint(cursor);
      const count = readVarint(cursor);
      this.totals[field] = (this.totals[field] ?? 0) - count;
      for (let i = 0; i < count; i++) readVarint(cursor);
    }
  }

  private copyRoots(): void {
    for (const { reader, base } of this.sources) {
      this.files.main.bytes(bytesOf(reader.roots.map((root) => root + base)));
    }
  }

  private copyLengths(): void {
    for (const field of RANKED_FIELDS) {
      for (const { reader, dead } of this.sources) {
        const lengths = reader.lengths(field) ?? new Uint16Array(reader.documentCount);
        const kept = dead === null ? lengths : lengths.map((n, i) => (dead[i] === 1 ? 0 : n));
        this.files.main.bytes(bytesOf(kept));
      }
    }
  }

  private copyColumns(): void {
    const { main } = this.files;
    const start = main.length;
    const count = this.sources[0]?.reader.footer.columnFields.length ?? 0;
    for (let column = 0; column < count; column++) {
      main.align();
      const at = main.length - start;
      const documents: number[] = [];
      for (const { reader, base, dead } of this.sources) {
        const entries = reader.column(column);
        for (let i = 0; i < entries.documents.length; i++) {
          const document = entries.documents[i] as number;
          if (dead?.[document] === 1) continue;
          documents.push(document + base);
          main.put((out) => out.float64(entries.values[i] as number));
        }
      }
      for (const document of documents) main.put((out) => out.uint32(document));
      this.columnParts.push([at, documents.length]);
    }
  }

  private writeFooter(): void {
    const { main } = this.files;
    const model = (this.sources[0] as MergeSource).reader.footer;
    const placed = SECTIONS.map((name) => [name, this.sections.get(name) ?? [0, 0]] as const);
    const sections = Object.fromEntries(placed) as unknown as Footer["sections"];
    const footer: Footer = {
      ...model,
      bodyCrc: main.crc(),
      documentCount: this.documentCount,
      termCount: this.termCount,
      blockCount: Math.ceil(this.termCount / BLOCK_TERMS),
      totalTerms: this.totals,
      columnParts: this.columnParts,
      sections,
    };
    main.bytes(footerBytes(footer));
  }
}

/** Places (from 1) of the weights in descending order, equal ones in their own, one behind their place: `ranksOf([1, 5, 1])` is [0, 2, 1, 3]. */
function ranksOf(weights: Float64Array): Uint32Array {
  const falling = weights.map((weight) => -weight);
  const sorted = falling.slice().sort();
  const taken = new Uint32Array(weights.length);
  const rankOf = new Uint32Array(weights.length + 1);
  for (let i = 0; i < falling.length; i++) {
    const at = firstPlace(sorted, falling[i] as number);
    taken[at] = (taken[at] as number) + 1;
    rankOf[i + 1] = at + (taken[at] as number);
  }
  return rankOf;
}

/** Where the value stands first. */
function firstPlace(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One document of the forward index with other ranks, its pairs noted under its new number. */
function copyDocument(
  bytes: Buffer,
  newRank: Uint32Array,
  out: { varint(n: number): void },
  pairs: PairLists,
  document: number,
): void {
  const cursor: Cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) {
    const field = readVarint(cursor);
    const count = readVarint(cursor);
    out.varint(field);
    out.varint(count);
    const place = pairPlace(field);
    let before = 0;
    for (let i = 0; i < count; i++) {
      // Rank 0 separates values and stays 0.
      const rank = newRank[readVarint(cursor)] as number;
      out.varint(rank);
      if (place >= 0) before = pairs.next(place, before, rank, document);
    }
  }
}

const bytesOf = (numbers: Uint32Array | Uint16Array): Buffer =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/**
 * Writes and syncs the merged segment to `path` (which must not exist) and returns its size in bytes, or null when it was stopped: then no file is
 * left. Files with the path as prefix are used meanwhile. Throws what `fs` throws, IndexStateError for a damaged input.
 */
export async function mergeSegmentFiles(
  inputs: readonly MergeInput[],
  path: string,
  options: MergeOptions = {},
): Promise<number | null> {
  const main = new SectionFile(path);
  const sides = ["dictionary", "blocks", "terms"].map((name) => new SectionFile(`${path}.${name}`));
  const [dictionary, blocks, blockTerms] = sides as [SectionFile, SectionFile, SectionFile];
  let sizeBytes: number | null = null;
  try {
    const merge = new Merge(inputs, { main, dictionary, blocks, blockTerms }, options.stop ?? null);
    if (await merge.run()) {
      fsyncSync(main.descriptor());
      sizeBytes = main.length;
    }
  } finally {
    for (const side of sides) side.discard();
    if (sizeBytes === null) main.discard();
    else main.close();
  }
  return sizeBytes;
}
