/**
 * Records of a workbook as a whole ([MS-XLS] 2.1.7.20.1): sheets and their states, formats, users, countries, books outside. Cells and
 * comments are read-xls.ts.
 */

import { u8, u16, u32 } from "../bytes.ts";
import { untilNul } from "../code-pages.ts";
import type { Draft } from "../draft.ts";
import { languageOfCountry } from "../office/app-language.ts";
import { readString, wideString } from "./biff-records.ts";
import { decodeVirtualPath } from "./xls-links.ts";

/** What the records before have told; changed as the one pass goes on. */
export interface Book {
  isBiff8: boolean;
  codePage: number;
  is1904: boolean;
  isEncrypted: boolean;
  shared: readonly string[];
  /** Sheet name by offset of its first record. */
  readonly sheets: Map<number, string>;
  readonly formats: Map<number, string>;
  /** Format number of each cell style, in order. */
  readonly styles: number[];
}

const SHEET_STATES = ["visible", "hidden", "very hidden"] as const;

/** Adds what one record outside the sheets says, and remembers what cells need. Throws OutOfBytes. */
export function readGlobal(draft: Draft, book: Book, bytes: Uint8Array, type: number): void {
  switch (type) {
    case 0x2f:
      book.isEncrypted = true;
      return;
    case 0x42:
      book.codePage =
        u16(bytes, 0) === 0x8000 ? 10000 : u16(bytes, 0) === 0x8001 ? 1252 : u16(bytes, 0);
      // every BIFF8 book says 1200: that tells nothing
      if (book.codePage !== 1200) draft.value("codepage", String(book.codePage), "CODEPAGE");
      return;
    case 0x22:
      book.is1904 = u16(bytes, 0) === 1;
      return;
    case 0x85:
      addSheetName(draft, book, bytes);
      return;
    case 0x41e:
      book.formats.set(u16(bytes, 0), readString(bytes, 2, book, book.isBiff8 ? 2 : 1));
      return;
    case 0xe0:
      book.styles.push(u16(bytes, 2));
      return;
    case 0x5c:
      addUser(draft, book, bytes, 0, "WRITEACCESS, who opened it last for writing");
      return;
    case 0x5b:
      if (bytes.length > 6) addUser(draft, book, bytes, 4, "FILESHARING");
      return;
    case 0x8c:
      addCountry(draft, bytes);
      return;
    case 0x1ae:
      addExternalBook(draft, bytes);
      return;
    case 0x17:
      if (!book.isBiff8) addExternalSheet(draft, book, bytes);
  }
}

function addSheetName(draft: Draft, book: Book, bytes: Uint8Array): void {
  const name = book.isBiff8 ? wideString(bytes, 7, u8(bytes, 6)) : readString(bytes, 6, book, 1);
  book.sheets.set(u32(bytes, 0), name);
  const state = SHEET_STATES[u8(bytes, 4) & 3] ?? "visible";
  draft.value("sheet", name, state === "visible" ? "BOUNDSHEET" : `BOUNDSHEET, ${state}`);
  if (state !== "visible") draft.feature("hidden-sheets");
  // kind 1 is an Excel 4 macro sheet, 6 a Visual Basic module
  const kind = u8(bytes, 5);
  if (kind === 1 || kind === 6) draft.feature("macros");
}

/** A user name padded with blanks; what stands there after encryption or conversion may be no text at all. */
function addUser(draft: Draft, book: Book, bytes: Uint8Array, at: number, source: string): void {
  const count = book.isBiff8 ? u16(bytes, at) : u8(bytes, at);
  // writers that skip the count leave blanks: 0x2020 characters
  if (count === 0 || count > 255) return;
  const name = untilNul(readString(bytes, at, book, book.isBiff8 ? 2 : 1)).trim();
  if (name !== "") draft.value("people", name, source);
}

/** COUNTRY: telephone country codes of Excel's own language and of the system's regional settings ([MS-XLS] 2.4.63). */
function addCountry(draft: Draft, bytes: Uint8Array): void {
  const language = languageOfCountry(u16(bytes, 0));
  if (language !== null)
    draft.value("applang", language, `COUNTRY, Excel's country ${u16(bytes, 0)}`);
  draft.value("other", `Excel ${u16(bytes, 0)}, system ${u16(bytes, 2)}`, "COUNTRY, country codes");
}

function addExternalBook(draft: Draft, bytes: Uint8Array): void {
  const count = u16(bytes, 2);
  // 0x0401 is this book itself, 0x3a01 an add-in
  if (count === 0x0401 || count === 0x3a01 || count === 0) return;
  addOutside(draft, decodeVirtualPath(wideString(bytes, 4, count)), "SUPBOOK");
}

function addExternalSheet(draft: Draft, book: Book, bytes: Uint8Array): void {
  const encoded = readString(bytes, 0, book, 1);
  // 3 is a sheet of this book; "[book]sheet" follows the path
  if (encoded.startsWith("\u0001")) addOutside(draft, decodeVirtualPath(encoded), "EXTERNSHEET");
}

function addOutside(draft: Draft, place: string, source: string): void {
  if (place.trim() === "" || draft.has("link", place)) return;
  draft.value("link", place, source);
  draft.feature("external-links");
  if (/^(?:[A-Za-z]:\\|\\\\)/.test(place)) draft.value("path", place, source);
}
