/**
 * Reads an OLE compound file ([MS-CFB]): storages, streams, their sizes and directory times.
 *
 * Own reader, not cfb@1.2.2: that one cannot open files with 4096-byte sectors, also accepts ZIP and MIME (a 1.5 GB bomb), throws
 * TypeErrors on damaged input and reads every stream at once. Here a stream is read when asked for, every chain is bounded by the
 * file's own size, and a cycle costs one problem. Nothing is written, nothing is looked at but the bytes given.
 */
import { LIMITS } from "../../limits.ts";
import { guarded, guid, slice, u8, u16, u32, u64 } from "../bytes.ts";
import { decodeUtf16 } from "../code-pages.ts";
import { END_OF_CHAIN } from "./ole-sectors.ts";
import { StreamReader } from "./ole-streams.ts";

const MAGIC = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] as const;
const NO_STREAM = 0xffffffff;
const ENTRY_BYTES = 128;

/** One storage or stream. `parent` and `children` are ids; the root is 0. */
export interface OleEntry {
  readonly id: number;
  /** As stored, e.g. "\u0005SummaryInformation". */
  readonly name: string;
  readonly kind: "root" | "storage" | "stream";
  readonly sizeBytes: number;
  readonly parent: number;
  readonly children: readonly number[];
  readonly clsid: string;
  /** FILETIME, 0n when absent; streams have none. */
  readonly createdTicks: bigint;
  readonly modifiedTicks: bigint;
}

/** An opened compound file. `problems` grows while streams are read. */
export interface OleContainer {
  readonly root: OleEntry;
  readonly entries: ReadonlyMap<number, OleEntry>;
  /** Sentences about what could not be followed. */
  readonly problems: readonly string[];
  /** The child of that name in a storage; names differ by case only never ([MS-CFB] 2.6.4), so case does not count. */
  readonly child: (storage: OleEntry, name: string) => OleEntry | undefined;
  readonly childrenOf: (storage: OleEntry) => readonly OleEntry[];
  /** Bytes of a stream, fewer than `sizeBytes` when its chain ends early; empty for a storage. */
  readonly read: (entry: OleEntry) => Uint8Array;
}

/** True when the bytes begin like a compound file. */
export function isOle(bytes: Uint8Array): boolean {
  return MAGIC.every((value, at) => bytes[at] === value);
}

interface RawEntry extends Omit<OleEntry, "parent" | "children"> {
  readonly left: number;
  readonly right: number;
  readonly first: number;
  readonly startSector: number;
}

function readEntry(directory: Uint8Array, id: number, bigSizes: boolean): RawEntry | null {
  const at = id * ENTRY_BYTES;
  const type = u8(directory, at + 66);
  if (type !== 1 && type !== 2 && type !== 5) return null;
  const nameBytes = Math.min(Math.max(u16(directory, at + 64) - 2, 0), 62);
  return {
    id,
    name: decodeUtf16(slice(directory, at, nameBytes)),
    kind: type === 5 ? "root" : type === 1 ? "storage" : "stream",
    // version 3 writers leave rubbish in the upper half ([MS-CFB] 2.6.1)
    sizeBytes: bigSizes
      ? Math.min(Number(u64(directory, at + 120)), Number.MAX_SAFE_INTEGER)
      : u32(directory, at + 120),
    clsid: guid(directory, at + 80),
    createdTicks: u64(directory, at + 100),
    modifiedTicks: u64(directory, at + 108),
    left: u32(directory, at + 68),
    right: u32(directory, at + 72),
    first: u32(directory, at + 76),
    startSector: u32(directory, at + 116),
  };
}

/** Ids of a storage's children: the sibling tree walked in order, each id once in the whole file. */
function childIds(
  raw: ReadonlyMap<number, RawEntry>,
  first: number,
  seen: Set<number>,
  note: (text: string) => void,
): number[] {
  const ids: number[] = [];
  const waiting: number[] = [];
  let id = first;
  while (true) {
    const entry = id === NO_STREAM ? undefined : raw.get(id);
    if (entry === undefined && id !== NO_STREAM)
      note("the directory names an entry that is not there");
    if (entry !== undefined && seen.has(id)) note("the directory lists an entry twice");
    if (entry !== undefined && !seen.has(id)) {
      seen.add(id);
      waiting.push(id);
      id = entry.left;
      continue;
    }
    const back = waiting.pop();
    if (back === undefined) return ids;
    ids.push(back);
    id = raw.get(back)?.right ?? NO_STREAM;
  }
}

/** The storage tree, breadth first. Damaged files are walked as far as they go. */
function buildTree(
  raw: ReadonlyMap<number, RawEntry>,
  note: (text: string) => void,
): Map<number, OleEntry> {
  const entries = new Map<number, OleEntry>();
  const seen = new Set<number>([0]);
  let level: { id: number; parent: number }[] = [{ id: 0, parent: -1 }];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > LIMITS.maxOleDepth) {
      note(`storages are nested more than ${LIMITS.maxOleDepth} deep`);
      break;
    }
    const next: { id: number; parent: number }[] = [];
    for (const { id, parent } of level) {
      const entry = raw.get(id);
      if (entry === undefined) continue;
      const children =
        entry.kind === "stream" || depth === LIMITS.maxOleDepth
          ? []
          : childIds(raw, entry.first, seen, note);
      if (depth === LIMITS.maxOleDepth && entry.kind === "storage") {
        note(`storages are nested more than ${LIMITS.maxOleDepth} deep`);
      }
      entries.set(id, {
        id,
        name: entry.name,
        kind: id === 0 ? "root" : entry.kind,
        sizeBytes: entry.sizeBytes,
        parent,
        children,
        clsid: entry.clsid,
        createdTicks: entry.createdTicks,
        modifiedTicks: entry.modifiedTicks,
      });
      for (const child of children) next.push({ id: child, parent: id });
    }
    level = next;
  }
  return entries;
}

