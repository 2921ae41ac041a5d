/**
 * The header blocks of all mail in a dump, streamed once: where mail begins is found by the same rules as while indexing, and of each message only the first kilobytes are
 * read. Nothing is written, nothing of a body is decoded.
 */
import { closeSync, readSync } from "node:fs";
import { openablePath } from "../file-path.ts";
import type { Problem } from "../model/problem.ts";
import type { FoundFile, SourceFormat } from "../model/source.ts";
import { openRegular } from "../regular-file.ts";
import { SNIFF_BYTES, sniffFormat, sniffType } from "../sources/sniff.ts";
import { splitSource } from "../split/split-source.ts";

/** What is looked at first; most header blocks of a list are shorter. */
const FIRST_BYTES = 8 << 10;
/** A block that has not ended by then is read as far as this. */
const MOST_BYTES = 256 << 10;

/** A source as it was found: `{format: "mbox", type: "application/mbox", …}`. */
export interface PeekedSource extends FoundFile {
  readonly format: SourceFormat;
  /** Media type by content; "application/octet-stream" where the bytes say nothing. */
  readonly type: string;
  readonly head: Uint8Array;
}

/** One message: its header block (with the blank line, when that is there) and how large the whole record is. */
export interface PeekedRecord {
  readonly path: string;
  readonly offset: number;
  readonly sizeBytes: number;
  /** Good until the next record is asked for. */
  readonly block: Uint8Array;
}

/** The kind of a source, by its first bytes. Throws what `fs` throws, and NotAFileError. */
export function peekSource(file: FoundFile): PeekedSource {
  const handle = openRegular(openablePath(file.path));
  try {
    const head = Buffer.alloc(Math.min(SNIFF_BYTES, file.sizeBytes));
    const length = readSync(handle, head, 0, head.length, 0);
    const bytes = head.subarray(0, length);
    return {
      ...file,
      format: sniffFormat(bytes, file.sizeBytes, file.path),
      type: sniffType(bytes, file.path),
      head: bytes,
    };
  } finally {
    closeSync(handle);
  }
}

/** The records of a source that is mail, in order. What belongs to no record is handed to `onGap`. */
export async function* recordsOf(
  source: PeekedSource,
  onGap: (lengthBytes: number) => void,
): AsyncGenerator<PeekedRecord> {
  const { path, format, sizeBytes } = source;
  const handle = openRegular(openablePath(path));
  const buffer = Buffer.allocUnsafe(MOST_BYTES);
  try {
    for await (const ranges of splitSource(path, format, sizeBytes)) {
      for (const range of ranges) {
        if (range.kind === "gap") onGap(range.length);
        else {
          const block = headerBlock(handle, buffer, range.offset, range.length);
          yield { path, offset: range.offset, sizeBytes: range.length, block };
        }
      }
    }
  } finally {
    closeSync(handle);
  }
}

function headerBlock(handle: number, buffer: Buffer, offset: number, length: number): Uint8Array {
  let filled = 0;
  for (const most of [FIRST_BYTES, MOST_BYTES]) {
    const wanted = Math.min(most, length);
    while (filled < wanted) {
      const count = readSync(handle, buffer, filled, wanted - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    const end = endOfBlock(buffer.subarray(0, filled));
    if (end >= 0) return buffer.subarray(0, end);
  }
  return buffer.subarray(0, filled);
}

/** Behind the first blank line that follows a line with something in it; -1 when there is none. */
function endOfBlock(bytes: Buffer): number {
  let at = 0;
  while (bytes[at] === 0x0a || bytes[at] === 0x0d) at++;
  const ends = [bytes.indexOf("\n\n", at), bytes.indexOf("\n\r\n", at)].filter((end) => end >= 0);
  return ends.length === 0 ? -1 : Math.min(...ends) + 2;
}

/** A source that cannot be looked at, as a problem. */
export function unreadable(path: string, reason: string): Problem {
  return { code: "source-unreadable", severity: "lost", reason, locator: [{ step: "file", path }] };
}
