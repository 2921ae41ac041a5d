/**
 * Undoes MIME transfer encodings (RFC 2045 section 6), uuencode and yEnc, in linear time on any input.
 *
 * Own decoders because the locator of an attachment must replay to the same bytes for ever.
 */
import { Buffer } from "node:buffer";
import { asBuffer, latin1 } from "../decode/bytes.ts";
import type { DecodeName } from "../model/locator.ts";
import { decodeBase64 } from "./base64.ts";
import { decodeYenc } from "./yenc.ts";

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const EQUALS = 0x3d;

const HEX_VALUES = new Int8Array(256).fill(-1);
for (let i = 0; i < 16; i++) {
  HEX_VALUES[i.toString(16).charCodeAt(0)] = i;
  HEX_VALUES[i.toString(16).toUpperCase().charCodeAt(0)] = i;
}

/** Bytes after undoing a transfer encoding, e.g. `decodeTransfer(bytes, "base64")`. Junk is skipped as RFC 2045 asks; throws only for a name that is no transfer encoding. */
export function decodeTransfer(bytes: Uint8Array, encoding: DecodeName): Uint8Array {
  switch (encoding) {
    case "base64":
      return decodeBase64(bytes);
    case "quoted-printable":
      return decodeQuotedPrintable(bytes);
    case "uuencode":
      return decodeUuencode(bytes);
    case "yenc":
      return decodeYenc(bytes);
    default:
      throw new Error(`${encoding} is not a transfer encoding`);
  }
}

/**
 * Quoted-printable (RFC 2045 section 6.7): soft breaks joined, blanks before a line end removed, "=" not followed by two hex
 * digits kept as it stands.
 */
export function decodeQuotedPrintable(bytes: Uint8Array): Uint8Array {
  const end = bytes.length;
  const out = Buffer.allocUnsafe(end);
  let o = 0;
  // blanks written since the last other byte: dropped when a line end follows
  let blanks = 0;
  for (let i = 0; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte === EQUALS) {
      const high = HEX_VALUES[bytes[i + 1] as number] ?? -1;
      const low = HEX_VALUES[bytes[i + 2] as number] ?? -1;
      if (high >= 0 && low >= 0) {
        out[o++] = (high << 4) | low;
        blanks = 0;
        i += 2;
        continue;
      }
      const next = endOfSoftBreak(bytes, i + 1);
      blanks = 0;
      if (next > 0) {
        i = next - 1;
        continue;
      }
    } else if (byte === SPACE || byte === TAB) {
      out[o++] = byte;
      blanks++;
      continue;
    } else if (byte === LF || byte === CR) {
      o -= blanks;
    }
    blanks = 0;
    out[o++] = byte;
  }
  return out.subarray(0, o - blanks);
}

/** Where the line after a soft break starts, 0 when "=" is no soft break. */
function endOfSoftBreak(bytes: Uint8Array, start: number): number {
  let i = start;
  while (bytes[i] === SPACE || bytes[i] === TAB) i++;
  if (bytes[i] === CR) i++;
  if (bytes[i] === LF) return i + 1;
  if (i >= bytes.length) return bytes.length;
  return bytes[i - 1] === CR ? i : 0;
}

/** uuencode as in POSIX `uuencode`: `begin` and `end` lines are skipped when there, so both a whole block and its lines decode; `begin-base64` blocks too. */
export function decodeUuencode(bytes: Uint8Array): Uint8Array {
  const input = asBuffer(bytes);
  const out = Buffer.allocUnsafe(input.length);
  let o = 0;
  let begun = false;
  let lineStart = 0;
  while (lineStart < input.length) {
    let lineEnd = input.indexOf(LF, lineStart);
    if (lineEnd < 0) lineEnd = input.length;
    const next = lineEnd + 1;
    if (input[lineEnd - 1] === CR && lineEnd > lineStart) lineEnd--;
    const head = latin1(input, lineStart, Math.min(lineEnd, lineStart + 13));
    if (head.startsWith("begin-base64 "))
      return decodeBase64(input.subarray(next, endOfBase64Block(input, next)));
    const begins = head.startsWith("begin ");
    if (head === "end" && (begun || o > 0)) break;
    begun ||= begins;
    if (!begins) o = decodeUuLine(input, lineStart, lineEnd, out, o);
    lineStart = next;
  }
  return out.subarray(0, o);
}

function endOfBase64Block(input: Buffer, start: number): number {
  const end = input.indexOf("\n====", start, "latin1");
  return end < 0 ? input.length : end;
}

function decodeUuLine(
  input: Buffer,
  start: number,
  end: number,
  out: Buffer,
  outStart: number,
): number {
  if (start >= end) return outStart;
  const length = ((input[start] as number) - SPACE) & 0x3f;
  let o = outStart;
  const stop = outStart + length;
  for (let i = start + 1; i < end && o < stop; i += 4) {
    const a = uuValue(input, i, end);
    const b = uuValue(input, i + 1, end);
    const c = uuValue(input, i + 2, end);
    const d = uuValue(input, i + 3, end);
    out[o++] = (a << 2) | (b >> 4);
    if (o < stop) out[o++] = (b << 4) | (c >> 2);
    if (o < stop) out[o++] = (c << 6) | d;
  }
  return o;
}

/** A missing character counts as a blank: old gateways cut blanks at line ends. */
function uuValue(input: Buffer, i: number, end: number): number {
  return i < end ? ((input[i] as number) - SPACE) & 0x3f : 0;
}
