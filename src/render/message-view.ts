/** One document for reading: the safe view, headers, and the JSON of `show`. Gets rows, returns text; every corpus string is escaped here. */

import type { Annotation } from "../catalog/annotations/annotations.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import type { Locator } from "../model/locator.ts";
import type { Address } from "../model/message.ts";
import type { MetadataValue, TimeValue } from "../model/metadata.ts";
import { type RereadPage, rereadPlace } from "../model/reread.ts";
import { splitPlaces } from "../text-places.ts";
import { typeLabel } from "../type-names.ts";
import { defang, escapeLine, escapeText, safeLine } from "./escape.ts";
import { locatorText } from "./locator.ts";
import { notesText, tagsText } from "./notes.ts";
import {
  bold,
  column,
  counted,
  cyan,
  dim,
  isoTime,
  type Style,
  sizeText,
  timeText,
} from "./terminal.ts";

/** `Anna Weber <anna@example.org>`; `eve@example.org (by journal)` for one whom no header names. */
export function addressText({ name, address, via }: Address): string {
  const mark = via === undefined ? "" : ` (by ${via})`;
  if (name === "" || name === address) return address + mark;
  return (address === "" ? name : `${name} <${address}>`) + mark;
}

/** What the view of one document needs. */
export interface DocumentView {
  readonly document: StoredDocument;
  readonly locator: Locator;
  readonly shortId: string;
  readonly text: string;
  readonly metadata: readonly MetadataValue[];
  /** The family's other documents, in order, with their short ids. */
  readonly family: readonly {
    readonly document: StoredDocument;
    readonly shortId: string;
    readonly depth: number;
  }[];
  readonly copies: number;
  readonly tags: readonly string[];
  readonly notes: readonly Annotation[];
  readonly problems: readonly string[];
  /** Pages of it that other programs read. */
  readonly rereads: readonly RereadPage[];
}

const LABEL_COLUMNS = 10;

function line(style: Style, label: string, value: string): string {
  return value === "" ? "" : `${dim(style, column(`${label}:`, LABEL_COLUMNS, style))}${value}\n`;
}

function zoneText(minutes: number | null): string {
  if (minutes === null) return "zone not stated";
  const sign = minutes < 0 ? "-" : "+";
  const of = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  return `sent at ${sign}${of(Math.abs(minutes) / 60)}${of(Math.abs(minutes) % 60)}`;
}

function headerLines(view: DocumentView, style: Style, timeZone: string): string {
  const { document } = view;
  const { envelope } = document;
  const kind =
    document.kind === "message"
      ? "Message"
      : document.kind === "attachment"
        ? "Attachment"
        : "File";
  let out = `${bold(style, `${kind} ${view.shortId}`)}${view.copies > 0 ? dim(style, `  and ${counted(view.copies, "exact copy", "exact copies")}`) : ""}\n`;
  if (envelope !== null) {
    const people = (list: readonly Address[]): string =>
      list.map((a) => safeLine(addressText(a))).join(", ");
    out += line(style, "From", people(envelope.from));
    out += line(style, "To", people(envelope.to));
    out += line(style, "Cc", people(envelope.cc));
    out += line(style, "Bcc", people(envelope.bcc));
    const written = safeLine(envelope.sentAtText);
    const date =
      document.sentAt === null
        ? written === ""
          ? "no Date header"
          : `unreadable: ${written}`
        : `${timeText(document.sentAt, timeZone)} ${timeZone === "UTC" ? "UTC" : timeZone} (${zoneText(envelope.zoneMinutes)})`;
    out += line(style, "Date", date);
    if (document.receivedAt !== null) {
      out += line(style, "Received", `${timeText(document.receivedAt, timeZone)} ${timeZone}`);
    }
    out += line(style, "Subject", bold(style, safeLine(envelope.subject)));
  }
  if (document.name !== "") out += line(style, "Name", safeLine(document.name));
  if (document.kind !== "message") {
    const declared = document.declaredType !== "" && document.declaredType !== document.type;
    out += line(
      style,
      "Type",
      escapeLine(document.type) +
        (declared ? dim(style, `  (declared ${safeLine(document.declaredType)})`) : ""),
    );
    out += line(style, "Size", sizeText(document.sizeBytes));
  }
  out += line(style, "Source", escapeLine(locatorText(view.locator)));
  out += line(style, "Tags", tagsText(view.tags, style));
  for (const problem of view.problems) out += line(style, "Problem", safeLine(problem));
  return out;
}

/** The text of a document, URLs dead, places as headings. */
export function bodyText(stored: string, style: Style): string {
  return splitPlaces(stored)
    .map(
      (block) =>
        (block.place === "" ? "" : `${cyan(style, `[${safeLine(block.place)}]`)}\n`) +
        defang(escapeText(block.text)).trimEnd(),
    )
    .join("\n\n");
}

/** What other programs read, each page under where it comes from. */
function rereadText(pages: readonly RereadPage[], style: Style): string {
  return pages
    .map((page) => {
      const place = cyan(style, `[${safeLine(`${rereadPlace(page)}: ${page.program}`)}]`);
      return `\n${place}\n${defang(escapeText(page.text)).trimEnd()}\n`;
    })
    .join("");
}

/** The safe view: who, when, what, text, files carried. */
export function documentText(view: DocumentView, style: Style, timeZone: string): string {
  let out = headerLines(view, style, timeZone);
  const notes = notesText(view.notes, style);
  if (notes !== "") out += `\n${notes}`;
  const text = bodyText(view.text, style);
  const others = rereadText(view.rereads, style);
  if (text !== "" || others === "")
    out += text === "" ? dim(style, "\n(no text)\n") : `\n${text}\n`;
  out += others;
  if (view.family.length === 0) return out;
  out += `\n${bold(style, counted(view.family.length, "file"))}\n`;
  for (const [i, { document, shortId, depth }] of view.family.entries()) {
    const name =
      document.kind === "message" ? `message: ${document.envelope?.subject ?? ""}` : document.name;
    out += `${String(i + 1).padStart(3)}  ${"  ".repeat(depth)}${safeLine(name) || "(no name)"}  ${dim(style, `${escapeLine(typeLabel(document.type))}, ${sizeText(document.sizeBytes)}, ${shortId}`)}\n`;
  }
  return out;
}

/** An instant in UTC; a wall clock of unknown zone without the Z that would make it one. */
function readingOf({ epochMs, zoneSource }: TimeValue): string {
  const instant = isoTime(epochMs) ?? "";
  return zoneSource === "unknown"
    ? `${instant.replace(/Z$/, "")} (local time, zone unknown)`
    : `${instant} (zone: ${zoneSource})`;
}

/** Bytes nobody can decode are shown up to here; --json has them all. */
const MAX_HEX = 160;
const hexText = (hex: string): string => (hex.length > MAX_HEX ? `${hex.slice(0, MAX_HEX)}…` : hex);

/** Metadata values, one a line, as `show --metadata` prints them. */
export function metadataText(metadata: readonly MetadataValue[], style: Style): string {
  if (metadata.length === 0) return "No metadata.\n";
  return metadata
    .map((value) => {
      const shown =
        value.state === "present"
          ? safeLine(value.text)
          : `(${escapeLine(value.state)}${value.rawHex ? ` ${hexText(value.rawHex)}` : ""})`;
      const zone = value.time === undefined ? "" : dim(style, `  = ${readingOf(value.time)}`);
      return `${column(escapeLine(value.field), 14, style)}${shown}${zone}\n${" ".repeat(14)}${dim(style, escapeLine(value.source))}\n`;
    })
    .join("");
}
