/**
 * From what the user named (files, folders, patterns) to the sorted list of files to index, and the list of what could not be listed.
 *
 * Folders are walked here, with names as bytes, since a dump may hold names that are no UTF-8 and fast-glob only knows strings;
 * fast-glob expands patterns. Links inside a folder are never followed: a dump could link to /etc or to itself. What a link inside
 * the folder points to is found by itself; a link out of it is a problem row. A link named by the user is followed.
 * Fifos, sockets and devices are never opened, they would block or worse; regular files are, for a moment, to see that they can be.
 */
import { closeSync, type Dirent, lstatSync, readdir as readdirCallback, type Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import fastGlob from "fast-glob";
import { UserError } from "../errors.ts";
import { comparePaths, openablePath, pathFromBytes } from "../file-path.ts";
import type { Problem } from "../model/problem.ts";
import type { FoundFile } from "../model/source.ts";
import { kindOf, openRegular } from "../regular-file.ts";
import { codeOf, isWithin, joinBytes, SLASH } from "./path-bytes.ts";
import { VolumeFinder } from "./volumes.ts";

export interface FindOptions {
  /** Folder that relative inputs start from. Default: the working directory. */
  readonly cwd?: string;
  /** Absolute paths of folders to leave out, such as the index itself. */
  readonly exclude?: readonly string[];
}

export interface FoundFiles {
  /** Sorted by the bytes of the path; each file once, whatever ways led to it. */
  readonly files: readonly FoundFile[];
  /** What was named or met and cannot be indexed, sorted like the files. */
  readonly problems: readonly Problem[];
}

/**
 * All files below `inputs`. Paths in the answer are absolute, as named (a link named by the user keeps its name); a path that is not
 * valid UTF-8 is written as a file URL, see file-path.ts, and gets a note.
 *
 * Example: `await findFiles(["dump", "more/*.mbox"])` gives
 * `{files:[{path:"/home/me/dump/a.eml",sizeBytes:2311,modifiedAtMs:1490606045000}], problems:[]}`.
 * Throws UserError for an input that is not there, a pattern without a match, an input inside an excluded folder.
 */
export async function findFiles(
  inputs: readonly string[],
  options: FindOptions = {},
): Promise<FoundFiles> {
  const cwd = resolve(options.cwd ?? "");
  const excluded = await Promise.all((options.exclude ?? []).map(realFolder));
  const walk = new Walk(excluded.map((folder) => Buffer.from(folder)));
  // Sorted, so that the same inputs in another order give the same names where links lead to one file twice.
  const named = inputs.map((input) => ({ input, path: namedPath(cwd, input) }));
  for (const { input, path } of named.sort((a, b) => comparePaths(a.path, b.path))) {
    const openable = openablePath(path);
    const entry = await existing(openable);
    if (entry === null) await addPattern(walk, input, cwd);
    else {
      const real = await realpath(openable, "buffer");
      if (walk.isExcluded(real)) throw new UserError(`${input} lies inside the index folder.`);
      await walk.add(Buffer.from(openable), real, entry, real);
      if (entry.isFile()) await addVolumes(walk, path);
    }
  }
  return walk.found();
}

/** The other volumes of an archive of which one was named: without them it cannot be read. */
async function addVolumes(walk: Walk, path: string): Promise<void> {
  for (const volume of new VolumeFinder().setOf(path)?.volumes ?? []) {
    const entry = await existing(volume.path);
    const real = await realpath(volume.path, "buffer");
    if (entry !== null) await walk.add(Buffer.from(volume.path), real, entry, real);
  }
}

/** Where an input is; a file URL, which names a file that is no UTF-8, is the whole path. */
const namedPath = (cwd: string, input: string): string =>
  typeof openablePath(input) === "string" ? resolve(cwd, input) : input;

/** The entry at a path the user named, links followed; null when nothing is there. */
async function existing(path: string | Buffer): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG") return null;
    throw new UserError(`Cannot look at ${path} (${code}). Check its permissions.`, { cause });
  }
}

