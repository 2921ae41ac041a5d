/**
 * The Info dictionary of a PDF (ISO 32000-1, 14.3.3) -> metadata values, each named "Info /Key": what programs write first and
 * people change last. XMP is read apart (xmp.ts): two places that disagree are evidence.
 */
import type { Collector } from "../collector.ts";
import { parseIsoDate, parsePdfDate } from "../stated-time.ts";

const FIELD = new Map<string, string>([
  ["Author", "creator"],
  ["Title", "title"],
  ["Subject", "docsubject"],
  ["Keywords", "keywords"],
  ["Creator", "app"],
  ["Producer", "app"],
  ["CreationDate", "created"],
  ["ModDate", "modified"],
  ["Company", "company"],
  ["Manager", "manager"],
  ["Comments", "keywords"],
  ["Category", "keywords"],
  ["AAPL:Keywords", "keywords"],
  ["LastSavedBy", "lastsavedby"],
  ["Last saved by", "lastsavedby"],
  ["Last Saved By", "lastsavedby"],
  ["LastModifiedBy", "lastsavedby"],
]);
const TIMES: ReadonlySet<string> = new Set(["created", "modified"]);
/** Custom keys in which programs keep a person: "EL_Author", "SigningAuthority" is none. */
const PERSON_KEY = /author|savedby|modifiedby|editor|owner|username/i;
/** Keys that pdf.js adds about the file itself; they stand in no dictionary. */
const NOT_INFO: ReadonlySet<string> = new Set([
  "PDFFormatVersion",
  "Language",
  "EncryptFilterName",
  "IsLinearized",
  "IsAcroFormPresent",
  "IsXFAPresent",
  "IsCollectionPresent",
  "IsSignaturesPresent",
]);

function fieldOf(key: string): string {
  return FIELD.get(key) ?? (PERSON_KEY.test(key) ? "people" : "other");
}

function asText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  // A PDF name, e.g. /Trapped /False
  if (typeof value === "object" && value !== null && "name" in value) return String(value.name);
  return null;
}

/** Adds every key of the dictionary as pdf.js returns it, custom keys (`Custom`) included. */
export function addPdfInfo(info: Readonly<Record<string, unknown>>, collector: Collector): void {
  const custom = info["Custom"];
  const rows = [
    ...Object.entries(info).filter(([key]) => key !== "Custom" && !NOT_INFO.has(key)),
    ...(typeof custom === "object" && custom !== null ? Object.entries(custom) : []),
  ];
  for (const [key, value] of rows) {
    const text = asText(value)?.replaceAll("\0", "");
    if (text === undefined) continue;
    const field = fieldOf(key);
    const source = `Info /${key}`;
    if (TIMES.has(field))
      collector.addTime(field, text, parsePdfDate(text) ?? parseIsoDate(text), source);
    else if (text.startsWith("D:")) collector.addTime(field, text, parsePdfDate(text), source);
    else collector.addValue(field, text, source);
  }
  for (const [key, label] of [
    ["PDFFormatVersion", "header %PDF-"],
    ["Language", "Catalog /Lang"],
    ["EncryptFilterName", "Encrypt /Filter"],
  ] as const) {
    const text = asText(info[key]);
    if (text !== null && text !== "") collector.addValue("other", text, label);
  }
}
