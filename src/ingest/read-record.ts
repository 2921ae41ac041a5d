/** Reads records from source files for a worker: one open file at a time, bytes exactly as stored. */
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { openablePath } from "../file-path.ts";
import type { Sha256 } from "../model/ids.ts";

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

/** Keeps the last source open, since records are read in order. Close it. */
export class RecordReader {
  private path = "";
  private file: number | null = null;

  private open(path: string): number {
    if (this.file !== null && this.path === path) return this.file;
    this.close();
    try {
      this.file = openSync(openablePath(path), "r");
    } catch (error) {
      throw new SourceChangedError(`it cannot be opened any more (${(error as Error).message})`, {
        cause: error,
      });
    }
    this.path = path;
    return this.file;
  }

  /** Bytes `offset … offset + length` of the file. Throws SourceChangedError when they are not all there. */
  read(path: string, offset: number, length: number): Buffer {
    const file = this.open(path);
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

  /** SHA-256 of a range too large to hold. */
  hash(path: string, offset: number, length: number): Sha256 {
    const hash = createHash("sha256");
    const step = 8 << 20;
    for (let at = 0; at < length; at += step)
      hash.update(this.read(path, offset + at, Math.min(step, length - at)));
    return hash.digest("hex") as Sha256;
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }
}
