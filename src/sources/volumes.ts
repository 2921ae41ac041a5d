/**
 * Volumes of one archive that stand side by side as files: `x.part01.rar`, `x.rar` with `x.r00`, `x.7z.001`, `x.zip` with `x.z01`. Which files belong
 * together, in which order, and which numbers are missing, by their names; a number alone (`report.001`) counts only where an archive begins.
 *
 * Reads names of folders and first bytes of files. Joins nothing: readers are given the pieces (ingest/volume-reading.ts).
 */
import { closeSync, opendirSync, readSync } from "node:fs";
import { isFileError } from "../errors.ts";
import { openablePath } from "../file-path.ts";
import { openRegular } from "../regular-file.ts";
import { typeByMagic } from "./media-magic.ts";

/** How the pieces make the whole. "rar" are read one after another by the format's own rules; the others are bytes cut anywhere. */
type VolumeKind = "rar" | "zip" | "cut";

/** One set. `volumes` are those there, by number from 1 on. */
export interface VolumeSet {
  readonly kind: VolumeKind;
  readonly volumes: readonly { readonly number: number; readonly path: string }[];
  /** Numbers below the highest that no file has. */
  readonly missing: readonly number[];
  /** The volume whose document the members belong to: the first, of a split zip the last, which has the directory. */
  readonly headPath: string;
}

interface Place {
  /** What all volumes of a set share, lower case. */
  readonly key: string;
  readonly kind: VolumeKind;
  readonly number: number;
}

/** Number of the `.zip` of a split zip until its place is known: behind all others. */
const LAST = Number.MAX_SAFE_INTEGER;

/** Names of volumes, the more telling first. A rule that does not fit gives null. */
const RULES: readonly ((name: string) => Place | null)[] = [
  (name) => {
    const m = /^(.+)\.part(\d{1,4})\.(?:rar|exe)$/.exec(name);
    return m === null ? null : { key: `${m[1]}.part.rar`, kind: "rar", number: Number(m[2]) };
  },
  (name) => {
    const m = /^(.+)\.(?:rar|([r-u])(\d\d))$/.exec(name);
    if (m === null) return null;
    const letter = m[2] === undefined ? -1 : m[2].charCodeAt(0) - "r".charCodeAt(0);
    const number = letter < 0 ? 1 : letter * 100 + Number(m[3]) + 2;
    return { key: `${m[1]}.rar`, kind: "rar", number };
  },
  (name) => {
    const m = /^(.+)\.(?:zip|z(\d\d\d?))$/.exec(name);
    if (m === null) return null;
    return { key: `${m[1]}.zip`, kind: "zip", number: m[2] === undefined ? LAST : Number(m[2]) };
  },
  (name) => {
    const m = /^(.+)\.(\d{3,4})$/.exec(name);
    return m === null ? null : { key: `${m[1]}.001`, kind: "cut", number: Number(m[2]) };
  },
];

const placeOf = (name: string): Place | null => {
  const lower = name.toLowerCase();
  for (const rule of RULES) {
    const place = rule(lower);
    if (place !== null) return place.number > 0 ? place : null;
  }
  return null;
};

/** Endings by which a cut file whose first piece is missing is an archive. */
const ARCHIVE_NAME = /\.(?:7z|zip|rar|tar|gz|tgz|bz2|tbz2?|xz|txz|zst|iso)\.001$/;

/** Bytes of a file's beginning that tell an archive: behind 257 stands the mark of a tar. */
const HEAD_BYTES = 512;

function startsArchive(path: string): boolean {
  const head = Buffer.alloc(HEAD_BYTES);
  const file = openRegular(openablePath(path));
  try {
    const length = readSync(file, head, 0, HEAD_BYTES, 0);
    if (head.toString("latin1", 0, 4) === "PK\x03\x04") return true;
    return ARCHIVE_TYPES.has(typeByMagic(head.subarray(0, length)) ?? "");
  } finally {
    closeSync(file);
  }
}

const ARCHIVE_TYPES: ReadonlySet<string> = new Set([
  "application/x-7z-compressed",
  "application/vnd.rar",
  "application/x-rar",
  "application/x-tar",
  "application/gzip",
  "application/x-bzip2",
  "application/x-xz",
  "application/zstd",
  "application/vnd.ms-cab-compressed",
]);

type Folder = ReadonlyMap<
  string,
  { readonly kind: VolumeKind; readonly names: Map<number, string> }
>;

