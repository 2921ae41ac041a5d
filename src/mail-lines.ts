/**
 * What a From_ line and a header line look like. Sniffing (is this an mbox?) and splitting (does a message begin here?)
 * must agree, so both ask this file. Pure functions on bytes; every look is bounded by {@link LOOK_AHEAD_BYTES}.
 */

export const LF = 10;
export const CR = 13;
const SPACE = 32;
const TAB = 9;
const COLON = 58;
const GREATER = 62;

/** How far past the start of a From_ line a decision may look. Bounds memory and time on hostile lines; a decision never depends on more. */
export const LOOK_AHEAD_BYTES = 4096;

/** Longer From_ lines are prose or an attack: real ones hold one address and one date. */
const MAX_FROM_LINE_BYTES = 1024;

/** A longer name before the colon is no header (RFC 5322 section 2.1.1 allows 998 in a line). */
const MAX_HEADER_NAME_BYTES = 256;

/**
 * Header names that say "this is a mail" by themselves, lower case. Dates, subjects and addresses are not among them:
 * notes, memos and configuration files have these too.
 */
export const MAIL_ONLY_HEADERS: ReadonlySet<string> = new Set([
  "received",
  "return-path",
  "message-id",
  "mime-version",
  "delivered-to",
  "in-reply-to",
  "references",
  "reply-to",
  "content-transfer-encoding",
  "dkim-signature",
  "domainkey-signature",
  "authentication-results",
  "received-spf",
  "envelope-to",
  "disposition-notification-to",
  "return-receipt-to",
  "errors-to",
  "apparently-to",
  "precedence",
  "thread-topic",
  "thread-index",
  "newsgroups",
  "nntp-posting-host",
  "auto-submitted",
]);

/** Name prefixes with the same meaning as {@link MAIL_ONLY_HEADERS}. */
export const MAIL_ONLY_PREFIXES: readonly string[] = [
  "resent-",
  "list-",
  "arc-",
  "x-ms-exchange",
  "x-spam",
  "x-mailer",
  "x-original",
  "x-mozilla",
  "x-gm-",
  "x-mimeole",
];

/** Names a mail has and other text may have too. */
const SHARED_HEADERS: ReadonlySet<string> = new Set([
  "from",
  "to",
  "cc",
  "bcc",
  "subject",
  "date",
  "sender",
  "status",
  "lines",
  "organization",
  "path",
  "xref",
  "user-agent",
  "importance",
  "priority",
  "comments",
  "keywords",
  "encoding",
]);

/** True for a header name that belongs into a mail, e.g. `isMailHeaderName("x-gm-thrid")`. Takes lower case. */
function isMailHeaderName(name: string): boolean {
  return (
    MAIL_ONLY_HEADERS.has(name) ||
    SHARED_HEADERS.has(name) ||
    name.startsWith("x-") ||
    name.startsWith("content-") ||
    MAIL_ONLY_PREFIXES.some((prefix) => name.startsWith(prefix))
  );
}

/**
 * The end of a header name: the index just after its last character when the line at `start` reads `name:` or `name :`, else -1.
 * Names are printable ASCII without the colon (RFC 5322 section 2.2); blanks before the colon are the obsolete form (section 4.5).
 */
export function headerNameEnd(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end, start + MAX_HEADER_NAME_BYTES);
  let at = start;
  while (at < stop) {
    const byte = bytes[at] as number;
    if (byte < 33 || byte > 126 || byte === COLON) break;
    at++;
  }
  const nameEnd = at;
  while (at < stop && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  return nameEnd > start && at < stop && bytes[at] === COLON ? nameEnd : -1;
}

/** Bytes as text, one character a byte, without a decoder's start-up cost. For short ASCII-like stretches only. */
function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    "latin1",
    start,
    end,
  );
}

/** True when `From ` stands at `at`. */
export function startsWithFrom(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 70 &&
    bytes[at + 1] === 114 &&
    bytes[at + 2] === 111 &&
    bytes[at + 3] === 109 &&
    bytes[at + 4] === SPACE
  );
}

/** Blank lines before the first header are looked for in so many bytes. */
const MAX_BLANK_BYTES = 64 * 1024;

/** How many bytes the blank lines at the start of a mail take: programs that saved it from a web page put some there. 0 without any. */
export function blankLinesBytes(bytes: Uint8Array): number {
  const stop = Math.min(bytes.length, MAX_BLANK_BYTES);
  let end = 0;
  for (let at = 0; at < stop; at++) {
    const byte = bytes[at];
    if (byte === LF || byte === CR) end = at + 1;
    else if (byte !== SPACE && byte !== TAB) return end;
  }
  return 0;
}

