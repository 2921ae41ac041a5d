import { describe, expect, it } from "vitest";
import { docxBody, ooxml, placesOf, readOffice, rels, valuesOf } from "../support/office-files.ts";
import { writeZip, zipOf } from "../support/zip-writer.ts";

const core = (inside: string): string =>
  `<?xml version="1.0"?><cp:coreProperties xmlns:cp="a" xmlns:dc="b" xmlns:dcterms="c">${inside}</cp:coreProperties>`;

const app = (inside: string): string => `<Properties xmlns="d" xmlns:vt="e">${inside}</Properties>`;

async function values(parts: Record<string, string | Uint8Array>): Promise<unknown[]> {
  const { metadata } = await readOffice(docxBody("", parts));
  return metadata
    .filter((value) => value.source.startsWith("docProps/"))
    .map(({ field, text, state, source, number, time }) => [
      field,
      text,
      state,
      source.replace("docProps/", ""),
      ...(number === undefined ? [] : [number]),
      ...(time === undefined ? [] : [time.zoneSource, new Date(time.epochMs).toISOString()]),
    ]);
}

describe("properties of OOXML", () => {
  it.each([
    [
      "creator and last saved by, never swapped, whatever their order",
      "<cp:lastModifiedBy>Ivo Petrov</cp:lastModifiedBy><dc:creator>Anna Weber</dc:creator>",
      [
        ["lastsavedby", "Ivo Petrov", "present", "core.xml cp:lastModifiedBy"],
        ["creator", "Anna Weber", "present", "core.xml dc:creator"],
      ],
    ],
    [
      "an empty value apart from an absent one",
      "<dc:creator></dc:creator><cp:lastModifiedBy/>",
      [
        ["creator", "", "empty", "core.xml dc:creator"],
        ["lastsavedby", "", "empty", "core.xml cp:lastModifiedBy"],
      ],
    ],
    [
      "both of two values of one element",
      "<dc:creator>Anna</dc:creator><dc:creator>Berta</dc:creator>",
      [
        ["creator", "Anna", "present", "core.xml dc:creator"],
        ["creator", "Berta", "present", "core.xml dc:creator"],
      ],
    ],
    [
      "times that claim UTC as assumed, others as they are stated",
      '<dcterms:created xsi:type="dcterms:W3CDTF">2017-03-27T09:14:05Z</dcterms:created><dcterms:modified>2017-03-27T09:14:05+03:00</dcterms:modified><cp:lastPrinted>2017-03-27T09:14:05</cp:lastPrinted>',
      [
        [
          "created",
          "2017-03-27T09:14:05Z",
          "present",
          "core.xml dcterms:created",
          "assumed",
          "2017-03-27T09:14:05.000Z",
        ],
        [
          "modified",
          "2017-03-27T09:14:05+03:00",
          "present",
          "core.xml dcterms:modified",
          "stated",
          "2017-03-27T06:14:05.000Z",
        ],
        [
          "printed",
          "2017-03-27T09:14:05",
          "present",
          "core.xml cp:lastPrinted",
          "unknown",
          "2017-03-27T09:14:05.000Z",
        ],
      ],
    ],
    [
      "a time that is none as text",
      "<dcterms:created>yesterday</dcterms:created>",
      [["created", "yesterday", "present", "core.xml dcterms:created"]],
    ],
    [
      "a revision as number, words as text",
      "<cp:revision>12</cp:revision><cp:revision>many</cp:revision>",
      [
        ["revision", "12", "present", "core.xml cp:revision", 12],
        ["revision", "many", "present", "core.xml cp:revision"],
      ],
    ],
    [
      "title, subject, keywords, category and description",
      "<dc:title>T</dc:title><dc:subject>S</dc:subject><cp:keywords>K</cp:keywords><cp:category>C</cp:category><dc:description>D</dc:description>",
      [
        ["title", "T", "present", "core.xml dc:title"],
        ["docsubject", "S", "present", "core.xml dc:subject"],
        ["keywords", "K", "present", "core.xml cp:keywords"],
        ["keywords", "C", "present", "core.xml cp:category"],
        ["keywords", "D", "present", "core.xml dc:description"],
      ],
    ],
  ])("give %s", async (_what, inside, expected) => {
    expect(await values({ "docProps/core.xml": core(inside) })).toEqual(expected);
  });

  it("of the application give its name and version, minutes, company and the language of its headings", async () => {
    const inside =
      "<Application>Microsoft Excel</Application><AppVersion>14.0300</AppVersion><TotalTime>90</TotalTime><Company>Firma</Company><Manager>Chefin</Manager><Template>Normal.dotm</Template>" +
      "<HeadingPairs><vt:vector><vt:variant><vt:lpstr>Листы</vt:lpstr></vt:variant><vt:variant><vt:i4>1</vt:i4></vt:variant></vt:vector></HeadingPairs>" +
      "<TitlesOfParts><vt:vector><vt:lpstr>Лист1</vt:lpstr></vt:vector></TitlesOfParts>";
    expect(await values({ "docProps/app.xml": app(inside) })).toEqual([
      ["app", "Microsoft Excel", "present", "app.xml Application"],
      ["app", "14.0300", "present", "app.xml AppVersion"],
      ["editminutes", "90", "present", "app.xml TotalTime", 90],
      ["company", "Firma", "present", "app.xml Company"],
      ["manager", "Chefin", "present", "app.xml Manager"],
      ["template", "Normal.dotm", "present", "app.xml Template"],
      ["other", "Листы", "present", "app.xml HeadingPairs"],
      ["applang", "ru", "present", 'app.xml HeadingPairs "Листы"'],
      ["other", "Лист1", "present", "app.xml TitlesOfParts"],
    ]);
  });

  it("of the user's own give persons as people, the rest as other", async () => {
    const inside =
      '<property name="Client"><vt:lpwstr>ACME</vt:lpwstr></property><property name="Checked by"><vt:lpwstr>Carla</vt:lpwstr></property>';
    expect(await values({ "docProps/custom.xml": app(inside) })).toEqual([
      ["other", "ACME", "present", 'custom.xml property "Client"'],
      ["people", "Carla", "present", 'custom.xml property "Checked by"'],
    ]);
  });

  it("in bytes no charset explains are undecodable and keep their bytes, the others are read", async () => {
    const bytes = Buffer.concat([
      Buffer.from("<x><dc:creator>"),
      Buffer.from([0xc0, 0xed, 0xed, 0xe0]),
      Buffer.from("</dc:creator><dc:title>Été</dc:title></x>"),
    ]);
    const { metadata } = await readOffice(docxBody("", { "docProps/core.xml": bytes }));
    expect(metadata.slice(0, 2)).toEqual([
      {
        field: "creator",
        text: "",
        state: "undecodable",
        source: "docProps/core.xml dc:creator",
        rawHex: "c0edede0",
      },
      { field: "title", text: "Été", state: "present", source: "docProps/core.xml dc:title" },
    ]);
  });

  it("are found where the relationships say, in strict documents too", async () => {
    const extraction = await readOffice(
      zipOf({
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": rels([
          ["a", "officeDocument/relationships/metadata/core-properties", "meta/c.xml"],
          ["b", "officeDocument/relationships/extendedProperties", "/meta/a.xml"],
        ]),
        "meta/c.xml": core("<dc:creator>Anna</dc:creator>"),
        "meta/a.xml": app("<Company>Firma</Company>"),
      }),
    );
    expect(valuesOf(extraction, "creator")).toEqual(["Anna"]);
    expect(valuesOf(extraction, "company")).toEqual(["Firma"]);
  });

  it("of a second part of the same name are told beside the first", async () => {
    const extraction = await readOffice(
      writeZip([
        { name: "[Content_Types].xml", data: "<Types/>" },
        { name: "docProps/core.xml", data: core("<cp:lastModifiedBy>One</cp:lastModifiedBy>") },
        { name: "docProps/core.xml", data: core("<cp:lastModifiedBy>Two</cp:lastModifiedBy>") },
      ]),
    );
    const saved = extraction.metadata.filter((value) => value.field === "lastsavedby");
    expect(saved.map(({ text, source }) => [text, source])).toEqual([
      ["One", "docProps/core.xml cp:lastModifiedBy"],
      ["Two", "docProps/core.xml (second) cp:lastModifiedBy"],
    ]);
  });

  it("of a part with a type of its own come after those that office programs show", async () => {
    const saver = (name: string): string => core(`<cp:lastModifiedBy>${name}</cp:lastModifiedBy>`);
    const extraction = await readOffice(
      writeZip([
        { name: "[Content_Types].xml", data: "<Types/>" },
        {
          name: "_rels/.rels",
          data: `<Relationships>
            <Relationship Id="r1" Target="docProps/core0.xml" Type="http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties"/>
            <Relationship Id="r2" Target="docProps/core.xml" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"/>
          </Relationships>`,
        },
        { name: "docProps/core0.xml", data: saver("Earlier") },
        { name: "docProps/core.xml", data: saver("Shown") },
      ]),
    );
    const saved = extraction.metadata.filter((value) => value.field === "lastsavedby");
    expect(saved.map(({ text, source }) => [text, source])).toEqual([
      ["Shown", "docProps/core.xml cp:lastModifiedBy"],
      ["Earlier", "docProps/core0.xml cp:lastModifiedBy"],
    ]);
  });

  it("that are missing give nothing", async () => {
    const extraction = await readOffice(docxBody("<w:p><w:r><w:t>hello</w:t></w:r></w:p>"));
    expect(extraction.metadata.map((value) => value.source)).toEqual(["zip layout"]);
    expect(extraction.problems).toEqual([]);
    expect(placesOf(extraction)).toEqual({ "": "hello" });
  });
});

