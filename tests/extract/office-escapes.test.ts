import { expect, it } from "vitest";
import { officeText } from "../../src/extract/office/office-escapes.ts";
import { ooxml, placesOf, readOffice, rels, valuesOf } from "../support/office-files.ts";

it.each([
  ["Total_x000D_", "Total\r"],
  ["a_x005F_x000D_b", "a_x000D_b"],
  ["_x_x00_ snake_x0g00_", "_x_x00_ snake_x0g00_"],
  ["_x0041__x0042_", "AB"],
])("%s is %j", (written, meant) => {
  expect(officeText(written)).toBe(meant);
});

it("is undone in cells and properties, so that the word beside it is found", async () => {
  const found = await readOffice(
    ooxml("xlsx", {
      "xl/workbook.xml": '<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>',
      "xl/_rels/workbook.xml.rels": rels([
        ["r1", "worksheet", "worksheets/sheet1.xml"],
        ["r2", "sharedStrings", "sharedStrings.xml"],
      ]),
      "xl/sharedStrings.xml": "<sst><si><t>Bilan_x000D_</t></si></sst>",
      "xl/worksheets/sheet1.xml":
        '<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>',
      "docProps/core.xml":
        "<cp:coreProperties><dc:title>Budget_x000D_ 2017</dc:title></cp:coreProperties>",
    }),
  );
  expect(Object.values(placesOf(found)).join(" ")).toBe("Bilan");
  expect(valuesOf(found, "title")).toEqual(["Budget\r 2017"]);
});
