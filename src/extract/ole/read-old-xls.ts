/**
 * Workbooks of Excel 2, 3 and 4 (BIFF2 to BIFF4): a stream of records without a compound file around it. Cells row by row, notes, headers and the name of who saved;
 * layouts after the OpenOffice documentation of the Excel file format, 5. Values of formulas are those stored.
 */
import type { Extraction } from "../../model/extraction.ts";
import { f64, guarded, sliceUpTo, u8, u16 } from "../bytes.ts";
import { decodeCodePage } from "../code-pages.ts";
import { createDraft, type Draft } from "../draft.ts";
import { biffRecords } from "./biff-records.ts";
import { rkNumber } from "./read-xls.ts";

/** Record types; the high byte of the later ones is 2, of one 4. */
const BOF = 0x09;
const INTEGER = 0x02;
const NUMBER = 0x03;
const LABEL = 0x04;
const FORMULA = 0x06;
const STRING = 0x07;
const RK = 0x27e;
const RSTRING = 0xd6;
const NOTE = 0x1c;
const HEADER = 0x14;
const FOOTER = 0x15;
const CODE_PAGE = 0x42;
const FILE_PASS = 0x2f;
const WRITE_ACCESS = 0x5c;
const SHEET_NAME = 0x8f;

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

/** The first record of a file of Excel 2, 3 or 4: 2, 3 or 4; 0 for any other. */
export function oldVersion(bytes: Uint8Array): number {
  if (bytes.length < 8 || bytes[0] !== BOF) return 0;
  const version = { 0: 2, 2: 3, 4: 4 }[bytes[1] ?? 1] ?? 0;
  return version > 0 && u16(bytes, 2) <= 16 ? version : 0;
}

/** As people see it: no more digits than Excel kept. */
const shown = (value: number): string => String(Number(value.toPrecision(15)));

/** Reads the records of one file. */
class OldBook {
  private readonly draft: Draft;
  private readonly version: number;
  private readonly cells: Cell[] = [];
  private codePage = 1252;
  private sheet = "";
  /** The cell whose formula gave a text, which is in the next record. */
  private waiting: { readonly row: number; readonly column: number } | null = null;
  isEncrypted = false;

  constructor(draft: Draft, version: number) {
    this.draft = draft;
    this.version = version;
  }

  private text(bytes: Uint8Array, at: number, count: number): string {
    const own = sliceUpTo(bytes, at, count);
    return decodeCodePage(own, this.codePage) ?? decodeCodePage(own, 1252) ?? "";
  }

  /** A text with its count before it: one byte in Excel 2, two later. */
  private counted(bytes: Uint8Array, at: number): string {
    return this.version === 2
      ? this.text(bytes, at + 1, u8(bytes, at))
      : this.text(bytes, at + 2, u16(bytes, at));
  }

  record(type: number, bytes: Uint8Array): void {
    const plain = type === RK || type === RSTRING ? type : type & 0xff;
    switch (plain) {
      case FILE_PASS:
        this.isEncrypted = true;
        return;
      case CODE_PAGE:
        this.codePage = { 32768: 10_000, 32769: 1252 }[u16(bytes, 0)] ?? u16(bytes, 0);
        return;
      case WRITE_ACCESS:
        this.draft.value("lastsavedby", this.text(bytes, 1, u8(bytes, 0)).trim(), "WRITEACCESS");
        return;
      case HEADER:
      case FOOTER:
        if (bytes.length > 0)
          this.draft.text(
            plain === HEADER ? "header" : "footer",
            this.text(bytes, 1, u8(bytes, 0)),
          );
        return;
      case NOTE:
        this.draft.text("comments", this.text(bytes, 6, u16(bytes, 4)));
        return;
      case SHEET_NAME:
        this.endSheet();
        this.sheet = this.text(bytes, 5, u8(bytes, 4));
        return;
      case STRING:
        if (this.waiting !== null)
          this.cells.push({ ...this.waiting, text: this.counted(bytes, 0) });
        this.waiting = null;
        return;
      default:
        this.cell(plain, bytes);
    }
  }

  private cell(type: number, bytes: Uint8Array): void {
    if (![INTEGER, NUMBER, LABEL, FORMULA, RK, RSTRING].includes(type)) return;
    const at = { row: u16(bytes, 0), column: u16(bytes, 2) };
    const value = this.version === 2 ? 7 : 6;
    const add = (text: string): void => {
      this.cells.push({ ...at, text });
    };
    if (type === LABEL || type === RSTRING) add(this.counted(bytes, value));
    else if (type === INTEGER) add(String(u16(bytes, value)));
    else if (type === RK) add(shown(rkNumber(bytes, value)));
    else if (type === FORMULA && u16(bytes, value + 6) === 0xffff) {
      if (u8(bytes, value) === 0) this.waiting = at;
    } else add(shown(f64(bytes, value)));
  }

  /** The cells so far as one block, row by row. */
  endSheet(): void {
    const rows = new Map<number, Cell[]>();
    for (const cell of this.cells.splice(0)) {
      const row = rows.get(cell.row);
      if (row === undefined) rows.set(cell.row, [cell]);
      else row.push(cell);
    }
    const lines = [...rows]
      .sort(([a], [b]) => a - b)
      .map(([, cells]) =>
        cells
          .sort((a, b) => a.column - b.column)
          .map(({ text }) => text)
          .join("\t"),
      );
    this.draft.text(`sheet ${this.sheet}`.trim(), lines.join("\n"));
  }
}

/** Text of a workbook of Excel 2 to 4; `version` as {@link oldVersion} gives it. */
export function readOldXls(bytes: Uint8Array, version: number): Extraction {
  const draft = createDraft();
  const book = new OldBook(draft, version);
  const damaged = (reason: string): void =>
    draft.problem("container-damaged", "partial", `a record of the workbook: ${reason}`);
  for (const { type, bytes: record } of biffRecords(bytes, damaged)) {
    guarded(() => book.record(type, record), undefined, damaged);
    if (book.isEncrypted || !draft.hasRoom()) break;
  }
  book.endSheet();
  draft.value("app", `Excel ${version}`, "BOF");
  if (book.isEncrypted) {
    draft.marker("encrypted");
    draft.problem("encrypted", "lost", "a workbook of Excel that is locked with a password");
  }
  return draft.finish();
}
