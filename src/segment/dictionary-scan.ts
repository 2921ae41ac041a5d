/**
 * Goes through the term dictionary of a segment block by block without making a string or an object a term: terms are UTF-8 bytes in a buffer
 * that the next term overwrites, places of postings are numbers. What looks at every term (a scan, a merge) stands on it.
 */
import type { SegmentReader } from "./reader.ts";
import { SectionWindow } from "./window.ts";

/** Numbers {@link DictionaryScan.readFields} notes for each field: field, how many documents, place in the postings, bytes there; or field, 1, the one document, its weight. */
export const PLACE_NUMBERS = 4;

/** Dictionary and postings are read in pieces of this size. */
export const PIECE_BYTES = 1 << 18;

/** Longer ones are not written. */
export const MAX_TERM_BYTES = 1 << 12;

const damaged = (): RangeError => new RangeError("segment ends inside a term");

/** Goes through one dictionary: the state of the loop, kept in one object so that its parts can be functions. */
export class DictionaryScan {
  /** The term in hand: its first `length` bytes. */
  readonly term = new Uint8Array(MAX_TERM_BYTES);
  length = 0;
  private readonly blocks: Uint32Array;
  private readonly window: SectionWindow;
  private bytes: Uint8Array = new Uint8Array(0);
  private at = 0;
  private offset = 0;

  constructor(reader: SegmentReader) {
    this.blocks = reader.blocks;
    this.window = new SectionWindow(reader, "dictionary", PIECE_BYTES);
  }

  /** Moves to the first term of a block. */
  seek(block: number): void {
    const from = this.blocks[block * 3 + 1] as number;
    this.bytes = this.window.at(from, (this.blocks[block * 3 + 4] as number) - from);
    this.at = 0;
    this.offset = this.blocks[block * 3 + 2] as number;
    this.length = 0;
  }

  private varint(): number {
    const { bytes } = this;
    let byte = bytes[this.at++];
    if (byte === undefined) throw damaged();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let scale = 0x80;
    do {
      byte = bytes[this.at++];
      if (byte === undefined) throw damaged();
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    } while (byte >= 0x80);
    return value;
  }

  /** Front coding counts UTF-16 units; how many bytes the first `units` of the term before take. */
  private bytesOfUnits(units: number): number {
    const { term } = this;
    let at = 0;
    for (let left = units; left > 0; left--) {
      const lead = term[at] as number;
      if (lead < 0x80) at++;
      else if (lead < 0xe0) at += 2;
      else if (lead < 0xf0) at += 3;
      else {
        at += 4;
        left--; // a surrogate pair is two units; writers never cut one
      }
    }
    return at;
  }

  /** Moves to the next term of the block; its fields must be passed before the one after. */
  readTerm(): void {
    const shared = this.bytesOfUnits(this.varint());
    const suffix = this.varint();
    if (shared > this.length || shared + suffix > MAX_TERM_BYTES) throw damaged();
    const { bytes, term } = this;
    for (let i = 0; i < suffix; i++) term[shared + i] = bytes[this.at + i] as number;
    this.at += suffix;
    this.length = shared + suffix;
  }

  /** Passes the fields of the term; with `places`, notes them. */
  readFields(places: number[] | null): void {
    for (let field = this.varint(); field !== 0; field = this.varint()) {
      const count = this.varint();
      if (count === 1) {
        const document = this.varint();
        const weight = this.bytes[this.at++];
        if (weight === undefined) throw damaged();
        places?.push(field - 1, 1, document, weight);
      } else {
        const length = this.varint();
        places?.push(field - 1, count, this.offset, length);
        this.offset += length;
      }
    }
  }
}
