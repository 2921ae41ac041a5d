/**
 * Splits an mbox into byte ranges: reads 1 MiB at a time, holds nothing but that and a look-ahead of 4 KB, whatever the message size.
 *
 * Every byte of the file is in exactly one range; ranges follow each other from the start offset to the size. A record runs from its
 * From_ line to just before the next; what stands before the first one is a gap. Which `From ` begins a record is decided in
 * mail-lines.ts, what Content-Length may change is decided in content-length.ts, and docs/mbox.md has the rules in words.
 * It may not keep bytes: it yields offsets only.
 */
import type { FileHandle } from "node:fs/promises";
import { openablePath } from "../file-path.ts";
import {
  CR,
  isRecordStart,
  LF,
  LOOK_AHEAD_BYTES,
  previousLineIsBlank,
  startsWithFrom,
} from "../mail-lines.ts";
import type { MboxVariant, SourceRange } from "../model/source.ts";
import { openRegularHandle } from "../regular-file.ts";
import { type ByteSource, fileSource, headOf, readAt } from "./byte-source.ts";
import { claimedEnd, endsAt, TOLERANCE_BYTES } from "./content-length.ts";

const CHUNK_BYTES = 1024 * 1024;
/** Bytes kept before a candidate, to see whether the line before it is blank. */
const LOOK_BEHIND_BYTES = 8;
/** How much of a file with Content-Length headers is read to tell mboxcl from mboxcl2. */
const PROBE_BYTES = 32 * CHUNK_BYTES;

export interface SplitOptions {
  /** 0, or an offset where a range ended before. Default 0. */
  readonly startOffset?: number;
  /** Read size; only tests set it. Default 1 MiB. */
  readonly chunkBytes?: number;
}

/**
 * Ranges of an mbox file, one array for each chunk read that ended a record.
 *
 * Example: `[{kind:"gap",offset:0,length:3,reason:"byte order mark"},{kind:"message",offset:3,length:811,variant:"mboxrd"}]`.
 * Reads up to `sizeBytes`, no further. Throws what `fs` throws when the file cannot be opened or read.
 */
export async function* splitMbox(
  file: string | FileHandle,
  sizeBytes: number,
  options: SplitOptions = {},
): AsyncGenerator<readonly SourceRange[]> {
  if (typeof file !== "string") {
    yield* splitMboxSource(fileSource(file, sizeBytes), options);
    return;
  }
  const handle = await openRegularHandle(openablePath(file));
  try {
    yield* splitMboxSource(fileSource(handle, sizeBytes), options);
  } finally {
    await handle.close();
  }
}

/** The same for any bytes, e.g. `splitMboxSource(bytesSource(member))` for an mbox out of an archive. */
export async function* splitMboxSource(
  source: ByteSource,
  options: SplitOptions = {},
): AsyncGenerator<readonly SourceRange[]> {
  const head = await readAt(source, 0, 64 * 1024);
  const lineEnd = lineEndOf(head);
  const style = lineEnd === LF ? await contentLengthStyle(source, head) : null;
  yield* scan(source, head, lineEnd, style, options);
}

const lineEndOf = (head: Buffer): number => (head.includes(LF) || !head.includes(CR) ? LF : CR);

/**
 * By which of the rules a file is split, as one word: "lf", "cr", "mboxcl" or "mboxcl2". A file that grew may only be read on from its old
 * end while this is the same.
 */
export async function splittingStyle(source: ByteSource): Promise<string> {
  const head = await readAt(source, 0, 64 * 1024);
  const lineEnd = lineEndOf(head);
  if (lineEnd === CR) return "cr";
  return (await contentLengthStyle(source, head)) ?? "lf";
}

