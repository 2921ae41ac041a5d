/** The inputs of a merge, each at one of its terms, and the heap that says whose term is the next. Terms are compared as the bytes they are stored as. */
import { DictionaryScan } from "./dictionary-scan.ts";
import { BLOCK_TERMS } from "./format.ts";
import type { SegmentReader } from "./reader.ts";
import { SectionWindow } from "./window.ts";

/** One segment that is merged, in document order with the others. */
export interface MergeSource {
  readonly reader: SegmentReader;
  /** Number of its document 0 in the output. */
  readonly base: number;
  readonly dead: Uint8Array | null;
  /** Output ordinal + 1 by its own ordinal; 0 for a term that is gone. Filled here. */
  readonly ordinals: Uint32Array;
}

/** An input is read in pieces of this size. */
const PIECE_BYTES = 1 << 20;

/** UTF-8 sorts as code points, segments sort as UTF-16 units: there U+E000 to U+FFFF, which begin with these two bytes, come after what is beyond. */
const inUtf16Order = (byte: number): number => (byte === 0xee || byte === 0xef ? byte + 8 : byte);

/** Goes through the terms of one input of a merge, with where their postings are. */
export class Head {
  readonly source: MergeSource;
  readonly number: number;
  readonly scan: DictionaryScan;
  readonly postings: SectionWindow;
  readonly ranks: Uint32Array;
  readonly places: number[] = [];
  ordinal = -1;

  constructor(source: MergeSource, number: number) {
    this.source = source;
    this.number = number;
    this.scan = new DictionaryScan(source.reader);
    this.postings = new SectionWindow(source.reader, "postings", PIECE_BYTES);
    this.ranks = source.reader.ranks;
  }

  /** Moves to the next term; false after the last. Throws IndexStateError for a damaged dictionary. */
  next(): boolean {
    const { scan, places, source } = this;
    if (++this.ordinal >= source.reader.footer.termCount) return false;
    try {
      if (this.ordinal % BLOCK_TERMS === 0) scan.seek(this.ordinal / BLOCK_TERMS);
      scan.readTerm();
      places.length = 0;
      scan.readFields(places);
    } catch (error) {
      throw source.reader.broken("its dictionary", error);
    }
    return true;
  }

  /** Heap order: by term, then by input. */
  isBefore(other: Head): boolean {
    const { term, length } = this.scan;
    const otherTerm = other.scan.term;
    const most = Math.min(length, other.scan.length);
    for (let i = 0; i < most; i++) {
      const a = term[i] as number;
      const b = otherTerm[i] as number;
      if (a !== b) return inUtf16Order(a) < inUtf16Order(b);
    }
    return (
      length < other.scan.length || (length === other.scan.length && this.number < other.number)
    );
  }
}

/** Moves the head at a place of the heap down to where it belongs. */
export function sink(heap: Head[], from: number): void {
  let at = from;
  for (;;) {
    let least = at;
    const left = 2 * at + 1;
    const right = left + 1;
    if (left < heap.length && (heap[left] as Head).isBefore(heap[least] as Head)) least = left;
    if (right < heap.length && (heap[right] as Head).isBefore(heap[least] as Head)) least = right;
    if (least === at) return;
    [heap[at], heap[least]] = [heap[least] as Head, heap[at] as Head];
    at = least;
  }
}
