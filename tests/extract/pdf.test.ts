import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readPdf } from "../../src/extract/pdf/pdf.ts";
import { textOfGlyphName, withoutControls } from "../../src/extract/pdf/pdf-drawn.ts";
import { withoutAttachmentLock } from "../../src/extract/pdf/pdf-open.ts";
import { EARLIER_REVISION_TYPE } from "../../src/extract/pdf/pdf-revisions.ts";
import { readPdfStructure } from "../../src/extract/pdf/pdf-structure.ts";
import type { ReadContext } from "../../src/extract/reader.ts";
import type { Extraction } from "../../src/model/extraction.ts";
import { corpusPath, itWith } from "../support/corpora.ts";
import { type PdfObjects, pagesOf, pdfOf, stream, updated, utf16 } from "../support/pdf-writer.ts";

const CONTEXT: ReadContext = { name: "a.pdf", declaredType: "", sniffedType: "application/pdf" };
const read = (bytes: Uint8Array, declaredType = ""): Promise<Extraction> =>
  readPdf(bytes, { ...CONTEXT, declaredType });

const valuesOf = (extraction: Extraction, field: string): string[] =>
  extraction.metadata.filter((v) => v.field === field).map((v) => `${v.source}: ${v.text}`);
const codesOf = (extraction: Extraction): string[] => extraction.problems.map((p) => p.code);

const XMP = `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Kit 1"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:a="http://purl.org/dc/elements/1.1/" xmlns:mm="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:e="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 mm:DocumentID="uuid:1" xmp:CreateDate="2012-03-04T05:06:07+01:00">
 <a:creator><rdf:Seq><rdf:li>Ben Carter</rdf:li><rdf:li>Dora Eck</rdf:li></rdf:Seq></a:creator>
 <mm:History><rdf:Seq><rdf:li e:action="saved" e:when="2017-03-27T09:14:05Z" e:softwareAgent="Editor 9"/></rdf:Seq></mm:History>
 </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

const WITH_METADATA: PdfObjects = {
  ...pagesOf(["First page of the budget", "Second page"]),
  1: "<< /Type /Catalog /Pages 2 0 R /Metadata 5 0 R /Lang (fr-FR) >>",
  4: `<< /Author ${utf16("Анна Вебер")} /Title (Budget) /Subject () /Creator (Writer 5) /Producer (Maker 7)
     /CreationDate (D:20120304050607+01'00') /ModDate (D:20170327091405) /Company (Example Ltd) /Last#20Saved#20By (Carl Dietz) >>`,
  5: stream("/Type /Metadata /Subtype /XML", XMP),
};
const TRAILER =
  "/Info 4 0 R /ID [<00112233445566778899aabbccddeeff> <ffeeddccbbaa99887766554433221100>]";

