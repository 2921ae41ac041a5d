/** Calculated cells that calcChain.xml lists and no sheet has are told, and only these. */
import { expect, it } from "vitest";
import { readFile } from "../../src/extract/read-file.ts";
import { writeZip } from "../support/zip-writer.ts";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const part = (name: string, data: string) => ({ name, data });

/** A workbook of one sheet, with that chain and these cells. */
const book = (chain: string, cells: string) =>
  writeZip([
    part(
      "_rels/.rels",
      `<Relationships><Relationship Id="rId1" Type="${REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    part(
      "xl/_rels/workbook.xml.rels",
      `<Relationships><Relationship Id="rId7" Type="${REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ),
    part(
      "xl/workbook.xml",
      `<workbook xmlns="${MAIN}" xmlns:r="${REL}"><sheets><sheet name="Budget" sheetId="4" r:id="rId7"/></sheets></workbook>`,
    ),
    part("xl/calcChain.xml", `<calcChain xmlns="${MAIN}">${chain}</calcChain>`),
    part(
      "xl/worksheets/sheet1.xml",
      `<worksheet xmlns="${MAIN}"><sheetData><row r="1">${cells}</row></sheetData></worksheet>`,
    ),
  ]);

const gone = async (chain: string, cells: string): Promise<string[]> => {
  const read = await readFile(book(chain, cells), {
    name: "a.xlsx",
    declaredType: "",
    sniffedType: "application/zip",
  });
  return read.metadata
    .filter(({ source }) => source === "xl/calcChain.xml c")
    .map(({ text }) => text);
};
const B1 = '<c r="B1"><f>A1*2</f><v>4</v></c>';

it.each([
  ["every cell is there", '<c r="B1" i="4"/>', B1, []],
  [
    "one is not, and the sheet of the first counts for the second",
    '<c r="B1" i="4"/><c r="C9"/>',
    B1,
    ["1 calculated cells are not in the sheets: Budget!C9"],
  ],
  [
    "a cell is a number now",
    '<c r="B1" i="4"/>',
    '<c r="B1"><v>4</v></c>',
    ["1 calculated cells are not in the sheets: Budget!B1"],
  ],
  [
    "cells of an array formula have none of their own",
    '<c r="B1" i="4"/><c r="B2" a="1"/>',
    B1,
    [],
  ],
  [
    "an array formula covers a range",
    '<c r="Z1" i="4"/><c r="AA2"/><c r="AB2"/>',
    '<c r="Z1"><f t="array" ref="Z1:AA2">A1:B2</f><v>4</v></c>',
    ["1 calculated cells are not in the sheets: Budget!AB2"],
  ],
  ["there is no calculation", "", B1, []],
])("%s", async (_what, chain, cells, expected) => {
  expect(await gone(chain, cells)).toEqual(expected);
});
