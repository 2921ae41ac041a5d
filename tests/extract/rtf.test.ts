import { readFileSync } from "node:fs";
import { relative } from "node:path";
import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { createDraft } from "../../src/extract/draft.ts";
import { readRtf, readRtfBody } from "../../src/extract/text/read-rtf.ts";
import { unpackRtf } from "../../src/extract/text/rtf-compressed.ts";
import type { Extraction } from "../../src/model/extraction.ts";
import { corpusPath, itWith } from "../support/corpora.ts";
import { corpusFiles } from "../support/extract-corpus.ts";
import { writeOle } from "../support/ole-writer.ts";

const CONTEXT = { name: "", declaredType: "", sniffedType: "application/rtf" };
const read = (rtf: string): Promise<Extraction> => readRtf(Buffer.from(rtf, "latin1"), CONTEXT);
const textOf = (extraction: Extraction): string =>
  extraction.text
    .filter((block) => block.place === "")
    .map((block) => block.text)
    .join("");
const valuesOf = (extraction: Extraction, field: string): string[] =>
  extraction.metadata.filter((value) => value.field === field).map((value) => value.text);
const hexEscapes = (text: string, charset: string): string =>
  [...iconv.encode(text, charset)]
    .map((byte) => `\\'${byte.toString(16).padStart(2, "0")}`)
    .join("");

describe("RTF text", () => {
  it.each([
    ["plain words", "{\\rtf1 one two}", "one two"],
    ["paragraphs, tabs and cells", "{\\rtf1 a\\par b\\tab c\\cell d\\row}", "a\nb\tc\td\n"],
    ["escaped braces", "{\\rtf1 \\{a\\}\\\\}", "{a}\\"],
    ["the document's code page", "{\\rtf1\\ansicpg1251 \\'c0\\'ed\\'ed\\'e0}", "Анна"],
    [
      "a font's charset over the document's",
      "{\\rtf1\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}}\\f1 \\'c0\\f0 \\'c0}",
      "АÀ",
    ],
    [
      "double-byte characters in two escapes",
      `{\\rtf1\\ansicpg932 ${hexEscapes("タイトル", "shift_jis")}}`,
      "タイトル",
    ],
    ["Unicode with one stand-in", "{\\rtf1 \\u1040?\\u1085?}", "Ан"],
    ["Unicode with two stand-ins", "{\\rtf1\\uc2 \\u1040\\'c0\\'c0\\u1085??x}", "Анx"],
    ["Unicode without stand-ins", "{\\rtf1\\uc0 \\u1040\\u1085 x}", "Анx"],
    ["a missing stand-in", "{\\rtf1 \\u1040\\par b}", "А\nb"],
    ["negative numbers and pairs", "{\\rtf1\\uc0 \\u-10179 \\u-8704 }", "😀"],
    ["skipped destinations", "{\\rtf1{\\colortbl;\\red0;}{\\*\\unknown x}{\\pict 0102}a}", "a"],
    ["a group of text inside", "{\\rtf1 {\\b bold} and {\\i not}}", "bold and not"],
    ["binary runs", "{\\rtf1 a{\\pict\\bin4 }}}}}b}", "ab"],
    ["a file cut short", "{\\rtf1 {\\b bold", "bold"],
    ["more closing braces than opening ones", "{\\rtf1 a}}}b", "ab"],
    ["twins for old readers", "{\\rtf1 {\\upr{old}{\\*\\ud{new}}}}", "new"],
  ])("holds %s", async (_title, rtf, expected) => {
    expect(textOf(await read(rtf))).toBe(expected);
  });

  it("keeps deleted text, comments, notes and headers apart", async () => {
    const found = await read(
      "{\\rtf1 kept{\\deleted gone}{\\footnote note}{\\header top}{\\*\\atnauthor Ben Ode}{\\*\\annotation why?}}",
    );
    expect(found.text).toEqual([
      { place: "footnotes", text: "note" },
      { place: "header", text: "top" },
      { place: "comments", text: "why?" },
      { place: "deleted text", text: "gone" },
      { place: "", text: "kept" },
    ]);
    expect(valuesOf(found, "commentby")).toEqual(["Ben Ode"]);
    expect(found.features).toEqual(expect.arrayContaining(["comments", "deleted-text"]));
  });
});

