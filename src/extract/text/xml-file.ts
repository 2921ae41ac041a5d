/**
 * XML and SVG files -> text of elements and attributes, and for SVG the RDF metadata and the marks of the drawing program. A
 * DOCTYPE is passed over and its entities stay as they are written: entity bombs expand to nothing.
 */
import { SaxesParser } from "saxes";
import { htmlToText } from "../../decode/html-to-text.ts";
import { LIMITS } from "../../limits.ts";
import type { Extraction } from "../../model/extraction.ts";
import { Collector } from "../collector.ts";
import { readXmp } from "../image/xmp.ts";
import { propertyReader } from "../office/xml-properties.ts";
import { decodeTextFile } from "./text-charset.ts";

/** Attribute (as written) -> field. */
const ATTRIBUTE_FIELDS = new Map<string, string>([
  ["sodipodi:docname", "other"],
  ["inkscape:version", "app"],
  ["inkscape:export-filename", "path"],
  ["sodipodi:docbase", "path"],
]);
/** Values of these are drawing, not text. */
const DRAWING: ReadonlySet<string> = new Set([
  "d",
  "points",
  "transform",
  "style",
  "viewbox",
  "class",
  "id",
  "fill",
  "stroke",
]);
const MAX_ATTRIBUTE_CHARS = 2_000;
const MAX_FAULTS = 100;

class Stop extends Error {}

function readTree(xml: string, collector: Collector): string[] {
  const parser = new SaxesParser({ xmlns: false });
  const parts: string[] = [];
  let [depth, faults, fault] = [0, 0, ""];
  let chars = 0;
  const keep = (text: string): void => {
    if (text.trim() === "" || chars > LIMITS.maxTextFileBytes) return;
    chars += text.length;
    parts.push(text);
  };
  parser.on("error", (error) => {
    fault ||= error.message;
    if (++faults > MAX_FAULTS) throw new Stop(error.message);
  });
  const properties = propertyReader(collector);
  parser.on("opentag", ({ name, attributes }) => {
    if (++depth > LIMITS.maxXmlDepth) throw new Stop("elements nested too deep");
    properties.open(name);
    for (const [attribute, value] of Object.entries(attributes)) {
      const field = ATTRIBUTE_FIELDS.get(attribute);
      if (field !== undefined) collector.addValue(field, value, `XML ${attribute}`);
      if (DRAWING.has(attribute.toLowerCase()) || value.length > MAX_ATTRIBUTE_CHARS) continue;
      if (!/^(?:xmlns|xml:)/.test(attribute) && /\p{L}/u.test(value)) keep(value);
    }
  });
  parser.on("closetag", ({ name }) => {
    depth--;
    properties.close(name);
  });
  parser.on("text", (piece) => {
    properties.text(piece);
    keep(piece);
  });
  parser.on("cdata", keep);
  parser.on("comment", (text) => {
    const generator = /^\s*Generator:\s*(.{1,200})/.exec(text)?.[1];
    if (generator !== undefined)
      collector.addValue("app", generator.trim(), "XML comment Generator");
  });
  try {
    parser.write(xml).close();
  } catch (error) {
    // Only our own Stop: anything else is a bug
    if (!(error instanceof Stop)) throw error;
    fault = error.message;
  }
  if (fault === "") return parts;
  collector.addProblem(
    "xml-damaged",
    "note",
    `not well-formed, read as text: ${fault.slice(0, 200)}`,
  );
  return [htmlToText(xml).text];
}

/** Reads an XML or SVG file as one block of text. */
export async function readXml(bytes: Uint8Array): Promise<Extraction> {
  const collector = new Collector();
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString(
    "latin1",
  );
  const declared =
    /<\?xml[^>]{0,100}encoding\s{0,5}=\s{0,5}["']([\w.-]{1,40})/.exec(start)?.[1] ?? "";
  const xml = decodeTextFile(bytes, declared, collector);
  const from = xml.indexOf("<rdf:RDF");
  const to = from < 0 ? -1 : xml.indexOf("</rdf:RDF>", from);
  if (to > 0) readXmp(withNamespaces(xml, from, to + 10), collector);
  collector.addText("", readTree(xml, collector).join("\n"));
  return collector.close();
}

/** The RDF of an SVG uses prefixes declared on the root element; they are put on its own. */
function withNamespaces(xml: string, from: number, to: number): string {
  const rdf = xml.slice(from, to);
  const head = xml.slice(0, Math.min(from, 20_000));
  const declared = new Map(
    [...head.matchAll(/\s(xmlns:[\w-]{1,40})\s{0,5}=\s{0,5}("[^"<]{0,300}"|'[^'<]{0,300}')/g)].map(
      (m) => [m[1], m[2]],
    ),
  );
  const ownHead = rdf.slice(0, rdf.indexOf(">"));
  const missing = [...declared].filter(([name]) => !ownHead.includes(`${name}=`));
  return `<rdf:RDF ${missing.map(([name, value]) => `${name}=${value}`).join(" ")}${rdf.slice(8)}`;
}
