import { deflateSync, gzipSync } from "node:zlib";
import sevenZip, { type SevenZipModuleFactory } from "7z-wasm";
import { describe, expect, it } from "vitest";
import { pstSourceOf, readPst } from "../../src/extract/mail/read-pst.ts";
import { readFile } from "../../src/extract/read-file.ts";
import type { Extraction } from "../../src/model/extraction.ts";
import { sniffType } from "../../src/sources/sniff.ts";
import { rar4Of, rar5Of, tarOf } from "../support/archive-writers.ts";
import { seededRandom } from "../support/mutate.ts";
import { docxBody, ooxml, rels } from "../support/office-files.ts";
import { writeOle } from "../support/ole-writer.ts";
import { pagesOf, pdfOf, stream } from "../support/pdf-writer.ts";
import { chunk, iptc, jpegOf, photoshopSegment, pngOf, tiffOf } from "../support/picture-writer.ts";
import { zipOf } from "../support/zip-writer.ts";

/** The rule of every reader: what the format says carries text either gave it, or was empty, or has a row that counts as not read. */

const NEEDLE = "tailneedle";

const read = (bytes: Uint8Array): Promise<Extraction> =>
  readFile(bytes, { name: "x", declaredType: "", sniffedType: sniffType(bytes, "x") });

const isRow = ({ severity }: { readonly severity: string }): boolean => severity !== "note";

const holds = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(NEEDLE);

/** "text", "row", "text and row", or "silence". */
function outcome(found: Extraction): string {
  const told = [
    ...found.text.map(({ text }) => text),
    found.message?.text ?? "",
    found.message?.subject ?? "",
    ...found.metadata.map(({ text }) => text),
  ].some((text) => text.includes(NEEDLE));
  const given = told || found.children.some(({ bytes }) => holds(bytes));
  const row = found.problems.some(isRow);
  return [...(given ? ["text"] : []), ...(row ? ["row"] : [])].join(" and ") || "silence";
}

const DOCUMENT = (text: string): string =>
  `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`;
const SHEET = `<worksheet><sheetData><row><c t="inlineStr"><is><t>${NEEDLE}</t></is></c></row></sheetData></worksheet>`;
const SLIDE = `<p:sld><p:cSld><p:spTree><a:p><a:r><a:t>${NEEDLE}</a:t></a:r></a:p></p:spTree></p:cSld></p:sld>`;
const CONTENT = `<office:document-content><office:body><office:text><text:p>${NEEDLE}</text:p></office:text></office:body></office:document-content>`;

type Part = string | Uint8Array | null;
const given = (name: string, part: Part): Record<string, string | Uint8Array> =>
  part === null ? {} : { [name]: part };

/** Format -> a file around the part that carries its text; null leaves the part out. */
const XML_FORMATS: readonly (readonly [string, string, (part: Part) => Uint8Array])[] = [
  ["docx", DOCUMENT(NEEDLE), (part) => ooxml("docx", given("word/document.xml", part))],
  [
    "docx header",
    `<w:hdr><w:p><w:r><w:t>${NEEDLE}</w:t></w:r></w:p></w:hdr>`,
    (part) =>
      docxBody("<w:p/>", {
        "word/_rels/document.xml.rels": rels([["rId1", "header", "header1.xml"]]),
        ...given("word/header1.xml", part),
      }),
  ],
  [
    "xlsx",
    SHEET,
    (part) =>
      ooxml("xlsx", {
        "xl/workbook.xml": '<workbook><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": rels([["rId1", "worksheet", "worksheets/sheet1.xml"]]),
        ...given("xl/worksheets/sheet1.xml", part),
      }),
  ],
  [
    "pptx",
    SLIDE,
    (part) =>
      ooxml("pptx", {
        "ppt/presentation.xml": '<p:presentation><p:sldId r:id="rId1"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": rels([["rId1", "slide", "slides/slide1.xml"]]),
        ...given("ppt/slides/slide1.xml", part),
      }),
  ],
  [
    "odt",
    CONTENT,
    (part) =>
      zipOf({
        mimetype: "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": "<manifest:manifest/>",
        "meta.xml": "<office:document-meta/>",
        ...given("content.xml", part),
      }),
  ],
];

const declared = (charset: string, xml: string): string =>
  `<?xml version="1.0" encoding="${charset}"?>${xml}`;
