/**
 * The index folder `.leaksift/`: where it is, what is in it, who may write. Never inside a source; private (0700) whatever the umask.
 */
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
} from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { IndexStateError, isFileError, UserError } from "../errors.ts";
import {
  acceptIndex,
  entryAt,
  holdsIndex,
  inspectIndex,
  markOpenedHere,
  removeOldSegment,
  requireKnownIndex,
  unknownIndex,
} from "./index-trust.ts";
import { loggedInputs } from "./logged-inputs.ts";
import { Sqlite } from "./sqlite.ts";

const INDEX_FOLDER_NAME = ".leaksift";

/** Paths inside one index folder. */
export interface IndexPaths {
  readonly folder: string;
  readonly catalog: string;
  readonly segments: string;
  /** What people make: tags, notes, marks. Survives --rebuild. */
  readonly work: string;
  /** What `leaksift identifiers` found, made from the catalog at any time. */
  readonly identifiers: string;
  /** Texts that other programs read. Survives --rebuild. */
  readonly rereads: string;
  readonly lock: string;
}

/** Where the parts of an index folder lie; nothing is looked at. */
export function indexPaths(folder: string): IndexPaths {
  return {
    folder,
    catalog: join(folder, "catalog.sqlite"),
    segments: join(folder, "segments"),
    work: join(folder, "work.sqlite"),
    identifiers: join(folder, "identifiers.sqlite"),
    rereads: join(folder, "reread.sqlite"),
    lock: join(folder, "writer.lock.sqlite"),
  };
}

/**
 * The index to read: `--index`, else LEAKSIFT_INDEX, else the nearest `.leaksift/` from the working directory upwards, which must be known here
 * (index-trust.ts). Throws UserError when there is none, naming what was looked at, and UnknownIndexError for one that is not known.
 */
export function findIndex(
  option: string | undefined,
  environment: string | undefined,
  workingFolder: string,
): IndexPaths {
  const given = option ?? environment;
  if (given !== undefined && given !== "") {
    const folder = resolve(workingFolder, given);
    if (existsSync(join(folder, "catalog.sqlite"))) {
      acceptIndex(folder);
      return indexPaths(folder);
    }
    const inside = join(folder, INDEX_FOLDER_NAME);
    const hint = existsSync(inside)
      ? ` Did you mean --index ${inside}?`
      : ' Make one with "leaksift index DUMP".';
    throw new UserError(`There is no index in ${folder}.${hint}`);
  }
  for (let folder = resolve(workingFolder); ; folder = dirname(folder)) {
    const candidate = join(folder, INDEX_FOLDER_NAME);
    if (existsSync(join(candidate, "catalog.sqlite"))) {
      requireKnownIndex(candidate);
      refuseIfIndexed(candidate);
      return indexPaths(candidate);
    }
    if (dirname(folder) === folder) break;
  }
  throw new UserError(
    `No index was found in ${workingFolder} or above it. Make one with "leaksift index DUMP", or name one with --index DIR.`,
  );
}

/** The folder to write to: as {@link findIndex}, but a missing one is the working directory's `.leaksift/`. */
export function chooseIndex(
  option: string | undefined,
  environment: string | undefined,
  workingFolder: string,
): IndexPaths {
  const given = option ?? environment;
  if (given !== undefined && given !== "") {
    const folder = resolve(workingFolder, given);
    acceptIndex(folder);
    return indexPaths(folder);
  }
  for (let folder = resolve(workingFolder); ; folder = dirname(folder)) {
    if (existsSync(join(folder, INDEX_FOLDER_NAME, "catalog.sqlite")))
      return findIndex(undefined, undefined, folder);
    if (dirname(folder) === folder) break;
  }
  const fresh = join(resolve(workingFolder), INDEX_FOLDER_NAME);
  // A folder without a catalog may have been put there as well: with a link in it, say
  const isThere = entryAt(fresh) !== null;
  if (isThere && (entryAt(fresh)?.isDirectory() !== true || readdirSync(fresh).length > 0))
    if (!isBegun(fresh)) requireKnownIndex(fresh);
  return indexPaths(fresh);
}

/** What is left of a folder when the program was killed while it made it: nothing in it but its unfinished mark. */
const isBegun = (folder: string): boolean =>
  entryAt(folder)?.isDirectory() === true &&
  readdirSync(folder).every((name) => name === "opened-here.new");

