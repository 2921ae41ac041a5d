/**
 * The lower half of a PST or OST file ([MS-PST] 2.2): pages, blocks, nodes. Finds the bytes of a node and its subnodes; knows
 * nothing of mail.
 *
 * Own reader: the packaged one brings 46 MB of examples, reads 8-bit strings in one charset only and is not bounded. Trees are walked
 * page by page from a source that reads ranges, so a file of many gigabytes costs no more memory than one message.
 */
import { inflateSync } from "node:zlib";
import { LIMITS } from "../../limits.ts";
import { guarded, OutOfBytes, slice, u8, u16, u32, u64 } from "../bytes.ts";
import { checkHeaderSums } from "./pst-sums.ts";

/** Where the file's bytes come from: a buffer, or a file that ingest/ has opened. */
export interface PstSource {
  readonly sizeBytes: number;
  /** Bytes `[offset, offset + length)`, fewer at the end of the file. */
  readonly read: (offset: number, length: number) => Uint8Array;
}

/** A node: its data, its subnodes, the node above it. Ids of blocks, 0 for none. */
export interface PstNode {
  readonly id: number;
  readonly dataBlock: number;
  readonly subnodeBlock: number;
  readonly parent: number;
}

/** An opened file. Every read past its end or through a broken link throws OutOfBytes. */
export interface PstStore {
  /** All nodes of the file in order of their ids. */
  readonly nodes: () => Generator<PstNode>;
  readonly node: (id: number) => PstNode | null;
  /** Blocks of a node's data in order; a heap keeps meaning in where blocks end. */
  readonly blocks: (blockId: number) => Uint8Array[];
  readonly subnodes: (blockId: number) => Map<number, PstNode>;
  readonly kind: "ansi" | "unicode" | "big-pages";
}

/** What differs between files of 32 bit, of 64 bit, and of Outlook 2013 (4096-byte pages, blocks packed one by one). */
interface Layout {
  readonly kind: PstStore["kind"];
  readonly pageBytes: number;
  readonly nodeRootAt: number;
  readonly blockRootAt: number;
  readonly cryptAt: number;
  readonly idBytes: 4 | 8;
  readonly pageCountsAt: number;
}

const UNICODE: Layout = {
  kind: "unicode",
  pageBytes: 512,
  nodeRootAt: 224,
  blockRootAt: 240,
  cryptAt: 513,
  idBytes: 8,
  pageCountsAt: 488,
};
const ANSI: Layout = {
  kind: "ansi",
  pageBytes: 512,
  nodeRootAt: 188,
  blockRootAt: 196,
  cryptAt: 461,
  idBytes: 4,
  pageCountsAt: 496,
};

/** Not in the specification: seen in files of Outlook 2013 and described by other readers. */
const BIG_PAGES: Layout = { ...UNICODE, kind: "big-pages", pageBytes: 4096, pageCountsAt: 4056 };

const MAX_BLOCK_BYTES = 65_536;
const PAGES_KEPT = 256;
const MAX_TREE_DEPTH = 12;

/** Byte substitution of "compressible encryption" ([MS-PST] 5.1, third table): a fixed code, no key. */
const DECODE = Buffer.from(
  "R/G05gtqckiFTp7r4viUU+C7oALoWgmr2+O6xnzDEN05BZYw9TdggozJE0prHfP7jyaXypEXAcQyLW4xlf/ZI9EAXnncRDsaKMVhVyCQPYO5Q75n0kZCdsBtW36yDxYpPKkDVA3aXd/2t8dizY0G02lchtYU96Vmdayx6UUhcAyHn3SkIkxvvx9Wqi6zeDNQsKOSvM8ZHKdjyx5NPksbm0/n8O6tOrVZBOpAVSVR5XqJOGhSe/wnrte9+gf0zI5f7zWchCsV1Xc0SbYSCn9xiP2dGEF9k9hYLM7+JK/euDbIoYCmmZioLw6BZXPkwqKK1OER0AiLKvLtmmQ/wWz57A==",
  "base64",
);

const readId = (layout: Layout, bytes: Uint8Array, at: number): number =>
  layout.idBytes === 8 ? Number(u64(bytes, at)) : u32(bytes, at);

