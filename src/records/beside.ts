/** Files that stand beside a source and hold what its mails only name. Reads them; never leaves the folder's neighbourhood: names come from listings, not from mails. */
import { readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { openablePath } from "../file-path.ts";
import { LIMITS } from "../limits.ts";
import { openUnlinked, readAndClose } from "../regular-file.ts";

/** What lies around one source file; paths are relative to its folder, with `/`. */
export interface Neighbours {
  /** Names of the files (no folders, no links) in a folder, sorted; none when it is not there. */
  readonly files: (folder: string) => readonly string[];
  /** Names of the folders in a folder, sorted. */
  readonly folders: (folder: string) => readonly string[];
  /** Bytes of a file, null when it cannot be read or is too large to hold. */
  readonly bytes: (path: string) => Uint8Array | null;
}

const listed = new Map<string, { files: string[]; folders: string[] }>();
/** Folders whose listing is kept: those of the mailbox in hand. */
const MAX_LISTED = 64;

function listing(folder: string): { files: string[]; folders: string[] } {
  let found = listed.get(folder);
  if (found === undefined) {
    found = { files: [], folders: [] };
    try {
      // A link on the way would lead out of the dump
      if (realpathSync(folder) !== folder) throw new Error("a link");
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isFile()) found.files.push(entry.name);
        else if (entry.isDirectory()) found.folders.push(entry.name);
      }
    } catch {
      // Not there, or not ours to read: what a mail names is then missing, which is told
    }
    found.files.sort();
    found.folders.sort();
    if (listed.size >= MAX_LISTED) listed.clear();
    listed.set(folder, found);
  }
  return found;
}

/** The neighbours of a source; none for one whose path is no UTF-8. */
export function neighboursOf(sourcePath: string): Neighbours {
  const path = openablePath(sourcePath);
  const folder = typeof path === "string" ? realFolder(dirname(path)) : null;
  return {
    files: (inner) => (folder === null ? [] : listing(join(folder, inner)).files),
    folders: (inner) => (folder === null ? [] : listing(join(folder, inner)).folders),
    bytes: (file) => (folder === null ? null : readWhole(join(folder, file))),
  };
}

function realFolder(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null; // the source is gone: so is what stood beside it
  }
}

function readWhole(path: string): Uint8Array | null {
  try {
    if (statSync(path).size > LIMITS.maxMessageBytes) return null;
    return readAndClose(openUnlinked(path), LIMITS.maxMessageBytes);
  } catch {
    return null; // gone since it was listed: told as missing
  }
}
