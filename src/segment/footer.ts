/** The footer of a segment file: read, and checked against the file, before anything it names is read. */
import { closeSync, fstatSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { IndexStateError } from "../errors.ts";
import { NotAFileError, openUnlinked } from "../regular-file.ts";
import { TOKENIZER_VERSION } from "../tokenize.ts";
import {
  BLOCK_TERMS,
  COLUMN_FIELD_NAMES,
  type Footer,
  MAGIC_START,
  POSTING_FIELD_NAMES,
  RANKED_FIELDS,
  SECTIONS,
  SEGMENT_MAGIC,
  type SectionName,
  TRAILER_BYTES,
} from "./format.ts";

/** The end of a segment file: footer, its length and checksum, magic. */
export function footerBytes(footer: Footer): Buffer {
  const json = Buffer.from(JSON.stringify(footer), "utf8");
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(json.length, 0);
  trailer.writeUInt32LE(crc32(json), 4);
  return Buffer.concat([json, trailer, Buffer.from(SEGMENT_MAGIC, "latin1")]);
}

/** An error that says which file is damaged, how, and what to do. */
export function damaged(path: string, what: string, cause?: unknown): IndexStateError {
  return new IndexStateError(
    `The index file ${path} is damaged (${what}). Run "leaksift index --rebuild" to make it again from the sources.`,
    { cause },
  );
}

/** Fills the buffer from the file and returns it. Throws IndexStateError when the file ends before. */
export function readInto(file: number, path: string, offset: number, buffer: Buffer): Buffer {
  let done = 0;
  while (done < buffer.length) {
    const read = readSync(file, buffer, done, buffer.length - done, offset + done);
    if (read === 0) throw damaged(path, `it ends at byte ${offset + done}`);
    done += read;
  }
  return buffer;
}

/** Bytes of the file at an offset. Throws IndexStateError when the file ends before. */
export function readBytes(file: number, path: string, offset: number, length: number): Buffer {
  return readInto(file, path, offset, Buffer.allocUnsafeSlow(length)); // own memory: typed arrays need its start aligned
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** What is wrong with the places a footer names, "" when they fit into the file: nothing is allocated or read before this holds. */
function misplaced(footer: Footer, sizeBytes: number): string {
  const { documentCount, termCount, blockCount, sections } = footer;
  if (![documentCount, termCount, blockCount].every(isCount)) return "counts";
  if (blockCount !== Math.ceil(termCount / BLOCK_TERMS)) return "count of blocks";
  for (const name of SECTIONS) {
    const [offset, length] = sections[name] ?? [0, name === "pairs" ? 0 : Number.NaN];
    if (!isCount(offset) || !isCount(length) || offset + length > sizeBytes) return name;
  }
  const fixed: readonly (readonly [Exclude<SectionName, "pairs">, number])[] = [
    ["blocks", (blockCount + 1) * 12],
    ["ranks", termCount * 4],
    ["roots", documentCount * 4],
    ["forwardOffsets", (documentCount + 1) * 4],
    ["lengths", documentCount * 2 * RANKED_FIELDS.length],
  ];
  for (const [name, length] of fixed) if (sections[name][1] !== length) return name;
  if (footer.columnParts.length !== COLUMN_FIELD_NAMES.length) return "columns";
  for (const [at, count] of footer.columnParts) {
    const fits = isCount(at) && isCount(count) && at + count * 12 <= sections.columns[1];
    if (!fits) return "columns";
  }
  return footer.totalTerms.length === POSTING_FIELD_NAMES.length ? "" : "totals";
}

const otherVersion = (path: string): IndexStateError =>
  new IndexStateError(
    `The index file ${path} was written by another version of leaksift. Run "leaksift index --rebuild" to make it again from the sources; tags and notes are kept.`,
  );

/** Bytes read at a time while a whole file is summed up. */
const CHUNK_BYTES = 1 << 22;

/** Reads the whole file and compares it with its checksum. Throws IndexStateError when they differ. */
export function checkBody(file: number, path: string, footer: Footer): void {
  const bodyBytes = fstatSync(file).size - footerBytes(footer).length;
  let crc = 0;
  for (let at = 0; at < bodyBytes; at += CHUNK_BYTES)
    crc = crc32(readBytes(file, path, at, Math.min(CHUNK_BYTES, bodyBytes - at)), crc);
  if (crc !== footer.bodyCrc) throw damaged(path, "checksum of its content");
}

/** An open segment file with its footer. Throws IndexStateError when it is no plain file, damaged, of another version, or names places outside of itself. */
export function openSegment(path: string): { readonly file: number; readonly footer: Footer } {
  let file: number;
  try {
    file = openUnlinked(path);
  } catch (error) {
    throw error instanceof NotAFileError ? damaged(path, error.message, error) : error;
  }
  try {
    return { file, footer: readFooter(file, path) };
  } catch (error) {
    closeSync(file);
    throw error instanceof IndexStateError
      ? error
      : damaged(path, "its footer cannot be read", error);
  }
}

function readFooter(file: number, path: string): Footer {
  const size = fstatSync(file).size;
  const tailLength = Math.min(size, 16 << 10);
  const tail = readBytes(file, path, size - tailLength, tailLength);
  const end = tailLength - TRAILER_BYTES;
  const magic = tail.toString("latin1", Math.max(0, tailLength - SEGMENT_MAGIC.length));
  if (end < 0 || !magic.startsWith(MAGIC_START)) throw damaged(path, "no end mark");
  if (magic !== SEGMENT_MAGIC) throw otherVersion(path);
  const length = tail.readUInt32LE(end);
  if (length > end) throw damaged(path, "footer length");
  const json = tail.subarray(end - length, end);
  if (crc32(json) !== tail.readUInt32LE(end + 4)) throw damaged(path, "checksum of its footer");
  const footer = JSON.parse(json.toString("utf8")) as Footer;
  const same =
    footer.formatVersion === 2 &&
    footer.tokenizerVersion === TOKENIZER_VERSION &&
    footer.postingFields.join() === POSTING_FIELD_NAMES.join() &&
    footer.columnFields.join() === COLUMN_FIELD_NAMES.join();
  if (!same) throw otherVersion(path);
  const wrong = misplaced(footer, size);
  if (wrong !== "") throw damaged(path, `its footer, ${wrong}`);
  return footer;
}
