/** Tiny office files made from the parts a test cares about, and short views of what a reader says of them. */
import { readFile } from "../../src/extract/read-file.ts";
import type { Extraction } from "../../src/model/extraction.ts";
import { zipOf } from "./zip-writer.ts";

const OOXML = "application/vnd.openxmlformats-officedocument.";

const KINDS = {
  docx: ["word/document.xml", `${OOXML}wordprocessingml.document.main+xml`],
  xlsx: ["xl/workbook.xml", `${OOXML}spreadsheetml.sheet.main+xml`],
  pptx: ["ppt/presentation.xml", `${OOXML}presentationml.presentation.main+xml`],
} as const;

/** Relationships part: `[id, type, target]`, external when a fourth element stands. */
export function rels(list: readonly (readonly string[])[]): string {
  const each = list.map(
    ([id, type, target, external]) =>
      `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"${external === undefined ? "" : ' TargetMode="External"'}/>`,
  );
  return `<Relationships>${each.join("")}</Relationships>`;
}

/** An OOXML file of that kind from its parts; content types and the main relationship are added. */
export function ooxml(
  kind: keyof typeof KINDS,
  parts: Readonly<Record<string, string | Uint8Array>>,
): Uint8Array {
  const [main, type] = KINDS[kind];
  return zipOf({
    "[Content_Types].xml": `<Types><Override PartName="/${main}" ContentType="${type}"/></Types>`,
    "_rels/.rels": rels([["rId1", "officeDocument", main]]),
    ...parts,
  });
}

/** A .docx with that inside its body. */
export const docxBody = (
  body: string,
  parts: Readonly<Record<string, string | Uint8Array>> = {},
): Uint8Array =>
  ooxml("docx", {
    "word/document.xml": `<w:document><w:body>${body}</w:body></w:document>`,
    ...parts,
  });

/** Reads as ingest does. */
export const readOffice = (bytes: Uint8Array): Promise<Extraction> =>
  readFile(bytes, { name: "x", declaredType: "", sniffedType: "application/zip" });

/** Texts of the values of a field, in order. */
export const valuesOf = (extraction: Extraction, field: string): readonly string[] =>
  extraction.metadata.filter((value) => value.field === field).map((value) => value.text);

/** Text by place, white space at the ends removed. */
export const placesOf = (extraction: Extraction): Readonly<Record<string, string>> =>
  Object.fromEntries(extraction.text.map(({ place, text }) => [place, text.trim()]));
