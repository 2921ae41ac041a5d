/**
 * Reads RTF: text with its code pages, the \info group and the tables that name people ([RTF 1.9.1]), embedded objects as far as
 * they can be told; and takes the HTML or plain text out of the RTF that mail programs wrap it in ([MS-OXRTFEX]).
 */
import { LIMITS } from "../../limits.ts";
import type { Extraction } from "../../model/extraction.ts";
import { createDraft, type Draft } from "../draft.ts";
import { dttmValue, localTime } from "../filetime.ts";
import { languageOfLcid, languageOfNormalStyle } from "../office/app-language.ts";
import type { ReadContext } from "../reader.ts";
import { addObject, hexBytes } from "./rtf-object.ts";
import { type RtfSink, readRtfInto } from "./rtf-state.ts";
import { INFO_FIELDS, INFO_NUMBERS, INFO_TIMES } from "./rtf-words.ts";

/** Destinations that are text of their own. */
const TEXT_PLACES = new Map<string, string>([
  ["header", "header"],
  ["headerl", "header"],
  ["headerr", "header"],
  ["headerf", "header"],
  ["footer", "header"],
  ["footerl", "header"],
  ["footerr", "header"],
  ["footerf", "header"],
  ["footnote", "footnotes"],
  ["annotation", "comments"],
]);

type OnClose = (reader: RtfDraft, text: string, parent: string) => void;

/** What a destination that is neither a field, a time nor a text means for the draft, once it is over. */
const ON_CLOSE: ReadonlyMap<string, OnClose> = new Map<string, OnClose>([
  ["info", () => undefined],
  ["rsidtbl", () => undefined],
  ["userprops", () => undefined],
  ["stylesheet", (reader, text) => addStyles(reader.draft, text)],
  ["revtbl", (reader, text) => reader.addAuthors(text)],
  ["propname", (reader, text) => reader.nameProperty(text)],
  ["staticval", (reader, text) => reader.addProperty(text)],
  [
    "atnauthor",
    ({ draft }, text) => {
      if (text !== "" && !draft.has("commentby", text))
        draft.value("commentby", text, "\\atnauthor");
    },
  ],
  [
    "atndate",
    ({ draft }, text) =>
      draft.time("changedat", dttmValue(Number.parseInt(text, 10) | 0), "\\atndate (local time)"),
  ],
  ["fldinst", (reader, text) => addLink(reader.draft, text)],
  ["objclass", (reader, text) => reader.nameObject(text)],
  ["objdata", (reader, text) => reader.addObject(text)],
  ["htmltag", (reader, text) => reader.addHtml(text)],
  [
    "docvar",
    ({ draft }, text, parent) => {
      if (parent === "") draft.value("other", text, "\\docvar");
    },
  ],
]);

/** Text of an RTF body: `html` is "" unless the RTF was made from HTML. */
export interface RtfBody {
  readonly text: string;
  readonly html: string;
}

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Puts what the RTF says into a draft, and keeps the text of its body apart: {@link RtfDraft.body}. */
class RtfDraft implements RtfSink {
  readonly draft: Draft;
  private readonly shown: string[] = [];
  private readonly deleted: string[] = [];
  private readonly html: string[] = [];
  private shownChars = 0;
  private isFromHtml = false;
  private authors: readonly string[] = [];
  private timeParts = new Map<string, number>();
  private propertyName = "";
  private objectClass = "";
  private objects = 0;
  private objectRuns: Uint8Array[] = [];
  private readonly changes = new Set<string>();
  private changeAuthor = -1;

  constructor(draft: Draft) {
    this.draft = draft;
  }

  wants(name: string): boolean {
    return (
      INFO_FIELDS.has(name) || INFO_TIMES.has(name) || TEXT_PLACES.has(name) || ON_CLOSE.has(name)
    );
  }

  text(text: string, group: Parameters<RtfSink["text"]>[1]): void {
    if (group.isDeleted) {
      this.deleted.push(text);
      return;
    }
    if (group.isHidden) this.draft.feature("hidden-text");
    if (this.isFromHtml && !group.isRtfOnly) this.html.push(escapeHtml(text));
    this.shownChars += text.length;
    if (this.shownChars <= LIMITS.maxOfficeTextChars) this.shown.push(text);
  }

  closed(name: string, text: string, parent: string): void {
    const field = INFO_FIELDS.get(name);
    const timeField = INFO_TIMES.get(name);
    const place = TEXT_PLACES.get(name);
    if (field !== undefined) {
      // a generator ends in a semicolon
      const value = name === "generator" && text.endsWith(";") ? text.slice(0, -1) : text;
      this.draft.value(field, value, `\\${name}`);
    } else if (timeField !== undefined) {
      this.draft.time(timeField, infoTime(name, this.timeParts), `\\${name} (local time)`);
      this.timeParts = new Map();
    } else if (place !== undefined) {
      this.draft.text(place, text);
      if (name === "annotation") this.draft.feature("comments");
    } else ON_CLOSE.get(name)?.(this, text, parent);
  }

