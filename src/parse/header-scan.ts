/**
 * Raw bytes -> headers in order, duplicates and byte offsets kept (RFC 5322 section 2.2), in one linear pass.
 *
 * The headers of a message come from here and never from mailparser, which drops duplicates and rewrites folds. May not decode
 * encoded words: that is header-values.ts.
 */
import { isAscii, isUtf8 } from "node:buffer";
import { asBuffer, latin1 } from "../decode/bytes.ts";
import { decodeText } from "../decode/charset.ts";
import { LIMITS } from "../limits.ts";
import type { Header } from "../model/message.ts";
import type { Problem } from "../model/problem.ts";
import { headerCharset } from "./header-charset.ts";

export interface HeaderScan {
  readonly headers: readonly Header[];
  /** Offset of the first header line: BOM, blank lines and From_ lines before it are skipped. */
  readonly startBytes: number;
  /** Offset of the first body byte. */
  readonly bodyOffsetBytes: number;
  /** The bytes to read on: the input, or a copy of equal length with LF line ends when all its line ends are bare CR. */
  readonly bytes: Uint8Array;
  readonly problems: readonly Omit<Problem, "locator">[];
}

const LF = 0x0a;
const CR = 0x0d;
/** How much is looked at to decide that a file has bare CR line ends. */
const CR_PROBE_BYTES = 64 * 1024;

/** Headers and body offset of message bytes. Never throws; what is odd is in `problems`. */
export function scanHeaders(input: Uint8Array): HeaderScan {
  const problems: Omit<Problem, "locator">[] = [];
  const bytes = withLineFeeds(input, problems);
  const start = skipPreface(bytes, problems);
  const lines = findHeaderLines(bytes, start, problems);
  const { bodyOffsetBytes } = lines;
  const headers = inOneCharset(lines.headers, asBuffer(bytes), bodyOffsetBytes, problems);
  return { headers, startBytes: start, bodyOffsetBytes, bytes, problems };
}

/** Headers in the charset of the mail: read again where one holds 8-bit text that is not UTF-8. */
function inOneCharset(
  headers: readonly Header[],
  buffer: Buffer,
  bodyOffsetBytes: number,
  problems: Omit<Problem, "locator">[],
): readonly Header[] {
  // as UTF-8, a foreign byte is U+FFFD
  if (!headers.some(({ value }) => value.includes("\ufffd"))) return headers;
  const lines = headers.map(({ offsetBytes, lengthBytes }) =>
    headerLine(buffer, offsetBytes, lengthBytes),
  );
  const { label, problem } = headerCharset(lines, buffer.subarray(bodyOffsetBytes));
  if (problem !== null) problems.push(problem);
  return label === ""
    ? headers
    : headers.map((header, i) => {
        const line = lines[i] as Buffer;
        if (isUtf8(line)) return header;
        const { offsetBytes, lengthBytes } = header;
        return toHeader(decodeText(line, label).text, offsetBytes, lengthBytes);
      });
}

function headerLine(buffer: Buffer, start: number, length: number): Buffer {
  return buffer.subarray(start, start + Math.min(length, LIMITS.maxHeaderBytes));
}

function withLineFeeds(input: Uint8Array, problems: Omit<Problem, "locator">[]): Uint8Array {
  const probe = input.subarray(0, CR_PROBE_BYTES);
  if (probe.includes(LF) || !probe.includes(CR)) return input;
  if (input.includes(LF)) return input;
  problems.push(note("bare-cr-lines", "all line ends are bare CR; read as if they were LF"));
  return input.map((byte) => (byte === CR ? LF : byte));
}

function note(code: string, reason: string): Omit<Problem, "locator"> {
  return { code, severity: "note", reason };
}

/** Skips what mail tools put before the first header: a byte order mark, blank lines, an mbox From_ line. */
function skipPreface(bytes: Uint8Array, problems: Omit<Problem, "locator">[]): number {
  const buffer = asBuffer(bytes);
  let at = 0;
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    problems.push(note("leading-bom", "a byte order mark stands before the first header"));
    at = 3;
  }
  const blankEnd = endOfBlankLines(bytes, at);
  // a message that starts with an empty line and holds no headers at all has an empty header block: leave it
  if (blankEnd > at && looksLikeHeaderLine(buffer, blankEnd)) {
    problems.push(note("leading-blank-lines", "blank lines stand before the first header"));
    at = blankEnd;
  }
  const fromLine = latin1(buffer, at, at + 6);
  if (fromLine.startsWith("From ") || fromLine === ">From ") {
    const end = buffer.indexOf(LF, at);
    if (end >= 0) {
      problems.push(note("leading-from-line", "an mbox From_ line stands before the first header"));
      at = end + 1;
    }
  }
  return at;
}

function endOfBlankLines(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] === LF))
    at += bytes[at] === LF ? 1 : 2;
  return at;
}

/** "Name:" with printable ASCII and no blanks inside (RFC 5322 section 2.2), blanks before the colon allowed as old mail has them; or a From_ line. */
export function looksLikeHeaderLine(buffer: Buffer, at: number): boolean {
  const end = Math.min(buffer.length, at + HEADER_LINE_LOOK);
  let i = at;
  while (i < end && isNameByte(buffer[i] as number)) i++;
  if (i > at) {
    let colon = i;
    while (colon < end && (buffer[colon] === SPACE || buffer[colon] === TAB)) colon++;
    if (colon < end && buffer[colon] === COLON) return true;
  }
  const from = buffer[at] === GREATER ? at + 1 : at;
  return buffer[from] === 0x46 && latin1(buffer, from, from + 5) === "From ";
}