const utf32 = (text: string): Buffer => {
  const points = Array.from(text, (char) => char.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(4 * points.length);
  for (const [i, point] of points.entries()) bytes.writeUInt32LE(point, 4 * i);
  return bytes;
};
const swap32 = (bytes: Buffer): Buffer => Buffer.from(bytes).swap32();

/** What is done to the part, and what must come of it. */
const XML_DAMAGE: readonly (readonly [string, (xml: string) => Part, string])[] = [
  ["nothing", (xml) => xml, "text"],
  ["a comment of 70 kB before the root", (xml) => `<!--${"a ".repeat(35_000)}-->${xml}`, "text"],
  ["instructions before the root", (xml) => `${"<?a b?>\n".repeat(20_000)}${xml}`, "text"],
  ["declarations of its own", (xml) => `<!DOCTYPE x [<!ENTITY a "]>">]>${xml}`, "text and row"],
  ["declarations that never end", (xml) => `<!DOCTYPE x [<!ENTITY a "b>${xml}`, "row"],
  ["UTF-16", (xml) => Buffer.from(`\ufeff${declared("UTF-16", xml)}`, "utf16le"), "text"],
  ["UTF-16 without a mark", (xml) => Buffer.from(declared("UTF-16", xml), "utf16le"), "text"],
  ["UTF-32", (xml) => utf32(`\ufeff${declared("UTF-32", xml)}`), "text"],
  ["UTF-32 without a mark", (xml) => utf32(xml), "text"],
  ["UTF-32, big end first", (xml) => swap32(utf32(`\ufeff${xml}`)), "text"],
  ["UTF-7", (xml) => declared("UTF-7", xml), "text"],
  [
    "a charset nobody knows",
    (xml) => Buffer.from(declared("x-nobody", xml.replace(NEEDLE, `${NEEDLE} \xe9`)), "latin1"),
    "text and row",
  ],
  ["EBCDIC", () => Buffer.from("4c6fa794934ea79496f07f", "hex"), "row"],
  ["a root nobody knows", (xml) => xml.replace(/^<[\w:-]+/, "<unknown"), "text and row"],
  ["no root", () => NEEDLE, "row"],
  ["bytes of anything", () => Buffer.alloc(500, 0x91), "row"],
  ["an end cut off", (xml) => `${"<?a?>".repeat(20)}${xml.slice(0, xml.indexOf(NEEDLE))}`, "row"],
  ["no part at all", () => null, "row"],
  ["a part without a byte", () => "", "row"],
];

describe.each(XML_FORMATS)("the text of a %s", (_format, xml, fileOf) => {
  it.each(XML_DAMAGE)("with %s is read or has a row", async (_damage, damaged, expected) => {
    expect(outcome(await read(fileOf(damaged(xml))))).toBe(expected);
  });
});

const utf16 = (text: string): Uint8Array => Buffer.from(text, "utf16le");

/** Two records of a workbook of 1997: one sheet, one string in one cell. */
function workbookStream(): Uint8Array {
  const record = (type: number, body: Buffer): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(type, 0);
    head.writeUInt16LE(body.length, 2);
    return Buffer.concat([head, body]);
  };
  const bof = (kind: number): Buffer =>
    record(0x809, Buffer.from([0, 6, kind, 0, 0xbb, 0x0d, 0xcc, 7, 0, 0, 0, 0, 6, 0, 0, 0]));
  const strings = Buffer.concat([
    Buffer.from([1, 0, 0, 0, 1, 0, 0, 0, NEEDLE.length, 0, 0]),
    Buffer.from(NEEDLE),
  ]);
  const end = record(0x0a, Buffer.alloc(0));
  return Buffer.concat([
    bof(5),
    record(0xfc, strings),
    end,
    bof(0x10),
    record(0xfd, Buffer.alloc(10)),
    end,
    Buffer.alloc(4096),
  ]);
}

/** One page whose text is packed, after so much else that a damaged byte meets the packed stream. */
function packedPdf(): Uint8Array {
  const random = seededRandom(5);
  const words = Array.from({ length: 900 }, () => Math.floor(random() * 1e9).toString(36));
  const lines = [...words, NEEDLE].map((word) => `(${word}) Tj 0 -0.5 Td`);
  const text = `BT /F1 1 Tf 72 700 Td ${lines.join(" ")} ET`;
  return pdfOf({ ...pagesOf(["x"]), 11: stream("/Filter /FlateDecode", deflateSync(text)) });
}

