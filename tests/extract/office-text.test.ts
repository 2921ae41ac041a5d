import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dttmValue } from "../../src/extract/filetime.ts";
import { isDateFormat, numberText, serialDateText } from "../../src/extract/office/cell-numbers.ts";
import { openOle } from "../../src/extract/ole/ole-container.ts";
import { readOle } from "../../src/extract/ole/read-ole.ts";
import { decodeVirtualPath } from "../../src/extract/ole/xls-links.ts";
import type { Extraction } from "../../src/model/extraction.ts";
import { itWith } from "../support/corpora.ts";
import { corpusFiles, recallOf } from "../support/extract-corpus.ts";
import { writeOle } from "../support/ole-writer.ts";

const CONTEXT = { name: "", declaredType: "", sniffedType: "application/x-ole-storage" };
const textOf = (extraction: Extraction): string =>
  [
    ...extraction.text.map((block) => block.text),
    ...extraction.metadata.filter((value) => value.field === "link").map((value) => value.text),
  ].join("\n");
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

describe("cell numbers", () => {
  it.each([
    [14, undefined, true],
    [0, undefined, false],
    [49, undefined, false],
    [164, "dd/mm/yyyy", true],
    [164, "[$-419]d mmm;@", true],
    [164, "[h]:mm", true],
    [164, '0.00 "days"', false],
    [164, "[Red]0.00", false],
    [164, "General", false],
    [164, "\\d0", false],
    [164, "#,##0.00_);(#,##0.00)", false],
  ])("format %d %s shows a date: %s", (format, code, expected) => {
    expect(isDateFormat(format, code)).toBe(expected);
  });

  it.each([
    [42821, false, "2017-03-27"],
    [42821.385, false, "2017-03-27 09:14:24"],
    [0.5, false, "12:00"],
    [1, false, "1900-01-01"],
    [59, false, "1900-02-28"],
    [61, false, "1900-03-01"],
    [41359, true, "2017-03-27"],
    [-1, false, null],
    [3_000_000, false, null],
  ])("serial day %d, 1904 %s, is %s", (serial, is1904, expected) => {
    expect(serialDateText(serial, is1904)).toBe(expected);
  });

  it("are written with fifteen digits", () => {
    expect(numberText(0.1 + 0.2)).toBe("0.3");
    expect(numberText(1e21)).toBe("1e+21");
    expect(numberText(Number.NaN)).toBe("");
  });
});

it.each([
  ["\u0001\u0001CReports\u0003a.xls", "C:\\Reports\\a.xls"],
  ["\u0001\u0001@server\u0003share\u0003a.xls", "\\\\server\\share\\a.xls"],
  ["\u0001a.xls", "a.xls"],
  ["\u0001\u0004a.xls", "..\\a.xls"],
])("the path %j of an external book reads %s", (encoded, path) => {
  expect(decodeVirtualPath(encoded)).toBe(path);
});

it("a DTTM is a local time to the minute, zero is none", () => {
  // minute 14, hour 9, day 27, month 3, year 117
  const dttm = 14 | (9 << 6) | (27 << 11) | (3 << 16) | (117 << 20);
  expect(dttmValue(dttm)).toEqual({
    rawText: `DTTM 0x0${dttm.toString(16)}`,
    epochMs: Date.UTC(2017, 2, 27, 9, 14),
    zoneSource: "unknown",
    resolutionMs: 60_000,
  });
  expect(dttmValue(0)).toBeNull();
});

describe("files that are not what they claim", () => {
  it.each([
    ["an encrypted package", { EncryptedPackage: new Uint8Array(64) }, "encrypted"],
    ["a drawing", { VisioDocument: new Uint8Array(64) }, "text-not-read"],
    ["an unknown kind", { stream: new Uint8Array(64) }, "text-not-read"],
    ["an empty WordDocument", { WordDocument: new Uint8Array(0) }, "document-damaged"],
    ["a WordDocument of zeros", { WordDocument: new Uint8Array(4096) }, "text-not-read"],
  ])("%s gives a problem and no text", async (_title, tree, code) => {
    const found = await readOle(writeOle(tree), CONTEXT);
    expect(found.problems.map((problem) => problem.code)).toContain(code);
    expect(found.text).toEqual([]);
  });

  it("a workbook whose records claim anything gives no more than it holds", async () => {
    for (const fill of [0xff, 0x09, 0xfc, 0x3c, 0x85]) {
      const found = await readOle(
        writeOle({ Workbook: new Uint8Array(50_000).fill(fill) }),
        CONTEXT,
      );
      expect(textOf(found).length).toBeLessThan(100_000);
    }
  });

  it("one long string in ten million cells stops at the limit", async () => {
    const bof = Buffer.from("0908100000060500bb0dcc0741000000060000000a", "hex").subarray(0, 20);
    const sheet = Buffer.from("0908100000061000bb0dcc0741000000060000000a", "hex").subarray(0, 20);
    const text = Buffer.alloc(8000, 0x61);
    const sst = Buffer.alloc(4 + 8 + 3 + text.length);
    sst.writeUInt16LE(0xfc, 0);
    sst.writeUInt16LE(sst.length - 4, 2);
    sst.writeUInt32LE(1, 4);
    sst.writeUInt32LE(1, 8);
    sst.writeUInt16LE(text.length, 12);
    text.copy(sst, 15);
    const cell = Buffer.alloc(14);
    cell.writeUInt16LE(0xfd, 0);
    cell.writeUInt16LE(10, 2);
    const cells = Buffer.alloc(14 * 100_000, cell);
    const found = await readOle(
      writeOle({ Workbook: Buffer.concat([bof, sst, sheet, cells]) }),
      CONTEXT,
    );
    expect(textOf(found).length).toBeLessThan(70_000_000);
    expect(textOf(found).length).toBeGreaterThan(60_000_000);
  });

  it("a presentation of containers in containers stops at the limit", async () => {
    const depth = 100_000;
    const bytes = Buffer.alloc(8 * depth);
    for (let i = 0; i < depth; i++) {
      bytes.writeUInt16LE(0xf, 8 * i);
      bytes.writeUInt16LE(1006, 8 * i + 2);
      bytes.writeUInt32LE(8 * (depth - i - 1), 8 * i + 4);
    }
    const found = await readOle(writeOle({ "PowerPoint Document": bytes }), CONTEXT);
    expect(found.text).toEqual([]);
  });
});

