/**
 * Opens what must be a plain file. A path from a catalog, a dump or a colleague may be a pipe that never ends, a device, a socket: it is looked
 * at first, opened so that nothing waits, and looked at again. Only reads.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
  statSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Thrown for what is no plain file; with a code and a syscall, like the errors of `fs` that stand beside it. */
export class NotAFileError extends Error {
  readonly code: string;
  readonly syscall = "open";

  constructor(entry: Stats) {
    super(`it is a ${kindOf(entry)}, not a file`);
    this.code = entry.isDirectory() ? "EISDIR" : "ENOTREG";
  }
}

/** What an entry of a folder is, in words: "symbolic link", "named pipe (fifo)", "device". */
export function kindOf(entry: Stats): string {
  if (entry.isDirectory()) return "folder";
  if (entry.isSymbolicLink()) return "symbolic link";
  if (entry.isFIFO()) return "named pipe (fifo)";
  if (entry.isSocket()) return "socket";
  return entry.isBlockDevice() || entry.isCharacterDevice() ? "device" : "special file";
}

// Windows has neither; there they are undefined
const NO_WAIT: number = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const NO_LINK: number = NO_WAIT | (constants.O_NOFOLLOW ?? 0);

/** A descriptor for reading. Links are followed: a person may have named one. Throws NotAFileError, and what `fs` throws. */
export function openRegular(path: string | Buffer): number {
  const entry = statSync(path);
  if (!entry.isFile()) throw new NotAFileError(entry);
  return checked(openSync(path, NO_WAIT));
}

/** The same for a file of an index: a link is refused like everything else that is no plain file. */
export function openUnlinked(path: string): number {
  const entry = lstatSync(path);
  if (!entry.isFile()) throw new NotAFileError(entry);
  return checked(openSync(path, NO_LINK));
}

function checked(file: number): number {
  const entry = fstatSync(file);
  if (entry.isFile()) return file;
  closeSync(file);
  throw new NotAFileError(entry);
}

/** {@link openRegular} with a handle of `fs/promises`. Close it. */
export async function openRegularHandle(path: string | Buffer): Promise<FileHandle> {
  const entry = statSync(path);
  if (!entry.isFile()) throw new NotAFileError(entry);
  const handle = await open(path, NO_WAIT);
  const opened = await handle.stat();
  if (opened.isFile()) return handle;
  await handle.close();
  throw new NotAFileError(opened);
}

/** The first bytes of an open file, at most `maxBytes`; closes it. */
export function readAndClose(file: number, maxBytes: number): Buffer {
  try {
    const buffer = Buffer.alloc(Math.min(maxBytes, fstatSync(file).size));
    let done = 0;
    while (done < buffer.length) {
      const count = readSync(file, buffer, done, buffer.length - done, done);
      if (count === 0) break;
      done += count;
    }
    return buffer.subarray(0, done);
  } finally {
    closeSync(file);
  }
}

/** Whether a plain file is there; links are followed. */
export function isPlainFile(path: string | Buffer): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false; // not there, or in a folder that may not be looked into: there is nothing to read in either case
  }
}
