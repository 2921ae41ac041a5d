/**
 * vCard (RFC 2426, 6350, and 2.1) and iCalendar (RFC 5545) -> readable lines, people, organisations, times. Own reader of some
 * hundred lines: both formats are folded lines of name, parameters and value, and a dependency brings more than that.
 */

import { decodeText } from "../../decode/charset.ts";
import type { Extraction } from "../../model/extraction.ts";
import { Collector } from "../collector.ts";
import { parseIsoDate } from "../stated-time.ts";
import { decodeTextFile } from "../text/text-charset.ts";

interface Property {
  /** Upper case, group prefix ("item1.") removed. */
  readonly name: string;
  /** Upper-case parameter -> value, quotes removed. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

const MAX_LINES = 500_000;
const MAX_ATTACHED = 500;

const FIELDS = new Map<string, string>([
  ["FN", "people"],
  ["ORGANIZER", "people"],
  ["ATTENDEE", "people"],
  ["CONTACT", "people"],
  ["ORG", "company"],
  ["PRODID", "app"],
  ["UID", "docid"],
  ["REV", "modified"],
  ["LAST-MODIFIED", "modified"],
  ["CREATED", "created"],
  ["DTSTAMP", "other"],
  ["URL", "link"],
  ["CATEGORIES", "keywords"],
  ["X-WR-CALNAME", "title"],
]);
const TIMES: ReadonlySet<string> = new Set(["REV", "LAST-MODIFIED", "CREATED", "DTSTAMP"]);
/** Binary or machine values: no text. */
const NO_TEXT: ReadonlySet<string> = new Set([
  "BEGIN",
  "END",
  "VERSION",
  "PRODID",
  "UID",
  "PHOTO",
  "LOGO",
  "SOUND",
  "KEY",
  "REV",
  "DTSTAMP",
  "SEQUENCE",
  "RRULE",
  "TZOFFSETFROM",
  "TZOFFSETTO",
  "METHOD",
  "CALSCALE",
  "TRANSP",
  "CLASS",
]);

/** Logical lines: a line that begins with a blank goes on the one before; so does a quoted-printable line after "=". */
function unfold(text: string, collector: Collector): string[] {
  const raw = text.split(/\r\n|\n|\r/);
  if (raw.length > MAX_LINES)
    collector.addProblem(
      "text-too-long",
      "partial",
      `${raw.length - MAX_LINES} lines are not read`,
    );
  const lines: string[][] = [];
  let soft = false;
  for (const line of raw.slice(0, MAX_LINES)) {
    const top = lines.at(-1);
    if (top !== undefined && soft) top.push(line);
    else if (top !== undefined && /^[ \t]/.test(line)) top.push(line.slice(1));
    else lines.push([line]);
    const head = lines.at(-1)?.[0] ?? "";
    soft = line.endsWith("=") && /^[^:]{0,200}QUOTED-PRINTABLE/i.test(head);
    if (soft) lines.at(-1)?.splice(-1, 1, (lines.at(-1)?.at(-1) ?? "").slice(0, -1));
  }
  return lines.map((parts) => parts.join(""));
}

/** Splits at `mark` outside double quotes. */
function splitOutsideQuotes(text: string, mark: string, limit: number): string[] {
  const parts: string[] = [];
  let [from, quoted] = [0, false];
  for (let at = 0; at < text.length && parts.length < limit - 1; at++) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === mark && !quoted) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

function parseProperty(line: string): Property | null {
  const [head = "", value] = splitOutsideQuotes(line, ":", 2);
  if (value === undefined) return null;
  const [name = "", ...rest] = splitOutsideQuotes(head, ";", 50);
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const equals = parameter.indexOf("=");
    // vCard 2.1 writes "QUOTED-PRINTABLE" and "BASE64" without "ENCODING="
    if (equals < 0)
      parameters.set(
        /^(?:quoted-printable|base64)$/i.test(parameter) ? "ENCODING" : "TYPE",
        parameter,
      );
    else
      parameters.set(
        parameter.slice(0, equals).toUpperCase(),
        parameter.slice(equals + 1).replaceAll('"', ""),
      );
  }
  return { name: name.slice(name.lastIndexOf(".") + 1).toUpperCase(), parameters, value };
}

