import { describe, expect, it } from "vitest";
import { durationMinutes } from "../../src/extract/office/odf-meta.ts";
import { placesOf, readOffice, valuesOf } from "../support/office-files.ts";
import { zipOf } from "../support/zip-writer.ts";

const TEXT = "application/vnd.oasis.opendocument.text";

const odf = (parts: Readonly<Record<string, string | Uint8Array>>): Uint8Array =>
  zipOf({ mimetype: TEXT, "META-INF/manifest.xml": "<manifest:manifest/>", ...parts });

const content = (inside: string): Uint8Array =>
  odf({ "content.xml": `<office:document-content>${inside}</office:document-content>` });

describe("OpenDocument", () => {
  it("gives who made and who saved it last, which its element names confuse", async () => {
    const { metadata, contentType } = await readOffice(
      odf({
        "meta.xml":
          '<office:document-meta><office:meta><meta:initial-creator>Anna</meta:initial-creator><dc:creator>Ivo</dc:creator><meta:creation-date>2012-01-02T03:04:05</meta:creation-date><dc:date>2017-03-27T09:14:05.5</dc:date><meta:editing-cycles>7</meta:editing-cycles><meta:editing-duration>PT1H30M5S</meta:editing-duration><meta:generator>LibreOffice/7.0</meta:generator><meta:template xlink:title="Brief" xlink:href="../brief.ott"/><meta:document-statistic meta:page-count="3"/><meta:user-defined meta:name="Klient">ACME</meta:user-defined><meta:user-defined meta:name="Info 1"/></office:meta></office:document-meta>',
      }),
    );
    expect(
      metadata.map(({ field, text, number, time }) => [field, text, number ?? time?.zoneSource]),
    ).toEqual([
      ["creator", "Anna", undefined],
      ["lastsavedby", "Ivo", undefined],
      ["created", "2012-01-02T03:04:05", "unknown"],
      ["modified", "2017-03-27T09:14:05.5", "unknown"],
      ["revision", "7", 7],
      ["editminutes", "PT1H30M5S", 90],
      ["app", "LibreOffice/7.0", undefined],
      ["template", "Brief", undefined],
      ["link", "../brief.ott", undefined],
      ["pages", "3", 3],
      ["other", "ACME", undefined],
    ]);
    expect(contentType).toBe(TEXT);
  });

  it.each([
    [
      "paragraphs, spaces and breaks",
      '<text:h>A</text:h><text:p>b<text:s text:c="2"/>c<text:line-break/>d</text:p>',
      { "": "A\nb  c\nd" },
    ],
    [
      "sheets, with the stored number beside the shown one",
      '<table:table table:name="Kasse"><table:table-row><table:table-cell office:value="1234.567"><text:p>1.234,57</text:p></table:table-cell></table:table-row></table:table>',
      { "sheet Kasse": "1234.567 1.234,57" },
    ],
    [
      "slides and their notes",
      '<draw:page draw:master-page-name="m"><text:p>one</text:p><presentation:notes><text:p>say</text:p></presentation:notes></draw:page><draw:page draw:master-page-name="m"><text:p>two</text:p></draw:page>',
      { "slide 1": "one", notes: "say", "slide 2": "two" },
    ],
    [
      "fields that show a name or a date as text",
      "<text:p>by <text:creator>Anna</text:creator> on <text:date>27.3.</text:date></text:p>",
      { "": "by Anna on 27.3." },
    ],
    [
      "footnotes",
      "<text:p>a<text:note><text:note-body><text:p>below</text:p></text:note-body></text:note>b</text:p>",
      { "": "ab", footnotes: "below" },
    ],
  ])("gives %s", async (_what, inside, places) => {
    expect(placesOf(await readOffice(content(inside)))).toEqual(places);
  });

  it("gives comments and changes with their authors, deleted text apart", async () => {
    const extraction = await readOffice(
      content(
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Ivo</dc:creator><dc:date>2017-03-27T09:00:00</dc:date></office:change-info><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>kept<office:annotation><dc:creator>Carla</dc:creator><dc:date>2017-03-28T09:00:00</dc:date><text:p>why?</text:p></office:annotation></text:p>",
      ),
    );
    expect(placesOf(extraction)).toEqual({ "": "kept", "deleted text": "gone", comments: "why?" });
    expect(valuesOf(extraction, "changedby")).toEqual(["Ivo"]);
    expect(valuesOf(extraction, "commentby")).toEqual(["Carla"]);
    expect(valuesOf(extraction, "changedat")).toEqual([
      "2017-03-27T09:00:00",
      "2017-03-28T09:00:00",
    ]);
    expect(extraction.features).toEqual(["tracked-changes", "comments", "deleted-text"]);
  });

  it("gives printer and revision ids of its settings, pictures as children, macros as feature", async () => {
    const extraction = await readOffice(
      odf({
        "content.xml": "<office:document-content/>",
        "settings.xml":
          '<s><config:config-item config:name="PrinterName">HP 4</config:config-item><config:config-item config:name="Rsid">1234</config:config-item></s>',
        "Pictures/a.jpg": "jpeg",
        "Basic/Standard/Module1.xml": "<script:module>Sub Main</script:module>",
      }),
    );
    expect(valuesOf(extraction, "printer")).toEqual(["HP 4"]);
    expect(valuesOf(extraction, "docid")).toEqual(["1234"]);
    expect(extraction.children.map(({ name }) => name)).toEqual([
      "Pictures/a.jpg",
      "Basic/Standard/Module1.xml",
    ]);
    expect(extraction.features).toEqual(["macros"]);
  });

  it("that is encrypted is marked, and its locked parts are not taken for damage", async () => {
    const { markers, problems, metadata } = await readOffice(
      odf({
        "META-INF/manifest.xml":
          '<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>',
        "content.xml": Buffer.from([1, 2, 3, 4]),
        "meta.xml": "<m><dc:creator>Ivo</dc:creator></m>",
      }),
    );
    expect(markers).toEqual(["encrypted"]);
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([
      ["document-encrypted", "lost"],
    ]);
    expect(metadata.map(({ text }) => text)).toEqual(["Ivo"]);
  });

  it.each([
    ["PT1H30M5S", 90 + 5 / 60],
    ["P1DT1M", 1441],
    ["PT0S", 0],
    ["P1Y", null],
    ["soon", null],
  ])("reads the duration %s", (text, minutes) => {
    expect(durationMinutes(text)).toBe(minutes);
  });
});
