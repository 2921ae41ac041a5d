/** Stored text and headers: where they lie in the compressed blocks, and the blocks inflated last, kept for the next passage. */
import { constants, inflateRawSync } from "node:zlib";
import { bytesOf, numberOf, numberOrNull, type SqlCell, type Sqlite } from "./sqlite.ts";

/** Inflated blocks kept for the next snippet. A block is about 64 KB. */
const HELD_BLOCKS = 32;
/** What most blocks hold: a text in the first half is had for half the work. */
const BLOCK_BYTES = 1 << 16;

/** The block's bytes at least up to `end`, or all of them. */
function inflateUpTo(compressed: Buffer, end: number): Buffer {
  const share = (1.2 * end) / BLOCK_BYTES;
  if (share < 0.8) {
    const part = compressed.subarray(0, Math.ceil(compressed.length * share) + 256);
    const options = { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: BLOCK_BYTES };
    const bytes = inflateRawSync(part, options);
    if (bytes.length >= end) return bytes;
  }
  return inflateRawSync(compressed, { chunkSize: 2 * BLOCK_BYTES }); // in one piece, so that nothing is put together
}

/** Where a text lies in the text blocks. */
export interface TextPlace {
  readonly block: number;
  readonly start: number;
  readonly length: number;
}

/** The place three columns name; null when nothing is stored. */
export function placeOf(block: SqlCell, start: SqlCell, length: SqlCell): TextPlace | null {
  const number = numberOrNull(block);
  return number === null
    ? null
    : { block: number, start: numberOf(start), length: numberOf(length) };
}

/** Reads stored bytes; one for each open catalog. */
export class TextBlocks {
  private readonly database: Sqlite;
  private readonly blocks = new Map<number, Buffer>();

  constructor(database: Sqlite) {
    this.database = database;
  }

  /** The bytes at a place; none when nothing is stored. */
  bytesAt(place: TextPlace | null): Buffer {
    if (place === null) return Buffer.alloc(0);
    const end = place.start + place.length;
    let bytes = this.blocks.get(place.block);
    if (bytes === undefined || bytes.length < end) {
      const row = this.database
        .prepare("SELECT bytes FROM textblock WHERE blockId = ?")
        .get([place.block]);
      bytes = inflateUpTo(bytesOf(row?.["bytes"]), end);
      if (this.blocks.size >= HELD_BLOCKS) this.blocks.clear();
      this.blocks.set(place.block, bytes);
    }
    return bytes.subarray(place.start, end);
  }
}
