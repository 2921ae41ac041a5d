/**
 * The postings of a room. FlexSearch builds them, an index a field, from terms of our tokenizer; after some thousand documents what it has is written out
 * as a sorted run, so that memory stays bounded, and at the end the runs are merged into chunks that a page loads one by one.
 */
import { createFlexIndex, type FlexIndex } from "../segment/flexsearch.ts";
import { POSTING_FIELD_NAMES } from "../segment/format.ts";
import { Bytes, readEntries, type TermPostings, writeEntry, writeTerms } from "./codec.ts";
import { type ChunkRun, ROOM_SLOTS } from "./format.ts";

/** Bytes of a chunk of postings before packing: what a page reads to find one word. */
const CHUNK_BYTES = 48 * 1024;
/** Terms of a chunk of the dictionary. */
const CHUNK_TERMS = 20_000;

const K1 = 1.2;
/** Terms of a field of usual length; what is longer counts each occurrence less, as BM25 has it. */
const USUAL_LENGTH: Readonly<Record<string, number>> = { body: 300, attachment: 600 };
const USUAL_SHORT = 8;

/** Counts the terms of one field of one document once for all of them. */
class Slots {
  private of: readonly string[] = [];
  private counts = new Map<string, number>();
  private readonly usual: number;

  constructor(field: string) {
    this.usual = USUAL_LENGTH[field] ?? USUAL_SHORT;
  }

  /** BM25's saturated frequency in four steps. */
  readonly slotOf = (terms: readonly string[], term: string): number => {
    if (terms !== this.of) {
      this.of = terms;
      this.counts = new Map();
      for (const each of terms) this.counts.set(each, (this.counts.get(each) ?? 0) + 1);
    }
    const frequency = this.counts.get(term) ?? 1;
    const worth = frequency / (frequency + K1 * (0.25 + (0.75 * terms.length) / this.usual));
    return worth > 0.7 ? 0 : worth > 0.5 ? 1 : worth > 0.25 ? 2 : ROOM_SLOTS - 1;
  };
}

const newIndexes = (): FlexIndex[] =>
  POSTING_FIELD_NAMES.map((name) => createFlexIndex(ROOM_SLOTS, new Slots(name).slotOf));

/** Code units decide, as in JavaScript's `<`: the page looks terms up with it. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Documents that are indexed before what is there is written out. */
export const DOCUMENTS_PER_RUN = 5000;

/** Collects the terms of documents until a run is taken. */
export class RoomPostings {
  private indexes = newIndexes();

  /** Enters the terms of a field of a document, in order. Documents come in ascending order, a field once. */
  add(document: number, field: number, terms: readonly string[]): void {
    if (terms.length > 0) this.indexes[field]?.add(document, terms, false, true);
  }

  /** Takes everything added since the last time as a sorted run. */
  takeRun(): Uint8Array {
    const terms = new Map<string, { field: number; packed: Uint32Array }[]>();
    for (const [field, { map }] of this.indexes.entries())
      for (const [term, slots] of map) {
        if (term === "") continue;
        const packed = Uint32Array.from(
          slots.flatMap((documents, slot) =>
            (documents ?? []).map((document) => (document << 2) | slot),
          ),
        ).sort();
        const list = terms.get(term);
        if (list === undefined) terms.set(term, [{ field, packed }]);
        else list.push({ field, packed });
      }
    this.indexes = newIndexes();
    const into = new Bytes();
    let before = "";
    for (const term of [...terms.keys()].sort(compare)) {
      writeEntry(into, { term, fields: terms.get(term) ?? [] }, before);
      before = term;
    }
    return into.taken();
  }
}

/** Entries of one term from several runs as one; documents of later runs are greater. */
function joined(term: string, parts: readonly TermPostings[]): TermPostings {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const fields = new Map<number, number[]>();
  for (const part of parts)
    for (const { field, packed } of part.fields) {
      const list = fields.get(field) ?? [];
      fields.set(field, list);
      for (let i = 0; i < packed.length; i++) list.push(packed[i] as number);
    }
  return {
    term,
    fields: [...fields].sort(([a], [b]) => a - b).map(([field, packed]) => ({ field, packed })),
  };
}

/** All runs in one order. */
function* mergeRuns(runs: readonly Uint8Array[]): Generator<TermPostings> {
  const open = runs.map((run) => {
    const entries = readEntries(run);
    return { entries, next: entries.next() };
  });
  for (;;) {
    let least: string | undefined;
    for (const { next } of open)
      if (next.done !== true && (least === undefined || next.value.term < least))
        least = next.value.term;
    if (least === undefined) return;
    const parts: TermPostings[] = [];
    for (const each of open) {
      if (each.next.done === true || each.next.value.term !== least) continue;
      parts.push(each.next.value);
      each.next = each.entries.next();
    }
    yield joined(least, parts);
  }
}

/** Where chunks go: returns the number of the chunk. */
export type WriteChunk = (bytes: Uint8Array) => number;

/** Merges runs into chunks of postings, then chunks of terms. Returns the first terms of each. */
export function writePostings(
  runs: readonly Uint8Array[],
  write: WriteChunk,
): { readonly postings: ChunkRun<string>; readonly terms: ChunkRun<string> } {
  const postings = { chunks: [] as number[], first: [] as string[] };
  const terms = { chunks: [] as number[], first: [] as string[] };
  const all: string[] = [];
  const into = new Bytes();
  let before = "";
  const close = (): void => {
    if (into.length === 0) return;
    postings.chunks.push(write(into.taken()));
    into.clear();
    before = "";
  };
  for (const entry of mergeRuns(runs)) {
    if (into.length === 0) postings.first.push(entry.term);
    writeEntry(into, entry, before);
    before = entry.term;
    all.push(entry.term);
    if (into.length >= CHUNK_BYTES) close();
  }
  close();
  for (let at = 0; at < all.length; at += CHUNK_TERMS) {
    terms.chunks.push(write(writeTerms(all.slice(at, at + CHUNK_TERMS))));
    terms.first.push(all[at] as string);
  }
  return { postings, terms };
}
