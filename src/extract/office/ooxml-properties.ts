/**
 * docProps of OOXML: core, extended and custom properties (ISO 29500-1 section 22, 29500-2 section 11) -> metadata values.
 *
 * Each element is one value with its own source; creator and last saved by never meet. Core times claim UTC; some producers
 * write local time there, so their zone is "assumed".
 */

import type { TimeValue } from "../../model/metadata.ts";
import { hex } from "../bytes.ts";
import type { Draft } from "../draft.ts";
import { parseIsoDate } from "../stated-time.ts";
import { readXml, type XmlAttributes } from "../xml-events.ts";
import { languageOfHeading } from "./app-language.ts";
import { officeText } from "./office-escapes.ts";

/** Local element name -> field and the name as the standard writes it. */
type PropertyMap = ReadonlyMap<string, readonly [field: string, written: string]>;

const CORE: PropertyMap = new Map([
  ["creator", ["creator", "dc:creator"]],
  ["lastModifiedBy", ["lastsavedby", "cp:lastModifiedBy"]],
  ["created", ["created", "dcterms:created"]],
  ["modified", ["modified", "dcterms:modified"]],
  ["lastPrinted", ["printed", "cp:lastPrinted"]],
  ["revision", ["revision", "cp:revision"]],
  ["title", ["title", "dc:title"]],
  ["subject", ["docsubject", "dc:subject"]],
  ["keywords", ["keywords", "cp:keywords"]],
  ["category", ["keywords", "cp:category"]],
  ["description", ["keywords", "dc:description"]],
  ["language", ["other", "dc:language"]],
  ["contentStatus", ["other", "cp:contentStatus"]],
  ["contentType", ["other", "cp:contentType"]],
  ["identifier", ["other", "dc:identifier"]],
  ["version", ["other", "cp:version"]],
]);

const EXTENDED: PropertyMap = new Map([
  ["Template", ["template", "Template"]],
  ["TotalTime", ["editminutes", "TotalTime"]],
  ["Application", ["app", "Application"]],
  ["AppVersion", ["app", "AppVersion"]],
  ["Company", ["company", "Company"]],
  ["Manager", ["manager", "Manager"]],
  ["Pages", ["pages", "Pages"]],
  ["Slides", ["pages", "Slides"]],
  ["PresentationFormat", ["other", "PresentationFormat"]],
  ["HyperlinkBase", ["link", "HyperlinkBase"]],
  ["HiddenSlides", ["other", "HiddenSlides"]],
]);

const TIME_FIELDS: ReadonlySet<string> = new Set(["created", "modified", "printed"]);
const NUMBER_FIELDS: ReadonlySet<string> = new Set(["revision", "editminutes", "pages"]);

/** Names under which office programs and templates store a person in the user's own properties. */
const PERSON_PROPERTY =
  /^(?:_?author(?:email(?:displayname)?)?|checked ?by|recorded ?by|typist|owner|editor|client contact|forward ?to|received ?from|contact|reviewer|approved ?by|prepared ?by)$/i;

/** A time of docProps: "Z" is what the format demands and some producers write without meaning it. */
function claimedUtc(rawText: string): TimeValue | null {
  const time = parseIsoDate(rawText);
  if (time === null) return null;
  return /z\s*$/i.test(rawText) ? { ...time, zoneSource: "assumed" } : time;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictUtf8.decode(bytes);
    return true;
  } catch {
    return false; // a fatal decoder throws exactly when the bytes are not UTF-8
  }
}

/** Text read as latin1 from a part that is not valid UTF-8 as a whole: each value is judged by its own bytes. */
function judged(text: string, wasLatin1: boolean): { text: string; rawHex?: string } {
  if (!wasLatin1) return { text };
  const bytes = Buffer.from(text, "latin1");
  return isUtf8(bytes) ? { text: bytes.toString("utf8") } : { text: "", rawHex: hex(bytes) };
}

const looksUtf16 = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff || bytes[0] === 0xfe || bytes[0] === 0 || bytes[1] === 0;

const declaresOther = (bytes: Uint8Array): boolean =>
  /encoding\s{0,9}=\s{0,9}["'](?!utf-?8)/i.test(
    Buffer.from(bytes.subarray(0, 200)).toString("latin1"),
  );

