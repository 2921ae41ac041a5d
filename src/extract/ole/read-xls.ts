/**
 * Reads a workbook stream (BIFF8 "Workbook", BIFF5 "Book"; [MS-XLS]): text of every cell by sheet, comments, headers, pivot caches, and
 * what names people and places: last user, note authors, printers, external books, interface country.
 *
 * Own bounded reader: it looks at records in one pass and keeps only the shared strings; nothing is computed, no formula is run.
 */
import { LIMITS } from "../../limits.ts";
import { f64, guarded, i32, sliceUpTo, u8, u16, u32 } from "../bytes.ts";
import { decodeUtf16, untilNul } from "../code-pages.ts";
import type { Draft } from "../draft.ts";
import { isDateFormat, numberText, serialDateText } from "../office/cell-numbers.ts";
import {
  type BiffRecord,
  biffRecords,
  CONTINUE,
  readSharedStrings,
  readString,
  wideString,
} from "./biff-records.ts";
import { openedByDefault } from "./default-password.ts";
import type { OleContainer, OleEntry } from "./ole-container.ts";
import { type Book, readGlobal } from "./xls-globals.ts";
import { hyperlinkTarget } from "./xls-links.ts";
import { addPivotCaches } from "./xls-pivot.ts";

/** Text of the sheet being read: cells of a row parted by tabs. */
interface Sheet {
  readonly name: string;
  readonly lines: string[];
  readonly comments: string[];
  readonly headers: string[];
  row: number;
  cells: string[];
  /** Inside embedded charts: BOFs not yet closed. */
  depth: number;
  chars: number;
}

/** Adds what the workbook stream says. */
export function addXls(draft: Draft, container: OleContainer, stream: OleEntry): void {
  draft.contentType("application/vnd.ms-excel");
  const book: Book = {
    isBiff8: true,
    codePage: 1252,
    is1904: false,
    isEncrypted: false,
    shared: [],
    sheets: new Map(),
    formats: new Map(),
    styles: [],
  };
  const opened = openedByDefault(container.read(stream), draft);
  const bytes = opened ?? container.read(stream);
  let sheet: Sheet | null = null;
  let last = 0;
  let pieces: Uint8Array[] = [];
  const onProblem = (reason: string): void =>
    draft.problem("workbook-damaged", "partial", `workbook: ${reason}`);
  const closeRecord = (): void => {
    if (last === SST) book.shared = guarded(() => readSharedStrings(pieces), [], onProblem);
    if (last === TXO && sheet !== null) addShapeText(sheet, pieces);
    last = 0;
    pieces = [];
  };
  if (bytes.length > 1 && !BOFS.has(u16(bytes, 0)))
    onProblem("does not begin with the record that begins a workbook");
  const begun = new Set<number>();
  for (const record of biffRecords(bytes, onProblem)) {
    if (record.type === BOF) begun.add(record.at);
    if (record.type === CONTINUE && last !== 0) {
      pieces.push(record.bytes);
      continue;
    }
    closeRecord();
    if (record.type === SST || record.type === TXO) {
      last = record.type;
      pieces = [record.bytes];
      continue;
    }
    sheet = guarded(() => readRecord(draft, book, sheet, record), sheet, onProblem);
    if (book.isEncrypted) {
      draft.marker("encrypted");
      draft.problem("encrypted", "lost", "the workbook's cells are encrypted");
      return;
    }
    if (!draft.hasRoom()) break;
  }
  closeRecord();
  if (sheet !== null) closeSheet(draft, sheet);
  const lost = [...book.sheets].filter(([at]) => !begun.has(at));
  for (const [, name] of lost) onProblem(`sheet "${name}" does not begin where it should`);
  if (opened === null) addPivotCaches(draft, container, book, onProblem);
}

const BOF = 0x809;
/** How a workbook begins, from Excel 2 on. */
const BOFS: ReadonlySet<number> = new Set([0x009, 0x209, 0x409, BOF]);
const EOF = 0x0a;
const SST = 0xfc;
const TXO = 0x1b6;
const TRACKED_STRING = 0x207;

function readRecord(
  draft: Draft,
  book: Book,
  sheet: Sheet | null,
  record: BiffRecord,
): Sheet | null {
  const { bytes, type } = record;
  if (type === BOF) return openPart(draft, book, sheet, record);
  if (type === EOF && sheet !== null) {
    sheet.depth--;
    if (sheet.depth > 0) return sheet;
    closeSheet(draft, sheet);
    return null;
  }
  if (sheet === null) readGlobal(draft, book, bytes, type);
  else readSheetRecord(draft, book, sheet, bytes, type);
  return sheet;
}

function openPart(draft: Draft, book: Book, sheet: Sheet | null, record: BiffRecord): Sheet | null {
  const kind = u16(record.bytes, 2);
  if (kind === 5) {
    book.isBiff8 = u16(record.bytes, 0) >= 0x600;
    return sheet;
  }
  if (sheet !== null && sheet.depth > 0) {
    sheet.depth++;
    return sheet;
  }
  if (sheet !== null) closeSheet(draft, sheet);
  const name = book.sheets.get(record.at) ?? "";
  return { name, lines: [], comments: [], headers: [], row: -1, cells: [], depth: 1, chars: 0 };
}

function closeSheet(draft: Draft, sheet: Sheet): void {
  endRow(sheet);
  const place = sheet.name === "" ? "" : `sheet ${sheet.name}`;
  draft.text(place, sheet.lines.join("\n"));
  draft.text(
    place === "" ? "comments" : `${place}, comments and shapes`,
    sheet.comments.join("\n"),
  );
  draft.text("header", sheet.headers.join("\n"));
}

