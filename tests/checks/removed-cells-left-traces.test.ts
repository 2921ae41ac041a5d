/** The table of one check: rows that fire, and rows that stay silent, among them the ordinary causes. */
import { removedCellsLeftTraces } from "../../src/checks/document/removed-cells-left-traces.ts";
import type { FileInput } from "../../src/checks/facts/file-facts.ts";
import { file, fileTable, value } from "./tables.ts";

const SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const APP = "docProps/app.xml Application";
const book = (app: string, more: Partial<FileInput> = {}, gone = ""): FileInput =>
  file(SHEET, [value("app", app, APP), value("other", gone, "xl/calcChain.xml c")], more);
const left = { texts: [{ place: "unused strings", text: "Provision Zug\n40 000" }] };
const shown = { texts: [{ place: "sheet Budget", text: "Total\t12" }] };

fileTable(removedCellsLeftTraces, {
  fires: [
    ["texts of cells that are gone", book("Microsoft Excel", left)],
    [
      "calculations of cells that are gone",
      book("Microsoft Excel", shown, "1 calculated cells are not in the sheets: Budget!B2"),
    ],
    [
      "both, in a book of Excel for the Mac",
      book("Microsoft Macintosh Excel", left, "1 calculated cells are not in the sheets: A!B2"),
    ],
  ],
  silent: [
    ["every text shown", book("Microsoft Excel", shown)],
    ["a library that names itself", book("Apache POI", left)],
    [
      "a book with a pivot table",
      book("Microsoft Excel", { texts: [...left.texts, { place: "pivot cache", text: "Zug" }] }),
    ],
  ],
});
