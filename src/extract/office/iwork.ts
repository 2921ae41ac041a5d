/**
 * Pages, Numbers and Keynote: since 2013 a zip of .iwa archives, in '09 a zip with one XML file. Text of pages, slides, notes, cells and comments, names of sheets
 * and tables, authors of comments, versions that saved it, template. Formulas and the arrangement of cells in rows are not read.
 */
import type { Child, Extraction, TextBlock } from "../../model/extraction.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import { readBinaryPlist } from "../binary-plist.ts";
import { f64, guarded, u8, u16, u32 } from "../bytes.ts";
import type { FoundProblem } from "../collector.ts";
import { readXml } from "../xml-events.ts";
import { type IwaMessage, iwaMessages, wireFields } from "./iwa.ts";

/** Where text is in a message, by its type: the path of field numbers, and the place it gets. */
const TEXTS: ReadonlyMap<number, readonly (readonly [path: readonly number[], place: string])[]> =
  new Map([
    [2001, [[[3], ""]]], // storage of text: body, boxes, notes
    [2005, [[[3], ""]]],
    [6001, [[[8], "table"]]],
    [6005, [[[3, 3], "cells"]]],
    [3056, [[[1], "comments"]]],
  ]);
/** Type 2 is a sheet in Numbers and the whole show in Keynote. */
const SHEET = 2;
const AUTHOR = 212;
const TILE = 6002;
const PAGES_DOCUMENT = 10000;

/** Name of the document's main archive, of the package in a package, or of the XML of '09. */
const MAIN = /^(?:[^/]+\/)?(?:index\/document\.iwa|index\.zip|index\.apxl|index\.xml)$/i;

/** Whether a zip with these member names (lower case) is a document of iWork. */
export function isIwork(names: ReadonlySet<string>): boolean {
  for (const name of names)
    if (/^(?:[^/]+\/)?index\/document\.iwa$|^(?:[^/]+\/)?index\.apxl$/.test(name)) return true;
  const has = (pattern: RegExp): boolean => [...names].some((name) => pattern.test(name));
  return (
    has(/^(?:[^/]+\/)?index\.(?:xml|zip)$/) &&
    has(/(?:^|\/)(?:buildversionhistory\.plist|quicklook\/[^/]+)$/)
  );
}

const textAt = (bytes: Uint8Array, [first, ...rest]: readonly number[]): string[] =>
  [...wireFields(bytes)].flatMap((field) =>
    field.number !== first || field.bytes === null
      ? []
      : rest.length === 0
        ? [new TextDecoder().decode(field.bytes)]
        : textAt(field.bytes, rest),
  );

/** A decimal of 128 bits as Numbers stores it: 14 bytes and a bit of digits, exponent, sign. */
function decimal(bytes: Uint8Array, at: number): string {
  let digits = BigInt(u8(bytes, at + 14) & 1);
  for (let i = 13; i >= 0; i--) digits = digits * 256n + BigInt(u8(bytes, at + i));
  const exponent = (((u8(bytes, at + 15) & 127) << 7) | (u8(bytes, at + 14) >> 1)) - 0x1820;
  const sign = (u8(bytes, at + 15) & 128) === 0 ? "" : "-";
  const text = `${sign}${digits}e${exponent}`;
  return Number.isFinite(Number(text)) ? String(Number(text)) : text;
}

/** Numbers and days of a row of cells (storage version 5). */
function cellsOf(row: Uint8Array): string[] {
  const fields = [...wireFields(row)];
  const part = (number: number): Uint8Array =>
    fields.find((each) => each.number === number)?.bytes ?? new Uint8Array();
  const [cells, offsets] = [part(6), part(7)];
  const step = (fields.find(({ number }) => number === 8)?.value ?? 0) === 1 ? 4 : 1;
  const found: string[] = [];
  for (let i = 0; i + 2 <= offsets.length; i += 2) {
    const offset = u16(offsets, i);
    if (offset === 0xffff) continue;
    const at = offset * step;
    if (u8(cells, at) !== 5) continue;
    const flags = u32(cells, at + 8);
    let value = at + 12;
    if ((flags & 1) !== 0) {
      found.push(decimal(cells, value));
      value += 16;
    }
    if ((flags & 2) !== 0) {
      found.push(String(f64(cells, value)));
      value += 8;
    }
    if ((flags & 4) !== 0) {
      const ms = (f64(cells, value) + 978_307_200) * 1000; // from 2001
      if (Math.abs(ms) < 8.64e15) found.push(new Date(ms).toISOString().slice(0, 19));
    }
  }
  return found;
}

/** What is gathered of one document. */
class Iwork {
  readonly texts = new Map<string, string[]>();
  readonly metadata: MetadataValue[] = [];
  readonly problems: FoundProblem[] = [];
  isPages = false;

  text(place: string, lines: readonly string[]): void {
    const filled = lines.filter((line) => line.trim() !== "");
    if (filled.length === 0) return;
    const known = this.texts.get(place) ?? [];
    for (const line of filled) known.push(line);
    this.texts.set(place, known);
  }

  value(field: string, text: string, source: string): void {
    if (text.trim() !== "") this.metadata.push({ field, text, state: "present", source });
  }

  damaged(name: string, why: string): void {
    this.problems.push({ code: "text-damaged", severity: "partial", reason: `${name}: ${why}` });
  }

