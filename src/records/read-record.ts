/** Reads records from source files for a worker: one open file at a time, bytes exactly as stored. */
import { createHash } from "node:crypto";
import { closeSync, fstatSync, readSync } from "node:fs";
import type { PstSource } from "../extract/mail/pst-pages.ts";
import { openablePath } from "../file-path.ts";
import type { Sha256 } from "../model/ids.ts";
import { openRegular } from "../regular-file.ts";

/** The source is shorter than when it was split, or gone: a problem, not a bug. */
export class SourceChangedError extends Error {}

/** A read that fails (a bad sector, a disk unplugged) concerns the source, not the reader. */
function readSome(file: number, into: Buffer, at: number, length: number, offset: number): number {
  try {
    return readSync(file, into, at, length, offset);
  } catch (error) {
    throw new SourceChangedError(
      `it cannot be read at byte ${offset} (${(error as Error).message})`,
      { cause: error },
    );
  }
}

/** Read at a time where records follow one another: a read a record is a system call and a piece of memory a record. */
const AHEAD_BYTES = 1 << 20;

/** Keeps the last source open, since records are read in order. Close it. */
export class RecordReader {
  private path = "";
  private file: number | null = null;
  /** Bytes of the open file from `aheadAt` on. Never written to again: records are views into it. */
  private ahead = Buffer.alloc(0);
  private aheadAt = 0;
  /** Where the record read last ends. */
  private lastEnd = -1;

  private open(path: string): number {
    if (this.file !== null && this.path === path) return this.file;
    this.close();
    try {
      this.file = openRegular(openablePath(path));
    } catch (error) {
      throw new SourceChangedError(`it cannot be opened any more (${(error as Error).message})`, {
        cause: error,
      });
    }
    this.path = path;
    this.lastEnd = -1;
    this.ahead = Buffer.alloc(0);
    return this.file;
  }

  /** Bytes `offset … offset + length` of the file. Throws SourceChangedError when they are not all there. */
  read(path: string, offset: number, length: number): Buffer {
    const file = this.open(path);
    const follows = offset === this.lastEnd;
    this.lastEnd = offset + length;
    const at = offset - this.aheadAt;
    if (at >= 0 && at + length <= this.ahead.length) return this.ahead.subarray(at, at + length);
    if (follows && length < AHEAD_BYTES / 4) {
      this.readAhead(file, offset);
      if (length <= this.ahead.length) return this.ahead.subarray(0, length);
    }
    return this.readNow(file, offset, length);
  }

  private readAhead(file: number, offset: number): void {
    const bytes = Buffer.allocUnsafeSlow(AHEAD_BYTES);
    this.aheadAt = offset;
    try {
      this.ahead = bytes.subarray(0, readSome(file, bytes, 0, AHEAD_BYTES, offset));
    } catch (error) {
      if (!(error instanceof SourceChangedError)) throw error;
      // A bad place further on is no fault of this record: it is read by itself.
      this.ahead = bytes.subarray(0, 0);
    }
  }

  /** The same past what was read ahead. */
  private readNow(file: number, offset: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafeSlow(length);
    let done = 0;
    while (done < length) {
      const read = readSome(file, buffer, done, Math.min(length - done, 64 << 20), offset + done);
      if (read === 0) {
        throw new SourceChangedError(
          `it ends at byte ${fstatSync(file).size}, before the end of a record`,
        );
      }
      done += read;
    }
    return buffer;
  }

  /** SHA-256 of a range too large to hold. `onStep` is told after every 8 MB. */
  hash(path: string, offset: number, length: number, onStep: () => void = () => {}): Sha256 {
    const hash = createHash("sha256");
    const step = 8 << 20;
    for (let at = 0; at < length; at += step) {
      hash.update(this.read(path, offset + at, Math.min(step, length - at)));
      onStep();
    }
    return hash.digest("hex") as Sha256;
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }
}

/** A file read in place, range by range: how the reader of PST files asks for bytes. Ranges past the end are cut, not refused. */
export function sourceInPlace(records: RecordReader, path: string, sizeBytes: number): PstSource {
  return {
    sizeBytes,
    read: (offset, length) =>
      offset >= 0 && offset < sizeBytes
        ? records.read(path, offset, Math.min(length, sizeBytes - offset))
        : new Uint8Array(0),
  };
}
