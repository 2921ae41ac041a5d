/**
 * The parts of a regular message, found without mailparser: eight mails of ten are one text, and most others are multiparts whose boundaries
 * come in order and close. Whatever is not exactly that gives null, and part-walk.ts has mailparser decide: a boundary of an outer multipart
 * before the inner one closed, a line that only begins like a boundary, a part without a blank line, a missing end, odd headers.
 *
 * mailparser stays the reference: tests/parse/regular-walk.test.ts and scripts/compare-walks.js run both over whole corpora and want equal structures.
 */
import { Buffer } from "node:buffer";
import { asBuffer, latin1 } from "../decode/bytes.ts";
import { type HeaderScan, looksLikeHeaderLine } from "./header-scan.ts";
import { type ContentHeaders, readContentHeaders } from "./regular-header.ts";
import { isBodyType, type Part, type StrayText, type Structure } from "./structure.ts";

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;
const DASH_LINE = Buffer.from("\n--");

/** Deeper, longer or more is for mailparser, which has limits and words for it. */
const MAX_DEPTH = 8;
const MAX_PARTS = 200;
const MAX_PART_HEADER_BYTES = 16 << 10;
const MAX_BOUNDARY_CHARS = 100;

interface Multipart {
  readonly path: string;
  readonly delimiter: string;
  readonly encoding: string;
  readonly alternative: number;
  readonly stray: { start: number; end: number }[];
  children: number;
}

/** A message that is not regular: ends the walk, never leaves this file. */
const IRREGULAR = Symbol("irregular");

/** The structure of a scanned message as splitParts would give it, or null when the message is not regular. */
export function splitRegular(scan: HeaderScan): Structure | null {
  const bytes = asBuffer(scan.bytes);
  const lines: string[] = [];
  for (const { key, offsetBytes, lengthBytes } of scan.headers)
    if (key.startsWith("content-"))
      lines.push(latin1(bytes, offsetBytes, offsetBytes + lengthBytes));
  if (lines.reduce((sum, line) => sum + line.length, 0) > MAX_PART_HEADER_BYTES) return null;
  const headers = readContentHeaders(lines);
  if (headers === null) return null;
  if (!headers.contentType.startsWith("multipart/")) {
    const part = toPart(headers, "1", 0, scan.bodyOffsetBytes, bytes.length);
    return { parts: [part], stray: [], problems: [] };
  }
  return new RegularWalk(bytes).run(headers, scan.bodyOffsetBytes);
}

function toPart(
  headers: ContentHeaders,
  path: string,
  alternative: number,
  bodyStart: number,
  bodyEnd: number,
): Part {
  const { contentType, charset, encoding, disposition, filename, contentId } = headers;
  const { flowed, delSp } = headers;
  const isText = isBodyType(contentType) && disposition !== "attachment";
  return {
    path,
    contentType,
    charset,
    encoding,
    disposition,
    filename,
    contentId,
    isText,
    flowed,
    delSp,
    alternative,
    bodyStart,
    bodyEnd,
  };
}

/** One walk over one message. */
class RegularWalk {
  private readonly buffer: Buffer;
  private readonly parts: Part[] = [];
  /** All multiparts in order of their beginning. */
  private readonly order: Multipart[] = [];
  /** Those not yet closed, innermost last. */
  private readonly open: Multipart[] = [];
  /** The multipart whose closing delimiter was read last, until a part begins: what follows is its epilogue. */
  private closed: Multipart | null = null;
  private alternatives = 0;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  run(headers: ContentHeaders, bodyStart: number): Structure | null {
    try {
      this.enter(headers, "", 0);
      this.walk(bodyStart);
    } catch (error) {
      if (error === IRREGULAR) return null;
      throw error;
    }
    const stray: StrayText[] = this.order.flatMap(({ stray: ranges, encoding, path }) =>
      ranges.map(({ start, end }) => ({ start, end, wholeBody: false, encoding, path })),
    );
    return { parts: this.parts, stray, problems: [] };
  }

  private enter(headers: ContentHeaders, path: string, outer: number): void {
    const { boundary, contentType, encoding } = headers;
    if (boundary === "" || boundary.length > MAX_BOUNDARY_CHARS || boundary.endsWith(" "))
      throw IRREGULAR;
    if (contentType === "multipart/digest" || this.order.length >= MAX_DEPTH) throw IRREGULAR;
    const alternative =
      outer === 0 && contentType === "multipart/alternative" ? ++this.alternatives : outer;
    const multipart = {
      path,
      delimiter: `--${boundary}`,
      encoding,
      alternative,
      stray: [],
      children: 0,
    };
    this.order.push(multipart);
    this.open.push(multipart);
  }

