/**
 * Author metadata of documents that are one XML file: flat OpenDocument, Word and Excel 2003 XML, EPUB packages, anything with Dublin Core.
 * Names are as written, with their usual prefixes; Excel writes its properties without one, inside DocumentProperties.
 */
import type { Collector } from "../collector.ts";
import { parseIsoDate } from "../stated-time.ts";

const OFFICE_2003: readonly (readonly [name: string, field: string])[] = [
  ["Author", "creator"],
  ["LastAuthor", "lastsavedby"],
  ["Company", "company"],
  ["Manager", "manager"],
  ["Title", "title"],
  ["Subject", "docsubject"],
  ["Keywords", "keywords"],
  ["Category", "keywords"],
  ["Description", "keywords"],
  ["Template", "template"],
  ["Created", "created"],
  ["LastSaved", "modified"],
  ["LastPrinted", "printed"],
  ["Revision", "revision"],
  ["TotalTime", "editminutes"],
  ["AppName", "app"],
  ["Version", "app"],
];

const FIELDS: ReadonlyMap<string, string> = new Map([
  ["dc:creator", "creator"],
  ["dc:contributor", "people"],
  ["dc:publisher", "company"],
  ["dc:title", "title"],
  ["dc:subject", "docsubject"],
  ["dc:description", "keywords"],
  ["meta:initial-creator", "creator"],
  ["meta:printed-by", "people"],
  ["meta:keyword", "keywords"],
  ["meta:generator", "app"],
  ["meta:creation-date", "created"],
  ["meta:print-date", "printed"],
  ["meta:editing-cycles", "revision"],
  ["dcterms:created", "created"],
  ["dcterms:modified", "modified"],
  ...OFFICE_2003.map(([name, field]) => [`o:${name}`, field] as const),
]);
/** OpenDocument calls the last person to save "dc:creator", and the time of saving "dc:date". */
const OPEN_DOCUMENT: ReadonlyMap<string, string> = new Map([
  ["dc:creator", "lastsavedby"],
  ["dc:date", "modified"],
]);
const IN_PROPERTIES: ReadonlyMap<string, string> = new Map(OFFICE_2003);

const TIMES: ReadonlySet<string> = new Set(["created", "modified", "printed"]);
const NUMBERS: ReadonlySet<string> = new Set(["revision", "editminutes"]);
/** A property is no chapter. */
const MAX_CHARS = 4_000;

/** Told of elements and text while a file is read; adds values to the collector. */
export interface PropertyReader {
  readonly open: (name: string) => void;
  readonly text: (piece: string) => void;
  readonly close: (name: string) => void;
}

/** Reads the properties of one file, in which elements are named as written. */
export function propertyReader(collector: Collector): PropertyReader {
  let isOpenDocument = false;
  let propertiesDepth = 0;
  // In OpenDocument, comments and tracked changes have a dc:creator of their own: only those of office:meta are the file's.
  let metaDepth = 0;
  // RDF inside an SVG is read as XMP, with its structure.
  let rdfDepth = 0;
  let field: string | undefined;
  let text = "";
  const fieldOf = (name: string): string | undefined => {
    if (rdfDepth > 0) return undefined;
    if (isOpenDocument) {
      if (metaDepth === 0) return name === "dc:creator" ? "people" : undefined;
      return OPEN_DOCUMENT.get(name) ?? FIELDS.get(name);
    }
    return FIELDS.get(name) ?? (propertiesDepth > 0 ? IN_PROPERTIES.get(name) : undefined);
  };
  return {
    open: (name) => {
      if (name === "office:document") isOpenDocument = true;
      else if (name === "office:meta") metaDepth++;
      else if (name === "DocumentProperties") propertiesDepth++;
      else if (name === "rdf:RDF") rdfDepth++;
      field = fieldOf(name);
      text = "";
    },
    text: (piece) => {
      if (field !== undefined && text.length < MAX_CHARS) text += piece;
    },
    close: (name) => {
      if (name === "office:meta") metaDepth = Math.max(0, metaDepth - 1);
      else if (name === "DocumentProperties") propertiesDepth = Math.max(0, propertiesDepth - 1);
      else if (name === "rdf:RDF") rdfDepth = Math.max(0, rdfDepth - 1);
      if (field === undefined) return;
      const source = `XML ${name}`;
      if (TIMES.has(field)) collector.addTime(field, text.trim(), parseIsoDate(text), source);
      else if (NUMBERS.has(field) && /^\s*\d{1,15}\s*$/.test(text))
        collector.addValue(field, text.trim(), source, { number: Number(text) });
      else collector.addValue(field, text, source);
      field = undefined;
    },
  };
}