describe("text and metadata of a PDF", () => {
  it("gives text by page", async () => {
    const { text } = await read(pdfOf(WITH_METADATA, TRAILER));
    expect(text).toEqual([
      { place: "page 1", text: "First page of the budget" },
      { place: "page 2", text: "Second page" },
    ]);
  });

  it("keeps Info and XMP apart, and says where each value stands", async () => {
    const extraction = await read(pdfOf(WITH_METADATA, TRAILER));
    expect(valuesOf(extraction, "creator")).toEqual([
      "Info /Author: Анна Вебер",
      "XMP dc:creator: Ben Carter",
      "XMP dc:creator: Dora Eck",
    ]);
    expect(valuesOf(extraction, "app")).toEqual([
      "Info /Creator: Writer 5",
      "Info /Producer: Maker 7",
    ]);
    expect(valuesOf(extraction, "lastsavedby")).toEqual(["Info /Last Saved By: Carl Dietz"]);
    expect(valuesOf(extraction, "company")).toEqual(["Info /Company: Example Ltd"]);
    expect(valuesOf(extraction, "docid")).toEqual([
      "XMP xmpMM:DocumentID: uuid:1",
      "trailer /ID 1: 00112233445566778899aabbccddeeff",
      "trailer /ID 2: ffeeddccbbaa99887766554433221100",
    ]);
    expect(valuesOf(extraction, "other")).toContain(
      "XMP xmpMM:History/stEvt:softwareAgent: Editor 9",
    );
    expect(valuesOf(extraction, "pages")).toEqual(["PDF pages: 2"]);
    expect(extraction.problems).toEqual([]);
  });

  it("tells an empty value from an absent one", async () => {
    const { metadata } = await read(pdfOf(WITH_METADATA, TRAILER));
    expect(metadata.filter((v) => v.field === "docsubject").map((v) => v.state)).toEqual(["empty"]);
    expect(metadata.some((v) => v.field === "keywords")).toBe(false);
  });

  it("says whether a time states its zone", async () => {
    const { metadata } = await read(pdfOf(WITH_METADATA, TRAILER));
    const times = metadata.flatMap((v) =>
      v.time === undefined ? [] : [[v.source, v.time.epochMs, v.time.zoneSource]],
    );
    expect(times).toEqual([
      ["Info /CreationDate", Date.UTC(2012, 2, 4, 4, 6, 7), "stated"],
      ["Info /ModDate", Date.UTC(2017, 2, 27, 9, 14, 5), "unknown"],
      ["XMP xmp:CreateDate", Date.UTC(2012, 2, 4, 4, 6, 7), "stated"],
      ["XMP xmpMM:History/stEvt:when", Date.UTC(2017, 2, 27, 9, 14, 5), "stated"],
    ]);
  });

  it("gives no trailer id that the file does not carry", async () => {
    expect(valuesOf(await read(pdfOf(pagesOf(["x"]))), "docid")).toEqual([]);
  });

  it("names who wrote a comment and when", async () => {
    const note = `<< /Type /Annot /Subtype /Text /Rect [1 1 9 9] /T (Emil Frey) /Contents (Please check line 4) /M (D:20160102030405Z) >>`;
    const objects = pagesOf(["x"]);
    const page = String(objects[10]).replace("/Contents", "/Annots [30 0 R] /Contents");
    const extraction = await read(pdfOf({ ...objects, 10: page, 30: note }));
    expect(valuesOf(extraction, "commentby")).toEqual(["page 1 annotation /T: Emil Frey"]);
    expect(valuesOf(extraction, "changedat")).toEqual(["page 1 annotation /M: D:20160102030405Z"]);
    expect(extraction.text).toContainEqual({
      place: "page 1 comments",
      text: "Please check line 4",
    });
    expect(extraction.features).toEqual(["comments"]);
  });

  it("hands out embedded files", async () => {
    const objects = {
      ...pagesOf(["x"]),
      1: "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a) 30 0 R] >> >> >>",
      30: "<< /Type /Filespec /F (table.csv) /EF << /F 31 0 R >> >>",
      31: stream("/Type /EmbeddedFile", "a;b\n1;2"),
    };
    const { children, features } = await read(pdfOf(objects));
    expect(children.map((c) => [c.name, Buffer.from(c.bytes).toString()])).toEqual([
      ["table.csv", "a;b\n1;2"],
    ]);
    expect(features).toEqual(["embedded"]);
  });

  it("marks a file whose pages are pictures only", async () => {
    const objects = {
      ...pagesOf(["", ""]),
      30: stream("/Type /XObject /Subtype /Image /Width 1 /Height 1", "x"),
    };
    const extraction = await read(pdfOf(objects));
    expect(extraction.markers).toEqual(["needs-ocr"]);
  });
});

