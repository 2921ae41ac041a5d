/**
 * Opens a segment file and answers: which documents hold a term, which terms begin with a prefix, what stands in a document in
 * which order, what a column says. Reads sections when first asked for; holds no index of its own. Loads neither FlexSearch nor mailparser.
 */
import { closeSync, openSync } from "node:fs";
import { IndexStateError } from "../errors.ts";
import { type Cursor, readVarint } from "./bytes.ts";
import { checkBody, damaged, readBytes, readFooter, readInto } from "./footer.ts";
import { BLOCK_TERMS, type Footer, RANKED_FIELDS, type SectionName } from "./format.ts";
import { findPair, PAIR_ENTRY, pairKey } from "./pairs.ts";

/** Documents (ascending, local to the segment) that hold a term in a field; `weights[i]` is `frequency << 4 | slot`. */
export interface Postings {
  readonly documents: Uint32Array;
  readonly weights: Uint8Array;
}

/** A term of the dictionary with where its postings are. `ordinal` counts terms in order from 0. */
export interface TermEntry {
  readonly term: string;
  readonly ordinal: number;
  readonly fields: readonly FieldEntry[];
}

interface FieldEntry {
  readonly field: number;
  readonly count: number;
  /** Byte offset in the postings section, or -1 when the one posting stands in the dictionary. */
  readonly offset: number;
  readonly length: number;
  readonly document: number;
  readonly weight: number;
}

/** A numeric column: `values[i]` belongs to `documents[i]`, documents ascending, several entries a document allowed. */
export interface Column {
  readonly documents: Uint32Array;
  readonly values: Float64Array;
}

/** Of so many terms each rank is read by itself. */
const FEW_TERMS = 16;

const NO_POSTINGS: Postings = { documents: new Uint32Array(0), weights: new Uint8Array(0) };

/** Fills `documents` from the differences at the start of `bytes` and returns where they end. Throws RangeError where they contradict the segment. */
function readDocuments(bytes: Uint8Array, documents: Uint32Array, documentCount: number): number {
  let at = 0;
  let last = 0;
  for (let i = 0; i < documents.length; i++) {
    let byte = bytes[at++] as number;
    let step = byte & 0x7f;
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      byte = bytes[at++] as number;
      step += (byte & 0x7f) * scale;
    }
    if (step === 0 && i > 0) throw new RangeError("a document twice, or the end of the postings");
    last += step;
    documents[i] = last;
  }
  // They ascend, so the last is the largest
  if (!(last < documentCount)) throw new RangeError("document number");
  return at;
}

export class SegmentReader {
  readonly path: string;
  readonly documentCount: number;
  readonly footer: Footer;
  private readonly file: number;
  private readonly held = new Map<SectionName, Buffer>();
  private readonly columnsHeld = new Map<number, Column>();
  private pairsHeld: Uint32Array | undefined;
  /** By place in RANKED_FIELDS: a search ranks by one or a few. */
  private readonly lengthsHeld = new Map<number, Uint16Array>();

  /** Opens and checks the file. Throws IndexStateError when it is damaged or of another format. */
  constructor(path: string) {
    this.path = path;
    this.file = openSync(path, "r");
    try {
      this.footer = readFooter(this.file, path);
    } catch (error) {
      closeSync(this.file);
      throw error instanceof IndexStateError
        ? error
        : damaged(path, "its footer cannot be read", error);
    }
    this.documentCount = this.footer.documentCount;
  }

  close(): void {
    closeSync(this.file);
  }

  /** Reads the whole file and compares it with its checksum. Throws IndexStateError when it is damaged. */
  check(): void {
    checkBody(this.file, this.path, this.footer);
  }

  private readAt(offset: number, length: number): Buffer {
    return readBytes(this.file, this.path, offset, length);
  }

  /** A bug stays a bug; reading past the end of a section is damage. */
  broken(what: string, error: unknown): unknown {
    return error instanceof RangeError ? damaged(this.path, what, error) : error;
  }

  private placeOf(name: SectionName): readonly [number, number] {
    return this.footer.sections[name] ?? [0, 0];
  }

  private section(name: SectionName): Buffer {
    let bytes = this.held.get(name);
    if (bytes === undefined) {
      const [offset, length] = this.placeOf(name);
      bytes = this.readAt(offset, length);
      this.held.set(name, bytes);
    }
    return bytes;
  }

  private words(name: SectionName): Uint32Array {
    const bytes = this.section(name);
    return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  }

  /** Root document of each document's family. */
  get roots(): Uint32Array {
    return this.words("roots");
  }

  private firstTerm(block: number): string {
    const blocks = this.words("blocks");
    return this.section("blockTerms").toString("utf8", blocks[block * 3], blocks[block * 3 + 3]);
  }