interface Property {
  readonly name: string;
  readonly attributes: XmlAttributes | null;
  readonly text: string;
  /** Texts of the innermost elements, for vectors. */
  readonly leaves: readonly string[];
  readonly rawHex?: string;
}

/** The children of the root, each with the text inside it. */
function readProperties(
  bytes: Uint8Array,
  part: string,
  draft: Draft,
  onProperty: (property: Property) => void,
): void {
  const latin1 = !looksUtf16(bytes) && !declaresOther(bytes) && !isUtf8(bytes);
  let attributes: XmlAttributes | null = null;
  let text = "";
  let leaf = "";
  let leaves: string[] = [];
  const trouble = readXml(
    bytes,
    {
      open: (_name, found, depth) => {
        leaf = "";
        if (depth === 2) {
          attributes = found;
          text = "";
          leaves = [];
        }
        return undefined;
      },
      text: (piece) => {
        text += piece;
        leaf += piece;
      },
      close: (name, depth) => {
        if (depth > 2 && leaf.trim() !== "" && leaves.length < 20_000) leaves.push(leaf);
        leaf = "";
        if (depth === 2) onProperty({ name, attributes, leaves, ...judged(text, latin1) });
      },
    },
    latin1 ? "latin1" : undefined,
  );
  if (trouble !== null) draft.problem(trouble.code, "partial", `${part}: ${trouble.reason}`);
}

function addMapped(draft: Draft, map: PropertyMap, part: string, property: Property): void {
  const [field, written] = map.get(property.name) ?? [undefined, ""];
  if (field === undefined) return;
  const source = `${part} ${written}`;
  const { text } = property;
  if (property.rawHex !== undefined) {
    draft.value(field, "", source, { rawHex: property.rawHex });
  } else if (TIME_FIELDS.has(field)) {
    const time = claimedUtc(text);
    draft.value(field, text.trim(), source, time === null ? {} : { time });
  } else if (NUMBER_FIELDS.has(field) && /^\s*-?\d{1,15}\s*$/.test(text)) {
    draft.value(field, text.trim(), source, { number: Number(text) });
  } else {
    draft.value(field, officeText(text), source);
  }
}

/** core.xml. `part` names the source, e.g. "docProps/core.xml". */
export function readCoreProperties(bytes: Uint8Array, part: string, draft: Draft): void {
  readProperties(bytes, part, draft, (property) => addMapped(draft, CORE, part, property));
}

function addLanguage(draft: Draft, word: string, source: string): void {
  const language = languageOfHeading(word);
  if (language !== null) draft.value("applang", language, `${source} "${word.slice(0, 80)}"`);
}

/** app.xml: application, company, template, and the headings that betray the language of the interface. */
export function readExtendedProperties(bytes: Uint8Array, part: string, draft: Draft): void {
  readProperties(bytes, part, draft, (property) => {
    addMapped(draft, EXTENDED, part, property);
    const source = `${part} ${property.name}`;
    if (property.name === "HeadingPairs") {
      const headings = property.leaves.filter((leaf) => !/^\s*\d{1,9}\s*$/.test(leaf));
      if (headings.length > 0) draft.value("other", headings.join("; "), source);
      for (const heading of headings.slice(0, 50)) addLanguage(draft, heading, source);
    }
    if (property.name === "TitlesOfParts" && property.leaves.length > 0) {
      draft.value("other", property.leaves.join("; ").slice(0, 4_000), source);
    }
    if (property.name === "PresentationFormat") addLanguage(draft, property.text, source);
  });
}

/** custom.xml: properties of the user's own, named in the source; persons go to `people`. */
export function readCustomProperties(bytes: Uint8Array, part: string, draft: Draft): void {
  readProperties(bytes, part, draft, (property) => {
    const name = property.attributes?.get("name") ?? "";
    const field = PERSON_PROPERTY.test(name) ? "people" : "other";
    const source = `${part} property "${name.slice(0, 200)}"`;
    if (property.rawHex === undefined) draft.value(field, officeText(property.text), source);
    else draft.value(field, "", source, { rawHex: property.rawHex });
  });
}