  message({ type, bytes }: IwaMessage): void {
    if (type === PAGES_DOCUMENT) this.isPages = true;
    for (const [path, place] of TEXTS.get(type) ?? []) this.text(place, textAt(bytes, path));
    if (type === AUTHOR)
      for (const name of textAt(bytes, [1]))
        this.value("commentby", name, "iWork annotation author");
    if (type === TILE)
      for (const row of wireFields(bytes))
        if (row.number === 5 && row.bytes !== null)
          this.text("numbers", [cellsOf(row.bytes).join("\t")]);
  }

  archive({ name, bytes }: Child, isNumbers: boolean): void {
    const damaged = (why: string): void => this.damaged(name, why);
    const messages = guarded(() => iwaMessages(bytes), [], damaged);
    if (messages === null) damaged("it unpacks to more than is read");
    for (const message of messages ?? []) {
      const read = (): void => {
        this.message(message);
        if (isNumbers && message.type === SHEET)
          for (const sheet of textAt(message.bytes, [1])) this.value("sheet", sheet, "iWork sheet");
      };
      guarded(read, undefined, damaged);
    }
  }

  /** The one XML file of '09: text nodes, and properties that stand in attributes. */
  xml({ name, bytes }: Child): void {
    const lines: string[] = [];
    const open: string[] = [];
    const trouble = readXml(bytes, {
      open: (element, attributes) => {
        open.push(element);
        const text = attributes.get("string") ?? attributes.get("s") ?? "";
        const field = FIELDS_09.get(open.at(-2) ?? "");
        if (field !== undefined && element === "string")
          this.value(field, text, `iWork ${open.at(-2)}`);
        else if (/^(?:ct|cs|string)$/.test(element) && text !== "") lines.push(text);
        return undefined;
      },
      text: (piece) => {
        if (piece.trim() !== "") lines.push(piece.trim());
      },
      close: () => {
        open.pop();
      },
    });
    if (trouble !== null) this.damaged(name, trouble.reason);
    this.text("", lines);
  }

  async plist({ name, bytes }: Child): Promise<void> {
    const isBinary = Buffer.from(bytes.subarray(0, 6)).toString("latin1") === "bplist";
    const strings = isBinary
      ? (await readBinaryPlist(bytes)).text.flatMap(({ text }) => text.split("\n"))
      : [
          ...Buffer.from(bytes)
            .toString("utf8")
            .matchAll(/<string>([^<]{1,300})<\/string>/g),
        ].map(([, text = ""]) => text);
    if (/buildversionhistory/i.test(name))
      for (const text of strings.slice(0, 200)) {
        const template = /^Template: (.*)$/.exec(text)?.[1];
        this.value(
          template === undefined ? "app" : "template",
          template ?? text,
          "iWork BuildVersionHistory",
        );
      }
    else
      for (const text of strings.slice(0, 200)) {
        const [, key = "", id = ""] = /^(\w+): (.*)$/.exec(text) ?? [];
        if (/UUID|revision/i.test(key)) this.value("docid", id, `iWork ${key}`);
      }
  }
}

/** Properties of '09 by the element around their string. */
const FIELDS_09: ReadonlyMap<string, string> = new Map([
  ["authors", "creator"],
  ["author", "creator"],
  ["title", "title"],
  ["keywords", "keywords"],
  ["comment", "keywords"],
]);

function typeOf(name: string, members: readonly Child[], isPages: boolean): string {
  const ending = /\.(pages|numbers|key(?:note)?)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  const has = (pattern: RegExp): boolean => members.some((member) => pattern.test(member.name));
  if (ending === "pages" || isPages) return "application/vnd.apple.pages";
  if (ending.startsWith("key") || has(/index\/slide|\.apxl$/i))
    return "application/vnd.apple.keynote";
  return "application/vnd.apple.numbers";
}

/** The archive as the document it is: pictures and other members stay its children. `unpackZip` reads the zip in a package of 2013. */
export async function withIworkText(
  archive: Extraction,
  name: string,
  unpackZip: (bytes: Uint8Array) => Promise<Extraction>,
): Promise<Extraction> {
  const inner = archive.children.find((child) => /^(?:[^/]+\/)?index\.zip$/i.test(child.name));
  const opened = inner === undefined ? null : await unpackZip(inner.bytes);
  const members = [
    ...archive.children.filter((child) => child !== inner),
    ...(opened?.children ?? []),
  ];
  const found = new Iwork();
  const isNumbers = typeOf(name, members, false).endsWith("numbers");
  const rest: Child[] = [];
  for (const member of members) {
    if (/\.iwa$/i.test(member.name)) found.archive(member, isNumbers);
    else if (/\.(?:apxl|xml)$/i.test(member.name) && MAIN.test(member.name)) found.xml(member);
    else if (/(?:buildversionhistory|properties)\.plist$/i.test(member.name))
      await found.plist(member);
    else if (!/documentidentifier$/i.test(member.name)) rest.push(member);
  }
  const text: TextBlock[] = [...found.texts].map(([place, lines]) => ({
    place,
    text: lines.join("\n"),
  }));
  return {
    ...archive,
    text,
    metadata: [...archive.metadata, ...found.metadata],
    children: rest,
    problems: [...archive.problems, ...(opened?.problems ?? []), ...found.problems],
    markers: found.problems.length > 0 ? [...archive.markers, "unreadable"] : archive.markers,
    contentType: typeOf(name, members, found.isPages),
  };
}
