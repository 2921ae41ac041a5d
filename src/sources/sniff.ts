/**
 * What a file is, decided by its first bytes. The name only settles what bytes leave open: a dump's names are often wrong or gone.
 * Pure functions; 64 KB of head are enough for both.
 */
import {
  blankLinesBytes,
  CR,
  headerNameEnd,
  isRecordStart,
  LF,
  MAIL_ONLY_HEADERS,
  MAIL_ONLY_PREFIXES,
  previousLineIsBlank,
  startsWithFrom,
} from "../mail-lines.ts";
import type { SourceFormat } from "../model/source.ts";
import { type OldMailbox, oldMailbox } from "../split/split-old-mailbox.ts";
import { ascii, TEXT_TYPE_BY_EXTENSION, typeByMagic } from "./media-magic.ts";
import { guessTextEncoding, leadingText, textType } from "./sniff-text.ts";
import { zipType } from "./sniff-zip.ts";

/** Bytes of head to hand in; less is fine when the file is smaller. */
export const SNIFF_BYTES = 64 * 1024;

/** Lower case, without the dot; "" when the name has none. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot === -1 ? "" : name.slice(dot + 1).toLowerCase();
}

/**
 * The media type of a loose file or an attachment, lower case, by content: "application/pdf", "image/jpeg", "text/plain" …,
 * "application/octet-stream" when nothing is known. Mails are not told here: ask {@link sniffFormat} first.
 *
 * `head` may be the first 64 KB or all bytes; with all bytes a zip is told apart by its central directory. The table of signatures
 * is media-magic.ts. The encoding of text is {@link guessTextEncoding}. OLE2 files are all "application/x-ole-storage".
 */
export function sniffType(head: Uint8Array, name: string): string {
  if (head.length === 0) return "application/octet-stream";
  const extension = extensionOf(name);
  const certain = zipType(head, extension) ?? typeByMagic(head);
  if (certain !== null) return certain;
  // Anywhere in the first KB (PDF 1.7, appendix H, note 13): mail gateways and printers put lines before it.
  const front = ascii(head, 0, 1024);
  if (front.startsWith("%PDF") || front.includes("%PDF-")) return "application/pdf";
  if (isOldTar(head)) return "application/x-tar";
  const old = oldMailbox(head);
  if (old !== null) return OLD_MAILBOX_TYPES[old];
  const text = textStart(head);
  if (PAGE_START.test(front) && isSavedPage(head, text, name)) return SAVED_PAGE_TYPE;
  const encoding = guessTextEncoding(head);
  if (encoding === null) return "application/octet-stream";
  const start = leadingText(head, encoding);
  if (start.startsWith("{\\rtf")) return "application/rtf";
  return textType(start) ?? TEXT_TYPE_BY_EXTENSION.get(extension) ?? "text/plain";
}

/** Types of mailboxes of older programs; none is registered. */
export const OLD_MAILBOX_TYPES: Readonly<Record<OldMailbox, string>> = {
  mmdf: "application/x-mmdf",
  babyl: "application/x-babyl",
  mbx: "application/x-uw-mbx",
  rnews: "application/x-rnews",
};

/** A web page with its pictures in one file (MHTML, RFC 2557). */
export const SAVED_PAGE_TYPE = "multipart/related";

const PAGE_START =
  /^(?:\xef\xbb\xbf)?\s*(?:From|MIME-Version|Content-[A-Za-z-]+|Subject|Date|Snapshot-[A-Za-z-]+|X-[A-Za-z-]+):/i;