describe("revisions and active content", () => {
  const first = pdfOf(pagesOf(["The sum is 1000"]));
  const second = updated(first, {
    11: stream("", "BT /F1 12 Tf 72 700 Td (The sum is 9000) Tj ET"),
  });
  const third = updated(second, { 30: "<< /Note (x) >>" });

  it("gives each earlier revision as a file of its own, with the text it had", async () => {
    const extraction = await read(third);
    expect(extraction.features).toContain("revisions");
    expect(extraction.children.map((c) => [c.name, c.steps])).toEqual([
      ["revision 1 of 3", [{ step: "range", offset: 0, length: first.length }]],
      ["revision 2 of 3", [{ step: "range", offset: 0, length: second.length }]],
    ]);
    const texts = await Promise.all(
      extraction.children.map(
        async (child) => (await read(child.bytes, child.declaredType)).text[0]?.text,
      ),
    );
    expect(texts).toEqual(["The sum is 1000", "The sum is 9000"]);
    expect(valuesOf(extraction, "other")).toContain(
      `PDF revisions: 3; end marks at ${first.length}, ${second.length}, ${third.length}`,
    );
  });

  it("does not take an earlier revision apart again", async () => {
    expect((await read(second, EARLIER_REVISION_TYPE)).children).toEqual([]);
  });

  it("reads a few of very many revisions and says how many it did not", async () => {
    let pdf = first;
    for (let n = 0; n < 20; n++) pdf = updated(pdf, { 30: `<< /N ${n} >>` });
    const extraction = await read(pdf);
    expect(extraction.children.map((c) => c.name)).toEqual(
      [1, 16, 17, 18, 19, 20].map((n) => `revision ${n} of 21`),
    );
    expect(codesOf(extraction)).toEqual(["pdf-revisions-not-read"]);
  });

  it("does not count the first-page end mark of a linearized file", () => {
    const linearized = Buffer.from(
      "%PDF-1.4\n9 0 obj\n<< /Linearized 1 /L 99 >>\nendobj\nstartxref\n0\n%%EOF\n1 0 obj\nnull\nendobj\nstartxref\n50\n%%EOF\n",
    );
    const structure = readPdfStructure(linearized);
    expect([structure.linearized, structure.revisionEnds]).toEqual([true, [linearized.length]]);
  });

  it("does not count end marks inside streams", () => {
    const objects = { ...pagesOf(["x"]), 30: stream("", "startxref\n5\n%%EOF\n") };
    expect(readPdfStructure(pdfOf(objects)).revisionEnds).toHaveLength(1);
  });

  it.each([
    ["/OpenAction << /S /JavaScript /JS (app.alert) >>", ["javascript", "open-action"]],
    ["/OpenAction << /S /J#61vaScript /J#53 (x) >>", ["javascript", "open-action"]],
    ["/AA << /WC << /S /Launch /F (cmd) >> >>", ["launch", "open-action"]],
    ["/AcroForm << /Fields [] >>", ["form"]],
  ])("names what %s makes the file able to do", async (entry, features) => {
    const objects = { ...pagesOf(["x"]), 1: `<< /Type /Catalog /Pages 2 0 R ${entry} >>` };
    expect((await read(pdfOf(objects))).features).toEqual(features);
  });

  it("tells how many bytes stand behind what a signature covers", async () => {
    const signed = pdfOf({ ...pagesOf(["x"]), 30: "<< /Type /Sig /ByteRange [0 100 200 150] >>" });
    const extraction = await read(signed);
    expect(extraction.features).toEqual(["signature"]);
    expect(extraction.metadata.find((v) => v.source === "PDF signature /ByteRange")?.number).toBe(
      signed.length - 350,
    );
  });
});

describe("hostile PDF", () => {
  it.each<[string, Uint8Array]>([
    ["nothing but a header", Buffer.from("%PDF-1.7\n")],
    ["no bytes", Buffer.alloc(0)],
    [
      "a page tree that is its own child",
      pdfOf({
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: "<< /Type /Pages /Kids [2 0 R] /Count 1 >>",
      }),
    ],
    [
      "a page tree 5,000 deep",
      pdfOf({
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        ...Object.fromEntries(
          Array.from({ length: 5000 }, (_v, n) => [
            n + 2,
            `<< /Type /Pages /Kids [${n + 3} 0 R] /Count 1 >>`,
          ]),
        ),
      }),
    ],
    [
      "arrays nested 100,000 deep",
      pdfOf({ ...pagesOf(["x"]), 1: `<< /Type /Catalog /Pages ${"[".repeat(100_000)} >>` }),
    ],
  ])("gives a problem for %s", async (_what, bytes) => {
    const extraction = await read(bytes);
    expect(extraction.problems.length).toBeGreaterThan(0);
  });

  it("reads the one page of a file that claims two billion", async () => {
    const tree = "<< /Type /Pages /Kids [10 0 R] /Count 2000000000 >>";
    const { text } = await read(pdfOf({ ...pagesOf(["x"]), 2: tree }));
    expect(text).toEqual([{ place: "page 1", text: "x" }]);
  });

  it.each<[string, Buffer, string]>([
    ["a content stream of 200 MB", deflateSync(Buffer.alloc(200e6, " ")), "/Filter /FlateDecode"],
    [
      "one packed twice",
      deflateSync(deflateSync(Buffer.alloc(200e6, " "))),
      "/Filter [/FlateDecode /FlateDecode]",
    ],
  ])("does not open a file with %s", async (_what, packed, filter) => {
    const extraction = await read(pdfOf({ ...pagesOf(["x"]), 11: stream(filter, packed) }));
    expect([codesOf(extraction), extraction.markers]).toEqual([["pdf-bomb"], ["unreadable"]]);
  });

  it.each([
    [500, ["pdf-repeated-pages"]],
    [4_400, ["pdf-repeated-pages"]],
    [4_600, ["pdf-too-many-pages", "pdf-repeated-pages"]],
  ])("reads a page that is listed %d times once", async (times, codes) => {
    const tree = `<< /Type /Pages /Kids [${"10 0 R ".repeat(times)}] /Count ${times} >>`;
    const extraction = await read(pdfOf({ ...pagesOf(["x"]), 2: tree }));
    expect([extraction.text.length, codesOf(extraction)]).toEqual([1, codes]);
  });

  it("reads a file of stream keywords without end in one pass", () => {
    const bytes = Buffer.from("stream\n".repeat(300_000));
    expect(readPdfStructure(bytes).revisionEnds).toEqual([]);
  });

  it("refuses entity bombs in XMP and keeps the Info dictionary", async () => {
    const bomb = `<!DOCTYPE a [<!ENTITY b "${"x".repeat(1000)}">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>`;
    const extraction = await read(
      pdfOf({ ...WITH_METADATA, 5: stream("/Type /Metadata /Subtype /XML", bomb) }, TRAILER),
    );
    expect(valuesOf(extraction, "creator")).toEqual(["Info /Author: Анна Вебер"]);
  });
});