describe("a package", () => {
  it("gives pictures, embedded files and macros as children, with what it carries", async () => {
    const { children, features, contentType } = await readOffice(
      docxBody("", {
        "word/media/image1.jpeg": "jpeg",
        "word/embeddings/budget.xlsx": "xlsx",
        "word/vbaProject.bin": "ole",
      }),
    );
    expect(children.map((child) => [child.name, child.steps])).toEqual([
      ["word/media/image1.jpeg", [{ step: "member", index: 3, name: "word/media/image1.jpeg" }]],
      [
        "word/embeddings/budget.xlsx",
        [{ step: "member", index: 4, name: "word/embeddings/budget.xlsx" }],
      ],
      ["word/vbaProject.bin", [{ step: "member", index: 5, name: "word/vbaProject.bin" }]],
    ]);
    expect(features).toEqual(["embedded", "macros"]);
    expect(contentType).toBe(
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    );
  });

  it("tells external targets as links, and as paths when they name a disk or server", async () => {
    const extraction = await readOffice(
      docxBody("", {
        "word/_rels/settings.xml.rels": rels([
          ["a", "attachedTemplate", "file:///C:\\Users\\anna\\Desktop\\letter.dotm", "x"],
          ["b", "hyperlink", "https://example.org/", "x"],
        ]),
      }),
    );
    expect(valuesOf(extraction, "link")).toEqual([
      "file:///C:\\Users\\anna\\Desktop\\letter.dotm",
      "https://example.org/",
    ]);
    expect(valuesOf(extraction, "path")).toEqual(["file:///C:\\Users\\anna\\Desktop\\letter.dotm"]);
    expect(extraction.features).toEqual(["external-links"]);
  });

  it("is read with backslashes and other capitals in its names", async () => {
    const extraction = await readOffice(
      writeZip([
        { name: "[Content_Types].xml", data: "<Types/>" },
        {
          name: "Word\\Document.xml",
          data: "<w:document><w:p><w:t>hello</w:t></w:p></w:document>",
        },
      ]),
    );
    expect(placesOf(extraction)).toEqual({ "": "hello" });
  });

  it("names a printer only where a device name stands", async () => {
    const name = Buffer.alloc(220);
    name.write("\\\\server\\LaserJet", "utf16le");
    const parts = {
      "xl/printerSettings/printerSettings1.bin": name,
      "xl/printerSettings/printerSettings2.bin": Buffer.alloc(220, "\x02\0"),
      "xl/printerSettings/printerSettings3.bin": Buffer.alloc(8),
    };
    const extraction = await readOffice(ooxml("xlsx", parts));
    expect(valuesOf(extraction, "printer")).toEqual(["\\\\server\\LaserJet"]);
    expect(extraction.children).toEqual([]);
  });

  it("tells the times of its members unless they are the empty date", async () => {
    const member = { name: "[Content_Types].xml", data: "<Types/>" };
    const dosDate = ((2017 - 1980) << 9) | (3 << 5) | 27;
    const dated = await readOffice(writeZip([{ ...member, dosDate, dosTime: 0x4800 }]));
    expect(valuesOf(dated, "membertime")).toEqual(["2017-03-27T09:00:00"]);
    expect(valuesOf(await readOffice(writeZip([member])), "membertime")).toEqual([]);
  });
});
