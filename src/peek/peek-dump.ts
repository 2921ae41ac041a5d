/** One look over a dump before it is indexed: kinds of sources, messages, dates, senders, and which messages match a query. Writes nothing. */
import { isFileError } from "../errors.ts";
import { readDirectory } from "../extract/archive/zip-directory.ts";
import { openablePath } from "../file-path.ts";
import { noWork, typicalMs, workKind } from "../ingest/time-left.ts";
import { LIMITS } from "../limits.ts";
import type { Problem } from "../model/problem.ts";
import type { FoundFile } from "../model/source.ts";
import { openRegular, readAndClose } from "../regular-file.ts";
import type { Answer } from "./match-headers.ts";
import { type PeekedMail, peekedMail } from "./peeked-mail.ts";
import { type PeekedSource, peekSource, recordsOf, unreadable } from "./read-headers.ts";

/** Counts by value, as a list is wanted of them. */
export type Tally = Map<string, number>;

/** What a look found: `{messages: 50000, sources: {mbox: {count: 1, bytes: 371e6}}, …}`. */
export interface PeekResult {
  /** By kind: "mbox", "eml", "emlx", or the media type of another file. */
  readonly sources: Map<string, { count: number; bytes: number }>;
  messages: number;
  undated: number;
  /** Bytes of mailboxes that belong to no message. */
  gapBytes: number;
  /** Messages by day, "2017-03-27". */
  readonly days: Tally;
  readonly senders: Tally;
  readonly domains: Tally;
  /** Members of zip archives, and how many of them are encrypted. */
  members: number;
  encryptedMembers: number;
  /** Archives whose members were not listed: of another kind, or too large to look into in passing. */
  closedArchives: number;
  readonly matches: PeekMatch[];
  matching: number;
  /** Messages that match if their text does. */
  unknown: number;
  readonly problems: Problem[];
  indexMs: number;
  indexBytes: number;
}

/** A message that matches the query. */
export interface PeekMatch {
  readonly path: string;
  readonly offset: number;
  readonly sizeBytes: number;
  /** ISO 8601 in UTC, null when undated. */
  readonly sentAt: string | null;
  readonly from: string;
  readonly subject: string;
}

export interface PeekOptions {
  readonly files: readonly FoundFile[];
  /** Null: nothing is listed. */
  readonly test: ((mail: PeekedMail) => Answer) | null;
  /** At most so many matches are kept; all are counted. */
  readonly limit: number;
  readonly onBytes: (bytes: number) => void;
  readonly stop: AbortSignal;
}

/** Zip archives up to this size are looked into: the whole file is read for its directory. */
const MAX_ARCHIVE_BYTES = 64 << 20;
const ARCHIVE = /zip|x-7z|rar|tar|gzip|bzip2|x-xz|zstd|outlook-pst/;
/** Distinct senders that are counted; a hostile dump has one for each message. */
const MAX_VALUES = 100_000;
/** Index bytes for each byte of mail, as measured on 50,000 mails (bench/README.md). */
const INDEX_SHARE = 0.6;

/** Looks at every file once, in order. Bad input is a problem; the look goes on. */
export async function peekDump(options: PeekOptions): Promise<PeekResult> {
  const result = emptyResult();
  const work = noWork();
  for (const file of options.files) {
    if (options.stop.aborted) break;
    try {
      const source = peekSource(file);
      work[workKind(source)] += source.sizeBytes;
      await peekInto(result, source, options);
    } catch (error) {
      if (!isFileError(error)) throw error;
      result.problems.push(unreadable(file.path, error.message));
    }
    options.onBytes(file.sizeBytes);
  }
  result.indexMs = typicalMs(work);
  result.indexBytes = Math.round((work.mail + work.document) * INDEX_SHARE);
  return result;
}

function emptyResult(): PeekResult {
  return {
    sources: new Map(),
    messages: 0,
    undated: 0,
    gapBytes: 0,
    days: new Map(),
    senders: new Map(),
    domains: new Map(),
    members: 0,
    encryptedMembers: 0,
    closedArchives: 0,
    matches: [],
    matching: 0,
    unknown: 0,
    problems: [],
    indexMs: 0,
    indexBytes: 0,
  };
}

async function peekInto(
  result: PeekResult,
  source: PeekedSource,
  options: PeekOptions,
): Promise<void> {
  const kind = source.format === "file" ? source.type : source.format;
  const seen = result.sources.get(kind) ?? { count: 0, bytes: 0 };
  result.sources.set(kind, { count: seen.count + 1, bytes: seen.bytes + source.sizeBytes });
  if (source.format === "file") {
    if (ARCHIVE.test(source.type)) peekArchive(result, source);
    return;
  }
  const records = recordsOf(source, (bytes) => {
    result.gapBytes += bytes;
  });
  for await (const { path, offset, sizeBytes, block } of records) {
    const mail = peekedMail(block, sizeBytes);
    countMail(result, mail);
    if (options.test !== null) list(result, mail, { path, offset, sizeBytes }, options);
    if (options.stop.aborted) return;
  }
}

function countMail(result: PeekResult, mail: PeekedMail): void {
  result.messages++;
  const at = mail.sentAt();
  if (at === null) result.undated++;
  else add(result.days, new Date(at).toISOString().slice(0, 10));
  const address = mail.people("from")[0]?.address.toLowerCase() ?? "";
  if (address === "") return;
  add(result.senders, address);
  add(result.domains, address.slice(address.lastIndexOf("@") + 1));
}

function add(tally: Tally, value: string): void {
  const count = tally.get(value);
  if (count !== undefined || tally.size < MAX_VALUES) tally.set(value, (count ?? 0) + 1);
}

function list(
  result: PeekResult,
  mail: PeekedMail,
  place: Pick<PeekMatch, "path" | "offset" | "sizeBytes">,
  { test, limit }: PeekOptions,
): void {
  const said = test?.(mail) ?? "no";
  if (said === "unknown") result.unknown++;
  if (said !== "yes") return;
  result.matching++;
  if (result.matches.length >= limit) return;
  const at = mail.sentAt();
  const [from] = mail.people("from");
  result.matches.push({
    ...place,
    sentAt: at === null ? null : new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z"),
    from: from === undefined ? "" : from.name || from.address,
    subject: mail.subject(),
  });
}

function peekArchive(result: PeekResult, source: PeekedSource): void {
  if (
    !/zip/.test(source.type) ||
    /gzip|bzip/.test(source.type) ||
    source.sizeBytes > MAX_ARCHIVE_BYTES
  ) {
    result.closedArchives++;
    return;
  }
  const bytes = readAndClose(openRegular(openablePath(source.path)), source.sizeBytes);
  const { members } = readDirectory(bytes, LIMITS.maxArchiveMembers);
  result.members += members.length;
  result.encryptedMembers += members.filter(({ flags }) => (flags & 0x2041) !== 0).length;
}

/** The values of a tally, most first, then by value: `[["anna@example.org", 12]]`. */
export const top = (counts: ReadonlyMap<string, number>, limit: number): [string, number][] =>
  [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, limit);
