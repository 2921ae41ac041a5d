import { describe, expect, it } from "vitest";
import { docxBody, placesOf, readOffice, rels, valuesOf } from "../support/office-files.ts";

const p = (inside: string): string => `<w:p>${inside}</w:p>`;
const t = (text: string): string => `<w:r><w:t>${text}</w:t></w:r>`;

describe("text of a Word document", () => {
  it.each([
    ["a word cut into runs", p(t("Ver") + t("trag")), { "": "Vertrag" }],
    [
      "paragraphs, tabs and breaks",
      p(`${t("a")}<w:r><w:tab/><w:br/></w:r>${t("b")}`) + p(t("c")),
      { "": "a\t\nb\nc" },
    ],
    [
      "tab stops, which are no characters",
      p(`<w:pPr><w:tabs><w:tab w:pos="720"/></w:tabs></w:pPr>${t("a")}`),
      { "": "a" },
    ],
    [
      "cells of a table",
      `<w:tbl><w:tr><w:tc>${p(t("a"))}</w:tc><w:tc>${p(t("b"))}</w:tc></w:tr></w:tbl>`,
      { "": "a\n\tb" },
    ],
    [
      "a text box once, not again in its fallback",
      p(
        `<mc:AlternateContent><mc:Choice>${p(t("box"))}</mc:Choice><mc:Fallback>${p(t("box"))}</mc:Fallback></mc:AlternateContent>`,
      ),
      { "": "box" },
    ],
    ["a watermark", p('<v:shape><v:textpath string="DRAFT"/></v:shape>'), { "": "DRAFT" }],
    [
      "deleted text apart",
      p(
        `${t("kept")}<w:del w:author="Ivo" w:date="2017-03-27T10:00:00Z"><w:r><w:delText>gone</w:delText></w:r></w:del>`,
      ),
      { "": "kept", "deleted text": "gone" },
    ],
    [
      "moved text as deleted where it was",
      p(`<w:moveFrom>${t("old")}</w:moveFrom><w:moveTo>${t("new")}</w:moveTo>`),
      { "": "new", "deleted text": "old" },
    ],
    ["math", p("<m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath>"), { "": "x+y" }],
  ])("gives %s", async (_what, body, places) => {
    expect(placesOf(await readOffice(docxBody(body)))).toEqual(places);
  });

  it("gives headers, footers, notes and comments by place", async () => {
    const extraction = await readOffice(
      docxBody(p(t("body")), {
        "word/header1.xml": `<w:hdr>${p(t("head"))}</w:hdr>`,
        "word/footer1.xml": `<w:ftr>${p(t("foot"))}</w:ftr>`,
        "word/footnotes.xml": `<w:footnotes><w:footnote>${p(t("note"))}</w:footnote></w:footnotes>`,
        "word/comments.xml": `<w:comments><w:comment w:author="Carla" w:date="2017-03-27T10:00:00Z">${p(t("why?"))}</w:comment></w:comments>`,
        "word/orphan.xml": `<w:hdr>${p(t("left over"))}</w:hdr>`,
      }),
    );
    expect(extraction.text.map(({ place, text }) => [place, text.trim()])).toEqual([
      ["", "body"],
      ["comments", "why?"],
      ["footer", "foot"],
      ["footnotes", "note"],
      ["header", "head"],
      ["header", "left over"],
    ]);
    expect(valuesOf(extraction, "commentby")).toEqual(["Carla"]);
    expect(extraction.features).toEqual(["comments", "notes"]);
  });

  it("gives who changed when, once each, as local time", async () => {
    const ins = (author: string, date: string): string =>
      `<w:ins w:author="${author}" w:date="${date}">${t("x")}</w:ins>`;
    const { metadata, features } = await readOffice(
      docxBody(
        p(
          ins("Ivo", "2017-03-27T10:00:00Z") +
            ins("Ivo", "2017-03-27T10:00:00Z") +
            ins("Anna", "2017-03-28T10:00:00Z"),
        ),
      ),
    );
    const told = metadata.filter(({ field }) => field.startsWith("changed"));
    expect(told.map(({ field, text, time }) => [field, text, time?.zoneSource])).toEqual([
      ["changedby", "Ivo", undefined],
      ["changedat", "2017-03-27T10:00:00Z", "unknown"],
      ["changedby", "Anna", undefined],
      ["changedat", "2017-03-28T10:00:00Z", "unknown"],
    ]);
    expect(features).toEqual(["tracked-changes"]);
  });

  it("gives revision ids, root first, people, styles and the language of the interface", async () => {
    const extraction = await readOffice(
      docxBody("", {
        "word/_rels/document.xml.rels": rels([["r", "styles", "styles.xml"]]),
        "word/settings.xml":
          '<w:settings><w:rsids><w:rsidRoot w:val="00A77B3E"/><w:rsid w:val="00112233"/></w:rsids></w:settings>',
        "word/people.xml":
          '<w15:people><w15:person w15:author="Ivo P."><w15:presenceInfo w15:userId="ivo@example.org"/></w15:person></w15:people>',
        "word/styles.xml":
          '<w:styles><w:style w:type="character" w:default="1" w:styleId="Policepardfaut"><w:name w:val="Default Paragraph Font"/></w:style><w:style w:customStyle="1" w:styleId="x"><w:name w:val="Hausstil"/></w:style></w:styles>',
      }),
    );
    expect(valuesOf(extraction, "docid")).toEqual(["00a77b3e", "00112233"]);
    expect(valuesOf(extraction, "people")).toEqual(["Ivo P.", "ivo@example.org"]);
    expect(valuesOf(extraction, "applang")).toEqual(["fr"]);
    expect(valuesOf(extraction, "sheet")).toEqual(["Hausstil"]);
  });

  it.each([
    ["HYPERLINK", ' HYPERLINK "https://example.org/x" ', "https://example.org/x", undefined],
    [
      "DDEAUTO",
      ' DDEAUTO excel "C:\\\\\\\\Temp\\\\\\\\a.xls" ',
      "excel",
      ["dde", "external-links"],
    ],
  ])("gives the target of a %s field", async (_verb, code, target, features) => {
    const extraction = await readOffice(
      docxBody(p(`<w:r><w:instrText>${code}</w:instrText></w:r>`)),
    );
    expect(valuesOf(extraction, "link")[0]).toContain(target);
    expect(extraction.features).toEqual(features);
  });

  it("goes on after damage in another part", async () => {
    const extraction = await readOffice(
      docxBody(p(t("body")), { "word/header1.xml": `<w:hdr>${p(t("head"))}<w:p><w:r><w:t>cut` }),
    );
    expect(placesOf(extraction)).toEqual({ "": "body", header: "head\ncut" });
    expect(extraction.problems.map(({ code, severity }) => [code, severity])).toEqual([
      ["xml-damaged", "partial"],
    ]);
  });
});
