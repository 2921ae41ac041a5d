/** A PST or OST that is a source itself: its pages and blocks are read from the file as they are asked for, so it may be of any size. */
import type { PstSource } from "../extract/mail/pst-pages.ts";
import type { Sha256 } from "../model/ids.ts";
import { PST_TYPE } from "../records/mailbox-inside.ts";
import { type RecordReader, sourceInPlace } from "../records/read-record.ts";
import { sniffType } from "../sources/sniff.ts";
import type { TaskItem } from "./task.ts";

/** More than the magic of a PST, less than any PST. */
const HEADER_BYTES = 512;

/** Whether a record is such a file; not when its reader was stopped before. */
export function isPstFile(records: RecordReader, item: TaskItem): boolean {
  const { variant, path, offset, length, rawOnly } = item;
  if (variant !== "file" || rawOnly !== null || length < HEADER_BYTES) return false;
  return sniffType(records.read(path, offset, HEADER_BYTES), path) === PST_TYPE;
}

/** What addFamily needs of it: its beginning, its hash, and where to read on. `onProgress` is told while it is hashed. */
export function openPstFile(
  records: RecordReader,
  { path, length }: TaskItem,
  onProgress: () => void,
): { readonly head: Uint8Array; readonly recordSha256: Sha256; readonly mailbox: PstSource } {
  return {
    head: records.read(path, 0, HEADER_BYTES),
    recordSha256: records.hash(path, 0, length, onProgress),
    mailbox: sourceInPlace(records, path, length),
  };
}
