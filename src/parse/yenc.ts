/** yEnc (yEnc specification 1.3): files in the 8-bit text of Usenet articles and of mails made from them. Finds blocks, decodes them, compares their checksums. */
import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import { asBuffer, latin1 } from "../decode/bytes.ts";

/** A yEnc block inside a text; the range includes its first and last line. `remark` says what is missing or wrong, "" when all is well. */
export interface YencBlock {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly remark: string;
}

const BEGIN = /^=ybegin [^\r\n]{0,200}?\bname=([^\r\n]{1,255})\r?\n/;
const LF = 0x0a;
const CR = 0x0d;
const EQUALS = 0x3d;
/** "=ybegin" with a long name. */
const LINE_CHARS = 600;

/** The yEnc blocks of decoded part bytes, in order; at most `max`. */
export function findYenc(bytes: Uint8Array, max: number): YencBlock[] {
  const buffer = asBuffer(bytes);
  const blocks: YencBlock[] = [];
  let at = buffer.indexOf("=ybegin ", 0, "latin1");
  while (at >= 0 && blocks.length < max) {
    const head =
      at === 0 || buffer[at - 1] === LF ? BEGIN.exec(latin1(buffer, at, at + LINE_CHARS)) : null;
    let next = at + 8;
    if (head !== null) {
      const end = endOfBlock(buffer, at + head[0].length);
      const remark = remarkOn(buffer, head[0], at, end);
      blocks.push({ name: (head[1] ?? "").trim(), start: at, end, remark });
      next = end;
    }
    at = buffer.indexOf("=ybegin ", next, "latin1");
  }
  return blocks;
}

/** Behind the "=yend" line, or the end of the text where there is none. */
function endOfBlock(buffer: Buffer, from: number): number {
  const last = buffer.indexOf("\n=yend ", from - 1, "latin1");
  if (last < 0) return buffer.length;
  const lineEnd = buffer.indexOf(LF, last + 1);
  return lineEnd < 0 ? buffer.length : lineEnd + 1;
}

function remarkOn(buffer: Buffer, head: string, start: number, end: number): string {
  const pieces = /\bpart=(\d{1,6})/.exec(head);
  const last = buffer.lastIndexOf("=yend ", end, "latin1");
  if (last < start) return "it has no end: cut off";
  const piece = pieces === null ? "" : `it is piece ${pieces[1]} of a file sent in several`;
  const tail = latin1(buffer, last, end);
  const stated = (pieces === null ? /\bcrc32=([0-9a-f]{1,8})/i : /\bpcrc32=([0-9a-f]{1,8})/i).exec(
    tail,
  );
  const size = Number(/\bsize=(\d{1,12})/.exec(tail)?.[1] ?? Number.NaN);
  const decoded = decodeYenc(buffer.subarray(start, end));
  const isWhole =
    (Number.isNaN(size) || size === decoded.length) &&
    (stated === null || Number.parseInt(stated[1] as string, 16) === crc32(decoded));
  return isWhole ? piece : "its size or checksum is not the one stated: damaged";
}

/** Bytes of a yEnc block with or without its "=y" lines; 42 is taken off each byte, 64 more behind "=". Linear; never longer than the input. */
export function decodeYenc(bytes: Uint8Array): Uint8Array {
  const input = asBuffer(bytes);
  const out = Buffer.allocUnsafe(input.length);
  let o = 0;
  for (let i = 0; i < input.length; i++) {
    const byte = input[i] as number;
    if (byte === CR || byte === LF) continue;
    if (byte !== EQUALS) {
      out[o++] = byte - 42;
      continue;
    }
    const isLineStart = i === 0 || input[i - 1] === LF;
    if (
      isLineStart &&
      input[i + 1] === 0x79 &&
      /^=y(?:begin|part|end) /.test(latin1(input, i, i + 8))
    ) {
      const lineEnd = input.indexOf(LF, i);
      i = lineEnd < 0 ? input.length : lineEnd;
      continue;
    }
    i++;
    if (i < input.length) out[o++] = (input[i] as number) - 106;
  }
  return out.subarray(0, o);
}
