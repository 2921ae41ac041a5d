/**
 * Text of a Word document (.doc): own piece table reader ([MS-DOC] 2.4.1), since the packaged one read no Word 6 or 95 and 80 % of the
 * rest. Main text, footnotes, headers, comments and text boxes as blocks of their own; deleted text apart, where a reader of the
 * page does not see it but the file still says it.
 */
import { LIMITS } from "../../limits.ts";
import { guarded, slice, sliceUpTo, u8, u16, u32 } from "../bytes.ts";
import { decodeCodePage, decodeUtf16 } from "../code-pages.ts";
import type { Draft } from "../draft.ts";
import { DOC_TABLE, type DocFib } from "./doc-fib.ts";
import type { MarkedRun } from "./doc-marks.ts";

/** `count` characters from character `start` on, stored at byte `at` of the WordDocument stream. */
interface Piece {
  readonly start: number;
  readonly count: number;
  readonly at: number;
  readonly isWide: boolean;
}

const IS_DELETED = 1;
const IS_HIDDEN = 2;

/** The piece table inside a Clx ([MS-DOC] 2.9.38): formatting runs are skipped. Word 6 text is always 8 bit. */
function readPieces(clx: Uint8Array, kind: DocFib["kind"]): Piece[] {
  let at = 0;
  while (at < clx.length && u8(clx, at) === 1) at += 3 + u16(clx, at + 1);
  if (at >= clx.length || u8(clx, at) !== 2) return [];
  const table = sliceUpTo(clx, at + 5, u32(clx, at + 1));
  const count = Math.max(0, Math.floor((table.length - 4) / 12));
  const pieces: Piece[] = [];
  let last = 0;
  for (let i = 0; i < count; i++) {
    const start = u32(table, 4 * i);
    const end = u32(table, 4 * i + 4);
    // character positions only grow; a table where they do not is damaged from here on
    if (start < last || end <= start) continue;
    last = start;
    const stored = u32(table, 4 * (count + 1) + 8 * i + 2);
    const isWide = kind === "word97" && (stored & 0x40000000) === 0;
    const offset = stored & 0x3fffffff;
    pieces.push({
      start,
      count: end - start,
      at: kind === "word97" && !isWide ? Math.floor(offset / 2) : offset,
      isWide,
    });
  }
  return pieces;
}

function piecesOf(fib: DocFib, word: Uint8Array, table: Uint8Array): Piece[] {
  const clx = fib.table(DOC_TABLE.pieces);
  if (clx.length > 0 && (fib.kind === "word97" || fib.isComplex)) {
    const pieces = readPieces(sliceUpTo(table, clx.at, clx.length), fib.kind);
    if (pieces.length > 0) return pieces;
  }
  const count = Object.values(fib.regions).reduce((sum, length) => sum + length, 0);
  const isWide = fib.kind === "word97" && looksWide(word, fib.textStartBytes, count);
  return [{ start: 0, count, at: fib.textStartBytes, isWide }];
}

/** A Word 97 file without a readable piece table: is its text one or two bytes a character? */
function looksWide(word: Uint8Array, at: number, count: number): boolean {
  const sample = sliceUpTo(word, at, Math.min(count, 512) * 2);
  let zeros = 0;
  for (let i = 1; i < sample.length; i += 2) if (sample[i] === 0) zeros++;
  return zeros > sample.length / 8;
}

interface Characters {
  readonly text: string;
  /** Per character of `text`: IS_DELETED, IS_HIDDEN. */
  readonly marks: Uint8Array;
}

