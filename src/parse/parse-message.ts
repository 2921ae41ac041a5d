/**
 * Message bytes -> Message. Headers come from the raw bytes, parts from the hardened mailparser, text from both.
 *
 * Never rejects for bad input: what cannot be read is a problem, and the raw headers with the readable text of the first bytes are
 * the fallback. May not read files, recurse into attached messages (the ingest queue does), or look at the clock.
 */

import { decodeText } from "../decode/charset.ts";
import { LIMITS } from "../limits.ts";
import type {
  Address,
  Attachment,
  Header,
  HeaderDate,
  Hop,
  Message,
  MessageInput,
} from "../model/message.ts";
import type { Problem } from "../model/problem.ts";
import { readAddresses } from "./addresses.ts";
import { readBodyText } from "./body-text.ts";
import { decodeEncodedWords } from "./encoded-words.ts";
import { readDate } from "./header-date.ts";
import { firstHeader, type HeaderScan, scanHeaders } from "./header-scan.ts";
import { readMessageIds } from "./header-values.ts";
import { isJournalHeader, NOBODY, readJournal } from "./journal.ts";
import {
  partBytes,
  type Split,
  scanMessage,
  splitScanned,
  transferEncoding,
} from "./part-bytes.ts";
import { readRawNames } from "./raw-names.ts";
import { readReceived } from "./received.ts";
import type { Part } from "./structure.ts";

/**
 * The message in `input.bytes`. Always resolves: unreadable parts are in `problems`, without their locator (the caller has it). `split` says how the parts
 * are found: by the walk that fits, unless a caller compares.
 */
export async function parseMessage(
  input: MessageInput,
  split: Split = splitScanned,
): Promise<Message> {
  if (input.bytes.length > LIMITS.maxMessageBytes)
    return parseHeadersOnly(input, `message of ${input.bytes.length} bytes is over the limit`);
  const scan = scanMessage(input.bytes);
  const structure = split(scan);
  const body = readBodyText(scan.bytes, structure.parts, structure.stray);
  const names = readRawNames(scan, structure.parts);
  const attachments = structure.parts
    .filter(isAttachment)
    .map((part) => toAttachment(scan.bytes, part, names.nameOf(part)));
  return withHeaders(scan, {
    text: body.text,
    attachments: [...attachments, ...body.attachments],
    problems: [
      ...structure.problems,
      ...names.problems,
      ...structure.parts.flatMap(partProblems),
      ...body.problems,
    ],
  });
}

/**
 * Headers and the printable text of the first bytes only, for a message that its reader could not finish. `reason` becomes a
 * problem, e.g. "killed after 9 s".
 */
export function parseHeadersOnly(input: MessageInput, reason: string): Message {
  const head = input.bytes.subarray(0, LIMITS.maxFallbackBytes);
  const scan = scanHeaders(head);
  const text = printableText(scan.bytes.subarray(scan.bodyOffsetBytes));
  return withHeaders(scan, {
    text,
    attachments: [],
    problems: [
      {
        code: "headers-only",
        severity: "partial",
        reason: `${reason}; only headers and the raw text of the first ${head.length} bytes are read`,
      },
    ],
  });
}

/** What of a part is not undone: kept as it is, and told. */
function partProblems(part: Part): Omit<Problem, "locator">[] {
  const told = (code: string, what: string): Omit<Problem, "locator">[] => [
    { code, severity: "partial", reason: `part ${part.path}: ${what}` },
  ];
  if (transferEncoding(part.encoding) === undefined)
    return told("transfer-encoding-unknown", `"${part.encoding.slice(0, 60)}" is not undone`);
  return part.contentType === "message/partial"
    ? told(
        "message-in-pieces",
        "one piece of a mail that was sent in several; it is kept as a file",
      )
    : [];
}

function isAttachment(part: Part): boolean {
  // a named text part is shown by mail clients both as text and as a file
  return !part.isText || part.filename !== "";
}

function toAttachment(bytes: Uint8Array, part: Part, name: string): Attachment {
  const { decoded, steps } = partBytes(bytes, part);
  return {
    name,
    declaredType: part.contentType,
    disposition: part.disposition,
    contentId: part.contentId,
    bytes: decoded,
    steps,
  };
}

/**
 * The message of these headers and this content. One literal for all: an object made by spreading another gets a hidden class of its own in V8, and
 * whatever touches messages is then compiled again and again, and slow.
 */
