/**
 * Makes one segment of several neighbouring ones by streaming: dictionaries are merged term by term, postings and forward index are copied with
 * new numbers, documents that were removed lose everything but their number. Numbers do not move: document n of the second input
 * becomes n + the count of the first. Holds the inputs' dictionaries and a few numbers a term, never the postings; needs no FlexSearch.
 */
import { fsyncSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Cursor, readVarint } from "./bytes.ts";
import {
  BLOCK_TERMS,
  type Footer,
  footerBytes,
  POSTING_FIELD_NAMES,
  RANKED_FIELDS,
  SECTIONS,
  SEGMENT_MAGIC,
  type SectionName,
} from "./format.ts";
import { PairLists, pairPlace } from "./pairs.ts";
import type { SegmentReader, TermEntry } from "./reader.ts";
import { SectionFile } from "./section-file.ts";
import { SectionWindow } from "./window.ts";
import { sharedLength } from "./write-segment.ts";

/** One segment to merge, in document order with the others. */
export interface MergeInput {
  readonly reader: SegmentReader;
  /** Local numbers of removed documents, ascending. */
  readonly tombstones: Uint32Array;
}

export interface MergeOptions {
  /** Turns true when the merge is to be given up; nothing is left behind then. */
  readonly stopped?: () => boolean;
}

/** The event loop gets its turn after this many milliseconds: workers' batches wait meanwhile. */
const TURN_MS = 15;

interface Source {
  readonly reader: SegmentReader;
  /** Number of its document 0 in the output. */
  readonly base: number;
  readonly dead: Uint8Array | null;
  /** Output ordinal + 1 by its own ordinal; 0 for a term that is gone. */
  readonly ordinals: Uint32Array;
}

function sourcesOf(inputs: readonly MergeInput[]): Source[] {
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

/** An input is read in pieces of this size. */
const PIECE_BYTES = 1 << 20;

/** The next term of one input. */
interface Head {
  readonly source: Source;
  readonly number: number;
  readonly terms: Iterator<TermEntry>;
  readonly postings: SectionWindow;
  entry: TermEntry;
}

/** Heap order: by term, then by input. */
const before = (a: Head, b: Head): boolean =>
  a.entry.term < b.entry.term || (a.entry.term === b.entry.term && a.number < b.number);

function sink(heap: Head[], from: number): void {
  let at = from;
  for (;;) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2]) {
      if (child < heap.length && before(heap[child] as Head, heap[least] as Head)) least = child;
    }
    if (least === at) return;
    [heap[at], heap[least]] = [heap[least] as Head, heap[at] as Head];
    at = least;
  }
}

/** Documents (output numbers) and weights of one term in one field, growing. */
class PostingBuffer {
  documents: Uint32Array = new Uint32Array(1024);
  weights: Uint8Array = new Uint8Array(1024);
  count = 0;

  push(document: number, weight: number): void {
    if (this.count === this.documents.length) {
      const documents = new Uint32Array(this.count * 2);
      documents.set(this.documents);
      this.documents = documents;
      const weights = new Uint8Array(this.count * 2);
      weights.set(this.weights);
      this.weights = weights;
    }
    this.documents[this.count] = document;
    this.weights[this.count++] = weight;
  }
}

function collect(into: PostingBuffer, head: Head, at: TermEntry["fields"][number]): void {
  const { base, dead } = head.source;
  if (at.offset < 0) {
    if (dead?.[at.document] !== 1) into.push(base + at.document, at.weight);
    return;
  }
  const bytes = head.postings.at(at.offset, at.length);
  const cursor: Cursor = { bytes, at: 0 };
  const weightsAt = at.length - at.count;
  let document = 0;
  for (let i = 0; i < at.count; i++) {
    document += readVarint(cursor);
    if (dead?.[document] !== 1) into.push(base + document, bytes[weightsAt + i] as number);
  }
}

/** Sections while they grow. Postings and forward go straight into the final file, the dictionary comes from files of its own. */
interface Files {
  readonly main: SectionFile;
  readonly dictionary: SectionFile;
  readonly blocks: SectionFile;
  readonly blockTerms: SectionFile;
}

class Merge {
  private readonly sources: Source[];
  private readonly files: Files;
  private readonly stopped: () => boolean;
  private readonly documentCount: number;
  private readonly sections = new Map<SectionName, [number, number]>();
  private readonly totals = new Array<number>(POSTING_FIELD_NAMES.length).fill(0);
  private readonly columnParts: [number, number][] = [];
  /** How often each output term is expected in the forward index, by its ordinal. */
  private weights: Float64Array = new Float64Array(1 << 12);
  /** Postings of the term in hand, one buffer a field, used again for every term. */
  private readonly lists = POSTING_FIELD_NAMES.map(() => new PostingBuffer());
  private readonly pairs = new PairLists();
  private termCount = 0;
  private lastTurn = performance.now();

  constructor(inputs: readonly MergeInput[], files: Files, stopped: () => boolean) {
    this.sources = sourcesOf(inputs);
    this.files = files;
    this.stopped = stopped;
    this.documentCount = inputs.reduce((sum, input) => sum + input.reader.documentCount, 0);
  }

  /** Lets others run now and then; false when the merge is to be given up. */
  private async goOn(): Promise<boolean> {
    if (performance.now() - this.lastTurn < TURN_MS) return true;
    await nextTurn();
    this.lastTurn = performance.now();
    return !this.stopped();
  }