function readCharacters(
  fib: DocFib,
  word: Uint8Array,
  pieces: readonly Piece[],
  runs: readonly MarkedRun[],
  draft: Draft,
): Characters {
  const parts: string[] = [];
  let length = 0;
  const marks: Uint8Array[] = [];
  const finder = runFinder(runs, word.length);
  for (const piece of pieces) {
    if (piece.start > length) {
      // characters no piece covers: keep the positions of what follows
      const gap = Math.min(piece.start - length, word.length - length);
      if (gap > 0) {
        parts.push(" ".repeat(gap));
        marks.push(new Uint8Array(gap));
        length += gap;
      }
    }
    // every character takes a byte of the file: more is a table that lists the same bytes again and again
    if (length + piece.count > word.length) {
      draft.problem(
        "text-damaged",
        "partial",
        "the piece table claims more text than the file has",
      );
    }
    const count = Math.min(piece.count, word.length - length);
    if (count <= 0) break;
    const width = piece.isWide ? 2 : 1;
    const bytes = sliceUpTo(word, piece.at, count * width);
    if (bytes.length < count * width) {
      draft.problem("text-damaged", "partial", "a piece of text lies beyond the end of the file");
    }
    const text = piece.isWide ? decodeUtf16(bytes) : (decodeCodePage(bytes, fib.codePage) ?? "");
    parts.push(text);
    const flags = new Uint8Array(text.length);
    // double-byte code pages give fewer characters than bytes; then marks cannot be placed and none are
    if (text.length === count) finder.mark(piece.at, width, flags);
    marks.push(flags);
    length += text.length;
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const flags of marks) {
    all.set(flags, at);
    at += flags.length;
  }
  return { text: parts.join(""), marks: all };
}

/** Finds the marked runs that touch a piece. Work is bounded: a hostile file may overlap every run with every piece. */
function runFinder(
  runs: readonly MarkedRun[],
  textBytes: number,
): {
  mark: (at: number, width: number, flags: Uint8Array) => void;
} {
  const sorted = runs
    .filter((run) => (run.isDeleted || run.isHidden) && run.to > run.from)
    .sort((a, b) => a.from - b.from);
  // every character is marked once in a sound file
  let work = 2 * textBytes + 1_000_000;
  return {
    mark: (at, width, flags) => {
      const end = at + flags.length * width;
      let low = 0;
      let high = sorted.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((sorted[middle]?.to ?? 0) <= at) low = middle + 1;
        else high = middle;
      }
      for (let i = low; i < sorted.length && work > 0; i++, work--) {
        const run = sorted[i];
        if (run === undefined || run.from >= end) return;
        const from = Math.max(0, Math.floor((run.from - at) / width));
        const to = Math.min(flags.length, Math.floor((run.to - at) / width));
        const bit = (run.isDeleted ? IS_DELETED : 0) | (run.isHidden ? IS_HIDDEN : 0);
        work -= Math.max(0, to - from);
        for (let k = from; k < to; k++) flags[k] = (flags[k] ?? 0) | bit;
      }
    },
  };
}

/** Characters Word gives a meaning to ([MS-DOC] 2.4.1, 2.8.25); "" drops the character. */
const SPECIAL = new Map<string, string>([
  ["\u0000", ""],
  ["\u0001", ""],
  ["\u0002", ""],
  ["\u0003", ""],
  ["\u0004", ""],
  ["\u0005", ""],
  ["\u0007", "\t"],
  ["\u0008", ""],
  ["\u000b", "\n"],
  ["\u000c", "\n"],
  ["\u000d", "\n"],
  ["\u000e", "\n"],
  ["\u001e", "-"],
  ["\u001f", ""],
]);

interface Readable {
  readonly shown: string;
  readonly deleted: string;
  /** Field instructions, e.g. ` HYPERLINK "http://…" `. */
  readonly instructions: readonly string[];
  readonly hasHidden: boolean;
}

/** Characters that begin, part or end a field, or that {@link SPECIAL} maps: all below blank. */
const isPlain = (code: number): boolean => code >= 0x20 || code === 0x09 || code === 0x0a;