/** An excluded folder that is not there yet excludes nothing but itself. */
async function realFolder(path: string): Promise<string> {
  return (await existing(path)) === null ? path : await realpath(path);
}

async function addPattern(walk: Walk, input: string, cwd: string): Promise<void> {
  if (!fastGlob.isDynamicPattern(input))
    throw new UserError(
      `No such file or folder: ${input}. Check the spelling, or whether the disk is mounted; relative names start from ${cwd}.`,
    );
  const matches = await fastGlob(input, {
    cwd,
    absolute: true,
    dot: true,
    onlyFiles: false,
    followSymbolicLinks: false,
    fs: { readdir: tolerantReaddir(walk) as typeof readdirCallback },
  });
  if (matches.length === 0) {
    throw new UserError(
      `No file matches ${input}. Patterns start from ${isAbsolute(input) ? "/" : cwd}; try a wider one, or name the folder itself.`,
    );
  }
  const base = Buffer.from(await realpath(patternBase(input, cwd)));
  for (const match of matches.sort(comparePaths)) await walk.addMatch(Buffer.from(match), base);
}

/** The folder that a pattern's wildcards start in: "/dump" for "/dump/2017-??.mbox". */
function patternBase(input: string, cwd: string): string {
  const fixed: string[] = [];
  for (const part of input.split("/")) {
    if (part !== "" && fastGlob.isDynamicPattern(part)) break;
    fixed.push(part);
  }
  return resolve(cwd, fixed.join("/") || (isAbsolute(input) ? "/" : "."));
}

