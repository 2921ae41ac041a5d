/**
 * Reads one field of one document of the forward index as tightly as can be: phrases of common words look into thousands of documents.
 *
 * A document's part is `field count rank…` repeated, all variable-length integers (docs/index-format.md). In these the last byte of a number is
 * below 128 and the others are not, so a sequence of ranks can be looked for as bytes: a find is real when the byte before it ends a number.
 */
import { MAX_FREQUENCY, slotOf } from "./format.ts";
import type { SegmentReader } from "./reader.ts";

/** Ranges longer than this are searched by the runtime's own search, shorter ones by a plain loop: calling out costs as much as 200 bytes. */
const PLAIN_LOOP_BYTES = 256;

/** The bytes of ranks in order, as they stand in the forward index. */
export function encodeRanks(ranks: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const rank of ranks) {
    let rest = rank;
    while (rest >= 0x80) {
      bytes.push((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}

/** Documents that stand closer than this are read together: one more look at the file costs as much as copying this much. */
const NEAR_BYTES = 1 << 15;
const WINDOW_BYTES = 1 << 16;
/** Of fewer documents each place is read by itself: a cold search reads no table of a million. */
const FEW_DOCUMENTS = 64;

/** A place in the forward index, moved from field to field. Throws RangeError where the section contradicts itself. */
export class ForwardScan {
  /** Ranks that {@link read} decoded; it grows, so take it anew after each read. */
  ranks = new Uint32Array(1 << 12);
  private readonly reader: SegmentReader;
  /** Where each document's part begins; null where so few are asked for that their places are read one by one. */
  private readonly offsets: Uint32Array | null;
  private readonly place = Buffer.alloc(8);
  private readonly windowBytes: number;
  /** Read into again and again: fresh memory costs more than the reading. */
  private readonly room = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  /** A part of the section, from `start` on; `at` and `end` count in it. */
  private forward: Buffer = Buffer.alloc(0);
  private start = 0;
  private at = 0;
  private end = 0;

  /** `expected` is how many documents, in ascending order, will be asked for. */
  constructor(reader: SegmentReader, expected: number) {
    this.reader = reader;
    this.offsets = expected < FEW_DOCUMENTS ? null : reader.forwardPlaces();
    const isDense = reader.sectionLength("forward") < expected * NEAR_BYTES;
    this.windowBytes = isDense ? WINDOW_BYTES : 0;
  }

  /** Makes `forward` hold the part of the document, from `at` to `end`. */
  private load(document: number): void {
    const { offsets } = this;
    const place =
      offsets === null ? this.reader.readSection("forwardOffsets", document * 4, this.place) : null;
    const from = place === null ? (offsets?.[document] as number) : place.readUInt32LE(0);
    const to = place === null ? (offsets?.[document + 1] as number) : place.readUInt32LE(4);
    if (from < this.start || to > this.start + this.forward.length) {
      this.forward = this.reader.forwardPart(
        from,
        Math.max(to, from + this.windowBytes),
        this.room,
      );
      this.start = from;
    }
    this.at = from - this.start;
    this.end = to - this.start;
  }

  /** Moves to the first rank of the field and returns how many there are; 0 when the document lacks the field. */
  private seek(document: number, field: number): number {
    this.load(document);
    const { forward: bytes, end } = this;
    let { at } = this;
    while (at < end) {
      const found = bytes[at++] as number; // a field number is below 128
      let byte = bytes[at++] as number;
      let count = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at++] as number;
        count |= (byte & 0x7f) << shift;
      }
      if (count > end - at) throw new RangeError("more terms than bytes");
      if (found === field) {
        this.at = at;
        return count;
      }
      for (let left = count; left > 0; at++) if ((bytes[at] as number) < 0x80) left--;
    }
    return 0;
  }

  /** Decodes the field into `ranks` and returns how many ranks it has. */
  read(document: number, field: number): number {
    const count = this.seek(document, field);
    if (count > this.ranks.length) this.ranks = new Uint32Array(count * 2);
    const { ranks, forward: bytes } = this;
    let { at } = this;
    for (let i = 0; i < count; i++) {
      let byte = bytes[at++] as number;
      let rank = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at++] as number;
        rank |= (byte & 0x7f) << shift;
      }
      ranks[i] = rank;
    }
    return count;
  }

  /** What the posting of a term in this field and document says, `frequency << 4 | slot`; 0 when the field lacks it. */
  weight(document: number, field: number, rank: number): number {
    const count = this.seek(document, field);
    const { forward: bytes } = this;
    let { at } = this;
    let frequency = 0;
    let first = 0;
    for (let i = 0; i < count; i++) {
      let byte = bytes[at++] as number;
      let found = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at++] as number;
        found |= (byte & 0x7f) << shift;
      }
      if (found !== rank) continue;
      if (frequency === 0) first = i;
      frequency++;
    }
    return frequency === 0 ? 0 : (Math.min(frequency, MAX_FREQUENCY) << 4) | slotOf(first, count);
  }

  /** Whether the field holds the ranks of `needle` ({@link encodeRanks}, `length` of them) side by side. */
  holds(document: number, field: number, needle: Uint8Array, length: number): boolean {
    const count = this.seek(document, field);
    if (count < length) return false;
    const { at: start, end, forward: bytes } = this;
    let from = start;
    for (;;) {
      const found = this.find(needle, from, end);
      if (found < 0) return false;
      if (found === start || (bytes[found - 1] as number) < 0x80) {
        let before = 0;
        for (let at = start; at < found; at++) if ((bytes[at] as number) < 0x80) before++;
        return before + length <= count; // else it stands in a later field
      }
      from = found + 1;
    }
  }

  /** First place of the needle that begins at or after `from` and ends by `end`, -1 when there is none. */
  private find(needle: Uint8Array, from: number, end: number): number {
    const bytes = this.forward;
    if (end - from > PLAIN_LOOP_BYTES) {
      const found = bytes.subarray(from, end).indexOf(needle);
      return found < 0 ? -1 : from + found;
    }
    const first = needle[0];
    const last = end - needle.length;
    for (let at = from; at <= last; at++) {
      if (bytes[at] !== first) continue;
      let i = 1;
      while (i < needle.length && bytes[at + i] === needle[i]) i++;
      if (i === needle.length) return at;
    }
    return -1;
  }
}