/** Splits a region into what a page shows, what was deleted, and field instructions (between 0x13 and 0x14). */
function readRegion(all: Characters, from: number, to: number): Readable {
  const shown: string[] = [];
  const deleted: string[] = [];
  const instructions: string[] = [];
  let depth = 0;
  /** Field depths whose instruction part is open. */
  const open: number[] = [];
  let instruction: string[] = [];
  let hasHidden = false;
  const add = (text: string, mark: number): void => {
    if (open.length > 0) instruction.push(text);
    else if ((mark & IS_DELETED) !== 0) deleted.push(text);
    else shown.push(text);
    if ((mark & IS_HIDDEN) !== 0 && open.length === 0) hasHidden = true;
  };
  const endInstruction = (): void => {
    if (depth === 0 || open.at(-1) !== depth) return;
    open.pop();
    if (open.length > 0) return;
    const whole = instruction.join("");
    instruction = [];
    instructions.push(whole);
    // an equation or a ruby text is its instruction: there is no other text of it
    if (/^\s{0,8}(?:EQ|QUOTE)\b/i.test(whole)) shown.push(whole);
  };
  let at = from;
  while (at < to) {
    const code = all.text.charCodeAt(at);
    const mark = all.marks[at] ?? 0;
    if (isPlain(code)) {
      // a whole run at once: a string a character would take eight times the memory
      const start = at;
      while (at < to && (all.marks[at] ?? 0) === mark && isPlain(all.text.charCodeAt(at))) at++;
      add(all.text.slice(start, at), mark);
      continue;
    }
    at++;
    if (code === 0x13) open.push(++depth);
    else if (code === 0x14) endInstruction();
    else if (code === 0x15) {
      endInstruction();
      if (depth > 0) depth--;
    } else {
      const character = String.fromCharCode(code);
      add(SPECIAL.get(character) ?? character, mark);
    }
  }
  // a field never closed is damage; its text is shown rather than lost
  if (instruction.length > 0) shown.push(instruction.join(""));
  return { shown: shown.join(""), deleted: deleted.join(""), instructions, hasHidden };
}

const REGION_PLACES = [
  ["text", ""],
  ["footnotes", "footnotes"],
  ["headers", "header"],
  ["macros", "macros"],
  ["comments", "comments"],
  ["endnotes", "endnotes"],
  ["textBoxes", "text boxes"],
  ["headerTextBoxes", "text boxes in headers"],
] as const;

/** Adds the text of the document, region by region, to the draft; returns field instructions for the caller to look for links. */
export function addDocText(
  draft: Draft,
  fib: DocFib,
  word: Uint8Array,
  table: Uint8Array,
  runs: readonly MarkedRun[],
): readonly string[] {
  const all = guarded(
    () => readCharacters(fib, word, piecesOf(fib, word, table), runs, draft),
    { text: "", marks: new Uint8Array(0) },
    (reason) => draft.problem("text-damaged", "partial", `piece table: ${reason}`),
  );
  const instructions: string[] = [];
  let at = 0;
  for (const [region, place] of REGION_PLACES) {
    const end = Math.min(at + fib.regions[region], all.text.length);
    const readable = readRegion(all, at, end);
    draft.text(place, readable.shown);
    if (readable.deleted.trim() !== "") {
      draft.text("deleted text", readable.deleted);
      draft.feature("deleted-text");
    }
    if (readable.hasHidden) draft.feature("hidden-text");
    for (const instruction of readable.instructions) {
      if (instructions.length < LIMITS.maxMetadataValues) instructions.push(instruction);
    }
    at = end;
  }
  return instructions;
}

/** Text of a table that holds one string after another, each with its length in characters first. */
export function readStrings(bytes: Uint8Array, most: number): string[] {
  const strings: string[] = [];
  let at = 0;
  while (at + 2 <= bytes.length && strings.length < most) {
    const length = u16(bytes, at) * 2;
    if (at + 2 + length > bytes.length) break;
    strings.push(decodeUtf16(slice(bytes, at + 2, length)));
    at += 2 + length;
  }
  return strings;
}
