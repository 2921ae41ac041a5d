/**
 * Opens a segment file and answers: which documents hold a term, which terms begin with a prefix, what stands in a document in
 * which order, what a column says. Reads sections when first asked for; holds no index of its own. Loads neither FlexSearch nor mailparser.
 */
import { closeSync } from "node:fs";
import { entriesIn, entryIn } from "./dictionary-block.ts";
import type { Column, FieldEntry, Postings, TermEntry } from "./entries.ts";
import { checkBody, damaged, openSegment, readBytes, readInto } from "./footer.ts";
import { BLOCK_TERMS, type Footer, PRESENT, RANKED_FIELDS, type SectionName } from "./format.ts";
import { PAIR_ENTRY, pairKey, pairList } from "./pairs.ts";
import { readField } from "./read-field.ts";
import { NO_POSTINGS, onePosting, readDocuments, readPostings } from "./read-postings.ts";
import { roomFor, roomForBytes } from "./room.ts";

/** Of so many terms each rank is read by itself. */
const FEW_TERMS = 16;

export class SegmentReader {
  readonly path: string;
  readonly documentCount: number;
  readonly footer: Footer;
  private readonly file: number;
  private readonly held = new Map<SectionName, Buffer>();
  private readonly columnsHeld = new Map<number, Column>();
  private rootsHeld: Uint32Array | undefined;
  private pairsHeld: Uint32Array | undefined;
  private presentHeld: TermEntry | null | undefined;
  /** By place in RANKED_FIELDS: a search ranks by one or a few. */
  private readonly lengthsHeld = new Map<number, Uint16Array>();

  /** Opens and checks the file. Throws IndexStateError when it is damaged or of another format. */
  constructor(path: string) {
    this.path = path;
    ({ file: this.file, footer: this.footer } = openSegment(path));
    this.documentCount = this.footer.documentCount;
  }

  close(): void {
    closeSync(this.file);
  }

  /** Reads the whole file and compares it with its checksum. Throws IndexStateError when it is damaged. */
  check(): void {
    checkBody(this.file, this.path, this.footer);
  }

  private readonly readAt = (offset: number, length: number): Buffer =>
    readBytes(this.file, this.path, offset, length);

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

  /** Root document of each document's family; the same array each time. */
  get roots(): Uint32Array {
    this.rootsHeld ??= this.words("roots");
    return this.rootsHeld;
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

  /** One block of the dictionary. Cold searches read a block at a time; scans hold the whole dictionary. */
  private block(block: number): Parameters<typeof entriesIn>[0] {
    const blocks = this.words("blocks");
    const from = blocks[block * 3 + 1] as number;
    const to = blocks[block * 3 + 4] as number;
    const whole = this.held.get("dictionary");
    return {
      bytes:
        whole === undefined
          ? this.readAt(this.placeOf("dictionary")[0] + from, to - from)
          : whole.subarray(from, to),
      first: block * BLOCK_TERMS,
      end: Math.min(this.footer.termCount, (block + 1) * BLOCK_TERMS),
      postingsAt: blocks[block * 3 + 2] as number,
    };
  }

  private *entriesOf(block: number): Generator<TermEntry> {
    try {
      yield* entriesIn(this.block(block));
    } catch (error) {
      throw this.broken("its dictionary", error);
    }
  }

  /** The dictionary entry of exactly this term, undefined when the segment has none. */
  find(term: string): TermEntry | undefined {
    const block = this.blockOf(term);
    if (block < 0) return undefined;
    try {
      return entryIn(this.block(block), term);
    } catch (error) {
      throw this.broken("its dictionary", error);
    }
  }

  /** How many documents have anything in a field. */
  presentIn(field: number): number {
    if (this.presentHeld === undefined) this.presentHeld = this.find(PRESENT) ?? null;
    return this.presentHeld?.fields.find((at) => at.field === field)?.count ?? 0;
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

  /** Postings of an entry in one field, good for the search in hand (room.ts); empty when it has none there. */
  postings(entry: TermEntry, field: number): Postings {
    const at = entry.fields.find((f) => f.field === field);
    if (at === undefined) return NO_POSTINGS;
    try {
      if (at.offset < 0) return onePosting(at, this.documentCount);
      const bytes = this.readPostingBytes(at);
      return readPostings(bytes, at.count, this.documentCount);
    } catch (error) {
      throw this.broken("its postings", error);
    }
  }

  private readPostingBytes({ offset, length }: FieldEntry): Buffer {
    if (offset + length > this.sectionLength("postings")) throw damaged(this.path, "its postings");
    const start = this.placeOf("postings")[0] + offset;
    return readInto(this.file, this.path, start, roomForBytes(length));
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
    const end = offsets[document + 1] as number;
    try {
      return readField(this.section("forward"), offsets[document] as number, end, field, into);
    } catch (error) {
      throw this.broken("its forward index", error);
    }
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
    const lists = 4 + directory.length * 4;
    try {
      const { from, to, count } = pairList(directory, key, length - lists);
      const bytes = readInto(this.file, this.path, start + lists + from, roomForBytes(to - from));
      return readDocuments(bytes, roomFor(count), this.documentCount).documents;
    } catch (error) {
      throw this.broken("its pairs", error);
    }
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
}
