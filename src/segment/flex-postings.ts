/**
 * The postings that FlexSearch builds: those of the fields that format.ts does not keep in rows. Each document's terms go through `add` of a FlexSearch index a field, and the postings of a segment are read from its map. It keeps no frequencies; the few above one are kept beside it.
 */
import { createFlexIndex, type FlexIndex } from "./flexsearch.ts";
import { GAP, MAX_FREQUENCY, POSTING_FIELD_NAMES, SLOTS } from "./format.ts";
import { GrowingInts } from "./growing-ints.ts";
import type { FieldPostings, PostingSink } from "./postings.ts";
import type { TermTable } from "./term-table.ts";

/** Rough bytes of a posting (a number in a list) and of a term new to a field (a place in the map, its name's, two lists). */
const POSTING_BYTES = 10;
const ENTRY_BYTES = 160;

export class FlexPostings implements FieldPostings {
  private readonly table: TermTable;
  private readonly indexes: readonly FlexIndex[];
  /** Per field: document, term number, frequency of what stands there more than once; documents ascending. */
  private readonly repeated: readonly GrowingInts[];
  private counts = new Uint8Array(1 << 14);
  private postings = 0;

  constructor(table: TermTable) {
    this.table = table;
    this.indexes = POSTING_FIELD_NAMES.map(() => createFlexIndex(SLOTS));
    this.repeated = POSTING_FIELD_NAMES.map(() => new GrowingInts());
  }

  get estimatedBytes(): number {
    let entries = 0;
    for (const { map } of this.indexes) entries += map.size;
    return entries * ENTRY_BYTES + this.postings * POSTING_BYTES;
  }

  /** Enters the terms of a document in a field, `numbers[from..to)`, {@link GAP} between values. Once a field and document. */
  add(field: number, document: number, numbers: Uint32Array, from: number, to: number): void {
    const { terms } = this.table;
    // Strings of the table: V8 knows their hashes, and they hold no mail alive
    const list = new Array<string>(to - from);
    for (let i = from; i < to; i++) {
      const number = numbers[i] as number;
      list[i - from] = number === GAP ? "" : (terms[number - 1] as string);
    }
    this.indexes[field]?.add(document, list, false, true);
    this.postings += to - from;
    this.noteRepeated(field, document, numbers, from, to);
  }

  private noteRepeated(
    field: number,
    document: number,
    numbers: Uint32Array,
    from: number,
    to: number,
  ): void {
    if (this.counts.length <= this.table.terms.length)
      this.counts = new Uint8Array(this.table.terms.length * 2);
    const { counts } = this;
    const into = this.repeated[field] as GrowingInts;
    for (let i = from; i < to; i++) {
      const number = numbers[i] as number;
      if (counts[number] !== MAX_FREQUENCY) counts[number] = (counts[number] as number) + 1;
    }
    counts[GAP] = 0;
    for (let i = from; i < to; i++) {
      const number = numbers[i] as number;
      const count = counts[number] as number;
      counts[number] = 0;
      if (count < 2) continue;
      into.push(document);
      into.push(number);
      into.push(count);
    }
  }

  count(starts: Uint32Array): void {
    for (const { map } of this.indexes)
      for (const [term, slots] of map) {
        const at = this.table.numberOf(term) + 1;
        let count = 0;
        for (const documents of slots) count += documents?.length ?? 0;
        starts[at] = (starts[at] as number) + count;
      }
  }

  fill(field: number, sink: PostingSink): void {
    const { map } = this.indexes[field] as FlexIndex;
    const { documents, weights, fields, cursors } = sink;
    /** Where the postings of this field begin, by term: for the frequencies. */
    const { values, length } = this.repeated[field] as GrowingInts;
    const begins = length === 0 ? null : cursors.slice();
    for (const [term, slots] of map) {
      const number = this.table.numberOf(term);
      const start = cursors[number] as number;
      let place = start;
      for (let slot = 0; slot < slots.length; slot++) {
        const more = slots[slot];
        if (more) place = mergeInto(documents, weights, start, place, more, (1 << 4) | slot);
      }
      fields.fill(field, start, place);
      cursors[number] = place;
    }
    if (begins === null) return;
    for (let i = 0; i < length; i += 3) {
      const number = values[i + 1] as number;
      const end = cursors[number] as number;
      const at = placeOf(documents, begins[number] as number, end, values[i] as number);
      weights[at] = ((values[i + 2] as number) << 4) | ((weights[at] as number) & 15);
    }
  }
}

/** Merges ascending documents, all of one weight, into those from `start` to `end`, from behind; returns the new end. */
function mergeInto(
  documents: Uint32Array,
  weights: Uint8Array,
  start: number,
  end: number,
  more: readonly number[],
  weight: number,
): number {
  let last = end - 1;
  let at = end + more.length - 1;
  for (let i = more.length - 1; i >= 0; i--) {
    const document = more[i] as number;
    while (last >= start && (documents[last] as number) > document) {
      documents[at] = documents[last] as number;
      weights[at--] = weights[last--] as number;
    }
    documents[at] = document;
    weights[at--] = weight;
  }
  return end + more.length;
}

/** Where a document stands among ascending ones; it is there. */
function placeOf(documents: Uint32Array, start: number, end: number, document: number): number {
  let low = start;
  let high = end - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((documents[middle] as number) < document) low = middle + 1;
    else high = middle;
  }
  return low;
}