describe("RTF metadata", () => {
  it("reads the info group, local times and numbers", async () => {
    const found = await read(
      "{\\rtf1\\ansi\\ansicpg1251{\\*\\generator Writer 1.2;}{\\info{\\title \\'cf\\'eb\\'e0\\'ed}{\\author Anna Weber}{\\operator Ben Ode}" +
        "{\\creatim\\yr2017\\mo3\\dy27\\hr9\\min14}{\\printim\\yr0\\mo0\\dy0}{\\*\\company Weber KG}{\\*\\manager M}\\version3\\edmins12\\nofpages4}" +
        "{\\*\\template C:\\\\Vorlagen\\\\Brief.dot}{\\*\\rsidtbl \\rsid11\\rsid255}{\\*\\revtbl{Unknown;}{Carla Roth;}}x}",
    );
    expect(valuesOf(found, "title")).toEqual(["План"]);
    expect(valuesOf(found, "creator")).toEqual(["Anna Weber"]);
    expect(valuesOf(found, "lastsavedby")).toEqual(["Ben Ode"]);
    expect(valuesOf(found, "company")).toEqual(["Weber KG"]);
    expect(valuesOf(found, "manager")).toEqual(["M"]);
    expect(valuesOf(found, "app")).toEqual(["Writer 1.2"]);
    expect(valuesOf(found, "template")).toEqual(["C:\\Vorlagen\\Brief.dot"]);
    expect(valuesOf(found, "docid")).toEqual(["0000000b", "000000ff"]);
    expect(valuesOf(found, "changedby")).toEqual(["Carla Roth"]);
    expect(valuesOf(found, "printed")).toEqual([]);
    expect(found.metadata.find((value) => value.field === "created")?.time).toEqual({
      rawText: "\\creatim 2017-3-27-9-14-0",
      epochMs: Date.UTC(2017, 2, 27, 9, 14),
      zoneSource: "unknown",
      resolutionMs: 60_000,
    });
    const number = (field: string): unknown =>
      found.metadata.find((value) => value.field === field)?.number;
    expect([number("revision"), number("editminutes"), number("pages")]).toEqual([3, 12, 4]);
  });

  it("gives embedded objects as children", async () => {
    const inner = Buffer.from(writeOle({ Workbook: new Uint8Array(64) }));
    const name = Buffer.from("Excel.Sheet.8\0");
    const data = Buffer.alloc(8 + 4 + name.length + 8 + 4 + inner.length);
    data.writeUInt32LE(0x501, 0);
    data.writeUInt32LE(2, 4);
    data.writeUInt32LE(name.length, 8);
    name.copy(data, 12);
    data.writeUInt32LE(inner.length, 20 + name.length);
    inner.copy(data, 24 + name.length);
    const found = await read(
      `{\\rtf1{\\object\\objemb{\\*\\objclass Excel.Sheet.8}{\\*\\objdata ${data.toString("hex").replace(/(.{60})/g, "$1\r\n")}}}}`,
    );
    expect(found.children.length).toBe(1);
    expect(Buffer.from(found.children[0]?.bytes ?? []).equals(inner)).toBe(true);
    expect(found.features).toContain("embedded");
  });

  itWith(
    { corpus: "documents" },
    "agrees with exiftool in every person-like field and 95 % of the others",
    async () => {
      const tags = [
        ["Author", "creator", "\\author"],
        ["LastModifiedBy", "lastsavedby", "\\operator"],
        ["Company", "company", "\\company"],
        ["Title", "title", "\\title"],
        ["Subject", "docsubject", "\\subject"],
        ["Keywords", "keywords", "\\keywords"],
        ["CreateDate", "created", "\\creatim"],
        ["ModifyDate", "modified", "\\revtim"],
        ["LastPrinted", "printed", "\\printim"],
        ["RevisionNumber", "revision", "\\version"],
        ["Pages", "pages", "\\nofpages"],
        ["Words", "other", "\\nofwords"],
      ] as const;
      const truths = JSON.parse(
        readFileSync(corpusPath("torture", "truth/docs_exiftool.json"), "utf8"),
      ) as Record<string, unknown>[];
      const bySource = new Map(truths.map((truth) => [truth["SourceFile"], truth]));
      const wrong: string[] = [];
      let all = 0;
      for (const path of corpusFiles("rtf")) {
        const truth = bySource.get(relative(corpusPath("documents", "."), path));
        if (truth === undefined) continue;
        const { metadata } = await readRtf(readFileSync(path), CONTEXT);
        for (const [tag, field, source] of tags) {
          const wanted = truth[`RTF:${tag}`];
          if (wanted === undefined) continue;
          all++;
          const found = metadata.find(
            (value) => value.field === field && value.source.split(" ")[0] === source,
          );
          const text =
            found?.time === undefined
              ? (found?.text ?? "")
              : new Date(found.time.epochMs).toISOString().slice(0, 16).replace("T", " ");
          const asked = String(wanted).startsWith("0000:00:00") ? "" : String(wanted);
          const expected =
            found?.time === undefined
              ? asked
              : `${asked.slice(0, 10).replaceAll(":", "-")}${asked.slice(10, 16)}`;
          if (text.trim() !== expected.trim()) wrong.push(`${path}: ${tag}`);
        }
      }
      expect(wrong).toEqual([]);
      expect(all).toBeGreaterThan(40);
    },
  );
});

