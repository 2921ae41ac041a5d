/**
 * Raw bytes -> the MIME parts that mailparser finds, each with the byte range of its body.
 *
 * mailparser and its splitter decide what a part is: which line is a boundary, what the content type, name and disposition are,
 * what is body text and what an attachment. Only the driving differs from the stock streams: the splitter gets every header
 * line and every line that starts with two dashes (only those can change its state); the body lines in between are found with
 * one native search. That keeps bodies as exact ranges of the message bytes, needs no streams, releases or event loop, and
 * passes 20 MB of base64 in milliseconds; decoding is transfer.ts and charset.ts.
 */
import { Buffer } from "node:buffer";
import { asBuffer } from "../decode/bytes.ts";
import { LIMITS } from "../limits.ts";
import type { Problem } from "../model/problem.ts";
import { hasHeaderSoon, looksLikeHeaderLine } from "./header-scan.ts";
import {
  type Internals,
  type MimeNode,
  NO_DECODER,
  openParser,
  type Splitter,
  type TreeNode,
} from "./safe-parser.ts";
import { isBodyType, type Part, type StrayText, type Structure } from "./structure.ts";

const HEAD = 1;
const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;
const DASH_LINE = Buffer.from("\n--");
const BLANK_LINE = Buffer.from("\n");

interface Region {
  readonly tree: TreeNode;
  readonly path: string;
  readonly depth: number;
  readonly alternative: number;
  start: number;
  end: number;
  children: number;
  closed: boolean;
  readonly stray: { start: number; end: number }[];
}

/**
 * Splits message bytes into parts: `contentHeaders` are the raw lines of the root's Content-* headers, the body is
 * `bytes[bodyStart..]`. Never throws for bad input: what could not be split is in `problems` and stays body of the last part.
 */
export function splitParts(
  bytes: Uint8Array,
  contentHeaders: readonly Uint8Array[],
  bodyStart: number,
): Structure {
  return new PartWalk(asBuffer(bytes), bodyStart).run(contentHeaders);
}

/** U+2028 and U+2029 without their last byte. */
const SEPARATOR = Buffer.from([0xe2, 0x80]);

/**
 * A header line without Unicode's line separators: to the expressions of mailsplit they end a line, so that one in a parameter hid the boundary
 * and with it every attachment. Spaces of the same length stand in for them.
 */
function withoutSeparators(line: Buffer): Buffer {
  let at = line.indexOf(SEPARATOR);
  if (at < 0) return line;
  const copy = Buffer.from(line);
  for (; at >= 0; at = line.indexOf(SEPARATOR, at + 1))
    if (line[at + 2] === 0xa8 || line[at + 2] === 0xa9) copy.fill(0x20, at, at + 3);
  return copy;
}

function isBlank(buffer: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((buffer[at] as number) > 0x20) return false;
  return true;
}

/** One walk over one message; holds the state that mailsplit keeps plus the byte ranges. */
class PartWalk {
  private readonly buffer: Buffer;
  private readonly bodyStart: number;
  private readonly parser: Internals;
  private readonly splitter: Splitter;
  private readonly regions = new Map<MimeNode, Region>();
  private readonly order: Region[] = [];
  private readonly problems: Omit<Problem, "locator">[] = [];
  private matched: 1 | 2 | 3 | 4 | false = false;
  private alternatives = 0;
  private failed: Error | null = null;
  private tooDeep = false;

  constructor(buffer: Buffer, bodyStart: number) {
    this.buffer = buffer;
    this.bodyStart = bodyStart;
    this.parser = openParser();
    this.splitter = this.parser.splitter;
    const checkBoundary = this.splitter.checkBoundary.bind(this.splitter);
    this.splitter.checkBoundary = (line) => {
      this.matched = checkBoundary(line);
      return this.matched;
    };
    // mailsplit pushes a part that ends inside its headers straight to its stream
    this.splitter.push = (node) => {
      this.open(node as MimeNode, this.position);
      return true;
    };
  }

  private position = 0;

  run(contentHeaders: readonly Uint8Array[]): Structure {
    for (const line of contentHeaders) this.feed(asBuffer(line), false);
    this.position = this.bodyStart;
    this.feed(BLANK_LINE, false);
    let at = this.bodyStart;
    while (at < this.buffer.length && this.failed === null)
      at = this.splitter.state === HEAD ? this.headerLine(at) : this.body(at);
    if (this.failed === null && this.splitter.state === HEAD) {
      this.position = this.buffer.length;
      this.feed(false, true);
    }
    if (this.failed !== null) this.giveUp(at, this.failed);
    return this.structure();
  }

