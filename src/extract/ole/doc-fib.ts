/**
 * The file information block at the start of a WordDocument stream ([MS-DOC] 2.5): which Word wrote it, how long each region of
 * text is, where the tables are. Knows offsets only, no text.
 */
import { sliceUpTo, u8, u16, u32 } from "../bytes.ts";
import { codePageOfLcid, macCodePageOf } from "../code-pages.ts";

/** Numbers of the tables used, as positions in FibRgFcLcb97 and what later versions append ([MS-DOC] 2.5.6). */
export const DOC_TABLE = {
  styles: 1,
  characterRuns: 12,
  printerDriver: 27,
  documentProperties: 31,
  associatedStrings: 32,
  pieces: 33,
  commentOwners: 36,
  revisionAuthors: 51,
  savedBy: 71,
  /** No table: the two numbers are a FILETIME. */
  savedAt: 87,
  commentExtra: 112,
} as const;

/** Lengths in characters of the regions that follow each other in one character space. */
interface DocRegions {
  readonly text: number;
  readonly footnotes: number;
  readonly headers: number;
  readonly macros: number;
  readonly comments: number;
  readonly endnotes: number;
  readonly textBoxes: number;
  readonly headerTextBoxes: number;
}

export interface DocFib {
  /** "word6" is Word 6 and 95: 8-bit text, tables inside the WordDocument stream. */
  readonly kind: "word6" | "word97";
  readonly version: number;
  /** Language id of the installation that wrote the file. */
  readonly lcid: number;
  /** Code page of 8-bit text and strings: of the language, on a Mac the Mac's for that language. */
  readonly codePage: number;
  readonly isEncrypted: boolean;
  readonly tableStream: "0Table" | "1Table" | "WordDocument";
  /** Word 6 without piece table: text lies here, in one run. */
  readonly textStartBytes: number;
  readonly isComplex: boolean;
  readonly regions: DocRegions;
  /** Offset and length of a table in the table stream; length 0 when absent. */
  readonly table: (position: number) => { readonly at: number; readonly length: number };
}

const WORD97 = 0xa5ec;
const WORD6 = 0xa5dc;

/** The information block; null when the stream is of no Word that stores compound files. Throws OutOfBytes. */
export function readFib(word: Uint8Array): DocFib | null {
  const ident = u16(word, 0);
  const version = u16(word, 2);
  // Word 6 and 95 of other systems and scripts carry other idents; their version numbers are 101 to 105
  const isWord6 = ident === WORD6 || (version >= 0x65 && version <= 0x69);
  if (ident !== WORD97 && !isWord6) return null;
  const flags = u16(word, 10);
  const lcid = u16(word, 6);
  // environment 1 and character set 256 are the Macintosh; Word for Windows writes 0 and 0
  const isMac = u8(word, 18) === 1 || u16(word, 20) === 256;
  const ofLanguage = isMac ? macCodePageOf(codePageOfLcid(lcid)) : codePageOfLcid(lcid);
  const common = {
    version,
    lcid,
    // since Word 97 one byte of text is a character of 1252 on every system and in every language ([MS-DOC] 2.9.73)
    codePage: version < 0xc1 ? ofLanguage : 1252,
    isEncrypted: (flags & 0x0100) !== 0,
    isComplex: (flags & 0x0004) !== 0,
    textStartBytes: u32(word, 24),
  };
  if (version < 0xc1) {
    return {
      ...common,
      kind: "word6",
      tableStream: "WordDocument",
      regions: regionsAt(word, 0x34),
      // the pairs of Word 6 stand in the same order from 0x58 on
      table: (position) => tableAt(word, 0x58, 60, position),
    };
  }
  const words = u16(word, 32);
  const longsAt = 34 + 2 * words + 2;
  const pairsAt = longsAt + 4 * u16(word, longsAt - 2) + 2;
  const pairs = u16(word, pairsAt - 2);
  return {
    ...common,
    kind: "word97",
    tableStream: (flags & 0x0200) !== 0 ? "1Table" : "0Table",
    regions: regionsAt(word, longsAt + 12),
    table: (position) => tableAt(word, pairsAt, pairs, position),
  };
}

function regionsAt(word: Uint8Array, at: number): DocRegions {
  return {
    text: u32(word, at),
    footnotes: u32(word, at + 4),
    headers: u32(word, at + 8),
    macros: u32(word, at + 12),
    comments: u32(word, at + 16),
    endnotes: u32(word, at + 20),
    textBoxes: u32(word, at + 24),
    headerTextBoxes: u32(word, at + 28),
  };
}

function tableAt(
  word: Uint8Array,
  pairsAt: number,
  pairs: number,
  position: number,
): { at: number; length: number } {
  if (position >= pairs) return { at: 0, length: 0 };
  return { at: u32(word, pairsAt + 8 * position), length: u32(word, pairsAt + 8 * position + 4) };
}

/** A string table ([MS-DOC] 2.2.4): UTF-16 when it begins FFFF, else byte strings to be decoded by the caller. */
export function readStringTable(
  bytes: Uint8Array,
  decodeBytes: (bytes: Uint8Array) => string,
  decodeWide: (bytes: Uint8Array) => string,
  maxStrings: number,
): string[] {
  const strings: string[] = [];
  if (bytes.length < 2) return strings;
  if (u16(bytes, 0) !== 0xffff) {
    // Word 6: two bytes of total length, then length byte and characters
    let at = 2;
    while (at < bytes.length && strings.length < maxStrings) {
      const length = u8(bytes, at);
      strings.push(decodeBytes(sliceUpTo(bytes, at + 1, length)));
      at += 1 + length;
    }
    return strings;
  }
  const count = Math.min(u16(bytes, 2), maxStrings);
  const extra = u16(bytes, 4);
  let at = 6;
  for (let i = 0; i < count && at + 2 <= bytes.length; i++) {
    const length = u16(bytes, at) * 2;
    strings.push(decodeWide(sliceUpTo(bytes, at + 2, length)));
    at += 2 + length + extra;
  }
  return strings;
}