/** What browsers write where a mail has its sender. */
const SAVED_BY = /^(?:Snapshot-Content-Location:|From:[ \t]*"?<?Saved by )/im;
const OF_MAIL = /^(?:From|To|Cc|Bcc|Received|Return-Path|Delivered-To|Message-ID):/im;
const PAGE_TYPE = /^Content-Type:[ \t]*(?:multipart\/related|text\/html)/im;

/** Whether headers of a mail at `start` are those of a saved web page: a mail has people or a way it came. */
function isSavedPage(head: Uint8Array, start: number, name: string): boolean {
  const text = ascii(head, start, Math.min(head.length, start + 16 * 1024));
  const headers = text.split(/\r?\n\r?\n/, 1)[0] ?? "";
  if (SAVED_BY.test(headers)) return true;
  if (OF_MAIL.test(headers) || !PAGE_TYPE.test(headers)) return false;
  return /^mht(?:ml)?$/.test(extensionOf(name)) || /^Content-Location:/im.test(text);
}

/** A tar from before POSIX has no magic, but its header has a checksum over itself. */
function isOldTar(head: Uint8Array): boolean {
  if (head.length < 512 || head[0] === 0) return false;
  const written = /^ *([0-7]{1,7})[ \0]/.exec(ascii(head, 148, 156));
  if (written === null) return false;
  let sum = 8 * 32; // the checksum's own field counts as blanks
  for (let at = 0; at < 512; at++) if (at < 148 || at >= 156) sum += head[at] as number;
  return sum === Number.parseInt(written[1] as string, 8);
}

/**
 * How a source file is to be split: "mbox", "emlx", "eml", or "file" for everything that is no mail.
 *
 * `sniffFormat(bytes("From - \nSubject: x\n"), 19, "Inbox")` gives "mbox". `sizeBytes` is the whole file's size, `head` its beginning.
 */
export function sniffFormat(head: Uint8Array, sizeBytes: number, name: string): SourceFormat {
  const lineEnd = head.includes(LF) || !head.includes(CR) ? LF : CR;
  const start = textStart(head);
  if (oldMailbox(head) !== null) return "file";
  if (startsWithFrom(head, start) && isRecordStart(head, start, head.length, true, lineEnd))
    return "mbox";
  const counted = countedStart(head, sizeBytes);
  if (counted !== -1 && looksLikeMail(head, counted, lineEnd, 1)) return "emlx";
  if (looksLikeMail(head, start, lineEnd, namedAsMail(name) ? POINTS_WHEN_NAMED : POINTS))
    return isSavedPage(head, start, name) ? "file" : "eml";
  return /\bmbo?x\b/i.test(name) && hasLaterRecord(head, start, lineEnd) ? "mbox" : "file";
}

/** Behind a byte order mark and blank lines. */
function textStart(head: Uint8Array): number {
  const at = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  return at + blankLinesBytes(head.subarray(at));
}

/** Apple's .emlx: decimal digits and blanks on the first line count the message's bytes; headers follow. -1 when it is none. */
function countedStart(head: Uint8Array, sizeBytes: number): number {
  const line = /^(\d{1,12})[ \t]*\r?\n/.exec(ascii(head, 0, 64));
  if (line === null) return -1;
  return Number(line[1]) + line[0].length <= sizeBytes ? line[0].length : -1;
}

/** A piece cut out of an mbox begins in the middle of a message; where the name says mbox, a dated record further down settles it. */
function hasLaterRecord(head: Uint8Array, start: number, lineEnd: number): boolean {
  const needle = Buffer.from([lineEnd, ...Buffer.from("From ")]);
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  for (let hit = bytes.indexOf(needle, start); hit !== -1; hit = bytes.indexOf(needle, hit + 1)) {
    const blank = previousLineIsBlank(bytes, hit + 1, 0, lineEnd);
    if (blank && isRecordStart(bytes, hit + 1, bytes.length, blank, lineEnd)) return true;
  }
  return false;
}

/** `.eml`, or a maildir name with flags (`…:2,RS`). */
function namedAsMail(name: string): boolean {
  return extensionOf(name) === "eml" || /:2,[A-Za-z]*$/.test(name);
}

const POINTS = 2.5;
const POINTS_WHEN_NAMED = 1;

/** Names of a web request or answer; with one of these and nothing that only mail has, it is a dump of HTTP. */
const HTTP_HEADERS: ReadonlySet<string> = new Set([
  "host",
  "server",
  "accept",
  "accept-ranges",
  "accept-encoding",
  "cache-control",
  "connection",
  "cookie",
  "etag",
  "last-modified",
  "location",
  "pragma",
  "set-cookie",
  "transfer-encoding",
]);

const ADDRESS_HEADERS: ReadonlySet<string> = new Set([
  "from",
  "to",
  "cc",
  "bcc",
  "sender",
  "x-from",
  "x-to",
]);

const MAX_HEADER_LINES = 200;

/**
 * Whether a header block of a mail begins at `start`: adds up what each distinct name is worth (see {@link worth}).
 * Notes ("From: Anna", "Date: Tuesday"), YAML and `key: value` files stay below, or have many names that no mail has.
 */
function looksLikeMail(head: Uint8Array, start: number, lineEnd: number, needed: number): boolean {
  const seen = new Set<string>();
  let points = 0;
  let weakPoints = 0;
  let mailOnly = 0;
  let known = 0;
  let unknown = 0;
  let http = 0;
  let at = start;
  for (let lines = 0; at < head.length && lines < MAX_HEADER_LINES; lines++) {
    const lineBreak = head.indexOf(lineEnd, at);
    const end = lineBreak === -1 ? head.length : lineBreak;
    if (end === at || (end === at + 1 && head[at] === CR)) break;
    const nameEnd = headerNameEnd(head, at, end);
    const isFold = lines > 0 && (head[at] === 32 || head[at] === 9);
    const isFrom = startsWithFrom(head, head[at] === 62 ? at + 1 : at);
    if (nameEnd !== -1) {
      const name = ascii(head, at, nameEnd).toLowerCase();
      if (seen.size === 0 && name === "begin") return false; // vCard, iCalendar
      if (!seen.has(name)) {
        seen.add(name);
        const value = ascii(head, nameEnd, Math.min(end, nameEnd + 300));
        const found = worth(name, value);
        if (found >= 2 && !ADDRESS_HEADERS.has(name)) mailOnly++;
        if (HTTP_HEADERS.has(name)) http++;
        else if (found === 0) unknown++;
        else known++;
        if (found === WEAK) weakPoints = Math.min(1, weakPoints + WEAK);
        else points += found;
      }
    } else if (!isFold && !isFrom) {
      if (seen.size === 0) return false;
      unknown++;
    }
    at = end + 1;
  }
  if (http > 0 && mailOnly === 0) return false;
  return points + weakPoints >= needed && points >= 1 && unknown <= 3 + 2 * known;
}

const WEAK = 0.5;

/** What one header says for "this is a mail": 2 or more = only mail has it, 1 = a mail as much as a note, 0.5 = little, 0 = nothing. */
function worth(name: string, value: string): number {
  if (MAIL_ONLY_HEADERS.has(name)) return 2;
  if (MAIL_ONLY_PREFIXES.some((prefix) => name.startsWith(prefix))) return 2;
  if (ADDRESS_HEADERS.has(name)) return value.includes("@") ? 2 : WEAK;
  if (name === "subject") return 1;
  // A MIME entity saved without the mail around it; web forms are sent as form-data.
  if (name === "content-type" && /^[ \t]*:\s*multipart\/(?!form-data)/i.test(value)) return 2.5;
  // RFC 5322 section 3.3: a month by name and a time of day. "Date: 2019-03-01" is a note's.
  if (name === "date")
    return /\d\s+[A-Za-z]{3,9}\s+\d/.test(value) && /\d:\d\d/.test(value) ? 1 : WEAK;
  if (name.startsWith("x-") || name.startsWith("content-")) return WEAK;
  return name === "status" || name === "lines" || name === "organization" ? WEAK : 0;
}
