/**
 * The one place that decides whether an index folder may be used and what in it is ours. A dump may carry a `.leaksift` made to do harm: with links
 * in it that lead to the user's own files, a pipe, a second name of somebody's file. So every entry that has a name of ours is looked at without
 * following it, only what has a name and a type of ours is ever opened or deleted, and a folder that was only found, not named, must be known here.
 */
import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { IndexStateError, isFileError, UserError } from "../errors.ts";
import { kindOf, openUnlinked, readAndClose } from "../regular-file.ts";

/** The file that says where an index was made or opened on purpose. */
const MARK = "opened-here";
/** The lines typed at the prompt. */
export const HISTORY = "prompt-history";

/** Names that the program gives to files in an index folder. Nothing else in it is opened or deleted. */
export const OUR_FILES: RegExp =
  /^(?:(?:catalog(?:\.new|\.before-rebuild)?|work|reread|identifiers|writer\.lock)\.sqlite(?:-wal|-shm|-journal)?|(?:opened-here|prompt-history)(?:\.new)?|recovered-keys\.tsv)$/;
/** The same in `segments/`. */
export const OUR_SEGMENTS: RegExp =
  /^(?:\d{1,15}\.(?:seg|sketch)|(?:new|merge)-[\w-]+\.tmp(?:\.\w+)?)$/;

/** An index that was found by name and is not known to be the user's: exit 2, with the way to accept it. */
export class UnknownIndexError extends UserError {}

/** What is there, no link followed; null for nothing. */
export function entryAt(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (isFileError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw error;
  }
}

/** -1 where the system has no user numbers. */
const ownUser = (): number => process.getuid?.() ?? -1;

/** Null when an entry may be used; else what it is, in words. */
function faultOf(entry: Stats, wanted: "file" | "folder", owner: number): string | null {
  if (wanted === "folder" ? !entry.isDirectory() : !entry.isFile()) return `a ${kindOf(entry)}`;
  if (wanted === "file" && entry.nlink > 1) return "a file with a second name (a hard link)";
  const isTheirs = entry.uid === owner || entry.uid === ownUser() || entry.uid === 0;
  return ownUser() === -1 || isTheirs ? null : "a file of another user than the folder";
}

function requireOwnEntries(
  folder: string,
  names: (name: string) => "file" | "folder" | null,
  owner: number,
): void {
  for (const name of readdirSync(folder)) {
    const wanted = names(name);
    const path = join(folder, name);
    const entry = wanted === null ? null : entryAt(path);
    // What is gone meanwhile was a temporary file of a run that goes on
    const fault = wanted === null || entry === null ? null : faultOf(entry, wanted, owner);
    if (fault !== null)
      throw new IndexStateError(
        `${path} is ${fault}, and leaksift uses only plain files inside an index: it could lead anywhere. Nothing was opened. Look at it before you remove it, or make a new index with --index DIR.`,
      );
  }
}

/**
 * Looks at every entry of an index folder that has a name of ours. Throws IndexStateError for a link, a pipe, a device, a hard link, another user's
 * file. The folder itself may be a link: the user named it. A folder that is not there is fine.
 */
export function inspectIndex(folder: string): void {
  if (entryAt(folder) === null) return;
  const own = statSync(folder);
  if (!own.isDirectory()) throw new UserError(`${folder} is a file, not a folder for an index.`);
  requireOwnEntries(
    folder,
    (name) => (name === "segments" ? "folder" : OUR_FILES.test(name) ? "file" : null),
    own.uid,
  );
  const segments = join(folder, "segments");
  if (entryAt(segments) !== null)
    requireOwnEntries(segments, (name) => (OUR_SEGMENTS.test(name) ? "file" : null), own.uid);
}

/** Whether a folder holds anything with a name of ours. */
export function holdsIndex(folder: string): boolean {
  return readdirSync(folder).some((name) => name === "segments" || OUR_FILES.test(name));
}

const MACHINE_IDS = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

/** What only this machine has: its id, which no dump can know; elsewhere the home folder's number on its disk. */
function machineSecret(): string {
  for (const path of MACHINE_IDS) {
    try {
      const id = readFileSync(path, "latin1").trim();
      if (id.length >= 32) return id;
    } catch {
      // Not on this system, or not readable: the next one is tried.
    }
  }
  const home = homedir();
  try {
    const { ino, birthtimeMs } = statSync(home);
    return `${home} ${ino} ${birthtimeMs}`;
  } catch {
    return home; // no home folder, as in some containers: its name is all there is
  }
}

/**
 * The mark of this user on this machine, e.g. "leaksift-here 1 4f0c21d9a3b17". 53 bits of the secret, which cannot be had back from them; not SHA-256,
 * since loading it costs a search 10 ms. It is to be unknown to a stranger, and whoever has a mark may copy it (docs/threats.md).
 */