  private headerLine(at: number): number {
    const lf = this.buffer.indexOf(LF, at);
    const next = lf < 0 ? this.buffer.length : lf + 1;
    const line = this.buffer.subarray(at, next);
    if (this.endsHeadersUnmarked(line, at, next)) {
      this.position = at;
      this.feed(BLANK_LINE, false);
      return at;
    }
    this.position = next;
    // a boundary line inside headers ends the part before it started
    this.feed(line, next === this.buffer.length);
    return next;
  }

  /** A line that is no header, followed by none, starts the body even without an empty line: mailsplit would read it, and all up to the next empty line, as headers. */
  private endsHeadersUnmarked(line: Buffer, at: number, next: number): boolean {
    const first = line[0];
    if (first === LF || first === CR || first === 0x20 || first === 0x09) return false;
    if (looksLikeHeaderLine(this.buffer, at) || hasHeaderSoon(this.buffer, next)) return false;
    return !(this.isDashLine(at) && this.splitter.checkBoundary(line));
  }

  /** Takes the lines up to the next one that starts with two dashes as body, then lets mailsplit judge that one. */
  private body(at: number): number {
    const { buffer, splitter } = this;
    const node = splitter.node;
    const lineStart = this.isDashLine(at) ? at : this.nextDashLine(at);
    if (lineStart < 0) {
      this.extend(node, at, buffer.length);
      return buffer.length;
    }
    const lf = buffer.indexOf(LF, lineStart);
    const next = lf < 0 ? buffer.length : lf + 1;
    this.position = next;
    this.matched = false;
    this.feed(buffer.subarray(lineStart, next), false);
    if (this.matched === false) {
      this.extend(node, at, next);
    } else {
      this.extend(node, at, lineStart);
      this.dropLineEnd(node);
      if (this.matched === 1 || this.matched === 3) this.closeLeaf(node);
      else this.closeMultipart(node);
    }
    return next;
  }

  private isDashLine(at: number): boolean {
    return this.buffer[at] === DASH && this.buffer[at + 1] === DASH;
  }

  private nextDashLine(at: number): number {
    const found = this.buffer.indexOf(DASH_LINE, at);
    return found < 0 ? -1 : found + 1;
  }

  /** The line end before a boundary belongs to the boundary (RFC 2046 section 5.1.1). */
  private dropLineEnd(node: MimeNode): void {
    const region = this.regions.get(node);
    if (region === undefined || node.multipart !== false || node.parentNode === false) return;
    if (region.end > region.start && this.buffer[region.end - 1] === LF) region.end--;
    if (region.end > region.start && this.buffer[region.end - 1] === CR) region.end--;
  }

  private feed(line: Buffer | false, final: boolean): void {
    try {
      const plain = line !== false && this.splitter.state === HEAD ? withoutSeparators(line) : line;
      this.splitter.processLine(plain, final, (error, outcome) => {
        if (error) this.failed = error;
        else if (outcome && outcome.type === "node") this.open(outcome, this.position);
      });
    } catch (error) {
      // code of others on hostile bytes: what it throws ends the splitting, not the message
      this.failed = error instanceof Error ? error : new Error(String(error));
    }
  }

  private open(node: MimeNode, bodyStart: number): void {
    node.getDecoder = (): unknown => NO_DECODER;
    const parent = node.parentNode === false ? undefined : this.regions.get(node.parentNode);
    const depth = (parent?.depth ?? 0) + 1;
    if (depth > LIMITS.maxPartDepth && node.multipart !== false) {
      node.multipart = false;
      node._boundary = false;
      node.contentType = "text/plain";
      this.tooDeep = true;
    }
    if (parent !== undefined && isDigestChild(node, parent)) node.contentType = "message/rfc822";
    const numbers = (node.partNr || []).filter((n) => typeof n === "number");
    if (parent !== undefined) parent.children++;
    const region: Region = {
      tree: this.parser.createNode(node),
      path: numbers.join("."),
      depth,
      alternative: this.alternativeOf(node, parent),
      start: bodyStart,
      end: bodyStart,
      children: 0,
      closed: parent === undefined,
      stray: [],
    };
    this.regions.set(node, region);
    this.order.push(region);
  }

  private alternativeOf(node: MimeNode, parent: Region | undefined): number {
    if (parent !== undefined && parent.alternative !== 0) return parent.alternative;
    return node.contentType === "multipart/alternative" ? ++this.alternatives : 0;
  }