/** "mboxcl" or "mboxcl2" for a file in which Content-Length is believed, else null: then every record is mboxrd. */
async function contentLengthStyle(source: ByteSource, head: Buffer): Promise<MboxVariant | null> {
  const first = head.subarray(0, LOOK_AHEAD_BYTES).indexOf("From ");
  if (first === -1) return null;
  const target = await claimedEnd(source, first);
  if (target === null || !(await endsAt(source, target))) return null;
  // mboxcl escapes every body line that begins with "From "; one that is not escaped shows that this writer does not.
  const probe = headOf(source, PROBE_BYTES);
  for await (const ranges of scan(probe, head, LF, "mboxcl", {})) {
    if (ranges.some((range) => range.kind === "message" && range.variant === "mboxcl2"))
      return "mboxcl2";
  }
  return "mboxcl";
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Why these bytes are no record; `bytes` are the first of the file. */
function gapReason(offset: number, length: number, head: Buffer): string {
  if (offset > 0) return "no record begins where the last reading ended";
  const bytes = head.subarray(0, length);
  if (bytes.equals(BYTE_ORDER_MARK)) return "byte order mark";
  const rest = bytes.subarray(bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0);
  const blank = length <= head.length && rest.every((b) => b === LF || b === CR || b === 32);
  return blank ? "blank lines before the first From_ line" : "bytes before the first From_ line";
}

/** The record (or gap) being read. */
interface Open {
  readonly kind: "message" | "gap";
  readonly offset: number;
  /** Absolute end of the body by Content-Length; undefined until asked for. */
  claim: number | null | undefined;
  /** A line beginning with "From " stands in the body as it is. */
  bareFrom: boolean;
  /** Candidates before this offset lie inside the body by a right Content-Length. */
  skipTo: number;
}

const begin = (kind: Open["kind"], offset: number): Open => ({
  kind,
  offset,
  claim: undefined,
  bareFrom: false,
  skipTo: 0,
});

/** What decides where records begin, and the record being read. */
class Records {
  private readonly source: ByteSource;
  private readonly head: Buffer;
  private readonly lineEnd: number;
  private readonly needle: Buffer;
  private readonly style: MboxVariant | null;
  private readonly startOffset: number;
  private current: Open;

  constructor(
    source: ByteSource,
    head: Buffer,
    lineEnd: number,
    style: MboxVariant | null,
    startOffset: number,
  ) {
    this.source = source;
    this.head = head;
    this.lineEnd = lineEnd;
    this.needle = Buffer.from([lineEnd, ...Buffer.from("From ")]);
    this.style = style;
    this.startOffset = startOffset;
    this.current = begin("gap", startOffset);
  }

  private async close(end: number): Promise<SourceRange> {
    const { current, head, style } = this;
    const { kind, offset } = current;
    const length = end - offset;
    if (kind === "gap") return { kind, offset, length, reason: gapReason(offset, length, head) };
    if (style === null) return { kind, offset, length, variant: "mboxrd" };
    if (current.claim === undefined) current.claim = await claimedEnd(this.source, offset);
    const right = current.claim !== null && Math.abs(end - current.claim) <= TOLERANCE_BYTES;
    const variant = !right ? "mboxrd" : current.bareFrom ? "mboxcl2" : style;
    return { kind, offset, length, variant };
  }

  /** True when a right Content-Length says that the record start at `at` is text inside the current body. */
  private async isInsideBody(at: number): Promise<boolean> {
    const { current, source } = this;
    if (this.style === null || current.kind === "gap") return false;
    if (current.claim === undefined) current.claim = await claimedEnd(source, current.offset);
    if (current.claim === null || at >= current.claim - TOLERANCE_BYTES) return false;
    if (!(await endsAt(source, current.claim))) return false;
    current.skipTo = current.claim - TOLERANCE_BYTES;
    return true;
  }

  /** Looks at one From_ line; the record before it goes to `ranges` when a new one begins here. */
  private async decide(
    view: Buffer,
    at: number,
    base: number,
    ranges: SourceRange[],
  ): Promise<void> {
    const { current, lineEnd } = this;
    const absolute = base + at;
    const begins =
      absolute >= current.skipTo &&
      isRecordStart(
        view,
        at,
        view.length,
        isAfterBlank(view, at, base, this.startOffset, lineEnd),
        lineEnd,
      );
    if (!begins || (await this.isInsideBody(absolute))) {
      current.bareFrom = true;
      return;
    }
    if (absolute > current.offset) ranges.push(await this.close(absolute));
    this.current = begin("message", absolute);
  }

  /**
   * Finds the records that end in a view of the file; `base` is the place of its first byte, `searchAt` -1 when the very first bytes are still to be tried.
   * Returns them, and where in the view the search goes on.
   */
  async find(
    view: Buffer,
    base: number,
    searchAt: number,
    atEnd: boolean,
  ): Promise<{ readonly ranges: readonly SourceRange[]; readonly from: number }> {
    const ranges: SourceRange[] = [];
    let at = searchAt === -1 ? firstCandidate(view, this.startOffset - base, base) : -1;
    let from = Math.max(searchAt, this.startOffset) - base;
    for (;;) {
      if (at === -1) {
        const hit = view.indexOf(this.needle, from);
        if (hit === -1)
          return { ranges, from: Math.max(from, view.length - this.needle.length + 1) };
        at = hit + 1;
      }
      // Decisions look at the same bytes whatever the read size: wait for the whole window.
      if (!atEnd && at + LOOK_AHEAD_BYTES > view.length) return { ranges, from: at - 1 };
      await this.decide(view, at, base, ranges);
      from = at;
      at = -1;
    }
  }

  /** The last record, and a gap for what was there when reading began and is not now. */
  async tail(readEnd: number, sizeBytes: number): Promise<readonly SourceRange[]> {
    const tail: SourceRange[] = [];
    if (readEnd > this.current.offset) tail.push(await this.close(readEnd));
    if (readEnd < sizeBytes) {
      const offset = Math.max(readEnd, this.startOffset);
      const reason = "the file became shorter while it was read";
      tail.push({ kind: "gap", offset, length: sizeBytes - offset, reason });
    }
    return tail;
  }
}

async function* scan(
  source: ByteSource,
  head: Buffer,
  lineEnd: number,
  style: MboxVariant | null,
  { startOffset = 0, chunkBytes = CHUNK_BYTES }: SplitOptions,
): AsyncGenerator<readonly SourceRange[]> {
  const size = source.sizeBytes;
  const records = new Records(source, head, lineEnd, style, startOffset);
  const buffer = Buffer.allocUnsafe(chunkBytes + 2 * LOOK_AHEAD_BYTES);
  /** Absolute offset of buffer[0], and how many bytes of it are read. */
  let base = Math.max(0, startOffset - LOOK_BEHIND_BYTES);
  let filled = 0;
  /** Absolute offset where the search goes on; -1 when the very first bytes are still to be tried. */
  let searchAt = -1;
  while (base + filled < size || searchAt < size) {
    const read = await source.read(buffer.subarray(filled), base + filled);
    filled += read;
    const view = filled === buffer.length ? buffer : buffer.subarray(0, filled);
    const atEnd = base + filled >= size || read === 0;
    const { ranges, from } = await records.find(view, base, searchAt, atEnd);
    if (ranges.length > 0) yield ranges;
    if (atEnd) break;
    searchAt = base + from;
    const keepFrom = Math.max(0, from - LOOK_BEHIND_BYTES);
    buffer.copyWithin(0, keepFrom, filled);
    base += keepFrom;
    filled -= keepFrom;
  }
  const tail = await records.tail(Math.min(size, base + filled), size);
  if (tail.length > 0) yield tail;
}

/** Index of a From_ line that no line end precedes: at the start of the file, after a byte order mark, or where reading resumes. */
function firstCandidate(view: Buffer, start: number, base: number): number {
  const mark = base === 0 && start === 0 && view.subarray(0, 3).equals(BYTE_ORDER_MARK);
  const at = mark ? 3 : start;
  return startsWithFrom(view, at) ? at : -1;
}

/** A record may also begin where the last reading ended, and right after a byte order mark. */
function isAfterBlank(
  view: Buffer,
  at: number,
  base: number,
  startOffset: number,
  lineEnd: number,
): boolean {
  const absolute = base + at;
  if (absolute === startOffset || (absolute === 3 && view[at - 1] === 0xbf)) return true;
  return previousLineIsBlank(view, at, -base, lineEnd);
}
