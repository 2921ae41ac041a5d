import { describe, expect, it } from "vitest";
import { cellNumber, numberKind } from "../../src/extract/office/number-format.ts";
import { ooxml, placesOf, readOffice, rels, valuesOf } from "../support/office-files.ts";

/** A workbook of one sheet "Umsatz" with these rows. */
const workbook = (
  rows: string,
  parts: Readonly<Record<string, string | Uint8Array>> = {},
): Uint8Array =>
  ooxml("xlsx", {
    "xl/workbook.xml":
      '<workbook xmlns:r="r"><sheets><sheet name="Umsatz" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": rels([
      ["rId1", "worksheet", "worksheets/sheet1.xml"],
      ["rId2", "sharedStrings", "sharedStrings.xml"],
      ["rId3", "styles", "styles.xml"],
    ]),
    "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    ...parts,
  });

const row = (...cells: readonly string[]): string => `<row>${cells.join("")}</row>`;
const v = (value: string, attributes = ""): string => `<c ${attributes}><v>${value}</v></c>`;

describe("text of a workbook", () => {
  it.each([
    ["numbers as stored", row(v("1234.5"), v("7", 't="n"')), "1234.5\t7"],
    [
      "inline and formula strings",
      row('<c t="inlineStr"><is><t>in</t></is></c>', v("out", 't="str"')),
      "in\tout",
    ],
    ["truth values and errors", row(v("1", 't="b"'), v("#REF!", 't="e"')), "TRUE\t#REF!"],
    [
      "cells of a row together, rows apart",
      row(v("1"), "<c/>", v("2")) + row() + row(v("3")),
      "1\t2\n3",
    ],
    [
      "a number with the dust of binary arithmetic",
      row(v("0.30000000000000004")),
      "0.30000000000000004 0.3",
    ],
  ])("gives %s", async (_what, rows, text) => {
    expect(placesOf(await readOffice(workbook(rows)))).toEqual({ "sheet Umsatz": text });
  });

  it("gives shared strings where cells show them and unused ones apart", async () => {
    const extraction = await readOffice(
      workbook(row(v("1", 't="s"'), v("0", 't="s"'), v("99", 't="s"')), {
        "xl/sharedStrings.xml":
          "<sst><si><t>Betrag</t></si><si><r><t>Rech</t></r><r><t>nung</t></r><rPh><t>x</t></rPh></si><si><t>deleted row</t></si></sst>",
      }),
    );
    expect(placesOf(extraction)).toEqual({
      "sheet Umsatz": "Rechnung\tBetrag",
      "unused strings": "deleted row",
    });
  });

  it("gives dates and percentages as shown, by the style of the cell", async () => {
    const styles =
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="9"/></cellXfs></styleSheet>';
    const rows = row(
      v("42821", 's="1"'),
      v("42821.5", 's="2"'),
      v("0.25", 's="3"'),
      v("42821", 's="0"'),
    );
    const extraction = await readOffice(workbook(rows, { "xl/styles.xml": styles }));
    expect(placesOf(extraction)["sheet Umsatz"]).toBe(
      "42821 2017-03-27\t42821.5 2017-03-27 12:00\t0.25 25%\t42821",
    );
  });

  it("gives printed headers without their codes", async () => {
    const extraction = await readOffice(
      ooxml("xlsx", {
        "xl/worksheets/sheet1.xml":
          '<worksheet><headerFooter><oddHeader>&amp;L&amp;"Arial,Bold"&amp;12Confidential&amp;CPage &amp;P</oddHeader></headerFooter></worksheet>',
      }),
    );
    expect(placesOf(extraction)["header"]?.replace(/\s+/g, " ")).toBe("Confidential Page");
  });

  it("gives sheets, hidden ones, path, names of ranges, and the language of default names", async () => {
    const extraction = await readOffice(
      ooxml("xlsx", {
        "xl/workbook.xml":
          '<workbook><fileSharing userName="Ivo"/><x15ac:absPath url="C:\\Users\\anna\\Desktop\\"/><sheets><sheet name="Лист1" sheetId="1"/><sheet name="Kasse 2" sheetId="2" state="veryHidden"/></sheets><definedNames><definedName name="Konto">Kasse!$A$1</definedName></definedNames></workbook>',
      }),
    );
    expect(valuesOf(extraction, "sheet")).toEqual(["Лист1", "Kasse 2"]);
    expect(valuesOf(extraction, "path")).toEqual(["C:\\Users\\anna\\Desktop\\"]);
    expect(valuesOf(extraction, "people")).toEqual(["Ivo"]);
    expect(valuesOf(extraction, "applang")).toEqual(["ru"]);
    expect(valuesOf(extraction, "other")).toContain("hidden sheet: Kasse 2");
    expect(valuesOf(extraction, "other")).toContain("Konto = Kasse!$A$1");
    expect(extraction.features).toEqual(["hidden-sheets"]);
  });

  it("gives comments and threads with their authors", async () => {
    const extraction = await readOffice(
      ooxml("xlsx", {
        "xl/comments1.xml":
          '<comments><authors><author>Carla</author><author>tc={1}</author></authors><commentList><comment authorId="0"><text><r><t>too </t></r><r><t>high</t></r></text></comment></commentList></comments>',
        "xl/persons/person.xml":
          '<personList><person displayName="Dora" id="{7}" userId="dora@example.org"/></personList>',
        "xl/threadedComments/threadedComment1.xml":
          '<ThreadedComments><threadedComment dT="2020-01-02T03:04:05.00" personId="{7}"><text>agreed</text></threadedComment></ThreadedComments>',
      }),
    );
    expect(extraction.text.map(({ text }) => text.trim())).toEqual(["too high", "agreed"]);
    expect(valuesOf(extraction, "commentby")).toEqual(["Carla", "Dora"]);
    expect(valuesOf(extraction, "people")).toEqual(["Dora", "dora@example.org"]);
    expect(valuesOf(extraction, "changedat")).toEqual(["2020-01-02T03:04:05.00"]);
  });

  it("gives what pivot caches, connections, links and the log of a shared workbook name", async () => {
    const extraction = await readOffice(
      ooxml("xlsx", {
        "xl/pivotCache/pivotCacheDefinition1.xml":
          '<pivotCacheDefinition refreshedBy="Emil"><cacheFields><cacheField name="Kunde"><sharedItems><s v="Firma X"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>',
        "xl/connections.xml":
          '<connections><connection name="q" odcFile="\\\\server\\q.odc"><dbPr connection="Provider=SQLOLEDB;Data Source=DB1" command="select 1"/></connection></connections>',
        "xl/externalLinks/externalLink1.xml":
          '<externalLink><externalBook><sheetNames><sheetName val="Fremd"/></sheetNames><sheetDataSet><sheetData><row><cell><v>4711</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>',
        "xl/revisions/revisionHeaders.xml":
          '<headers><header userName="Franz" dateTime="2016-05-04T03:02:01Z"/></headers>',
      }),
    );
    expect(placesOf(extraction)).toEqual({
      "pivot cache": "Kunde\nFirma X",
      "external link": "4711",
    });
    expect(valuesOf(extraction, "people")).toEqual(["Emil"]);
    expect(valuesOf(extraction, "link")).toEqual([
      "\\\\server\\q.odc",
      "Provider=SQLOLEDB;Data Source=DB1",
      "select 1",
    ]);
    expect(valuesOf(extraction, "path")).toEqual(["\\\\server\\q.odc"]);
    expect(valuesOf(extraction, "sheet")).toEqual(["Fremd"]);
    expect(valuesOf(extraction, "changedby")).toEqual(["Franz"]);
    expect(extraction.features).toEqual(["external-links", "tracked-changes"]);
  });
});

describe("number formats", () => {
  it.each([
    [14, undefined, "date"],
    [9, undefined, "percent"],
    [0, undefined, "plain"],
    [164, '0.00 "days"', "plain"],
    [164, "[$-419]d mmm yyyy;@", "date"],
    [164, "0.0%", "percent"],
  ])("of id %i and code %s are %s", (id, code, kind) => {
    expect(numberKind(id, code)).toBe(kind);
  });

  it("leave text that is no number alone", () => {
    expect(cellNumber("abc", "date", false)).toBe("abc");
    expect(cellNumber("-5", "date", false)).toBe("-5");
    expect(cellNumber("41359", "date", true)).toBe("41359 2017-03-27");
  });
});
