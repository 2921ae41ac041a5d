/**
 * What sheets of a workbook need to be read: names, shared strings, which cell styles are dates (ISO 29500-1 sections 18.2, 18.4,
 * 18.8); and what the workbook part says about where and by whom it was saved.
 */

import { LIMITS } from "../../limits.ts";
import { addLink, type Distinct } from "../distinct.ts";
import type { Draft } from "../draft.ts";
import type { XmlHandlers } from "../xml-events.ts";
import { languageOfSheetName } from "./app-language-names.ts";
import { type NumberKind, numberKind } from "./number-format.ts";
import { officeText } from "./office-escapes.ts";
import type { Relationship } from "./office-package.ts";

/** Of larger books only the first calculated cells are looked for: what is missing among them says enough. */
const MAX_CALCULATED = 200_000;

/** State of one workbook while its parts are read. */
export interface Workbook {
  /** Normalised part name -> sheet name. */
  readonly sheetNames: Map<string, string>;
  sharedStrings: readonly string[];
  /** 1 for each shared string some cell has shown. */
  shown: Uint8Array;
  /** Kind of number by cell style index. */
  kinds: readonly NumberKind[];
  date1904: boolean;
  /** Normalised part name -> the number of the sheet that calculations name it by. */
  readonly sheetIds: Map<string, string>;
  /** Cells that calcChain.xml says are calculated and whose formula was not met yet: "1!B2". */
  readonly calculated: Set<string>;
  /** Id -> name of the people of threaded comments. */
  readonly persons: Map<string, string>;
}

/** A long string a million cells refer to is told once: the attack is the product, search loses nothing. */
const REPEATED_CHARS = 200;

/** Text of a shared string as a cell shows it, "" when there is none or it is long and was told before. */
export function sharedString(workbook: Workbook, index: number): string {
  const text = workbook.sharedStrings[index] ?? "";
  if (text.length > REPEATED_CHARS && workbook.shown[index] === 1) return "";
  workbook.shown[index] = 1;
  return text;
}

/** Takes over the shared strings of a workbook, all not yet shown. */
export function setSharedStrings(workbook: Workbook, strings: readonly string[]): void {
  workbook.sharedStrings = strings;
  workbook.shown = new Uint8Array(strings.length);
}

/** Strings no cell shows: of pivot tables, and of cells that are gone. One a line. */
export function unusedStrings(workbook: Workbook): string {
  return workbook.sharedStrings.filter((_, at) => workbook.shown[at] !== 1).join("\n");
}

/** A workbook of which nothing is known yet. */
export function emptyWorkbook(): Workbook {
  return {
    sheetNames: new Map(),
    sharedStrings: [],
    shown: new Uint8Array(),
    kinds: [],
    date1904: false,
    sheetIds: new Map(),
    calculated: new Set(),
    persons: new Map(),
  };
}

/** Tells one sheet: its name as value and, when only one interface language makes such a name, that language. */
export function addSheet(
  name: string,
  hidden: boolean,
  source: string,
  draft: Draft,
  distinct: Distinct,
): void {
  distinct.value("sheet", name, source);
  if (hidden) {
    draft.feature("hidden-sheets");
    distinct.value("other", `hidden sheet: ${name}`, `${source} state`);
  }
  const language = languageOfSheetName(name);
  if (language !== null) distinct.value("applang", language, `${source} "${name}"`);
}

/** workbook.xml. */
export function workbookReader(
  part: string,
  relationships: readonly Relationship[],
  workbook: Workbook,
  draft: Draft,
  distinct: Distinct,
): XmlHandlers {
  const parts = new Map(relationships.map((relation) => [relation.id, relation.part]));
  let definedName = "";
  let formula: string | null = null;
  return {
    open: (name, attributes) => {
      if (name === "sheet") {
        const sheet = attributes.get("name") ?? "";
        // the relation's "id" and the sheet's own "sheetId" differ in local name
        const target = parts.get(attributes.get("id") ?? "");
        if (target !== undefined) {
          workbook.sheetNames.set(target, sheet);
          workbook.sheetIds.set(target, attributes.get("sheetId") ?? "");
        }
        const hidden = (attributes.get("state") ?? "visible").toLowerCase() !== "visible";
        addSheet(sheet, hidden, `${part} sheet`, draft, distinct);
      } else if (name === "workbookPr") {
        workbook.date1904 = /^(?:1|true)$/.test(attributes.get("date1904") ?? "");
      } else if (name === "absPath") {
        distinct.value("path", attributes.get("url") ?? "", `${part} x15ac:absPath`);
      } else if (name === "fileSharing") {
        distinct.value("people", attributes.get("userName") ?? "", `${part} fileSharing userName`);
      } else if (name === "fileVersion") {
        for (const key of ["lastEdited", "lowestEdited", "rupBuild"]) {
          const value = attributes.get(key) ?? "";
          distinct.value("other", value === "" ? "" : `${key} ${value}`, `${part} fileVersion`);
        }
      } else if (name === "definedName") {
        definedName = attributes.get("name") ?? "";
        formula = "";
      }
      return undefined;
    },
    text: (piece) => {
      if (formula !== null && formula.length < 4_000) formula += piece;
    },
    close: (name) => {
      if (name !== "definedName" || formula === null) return;
      if (!definedName.startsWith("_xlnm.")) {
        distinct.value("other", `${definedName} = ${formula}`, `${part} definedName`);
      }
      if (formula.includes("://") || formula.includes("\\\\")) {
        addLink(distinct, formula, `${part} definedName "${definedName.slice(0, 100)}"`);
      }
      formula = null;
    },
  };
}

