/** A deterministic sample of the real mails of the mail-50k corpus, and of the mail files of the torture set. */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { corpusPath } from "./corpora.ts";

export interface SampleMail {
  /** Number of the mail in the mbox, or path inside the torture set. */
  readonly id: string;
  /** Where an outside tool can read the same bytes. */
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly bytes: Buffer;
}

/** Every `step`-th mail of mail-50k; every `fullStep`-th with LEAKSIFT_FULL=1. The mbox has no escaped lines that matter here: records are taken as they stand. */
export function sampleMails(step: number, fullStep = 1): SampleMail[] {
  const path = corpusPath("mail-50k", "mail-50k.mbox");
  const box = readFileSync(path);
  const starts = findRecords(box);
  const take = process.env["LEAKSIFT_FULL"] === "1" ? fullStep : step;
  const mails: SampleMail[] = [];
  for (let i = 0; i < starts.length; i += take) {
    const start = starts[i] ?? 0;
    const offset = box.indexOf(0x0a, start) + 1;
    const length = (starts[i + 1] ?? box.length) - offset;
    mails.push({ id: String(i), path, offset, length, bytes: copyRange(path, offset, length) });
  }
  return mails;
}

function findRecords(box: Buffer): number[] {
  const starts: number[] = box.toString("latin1", 0, 5) === "From " ? [0] : [];
  for (let at = box.indexOf("\n\nFrom "); at >= 0; at = box.indexOf("\n\nFrom ", at + 2)) {
    const next = box.indexOf(0x0a, at + 2) + 1;
    if (/^[!-9;-~]+:/.test(box.toString("latin1", next, next + 60))) starts.push(at + 2);
  }
  return starts;
}

/** A copy, so that a sample does not keep the whole mbox in memory. */
function copyRange(path: string, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const fd = openSync(path, "r");
  readSync(fd, bytes, 0, length, offset);
  closeSync(fd);
  return bytes;
}

const NOT_MAIL = /\.(?:xml|html|list|pdf|json|out|expected|yml|md|properties|c|pm|t|pl|js|ts)$/i;
const HEADERS_FIRST =
  /^(?:\xef\xbb\xbf)?\s*(?:From .*\n|>From .*\n)?(?:[!-9;-~]+[ \t]*:.*\r?\n(?:[ \t].*\r?\n)*){2,}/;
const MAIL_HEADER =
  /^(?:received|from|to|subject|date|mime-version|content-type|message-id|return-path)[ \t]*:/im;
const MAX_FILE_BYTES = 20_000_000;

/** The files of the torture set that hold one mail, decided by content, sorted by path. */
export function tortureMails(): SampleMail[] {
  const root = corpusPath("torture", "torture");
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const mails: SampleMail[] = [];
  for (const path of names) {
    if (NOT_MAIL.test(path)) continue;
    const bytes = readFileSync(path);
    if (bytes.length === 0 || bytes.length > MAX_FILE_BYTES || !isOneMail(bytes)) continue;
    mails.push({ id: path.slice(root.length + 1), path, offset: 0, length: bytes.length, bytes });
  }
  return mails;
}

function isOneMail(bytes: Buffer): boolean {
  const head = bytes.toString("latin1", 0, 4096);
  if (head.startsWith("From ") && bytes.includes("\nFrom ")) return false;
  return HEADERS_FIRST.test(head) && MAIL_HEADER.test(head);
}