function endRow(sheet: Sheet): void {
  if (sheet.cells.length > 0) sheet.lines.push(sheet.cells.join("\t"));
  sheet.cells = [];
}

function addCell(sheet: Sheet, row: number, text: string): void {
  if (text === "" || sheet.depth > 1) return;
  // one shared string in a million cells must not become a million copies of it
  sheet.chars += text.length;
  if (sheet.chars > LIMITS.maxOfficeTextChars) return;
  if (row !== sheet.row) endRow(sheet);
  sheet.row = row;
  sheet.cells.push(text);
}

function cellNumber(book: Book, style: number, value: number): string {
  const format = book.styles[style] ?? 0;
  if (isDateFormat(format, book.formats.get(format))) {
    return serialDateText(value, book.is1904) ?? numberText(value);
  }
  return numberText(value);
}

/** RkNumber: 30 bits of integer or of a double's upper half, maybe a hundredth ([MS-XLS] 2.5.217). */
export function rkNumber(bytes: Uint8Array, at: number): number {
  const raw = i32(bytes, at);
  const upper = new Uint8Array(8);
  new DataView(upper.buffer).setInt32(4, raw & ~3, true);
  const value = (raw & 2) !== 0 ? raw >> 2 : f64(upper, 0);
  return (raw & 1) !== 0 ? value / 100 : value;
}

function readSheetRecord(
  draft: Draft,
  book: Book,
  sheet: Sheet,
  bytes: Uint8Array,
  type: number,
): void {
  switch (type) {
    case 0xfd:
      addCell(sheet, u16(bytes, 0), book.shared[u32(bytes, 6)] ?? "");
      return;
    case 0x204:
    case 0xd6:
      addCell(sheet, u16(bytes, 0), readString(bytes, 6, book));
      return;
    case 0x203:
      addCell(sheet, u16(bytes, 0), cellNumber(book, u16(bytes, 4), f64(bytes, 6)));
      return;
    case 0x27e:
      addCell(sheet, u16(bytes, 0), cellNumber(book, u16(bytes, 4), rkNumber(bytes, 6)));
      return;
    case 0xbd:
      for (let at = 4; at + 6 <= bytes.length - 2; at += 6) {
        addCell(sheet, u16(bytes, 0), cellNumber(book, u16(bytes, at), rkNumber(bytes, at + 2)));
      }
      return;
    case 0x06:
    case 0x406:
      // FFFF marks a result that is no number; a text result follows in a record of its own
      if (u16(bytes, 12) !== 0xffff) {
        addCell(sheet, u16(bytes, 0), cellNumber(book, u16(bytes, 4), f64(bytes, 6)));
      } else if (u8(bytes, 6) === 0) {
        if (u16(bytes, 0) !== sheet.row) endRow(sheet);
        sheet.row = u16(bytes, 0);
      }
      return;
    case TRACKED_STRING:
      addCell(sheet, sheet.row, readString(bytes, 0, book));
      return;
    case 0x208:
      if (bytes.length >= 14 && (u16(bytes, 12) & 0x20) !== 0) draft.feature("hidden-rows");
      return;
    case 0x1c:
      addNote(draft, book, sheet, bytes);
      return;
    case 0x14:
    case 0x15:
      if (bytes.length > 2)
        sheet.headers.push(headerText(readString(bytes, 0, book, book.isBiff8 ? 2 : 1)));
      return;
    case 0x4d:
      addPrinter(draft, bytes);
      return;
    case 0x1b8: {
      const target = hyperlinkTarget(bytes);
      if (target === "") return;
      draft.value("link", target, `sheet ${sheet.name}, hyperlink`);
      draft.feature("external-links");
    }
  }
}

/** Codes such as &P and &"Arial,Bold" are layout. */
function headerText(text: string): string {
  return text.replace(/&(?:"[^"]*"|\d+|[A-Za-z])/g, " ").replaceAll("&&", "&");
}

/** NOTE: in BIFF8 the author of a comment whose text is a shape; in BIFF5 the text itself. */
function addNote(draft: Draft, book: Book, sheet: Sheet, bytes: Uint8Array): void {
  draft.feature("comments");
  if (!book.isBiff8) {
    sheet.comments.push(readString(sliceUpTo(bytes, 4, bytes.length), 0, book));
    return;
  }
  const author = readString(bytes, 8, book);
  if (author !== "" && !draft.has("commentby", author)) {
    draft.value("commentby", author, `sheet ${sheet.name}, NOTE`);
  }
}

/** TXO: the text of a shape or comment lies in the first CONTINUE, further ones go on after a new flags byte. */
function addShapeText(sheet: Sheet, pieces: readonly Uint8Array[]): void {
  const [head, ...rest] = pieces;
  if (head === undefined || head.length < 12) return;
  let left = u16(head, 10);
  const parts: string[] = [];
  for (const piece of rest) {
    if (left <= 0 || piece.length < 2) break;
    const text = wideString(piece, 0, left).slice(0, left);
    parts.push(text);
    left -= text.length;
  }
  const text = parts.join("");
  if (text !== "") sheet.comments.push(text);
}

/** PLS: the printer set-up; on Windows a DEVMODE that begins with the printer's name ([MS-XLS] 2.4.199). */
function addPrinter(draft: Draft, bytes: Uint8Array): void {
  if (bytes.length < 66 || u16(bytes, 0) !== 0) return;
  const name = untilNul(decodeUtf16(sliceUpTo(bytes, 2, 64))).trim();
  if (name !== "" && !draft.has("printer", name)) draft.value("printer", name, "PLS");
}