  /** The last block whose first term is <= the term; -1 when the term is before all. */
  blockOf(term: string): number {
    let low = 0;
    let high = this.footer.blockCount - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (this.firstTerm(middle) <= term) low = middle + 1;
      else high = middle - 1;
    }
    return high;
  }

  /** Entries of one block. Cold searches read a block at a time; scans hold the whole dictionary. */
  private *entriesOf(block: number): Generator<TermEntry> {
    try {
      yield* this.readBlock(block);
    } catch (error) {
      throw this.broken("its dictionary", error);
    }
  }

  private *readBlock(block: number): Generator<TermEntry> {
    const blocks = this.words("blocks");
    const from = blocks[block * 3 + 1] as number;
    const to = blocks[block * 3 + 4] as number;
    const whole = this.held.get("dictionary");
    const bytes =
      whole === undefined
        ? this.readAt(this.footer.sections.dictionary[0] + from, to - from)
        : whole.subarray(from, to);
    const cursor: Cursor = { bytes, at: 0 };
    let offset = blocks[block * 3 + 2] as number;
    let term = "";
    let previous: string | null = null;
    const last = Math.min(this.footer.termCount, (block + 1) * BLOCK_TERMS);
    for (let ordinal = block * BLOCK_TERMS; ordinal < last; ordinal++) {
      const shared = readVarint(cursor);
      const suffix = readVarint(cursor);
      term = term.slice(0, shared) + bytes.toString("utf8", cursor.at, cursor.at + suffix);
      cursor.at += suffix;
      if (previous !== null && term <= previous) throw new RangeError("terms out of order");
      previous = term;
      const fields: FieldEntry[] = [];
      for (let field = readVarint(cursor); field !== 0; field = readVarint(cursor)) {
        const count = readVarint(cursor);
        if (count === 1) {
          const document = readVarint(cursor);
          const weight = bytes[cursor.at++] as number;
          fields.push({ field: field - 1, count, offset: -1, length: 0, document, weight });
        } else {
          const length = readVarint(cursor);
          fields.push({ field: field - 1, count, offset, length, document: 0, weight: 0 });
          offset += length;
        }
      }
      yield { term, ordinal, fields };
    }
  }

  /** The dictionary entry of exactly this term, undefined when the segment has none. */
  find(term: string): TermEntry | undefined {
    const block = this.blockOf(term);
    if (block < 0) return undefined;
    for (const entry of this.entriesOf(block)) {
      if (entry.term === term) return entry;
      if (entry.term > term) return undefined;
    }
    return undefined;
  }

  /** Terms from the first that is >= `prefix`, as long as they begin with it, in order. `scan("")` is the whole dictionary. */
  *scan(prefix: string): Generator<TermEntry> {
    if (prefix.length < 2) this.section("dictionary");
    for (let block = Math.max(0, this.blockOf(prefix)); block < this.footer.blockCount; block++) {
      for (const entry of this.entriesOf(block)) {
        if (entry.term < prefix) continue;
        if (!entry.term.startsWith(prefix)) return;
        yield entry;
      }
    }
  }

  /** Postings of an entry in one field; empty when it has none there. */
  postings(entry: TermEntry, field: number): Postings {
    const at = entry.fields.find((f) => f.field === field);
    if (at === undefined) return NO_POSTINGS;
    if (at.offset < 0) {
      if (at.document >= this.documentCount) throw damaged(this.path, "its postings");
      return { documents: Uint32Array.of(at.document), weights: Uint8Array.of(at.weight) };
    }
    const whole = this.held.get("postings");
    const bytes =
      whole === undefined
        ? this.readAt(this.footer.sections.postings[0] + at.offset, at.length)
        : whole.subarray(at.offset, at.offset + at.length);
    if (at.count > this.documentCount || bytes.length < at.count)
      throw damaged(this.path, "its postings");
    const documents = new Uint32Array(at.count);
    let end: number;
    try {
      end = readDocuments(bytes, documents, this.documentCount);
    } catch (error) {
      throw this.broken("its postings", error);
    }
    const weights = bytes.subarray(end, end + at.count);
    if (weights.length !== at.count) throw damaged(this.path, "its postings");
    return { documents, weights };
  }

  /** Rank (from 1) of a term in the forward index, by its ordinal. */
  rankOf(ordinal: number): number {
    return this.ranks[ordinal] ?? 0;
  }

  /** The ranks of all terms by their ordinals. */
  get ranks(): Uint32Array {
    return this.words("ranks");
  }

  /** The same of a few terms, which alone are read. */
  ranksOf(ordinals: readonly number[]): number[] {
    if (ordinals.length > FEW_TERMS) return ordinals.map((ordinal) => this.rankOf(ordinal));
    const word = Buffer.alloc(4);
    return ordinals.map((ordinal) => this.readSection("ranks", ordinal * 4, word).readUInt32LE(0));
  }

  /**
   * The terms of one field of a document in order, as ranks; {@link GAP} (0) separates values. Empty when the field is. A caller that
   * reads many documents passes the same `into` to save allocations: the result is a view of it.
   */
  forward(document: number, field: number, into?: Uint32Array): Uint32Array {
    const offsets = this.words("forwardOffsets");
    const bytes = this.section("forward");
    const end = offsets[document + 1] as number;
    const cursor: Cursor = { bytes, at: offsets[document] as number };
    try {
      while (cursor.at < end) {
        const found = readVarint(cursor);
        const count = readVarint(cursor);
        if (count > end - cursor.at) throw new RangeError("more terms than bytes");
        if (found !== field) {
          for (let i = 0; i < count; i++) while ((bytes[cursor.at++] as number) >= 0x80);
          continue;
        }
        const ranks = into !== undefined && into.length >= count ? into : new Uint32Array(count);
        for (let i = 0; i < count; i++) ranks[i] = readVarint(cursor);
        return ranks.subarray(0, count);
      }
    } catch (error) {
      throw this.broken("its forward index", error);
    }
    return new Uint32Array(0);
  }

  /**
   * Documents whose field has a term right before another, by ranks; null when that is not kept for these terms or this field, or when the file
   * is older than that.
   */
  pair(field: number, first: number, second: number): Uint32Array | null {
    const key = pairKey(field, first, second);
    const [start, length] = this.placeOf("pairs");
    if (key < 0 || length === 0) return null;
    const directory = this.pairDirectory(start, length);
    const at = findPair(directory, key);
    if (at < 0) return NO_POSTINGS.documents;
    const lists = 4 + directory.length * 4;
    const from = directory[at + 1] as number;
    const to = directory[at + 1 + PAIR_ENTRY] ?? length - lists;
    const count = directory[at + 2] as number;
    if (to < from || lists + to > length || count > to - from)
      throw damaged(this.path, "its pairs");
    const documents = new Uint32Array(count);
    try {
      readDocuments(this.readAt(start + lists + from, to - from), documents, this.documentCount);
    } catch (error) {
      throw this.broken("its pairs", error);
    }
    return documents;
  }

  private pairDirectory(start: number, length: number): Uint32Array {
    if (this.pairsHeld === undefined) {
      const count = this.readAt(start, 4).readUInt32LE(0);
      if (4 + count * PAIR_ENTRY * 4 > length) throw damaged(this.path, "its pairs");
      const bytes = this.readAt(start + 4, count * PAIR_ENTRY * 4);
      this.pairsHeld = new Uint32Array(bytes.buffer, bytes.byteOffset, count * PAIR_ENTRY);
    }
    return this.pairsHeld;
  }

  /** Length in terms of each document's ranked field (capped at 65,535), or undefined for a field that never ranks. */
  lengths(field: number): Uint16Array | undefined {
    const row = RANKED_FIELDS.indexOf(field);
    if (row < 0) return undefined;
    let found = this.lengthsHeld.get(row);
    if (found === undefined) {
      const size = this.documentCount * 2;
      const bytes = this.readAt(this.footer.sections.lengths[0] + row * size, size);
      found = new Uint16Array(bytes.buffer, bytes.byteOffset, this.documentCount);
      this.lengthsHeld.set(row, found);
    }
    return found;
  }

  /** A numeric column by its number in COLUMN_FIELDS. */
  column(column: number): Column {
    let found = this.columnsHeld.get(column);
    if (found === undefined) {
      const [at, count] = this.footer.columnParts[column] ?? [0, 0];
      const bytes = this.readAt(this.footer.sections.columns[0] + at, count * 12);
      found = {
        values: new Float64Array(bytes.buffer, bytes.byteOffset, count),
        documents: new Uint32Array(bytes.buffer, bytes.byteOffset + count * 8, count),
      };
      this.columnsHeld.set(column, found);
    }
    return found;
  }

  /** Three numbers a block: where its first term, its entries and its postings begin. One block more than there are. */
  get blocks(): Uint32Array {
    return this.words("blocks");
  }

  /** Bytes of the forward index from one place up to another, or to its end; in `room` where they fit, valid until that is used again. */
  forwardPart(from: number, to: number, room: Buffer): Buffer {
    const [start, length] = this.placeOf("forward");
    const end = Math.min(to, length);
    if (from > end) throw damaged(this.path, "places in its forward index");
    const whole = this.held.get("forward");
    if (whole !== undefined) return whole.subarray(from, end);
    const size = end - from;
    const into = size <= room.length ? room.subarray(0, size) : Buffer.allocUnsafeSlow(size);
    return readInto(this.file, this.path, start + from, into);
  }

  /** Where each document's part of the forward index begins, and the end of the last. */
  forwardPlaces(): Uint32Array {
    return this.words("forwardOffsets");
  }

  /** Fills `into` with bytes of a section as they are and returns it. */
  readSection(name: SectionName, from: number, into: Buffer): Buffer {
    const whole = this.held.get(name);
    return whole === undefined
      ? readInto(this.file, this.path, this.placeOf(name)[0] + from, into)
      : whole.subarray(from, from + into.length);
  }

  /** Length of a section in bytes. */
  sectionLength(name: SectionName): number {
    return this.placeOf(name)[1];
  }

  /** Keeps the big sections in memory: for the prompt and for queries that touch many terms. */
  warm(): void {
    for (const name of ["dictionary", "postings", "forward"] as const) this.section(name);
  }
}
