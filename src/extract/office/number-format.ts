/** What a number in a cell is searched by: the stored number, and beside it what the sheet shows where that differs. */
import { isDateFormat, serialDateText } from "./cell-numbers.ts";

export type NumberKind = "date" | "percent" | "plain";

/** Kind of a number format by its id and, for a format of the document's own, its code. */
export function numberKind(id: number, code: string | undefined): NumberKind {
  if (isDateFormat(id, code)) return "date";
  const isPercent = code === undefined ? id === 9 || id === 10 : code.includes("%");
  return isPercent ? "percent" : "plain";
}

/**
 * Text of a stored number for search.
 * `cellNumber("42821", "date", false)` is "42821 2017-03-27"; `cellNumber("0.25", "percent", false)` is "0.25 25%".
 */
export function cellNumber(stored: string, kind: NumberKind, is1904: boolean): string {
  // the common case first: sheets have millions of cells
  if (kind === "plain" && stored.length < 16) return stored;
  const number = Number(stored);
  if (stored.trim() === "" || !Number.isFinite(number)) return stored;
  if (kind === "date") return `${stored} ${serialDateText(number, is1904) ?? ""}`.trimEnd();
  if (kind === "percent") return `${stored} ${Number((number * 100).toPrecision(12))}%`;
  // 0.1+0.2 is stored as 0.30000000000000004 and shown as 0.3
  const shown = String(Number(number.toPrecision(15)));
  return shown === stored ? stored : `${stored} ${shown}`;
}
