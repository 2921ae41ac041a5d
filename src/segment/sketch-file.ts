/**
 * The sketches of a segment's documents, in a file beside it (`7.sketch` beside `7.seg`): made once from the forward index after indexing, read by
 * whoever looks for near-duplicates, made in memory where the file is not there or does not fit. An index may be a stranger's: a file is used
 * only when its size, its checksum and the checksum of the segment agree, and nothing in it is a place or a length.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { isFileError } from "../errors.ts";
import { NotAFileError, openUnlinked, readAndClose } from "../regular-file.ts";
import { GAP, POSTING_FIELD_NUMBER } from "./format.ts";
import type { SegmentReader } from "./reader.ts";
import { ForwardScan } from "./scan-forward.ts";
import { ROW_WORDS, sketchInto, wordHash } from "./sketch.ts";

/** Raised when a sketch of the same text would be another one; the file is then made again. */
const MAGIC = "leaksift sketch1\n";
const HEADER_BYTES = 32;

/** Where the sketches of a segment are kept: `/x/7.sketch` for `/x/7.seg`. */
const sketchPath = (segmentPath: string): string => segmentPath.replace(/\.seg$/, ".sketch");

/** The fields that are the text of a document: of a message its body, of a file what was read in it. */
const TEXT_FIELDS = ["body", "attachment"].map((name) => POSTING_FIELD_NUMBER.get(name) ?? -1);

/** The hashes of the words of any document of a segment. Reads the whole dictionary once. */
export class SegmentWords {
  private readonly hashes: Uint32Array;
  private readonly scan: ForwardScan;
  private words = new Uint32Array(1 << 12);

  constructor(reader: SegmentReader) {
    this.hashes = new Uint32Array(reader.footer.termCount + 1);
    const { ranks } = reader;
    for (const { term, ordinal } of reader.scan(""))
      this.hashes[ranks[ordinal] as number] = wordHash(term);
    this.scan = new ForwardScan(reader, reader.documentCount);
  }

  /** Hashes of the words in reading order; a view that the next call overwrites. */
  of(document: number): Uint32Array {
    let found = 0;
    for (const field of TEXT_FIELDS) {
      const count = this.scan.read(document, field);
      if (count > this.words.length) this.words = new Uint32Array(count * 2);
      const { ranks } = this.scan;
      for (let at = 0; at < count; at++) {
        const rank = ranks[at] as number;
        if (rank !== GAP) this.words[found++] = this.hashes[rank] ?? 0;
      }
      if (found > 0) break; // a document is a message or a file
    }
    return this.words.subarray(0, found);
  }
}

/** Sketches of all documents of a segment, {@link ROW_WORDS} words a document, from the forward index. */
function makeSketches(reader: SegmentReader): Uint32Array {
  const rows = new Uint32Array(reader.documentCount * ROW_WORDS);
  try {
    const words = new SegmentWords(reader);
    for (let document = 0; document < reader.documentCount; document++) {
      const text = words.of(document);
      sketchInto(text, text.length, rows, document * ROW_WORDS);
    }
  } catch (error) {
    throw reader.broken("its forward index", error);
  }
  return rows;
}

const bytesOf = (rows: Uint32Array): Buffer =>
  Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);

/** The first 32 bytes: which program, of how many documents, of which segment, and the checksum of what follows. */
function headerOf({ documentCount, footer }: SegmentReader, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, "latin1");
  header.writeUInt32LE(documentCount, 20);
  header.writeUInt32LE(footer.bodyCrc, 24);
  header.writeUInt32LE(crc32(body), 28);
  return header;
}

/** The rows in the file beside a segment; null where there is none, or it belongs to another segment or another program. */
export function readSketches(reader: SegmentReader): Uint32Array | null {
  const wanted = HEADER_BYTES + reader.documentCount * ROW_WORDS * 4;
  let bytes: Buffer;
  try {
    bytes = readAndClose(openUnlinked(sketchPath(reader.path)), wanted + 1);
  } catch (error) {
    // Not there, or something that is not a plain file: made in memory then
    if (error instanceof NotAFileError || isFileError(error)) return null;
    throw error;
  }
  if (bytes.length !== wanted) return null;
  const body = Buffer.from(bytes.subarray(HEADER_BYTES)); // a copy: typed arrays need an aligned start
  const rows = new Uint32Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.length));
  return headerOf(reader, body).equals(bytes.subarray(0, HEADER_BYTES)) ? rows : null;
}

/** The sketches of a segment: from its file, else made now, which reads the whole segment. */
export const sketchesOf = (reader: SegmentReader): Uint32Array =>
  readSketches(reader) ?? makeSketches(reader);

/**
 * Makes the file beside a segment where there is none that fits. Returns whether one was written; false also where the disk is full: nothing is
 * lost then, the sketches are made in memory when they are asked for.
 */
export function keepSketches(reader: SegmentReader): boolean {
  if (readSketches(reader) !== null) return false;
  const body = bytesOf(makeSketches(reader));
  const temporary = join(dirname(reader.path), "new-sketch.tmp");
  try {
    rmSync(temporary, { force: true });
    const file = openSync(temporary, "wx", 0o600);
    try {
      for (const bytes of [headerOf(reader, body), body])
        for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, sketchPath(reader.path));
    return true;
  } catch (error) {
    if (!isFileError(error)) throw error;
    rmSync(temporary, { force: true });
    return false;
  }
}