  private async section(name: SectionName, write: () => Promise<boolean>): Promise<boolean> {
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
    if (!(await this.section("postings", () => this.mergeTerms()))) return false;
    const rankOf = this.ranks();
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

  private async mergeTerms(): Promise<boolean> {
    const heap: Head[] = [];
    for (const [number, source] of this.sources.entries()) {
      const terms = source.reader.scan("")[Symbol.iterator]();
      const first = terms.next();
      if (first.done === true) continue;
      const postings = new SectionWindow(source.reader, "postings", PIECE_BYTES);
      heap.push({ source, number, terms, postings, entry: first.value });
    }
    for (let at = heap.length >> 1; at >= 0; at--) sink(heap, at);
    let previous = "";
    for (let count = 0; heap.length > 0; count++) {
      if (count % 256 === 0 && !(await this.goOn())) return false;
      const { term } = (heap[0] as Head).entry;
      const same: { head: Head; entry: TermEntry }[] = [];
      while (heap[0]?.entry.term === term) {
        const head = heap[0];
        same.push({ head, entry: head.entry });
        const next = head.terms.next();
        if (next.done === true) {
          const last = heap.pop() as Head;
          if (heap.length > 0) heap[0] = last;
        } else head.entry = next.value;
        if (heap.length > 0) sink(heap, 0);
      }
      if (this.writeTerm(term, previous, same)) previous = term;
    }
    this.writeBlock();
    return true;
  }

  private writeBlock(): void {
    const { blocks, blockTerms, dictionary } = this.files;
    const start = this.sectionStart();
    blocks.put((buffer) => {
      buffer.uint32(blockTerms.length);
      buffer.uint32(dictionary.length);
      buffer.uint32(this.files.main.length - start);
    });
  }

  /** Where the postings began: right after the magic, aligned. */
  private sectionStart(): number {
    return Math.ceil(SEGMENT_MAGIC.length / 8) * 8;
  }

  /** Writes a term with the postings of all inputs; false when nothing of it is left. */
  private writeTerm(
    term: string,
    previous: string,
    same: readonly { head: Head; entry: TermEntry }[],
  ): boolean {
    for (const buffer of this.lists) buffer.count = 0;
    for (const { head, entry } of same)
      for (const at of entry.fields) collect(this.lists[at.field] as PostingBuffer, head, at);
    if (this.lists.every((buffer) => buffer.count === 0)) return false;
    const { dictionary, blockTerms } = this.files;
    const ordinal = this.termCount++;
    const first = ordinal % BLOCK_TERMS === 0;
    if (first) {
      this.writeBlock();
      blockTerms.put((buffer) => buffer.utf8(term));
    }
    const shared = first ? 0 : sharedLength(previous, term);
    dictionary.put((out) => {
      out.varint(shared);
      const suffix = Buffer.from(term.slice(shared), "utf8");
      out.varint(suffix.length);
      out.bytes(suffix);
      for (let field = 0; field < this.lists.length; field++) {
        const buffer = this.lists[field] as PostingBuffer;
        if (buffer.count === 0) continue;
        out.varint(field + 1);
        out.varint(buffer.count);
        if (buffer.count === 1) {
          out.varint(buffer.documents[0] as number);
          out.byte(buffer.weights[0] as number);
        } else out.varint(this.writePostings(buffer));
      }
      out.byte(0);
    });
    this.noteTerm(ordinal, same);
    return true;
  }

  private writePostings({ documents, weights, count }: PostingBuffer): number {
    const { main } = this.files;
    const start = main.length;
    main.put((out) => {
      let last = 0;
      for (let i = 0; i < count; i++) {
        const document = documents[i] as number;
        out.varint(document - last);
        last = document;
      }
      out.bytes(weights.subarray(0, count));
    });
    return main.length - start;
  }

  /** Counts follow rank closely (Zipf): the sum over inputs of their size over the rank there orders terms as counting them would. */
  private noteTerm(ordinal: number, same: readonly { head: Head; entry: TermEntry }[]): void {
    if (ordinal >= this.weights.length) {
      const grown = new Float64Array(this.weights.length * 2);
      grown.set(this.weights);
      this.weights = grown;
    }
    let weight = 0;
    for (const { head, entry } of same) {
      const { reader, ordinals } = head.source;
      ordinals[entry.ordinal] = ordinal + 1;
      weight += reader.footer.sections.forward[1] / Math.max(1, reader.rankOf(entry.ordinal));
    }
    this.weights[ordinal] = weight;
  }

  /** Rank (from 1) by output ordinal + 1; index 0 is unused. */
  private ranks(): Uint32Array {
    const { weights } = this;
    const order = Uint32Array.from({ length: this.termCount }, (_, i) => i).sort(
      (a, b) => (weights[b] as number) - (weights[a] as number) || a - b,
    );
    const rankOf = new Uint32Array(this.termCount + 1);
    for (const [i, ordinal] of order.entries()) rankOf[ordinal + 1] = i + 1;
    return rankOf;
  }

  private async copyForward(rankOf: Uint32Array, offsets: Uint32Array): Promise<boolean> {
    const { main } = this.files;
    const start = main.length;
    for (const source of this.sources) {
      const { reader, base, dead } = source;
      for (const [field, count] of reader.footer.totalTerms.entries())
        this.totals[field] = (this.totals[field] ?? 0) + count;
      const newRank = new Uint32Array(reader.footer.termCount + 1);
      for (let ordinal = 0; ordinal < reader.footer.termCount; ordinal++)
        newRank[reader.rankOf(ordinal)] = rankOf[source.ordinals[ordinal] as number] as number;
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
    const model = (this.sources[0] as Source).reader.footer;
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
    const merge = new Merge(
      inputs,
      { main, dictionary, blocks, blockTerms },
      options.stopped ?? (() => false),
    );
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
