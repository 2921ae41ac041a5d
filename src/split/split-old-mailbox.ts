/**
 * Splits the mailbox formats of older programs, held in memory, into byte ranges: MMDF, Babyl (Emacs RMAIL), UW c-client's mbx and rnews
 * batches. What belongs neither to a message nor to the marks of the format is a gap. One pass over the bytes; opens nothing.
 */
import { LF } from "../mail-lines.ts";
import type { SourceRange } from "../model/source.ts";

/** Formats this file splits, told by {@link oldMailbox}. */
export const OLD_MAILBOXES = ["mmdf", "babyl", "mbx", "rnews"] as const;
export type OldMailbox = (typeof OLD_MAILBOXES)[number];

const BEGINNINGS: readonly (readonly [OldMailbox, RegExp])[] = [
  ["mmdf", /^\x01\x01\x01\x01\r?\n(?:From |[\x21-\x39\x3b-\x7e]{1,100}[ \t]*:)/],
  ["babyl", /^BABYL OPTIONS:/i],
  ["mbx", /^\*mbx\*\r\n[0-9a-fA-F]{16}\r\n/],
  ["rnews", /^#! ?rnews [0-9]{1,12}[ \t]*\r?\n/],
];
/** What they begin with: most files are told apart by one byte. */
const FIRST_BYTES: ReadonlySet<number> = new Set(Buffer.from("\x01Bb*#"));

const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1", from, to);

/** Which of these formats bytes begin like, null for none. 200 bytes of head are enough. */
export function oldMailbox(head: Uint8Array): OldMailbox | null {
  if (!FIRST_BYTES.has(head[0] as number)) return null;
  const text = latin1(head, 0, 200);
  return BEGINNINGS.find(([, beginning]) => beginning.test(text))?.[0] ?? null;
}

/** Gathers messages and marks in order: what lies between them is a gap, unless it is blank. */
class Ranges {
  readonly list: SourceRange[] = [];
  private readonly bytes: Buffer;
  private end = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  message(from: number, to: number, variant: "eml" | "babyl"): void {
    this.passTo(from);
    if (to > from) this.list.push({ kind: "message", offset: from, length: to - from, variant });
    this.end = Math.max(this.end, to);
  }

  mark(from: number, to: number): void {
    this.passTo(from);
    this.end = Math.max(this.end, to);
  }

  passTo(offset: number): void {
    const { end } = this;
    if (offset <= end) return;
    const isBlank = this.bytes.subarray(end, offset).every((byte) => byte <= SPACE);
    if (!isBlank) {
      const reason = "neither a message nor a mark of the format";
      this.list.push({ kind: "gap", offset: end, length: offset - end, reason });
    }
    this.end = offset;
  }
}

const SPACE = 32;

/** Where the line that begins at `at` ends, its line end included. */
function nextLine(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(LF, at);
  return end === -1 ? bytes.length : end + 1;
}

const FOUR = Buffer.from([1, 1, 1, 1]);

/** MMDF: a line of four control-A before and after each message; the From_ line that some write is no part of it. */
function splitMmdf(bytes: Buffer, ranges: Ranges): void {
  let open = -1;
  for (let at = bytes.indexOf(FOUR); at !== -1; ) {
    const next = nextLine(bytes, at);
    const isLine = (at === 0 || bytes[at - 1] === LF) && next - at <= 6;
    if (isLine && open === -1) open = next;
    else if (isLine) {
      ranges.mark(open - FOUR.length - 1, open);
      const from = latin1(bytes, open, open + 5) === "From " ? nextLine(bytes, open) : open;
      // Two marks in a row: the end of one message whose beginning is missing
      if (at > from) ranges.message(from, at, "eml");
      open = at > from ? -1 : next;
    }
    at = bytes.indexOf(FOUR, Math.max(next, at + 4));
  }
  if (open !== -1 && open < bytes.length) ranges.message(open, bytes.length, "eml");
}

const UNIT = 31;
const FORM_FEED = 12;

/** Babyl (Emacs manual, "Rmail Formats"): ^_ ends the options and each message, ^L begins the next. */
function splitBabyl(bytes: Buffer, ranges: Ranges): void {
  const first = bytes.indexOf(UNIT);
  ranges.mark(0, first === -1 ? bytes.length : first + 1);
  for (let at = first; at !== -1; ) {
    const end = bytes.indexOf(UNIT, at + 1);
    let from = at + 1;
    while (bytes[from] === LF || bytes[from] === 13) from++;
    const to = end === -1 ? bytes.length : end;
    if (bytes[from] === FORM_FEED) {
      ranges.mark(at, from);
      ranges.message(from, to, "babyl");
    }
    if (end !== -1) ranges.mark(end, end + 1);
    at = end;
  }
}

const MBX_HEADER_BYTES = 2048;
/** c-client's line before a message: time, size, flags. */
const MBX_LINE =
  /^[ \d]\d-[A-Za-z]{3}-\d{4} \d\d:\d\d:\d\d [+-]\d{4},(\d{1,12});[0-9a-fA-F]{8,16}(?:-[0-9a-fA-F]{8})?\r?\n/;

const isMbxLine = (bytes: Buffer, at: number): boolean =>
  MBX_LINE.test(latin1(bytes, at, at + 100));

/** Where the next line with a size begins, from the line at `at` on; the end of the bytes when there is none. */
function nextMbxLine(bytes: Buffer, at: number): number {
  let line = at;
  while (line < bytes.length && !isMbxLine(bytes, line)) line = nextLine(bytes, line);
  return line;
}

/** mbx: a header of 2,048 bytes, then for each message a line with its size. Where a size leads astray the next such line is looked for. */
function splitMbx(bytes: Buffer, ranges: Ranges): void {
  let at = nextMbxLine(bytes, 0);
  ranges.mark(0, Math.min(at, MBX_HEADER_BYTES));
  while (at < bytes.length) {
    const line = MBX_LINE.exec(latin1(bytes, at, at + 100)) as RegExpExecArray;
    const from = at + line[0].length;
    ranges.mark(at, from);
    const claimed = from + Number(line[1]);
    const follows = claimed === bytes.length || isMbxLine(bytes, claimed);
    at = follows ? claimed : nextMbxLine(bytes, from);
    ranges.message(from, at, "eml");
  }
}

const RNEWS_LINE = /^#! ?rnews (\d{1,12})[ \t]*\r?\n/;

/** rnews (RFC 1036 section 4.3): a line with the size before each article. */
function splitRnews(bytes: Buffer, ranges: Ranges): void {
  for (let at = 0; at < bytes.length; ) {
    const line = RNEWS_LINE.exec(latin1(bytes, at, at + 40));
    if (line === null) {
      at = nextLine(bytes, at);
      continue;
    }
    const from = at + line[0].length;
    ranges.mark(at, from);
    at = Math.min(bytes.length, from + Number(line[1]));
    ranges.message(from, at, "eml");
  }
}

const SPLITTERS: Readonly<Record<OldMailbox, (bytes: Buffer, ranges: Ranges) => void>> = {
  mmdf: splitMmdf,
  babyl: splitBabyl,
  mbx: splitMbx,
  rnews: splitRnews,
};

/**
 * Ranges of a whole mailbox in order: of a Babyl file e.g. `[{kind:"message",offset:90,length:811,variant:"babyl"}]`. An "eml" range is the message
 * as it is.
 */
export function splitOldMailbox(mailbox: Uint8Array, format: OldMailbox): readonly SourceRange[] {
  const bytes = Buffer.from(mailbox.buffer, mailbox.byteOffset, mailbox.byteLength);
  const ranges = new Ranges(bytes);
  SPLITTERS[format](bytes, ranges);
  ranges.passTo(bytes.length);
  return ranges.list;
}

const END_OF_HEADERS = "*** EOOH ***";

/**
 * The mail in a Babyl record: `"\f\n1,,\nSubject: x\nReceived: …\n\n*** EOOH ***\nSubject: x\n\nHello\n"` gives `"Subject: x\nReceived: …\n\nHello\n"`.
 * Reformatted (the line begins with 1): the original headers stand before the EOOH line, those shown behind it. Else all behind it is the mail.
 */
export function babylMessage(record: Uint8Array): Uint8Array {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  const status = nextLine(bytes, bytes[0] === FORM_FEED ? nextLine(bytes, 0) : 0);
  const statusLine = latin1(bytes, 0, status);
  let mark = bytes.indexOf(END_OF_HEADERS);
  while (mark > 0 && bytes[mark - 1] !== LF) mark = bytes.indexOf(END_OF_HEADERS, mark + 1);
  if (mark === -1) return bytes.subarray(status);
  const shown = nextLine(bytes, mark);
  if (!/^\f\r?\n?1/.test(statusLine)) return bytes.subarray(shown);
  let original = status;
  if (/^Summary-line:/i.test(latin1(bytes, original, original + 13)))
    original = nextLine(bytes, original);
  if (mark <= original) return bytes.subarray(shown);
  return Buffer.concat([
    bytes.subarray(original, blankLine(bytes, original, mark)),
    bytes.subarray(blankLine(bytes, shown, bytes.length)),
  ]);
}

/** Where the first blank line from `from` on begins, `to` when there is none. */
function blankLine(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at = nextLine(bytes, at))
    if (bytes[at] === LF || (bytes[at] === 13 && bytes[at + 1] === LF)) return at;
  return to;
}
