/**
 * The dictionaries and postings of several segments as one, term by term. Terms are compared and written as the bytes they are stored as: this is the
 * longest part of a merge, and at the end of a run nothing else is left to do meanwhile.
 */
import { ByteWriter, type Cursor, readVarint } from "./bytes.ts";
import { type DictionaryScan, MAX_TERM_BYTES, PLACE_NUMBERS } from "./dictionary-scan.ts";
import { BLOCK_TERMS, POSTING_FIELD_NAMES } from "./format.ts";
import { Head, type MergeSource, sink } from "./merge-heads.ts";
import type { SectionFile } from "./section-file.ts";

/** Where the terms are written; postings go to `main` from where it stands. */
export interface TermFiles {
  readonly main: SectionFile;
  readonly dictionary: SectionFile;
  readonly blocks: SectionFile;
  readonly blockTerms: SectionFile;
}

const ascending = (a: number, b: number): number => a - b;

/** The postings of the term in hand in one field, as they are written. */
class FieldPostings {
  readonly steps = new ByteWriter(1 << 10);
  readonly weights = new ByteWriter(1 << 10);
  count = 0;
  first = 0;
  private last = 0;

  clear(): void {
    this.steps.clear();
    this.weights.clear();
    this.count = 0;
    this.last = 0;
  }

  push(document: number, weight: number): void {
    if (this.count++ === 0) this.first = document;
    this.steps.varint(document - this.last);
    this.weights.byte(weight);
    this.last = document;
  }
}

/** A term in UTF-8: the first `length` of the bytes. */
interface Term {
  readonly bytes: Uint8Array;
  length: number;
}

const isInsideCharacter = (byte: number): boolean => (byte & 0xc0) === 0x80;

export class TermMerge {
  /** How many terms were written. */
  termCount = 0;
  /** How often each output term is expected in the forward index, by its ordinal. */
  weights: Float64Array = new Float64Array(1 << 12);
  private readonly files: TermFiles;
  private readonly heap: Head[];
  private readonly postingsStart: number;
  private readonly fields = POSTING_FIELD_NAMES.map(() => new FieldPostings());
  /** Fields that have postings of the term in hand. */
  private readonly used: number[] = [];
  /** The term in hand, and the one written before it. */
  private term: Term = { bytes: new Uint8Array(MAX_TERM_BYTES), length: 0 };
  private previous: Term = { bytes: new Uint8Array(MAX_TERM_BYTES), length: 0 };
  /** Inputs that have the term in hand, and its ordinal there. */
  private readonly holders: Head[] = [];
  private readonly holderOrdinals: number[] = [];

  constructor(sources: readonly MergeSource[], files: TermFiles) {
    this.files = files;
    this.postingsStart = files.main.length;
    this.heap = sources
      .map((source, number) => new Head(source, number))
      .filter((head) => head.next());
    for (let at = this.heap.length >> 1; at >= 0; at--) sink(this.heap, at);
  }

  /** Writes up to `count` terms; false when there are no more and the last block is closed. */
  write(count: number): boolean {
    for (let left = count; left > 0; left--) {
      if (this.heap.length === 0) {
        this.beginBlock();
        return false;
      }
      this.gather();
      if (this.used.length > 0) this.writeTerm();
    }
    return true;
  }

  /** Takes the first term off the heap, with its postings in all inputs. */
  private gather(): void {
    const { heap, term, holders, holderOrdinals } = this;
    for (const field of this.used) (this.fields[field] as FieldPostings).clear();
    this.used.length = 0;
    holders.length = 0;
    holderOrdinals.length = 0;
    const first = (heap[0] as Head).scan;
    for (let i = 0; i < first.length; i++) term.bytes[i] = first.term[i] as number;
    term.length = first.length;
    for (let head = heap[0]; head !== undefined && isTerm(head.scan, term); head = heap[0]) {
      holders.push(head);
      holderOrdinals.push(head.ordinal);
      this.collect(head);
      if (!head.next()) {
        const last = heap.pop() as Head;
        if (heap.length === 0) return;
        heap[0] = last;
      }
      sink(heap, 0);
    }
  }

