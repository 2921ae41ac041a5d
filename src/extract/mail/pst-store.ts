/**
 * The lower half of a PST or OST file ([MS-PST] 2.2): pages, blocks, nodes. Finds the bytes of a node and its subnodes; knows
 * nothing of mail.
 *
 * Own reader: the packaged one brings 46 MB of examples, reads 8-bit strings in one charset only and is not bounded. Trees are walked
 * page by page from a source that reads ranges, so a file of many gigabytes costs no more memory than one message.
 */
import { inflateSync } from "node:zlib";
import { LIMITS } from "../../limits.ts";
import { OutOfBytes, slice, u8, u16, u32 } from "../bytes.ts";
import {
  ANSI,
  BIG_PAGES,
  type Entry,
  type Layout,
  type OnProblem,
  PageTrees,
  type PstSource,
  readId,
  UNICODE,
} from "./pst-pages.ts";
import { checkHeaderSums } from "./pst-sums.ts";

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

const MAX_BLOCK_BYTES = 65_536;

/** Byte substitution of "compressible encryption" ([MS-PST] 5.1, third table): a fixed code, no key. */
const DECODE = Buffer.from(
  "R/G05gtqckiFTp7r4viUU+C7oALoWgmr2+O6xnzDEN05BZYw9TdggozJE0prHfP7jyaXypEXAcQyLW4xlf/ZI9EAXnncRDsaKMVhVyCQPYO5Q75n0kZCdsBtW36yDxYpPKkDVA3aXd/2t8dizY0G02lchtYU96Vmdayx6UUhcAyHn3SkIkxvvx9Wqi6zeDNQsKOSvM8ZHKdjyx5NPksbm0/n8O6tOrVZBOpAVSVR5XqJOGhSe/wnrte9+gf0zI5f7zWchCsV1Xc0SbYSCn9xiP2dGEF9k9hYLM7+JK/euDbIoYCmmZioLw6BZXPkwqKK1OER0AiLKvLtmmQ/wWz57A==",
  "base64",
);

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
  return new OpenStore(source, layout, header, crypt === 1, onProblem);
}

/** What the header says, and the blocks that the trees lead to ([MS-PST] 2.2.2.8). */
class OpenStore implements PstStore {
  readonly kind: PstStore["kind"];
  private readonly source: PstSource;
  private readonly layout: Layout;
  private readonly isEncoded: boolean;
  private readonly trees: PageTrees;
  private readonly nodeRoot: number;
  private readonly blockRoot: number;
  /** A sound file's blocks are read a few times each; one whose nodes share them would be read for ever. */
  private readableBytes: number;

  constructor(
    source: PstSource,
    layout: Layout,
    header: Uint8Array,
    isEncoded: boolean,
    onProblem: OnProblem,
  ) {
    this.kind = layout.kind;
    this.source = source;
    this.layout = layout;
    this.isEncoded = isEncoded;
    this.trees = new PageTrees(source, layout, onProblem);
    this.nodeRoot = this.id(header, layout.nodeRootAt);
    this.blockRoot = this.id(header, layout.blockRootAt);
    this.readableBytes = 16 * source.sizeBytes + 64 * 1024 * 1024;
  }

  private id(bytes: Uint8Array, at: number): number {
    return readId(this.layout, bytes, at);
  }

  *nodes(): Generator<PstNode> {
    for (const entry of this.trees.walk(this.nodeRoot)) yield this.nodeFrom(entry);
  }

  node(wanted: number): PstNode | null {
    const found = this.trees.find(this.nodeRoot, wanted);
    return found === null ? null : this.nodeFrom(found);
  }

  /** A node of the tree of nodes; the upper half of a 64-bit node id is not used. */
  private nodeFrom({ bytes, at }: Entry): PstNode {
    return { ...this.subnodeFrom(bytes, at), parent: u32(bytes, at + 3 * this.layout.idBytes) };
  }