/** Throws UnknownIndexError for a `.leaksift` inside what another index, further up, was made from: it came with that dump. */
function refuseIfIndexed(found: string): void {
  for (let folder = dirname(dirname(found)); ; folder = dirname(folder)) {
    const outer = join(folder, INDEX_FOLDER_NAME);
    if (outer !== found && existsSync(join(outer, "catalog.sqlite"))) {
      const source = inputsOf(outer).find((input) => contains(input, found));
      if (source !== undefined)
        throw unknownIndex(found, `it lies inside ${source}, which ${outer} was made from`);
    }
    if (dirname(folder) === folder) return;
  }
}

/** Folders and files that a known index was made from; [] for one that is not known or cannot be read. */
function inputsOf(folder: string): readonly string[] {
  try {
    requireKnownIndex(folder);
    const database = new Sqlite(indexPaths(folder).catalog, "read");
    try {
      return loggedInputs(database.prepare("SELECT body FROM runlog").all([]));
    } finally {
      database.close();
    }
  } catch {
    return []; // whoever opens that index hears what is wrong with it
  }
}

/** The real path of the nearest ancestor that exists, with the rest appended. */
function realPathOf(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(realPathOf(parent), path.slice(parent.length));
}

const contains = (outer: string, inner: string): boolean =>
  inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);

/**
 * Throws UserError when the index folder would lie inside a source folder (or be a source file): evidence is never written to.
 * A source that is the working directory itself is such a case: the index must then be named with --index.
 */
export function refuseIndexInSource(folder: string, sources: readonly string[]): void {
  const real = realPathOf(folder);
  for (const source of sources) {
    if (!existsSync(source)) continue;
    if (contains(realpathSync(source), real)) {
      throw new UserError(
        `The index ${folder} would lie inside the source ${source}, and leaksift never writes into a source. Choose another place with --index DIR.`,
      );
    }
  }
}

/** Creates folder and `segments/`, private to the user. A folder that holds other things than an index is refused. */
export function createIndexFolder(paths: IndexPaths): void {
  inspectIndex(paths.folder);
  if (existsSync(paths.folder)) {
    if (!holdsIndex(paths.folder) && readdirSync(paths.folder).length > 0) {
      throw new UserError(
        `${paths.folder} holds other files and is not a leaksift index. Name an empty or new folder with --index DIR.`,
      );
    }
  }
  try {
    // The mark comes first: killed after it, the same command goes on here
    mkdirSync(paths.folder, { recursive: true, mode: 0o700 });
    markOpenedHere(paths.folder);
    mkdirSync(paths.segments, { recursive: true, mode: 0o700 });
    chmodSync(paths.folder, 0o700);
    chmodSync(paths.segments, 0o700);
  } catch (cause) {
    throw notWritable(paths, cause);
  }
}

/** Codes of the system for a place where nothing can be written; ENOENT is what a read-only disk gives for a folder in a folder that it did not make. */
const UNWRITABLE: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS", "ENOENT"]);

/** The user's mistake when a place cannot be written; any other error as it is. */
function notWritable(paths: IndexPaths, cause: unknown): unknown {
  const code = isFileError(cause) ? (cause.code ?? "") : "";
  if (!UNWRITABLE.has(code)) return cause;
  return new UserError(
    `The index ${paths.folder} cannot be written (${code === "ENOENT" ? "EROFS" : code}): it is not yours, or on a read-only disk. Choose another place with --index DIR.`,
    { cause },
  );
}

/** Throws UserError when an index is there and cannot be written: on a read-only disk, or somebody else's. Searching it works. */
export function requireWritable(paths: IndexPaths): void {
  try {
    accessSync(paths.folder, constants.W_OK);
  } catch (cause) {
    throw notWritable(paths, cause);
  }
}

/** Held while a command writes. The lock is an exclusive transaction, which the operating system ends with the process, kill -9 included. */
export interface WriterLock {
  readonly release: () => void;
}

/** Takes the writer lock or throws IndexStateError at once when another process holds it. */
export function lockForWriting(paths: IndexPaths): WriterLock {
  requireWritable(paths);
  const lock = new Sqlite(paths.lock, "lock");
  try {
    lock.exec("PRAGMA busy_timeout=0; PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!/locked|busy/i.test((error as Error).message)) throw error;
    throw new IndexStateError(
      `Another leaksift process is writing to ${paths.folder}. Searching works meanwhile; wait for it to end before you index again.`,
      { cause: error },
    );
  }
  return {
    release: () => {
      lock.exec("ROLLBACK");
      lock.close();
    },
  };
}

/** Removes segment files that no committed transaction names: what a crash may leave. What has no name of ours stays. Only under the writer lock. */
export function removeUnreferenced(paths: IndexPaths, referenced: ReadonlySet<string>): void {
  for (const name of readdirSync(paths.segments))
    if (!referenced.has(name.replace(/\.sketch$/, ".seg"))) removeOldSegment(paths.segments, name);
}