const TIME = /\d:\d\d/;
const YEAR = /(?:^|\D)(?:19|20)\d\d(?:\D|$)/;
const MONTH = /(?:^|\W)(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:\W|$)/;
const WEEKDAY = /(?:^|\W)(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:\W|$)/;

/** asctime in all its dialects: a time of day with a year, or a day written `Mon Jan 1 2020`. */
function isDated(text: string): boolean {
  return YEAR.test(text) && (TIME.test(text) || (MONTH.test(text) && WEEKDAY.test(text)));
}

/** An address (or what stands for none) and asctime, perhaps with a zone, and nothing more: what programs write and nobody says. */
const PROGRAM_WRITTEN =
  /^(?:\S+@\S+|MAILER-DAEMON|-) {1,2}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d \d{4}(?: [+-]\d{4})?$/;

function lineBreak(bytes: Uint8Array, start: number, end: number, lineEnd: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === lineEnd) return at;
  return -1;
}

function isBlankLine(bytes: Uint8Array, start: number, end: number, lineEnd: number): boolean {
  if (start >= end || bytes[start] === lineEnd) return true;
  return bytes[start] === CR && bytes[start + 1] === lineEnd;
}

/**
 * Whether a record of an mbox begins at `at`, where `From ` stands at the start of a line.
 *
 * Text after "From " at the start of a line is ordinary prose ("From now on we …"), so the line alone decides nothing:
 * - the next line must look like a header (or, after a dated line, be one more (`>`)From_ line), and
 * - the line is dated, or is Netscape's `From -` or a bare `From `; or it is undated (Google's `From 1844…@xxx`), then the
 *   line before must be blank and the next line's name must be one mail uses;
 * - a dated line after a blank one may also be followed by a blank line: a message without headers;
 * - a line exactly as programs write it, after a blank one, may be followed by anything: a message whose beginning is damaged must not
 *   become the end of the whole one before it.
 *
 * Asking always for a date loses Google's files; always for a blank line before loses old files; neither splits prose.
 * `end` is the end of the bytes that are there: the caller gives {@link LOOK_AHEAD_BYTES} or all up to the end of the file.
 */
export function isRecordStart(
  bytes: Uint8Array,
  at: number,
  end: number,
  previousLineIsBlank: boolean,
  lineEnd: number = LF,
): boolean {
  const stop = Math.min(end, at + LOOK_AHEAD_BYTES);
  const fromEnd = lineBreak(bytes, at + 5, Math.min(stop, at + MAX_FROM_LINE_BYTES), lineEnd);
  if (fromEnd === -1) {
    // Only the very last line of a file may lack its line end: a record of which nothing but the From_ line was written.
    if (stop !== end || stop - at >= MAX_FROM_LINE_BYTES) return false;
    return previousLineIsBlank && isDated(latin1(bytes, at + 5, stop));
  }
  const text = latin1(bytes, at + 5, fromEnd).trim();
  const next = fromEnd + 1;
  const dated = isDated(text);
  if (isBlankLine(bytes, next, stop, lineEnd)) return dated && previousLineIsBlank;

  const nameEnd = headerNameEnd(bytes, next, stop);
  if (nameEnd === -1) {
    const secondFrom = startsWithFrom(bytes, bytes[next] === GREATER ? next + 1 : next);
    return (secondFrom && dated) || (previousLineIsBlank && PROGRAM_WRITTEN.test(text));
  }
  if (dated || text === "" || text === "-" || text.startsWith("- ")) return true;
  if (!previousLineIsBlank) return false;
  if (!isMailHeaderName(latin1(bytes, next, nameEnd).toLowerCase())) return false;
  return !/\s/.test(text) || secondLineIsHeader(bytes, next, stop, lineEnd);
}

/** Undated words after "From " are most likely a quoted heading; a header block has more than one line. */
function secondLineIsHeader(
  bytes: Uint8Array,
  first: number,
  stop: number,
  lineEnd: number,
): boolean {
  const firstEnd = lineBreak(bytes, first, stop, lineEnd);
  if (firstEnd === -1) return true; // a first header longer than the window: no prose line is that long
  const second = firstEnd + 1;
  if (bytes[second] === SPACE || bytes[second] === TAB) return true;
  return headerNameEnd(bytes, second, stop) !== -1;
}

/** Whether the line that ends just before `at` is blank. `start` is the first byte that belongs to the text. */
export function previousLineIsBlank(
  bytes: Uint8Array,
  at: number,
  start: number,
  lineEnd: number = LF,
): boolean {
  if (at - 1 <= start) return true;
  const before = bytes[at - 2];
  if (before === lineEnd) return true;
  return lineEnd === LF && before === CR && (at - 2 <= start || bytes[at - 3] === LF);
}
