/** Tests of terms as UTF-8 bytes, for reading a whole dictionary: most terms are refused without ever becoming a string. Pure. */
import { type PatternPiece, patternPieces } from "../../query/glob.ts";
import type { AcceptsTerm } from "../../segment/scan-dictionary.ts";

/** A term as text. */
export function termText(bytes: Uint8Array, length: number): string {
  let ascii = "";
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x80) return Buffer.from(bytes.buffer, bytes.byteOffset, length).toString("utf8");
    ascii += String.fromCharCode(byte);
  }
  return ascii;
}

/** Any test of a term as text. */
export const acceptsText =
  (test: (term: string) => boolean): AcceptsTerm =>
  (bytes, length) =>
    test(termText(bytes, length));

function hasAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

function hasWithin(bytes: Uint8Array, from: number, to: number, wanted: Uint8Array): boolean {
  const first = wanted[0];
  for (let at = from; at + wanted.length <= to; at++)
    if (bytes[at] === first && hasAt(bytes, at, wanted)) return true;
  return false;
}

const bytesOf = (piece: PatternPiece | undefined): Uint8Array =>
  Buffer.from(piece?.kind === "text" ? piece.text : "", "utf8");

/**
 * A pattern of texts and `*` alone: the first text stands at the start, the last at the end, those between in this order. Null for
 * patterns with `?`, which count code points.
 */
export function acceptsPattern(pattern: string): AcceptsTerm | null {
  const pieces = patternPieces(pattern);
  if (pieces.some((piece) => piece.kind === "one")) return null;
  const first = pieces[0];
  const last = pieces.at(-1);
  const prefix = first?.kind === "text" ? bytesOf(first) : null;
  const suffix = last?.kind === "text" && pieces.length > 1 ? bytesOf(last) : null;
  const inner = pieces
    .slice(prefix === null ? 0 : 1, suffix === null ? pieces.length : -1)
    .flatMap((piece) => (piece.kind === "text" ? [bytesOf(piece)] : []));
  const least = (prefix?.length ?? 0) + (suffix?.length ?? 0);
  const anchored = pieces.every((piece) => piece.kind === "text");
  return (bytes, length) => {
    if (length < least || (anchored && length !== least)) return false;
    if (prefix !== null && !hasAt(bytes, 0, prefix)) return false;
    const end = length - (suffix?.length ?? 0);
    if (suffix !== null && !hasAt(bytes, end, suffix)) return false;
    if (inner.length === 0) return true;
    if (inner.length === 1)
      return hasWithin(bytes, prefix?.length ?? 0, end, inner[0] as Uint8Array);
    return inOrder(bytes, prefix?.length ?? 0, end, inner);
  };
}

function inOrder(
  bytes: Uint8Array,
  from: number,
  to: number,
  inner: readonly Uint8Array[],
): boolean {
  let at = from;
  for (const wanted of inner) {
    while (at + wanted.length <= to && !hasAt(bytes, at, wanted)) at++;
    if (at + wanted.length > to) return false;
    at += wanted.length;
  }
  return true;
}

const lettersOf = (bytes: Uint8Array, length: number): number => {
  let mask = 0;
  for (let i = 0; i < length; i++) mask |= 1 << ((bytes[i] as number) & 31);
  return mask;
};

function bitCount(mask: number): number {
  let bits = mask - ((mask >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Bytes that one edit may add or take: a character of UTF-8. */
const MAX_CHAR_BYTES = 4;

/**
 * Refuses what cannot be within `distance` edits by length and by the letters it is made of (an edit changes at most two of these, counting bytes of a
 * character as letters of their own), then asks `test`.
 */
export function acceptsFuzzy(
  word: string,
  distance: number,
  test: (term: string) => boolean,
): AcceptsTerm {
  const own = Buffer.from(word, "utf8");
  const mask = lettersOf(own, own.length);
  const isAscii = own.every((byte) => byte < 0x80);
  const slack = isAscii ? distance : distance * MAX_CHAR_BYTES;
  return (bytes, length) => {
    if (length < own.length - slack || length > own.length + distance * MAX_CHAR_BYTES)
      return false;
    const changed = bitCount(mask ^ lettersOf(bytes, length));
    if (changed > distance * 2 * MAX_CHAR_BYTES) return false;
    if (isAscii && changed > distance * 2 && lettersHigh(bytes, length) === 0) return false;
    return test(termText(bytes, length));
  };
}

/** 0 when all bytes are ASCII. */
function lettersHigh(bytes: Uint8Array, length: number): number {
  let high = 0;
  for (let i = 0; i < length; i++) high |= (bytes[i] as number) & 0x80;
  return high;
}