interface Truth {
  readonly SourceFile: string;
  readonly "File:FileType"?: string;
  readonly [tag: string]: unknown;
}

const ORACLE: readonly (readonly [string, string])[] = [
  ["PDF:Author", "Info /Author"],
  ["PDF:Company", "Info /Company"],
  ["PDF:Title", "Info /Title"],
  ["PDF:Subject", "Info /Subject"],
  ["PDF:Creator", "Info /Creator"],
  ["PDF:Producer", "Info /Producer"],
  ["PDF:CreateDate", "Info /CreationDate"],
  ["PDF:ModifyDate", "Info /ModDate"],
  ["PDF:PageCount", "PDF pages"],
  ["XMP-dc:Creator", "XMP dc:creator"],
  ["XMP-dc:Title", "XMP dc:title"],
  ["XMP-xmp:CreatorTool", "XMP xmp:CreatorTool"],
  ["XMP-pdf:Producer", "XMP pdf:Producer"],
  ["XMP-xmp:CreateDate", "XMP xmp:CreateDate"],
  ["XMP-xmp:ModifyDate", "XMP xmp:ModifyDate"],
  ["XMP-xmpMM:DocumentID", "XMP xmpMM:DocumentID"],
  ["XMP-xmpMM:InstanceID", "XMP xmpMM:InstanceID"],
];
const PERSONS: ReadonlySet<string> = new Set(["PDF:Author", "PDF:Company", "XMP-dc:Creator"]);

function plain(tag: string, value: unknown): string {
  const text = (Array.isArray(value) ? value.join("; ") : String(value))
    .replaceAll(/\s+/g, " ")
    .trim();
  return /Date/.test(tag) ? text.replaceAll(/\D/g, "").slice(0, 14) : text;
}