function markHere(): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (const char of `leaksift index ${ownUser()} ${machineSecret()}`) {
    const code = char.codePointAt(0) ?? 0;
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  const bits = 4294967296 * (2097151 & b) + (a >>> 0);
  return `leaksift-here 1 ${bits.toString(16).padStart(14, "0")}\n`;
}

/** Text of a file of an index folder, its first `maxBytes`; null where there is none, or no plain file. */
export function readOwnFile(path: string, maxBytes: number): string | null {
  if (entryAt(path)?.isFile() !== true) return null;
  return readAndClose(openUnlinked(path), maxBytes).toString("utf8");
}

/** Puts a small private file in place of the old one by a rename: a link or a second name there is replaced, never written through. */
export function replaceOwnFile(path: string, text: string): void {
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  const file = openSync(fresh, flags, 0o600);
  try {
    const bytes = Buffer.from(text, "utf8");
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
}

/** Codes for a place where nothing can be written: an index there is read all the same. */
const UNWRITABLE: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT"]);

/** Notes in the user's own folder that it was made or opened here on purpose. Where it cannot be written, it must be named each time. */
export function markOpenedHere(folder: string): void {
  const path = join(folder, MARK);
  const mark = markHere();
  if (statSync(folder).uid !== ownUser() && ownUser() !== -1) return;
  if (readOwnFile(path, 200) === mark) return;
  try {
    replaceOwnFile(path, mark);
  } catch (error) {
    if (!isFileError(error) || !UNWRITABLE.has(error.code ?? "")) throw error;
  }
}

/** The user named this folder: what is in it is looked at, and from now on it is found by name too. Throws as {@link inspectIndex} does. */
export function acceptIndex(folder: string): void {
  inspectIndex(folder);
  if (entryAt(folder) === null || !holdsIndex(folder)) return;
  if (readOwnFile(join(folder, MARK), 200) === markHere()) return;
  // SQLite plays a journal back before anything else, and deletes the file that a journal names as its master.
  for (const name of readdirSync(folder)) {
    if (!/\.sqlite-journal$/.test(name) || (entryAt(join(folder, name))?.size ?? 0) === 0) continue;
    throw new IndexStateError(
      `${join(folder, name)} came with an index that was made elsewhere, and leaksift leaves no such file behind. It could do harm when the index is opened. Remove it, then try again.`,
    );
  }
  markOpenedHere(folder);
}

/** Throws UnknownIndexError unless this `.leaksift`, found from `workingFolder` upwards, is the user's own folder and was made or opened here. */
export function requireKnownIndex(folder: string): void {
  const entry = lstatSync(folder);
  if (entry.isSymbolicLink()) throw unknownIndex(folder, "it is a symbolic link");
  if (!entry.isDirectory()) throw unknownIndex(folder, `it is a ${kindOf(entry)}`);
  if (ownUser() !== -1 && entry.uid !== ownUser())
    throw unknownIndex(folder, "it belongs to another user");
  if (readOwnFile(join(folder, MARK), 200) !== markHere())
    throw unknownIndex(folder, "it was not made on this machine and never opened here");
  inspectIndex(folder);
}

/** Why an index that was found is not opened, and how to accept it. */
export function unknownIndex(folder: string, why: string): UnknownIndexError {
  return new UnknownIndexError(
    `${folder} was found, not named, and ${why}: a dump can carry such a folder to do harm, so nothing in it was opened. If you trust it, name it: --index ${folder}. Else make your own: --index DIR, outside of ${dirname(folder)}.`,
  );
}

/** Deletes a file with a name of ours in a folder of an index; what is no plain file stays. True when it was deleted. */
export function removeOwnFile(folder: string, name: string, ours: RegExp): boolean {
  const path = join(folder, name);
  if (!ours.test(name) || entryAt(path)?.isFile() !== true) return false;
  rmSync(path, { force: true });
  return true;
}

/** What removing a file says when another process has it open on Windows, or when something is mounted on it. */
const IN_USE = new Set(["EBUSY", "EPERM", "EACCES"]);

/**
 * Deletes a segment that nobody needs any more, and its sketches: what is taken out of an index must not stay there as a sketch. One that a search on
 * Windows still reads stays until the next writer comes.
 */
export function removeOldSegment(folder: string, name: string): void {
  for (const each of new Set([name, name.replace(/\.seg$/, ".sketch")])) {
    try {
      removeOwnFile(folder, each, OUR_SEGMENTS);
    } catch (error) {
      if (!isFileError(error) || !IN_USE.has(error.code ?? "")) throw error;
    }
  }
}

/** A segment's file name as a row of the catalog gives it. Throws IndexStateError for any that leaksift does not give: "../../x.txt". */
export function segmentName(name: string): string {
  if (/^\d{1,15}\.seg$/.test(name)) return name;
  throw new IndexStateError(
    'The catalog names a segment file as leaksift never does: it is damaged or was altered. Run "leaksift index --rebuild" to make it again from the sources.',
  );
}