  private extend(node: MimeNode, start: number, end: number): void {
    const region = this.regions.get(node);
    if (region === undefined || end <= start) return;
    if (node.multipart === false) {
      region.end = Math.max(region.end, end);
      return;
    }
    const last = region.stray.at(-1);
    if (last !== undefined && last.end === start) last.end = end;
    else region.stray.push({ start, end });
  }

  private closeLeaf(node: MimeNode): void {
    const region = this.regions.get(node);
    if (region !== undefined) region.closed = true;
  }

  private closeMultipart(leaf: MimeNode): void {
    this.closeLeaf(leaf);
    // mailsplit stays on a leaf that its own multipart has closed; what follows is the epilogue of that multipart
    const region = this.regions.get(this.splitter.node);
    if (region !== undefined) region.closed = true;
  }

  /** mailsplit refuses to go on (too many parts, a header block without end): the rest becomes text of no part. */
  private giveUp(at: number, error: Error): void {
    this.problems.push({
      code: "mime-limit",
      severity: "partial",
      reason: `${error.message}; parts after byte ${at} are read as plain text`,
    });
    const root = this.order[0];
    if (root !== undefined) root.stray.push({ start: at, end: this.buffer.length });
  }

  private structure(): Structure {
    const parts: Part[] = [];
    const stray: StrayText[] = [];
    for (const region of this.order) {
      const node = region.tree.node;
      const encoding = node.encoding || "";
      if (node.multipart !== false) {
        const wholeBody = region.children === 0;
        for (const range of region.stray)
          stray.push({ ...range, wholeBody, encoding, path: region.path });
        if (wholeBody) this.reportNoParts(region);
      } else parts.push(toPart(region, node));
    }
    if (this.tooDeep) this.reportTooDeep();
    const last = this.order.at(-1);
    if (last !== undefined && !last.closed) this.reportUnclosed();
    return { parts, stray, problems: this.problems };
  }

  private reportNoParts(region: Region): void {
    // The headers of a mail alone, as a bounce gives them back: nothing is missing that was ever there
    if (region.stray.every(({ start, end }) => isBlank(this.buffer, start, end))) return;
    this.problems.push({
      code: "boundary-not-found",
      severity: "partial",
      reason: `${region.path === "" ? "the message" : `part ${region.path}`} is a multipart but its boundary never appears; its body is read as text`,
    });
  }

  private reportTooDeep(): void {
    this.problems.push({
      code: "mime-depth-limit",
      severity: "partial",
      reason: `multiparts nested deeper than ${LIMITS.maxPartDepth} are read as text`,
    });
  }

  private reportUnclosed(): void {
    this.problems.push({
      code: "boundary-not-closed",
      severity: "note",
      reason: "the message ends before its last boundary; it may be cut off",
    });
  }
}

/** RFC 2046 section 5.1.5: what a digest holds are messages unless it says otherwise. */
function isDigestChild(node: MimeNode, parent: Region): boolean {
  return (
    parent.tree.node.multipart === "digest" &&
    node.headers !== false &&
    node.headers.getFirst("content-type") === ""
  );
}

function toPart(region: Region, node: MimeNode): Part {
  // seen: "text/plain charset=utf-8", without its semicolon
  const declared = (node.contentType || "").split(/[\s;,]/, 1)[0] ?? "";
  // RFC 2045 section 5.2: what is no type/subtype is plain text; but "x-be2" with a base64 body is not meant as text
  const readable = declared !== "" && declared !== "text";
  const disposition = node.disposition || "";
  return {
    // a message that is one single part has the part number 1 (RFC 3501 section 6.4.5)
    path: region.path === "" ? "1" : region.path,
    contentType: readable ? declared : "text/plain",
    charset: node.charset || "",
    encoding: node.encoding || "",
    disposition: disposition === "" || disposition === "inline" ? disposition : "attachment",
    filename: node.filename || "",
    contentId:
      node.headers === false
        ? ""
        : node.headers.getFirst("content-id").replace(/^<|>$/g, "").trim(),
    isText:
      region.tree.isAttachment === false ||
      ((!readable || isBodyType(declared)) && (disposition === "" || disposition === "inline")),
    flowed: node.flowed,
    delSp: node.delSp,
    alternative: region.alternative,
    bodyStart: region.start,
    bodyEnd: Math.max(region.start, region.end),
  };
}
