/**
 * Where a record ends according to its own Content-Length header (mboxcl, mboxcl2), and whether that is right.
 *
 * The header is a claim by whoever wrote the mail: a wrong or forged one could swallow the messages that follow. So it is only
 * believed where a record really begins at the place it names (or the file ends there), and only in a file whose first record
 * has a right one too, since a program that writes Content-Length writes it everywhere.
 */
import {
  isRecordStart,
  LF,
  LOOK_AHEAD_BYTES,
  previousLineIsBlank,
  startsWithFrom,
} from "../mail-lines.ts";
import { type ByteSource, readAt } from "./byte-source.ts";

/** A Content-Length further down than this is not looked for; header blocks of real mail stay below. */
const MAX_HEADER_BYTES = 64 * 1024;

/** Read first: most header blocks fit, and a record is often smaller than the limit. */
const USUAL_HEADER_BYTES = 8 * 1024;

/** Writers differ on whether the blank line between messages counts, and in CRLF files that is two bytes. */
export const TOLERANCE_BYTES = 2;

const HEADER = /\ncontent-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?\n/i;

/** Where the body of the record at `recordOffset` should end, as an absolute offset, or null when it has no Content-Length. */
export async function claimedEnd(source: ByteSource, recordOffset: number): Promise<number | null> {
  let head = await readAt(source, recordOffset, USUAL_HEADER_BYTES);
  let bodyStart = bodyOffset(head);
  if (bodyStart === -1) {
    head = await readAt(source, recordOffset, MAX_HEADER_BYTES);
    bodyStart = bodyOffset(head);
  }
  if (bodyStart === -1) return null;
  const found = HEADER.exec(head.toString("latin1", 0, bodyStart));
  return found === null ? null : recordOffset + bodyStart + Number(found[1]);
}

/** Index after the first blank line, -1 when there is none. */
function bodyOffset(head: Buffer): number {
  const lf = head.indexOf("\n\n");
  const crlf = head.indexOf("\n\r\n");
  if (crlf !== -1 && (lf === -1 || crlf < lf)) return crlf + 3;
  return lf === -1 ? -1 : lf + 2;
}

/** True when a record begins within {@link TOLERANCE_BYTES} of `target`, or the file ends there. */
export async function endsAt(source: ByteSource, target: number): Promise<boolean> {
  if (target > source.sizeBytes + TOLERANCE_BYTES) return false;
  if (target >= source.sizeBytes - TOLERANCE_BYTES) return true;
  const base = Math.max(0, target - TOLERANCE_BYTES - 4);
  const bytes = await readAt(source, base, LOOK_AHEAD_BYTES + 4 * TOLERANCE_BYTES + 4);
  for (let shift = -TOLERANCE_BYTES; shift <= TOLERANCE_BYTES; shift++) {
    const at = target + shift - base;
    if (at < 1 || bytes[at - 1] !== LF || !startsWithFrom(bytes, at)) continue;
    if (isRecordStart(bytes, at, bytes.length, previousLineIsBlank(bytes, at, -base))) return true;
  }
  return false;
}