  word(name: string, parameter: number | null, destination: string): void {
    if (name === "fromhtml") this.isFromHtml = parameter !== 0;
    if (parameter === null) return;
    const { draft } = this;
    if (INFO_TIMES.has(destination)) this.timeParts.set(name, parameter);
    else if (destination === "info") {
      const field = INFO_NUMBERS.get(name);
      if (field !== undefined) draft.number(field, parameter, `\\${name}`);
    } else if (destination === "rsidtbl") {
      const id = (parameter >>> 0).toString(16).padStart(8, "0");
      draft.value("docid", id, name === "rsidroot" ? "\\rsidroot" : "\\rsid");
    } else if (name === "revauth" || name === "revauthdel") this.changeAuthor = parameter;
    else if (name === "revdttm" || name === "revdttmdel") this.addChange(parameter);
    else if (name === "ansicpg") draft.value("codepage", String(parameter), "\\ansicpg");
    else if (name === "deflang") {
      const language = languageOfLcid(parameter);
      if (language !== null) draft.value("applang", language, `\\deflang ${parameter}`);
    }
  }

  binary(run: Uint8Array, destination: string): void {
    if (destination === "objdata") this.objectRuns.push(run);
  }

  problem(code: string, reason: string): void {
    this.draft.problem(code, "partial", reason);
  }

  addAuthors(table: string): void {
    this.authors = table.split(";").map((author) => author.trim());
    for (const [position, author] of this.authors.entries()) {
      // the first is always the word "Unknown"
      if (position > 0 && author !== "") this.draft.value("changedby", author, "\\revtbl");
    }
  }

  private addChange(dttm: number): void {
    const by = this.authors[this.changeAuthor] ?? "";
    const key = `${by} ${dttm}`;
    if (this.changes.has(key)) return;
    this.changes.add(key);
    this.draft.feature("tracked-changes");
    const source = `tracked change by "${by}" (local time)`;
    this.draft.time("changedat", dttmValue(dttm | 0), source);
  }

  nameProperty(name: string): void {
    this.propertyName = name;
  }

  addProperty(value: string): void {
    this.draft.value("other", value, `\\userprops "${this.propertyName}"`);
  }

  nameObject(objectClass: string): void {
    this.objectClass = objectClass;
  }

  addObject(hex: string): void {
    addObject(this.draft, hexBytes(hex, this.objectRuns), this.objectClass, this.objects++);
    this.objectRuns = [];
    this.objectClass = "";
  }

  addHtml(tag: string): void {
    this.html.push(tag);
  }

  /** What is read of the body, once the file is over. */
  body(): RtfBody {
    if (this.deleted.length > 0) {
      this.draft.text("deleted text", this.deleted.join(""));
      this.draft.feature("deleted-text");
    }
    return { text: this.shown.join(""), html: this.isFromHtml ? this.html.join("") : "" };
  }
}

/** Adds everything the RTF says to the draft, except the text of its body, which is returned. */
function addRtf(draft: Draft, bytes: Uint8Array): RtfBody {
  const reader = new RtfDraft(draft);
  readRtfInto(bytes, reader);
  return reader.body();
}

function infoTime(name: string, parts: ReadonlyMap<string, number>): ReturnType<typeof localTime> {
  const part = (key: string): number => parts.get(key) ?? 0;
  const numbers = ["yr", "mo", "dy", "hr", "min", "sec"].map(part);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const resolutionMs = parts.has("sec") ? 1000 : 60_000;
  return localTime(
    `\\${name} ${numbers.join("-")}`,
    resolutionMs,
    year,
    month,
    day,
    hour,
    minute,
    second,
  );
}

function addStyles(draft: Draft, text: string): void {
  for (const [position, style] of text.split(";").entries()) {
    const name = style.trim();
    if (name === "") continue;
    draft.value("sheet", name, "\\stylesheet");
    const language = position === 0 ? languageOfNormalStyle(name) : null;
    if (language !== null) draft.value("applang", language, `\\stylesheet "${name}"`);
  }
}

/** Field instructions that name a place outside: HYPERLINK "x", INCLUDETEXT "x", DDEAUTO … */
function addLink(draft: Draft, instruction: string): void {
  const trimmed = instruction.trim();
  const word = trimmed.slice(0, 16).split(/[\s"]/, 1)[0]?.toUpperCase() ?? "";
  if (word.startsWith("DDE")) draft.feature("dde");
  if (!["HYPERLINK", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "DDE", "DDEAUTO"].includes(word))
    return;
  const open = trimmed.indexOf('"');
  const close = trimmed.indexOf('"', open + 1);
  const target =
    open < 0
      ? trimmed.slice(word.length).trim()
      : trimmed.slice(open + 1, close < 0 ? undefined : close);
  if (target === "") return;
  draft.value("link", target, `field ${word}`);
  draft.feature("external-links");
}

/** Body of a message stored as RTF: plain text always, HTML when the RTF only wraps it. Problems go to `draft`. */
export function readRtfBody(draft: Draft, bytes: Uint8Array): RtfBody {
  const scratch = createDraft();
  const body = addRtf(scratch, bytes);
  for (const { code, severity, reason } of scratch.finish().problems) {
    draft.problem(code, severity, reason);
  }
  return body;
}

/** Reads one RTF file; see the header. */
export async function readRtf(bytes: Uint8Array, _context: ReadContext): Promise<Extraction> {
  const draft = createDraft();
  draft.contentType("application/rtf");
  const { text } = addRtf(draft, bytes);
  draft.text("", text);
  return draft.finish();
}