describe("PDF against other programs", () => {
  const every = process.env["LEAKSIFT_FULL"] === "1" ? 1 : 4;

  itWith(
    { corpus: "documents" },
    "agrees with exiftool: no person missed in silence, 98 % of all values",
    async () => {
      const truth = JSON.parse(
        readFileSync(corpusPath("torture", "truth/docs_exiftool.json"), "utf8"),
      ) as Truth[];
      const files = truth.filter((row) => row["File:FileType"] === "PDF");
      let [compared, agreed] = [0, 0];
      const silent: string[] = [];
      for (const [n, row] of files.entries()) {
        const hasPerson = [...PERSONS].some((tag) => row[tag] !== undefined);
        if (!hasPerson && n % every !== 0) continue;
        const extraction = await read(
          readFileSync(corpusPath("documents", row.SourceFile)),
          EARLIER_REVISION_TYPE,
        );
        for (const [tag, source] of ORACLE) {
          if (row[tag] === undefined) continue;
          const found = extraction.metadata.filter((v) => v.source === source).map((v) => v.text);
          const wanted = plain(tag, row[tag]);
          const same = [...found, found.join("; ")].some(
            (text) => plain(tag, text.replace(/^D:/, "")) === wanted,
          );
          compared++;
          if (same) agreed++;
          else if (PERSONS.has(tag) && extraction.problems.length === 0)
            silent.push(`${row.SourceFile} ${tag}`);
        }
      }
      expect(silent).toEqual([]);
      expect(agreed / compared).toBeGreaterThan(0.98);
      expect(compared).toBeGreaterThan(500);
    },
  );

  itWith(
    { corpus: "documents", tools: ["pdftotext"] },
    "finds at least 95 % of the words pdftotext finds in at least 80 % of files",
    async () => {
      const wordsOf = (text: string): string[] =>
        text
          .normalize("NFKC")
          .toLowerCase()
          .match(/[\p{L}\p{N}]+/gu) ?? [];
      const folder = corpusPath("documents", "docs");
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.toLowerCase().endsWith(".pdf"))
        .sort()
        .filter((_name, n) => n % (every === 1 ? 1 : 4) === (every === 1 ? 0 : 2));
      let [compared, good] = [0, 0];
      for (const name of files) {
        let reference: string;
        try {
          reference = execFileSync("pdftotext", ["-q", "-l", "50", join(folder, name), "-"], {
            encoding: "utf8",
            maxBuffer: 1e8,
            stdio: ["ignore", "pipe", "ignore"],
          });
        } catch {
          continue; // pdftotext refuses the file: nothing to compare with
        }
        const wanted = wordsOf(reference);
        if (wanted.length < 5) continue;
        const left = new Map<string, number>();
        const extraction = await read(readFileSync(join(folder, name)), EARLIER_REVISION_TYPE);
        for (const word of wordsOf(extraction.text.map((block) => block.text).join("\n")))
          left.set(word, (left.get(word) ?? 0) + 1);
        let found = 0;
        for (const word of wanted) {
          const count = left.get(word) ?? 0;
          if (count > 0) found++;
          left.set(word, count - 1);
        }
        compared++;
        if (found / wanted.length >= 0.95) good++;
      }
      expect(compared).toBeGreaterThan(40);
      expect(good / compared).toBeGreaterThanOrEqual(0.8);
    },
  );
});

describe("characters that no text holds", () => {
  it.each([
    ["ffi", "ffi"],
    ["f_f_i", "ffi"],
    ["uni0416", "Ж"],
    ["u1F600", "😀"],
    ["a.alt", "a"],
    ["g33", null],
    ["f_g33", null],
  ])("are what their glyph %s is called", (name, text) => {
    expect(textOfGlyphName(name)).toBe(text);
  });

  it("are replaced in order, or left out and counted", () => {
    expect(withoutControls("di\0culties\x02", ["ffi", null])).toEqual({
      text: "difficulties",
      lost: 1,
    });
    expect(withoutControls("a\0b", [])).toEqual({ text: "ab", lost: 1 });
  });

  const odd = (more: Readonly<Record<number, string | Buffer>>, page = "") =>
    pdfOf({
      ...pagesOf(["di\\041culties"]),
      3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [33 /ffi] >> /ToUnicode 4 0 R >>",
      4: stream(
        "",
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <21> <0000> endbfchar 1 beginbfrange <61> <7a> <0061> endbfrange endcmap",
      ),
      ...more,
      10: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 11 0 R /Resources << /Font << /F1 3 0 R >> ${page} >> >>`,
    });

  it("come from the encoding of the font", async () => {
    const { text, problems } = await read(odd({}));
    expect(text.map((block) => block.text)).toEqual(["difficulties"]);
    expect(problems).toEqual([]);
  });

  it("are left out with a row where the drawing goes in circles, which is not followed", async () => {
    const form = (inner: number): Buffer =>
      stream(
        `/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X ${inner} 0 R >> >>`,
        "/X Do",
      );
    const { text, problems } = await read(
      odd({ 5: form(6), 6: form(5) }, "/XObject << /X 5 0 R >>"),
    );
    expect(text.map((block) => block.text)).toEqual(["diculties"]);
    expect(problems.map(({ code }) => code)).toEqual(["pdf-unnamed-characters"]);
  });
});

describe("a PDF of which only the attachments are encrypted", () => {
  it("is opened without its lock; any other lock stays", () => {
    const locked =
      "/CF << >> /StmF /Identity /StrF /Identity /EFF /StdCF trailer << /Encrypt 9 0 R >>";
    const open = withoutAttachmentLock(Buffer.from(locked));
    expect(Buffer.from(open ?? []).toString()).toBe(locked.replace("/Encrypt", "/Encrypx"));
    for (const other of ["/StmF /StdCF", "/StrF /StdCF"])
      expect(
        withoutAttachmentLock(Buffer.from(locked.replace(`${other.slice(0, 5)} /Identity`, other))),
      ).toBeNull();
  });
});