  private collect({ places, postings, source: { base, dead } }: Head): void {
    for (let at = 0; at < places.length; at += PLACE_NUMBERS) {
      const field = places[at] as number;
      const into = this.fields[field] as FieldPostings;
      const before = into.count;
      const count = places[at + 1] as number;
      const place = places[at + 2] as number;
      const size = places[at + 3] as number;
      if (count === 1) {
        if (dead?.[place] !== 1) into.push(base + place, size);
      } else {
        const bytes = postings.at(place, size);
        const cursor: Cursor = { bytes, at: 0 };
        let document = 0;
        for (let i = size - count; i < size; i++) {
          document += readVarint(cursor);
          if (dead?.[document] !== 1) into.push(base + document, bytes[i] as number);
        }
      }
      if (before === 0 && into.count > 0) this.used.push(field);
    }
  }

  private beginBlock(): void {
    const { main, blocks, blockTerms, dictionary } = this.files;
    const { out } = blocks;
    out.uint32(blockTerms.length);
    out.uint32(dictionary.length);
    out.uint32(main.length - this.postingsStart);
  }

  private writeTerm(): void {
    const { term } = this;
    const isFirst = this.termCount % BLOCK_TERMS === 0;
    if (isFirst) {
      this.beginBlock();
      this.files.blockTerms.out.part(term.bytes, 0, term.length);
    }
    const shared = isFirst ? 0 : sharedBytes(this.previous, term);
    const { out } = this.files.dictionary;
    out.varint(unitsOf(term, shared));
    out.varint(term.length - shared);
    out.part(term.bytes, shared, term.length);
    for (const number of this.used.sort(ascending)) {
      const field = this.fields[number] as FieldPostings;
      out.varint(number + 1);
      out.varint(field.count);
      if (field.count === 1) {
        out.varint(field.first);
        field.weights.appendTo(out);
        continue;
      }
      const { out: main } = this.files.main;
      field.steps.appendTo(main);
      field.weights.appendTo(main);
      out.varint(field.steps.length + field.weights.length);
    }
    out.byte(0);
    this.term = this.previous;
    this.previous = term;
    this.note();
  }

  /** Counts follow rank closely (Zipf): the sum over inputs of their size over the rank there orders terms as counting them would. */
  private note(): void {
    const ordinal = this.termCount++;
    if (ordinal >= this.weights.length) {
      const grown = new Float64Array(this.weights.length * 2);
      grown.set(this.weights);
      this.weights = grown;
    }
    let weight = 0;
    for (let i = 0; i < this.holders.length; i++) {
      const { source, ranks } = this.holders[i] as Head;
      const own = this.holderOrdinals[i] as number;
      source.ordinals[own] = ordinal + 1;
      weight += source.reader.footer.sections.forward[1] / Math.max(1, ranks[own] as number);
    }
    this.weights[ordinal] = weight;
  }
}

function isTerm({ term, length }: DictionaryScan, wanted: Term): boolean {
  if (length !== wanted.length) return false;
  for (let i = 0; i < length; i++) if (term[i] !== wanted.bytes[i]) return false;
  return true;
}

/** Length of the common start of two terms in bytes, not ending inside a character. */
function sharedBytes(a: Term, b: Term): number {
  const most = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < most && a.bytes[shared] === b.bytes[shared]) shared++;
  // Where they differ inside a character, both go on with one of its later bytes.
  while (shared > 0 && shared < most && isInsideCharacter(b.bytes[shared] as number)) shared--;
  return shared;
}

/** UTF-16 units of the start of a term: front coding counts in them. */
function unitsOf({ bytes }: Term, length: number): number {
  let units = 0;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] as number;
    if (!isInsideCharacter(byte)) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}
