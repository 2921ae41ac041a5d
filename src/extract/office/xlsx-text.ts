/**
 * Sheets of a workbook as text, row by row: shared and inline strings, numbers as stored and as shown, headers and footers
 * (ISO 29500-1 section 18.3). Formulas are not text; where they point outside they are links.
 */

import { addLink, type Distinct } from "../distinct.ts";
import type { Draft } from "../draft.ts";
import type { XmlAttributes, XmlHandlers } from "../xml-events.ts";
import { cellNumber } from "./number-format.ts";
import { officeText } from "./office-escapes.ts";
import { hasFormula, sharedString, type Workbook } from "./xlsx-workbook.ts";

/** A text block this long is handed over and a new one begun, so that the cap on text holds while a sheet is read. */
export const FLUSH_CHARS = 1024 * 1024;

/** Printed header or footer without its codes: `&L`, `&C`, `&R`, `&"Arial,Bold"`, `&12` (18.3.1.46). */
function plainHeader(text: string): string {
  return text
    .replace(/&"[^"&]{0,200}"/g, " ")
    .replace(/&(?:\d{1,3}|K[0-9A-F]{6}|[A-Z])/gi, " ")
    .replaceAll("&&", "&");
}

const HEADER_ELEMENTS: ReadonlySet<string> = new Set([
  "oddHeader",
  "oddFooter",
  "evenHeader",
  "evenFooter",
  "firstHeader",
  "firstFooter",
]);

/** The text of one cell from its type and value. */
function cellText(type: string, value: string, style: string, workbook: Workbook): string {
  if (type === "s") return sharedString(workbook, Number(value));
  if (type === "b") return value === "1" ? "TRUE" : "FALSE";
  if (type === "n" || type === "") {
    const kind = workbook.kinds[Number(style)] ?? "plain";
    return cellNumber(value, kind, workbook.date1904);
  }
  return officeText(value);
}

const isHidden = (attributes: XmlAttributes): boolean =>
  /^(?:1|true)$/.test(attributes.get("hidden") ?? "");

/** Elements that can be hidden, and what a file with one such is said to have. */
const HIDDEN = new Map([
  ["row", "hidden-rows"],
  ["col", "hidden-columns"],
]);

const MAX_FORMULA_CHARS = 8_192;
const MAX_HEADER_CHARS = 100_000;

/** A formula that names a place outside the workbook: an address, or a share. */
const isOutside = (formula: string): boolean => formula.includes("://") || formula.includes("\\\\");

/** Handlers for a worksheet part; `finish` hands over the rest of the text. `place` is e.g. "sheet Umsatz". */
export function sheetReader(
  part: string,
  place: string,
  workbook: Workbook,
  draft: Draft,
  distinct: Distinct,
): { readonly handlers: XmlHandlers; readonly finish: () => void } {
  let text = "";
  let header = "";
  let type = "";
  let style = "";
  let value = "";
  let capture: "value" | "inline" | "formula" | "header" | null = null;
  let formula = "";
  let rowHasText = false;
  let phonetic = 0;
  let cell = "";
  const sheet = workbook.sheetIds.get(part) ?? "";
  const flush = (): void => {
    draft.text(place, text);
    text = "";
  };
  /** Text is kept of values, inline strings without their phonetic runs, formulas, printed headers. */
  const beginText = (name: string): void => {
    if (name === "v") {
      capture = "value";
      value = "";
    } else if (name === "t") capture = phonetic === 0 ? "inline" : null;
    else if (name === "f") {
      capture = "formula";
      formula = "";
    } else if (HEADER_ELEMENTS.has(name)) {
      capture = "header";
      header += " ";
    }
  };
  const handlers: XmlHandlers = {
    open: (name, attributes) => {
      if (name === "row") rowHasText = false;
      const hidden = HIDDEN.get(name);
      if (hidden !== undefined && isHidden(attributes)) draft.feature(hidden);
      if (name === "c") {
        cell = attributes.get("r") ?? "";
        type = attributes.get("t") ?? "";
        style = attributes.get("s") ?? "";
        value = "";
      } else if (name === "rPh") phonetic++;
      else beginText(name);
      if (name === "f") hasFormula(workbook, sheet, cell, attributes.get("ref") ?? cell);
      return draft.hasRoom() ? undefined : "stop";
    },
    text: (piece) => {
      if (capture === "value" || capture === "inline") value += piece;
      else if (capture === "formula" && formula.length < MAX_FORMULA_CHARS) formula += piece;
      else if (capture === "header" && header.length < MAX_HEADER_CHARS) header += piece;
    },
    close: (name) => {
      if (name === "v" || name === "t" || HEADER_ELEMENTS.has(name)) capture = null;
      else if (name === "rPh") phonetic--;
      else if (name === "f") {
        capture = null;
        if (isOutside(formula)) addLink(distinct, formula, `${part} formula`);
      } else if (name === "c" && value !== "") {
        text += `${rowHasText ? "\t" : ""}${cellText(type, value, style, workbook)}`;
        rowHasText = true;
        if (text.length > FLUSH_CHARS) flush();
      } else if (name === "row" && rowHasText) text += "\n";
    },
  };
  const finish = (): void => {
    flush();
    draft.text("header", plainHeader(header));
  };
  return { handlers, finish };
}