type ReaddirDone = (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void;

/** fast-glob either fails as a whole on one unreadable folder or says nothing about it; this reports it and goes on. */
function tolerantReaddir(walk: Walk) {
  return (path: string, options: { withFileTypes: true }, done: ReaddirDone): void => {
    readdirCallback(path, options, (error, entries) => {
      if (error === null) return done(null, entries);
      const folder = Buffer.from(path);
      const reason = `The folder cannot be listed (${error.code}).${nameHint(folder)}`;
      walk.report(folder, "folder-unreadable", reason);
      done(null, []);
    });
  };
}

/** fast-glob reads names as UTF-8; what is none comes back with U+FFFD in it and cannot be found again. */
function nameHint(path: Buffer): string {
  if (!path.includes("\ufffd")) return "";
  return " Its name may not be valid UTF-8: name the folder instead of a pattern.";
}

/** Looking at a file is synchronous (6 µs against 60); after this many, Ctrl-C and progress get their turn. */
const LOOKS_PER_TURN = 4096;

/** Lives for one call of findFiles: what was found so far, by real path. */
class Walk {
  readonly #excluded: readonly Buffer[];
  /** Key: real path, one character a byte. */
  readonly #files = new Map<string, FoundFile>();
  readonly #folders = new Set<string>();
  /** Key: path and code; a pattern and a folder may meet the same thing. */
  readonly #problems = new Map<string, Problem>();
  #looked = 0;

  constructor(excluded: readonly Buffer[]) {
    this.#excluded = excluded;
  }

  isExcluded(real: Buffer): boolean {
    return this.#excluded.some((folder) => isWithin(real, folder));
  }

  /** A file or folder with its real path; `root` is the real path of what links may not leave. */
  async add(path: Buffer, real: Buffer, entry: Stats, root: Buffer): Promise<void> {
    if (entry.isFile()) this.#addFile(path, real, entry);
    else if (entry.isDirectory()) await this.#addFolder(path, real, root);
    else if (entry.isSymbolicLink()) await this.#reportLink(path, real, root);
    else
      this.report(
        path,
        "special-file",
        `A ${kindOf(entry)} has no stored bytes; it is never opened.`,
      );
  }

  /** Something a pattern matched: links are not followed, since nobody named them one by one. */
  async addMatch(path: Buffer, base: Buffer): Promise<void> {
    const entry = this.#entry(path);
    if (entry === null) return;
    const parent = path.subarray(0, Math.max(1, path.lastIndexOf(SLASH)));
    const name = path.subarray(path.lastIndexOf(SLASH) + 1);
    const real = joinBytes(await realpath(parent, { encoding: "buffer" }), name);
    if (!this.isExcluded(real)) await this.add(path, real, entry, base);
  }

  #addFile(path: Buffer, real: Buffer, entry: Stats): void {
    const key = real.toString("latin1");
    const text = pathFromBytes(path);
    const known = this.#files.get(key);
    if (known !== undefined && comparePaths(known.path, text) <= 0) return;
    try {
      closeSync(openRegular(path));
    } catch (error) {
      this.report(path, "file-unreadable", `The file cannot be opened (${codeOf(error)}).`);
      return;
    }
    if (text.startsWith("file://")) {
      const reason =
        "The name is not valid UTF-8; it is written as a file URL and indexed as usual.";
      this.report(path, "name-not-utf8", reason, "note");
    }
    this.#files.set(key, { path: text, sizeBytes: entry.size, modifiedAtMs: entry.mtimeMs });
  }

  async #addFolder(path: Buffer, real: Buffer, root: Buffer): Promise<void> {
    const waiting: { path: Buffer; real: Buffer }[] = [{ path, real }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const folder = next;
      const key = folder.real.toString("latin1");
      if (this.#folders.has(key)) continue;
      this.#folders.add(key);
      for (const name of await this.#names(folder.path)) {
        const childPath = joinBytes(folder.path, name);
        const childReal = joinBytes(folder.real, name);
        if (this.isExcluded(childReal)) continue;
        if (++this.#looked % LOOKS_PER_TURN === 0) await yieldToOthers();
        const entry = this.#entry(childPath);
        if (entry?.isDirectory()) waiting.push({ path: childPath, real: childReal });
        else if (entry !== null) await this.add(childPath, childReal, entry, root);
      }
    }
  }

  async #names(folder: Buffer): Promise<Buffer[]> {
    try {
      return await readdir(folder, { encoding: "buffer" });
    } catch (error) {
      this.report(folder, "folder-unreadable", `The folder cannot be listed (${codeOf(error)}).`);
      return [];
    }
  }

  #entry(path: Buffer): Stats | null {
    try {
      return lstatSync(path);
    } catch (error) {
      const reason = `The file cannot be looked at (${codeOf(error)}).${nameHint(path)}`;
      this.report(path, "file-unreadable", reason);
      return null;
    }
  }

  async #reportLink(path: Buffer, real: Buffer, root: Buffer): Promise<void> {
    let target: Buffer;
    try {
      target = await realpath(real, { encoding: "buffer" });
    } catch (error) {
      const reason = `A symbolic link to nothing that can be reached (${codeOf(error)}).`;
      this.report(path, "link-broken", reason, "note");
      return;
    }
    const link = `A symbolic link to ${pathFromBytes(target)}`;
    if (this.isExcluded(target))
      this.report(path, "link-outside", `${link}, in the index, which is left out.`, "note");
    else if (isWithin(target, root))
      this.report(path, "link-inside", `${link}, which is indexed under its own name.`, "note");
    else {
      const reason = `${link}, out of the folder; it is not followed. Name the target to index it.`;
      this.report(path, "link-outside", reason);
    }
  }

  report(path: Buffer, code: string, reason: string, severity: Problem["severity"] = "lost"): void {
    const text = pathFromBytes(path);
    const locator = [{ step: "file", path: text }] as const;
    this.#problems.set(`${text}\0${code}`, { code, severity, reason, locator });
  }

  found(): FoundFiles {
    const files = [...this.#files.values()].sort((a, b) => comparePaths(a.path, b.path));
    const problems = [...this.#problems]
      .sort(([a], [b]) => comparePaths(a, b))
      .map(([, problem]) => problem);
    return { files, problems };
  }
}