/** A Word document of version 6: its block of numbers, and its text in one run. */
function word6(): Uint8Array {
  const fib = Buffer.alloc(0x300);
  fib.writeUInt16LE(0xa5dc, 0);
  fib.writeUInt16LE(0x68, 2);
  fib.writeUInt16LE(0x409, 6);
  fib.writeUInt32LE(fib.length, 24);
  const text = Buffer.from(`first ${"word ".repeat(200)}${NEEDLE}\r`);
  fib.writeUInt32LE(text.length, 0x34);
  return Buffer.concat([fib, text]);
}

/** A presentation record, and one of text in the containers of a slide. */
function pptRecord(type: number, body: Uint8Array, version = 0): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(version, 0);
  head.writeUInt16LE(type, 2);
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}
const slide = (text: string): Buffer => pptRecord(1006, pptRecord(4008, Buffer.from(text)), 0xf);

/** An attribute of a winmail.dat (MS-OXTNEF) with its checksum. */
function tnefAttribute(level: number, id: number, value: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt8(level, 0);
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(value.length, 5);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(value.reduce((total, byte) => (total + byte) & 0xffff, 0));
  return Buffer.concat([head, value, sum]);
}
const winmail = (): Uint8Array =>
  Buffer.concat([
    Buffer.from("789f3e220100", "hex"),
    tnefAttribute(1, 0x00018004, Buffer.from("a subject\0")),
    tnefAttribute(1, 0x0002800c, Buffer.from(`${"word ".repeat(150)}${NEEDLE}\0`)),
  ]);

/** What S/MIME signs, in its container (RFC 5652), without a signature. */
function signedMail(): Uint8Array {
  const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
    const body = Buffer.concat(parts);
    const length = [0x82, body.length >> 8, body.length & 0xff];
    return Buffer.concat([
      Buffer.from([tag, ...(body.length < 0x80 ? [body.length] : length)]),
      body,
    ]);
  };
  const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
  const entity = Buffer.from(`Content-Type: text/plain\r\n\r\n${"word ".repeat(150)}${NEEDLE}\r\n`);
  const content = der(0x30, oid("2a864886f70d010701"), der(0xa0, der(0x04, entity)));
  const body = der(0x30, der(0x02, Buffer.from([1])), der(0x31), content, der(0x31));
  return der(0x30, oid("2a864886f70d010702"), der(0xa0, body));
}

/** What follows in a picture behind a caption: pixels that nobody decodes. */
const PIXELS = Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 37) % 251));
const CAPTION = `${"word ".repeat(150)}${NEEDLE}`;

/** Formats whose bytes have a structure that breaks: their needle is at the end, so that a file cut short has lost it. */
const BINARY_FORMATS: readonly (readonly [string, () => Uint8Array])[] = [
  ["docx", () => ooxml("docx", { "word/document.xml": DOCUMENT(NEEDLE) })],
  ["zip", () => zipOf({ "a.txt": "first", "b.txt": NEEDLE })],
  ["odt", () => XML_FORMATS.find(([name]) => name === "odt")?.[2](CONTENT) ?? new Uint8Array(0)],
  ["tar", () => tarOf([{ name: "a.txt", bytes: Buffer.from(NEEDLE) }])],
  ["gzip", () => gzipSync(NEEDLE)],
  ["pdf", () => pdfOf(pagesOf([NEEDLE]))],
  ["packed pdf", packedPdf],
  ["xls", () => writeOle({ Workbook: workbookStream() })],
  [
    "msg",
    () =>
      writeOle({
        "__properties_version1.0": new Uint8Array(32),
        "__substg1.0_0037001F": utf16("Budget"),
        "__substg1.0_1000001F": utf16(NEEDLE),
      }),
  ],
  ["doc", () => writeOle({ WordDocument: word6() })],
  [
    "ppt",
    () =>
      writeOle({
        "PowerPoint Document": Buffer.concat([slide("first "), slide(NEEDLE), Buffer.alloc(4096)]),
      }),
  ],
  ["winmail.dat", winmail],
  ["RAR 4", () => rar4Of(["first ".repeat(100), NEEDLE].map(packedFile))],
  ["RAR 5", () => rar5Of(["first ".repeat(100), NEEDLE].map(packedFile))],
  ["7z", () => SEVEN_ZIP],
  ["S/MIME", signedMail],
  ["png", () => pngOf([chunk("IDAT", PIXELS), chunk("tEXt", Buffer.from(`Comment\0${CAPTION}`))])],
  ["jpeg", () => jpegOf([photoshopSegment([iptc(120, CAPTION)])])],
  ["tiff", () => tiffOf({ main: [[0x010e, 2, `${CAPTION}\0`]] })],
  ["rtf", () => Buffer.from(`{\\rtf1\\ansi first\\par ${NEEDLE}}`)],
];