  private subnodeFrom(bytes: Uint8Array, at: number): PstNode {
    const { idBytes } = this.layout;
    return {
      id: u32(bytes, at),
      dataBlock: this.id(bytes, at + idBytes),
      subnodeBlock: this.id(bytes, at + 2 * idBytes),
      parent: 0,
    };
  }

  private rawBlock(blockId: number): Uint8Array {
    const { idBytes, kind } = this.layout;
    this.readableBytes -= 64;
    if (this.readableBytes < 0) throw new OutOfBytes(blockId, 1, this.source.sizeBytes);
    // the lowest bit of a block's id is not part of it ([MS-PST] 2.2.2.2)
    const found = this.trees.find(this.blockRoot, blockId - (blockId % 2));
    if (found === null) throw new OutOfBytes(blockId, 1, 0);
    const at = this.id(found.bytes, found.at + idBytes);
    const length = u16(found.bytes, found.at + 2 * idBytes);
    this.readableBytes -= length;
    const stored = slice(this.source.read(at, length), 0, length);
    if (kind !== "big-pages") return stored;
    const rawLength = u16(found.bytes, found.at + 2 * idBytes + 2);
    return rawLength === 0 || rawLength === length ? stored : unpack(stored, blockId);
  }

  private dataBlock(blockId: number): Uint8Array {
    const stored = this.rawBlock(blockId);
    return this.isEncoded ? stored.map((value) => DECODE[value] ?? 0) : stored;
  }

  blocks(blockId: number): Uint8Array[] {
    const found: Uint8Array[] = [];
    // a sound value uses no block twice: its bytes and its list of blocks fit into the file, unless they are packed
    let left = Math.min(2 * this.source.sizeBytes, LIMITS.maxMessageBytes);
    const add = (block: number, depth: number): void => {
      left -= 8;
      if (left < 0) throw new OutOfBytes(block, 1, 0);
      if (block === 0) return;
      if (!isInternal(block)) {
        const bytes = this.dataBlock(block);
        left -= bytes.length;
        if (left < 0) throw new OutOfBytes(block, bytes.length, 0);
        found.push(bytes);
        return;
      }
      const list = this.rawBlock(block);
      if (u8(list, 0) !== 1 || depth > 1) throw new OutOfBytes(block, 1, 0);
      const count = u16(list, 2);
      for (let i = 0; i < count; i++) add(this.id(list, 8 + i * this.layout.idBytes), depth + 1);
    };
    add(blockId, 0);
    return found;
  }

  subnodes(blockId: number): Map<number, PstNode> {
    const { idBytes } = this.layout;
    const found = new Map<number, PstNode>();
    const seen = new Set<number>();
    const add = (block: number, depth: number): void => {
      if (block === 0 || depth > 1 || seen.has(block)) return;
      seen.add(block);
      const list = this.rawBlock(block);
      if (u8(list, 0) !== 2) throw new OutOfBytes(block, 1, 0);
      const isLeaf = u8(list, 1) === 0;
      const count = u16(list, 2);
      for (let i = 0; i < count; i++) {
        if (!isLeaf) {
          add(this.id(list, idBytes + i * 2 * idBytes + idBytes), depth + 1);
          continue;
        }
        const node = this.subnodeFrom(list, idBytes + i * 3 * idBytes);
        found.set(node.id, node);
      }
    };
    add(blockId, 0);
    return found;
  }
}

/** A block that holds a list of blocks, not data ([MS-PST] 2.2.2.2: the second lowest bit of its id). */
const isInternal = (blockId: number): boolean => Math.floor(blockId / 2) % 2 === 1;

function unpack(stored: Uint8Array, blockId: number): Uint8Array {
  try {
    return inflateSync(stored, { maxOutputLength: MAX_BLOCK_BYTES });
  } catch (error) {
    throw new OutOfBytes(blockId, stored.length, 0, { cause: error });
  }
}