function quotedPrintable(text: string, charset: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const hex =
      text[at] === "=" ? /^[0-9a-fA-F]{2}/.exec(text.slice(at + 1, at + 3))?.[0] : undefined;
    if (hex === undefined) bytes.push(...Buffer.from(text[at] ?? "", "utf8"));
    else {
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    }
  }
  return decodeText(Uint8Array.from(bytes), charset).text;
}

function readable({ value, parameters }: Property): string {
  const encoding = parameters.get("ENCODING")?.toUpperCase();
  const text =
    encoding === "QUOTED-PRINTABLE"
      ? quotedPrintable(value, parameters.get("CHARSET") ?? "")
      : value;
  return text
    .replace(/\\([nN,;\\:])/g, (_all, c: string) => (c === "n" || c === "N" ? "\n" : c))
    .replace(/;+/g, "; ")
    .replace(/^(?:; )+|(?:; )+$/g, "")
    .trim();
}

/** An inline attachment or photo becomes a file of its own. */
function addAttached(property: Property, index: number, collector: Collector): void {
  const bytes = Buffer.from(property.value.replaceAll(/\s/g, ""), "base64");
  const name = property.parameters.get("X-FILENAME") ?? property.parameters.get("FILENAME") ?? "";
  collector.features.add("embedded");
  collector.children.push({
    name,
    declaredType: (property.parameters.get("FMTTYPE") ?? "").toLowerCase(),
    bytes,
    steps: [{ step: "member", index, name }],
    metadata: [],
  });
}

function addProperty(
  property: Property,
  block: string,
  lines: string[],
  collector: Collector,
): void {
  const { name, parameters } = property;
  const encoding = parameters.get("ENCODING")?.toUpperCase();
  if (encoding === "B" || encoding === "BASE64") {
    if (collector.children.length >= MAX_ATTACHED)
      collector.addProblem("too-many-embedded-files", "partial", "more inline files than are read");
    else addAttached(property, collector.children.length, collector);
    return;
  }
  const text = readable(property);
  const person = parameters.get("CN");
  const shown = person === undefined ? text : `${person} <${text}>`;
  const field = FIELDS.get(name);
  const source = `${block} ${name}`;
  if (field !== undefined && TIMES.has(name))
    collector.addTime(field, text, parseIsoDate(text), source);
  else if (field !== undefined) collector.addValue(field, shown, source);
  if (name === "SUMMARY" && block === "VEVENT") collector.addValue("title", text, source);
  if (!NO_TEXT.has(name) && !name.startsWith("X-") && text !== "") lines.push(`${name}: ${shown}`);
}

/** Reads a vCard or iCalendar file: one block of text for each card or event, e.g. place "VEVENT 3". */
export async function readCards(bytes: Uint8Array): Promise<Extraction> {
  const collector = new Collector();
  const text = decodeTextFile(bytes, "", collector);
  const stack: string[] = [];
  const counts = new Map<string, number>();
  let lines: string[] = [];
  const flush = (): void => {
    const kind = stack.at(-1) ?? "";
    if (lines.length > 0) {
      const number = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, number);
      collector.addText(kind === "" ? "" : `${kind} ${number}`, lines.join("\n"));
    }
    lines = [];
  };
  for (const line of unfold(text, collector)) {
    const property = parseProperty(line);
    if (property === null) {
      if (line.trim() !== "") lines.push(line);
    } else if (property.name === "BEGIN") {
      flush();
      if (stack.length < 100) stack.push(property.value.trim().toUpperCase().slice(0, 40));
    } else if (property.name === "END") {
      flush();
      stack.pop();
    } else addProperty(property, stack.at(-1) ?? "", lines, collector);
  }
  flush();
  return collector.close();
}