  /** Goes from delimiter to delimiter. Text up to the next one belongs to the leaf in hand, else to the innermost multipart. */
  private walk(bodyStart: number): void {
    let at = bodyStart;
    let leaf: { headers: ContentHeaders; path: string; alternative: number } | null = null;
    for (;;) {
      const found = this.nextDelimiter(at);
      const inner = this.open.at(-1);
      if (found === null) {
        // only the epilogue of the outermost multipart may stand at the end
        if (inner !== undefined || leaf !== null) throw IRREGULAR;
        this.addStray(this.order[0] as Multipart, at, this.buffer.length);
        return;
      }
      if (inner === undefined) throw IRREGULAR;
      const { lineStart, next, closes } = found;
      if (leaf !== null) {
        const end = this.withoutLineEnd(at, lineStart);
        this.parts.push(toPart(leaf.headers, leaf.path, leaf.alternative, at, end));
        leaf = null;
      } else this.addStray(this.closed ?? inner, at, lineStart);
      if (closes) {
        if (inner.children === 0) throw IRREGULAR;
        this.open.pop();
        this.closed = inner;
        at = next;
        continue;
      }
      if (this.parts.length >= MAX_PARTS) throw IRREGULAR;
      this.closed = null;
      const { headers, bodyStart: partStart } = this.readHeader(next);
      const path = `${inner.path === "" ? "" : `${inner.path}.`}${++inner.children}`;
      if (headers.contentType.startsWith("multipart/"))
        this.enter(headers, path, inner.alternative);
      else leaf = { headers, path, alternative: inner.alternative };
      at = partStart;
    }
  }

  private addStray(multipart: Multipart, start: number, end: number): void {
    if (end > start) multipart.stray.push({ start, end });
  }

  /** The line end before a boundary belongs to the boundary (RFC 2046 section 5.1.1). */
  private withoutLineEnd(start: number, lineStart: number): number {
    let end = Math.max(start, lineStart);
    if (end > start && this.buffer[end - 1] === LF) end--;
    if (end > start && this.buffer[end - 1] === CR) end--;
    return end;
  }

  /** The next line that is a delimiter of the innermost open multipart; one that might be another's is irregular. */
  private nextDelimiter(from: number): { lineStart: number; next: number; closes: boolean } | null {
    const { buffer } = this;
    const inner = this.open.at(-1);
    let lineStart = buffer[from] === DASH && buffer[from + 1] === DASH ? from : this.dashLine(from);
    while (lineStart >= 0) {
      const lf = buffer.indexOf(LF, lineStart);
      const next = lf < 0 ? buffer.length : lf + 1;
      const line = latin1(buffer, lineStart, Math.min(next, lineStart + MAX_BOUNDARY_CHARS + 8));
      for (const multipart of this.order) {
        if (!line.startsWith(multipart.delimiter)) continue;
        const rest = line.slice(multipart.delimiter.length).replace(/\r?\n$/, "");
        if (multipart !== inner || (rest !== "" && rest !== "--")) throw IRREGULAR;
        return { lineStart, next, closes: rest === "--" };
      }
      lineStart = this.dashLine(next - 1);
    }
    return null;
  }

  private dashLine(from: number): number {
    const found = this.buffer.indexOf(DASH_LINE, from);
    return found < 0 ? -1 : found + 1;
  }

  /** The header block of a part: header lines and folds, then an empty line. */
  private readHeader(start: number): { headers: ContentHeaders; bodyStart: number } {
    const { buffer } = this;
    const lines: string[] = [];
    let at = start;
    let lineStart = -1;
    for (;;) {
      const lf = buffer.indexOf(LF, at);
      if (lf < 0 || lf - start > MAX_PART_HEADER_BYTES) throw IRREGULAR;
      const first = buffer[at];
      const isBlank = first === LF || (first === CR && buffer[at + 1] === LF);
      const isFold = first === 0x20 || first === 0x09;
      if (isFold && lineStart < 0) throw IRREGULAR;
      if (!isFold) {
        if (lineStart >= 0) lines.push(latin1(buffer, lineStart, at));
        if (isBlank) break;
        if (first === DASH || !looksLikeHeaderLine(buffer, at)) throw IRREGULAR;
        lineStart = at;
      }
      at = lf + 1;
    }
    const headers = readContentHeaders(lines);
    if (headers === null) throw IRREGULAR;
    return { headers, bodyStart: buffer.indexOf(LF, at) + 1 };
  }
}