/**
 * Opens a compound file; null with a reason through `onProblem` when header or directory cannot be read.
 * Memory stays below twice the file: streams share no sector in a sound file, so reading more than the file holds is refused.
 */
export function openOle(
  bytes: Uint8Array,
  onProblem: (reason: string) => void,
): OleContainer | null {
  if (!isOle(bytes)) {
    onProblem("does not begin like a compound file");
    return null;
  }
  return guarded(() => openChecked(bytes, onProblem), null, onProblem);
}

class OpenContainer implements OleContainer {
  readonly root: OleEntry;
  readonly entries: ReadonlyMap<number, OleEntry>;
  readonly problems: string[];
  private readonly raw: ReadonlyMap<number, RawEntry>;
  private readonly rawRoot: RawEntry;
  private readonly streams: StreamReader;
  /** Streams shorter than this are in the mini stream. */
  private readonly cutoffBytes: number;
  private budgetBytes: number;
  private readonly done = new Map<number, Uint8Array>();

  constructor(
    bytes: Uint8Array,
    streams: StreamReader,
    raw: ReadonlyMap<number, RawEntry>,
    roots: { readonly root: OleEntry; readonly rawRoot: RawEntry },
    entries: ReadonlyMap<number, OleEntry>,
    problems: string[],
  ) {
    this.root = roots.root;
    this.rawRoot = roots.rawRoot;
    this.raw = raw;
    this.entries = entries;
    this.streams = streams;
    this.problems = problems;
    this.cutoffBytes = u32(bytes, 56);
    this.budgetBytes = bytes.length;
  }

  childrenOf(storage: OleEntry): readonly OleEntry[] {
    return storage.children.flatMap((id) => this.entries.get(id) ?? []);
  }

  child(storage: OleEntry, name: string): OleEntry | undefined {
    const wanted = name.toUpperCase();
    return this.childrenOf(storage).find((entry) => entry.name.toUpperCase() === wanted);
  }

  read(entry: OleEntry): Uint8Array {
    const before = this.done.get(entry.id);
    if (before !== undefined) return before;
    const start = this.raw.get(entry.id)?.startSector ?? END_OF_CHAIN;
    if (entry.kind !== "stream" || entry.sizeBytes === 0) return new Uint8Array(0);
    if (this.budgetBytes <= 0) {
      noteOnce(this.problems, "streams share sectors: together they are larger than the file");
      return new Uint8Array(0);
    }
    const found =
      entry.sizeBytes < this.cutoffBytes
        ? this.streams.readMini(this.rawRoot, start, entry.sizeBytes)
        : this.streams.readChain(start, entry.sizeBytes);
    if (found.length < entry.sizeBytes) {
      const reason = `stream "${entry.name}" ends after ${found.length} of ${entry.sizeBytes} bytes`;
      noteOnce(this.problems, reason);
    }
    this.budgetBytes -= found.length;
    this.done.set(entry.id, found);
    return found;
  }
}

function noteOnce(problems: string[], text: string): void {
  if (!problems.includes(text)) problems.push(text);
}

/** The directory's entries by id; damaged ones are left out. */
function readDirectory(
  bytes: Uint8Array,
  streams: StreamReader,
  note: (text: string) => void,
): Map<number, RawEntry> {
  const directory = streams.readChain(u32(bytes, 48), (LIMITS.maxOleEntries + 1) * ENTRY_BYTES);
  const raw = new Map<number, RawEntry>();
  const bigSizes = u16(bytes, 26) >= 4;
  for (let id = 0; (id + 1) * ENTRY_BYTES <= directory.length; id++) {
    const entry = readEntry(directory, id, bigSizes);
    if (entry !== null) raw.set(id, entry);
  }
  if (raw.size > LIMITS.maxOleEntries) note(`more than ${LIMITS.maxOleEntries} directory entries`);
  return raw;
}

function openChecked(bytes: Uint8Array, onProblem: (reason: string) => void): OleContainer | null {
  const problems: string[] = [];
  const note = (text: string): void => noteOnce(problems, text);
  const shift = u16(bytes, 30);
  const miniShift = u16(bytes, 32);
  // 7 to 16: 128-byte sectors exist in old converters' files, 64 KB is beyond any writer; wrong values would divide by nothing
  if (shift < 7 || shift > 16 || miniShift >= shift || miniShift < 2) {
    onProblem(`sector size 2^${shift} and mini sector size 2^${miniShift} are not possible`);
    return null;
  }
  const streams = new StreamReader(bytes, shift, miniShift, note);
  const raw = readDirectory(bytes, streams, note);
  const entries = buildTree(raw, note);
  const root = entries.get(0);
  const rawRoot = raw.get(0);
  if (root === undefined || rawRoot === undefined) {
    onProblem("has no root directory entry");
    return null;
  }
  return new OpenContainer(bytes, streams, raw, { root, rawRoot }, entries, problems);
}