function withHeaders(
  scan: HeaderScan,
  content: Pick<Message, "text" | "attachments" | "problems">,
): Message {
  const { headers } = scan;
  const { of: addresses, recovered, isJournal } = readPeople(headers);
  const first = (key: string): string => firstHeader(headers, key)?.value ?? "";
  const hops = headers
    .filter((header) => header.key === "received")
    .slice(0, LIMITS.maxHops)
    .map((header): Hop => readReceived(header.value));
  const dateHeader = firstHeader(headers, "date");
  const date: HeaderDate | null = dateHeader === undefined ? null : readDate(dateHeader.value);
  const from = addresses("from");
  const sender = addresses("sender");
  const replyTo = addresses("reply-to");
  const to = addresses("to");
  const cc = addresses("cc");
  const bcc = addresses("bcc");
  const journal = isJournal ? readJournal(content.text) : NOBODY;
  const envelopePeople = [...addresses(ENVELOPE), ...journal.people];
  const inReplyTo = readMessageIds(first("in-reply-to"));
  const references = readMessageIds(first("references"));
  const cut = headerLimitProblems(
    headers,
    [from, sender, replyTo, to, cc, bcc, envelopePeople],
    [inReplyTo, references],
  );
  return {
    headers,
    bodyOffsetBytes: scan.bodyOffsetBytes,
    subject: decodeEncodedWords(first("subject")),
    from,
    sender,
    replyTo,
    to,
    cc,
    bcc,
    envelopePeople,
    hiddenByJournal: journal.hidden,
    messageId: readMessageIds(first("message-id"))[0] ?? "",
    inReplyTo,
    references,
    date,
    receivedAt: hops.find((hop) => hop.at !== null)?.at ?? null,
    hops,
    text: content.text,
    attachments: content.attachments,
    problems: [
      ...scan.problems,
      ...cut,
      ...recoveredProblems(recovered),
      ...dateProblems(date),
      ...content.problems,
    ],
  };
}

/** A bracket or quote that never closes: nobody was lost by it, but the name may hold more than was meant. */
function recoveredProblems(headers: readonly string[]): Omit<Problem, "locator">[] {
  if (headers.length === 0) return [];
  const names = [...new Set(headers)].join(", ");
  return [
    {
      code: "address-recovered",
      severity: "note",
      reason: `${names}: recovered from a quote, bracket or backslash that breaks the rules; it is read as a character of the name`,
    },
  ];
}

/** A Date that says no time, or one only under an assumption, is told: the message is searched as undated, or hours off. */
function dateProblems(date: HeaderDate | null): Omit<Problem, "locator">[] {
  if (date === null || (date.at !== null && date.zoneUnsigned !== true)) return [];
  const written = date.text.slice(0, 100);
  const reason =
    date.at === null
      ? `the Date header "${written}" cannot be read as a date; the message is undated`
      : `the offset in the Date header "${written}" has no sign; read as east of UTC`;
  const code = date.at === null ? "date-unreadable" : "date-offset-unsigned";
  return [{ code, severity: "note", reason }];
}

/** Headers of delivery, forwarding and journaling that name people. */
const ENVELOPE_HEADERS: readonly string[] = [
  "return-path",
  "delivered-to",
  "envelope-to",
  "x-envelope-to",
  "x-envelope-from",
  "x-original-to",
  "x-delivered-to",
  "x-forwarded-to",
  "x-forwarded-for",
  "x-rcpt-to",
  "x-receiver",
  "x-sender",
  "x-authenticated-sender",
  "apparently-to",
  "errors-to",
  "resent-from",
  "resent-sender",
  "resent-to",
  "resent-cc",
  "resent-bcc",
  "resent-reply-to",
];

/** The list to which the addresses of a header go. */
const ENVELOPE = "envelope";
const PEOPLE_LISTS: ReadonlyMap<string, string> = new Map([
  ...["from", "sender", "reply-to", "to", "cc", "bcc"].map((key): [string, string] => [key, key]),
  ...ENVELOPE_HEADERS.map((key): [string, string] => [key, ENVELOPE]),
]);

const NO_ADDRESSES: Address[] = [];

/** All people of the headers in one pass over them. */
function readPeople(headers: readonly Header[]): {
  readonly of: (list: string) => Address[];
  readonly recovered: readonly string[];
  readonly isJournal: boolean;
} {
  const lists = new Map<string, Address[]>();
  const recovered: string[] = [];
  let isJournal = false;
  for (const header of headers) {
    const list = PEOPLE_LISTS.get(header.key);
    if (list === undefined) {
      isJournal ||= isJournalHeader(header);
      continue;
    }
    const read = readAddresses(header.value);
    if (read.recovered) recovered.push(header.name);
    const before = lists.get(list);
    if (before === undefined) lists.set(list, [...read.addresses]);
    else before.push(...read.addresses);
  }
  return { of: (list) => lists.get(list) ?? NO_ADDRESSES, recovered, isJournal };
}

/** A limit that cut a list says so: nothing is dropped in silence. */
function headerLimitProblems(
  headers: readonly Header[],
  people: readonly (readonly Address[])[],
  ids: readonly (readonly string[])[],
): Omit<Problem, "locator">[] {
  const cut: string[] = [];
  if (people.some((list) => list.length >= LIMITS.maxAddresses))
    cut.push(`addresses beyond ${LIMITS.maxAddresses} in one header`);
  if (ids.some((list) => list.length >= LIMITS.maxReferences))
    cut.push(`message ids beyond ${LIMITS.maxReferences} in one header`);
  if (headers.filter((header) => header.key === "received").length > LIMITS.maxHops)
    cut.push(`Received headers beyond ${LIMITS.maxHops}`);
  return cut.map((what) => ({
    code: "header-list-limit",
    severity: "partial",
    reason: `${what} are not read; the stored headers have them`,
  }));
}

/** Text with controls turned to blanks: what a person would make out in a hex viewer. */
function printableText(bytes: Uint8Array): string {
  const { text } = decodeText(bytes, "");
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]+/g, " ");
}