/** sharedStrings.xml: each `si` one string, phonetic readings left out. `done` hands them to the workbook. */
export function sharedStringsReader(workbook: Workbook): {
  readonly handlers: XmlHandlers;
  readonly finish: () => void;
} {
  const strings: string[] = [];
  let current = "";
  let chars = 0;
  let inText = false;
  let phonetic = 0;
  return {
    handlers: {
      open: (name) => {
        if (name === "si") current = "";
        else if (name === "rPh") phonetic++;
        else if (name === "t") inText = phonetic === 0;
        return chars > LIMITS.maxOfficeTextChars ? "stop" : undefined;
      },
      text: (piece) => {
        if (inText) current += piece;
      },
      close: (name) => {
        if (name === "t") inText = false;
        else if (name === "rPh") phonetic--;
        else if (name === "si") {
          strings.push(officeText(current));
          chars += current.length;
        }
      },
    },
    finish: () => {
      setSharedStrings(workbook, strings);
    },
  };
}

/**
 * calcChain.xml (18.6): the calculated cells in the order of calculation. Excel writes it anew at each saving; whoever takes cells out of a sheet by
 * other means leaves them here. Cells of array formulas are left out: only the first of them has the formula.
 */
export function calculationReader(workbook: Workbook): XmlHandlers {
  let sheet = "";
  return {
    open: (name, attributes) => {
      if (name !== "c") return undefined;
      sheet = attributes.get("i") ?? sheet;
      if (attributes.get("a") !== "1")
        workbook.calculated.add(`${sheet}!${(attributes.get("r") ?? "").slice(0, 12)}`);
      return workbook.calculated.size >= MAX_CALCULATED ? "stop" : undefined;
    },
  };
}

/** "C" -> 3, "AA" -> 27. */
const columnNumber = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

/** Larger ranges are not taken apart: only the cell with the formula is met. */
const MAX_RANGE_CELLS = 10_000;

/** A formula was met in that cell; `range` has the cells it is for, which is more than one where it gives an array or a table. */
export function hasFormula(workbook: Workbook, sheet: string, cell: string, range: string): void {
  const { calculated } = workbook;
  if (calculated.size === 0) return;
  calculated.delete(`${sheet}!${cell}`);
  const ends = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/.exec(range);
  if (ends === null) return;
  const [left, right] = [columnNumber(ends[1] ?? ""), columnNumber(ends[3] ?? "")];
  const [top, bottom] = [Number(ends[2]), Number(ends[4])];
  if ((right - left + 1) * (bottom - top + 1) > MAX_RANGE_CELLS) return;
  for (let row = top; row <= bottom; row++)
    for (let column = left; column <= right; column++)
      calculated.delete(`${sheet}!${columnName(column)}${row}`);
}

/** 27 -> "AA". */
function columnName(number: number): string {
  let name = "";
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

/** Tells which calculated cells no sheet has: "3 cells of the calculation are not in the sheets: Budget!B2, …". */
export function addGoneCells(workbook: Workbook, draft: Draft): void {
  const gone = [...workbook.calculated];
  if (gone.length === 0) return;
  const names = new Map(
    [...workbook.sheetIds].map(([part, id]) => [id, workbook.sheetNames.get(part) ?? id]),
  );
  const shown = gone.slice(0, 5).map((cell) => {
    const [id = "", place = ""] = cell.split("!");
    return `${names.get(id) ?? id}!${place}`;
  });
  const more = gone.length > shown.length ? ", …" : "";
  draft.value(
    "other",
    `${gone.length} calculated cells are not in the sheets: ${shown.join(", ")}${more}`,
    GONE_CELLS,
  );
}

/** Source of the value about calculated cells that are gone. */
const GONE_CELLS = "xl/calcChain.xml c";

/** styles.xml: the number format of each cell style. */
export function cellStylesReader(workbook: Workbook): {
  readonly handlers: XmlHandlers;
  readonly finish: () => void;
} {
  const codes = new Map<number, string>();
  const ids: number[] = [];
  let inCellFormats = false;
  return {
    handlers: {
      open: (name, attributes) => {
        if (name === "cellXfs") inCellFormats = true;
        if (name === "numFmt") {
          codes.set(Number(attributes.get("numFmtId")), attributes.get("formatCode") ?? "");
        }
        if (name === "xf" && inCellFormats) ids.push(Number(attributes.get("numFmtId") ?? 0));
        return undefined;
      },
      close: (name) => {
        if (name === "cellXfs") inCellFormats = false;
      },
    },
    finish: () => {
      workbook.kinds = ids.map((id) => numberKind(id, codes.get(id)));
    },
  };
}
