/** `leaksift files` as a person runs it: a line for each file, metadata as columns, places on a map; the same columns in search, programs as facets. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FILE_COLUMNS } from "../../src/render/file-columns.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { docxBody } from "../support/office-files.ts";
import { pagesOf, pdfOf } from "../support/pdf-writer.ts";
import { jpegOf, segment, tiffOf } from "../support/picture-writer.ts";
import { mail, mbox } from "../support/small-dump.ts";

let folder = "";
const run = (...args: string[]) => leaksiftEnds(0, args, { cwd: folder });
const rows = (...args: string[]): Record<string, unknown>[] =>
  run("files", ...args, "--ndjson")
    .out.trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const degrees = (d: number, m: number, s: number): readonly (readonly [number, number])[] => [
  [d, 1],
  [m, 1],
  [s, 1],
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "leaksift-files-"));
  mkdirSync(join(folder, "loose"));
  const docx = docxBody("<w:p><w:r><w:t>Harbour plan</w:t></w:r></w:p>", {
    "docProps/core.xml":
      "<cp:coreProperties><dc:creator>Livia Sarno</dc:creator><cp:lastModifiedBy>=HYPERLINK(1)</cp:lastModifiedBy><dcterms:modified>2016-03-04T10:00:00Z</dcterms:modified></cp:coreProperties>",
    "docProps/app.xml":
      "<Properties><Application>Microsoft Office Word</Application><AppVersion>15.0000</AppVersion></Properties>",
  });
  writeFileSync(join(folder, "loose", "plan <b>.docx"), docx);
  const pdf = pdfOf(
    { ...pagesOf(["Tariff table"]), 90: "<</Creator (Writer) /Producer (LibreOffice 5.2)>>" },
    "/Info 90 0 R",
  );
  writeFileSync(join(folder, "loose", "tariff.pdf"), pdf);
  const tiff = tiffOf({
    main: [[0x0110, 2, "Quaycam 3"]],
    exif: [[0x9003, 2, "2016:08:01 12:30:00"]],
    gps: [
      [1, 2, "N"],
      [2, 5, degrees(44, 24, 36)],
      [3, 2, "E"],
      [4, 5, degrees(8, 55, 12)],
    ],
  });
  const app1 = segment(0xe1, "Exif\0\0", tiff);
  writeFileSync(join(folder, "loose", "quay & pier.jpg"), jpegOf([app1]));
  const mails = [
    mail(1, {
      files: [
        ["a.txt", "harbour dues"],
        ["b.txt", "other words"],
      ],
    }),
    mail(2, { body: "harbour talk", files: [["c.txt", "nothing more"]] }),
    mail(3),
  ];
  writeFileSync(join(folder, "box.mbox"), mbox(mails));
  leaksift(["index", "loose", "box.mbox"], { cwd: folder });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const names = (list: readonly Record<string, unknown>[]): unknown[] =>
  list.map((row) => row["filename"]).sort();

describe("leaksift files", () => {
  it("lists every file once, loose or in a message, and no message", () => {
    const all = ["a.txt", "b.txt", "c.txt", "plan <b>.docx", "quay & pier.jpg", "tariff.pdf"];
    expect(names(rows())).toEqual(all);
    expect(run("files", "--ids").out.trim().split("\n")).toHaveLength(all.length);
  });

  it("lists the files a query matched, and all files of a message of which only the mail matched", () => {
    expect(names(rows("harbour"))).toEqual(["a.txt", "c.txt", "plan <b>.docx"]);
    expect(names(rows("type:pdf"))).toEqual(["tariff.pdf"]);
    expect(rows("nowhereword")).toEqual([]);
  });

  it("shows any metadata as a column, what carries the file among them", () => {
    const [docx] = rows(
      "type:docx",
      "--fields",
      "filename,creator,author,modified,program,version",
    );
    expect(docx).toMatchObject({
      creator: "Livia Sarno",
      author: "Livia Sarno; =HYPERLINK(1)",
      modified: "2016-03-04T10:00:00Z",
      program: "Microsoft Office Word",
      version: "15.0000",
    });
    const [pdf] = rows("type:pdf", "--fields", "producer,creatortool,program,version");
    expect(pdf).toMatchObject({
      producer: "LibreOffice 5.2",
      creatortool: "Writer",
      version: "5.2",
    });
    const [text] = rows("filename:c.txt", "--fields", "kind,sha256,id,parentname,from,sentAt,gps");
    expect(text).toMatchObject({ kind: "attachment", parentname: "Message 2", gps: "" });
    expect(text?.["sha256"]).toBe(text?.["id"]);
  });

  it("writes a time without Z where the file does not state its zone", () => {
    const [picture] = rows("type:jpeg", "--fields", "taken,camera,gps");
    expect(picture).toMatchObject({
      taken: "2016-08-01T12:30:00",
      camera: "Quaycam 3",
      gps: "44.41, 8.92",
    });
  });

  it("prints places as well-formed KML", () => {
    const { out, err } = run("files", "--kml");
    expect(out).toContain("<name>quay &amp; pier.jpg</name>");
    expect(out).toContain("<coordinates>8.92,44.41</coordinates>");
    expect(out.match(/<Placemark>/g)).toHaveLength(1);
    expect(err).toContain("1 file with a place");
    expect(leaksift(["files", "--kml", "--csv"], { cwd: folder }).code).toBe(2);
  });

  it("disarms formulas and pages through the lines", () => {
    const csv = run("files", "type:docx", "--fields", "lastsavedby", "--csv").out;
    expect(csv).toBe('"lastsavedby"\r\n"\'=HYPERLINK(1)"\r\n');
    const first = run("files", "-n", "2");
    expect(first.out.trim().split("\n")).toHaveLength(2);
    expect(first.err).toContain("--offset 2");
    expect(run("files", "--offset", "5").out.trim().split("\n")).toHaveLength(1);
  });

  it("says which column was meant", () => {
    const wrong = leaksift(["files", "--fields", "creater"], { cwd: folder });
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain("Did you mean creator");
  });

  it("has every column filled or named once", () => {
    const every = FILE_COLUMNS.map(({ name }) => name);
    expect(new Set(every).size).toBe(every.length);
    expect(Object.keys(rows("type:docx", "--fields", every.join())[0] ?? {}).length).toBe(
      every.length + 1,
    );
  });
});

describe("metadata elsewhere", () => {
  it("gives search the same columns", () => {
    const { out } = run(
      "search",
      "harbour type:docx",
      "--fields",
      "filename,creator,program",
      "--csv",
    );
    expect(out).toContain('"Livia Sarno","Microsoft Office Word"');
  });

  it("counts producers and creating programs apart, and programs without their versions", () => {
    const facet = (name: string): string => run("search", "*", "--facet", name, "--csv").out;
    expect(facet("producer")).toBe('"facet","value","count"\r\n"producer","LibreOffice 5.2",1\r\n');
    expect(facet("creatortool")).toContain('"Writer",1');
    expect(facet("program")).toContain('"LibreOffice",1');
    expect(facet("version")).toContain('"5.2",1');
  });
});
