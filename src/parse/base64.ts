/**
 * Base64 as mail has it (RFC 2045 section 6.8): junk skipped, concatenated encodings read on, footers below it left alone. Linear.
 *
 * Regular bodies go in pieces that the engine decodes with vector instructions, five times faster than a loop.
 */
import { Buffer } from "node:buffer";
import { asBuffer, latin1 } from "../decode/bytes.ts";

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const EQUALS = 0x3d;
/** Small enough that the string of one piece stays in cache; larger pieces measured ten times slower. */
const PIECE_BYTES = 64 * 1024;

const BASE64_VALUES = new Int32Array(256).fill(-1);
for (const [i, c] of [
  ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
].entries()) {
  BASE64_VALUES[c.charCodeAt(0)] = i;
}

/**
 * Base64 (RFC 2045 section 6.8): bytes outside the alphabet are skipped; decoding goes on after padding when base64 follows
 * (concatenated encodings), and ends at {@link endOfBase64} otherwise. A group of one character is dropped.
 */
export function decodeBase64(bytes: Uint8Array): Uint8Array {
  const input = asBuffer(bytes).subarray(0, endOfBase64(bytes));
  const out = Buffer.allocUnsafeSlow(((input.length + 3) >> 2) * 3 + 3);
  const regular = decodeRegularLines(input, out);
  return out.subarray(0, decodeIrregular(input, regular.read, out, regular.written));
}

/** How far text that follows padding is looked at to tell base64 from a mailing list's footer. */
const TAIL_PROBE_BYTES = 80;

/** Where base64 ends: its length, or the offset of a line after padding that is no base64, such as the footer a list server adds. */
export function endOfBase64(bytes: Uint8Array): number {
  const input = asBuffer(bytes);
  let at = input.indexOf(EQUALS);
  while (at >= 0) {
    while (at < input.length && (input[at] === EQUALS || isBlank(input[at]))) at++;
    if (at === input.length) return at;
    if (!isBase64Line(input, at)) return at;
    at = input.indexOf(EQUALS, at);
  }
  return input.length;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === CR || byte === LF;
}

function isBase64Line(input: Buffer, start: number): boolean {
  const stop = Math.min(input.length, start + TAIL_PROBE_BYTES);
  for (let i = start; i < stop; i++) {
    const byte = input[i] as number;
    if (byte === LF || byte === CR) return true;
    if (byte !== EQUALS && (BASE64_VALUES[byte] as number) < 0) return false;
  }
  return true;
}

/**
 * False when bytes labelled base64 are plainly not: a raw binary file, or, where text is expected, prose. Looks at the first
 * bytes only.
 */
export function looksLikeBase64(bytes: Uint8Array, isText: boolean): boolean {
  // a footer below it says nothing about what stands above
  const sample = bytes.subarray(0, Math.min(1024, endOfBase64(bytes)));
  let foreign = 0;
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i] as number;
    const isForeign = byte !== EQUALS && !isBlank(byte) && (BASE64_VALUES[byte] as number) < 0;
    const blankInside = byte === SPACE && !isBlank(sample[i - 1]) && !isBlank(sample[i + 1]);
    if (isText ? isForeign || blankInside : byte >= 0x80) foreign++;
  }
  return foreign * 20 <= sample.length;
}

/** Decodes leading pieces made of lines of one length. A piece counts only when its length proves that every character was base64, so nothing is carried between pieces. */
function decodeRegularLines(input: Buffer, out: Buffer): { read: number; written: number } {
  const firstEnd = input.indexOf(LF);
  let read = 0;
  let written = 0;
  if (firstEnd < 4 || input.length < 2 * PIECE_BYTES) return { read, written };
  const eolBytes = input[firstEnd - 1] === CR ? 2 : 1;
  const lineChars = firstEnd + 1 - eolBytes;
  const lineBytes = firstEnd + 1;
  // "-" and "_" are base64url digits to Buffer but junk in mail
  if (
    lineChars % 4 !== 0 ||
    lineBytes > PIECE_BYTES ||
    input.includes(0x2d) ||
    input.includes(0x5f)
  )
    return { read, written };
  const linesPerPiece = Math.floor(PIECE_BYTES / lineBytes);
  const pieceBytes = linesPerPiece * lineBytes;
  const pieceDecoded = (linesPerPiece * lineChars * 3) / 4;
  while (read + pieceBytes <= input.length) {
    const decoded = out.write(latin1(input, read, read + pieceBytes), written, "base64");
    // fewer means junk or "=" inside
    if (decoded !== pieceDecoded) break;
    read += pieceBytes;
    written += decoded;
  }
  return { read, written };
}

function decodeIrregular(input: Buffer, start: number, out: Buffer, outStart: number): number {
  const end = input.length;
  let i = start;
  let o = outStart;
  let group = 0;
  let count = 0;
  while (i < end) {
    if (count === 0) {
      for (; i + 3 < end; i += 4) {
        const value =
          (valueAt(input, i) << 18) |
          (valueAt(input, i + 1) << 12) |
          (valueAt(input, i + 2) << 6) |
          valueAt(input, i + 3);
        if (value < 0) break;
        out[o++] = value >> 16;
        out[o++] = value >> 8;
        out[o++] = value;
      }
      if (i >= end) break;
    }
    const byte = input[i++];
    const value = BASE64_VALUES[byte as number] as number;
    if (value >= 0) {
      group = (group << 6) | value;
      if (++count === 4) {
        out[o++] = group >> 16;
        out[o++] = group >> 8;
        out[o++] = group;
        group = 0;
        count = 0;
      }
    } else if (byte === EQUALS) {
      o = endGroup(out, o, group, count);
      group = 0;
      count = 0;
    }
  }
  return endGroup(out, o, group, count);
}

function valueAt(input: Buffer, i: number): number {
  return BASE64_VALUES[input[i] as number] as number;
}

function endGroup(out: Buffer, o: number, group: number, count: number): number {
  if (count === 2) {
    out[o] = group >> 4;
    return o + 1;
  }
  if (count === 3) {
    out[o] = group >> 10;
    out[o + 1] = group >> 2;
    return o + 2;
  }
  return o;
}