/** Words of a Debian tool's output, null when it fails or finds nothing. */
function reference(tool: string, args: readonly string[]): string | null {
  try {
    return execFileSync(tool, args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 1e8,
      env: { ...process.env, LC_ALL: "C.UTF-8" },
    });
  } catch {
    return null; // the tool does not read this file: no reference
  }
}

async function recallTable(
  stream: string,
  tool: string,
  args: readonly string[],
): Promise<{ good: number; all: number; low: string[] }> {
  let good = 0;
  let all = 0;
  const low: string[] = [];
  for (const path of corpusFiles("ole")) {
    const bytes = readFileSync(path);
    const container = openOle(bytes, () => {});
    if (container === null || container.child(container.root, stream) === undefined) continue;
    const wanted = reference(tool, [...args, path]);
    const recall = wanted === null ? null : recallOf(wanted, textOf(await readOle(bytes, CONTEXT)));
    if (recall === null) continue;
    all++;
    if (recall >= 0.95) good++;
    else low.push(nameOf(path));
  }
  return { good, all, low };
}

describe("text of the document set", () => {
  itWith(
    { corpus: "documents", tools: ["catdoc"] },
    "reaches 95 % of catdoc's words in nine of ten Word documents",
    async () => {
      const { good, all, low } = await recallTable("WordDocument", "catdoc", ["-d", "utf-8", "-w"]);
      expect(all).toBeGreaterThan(50);
      expect(good / all).toBeGreaterThanOrEqual(0.9);
      expect(low.sort()).toEqual([
        // catdoc prints field instructions as text
        "Bug44431.doc",
        // Word 95: catdoc prints what was deleted in a fast saving, and bytes between pieces
        "Bug51944.doc",
        // catdoc prints deleted text that no piece names
        "rasp.doc",
        "testWORD_no_format.doc",
        // catdoc prints the embedded documents, which are children here
        "word_with_embeded.doc",
      ]);
    },
    120_000,
  );

  itWith(
    { corpus: "documents", tools: ["xls2csv"] },
    "reaches 95 % of xls2csv's words in eight of ten workbooks",
    async () => {
      const { good, all } = await recallTable("Workbook", "xls2csv", [
        "-d",
        "utf-8",
        "-f",
        "%Y-%m-%d",
      ]);
      expect(all).toBeGreaterThan(100);
      // the rest are numbers that xls2csv rounds as displayed, and Chinese and Japanese it garbles
      expect(good / all).toBeGreaterThanOrEqual(0.8);
    },
    120_000,
  );

  itWith(
    { corpus: "documents", tools: ["catppt"] },
    "holds all of catppt's words",
    async () => {
      const { good, all } = await recallTable("PowerPoint Document", "catppt", ["-d", "utf-8"]);
      expect(all).toBeGreaterThan(10);
      expect(good).toBe(all);
    },
    120_000,
  );

  itWith(
    { corpus: "documents" },
    "shows slides in the order of the presentation, not of the stream",
    async () => {
      const path = corpusFiles("ole").find((found) => found.endsWith("/incorrect_slide_order.ppt"));
      const { text } = await readOle(readFileSync(path ?? ""), CONTEXT);
      const slides = text.filter((block) => block.place.startsWith("slide "));
      expect(slides.slice(0, 3).map((block) => block.place)).toEqual([
        "slide 1",
        "slide 2",
        "slide 3",
      ]);
      expect(slides.slice(0, 3).map((block) => /\d/.exec(block.text)?.[0])).toEqual([
        "1",
        "2",
        "3",
      ]);
    },
  );
});