describe("RTF made by mail programs", () => {
  it("gives back the HTML it wraps", () => {
    const rtf =
      "{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 \\'c0 & b\\htmlrtf \\par}\\htmlrtf0{\\*\\htmltag72 </p>}{\\*\\mhtmltag9 no}}";
    const body = readRtfBody(createDraft(), Buffer.from(rtf, "latin1"));
    expect(body.html).toBe("<p>А &amp; b</p>");
    expect(body.text.trim()).toBe("А & b");
  });

  it("has no HTML when it wraps none", () => {
    expect(readRtfBody(createDraft(), Buffer.from("{\\rtf1\\fromtext a\\par}")).html).toBe("");
  });

  it("is unpacked as the specification's two examples say", () => {
    const packed = (text: string): Uint8Array => Buffer.from(text, "hex");
    const simple = packed(
      "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af3 2068656c09002062770 5b06c647d0a800fa0".replaceAll(
        " ",
        "",
      ),
    );
    expect(Buffer.from(unpackRtf(simple, () => {})).toString()).toBe(
      "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
    );
    const crossing = packed("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0");
    expect(Buffer.from(unpackRtf(crossing, () => {})).toString()).toBe(
      "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}",
    );
  });

  it("is bounded by its packed bytes, whatever size it claims", () => {
    const bomb = Buffer.alloc(100_016, 0);
    bomb.writeUInt32LE(0xfffffff0, 4);
    bomb.writeUInt32LE(0x75465a4c, 8);
    for (let i = 16; i < bomb.length; i++) bomb[i] = (i - 16) % 17 === 0 ? 0xff : 0x1f;
    expect(unpackRtf(bomb, () => {}).length).toBeLessThanOrEqual(bomb.length * 9);
  });
});

describe("hostile RTF", () => {
  it.each([
    ["a million opening braces", `{\\rtf1 a${"{".repeat(1_000_000)}`, "nesting-limit"],
    ["a binary run of two gigabytes", "{\\rtf1 a\\bin2147483647 x", "text-damaged"],
  ])("%s cost one problem", async (_title, rtf, code) => {
    const found = await read(rtf);
    expect(found.problems.map((problem) => problem.code)).toEqual([code]);
    expect(textOf(found)).toBe("a");
  });

  it("text after too deep groups is still read", async () => {
    const found = await read(`{\\rtf1 a${"{".repeat(5000)}deep${"}".repeat(5000)}b}`);
    expect(textOf(found)).toBe("ab");
  });

  it("never throws", async () => {
    const words = [
      "{",
      "}",
      "\\*",
      "\\u1040",
      "\\'c0",
      "\\bin9 ",
      "\\info",
      "\\author",
      "\\objdata",
      "\\upr",
      "\\ud",
      "\\htmltag",
      "\\fonttbl",
      "\\f1",
      "\\fcharset204",
      " a",
      "\\uc3",
      "\\creatim",
      "\\yr-9",
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 60 }), async (parts) => {
        await read(`{\\rtf1${parts.join("")}`);
      }),
      { numRuns: 500 },
    );
  });
});
