/**
 * A document of Word 97 to 2003 ([MS-DOC]) with its properties: as much of it as a reader needs, which is a header, one run of text and the table that
 * says where it is.
 */
import { fileTime } from "../base/time.js";
import { compound, summary } from "./xls.js";

/** Where the text begins in the stream of the document. */
const TEXT_AT = 2048;
/** Pairs of numbers in the header, as Word 2003 writes. */
const PAIRS = 164;
const PAIRS_AT = 154;
/** Positions of the pairs used: the table of text pieces, and the time of last saving. */
const PIECES = 33;
const SAVED_AT = 87;

/** `meta`: creator, saver, created, modified, and savedAt, the time in the header (modified when absent). */
export function doc(paragraphs, meta) {
  const text = Buffer.from(`${paragraphs.join("\r")}\r`, "latin1");
  const word = Buffer.alloc(TEXT_AT + text.length);
  text.copy(word, TEXT_AT);
  for (const [at, value] of [
    [0, 0xa5ec],
    [2, 0xc1],
    [6, 0x40c],
    [32, 14],
    [62, 22],
    [PAIRS_AT - 2, PAIRS],
  ])
    word.writeUInt16LE(value, at);
  word.writeUInt32LE(text.length, 64 + 12);
  const pieces = Buffer.alloc(5 + 8 + 8);
  pieces[0] = 2;
  pieces.writeUInt32LE(16, 1);
  pieces.writeUInt32LE(text.length, 9);
  pieces.writeUInt32LE(0x40000000 + TEXT_AT * 2, 15);
  word.writeUInt32LE(pieces.length, PAIRS_AT + 8 * PIECES + 4);
  word.writeBigUInt64LE(fileTime(meta.savedAt ?? meta.modified), PAIRS_AT + 8 * SAVED_AT);
  return compound([
    ["WordDocument", word],
    ["0Table", pieces],
    ["\x05SummaryInformation", summary({ ...meta, app: "Microsoft Office Word" }, 1252)],
  ]);
}
