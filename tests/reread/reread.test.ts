/** Scans read by an installed tesseract, and texts made elsewhere: found, told apart from what leaksift read, kept apart from the index, resumed. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { runBounded } from "../../src/reread/bounded-program.ts";
import { importedPages, namedBy } from "../../src/reread/import-text.ts";
import { readTsv } from "../../src/reread/tesseract.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { itWith } from "../support/corpora.ts";
import { testFolder } from "../support/custody.ts";
import { pagesOf, pdfOf, stream } from "../support/pdf-writer.ts";

const home = testFolder("reread");
const options = { cwd: home };
const TOOLS = { tools: ["tesseract", "pdftoppm"] };

/** A PDF that is nothing but a picture of these lines on one page. */
function scanOf(...lines: readonly string[]): Buffer {
  const drawn = lines
    .map((line, i) => `BT /F1 16 Tf 60 ${700 - 30 * i} Td (${line}) Tj ET`)
    .join(" ");
  const font = { 3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>" };
  const page = (content: string, resources: string) => ({
    1: "<< /Type /Catalog /Pages 2 0 R >>",
    2: "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
    4: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources << ${resources} >> >>`,
    5: stream("", content),
  });
  const text = pdfOf({ ...page(drawn, "/Font << /F1 3 0 R >>"), ...font });
  const pgm = execFileSync("pdftoppm", ["-r", "120", "-gray", "-"], {
    input: text,
    maxBuffer: 2 ** 26,
  });
  const [, width, height] = /^P5\n(\d+) (\d+)\n255\n/.exec(pgm.toString("latin1", 0, 40)) ?? [];
  const pixels = pgm.subarray(pgm.length - Number(width) * Number(height));
  const image = stream(
    `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode`,
    deflateSync(pixels),
  );
  return pdfOf({ ...page("q 612 0 0 792 0 0 cm /I Do Q", "/XObject << /I 3 0 R >>"), 3: image });
}

function newDump(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const folder = join(home, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(folder, file), bytes);
  leaksift(["index", name, "--index", `${name}.ix`], options);
  return `${name}.ix`;
}

const dumpOf = (index: string): string => leaksift(["dump", "--index", index], options).out;
const countOf = (index: string, query: string): string =>
  leaksift(["search", query, "--count", "--index", index], options).out.split(" ")[0]?.trim() ?? "";

describe("reread --ocr", () => {
  itWith(
    TOOLS,
    "finds the words of a scan, says how they were read, and changes nothing else, goes on where it ended",
    () => {
      const index = newDump("scans", {
        "one.pdf": scanOf(
          "The harbour walrus is signed in March",
          "Payment to the turbine company",
        ),
        "two.pdf": scanOf("Quarterly guarantee of the bank", "Nobody else may read this letter"),
        "note.txt": "walrus in a note",
      });
      const before = dumpOf(index);
      expect(countOf(index, "turbine")).toBe("0");
      const reread = (code: number, ...words: readonly string[]) =>
        JSON.parse(
          leaksiftEnds(code, ["reread", ...words, "--ocr", "--json", "--index", index], options)
            .out,
        );
      expect(reread(0, "filename:two")).toMatchObject({ documents: 1, pages: 1, failed: 0 });
      expect(reread(0)).toMatchObject({ documents: 1, before: 1, pages: 1, failed: 0, left: 0 });
      expect(reread(0)).toMatchObject({ documents: 0, before: 2 });
      expect(
        leaksift(["reread", "--ocr", "--lang", "xxx", "--index", index], options),
      ).toMatchObject({ code: 2, err: expect.stringContaining("no language xxx") });
      expect(dumpOf(index)).toBe(before);
      for (const [query, count] of [
        ["turbine", "1"],
        ["ocr:turbine", "1"],
        ['ocr:"harbour walrus"', "1"],
        ['"guarantee of the bank"', "1"],
        ["guaran*", "1"],
        ["walrus", "2"],
        ["walrus -ocr:*", "1"],
        ["attachment:turbine", "0"],
        ["ocr:walrus filename:two", "0"],
        ["+Quarterly ocr:*", "1"],
      ] as const)
        expect([query, countOf(index, query)]).toEqual([query, count]);
      const found = leaksift(["search", "turbine", "--json", "--index", index], options).out;
      const [hit] = JSON.parse(found).hits;
      expect(hit.snippetFrom).toMatch(/^one\.pdf, page 1, read by OCR, \d{2,3} %$/);
      const shown = leaksift(["show", hit.id, "--index", index], options).out;
      expect(shown).toMatch(/\[page 1, read by OCR, \d{2,3} %: tesseract [\d.]+ \(eng\)\]/);
      leaksift(["index", "--rebuild", "--index", index], options);
      expect(countOf(index, "turbine")).toBe("1");
      leaksiftEnds(0, ["forget", hit.id, "--yes", "--index", index], options);
      expect(countOf(index, "ocr:*")).toBe("1");
    },
  );
});

describe("reread import", () => {
  it("takes in text by id and by name", () => {
    const index = newDump("texts", {
      "a.pdf": pdfOf(pagesOf(["typed"])),
      "b.bin": "\0\x01\x02binary".repeat(50),
    });
    const id = leaksift(
      ["search", "filename:b.bin", "--ids", "--index", index],
      options,
    ).out.trim();
    mkdirSync(join(home, "made"), { recursive: true });
    writeFileSync(join(home, "made", "a.txt"), "first page\fsecond page walrus");
    writeFileSync(join(home, "made", `${id.slice(0, 16)}.hocr`), HOCR);
    writeFileSync(join(home, "made", "nobody.txt"), "lost");
    const { code, err } = leaksift(
      ["reread", "import", "made", "--program", "Scanner 9", "--index", index],
      options,
    );
    expect([code, err]).toEqual([
      3,
      expect.stringContaining("nobody.txt: no document has this id or name"),
    ]);
    const from = (query: string) =>
      JSON.parse(leaksift(["search", query, "--json", "--index", index], options).out).hits[0]
        ?.snippetFrom;
    expect(from("walrus")).toBe("a.pdf, page 2, read elsewhere");
    expect(from("ocr:harbour")).toBe("b.bin, page 1, read elsewhere, 85 %");
    expect(readdirSync(join(home, index))).toContain("reread.sqlite");
  });
});

const HOCR = `<html><body><div class='ocr_page' id='p1'>
<span class='ocr_line' id='l1'><span class='ocrx_word' title='bbox 1 2 3 4; x_wconf 90'>Grün</span> <span class='ocrx_word' title='x_wconf 80'>harbour &amp; co</span></span>
<span class='ocr_line'><span class='ocrx_word'>next</span></span></div><div class='ocr_page'></div></body></html>`;
const ALTO = `<?xml version="1.0"?><alto><Layout><Page ID="1"><TextLine><String CONTENT="Gr&#252;n" WC="0.5"/><SP/><String WC="0.7" CONTENT="walrus"/></TextLine><TextLine><String CONTENT="two"/></TextLine></Page></Layout></alto>`;

describe("texts made elsewhere", () => {
  it.each([
    [
      "hOCR",
      HOCR,
      [
        { text: "Grün harbour & co\nnext", confidence: 85 },
        { text: "", confidence: null },
      ],
    ],
    ["ALTO", ALTO, [{ text: "Grün walrus\ntwo", confidence: 60 }]],
    [
      "text with a form feed",
      "one\n\ftwo",
      [
        { text: "one", confidence: null },
        { text: "two", confidence: null },
      ],
    ],
  ])("%s is cut into pages with the mean of what their words state", (_, text, pages) => {
    expect(importedPages(text)).toEqual(pages);
  });

  it("are named by an id or by a file name", () => {
    expect(namedBy("3f9a01c2d4e5.txt")).toEqual({ id: "3f9a01c2d4e5" });
    expect(namedBy("Scan 1.PDF.hocr")).toEqual({ name: "scan 1.pdf" });
  });

  it("a table of tesseract becomes lines and paragraphs", () => {
    const row = (block: number, line: number, confidence: number, word: string): string =>
      ["5", "1", block, "1", line, "1", 0, 0, 0, 0, confidence, word].join("\t");
    const table = [
      row(1, 1, 90, "a"),
      row(1, 1, 80, "b"),
      row(1, 2, -1, "c"),
      row(2, 1, 70, "d"),
      "4\tx",
    ];
    expect(readTsv(table.join("\n"))).toEqual({ text: "a b\nc\n\nd", confidence: 80 });
  });
});

describe("a program that is run on bytes of a corpus", () => {
  const how = {
    isolate: [],
    env: { PATH: process.env["PATH"] ?? "" },
    stop: new AbortController().signal,
  };
  const caps = { memoryKb: 500_000, seconds: 2, outputBytes: 1000 };
  it.each([
    ["runs too long", ["/bin/sleep", "60"], "took more than 2 s"],
    ["says too much", ["/usr/bin/yes"], "gave more than it may"],
    ["is not there", ["/no/such/program"], "ended with code 127"],
  ])("that %s is ended, in words", async (_, command, words) => {
    const { output, failure } = await runBounded(command, Buffer.alloc(0), caps, how);
    expect([output, failure]).toEqual([null, expect.stringContaining(words)]);
  });

  it("gets words that a shell would run as words", async () => {
    const { output } = await runBounded(
      ["/bin/echo", "$(id)", "a b; c"],
      Buffer.alloc(0),
      caps,
      how,
    );
    expect(output?.toString()).toBe("$(id) a b; c\n");
  });
});
