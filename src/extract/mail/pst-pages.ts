/**
 * The B-trees of a PST or OST file ([MS-PST] 2.2.2.7), read page by page from a source that reads ranges: a file of many gigabytes costs no more
 * memory than the pages kept.
 */
import { guarded, OutOfBytes, slice, u8, u16, u32, u64 } from "../bytes.ts";

/** Where the file's bytes come from: a buffer, or a file that ingest/ has opened. */
export interface PstSource {
  readonly sizeBytes: number;
  /** Bytes `[offset, offset + length)`, fewer at the end of the file. */
  readonly read: (offset: number, length: number) => Uint8Array;
}

/** What differs between files of 32 bit, of 64 bit, and of Outlook 2013 (4096-byte pages, blocks packed one by one). */
export interface Layout {
  readonly kind: "ansi" | "unicode" | "big-pages";
  readonly pageBytes: number;
  readonly nodeRootAt: number;
  readonly blockRootAt: number;
  readonly cryptAt: number;
  readonly idBytes: 4 | 8;
  readonly pageCountsAt: number;
}

export const UNICODE: Layout = {
  kind: "unicode",
  pageBytes: 512,
  nodeRootAt: 224,
  blockRootAt: 240,
  cryptAt: 513,
  idBytes: 8,
  pageCountsAt: 488,
};
export const ANSI: Layout = {
  kind: "ansi",
  pageBytes: 512,
  nodeRootAt: 188,
  blockRootAt: 196,
  cryptAt: 461,
  idBytes: 4,
  pageCountsAt: 496,
};

/** Not in the specification: seen in files of Outlook 2013 and described by other readers. */
export const BIG_PAGES: Layout = {
  ...UNICODE,
  kind: "big-pages",
  pageBytes: 4096,
  pageCountsAt: 4056,
};

const PAGES_KEPT = 256;
const MAX_TREE_DEPTH = 12;

/** An id of a block, a node or a place: 4 or 8 bytes, as the layout says. */
export const readId = (layout: Layout, bytes: Uint8Array, at: number): number =>
  layout.idBytes === 8 ? Number(u64(bytes, at)) : u32(bytes, at);

interface Page {
  readonly bytes: Uint8Array;
  readonly level: number;
  readonly count: number;
  readonly entryBytes: number;
}

/** One entry of a page. */
export interface Entry {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** Receives why something is not read. */
export type OnProblem = (reason: string) => void;

/** The B-trees of nodes and of blocks, read page by page ([MS-PST] 2.2.2.7). */
export class PageTrees {
  private readonly source: PstSource;
  private readonly layout: Layout;
  private readonly onProblem: OnProblem;
  private readonly kept = new Map<number, Page>();

  constructor(source: PstSource, layout: Layout, onProblem: OnProblem) {
    this.source = source;
    this.layout = layout;
    this.onProblem = onProblem;
  }

  private page(at: number): Page {
    const known = this.kept.get(at);
    if (known !== undefined) return known;
    const { pageBytes, pageCountsAt: counts, kind } = this.layout;
    const bytes = slice(this.source.read(at, pageBytes), 0, pageBytes);
    const isBig = kind === "big-pages";
    const found: Page = {
      bytes,
      count: isBig ? u16(bytes, counts) : u8(bytes, counts),
      entryBytes: u8(bytes, counts + (isBig ? 4 : 2)),
      level: u8(bytes, counts + (isBig ? 5 : 3)),
    };
    if (found.count * found.entryBytes > counts) throw new OutOfBytes(at, found.count, counts);
    if (this.kept.size >= PAGES_KEPT) this.kept.delete(this.kept.keys().next().value ?? 0);
    this.kept.set(at, found);
    return found;
  }

  /** Offset of the leaf entry with that key, and its page; null when absent. Each level must be lower than the one above. */
  find(root: number, key: number): Entry | null {
    const { layout } = this;
    let next = root;
    let above = MAX_TREE_DEPTH;
    while (true) {
      const { bytes, level, count, entryBytes } = this.page(next);
      if (level >= above) return null;
      above = level;
      let low = 0;
      let high = count - 1;
      let best = -1;
      while (low <= high) {
        const middle = (low + high) >>> 1;
        if (readId(layout, bytes, middle * entryBytes) <= key) {
          best = middle;
          low = middle + 1;
        } else high = middle - 1;
      }
      if (best < 0) return null;
      const at = best * entryBytes;
      if (level === 0) return readId(layout, bytes, at) === key ? { bytes, at } : null;
      next = readId(layout, bytes, at + 2 * layout.idBytes);
    }
  }

  /** All leaf entries. A broken page costs what hangs below it, and is said once; the rest of the tree is read. */
  *walk(at: number, above = MAX_TREE_DEPTH, seen = new Set<number>()): Generator<Entry> {
    // entries that all name one page would multiply it at every level
    const found = seen.has(at) ? null : guarded(() => this.page(at), null, this.onProblem);
    seen.add(at);
    if (found === null || found.level >= above || (found.count > 0 && found.entryBytes === 0)) {
      this.onProblem("its tree of nodes is broken: messages below the break are not read");
      return;
    }
    const { bytes, level, count, entryBytes } = found;
    for (let i = 0; i < count; i++) {
      const entry = i * entryBytes;
      if (level === 0) yield { bytes, at: entry };
      else
        yield* this.walk(readId(this.layout, bytes, entry + 2 * this.layout.idBytes), level, seen);
    }
  }
}
