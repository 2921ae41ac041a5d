/**
 * Binary workbooks (MS-XLSB): sheet names, shared strings, cell values, comments. Best effort: a record that is not known is stepped
 * over, a part that breaks off gives what came before.
 */
import { LIMITS } from "../../limits.ts";
import { f64, guarded, OutOfBytes, slice, u8, u32 } from "../bytes.ts";
import { decodeUtf16 } from "../code-pages.ts";
import type { Distinct } from "../distinct.ts";
import type { Draft } from "../draft.ts";
import { numberText } from "./cell-numbers.ts";
import type { Relationship } from "./office-package.ts";
import { FLUSH_CHARS } from "./xlsx-text.ts";
import { addSheet, setSharedStrings, sharedString, type Workbook } from "./xlsx-workbook.ts";

/** Record types (MS-XLSB 2.3). */
const RECORD = {
  rowHeader: 0,
  cellNumberRk: 2,
  cellBool: 4,
  cellReal: 5,
  cellString: 6,
  cellShared: 7,
  formulaString: 8,
  formulaNumber: 9,
  sharedItem: 19,
  bundleSheet: 156,
  commentAuthor: 632,
  commentText: 637,
  absolutePath: 2071,
} as const;

/** Record type and size are written seven bits a byte (2.1.4): at most two and four bytes. */
function varint(bytes: Uint8Array, at: number, most: number): [value: number, next: number] {
  let value = 0;
  for (let i = 0; i < most; i++) {
    const byte = u8(bytes, at + i);
    value |= (byte & 0x7f) << (7 * i);
    if ((byte & 0x80) === 0) return [value, at + i + 1];
  }
  return [value, at + most];
}

/** Calls `onRecord` for each record; a broken record ends the part with a problem. */
function forRecords(
  part: string,
  bytes: Uint8Array,
  draft: Draft,
  onRecord: (type: number, record: Uint8Array) => void,
): void {
  let at = 0;
  let count = 0;
  guarded(
    () => {
      while (at < bytes.length && draft.hasRoom()) {
        const [type, sizeAt] = varint(bytes, at, 2);
        const [size, dataAt] = varint(bytes, sizeAt, 4);
        if (++count > LIMITS.maxOfficeRecords) throw new OutOfBytes(at, size, bytes.length);
        onRecord(type, slice(bytes, dataAt, size));
        at = dataAt + size;
      }
    },
    undefined,
    (reason) => draft.problem("workbook-damaged", "partial", `${part}: ${reason}`),
  );
}

/** XLWideString (2.5.169): count of characters, UTF-16; a null string has the count 0xFFFFFFFF. */
function wideString(record: Uint8Array, at: number): [text: string, next: number] {
  const count = u32(record, at);
  if (count === 0xffffffff) return ["", at + 4];
  return [decodeUtf16(slice(record, at + 4, count * 2)), at + 4 + count * 2];
}

/** RkNumber (2.5.123): a double cut to 30 bits, or an integer, either perhaps times 100. */
function rkNumber(raw: number): number {
  let value: number;
  if ((raw & 2) !== 0) value = (raw | 0) >> 2;
  else {
    const view = new DataView(new ArrayBuffer(8));
    view.setUint32(4, raw & 0xfffffffc, true);
    value = view.getFloat64(0, true);
  }
  return (raw & 1) !== 0 ? value / 100 : value;
}

/** workbook.bin: sheets with their parts and state, and the path the workbook was saved at. */
export function readBinaryWorkbook(
  part: string,
  bytes: Uint8Array,
  relationships: readonly Relationship[],
  workbook: Workbook,
  draft: Draft,
  distinct: Distinct,
): void {
  const parts = new Map(relationships.map((relation) => [relation.id, relation.part]));
  forRecords(part, bytes, draft, (type, record) => {
    if (type === RECORD.bundleSheet) {
      const [relation, next] = wideString(record, 8);
      const [name] = wideString(record, next);
      const target = parts.get(relation);
      if (target !== undefined) workbook.sheetNames.set(target, name);
      addSheet(name, u32(record, 0) !== 0, `${part} BrtBundleSh`, draft, distinct);
    } else if (type === RECORD.absolutePath) {
      distinct.value("path", wideString(record, 0)[0], `${part} BrtAbsPath15`);
    }
  });
}

/** sharedStrings.bin. */
export function readBinaryStrings(
  part: string,
  bytes: Uint8Array,
  workbook: Workbook,
  draft: Draft,
): void {
  const strings: string[] = [];
  let chars = 0;
  forRecords(part, bytes, draft, (type, record) => {
    if (type !== RECORD.sharedItem || chars > LIMITS.maxOfficeTextChars) return;
    const [text] = wideString(record, 1);
    strings.push(text);
    chars += text.length;
  });
  setSharedStrings(workbook, strings);
}

/** Text of one cell record (2.4.308 and after): column, style, then the value; null for a record that is no cell. */
function cellText(type: number, record: Uint8Array, workbook: Workbook): string | null {
  switch (type) {
    case RECORD.cellNumberRk:
      return numberText(rkNumber(u32(record, 8)));
    case RECORD.cellReal:
    case RECORD.formulaNumber:
      return numberText(f64(record, 8));
    case RECORD.cellBool:
      return u8(record, 8) === 0 ? "FALSE" : "TRUE";
    case RECORD.cellString:
    case RECORD.formulaString:
      return wideString(record, 8)[0];
    case RECORD.cellShared:
      return sharedString(workbook, u32(record, 8));
    default:
      return null;
  }
}

/** A sheet part, row by row. */
export function readBinarySheet(
  part: string,
  bytes: Uint8Array,
  place: string,
  workbook: Workbook,
  draft: Draft,
): void {
  let text = "";
  forRecords(part, bytes, draft, (type, record) => {
    if (type === RECORD.rowHeader && text !== "") text += "\n";
    const cell = cellText(type, record, workbook);
    if (cell === null || cell === "") return;
    text += text === "" || text.endsWith("\n") ? cell : `\t${cell}`;
    if (text.length > FLUSH_CHARS) {
      draft.text(place, text);
      text = "";
    }
  });
  draft.text(place, text);
}

/** A comments part: authors and texts. */
export function readBinaryComments(
  part: string,
  bytes: Uint8Array,
  draft: Draft,
  distinct: Distinct,
): void {
  let text = "";
  forRecords(part, bytes, draft, (type, record) => {
    if (type === RECORD.commentAuthor) {
      distinct.value("commentby", wideString(record, 0)[0], `${part} BrtCommentAuthor`);
    } else if (type === RECORD.commentText && text.length < FLUSH_CHARS) {
      text += `${wideString(record, 1)[0]}\n`;
    }
  });
  if (text !== "") draft.feature("comments");
  draft.text("comments", text);
}
