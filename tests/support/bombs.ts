/** Files small on disk and huge, deep or endless when read. Made in the test, never stored. */
import { constants, deflateRawSync } from "node:zlib";
import { writeZip, type ZipEntry, zipOf } from "./zip-writer.ts";

const MIB = 1024 * 1024;

/** Deflated bytes of `megabytes` times a megabyte of `fill`, without ever holding them: the same block over and over. */
export function deflatedRepeat(fill: string, megabytes: number): Uint8Array {
  const block = Buffer.alloc(MIB, fill);
  const packed = deflateRawSync(block, { finishFlush: constants.Z_FULL_FLUSH });
  const end = deflateRawSync(Buffer.alloc(0));
  return Buffer.concat([...new Array<Buffer>(megabytes).fill(packed), end]);
}

const CONTENT_TYPES =
  '<Types xmlns="x"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';

/** A .docx whose document.xml is `megabytes` long, with the size it claims. */
export function hugeDocx(megabytes: number, claimedBytes: number): Uint8Array {
  return writeZip([
    { name: "[Content_Types].xml", data: CONTENT_TYPES },
    {
      name: "word/document.xml",
      data: deflatedRepeat("a", megabytes),
      packed: true,
      statedSize: claimedBytes,
    },
  ]);
}

/** A zip that lists one member of `megabytes` under `count` names. */
export function overlapBomb(count: number, megabytes: number): Uint8Array {
  const first: ZipEntry = {
    name: "0",
    data: deflatedRepeat("\0", megabytes),
    packed: true,
    statedSize: megabytes * MIB,
  };
  const others = Array.from({ length: count - 1 }, (_, at) => ({
    ...first,
    name: String(at + 1),
    sameAs: 0,
  }));
  return writeZip([first, ...others]);
}

/** Members that contain each other: each is stored around the local headers of all that follow. */
export function quotedOverlapBomb(depth: number): Uint8Array {
  const kernel = Buffer.alloc(MIB);
  let inner: Uint8Array = writeZip([{ name: "kernel", data: kernel }], { withoutDirectory: true });
  for (let at = 0; at < depth; at++) {
    inner = writeZip([{ name: `layer${at}`, data: inner, method: 0 }], { withoutDirectory: true });
  }
  return inner;
}

/** A zip of that many empty members. */
export function manyMembers(count: number): Uint8Array {
  return writeZip(
    Array.from({ length: count }, (_, at) => ({ name: `m${at}`, data: "", method: 0 })),
  );
}

/** A .docx with that core.xml and a one-word body. */
export function docxWithCore(core: string | Uint8Array): Uint8Array {
  return zipOf({
    "[Content_Types].xml": CONTENT_TYPES,
    "docProps/core.xml": core,
    "word/document.xml":
      "<w:document><w:body><w:p><w:r><w:t>hello</w:t></w:r></w:p></w:body></w:document>",
  });
}

/** Entities that double ten times each ("billion laughs"). */
export const BILLION_LAUGHS = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a0 "lol">${Array.from(
  { length: 30 },
  (_, at) => `<!ENTITY a${at + 1} "${`&a${at};`.repeat(10)}">`,
).join("")}]><cp:coreProperties><dc:creator>&a30;</dc:creator></cp:coreProperties>`;

/** An entity that names a file of the machine. */
export const EXTERNAL_ENTITY =
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><cp:coreProperties><dc:creator>&e;</dc:creator></cp:coreProperties>';

/** `depth` elements inside each other, never closed. */
export const nestedXml = (depth: number): string => `<a>${"<a>".repeat(depth - 1)}`;

/** A workbook whose one long shared string is shown by `cells` cells. */
export function sharedStringBomb(chars: number, cells: number): Uint8Array {
  return zipOf({
    "[Content_Types].xml":
      '<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "xl/workbook.xml": "<workbook><sheets/></workbook>",
    "xl/sharedStrings.xml": `<sst><si><t>${"x".repeat(chars)}</t></si></sst>`,
    "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${'<row><c t="s"><v>0</v></c></row>'.repeat(cells)}</sheetData></worksheet>`,
  });
}