/** How far a line is looked at to tell that it is a header. */
const HEADER_LINE_LOOK = 128;
const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;
const GREATER = 0x3e;

const isNameByte = (byte: number): boolean => byte > SPACE && byte < 0x7f && byte !== COLON;

interface HeaderLines {
  readonly headers: readonly Header[];
  readonly bodyOffsetBytes: number;
}

function findHeaderLines(
  bytes: Uint8Array,
  start: number,
  problems: Omit<Problem, "locator">[],
): HeaderLines {
  const buffer = asBuffer(bytes);
  const headers: Header[] = [];
  const limit = Math.min(buffer.length, start + LIMITS.maxHeaderBytes + 1);
  if (
    start < buffer.length &&
    !looksLikeHeaderLine(buffer, start) &&
    !startsWithBlankLine(buffer, start)
  ) {
    if (!hasHeaderSoon(buffer, start)) {
      problems.push(
        note("no-headers", "the bytes do not start with a header; all is read as body"),
      );
      return { headers, bodyOffsetBytes: start };
    }
  }
  let lineStart = start;
  let headerStart = -1;
  const flush = (end: number): void => {
    if (headerStart >= 0) headers.push(readHeader(buffer, headerStart, end));
    headerStart = -1;
  };
  while (lineStart < limit) {
    const lf = buffer.indexOf(LF, lineStart);
    const next = lf < 0 ? buffer.length : lf + 1;
    const first = buffer[lineStart];
    if (first === LF || (first === CR && buffer[lineStart + 1] === LF)) {
      flush(lineStart);
      return { headers, bodyOffsetBytes: next };
    }
    const folded = (first === 0x20 || first === 0x09) && headerStart >= 0;
    if (!folded) {
      flush(lineStart);
      if (headers.length >= LIMITS.maxHeaders) break;
      if (!looksLikeHeaderLine(buffer, lineStart) && !hasHeaderSoon(buffer, next)) {
        problems.push(
          note(
            "no-blank-line",
            "no empty line ends the headers; the body starts at the first line that is not a header",
          ),
        );
        return { headers, bodyOffsetBytes: lineStart };
      }
      headerStart = lineStart;
    }
    lineStart = next;
  }
  if (lineStart >= buffer.length) {
    flush(buffer.length);
    return { headers, bodyOffsetBytes: buffer.length };
  }
  flush(lineStart);
  problems.push({
    code: "header-limit",
    severity: "partial",
    reason: `headers after the first ${headers.length} (${lineStart - start} bytes) are not listed`,
  });
  return { headers, bodyOffsetBytes: endOfHeaderBlock(buffer, Math.max(start, lineStart - 1)) };
}

function startsWithBlankLine(buffer: Buffer, at: number): boolean {
  return buffer[at] === LF || (buffer[at] === CR && buffer[at + 1] === LF);
}

/** True when one of the next few lines, before an empty one, is a header: then a stray line is junk inside the header block, not the body. */
export function hasHeaderSoon(buffer: Buffer, start: number): boolean {
  let at = start;
  for (let lines = 0; lines < 3 && at < buffer.length; lines++) {
    if (startsWithBlankLine(buffer, at)) return false;
    const head = latin1(buffer, at, at + 80);
    if (/^[A-Za-z][A-Za-z0-9-]*:/.test(head)) return true;
    const lf = buffer.indexOf(LF, at);
    if (lf < 0 || lf - at > LIMITS.maxHeaderBytes) return false;
    at = lf + 1;
  }
  return false;
}

function endOfHeaderBlock(buffer: Buffer, start: number): number {
  const lf = buffer.indexOf("\n\n", start, "latin1");
  const crlf = buffer.indexOf("\n\r\n", start, "latin1");
  if (lf < 0 && crlf < 0) return buffer.length;
  return crlf < 0 || (lf >= 0 && lf < crlf) ? lf + 2 : crlf + 3;
}

function readHeader(buffer: Buffer, start: number, end: number): Header {
  const line = headerLine(buffer, start, end - start);
  return toHeader(line.toString(isAscii(line) ? "latin1" : "utf8"), start, end - start);
}

function toHeader(text: string, offsetBytes: number, lengthBytes: number): Header {
  const colon = text.indexOf(":");
  const name = colon < 0 ? "" : text.slice(0, colon).trim();
  return {
    name,
    key: name.toLowerCase(),
    value: unfold(colon < 0 ? text : text.slice(colon + 1)),
    offsetBytes,
    lengthBytes,
  };
}

/** RFC 5322 section 2.2.3: a line end before a blank is removed, the blank stays. */
function unfold(text: string): string {
  return text.includes("\n") ? text.replace(/\r?\n/g, "").trim() : text.trim();
}

/** The first header of that key (lower case), undefined when there is none. */
export function firstHeader(headers: readonly Header[], key: string): Header | undefined {
  return headers.find((header) => header.key === key);
}