/** Folders whose lists are kept: files are met folder by folder. */
const FOLDERS_KEPT = 8;

/** Finds sets. Lives as long as the folders stay as they are, since it remembers their lists. */
export class VolumeFinder {
  private readonly folders = new Map<string, Folder>();
  private readonly sets = new Map<string, VolumeSet | null>();

  /**
   * The set a file belongs to, null when it is a file of its own. Example: of `/d/x.7z.002`
   * `{kind:"cut", volumes:[{number:1,path:"/d/x.7z.001"},{number:2,…}], missing:[], headPath:"/d/x.7z.001"}`.
   */
  setOf(path: string): VolumeSet | null {
    const slash = path.lastIndexOf("/");
    const place = placeOf(path.slice(slash + 1));
    if (place === null || path.startsWith("file://")) return null;
    const folder = path.slice(0, slash + 1);
    const id = `${folder}\0${place.key}`;
    const known = this.sets.get(id);
    if (known !== undefined) return known;
    const found = this.listed(folder).get(place.key);
    const set = found === undefined ? null : setFrom(folder, place.key, found);
    this.sets.set(id, set);
    return set;
  }

  /** Files in the same folder whose names would make one set with that of `path`, itself among them where it is there. */
  companionsOf(path: string): readonly string[] {
    const slash = path.lastIndexOf("/");
    const place = placeOf(path.slice(slash + 1));
    if (place === null || path.startsWith("file://")) return [];
    const folder = path.slice(0, slash + 1);
    const names = this.listed(folder).get(place.key)?.names ?? new Map<number, string>();
    // a lone .zip is in no set and has no companions but itself
    return [...names.values()].map((name) => folder + name).filter((each) => each !== path);
  }

  private listed(folder: string): Folder {
    const known = this.folders.get(folder);
    if (known !== undefined) return known;
    const list = listFolder(folder);
    if (this.folders.size >= FOLDERS_KEPT) {
      this.folders.clear();
      this.sets.clear();
    }
    this.folders.set(folder, list);
    return list;
  }
}

/** Volumes by set, of files that may be one; of a folder that cannot be listed none. */
function listFolder(folder: string): Folder {
  const sets = new Map<string, { kind: VolumeKind; names: Map<number, string> }>();
  try {
    const entries = opendirSync(openablePath(folder) as string);
    try {
      for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
        const place = entry.isFile() ? placeOf(entry.name) : null;
        if (place === null) continue;
        const set = sets.get(place.key) ?? { kind: place.kind, names: new Map() };
        // of names that differ by case only the first by bytes is the volume, whatever order the disk has
        const taken = set.names.get(place.number);
        if (taken === undefined || entry.name < taken) set.names.set(place.number, entry.name);
        sets.set(place.key, set);
      }
    } finally {
      entries.closeSync();
    }
  } catch (error) {
    if (!isFileError(error)) throw error;
  }
  return sets;
}

function setFrom(
  folder: string,
  key: string,
  { kind, names }: { readonly kind: VolumeKind; readonly names: ReadonlyMap<number, string> },
): VolumeSet | null {
  const numbers = [...names.keys()].sort((a, b) => a - b);
  const cut = numbers.filter((number) => number !== LAST);
  const lowest = numbers[0];
  if (lowest === undefined || cut.length === 0) return null;
  const pathOf = (number: number): string => folder + (names.get(number) ?? "");
  // one file alone is a volume only where its number says that others were before it
  if (numbers.length === 1 && lowest === 1 && kind !== "cut") return null;
  if (kind === "cut") {
    const isArchive = lowest === 1 ? startsArchiveOrNot(pathOf(1)) : ARCHIVE_NAME.test(key);
    if (!isArchive) return null;
  }
  const highest = cut.at(-1) ?? 0;
  const missing: number[] = [];
  for (let number = 1; number < highest; number++) if (!names.has(number)) missing.push(number);
  const hasLast = names.has(LAST);
  if (kind === "zip" && !hasLast) missing.push(highest + 1);
  return {
    kind,
    missing,
    volumes: numbers.map((number) => ({
      number: number === LAST ? highest + 1 : number,
      path: pathOf(number),
    })),
    headPath: pathOf(hasLast ? LAST : lowest),
  };
}

/** A file gone meanwhile begins nothing. */
function startsArchiveOrNot(path: string): boolean {
  try {
    return startsArchive(path);
  } catch (error) {
    if (!isFileError(error)) throw error;
    return false;
  }
}