const packedFile = (text: string, i: number) => ({ name: `${i}.txt`, bytes: Buffer.from(text) });

/** Made by 7-Zip itself: there is no other writer of the format. */
const SEVEN_ZIP = await (async (): Promise<Uint8Array> => {
  const seven = await (sevenZip as unknown as SevenZipModuleFactory)({ print: () => undefined });
  seven.FS.writeFile("/a.txt", `${"word ".repeat(150)}${NEEDLE}`);
  seven.callMain(["a", "-mx0", "/out.7z", "/a.txt"]);
  return seven.FS.readFile("/out.7z");
})();

const STEPS = 16;

/** Where the needle stands unpacked: what is written over it there is the text of the file from then on, and no damage. */
function plainNeedle(bytes: Uint8Array): readonly [number, number] {
  const buffer = Buffer.from(bytes);
  const forms = [Buffer.from(NEEDLE), Buffer.from(NEEDLE, "utf16le")];
  const form = forms.find((one) => buffer.includes(one));
  const at = form === undefined ? -1 : buffer.indexOf(form);
  return form === undefined ? [0, 0] : [at, at + form.length];
}

/** The file cut, or a stretch written over, at each of sixteen places. */
function* damages(bytes: Uint8Array): Generator<readonly [string, Uint8Array]> {
  const random = seededRandom(12);
  const [from, to] = plainNeedle(bytes);
  for (let i = 1; i < STEPS; i++) {
    const at = Math.floor((bytes.length * i) / STEPS);
    yield [`cut at ${i}/${STEPS}`, bytes.subarray(0, at)];
    const length = Math.ceil(bytes.length / STEPS);
    if (at < to && at + length > from) continue;
    for (const [name, fill] of [
      ["zeros", () => 0],
      ["ones", () => 0xff],
      ["anything", () => Math.floor(random() * 256)],
    ] as const) {
      const damaged = Uint8Array.from(bytes);
      for (let j = at; j < Math.min(at + length, bytes.length); j++) damaged[j] = fill();
      yield [`${name} at ${i}/${STEPS}`, damaged];
    }
  }
}

describe("a damaged file", () => {
  it.each(BINARY_FORMATS)("of %s gives its text or has a row", async (_format, make) => {
    const bytes = make();
    expect(outcome(await read(bytes))).toMatch(/^text/);
    const silent: string[] = [];
    for (const [what, damaged] of damages(bytes)) {
      if (damaged.length > 300 && outcome(await read(damaged)) === "silence") silent.push(what);
    }
    expect(silent).toEqual([]);
  });

  it("of no known type counts as not read, but for a few bytes", async () => {
    const severities = async (length: number): Promise<readonly string[]> =>
      (await read(Buffer.from(Array.from({ length }, (_, i) => (i * 151) % 256)))).problems.map(
        ({ severity }) => severity,
      );
    expect(await severities(300)).toEqual(["note"]);
    expect(await severities(301)).toEqual(["lost"]);
  });

  it("that is a mailbox with a broken tree has a row", () => {
    const problems: string[] = [];
    const header = Buffer.alloc(564);
    header.write("!BDNxxxxSM", "latin1");
    header.writeUInt16LE(23, 10);
    const random = seededRandom(3);
    const rest = Buffer.from(Array.from({ length: 20_000 }, () => Math.floor(random() * 256)));
    const source = pstSourceOf(Buffer.concat([header, rest]));
    expect([...readPst(source, (reason) => problems.push(reason))]).toEqual([]);
    expect(problems).not.toEqual([]);
  });
});
