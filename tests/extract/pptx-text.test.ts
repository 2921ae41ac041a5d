import { describe, expect, it } from "vitest";
import { ooxml, placesOf, readOffice, rels, valuesOf } from "../support/office-files.ts";

const a = (...texts: readonly string[]): string =>
  `<a:p>${texts.map((text) => `<a:r><a:t>${text}</a:t></a:r>`).join("")}</a:p>`;

const sld = (inside: string, attributes = ""): string =>
  `<p:sld ${attributes}><p:cSld>${inside}</p:cSld></p:sld>`;

describe("text of a presentation", () => {
  it("comes by slide in the order shown, with hidden slides told", async () => {
    const extraction = await readOffice(
      ooxml("pptx", {
        "ppt/presentation.xml":
          '<p:presentation xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="rId9"/><p:sldId r:id="rId8" id="257"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": rels([
          ["rId8", "slide", "slides/slide1.xml"],
          ["rId9", "slide", "slides/slide2.xml"],
        ]),
        "ppt/slides/slide1.xml": sld(a("se", "cond"), 'show="0"'),
        "ppt/slides/slide2.xml": sld(a("first") + a("line two")),
        "ppt/slides/slide3.xml": sld(a("left over")),
        "ppt/notesSlides/notesSlide1.xml": `<p:notes>${a("say this")}</p:notes>`,
      }),
    );
    expect(extraction.text.map(({ place, text }) => [place, text.trim()])).toEqual([
      ["slide 1", "first\nline two"],
      ["slide 2", "second"],
      ["notes", "say this"],
      ["slide", "left over"],
    ]);
    expect(extraction.features).toEqual(["hidden-slides", "notes"]);
  });

  it("includes charts, diagrams, tables and alternative texts", async () => {
    const extraction = await readOffice(
      ooxml("pptx", {
        "ppt/slides/slide1.xml": sld(
          `<p:cNvPr descr="photo of the yard"/><a:tbl><a:tr><a:tc>${a("x")}</a:tc><a:tc>${a("y")}</a:tc></a:tr></a:tbl>`,
        ),
        "ppt/charts/chart1.xml":
          "<c:chartSpace><c:strCache><c:pt><c:v>Q1</c:v></c:pt></c:strCache><c:f>Sheet1!A1</c:f></c:chartSpace>",
        "ppt/diagrams/data1.xml": `<dgm:dataModel>${a("step")}</dgm:dataModel>`,
      }),
    );
    expect(placesOf(extraction)).toEqual({
      chart: "Q1",
      diagram: "step",
      slide: "photo of the yard\nx\n\ty",
    });
  });

  it("names comment authors, old and new, themes and layouts with the language they betray", async () => {
    const extraction = await readOffice(
      ooxml("pptx", {
        "ppt/commentAuthors.xml":
          '<p:cmAuthorLst><p:cmAuthor id="0" name="Carla"/></p:cmAuthorLst>',
        "ppt/authors.xml":
          '<p188:authorLst><p188:author name="Dora" userId="S::dora@example.org::1"/></p188:authorLst>',
        "ppt/comments/comment1.xml":
          '<p:cmLst><p:cm authorId="0" dt="2016-05-04T03:02:01"><p:text>shorter</p:text></p:cm></p:cmLst>',
        "ppt/theme/theme1.xml": '<a:theme name="Тема Office"><a:clrScheme name="x"/></a:theme>',
        "ppt/slideLayouts/slideLayout1.xml":
          '<p:sldLayout><p:cSld name="Diapositive de titre"/></p:sldLayout>',
      }),
    );
    expect(placesOf(extraction)).toEqual({ comments: "shorter" });
    expect(valuesOf(extraction, "commentby")).toEqual(["Dora", "Carla"]);
    expect(valuesOf(extraction, "people")).toEqual(["S::dora@example.org::1"]);
    expect(valuesOf(extraction, "changedat")).toEqual(["2016-05-04T03:02:01"]);
    expect(valuesOf(extraction, "sheet")).toEqual(["Diapositive de titre", "Тема Office"]);
    expect(valuesOf(extraction, "applang")).toEqual(["fr", "ru"]);
  });
});
