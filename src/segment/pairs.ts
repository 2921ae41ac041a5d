/**
 * Documents of pairs of common terms that stand side by side: "in the" is in half of all mails, and looking each of them up in the forward index
 * costs a hundred times more than reading a list. Written with the segment, read by phrases; describes its own section of the file.
 */
import { ByteWriter } from "./bytes.ts";
import { POSTING_FIELD_NUMBER } from "./format.ts";

/** Ranks up to here are common: of 255 terms nearly half of all text is made. */
const RANK_BITS = 8;
const MAX_RANK = (1 << RANK_BITS) - 1;

/** Where sentences stand; in other fields phrases are looked up in the forward index. */
const PAIR_FIELDS = ["body", "attachment", "subject"].map(
  (name) => POSTING_FIELD_NUMBER.get(name) ?? -1,
);

const KEYS = PAIR_FIELDS.length << (2 * RANK_BITS);

/** Place of a field among those with pairs, -1 for another. */
export const pairPlace = (field: number): number => PAIR_FIELDS.indexOf(field);

const keyOf = (place: number, first: number, second: number): number =>
  (((place << RANK_BITS) | first) << RANK_BITS) | second;

/** What names a pair in a field; -1 when it is not kept. */
export function pairKey(field: number, first: number, second: number): number {
  const place = pairPlace(field);
  const isCommon = first >= 1 && first <= MAX_RANK && second >= 1 && second <= MAX_RANK;
  return place >= 0 && isCommon ? keyOf(place, first, second) : -1;
}

/** Numbers of the directory an entry takes: key, place of its documents, how many there are. */
export const PAIR_ENTRY = 3;

/** Lists grow in pieces of this many bytes; the last four of a piece name the next. */
const PIECE = 32;
const ROOM = PIECE - 4;

/** Collects the pairs of documents given in ascending order. Holds about a byte and a half for each pair of a document. */
export class PairLists {
  private pool: Buffer = Buffer.alloc(1 << 16);
  private pieces = 1; // piece 0 is none
  private readonly firstPiece = new Uint32Array(KEYS);
  private readonly lastPiece = new Uint32Array(KEYS);
  private readonly used = new Uint8Array(KEYS);
  private readonly counts = new Uint32Array(KEYS);
  /** Last document + 1. */
  private readonly last = new Uint32Array(KEYS);

  /**
   * Notes the pair of a term with the one before it in a field whose {@link pairPlace} is given; ranks, 0 for a gap. Returns what is the one
   * before for the next: 0 for a term that makes no pairs.
   */
  next(place: number, before: number, rank: number, document: number): number {
    if (rank > MAX_RANK) return 0;
    if (before !== 0 && rank !== 0) this.add(keyOf(place, before, rank), document);
    return rank;
  }

  private add(key: number, document: number): void {
    const last = this.last[key] as number;
    if (last === document + 1) return;
    this.last[key] = document + 1;
    this.counts[key] = (this.counts[key] as number) + 1;
    let rest = last === 0 ? document : document + 1 - last;
    while (rest >= 0x80) {
      this.byte(key, (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(key, rest);
  }

  private byte(key: number, value: number): void {
    let used = this.used[key] as number;
    if (used === ROOM || this.lastPiece[key] === 0) {
      const piece = this.newPiece();
      const last = this.lastPiece[key] as number;
      if (last === 0) this.firstPiece[key] = piece;
      else this.pool.writeUInt32LE(piece, last * PIECE + ROOM);
      this.lastPiece[key] = piece;
      used = 0;
    }
    this.pool[(this.lastPiece[key] as number) * PIECE + used] = value;
    this.used[key] = used + 1;
  }

  private newPiece(): number {
    const piece = this.pieces++;
    if (this.pieces * PIECE > this.pool.length) {
      const grown = Buffer.alloc(this.pool.length * 2);
      this.pool.copy(grown);
      this.pool = grown;
    }
    return piece;
  }

  /** The section: entries by ascending key, then the lists. */
  bytes(): Buffer {
    const keys: number[] = [];
    for (let key = 0; key < KEYS; key++) if (this.counts[key] !== 0) keys.push(key);
    const directory = new Uint32Array(1 + keys.length * PAIR_ENTRY);
    directory[0] = keys.length;
    const lists = new ByteWriter();
    for (const [i, key] of keys.entries()) {
      directory.set([key, lists.length, this.counts[key] as number], 1 + i * PAIR_ENTRY);
      const last = this.lastPiece[key] as number;
      for (let piece = this.firstPiece[key] as number; ; ) {
        const at = piece * PIECE;
        const size = piece === last ? (this.used[key] as number) : ROOM;
        lists.bytes(this.pool.subarray(at, at + size));
        if (piece === last) break;
        piece = this.pool.readUInt32LE(at + ROOM);
      }
    }
    return Buffer.concat([Buffer.from(directory.buffer), lists.view()]);
  }
}

/** Where the list of a key is among all lists, which take `bytes`; empty when it has none. Throws RangeError where the directory contradicts them. */
export function pairList(
  directory: Uint32Array,
  key: number,
  bytes: number,
): { readonly from: number; readonly to: number; readonly count: number } {
  const at = findPair(directory, key);
  if (at < 0) return { from: 0, to: 0, count: 0 };
  const from = directory[at + 1] as number;
  const count = directory[at + 2] as number;
  const to = directory[at + 1 + PAIR_ENTRY] ?? bytes;
  if (to < from || to > bytes || count > to - from) throw new RangeError("place of a pair");
  return { from, to, count };
}

/** Place of a key's entry in the directory (without its length), -1 when it has none. */
function findPair(directory: Uint32Array, key: number): number {
  let low = 0;
  let high = directory.length / PAIR_ENTRY - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = directory[middle * PAIR_ENTRY] as number;
    if (found === key) return middle * PAIR_ENTRY;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
