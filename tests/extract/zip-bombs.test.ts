import { describe, expect, it } from "vitest";
import { readFile } from "../../src/extract/read-file.ts";
import type { Extraction } from "../../src/model/extraction.ts";
import {
  BILLION_LAUGHS,
  deflatedRepeat,
  docxWithCore,
  EXTERNAL_ENTITY,
  hugeDocx,
  manyMembers,
  nestedXml,
  overlapBomb,
  quotedOverlapBomb,
  sharedStringBomb,
} from "../support/bombs.ts";
import { writeZip, zipOf } from "../support/zip-writer.ts";

const MIB = 1024 * 1024;

const read = (bytes: Uint8Array): Promise<Extraction> =>
  readFile(bytes, { name: "x", declaredType: "", sniffedType: "application/zip" });

/** Everything a reader hands over, in characters and bytes. */
function outputSize(extraction: Extraction): number {
  const text = extraction.text.reduce((sum, block) => sum + block.text.length, 0);
  const values = extraction.metadata.reduce((sum, value) => sum + value.text.length, 0);
  const bytes = extraction.children.reduce((sum, child) => sum + child.bytes.length, 0);
  return text + values + bytes;
}

const streamedBomb = (): Uint8Array =>
  writeZip([{ name: "x", data: deflatedRepeat("\0", 1500), packed: true, streamed: true }], {
    withoutDirectory: true,
  });

describe("a bomb leaves a problem and little else", () => {
  it.each([
    ["a part of 1.5 GB", () => hugeDocx(1500, 1500 * MIB), "zip-ratio", 200],
    ["the same claiming 100 bytes", () => hugeDocx(1500, 100), "zip-size-forged", 400],
    ["the same claiming 40 MB", () => hugeDocx(1500, 40 * MIB), "zip-size-forged", 200],
    [
      "a part that claims more than deflate can give",
      () => hugeDocx(1, 4e9),
      "zip-size-forged",
      200,
    ],
    ["1000 names of one member of 10 MB", () => overlapBomb(1000, 10), "zip-overlap", 11 * MIB],
    ["members stored inside members", () => quotedOverlapBomb(500), "zip-damaged", 3 * MIB],
    ["more members than are listed", () => manyMembers(110_000), "zip-too-many-members", 0],
    ["a streamed member without end", streamedBomb, "zip-member-too-large", 0],
    ["entities that double", () => docxWithCore(BILLION_LAUGHS), "xml-doctype", 200],
    ["an entity that names a file", () => docxWithCore(EXTERNAL_ENTITY), "xml-doctype", 200],
    [
      "a million elements inside each other",
      () => docxWithCore(nestedXml(1e6)),
      "xml-too-deep",
      200,
    ],
    [
      "millions of empty elements",
      () =>
        writeZip([
          {
            name: "word/document.xml",
            data: `<document>${"<p/>".repeat(6.5e6)}</document>`,
            method: 0,
          },
        ]),
      "xml-too-many-elements",
      6_000_200,
    ],
    [
      "an element of 200,000 attributes",
      () =>
        docxWithCore(
          `<a ${Array.from({ length: 200_000 }, (_, at) => `a${at}=""`).join(" ")}><b></a>`,
        ),
      "xml-damaged",
      200,
    ],
  ])("%s", async (_what, make, code, mostOutput) => {
    const extraction = await read(make());
    expect(extraction.problems.map((problem) => problem.code)).toContain(code);
    expect(extraction.problems.length).toBeLessThan(30);
    expect(outputSize(extraction)).toBeLessThanOrEqual(mostOutput);
  });

  it("a long string shown by a million cells is told once", async () => {
    const extraction = await read(sharedStringBomb(100_000, 200_000));
    expect(outputSize(extraction)).toBeLessThan(400_000);
  });

  it("names of Object.prototype are names like others", async () => {
    const core =
      "<cp:coreProperties><constructor>a</constructor><__proto__>b</__proto__><dc:creator __proto__='1' constructor='2'>Anna</dc:creator></cp:coreProperties>";
    const { metadata } = await read(docxWithCore(core));
    const told = metadata.filter((value) => value.source.startsWith("docProps/core.xml"));
    expect(told.map((value) => [value.field, value.text])).toEqual([["creator", "Anna"]]);
  });

  it("repeated cells of a table are told once", async () => {
    const { text } = await read(
      zipOf({
        mimetype: "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": `<office:document-content><table:table table:name="T"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>x<text:s text:c="2000000000"/></text:p></table:table-cell></table:table-row></table:table></office:document-content>`,
        "META-INF/manifest.xml": "<manifest:manifest/>",
      }),
    );
    expect(text.length).toBe(1);
    expect(text[0]?.text.length).toBeLessThan(200);
  });

  it("a bomb among honest members costs only itself", async () => {
    const { children, problems } = await read(
      writeZip([
        { name: "before.txt", data: "one" },
        { name: "bomb", data: deflatedRepeat("\0", 1500), packed: true, statedSize: 1500 * MIB },
        { name: "after.txt", data: "two" },
      ]),
    );
    expect(children.map((child) => child.name)).toEqual(["before.txt", "after.txt"]);
    expect(problems.map((problem) => problem.code)).toEqual(["zip-ratio"]);
  });
});
