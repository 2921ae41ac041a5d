/**
 * Records and strings of Excel's binary streams ([MS-XLS] 2.1.4, 2.5.293): one record after another, each at most 8 KB, long ones
 * carried on in CONTINUE records. Knows the layout of strings, not the meaning of records.
 */
import { LIMITS } from "../../limits.ts";
import { sliceUpTo, u8, u16, u32 } from "../bytes.ts";
import { decodeCodePage, decodeUtf16 } from "../code-pages.ts";

export const CONTINUE = 0x3c;

/** One record: where it begins in the stream, its type, its bytes. */
export interface BiffRecord {
  readonly at: number;
  readonly type: number;
  readonly bytes: Uint8Array;
}

/**
 * The records of a stream in order; a last record cut short by the end of the stream comes with the bytes there are. `onProblem` hears when
 * there are more than are read.
 */
export function* biffRecords(
  stream: Uint8Array,
  onProblem: (reason: string) => void,
): Generator<BiffRecord> {
  let at = 0;
  for (let count = 0; at + 4 <= stream.length; count++) {
    if (count >= LIMITS.maxOfficeRecords) {
      onProblem(`more than ${LIMITS.maxOfficeRecords} records`);
      return;
    }
    const type = u16(stream, at);
    const length = u16(stream, at + 2);
    at += 4;
    // zeros pad the end of a stream, and some writers leave them between records
    if (type === 0 && length === 0) continue;
    yield { at: at - 4, type, bytes: sliceUpTo(stream, at, length) };
    at += length;
  }
}

/** Characters of which each is one byte (its low half) or two. */
function decodeCharacters(bytes: Uint8Array, isWide: boolean): string {
  return isWide ? decodeUtf16(bytes) : Buffer.from(bytes).toString("latin1");
}

/** BIFF8 string whose count is given: flags byte, then characters; what follows (formatting, phonetics) is not read. */
export function wideString(bytes: Uint8Array, at: number, count: number): string {
  const flags = u8(bytes, at);
  const isWide = (flags & 1) !== 0;
  const skip = 1 + ((flags & 8) !== 0 ? 2 : 0) + ((flags & 4) !== 0 ? 4 : 0);
  return decodeCharacters(sliceUpTo(bytes, at + skip, count * (isWide ? 2 : 1)), isWide);
}

/**
 * A string with its count of characters first, two bytes, or one with `countBytes` 1. In BIFF5 the characters are bytes of the
 * workbook's code page. Example: `readString(record.bytes, 6, {isBiff8:true, codePage:1200})`.
 */
export function readString(
  bytes: Uint8Array,
  at: number,
  book: { readonly isBiff8: boolean; readonly codePage: number },
  countBytes: 1 | 2 = 2,
): string {
  const count = countBytes === 2 ? u16(bytes, at) : u8(bytes, at);
  if (count === 0) return "";
  if (book.isBiff8) return wideString(bytes, at + countBytes, count);
  const own = sliceUpTo(bytes, at + countBytes, count);
  return decodeCodePage(own, book.codePage) ?? decodeCodePage(own, 1252) ?? "";
}

/** Reads on through the pieces of a continued record. */
interface PieceReader {
  readonly byte: () => number;
  readonly skip: (count: number) => void;
  readonly characters: (count: number, isWide: boolean) => string;
  readonly isAtEnd: () => boolean;
}

function pieceReader(pieces: readonly Uint8Array[]): PieceReader {
  let piece = 0;
  let at = 0;
  /** Moves to the next piece when this one is used up; true when it moved. */
  const settle = (): boolean => {
    let moved = false;
    while (piece < pieces.length && at >= (pieces[piece]?.length ?? 0)) {
      at -= pieces[piece]?.length ?? 0;
      piece++;
      moved = true;
    }
    return moved;
  };
  const byte = (): number => {
    settle();
    return pieces[piece]?.[at++] ?? 0;
  };
  return {
    byte,
    skip: (count) => {
      at += count;
      settle();
    },
    isAtEnd: () => {
      settle();
      return piece >= pieces.length;
    },
    characters: (count, startsWide) => {
      let isWide = startsWide;
      let left = count;
      const found: string[] = [];
      while (left > 0 && piece < pieces.length) {
        // characters broken off at the end of a record go on after a new flags byte
        if (settle()) isWide = (byte() & 1) !== 0;
        const bytes = pieces[piece];
        if (bytes === undefined) break;
        const width = isWide ? 2 : 1;
        const here = Math.min(left, Math.floor((bytes.length - at) / width));
        found.push(decodeCharacters(sliceUpTo(bytes, at, here * width), isWide));
        at += here * width;
        left -= here;
        // half a character left over in this piece is damage: go on with the next
        if (here === 0) at = bytes.length;
      }
      return found.join("");
    },
  };
}

/** The shared strings of a workbook: SST record and its CONTINUEs ([MS-XLS] 2.4.265). */
export function readSharedStrings(pieces: readonly Uint8Array[]): string[] {
  const first = pieces[0];
  if (first === undefined || first.length < 8) return [];
  const count = u32(first, 4);
  const reader = pieceReader(pieces);
  reader.skip(8);
  const u16Next = (): number => reader.byte() | (reader.byte() << 8);
  const strings: string[] = [];
  // every string takes three bytes at least, so the bytes bound the loop, whatever the count says
  while (strings.length < count && !reader.isAtEnd()) {
    const length = u16Next();
    const flags = reader.byte();
    const runs = (flags & 8) !== 0 ? u16Next() : 0;
    const phonetic = (flags & 4) !== 0 ? u16Next() + u16Next() * 65536 : 0;
    strings.push(reader.characters(length, (flags & 1) !== 0));
    reader.skip(4 * runs + phonetic);
  }
  return strings;
}
