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
import { chainOf, END_OF_CHAIN, join, readFat, type Sectors, sectorAt } from "./ole-sectors.ts";

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

function openChecked(bytes: Uint8Array, onProblem: (reason: string) => void): OleContainer | null {
  const problems: string[] = [];
  const note = (text: string): void => {
    if (!problems.includes(text)) problems.push(text);
  };
  const shift = u16(bytes, 30);
  const miniShift = u16(bytes, 32);
  // 7 to 16: 128-byte sectors exist in old converters' files, 64 KB is beyond any writer; wrong values would divide by nothing
  if (shift < 7 || shift > 16 || miniShift >= shift || miniShift < 2) {
    onProblem(`sector size 2^${shift} and mini sector size 2^${miniShift} are not possible`);
    return null;
  }
  const count = Math.max(0, Math.ceil(bytes.length / 2 ** shift) - 1);
  const sectors: Sectors = { bytes, shift, count, fat: readFat(bytes, shift, count, note) };
  const readChain = (start: number, sizeBytes: number): Uint8Array => {
    const wanted = Math.min(sizeBytes, bytes.length);
    const chain = chainOf(sectors.fat, start, Math.ceil(wanted / 2 ** shift), note);
    return join(
      chain.map((sector) => sectorAt(sectors, sector)),
      wanted,
    );
  };

  const directory = readChain(u32(bytes, 48), LIMITS.maxOleEntries * ENTRY_BYTES);
  const raw = new Map<number, RawEntry>();
  const bigSizes = u16(bytes, 26) >= 4;
  for (let id = 0; (id + 1) * ENTRY_BYTES <= directory.length; id++) {
    const entry = readEntry(directory, id, bigSizes);
    if (entry !== null) raw.set(id, entry);
  }
  if (raw.size >= LIMITS.maxOleEntries) note(`more than ${LIMITS.maxOleEntries} directory entries`);
  const entries = buildTree(raw, note);
  const root = entries.get(0);
  const rawRoot = raw.get(0);
  if (root === undefined || rawRoot === undefined) {
    onProblem("has no root directory entry");
    return null;
  }

  const cutoff = u32(bytes, 56);
  let mini: Sectors | null = null;
  const openMini = (): Sectors => {
    if (mini !== null) return mini;
    const stream = readChain(rawRoot.startSector, rawRoot.sizeBytes);
    const table = readChain(u32(bytes, 60), bytes.length);
    const size = Math.min(Math.floor(table.length / 4), Math.ceil(stream.length / 2 ** miniShift));
    const fat = new Uint32Array(size);
    for (let i = 0; i < size; i++) fat[i] = u32(table, 4 * i);
    mini = { bytes: stream, shift: miniShift, count: size, fat };
    return mini;
  };
  const readMini = (start: number, sizeBytes: number): Uint8Array => {
    const from = openMini();
    const wanted = Math.min(sizeBytes, from.bytes.length);
    const chain = chainOf(from.fat, start, Math.ceil(wanted / 2 ** miniShift), note);
    // the mini stream has no header, so sector n is at n, not n + 1
    const pieces = chain.map((sector) =>
      from.bytes.subarray(sector * 2 ** miniShift, (sector + 1) * 2 ** miniShift),
    );
    return join(pieces, wanted);
  };

  let budget = bytes.length;
  const done = new Map<number, Uint8Array>();
  const read = (entry: OleEntry): Uint8Array => {
    const before = done.get(entry.id);
    if (before !== undefined) return before;
    const start = raw.get(entry.id)?.startSector ?? END_OF_CHAIN;
    if (entry.kind !== "stream" || entry.sizeBytes === 0) return new Uint8Array(0);
    if (budget <= 0) {
      note("streams share sectors: together they are larger than the file");
      return new Uint8Array(0);
    }
    const found =
      entry.sizeBytes < cutoff
        ? readMini(start, entry.sizeBytes)
        : readChain(start, entry.sizeBytes);
    if (found.length < entry.sizeBytes) {
      note(`stream "${entry.name}" ends after ${found.length} of ${entry.sizeBytes} bytes`);
    }
    budget -= found.length;
    done.set(entry.id, found);
    return found;
  };

  const childrenOf = (storage: OleEntry): readonly OleEntry[] =>
    storage.children.flatMap((id) => entries.get(id) ?? []);
  return {
    root,
    entries,
    problems,
    childrenOf,
    child: (storage, name) => {
      const wanted = name.toUpperCase();
      return childrenOf(storage).find((entry) => entry.name.toUpperCase() === wanted);
    },
    read,
  };
}
