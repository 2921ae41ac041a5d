/** What every file gets, whatever its format: a word where nobody reads it, a mark where it is not what it is called. */
import { describe, expect, it } from "vitest";
import { readFile } from "../../src/extract/read-file.ts";
import { statedTypeDiffers } from "../../src/extract/stated-type.ts";
import { sniffType } from "../../src/sources/sniff.ts";
import { docxBody } from "../support/office-files.ts";
import { zipOf } from "../support/zip-writer.ts";

const read = (bytes: Uint8Array, name: string, declaredType = "") =>
  readFile(bytes, { name, declaredType, sniffedType: sniffType(bytes, name) });

const codes = async (bytes: Uint8Array, name: string) => {
  const { problems, markers } = await read(bytes, name);
  return [...problems.map(({ code, severity }) => `${code} ${severity}`), ...markers];
};

describe("a type nobody reads", () => {
  it.each([
    [
      "\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3",
      "a.one",
      ["text-not-read partial", "unreadable"],
    ],
    ["\x85\x01\x0c\x03\0\xff\xfe\x01", "a.gpg", ["encrypted lost", "encrypted"]],
    ["\x85\x01\x0c\x03\0\xff\xfe\x01", "a.bin", ["type-unknown note"]],
    ["", "empty.docx", []],
    ["ID3\x03", "song.mp3", []],
  ])("%j named %s gives %j", async (bytes, name, expected) => {
    expect(await codes(Buffer.from(bytes, "latin1"), name)).toEqual(expected);
  });
});

describe("a file that is not what it is called", () => {
  it("is marked, and the value names claim and content", async () => {
    const { markers, metadata } = await read(
      zipOf({ "a.txt": "text" }),
      "holiday.jpg",
      "image/jpeg",
    );
    expect(markers).toContain("mistyped");
    expect(metadata.at(-1)).toMatchObject({
      field: "other",
      text: "declared image/jpeg, named holiday.jpg; by content application/zip",
    });
  });

  it("is told from one that is", async () => {
    expect((await read(docxBody(""), "a.docx", "application/octet-stream")).markers).toEqual([]);
    expect((await read(docxBody(""), "a.doc", "application/msword")).markers).toEqual([]);
    expect((await read(docxBody(""), "a.zip")).markers).toEqual(["mistyped"]);
  });

  it.each([
    ["a.xls", "", "text/html", "named a.xls"],
    ["a.doc", "application/msword", "application/rtf", ""],
    ["a.docx", "", "application/x-ole-storage", ""],
    ["a", "application/pdf", "image/png", "declared application/pdf"],
    ["invoice.pdf", "", "application/x-msdownload", "named invoice.pdf"],
    ["notes", "text/plain", "application/pdf", ""],
    ["a.dat", "application/octet-stream", "image/png", ""],
  ])("%s declared %j is %s: %j", (name, declared, type, expected) => {
    expect(statedTypeDiffers(name, declared, type)).toBe(expected);
  });
});

describe("documents that are one XML file", () => {
  const values = async (xml: string) =>
    (await read(Buffer.from(xml), "a.xml")).metadata.map(({ field, text }) => `${field}=${text}`);

  it("keep creator and last saved by apart, as their format calls them", async () => {
    expect(
      await values(
        `<?xml version="1.0"?><office:document><office:meta><meta:initial-creator>Ada Roux</meta:initial-creator><dc:creator>Bo Lind</dc:creator><dc:date>2017-03-27T09:14:05</dc:date></office:meta><office:body><dc:creator>Cem Ay</dc:creator></office:body></office:document>`,
      ),
    ).toEqual([
      "creator=Ada Roux",
      "lastsavedby=Bo Lind",
      "modified=2017-03-27T09:14:05",
      "people=Cem Ay",
    ]);
    expect(
      await values(
        `<?xml version="1.0"?><Workbook><DocumentProperties><Author>Ada Roux</Author><LastAuthor>Bo Lind</LastAuthor><Created>2017-03-27T09:14:05Z</Created></DocumentProperties><Author>x</Author></Workbook>`,
      ),
    ).toEqual(["creator=Ada Roux", "lastsavedby=Bo Lind", "created=2017-03-27T09:14:05Z"]);
    expect(
      await values(
        `<?xml version="1.0"?><w:wordDocument><o:DocumentProperties><o:LastAuthor>Bo Lind</o:LastAuthor><o:Revision>3</o:Revision></o:DocumentProperties></w:wordDocument>`,
      ),
    ).toEqual(["lastsavedby=Bo Lind", "revision=3"]);
    expect(
      await values(`<?xml version="1.0"?><package><dc:creator>Ada Roux</dc:creator></package>`),
    ).toEqual(["creator=Ada Roux"]);
  });
});

describe("states of metadata", () => {
  it("can be searched: a slot that holds nothing is not a slot that is not there", async () => {
    const core = (inside: string) =>
      docxBody("", {
        "docProps/core.xml": `<cp:coreProperties>${inside}</cp:coreProperties>`,
      });
    const featuresOf = async (inside: string) => (await read(core(inside), "a.docx")).features;
    expect(await featuresOf("<dc:creator></dc:creator>")).toContain("empty-metadata");
    expect(await featuresOf("<dc:creator>Ada Roux</dc:creator>")).toBeUndefined();
    expect(await featuresOf("")).toBeUndefined();
  });
});