interface Page {
  readonly bytes: Uint8Array;
  readonly level: number;
  readonly count: number;
  readonly entryBytes: number;
}

/** Opens a file; null after telling why when it is none or of a kind not read. Throws OutOfBytes for a header cut short. */
export function openPst(source: PstSource, onProblem: (reason: string) => void): PstStore | null {
  const header = source.read(0, 564);
  if (u32(header, 0) !== 0x4e444221) {
    onProblem("does not begin like a PST");
    return null;
  }
  const version = u16(header, 10);
  const layout = version >= 36 ? BIG_PAGES : version >= 23 ? UNICODE : ANSI;
  const crypt = u8(header, layout.cryptAt);
  if (crypt > 1) {
    onProblem('encoded with the cyclic code ("high encryption"), which is not read');
    return null;
  }
  checkHeaderSums(header, layout.kind !== "ansi", onProblem);
  return createStore(source, layout, header, crypt === 1, onProblem);
}

function createStore(
  source: PstSource,
  layout: Layout,
  header: Uint8Array,
  isEncoded: boolean,
  onProblem: (reason: string) => void,
): PstStore {
  const { idBytes } = layout;
  const id = (bytes: Uint8Array, at: number): number => readId(layout, bytes, at);
  const pages = new Map<number, Page>();
  const page = (at: number): Page => {
    const known = pages.get(at);
    if (known !== undefined) return known;
    const bytes = slice(source.read(at, layout.pageBytes), 0, layout.pageBytes);
    const counts = layout.pageCountsAt;
    const isBig = layout.kind === "big-pages";
    const found: Page = {
      bytes,
      count: isBig ? u16(bytes, counts) : u8(bytes, counts),
      entryBytes: u8(bytes, counts + (isBig ? 4 : 2)),
      level: u8(bytes, counts + (isBig ? 5 : 3)),
    };
    if (found.count * found.entryBytes > counts) throw new OutOfBytes(at, found.count, counts);
    if (pages.size >= PAGES_KEPT) pages.delete(pages.keys().next().value ?? 0);
    pages.set(at, found);
    return found;
  };

  /** Offset of the leaf entry with that key, and its page; null when absent. Each level must be lower than the one above. */
  const find = (root: number, key: number): { bytes: Uint8Array; at: number } | null => {
    let next = root;
    let above = MAX_TREE_DEPTH;
    while (true) {
      const { bytes, level, count, entryBytes } = page(next);
      if (level >= above) return null;
      above = level;
      let low = 0;
      let high = count - 1;
      let best = -1;
      while (low <= high) {
        const middle = (low + high) >>> 1;
        if (keyAt(bytes, middle * entryBytes) <= key) {
          best = middle;
          low = middle + 1;
        } else high = middle - 1;
      }
      if (best < 0) return null;
      const at = best * entryBytes;
      if (level === 0) return keyAt(bytes, at) === key ? { bytes, at } : null;
      next = id(bytes, at + 2 * idBytes);
    }
  };
  const keyAt = (bytes: Uint8Array, at: number): number => id(bytes, at);

  const nodeRoot = id(header, layout.nodeRootAt);
  const blockRoot = id(header, layout.blockRootAt);
  const nodeFrom = (bytes: Uint8Array, at: number): PstNode => ({
    // the upper half of a 64-bit node id is not used
    id: u32(bytes, at),
    dataBlock: id(bytes, at + idBytes),
    subnodeBlock: id(bytes, at + 2 * idBytes),
    parent: u32(bytes, at + 3 * idBytes),
  });

  /** A broken page costs what hangs below it, and is said once; the rest of the tree is read. */
  function* walk(at: number, above: number, seen: Set<number>): Generator<PstNode> {
    // entries that all name one page would multiply it at every level
    const found = seen.has(at) ? null : guarded(() => page(at), null, onProblem);
    seen.add(at);
    if (found === null || found.level >= above || (found.count > 0 && found.entryBytes === 0)) {
      onProblem("its tree of nodes is broken: messages below the break are not read");
      return;
    }
    const { bytes, level, count, entryBytes } = found;
    for (let i = 0; i < count; i++) {
      if (level === 0) yield nodeFrom(bytes, i * entryBytes);
      else yield* walk(id(bytes, i * entryBytes + 2 * idBytes), level, seen);
    }
  }

  // a sound file's blocks are read a few times each; one whose nodes share them would be read for ever
  let readable = 16 * source.sizeBytes + 64 * 1024 * 1024;
  const rawBlock = (blockId: number): Uint8Array => {
    readable -= 64;
    if (readable < 0) throw new OutOfBytes(blockId, 1, source.sizeBytes);
    // the lowest bit of a block's id is not part of it ([MS-PST] 2.2.2.2)
    const found = find(blockRoot, blockId - (blockId % 2));
    if (found === null) throw new OutOfBytes(blockId, 1, 0);
    const at = id(found.bytes, found.at + idBytes);
    const length = u16(found.bytes, found.at + 2 * idBytes);
    readable -= length;
    const stored = slice(source.read(at, length), 0, length);
    if (layout.kind !== "big-pages") return stored;
    const rawLength = u16(found.bytes, found.at + 2 * idBytes + 2);
    return rawLength === 0 || rawLength === length ? stored : unpack(stored, blockId);
  };
  const unpack = (stored: Uint8Array, blockId: number): Uint8Array => {
    try {
      return inflateSync(stored, { maxOutputLength: MAX_BLOCK_BYTES });
    } catch (error) {
      throw new OutOfBytes(blockId, stored.length, 0, { cause: error });
    }
  };
  const isInternal = (blockId: number): boolean => Math.floor(blockId / 2) % 2 === 1;
  const dataBlock = (blockId: number): Uint8Array => {
    const stored = rawBlock(blockId);
    return isEncoded ? stored.map((value) => DECODE[value] ?? 0) : stored;
  };

  const blocks = (blockId: number): Uint8Array[] => {
    const found: Uint8Array[] = [];
    // a sound value uses no block twice: its bytes and its list of blocks fit into the file, unless they are packed
    let left = Math.min(2 * source.sizeBytes, LIMITS.maxMessageBytes);
    const add = (block: number, depth: number): void => {
      left -= 8;
      if (left < 0) throw new OutOfBytes(block, 1, 0);
      if (block === 0) return;
      if (!isInternal(block)) {
        const bytes = dataBlock(block);
        left -= bytes.length;
        if (left < 0) throw new OutOfBytes(block, bytes.length, 0);
        found.push(bytes);
        return;
      }
      const list = rawBlock(block);
      if (u8(list, 0) !== 1 || depth > 1) throw new OutOfBytes(block, 1, 0);
      const count = u16(list, 2);
      for (let i = 0; i < count; i++) add(id(list, 8 + i * idBytes), depth + 1);
    };
    add(blockId, 0);
    return found;
  };

  const subnodes = (blockId: number): Map<number, PstNode> => {
    const found = new Map<number, PstNode>();
    const seen = new Set<number>();
    const add = (block: number, depth: number): void => {
      if (block === 0 || depth > 1 || seen.has(block)) return;
      seen.add(block);
      const list = rawBlock(block);
      if (u8(list, 0) !== 2) throw new OutOfBytes(block, 1, 0);
      const isLeaf = u8(list, 1) === 0;
      const count = u16(list, 2);
      const first = idBytes;
      for (let i = 0; i < count; i++) {
        if (!isLeaf) add(id(list, first + i * 2 * idBytes + idBytes), depth + 1);
        else {
          const at = first + i * 3 * idBytes;
          const node = { ...nodeFromSub(list, at), parent: 0 };
          found.set(node.id, node);
        }
      }
    };
    add(blockId, 0);
    return found;
  };
  const nodeFromSub = (bytes: Uint8Array, at: number): Omit<PstNode, "parent"> => ({
    id: u32(bytes, at),
    dataBlock: id(bytes, at + idBytes),
    subnodeBlock: id(bytes, at + 2 * idBytes),
  });

  return {
    kind: layout.kind,
    nodes: () => walk(nodeRoot, MAX_TREE_DEPTH, new Set()),
    node: (wanted) => {
      const found = find(nodeRoot, wanted);
      return found === null ? null : nodeFrom(found.bytes, found.at);
    },
    blocks,
    subnodes,
  };
}
