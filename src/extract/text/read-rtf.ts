/**
 * Reads RTF: text with its code pages, the \info group and the tables that name people ([RTF 1.9.1]), embedded objects as far as
 * they can be told; and takes the HTML or plain text out of the RTF that mail programs wrap it in ([MS-OXRTFEX]).
 */
import { LIMITS } from "../../limits.ts";
import type { Extraction } from "../../model/extraction.ts";
import { guarded, sliceUpTo, u32 } from "../bytes.ts";
import { createDraft, type Draft } from "../draft.ts";
import { dttmValue, localTime } from "../filetime.ts";
import { languageOfLcid, languageOfNormalStyle } from "../office/app-language.ts";
import { isOle } from "../ole/ole-container.ts";
import { readOle10Native } from "../ole/ole-embedded.ts";
import type { ReadContext } from "../reader.ts";
import { type RtfSink, readRtfInto } from "./rtf-state.ts";
import { hexDigit } from "./rtf-tokens.ts";

/** Destination -> field, for text inside \info and at the top of the file. */
const INFO_FIELDS = new Map<string, string>([
  ["author", "creator"],
  ["operator", "lastsavedby"],
  ["company", "company"],
  ["manager", "manager"],
  ["title", "title"],
  ["subject", "docsubject"],
  ["keywords", "keywords"],
  ["category", "keywords"],
  ["doccomm", "keywords"],
  ["comment", "keywords"],
  ["hlinkbase", "link"],
  ["template", "template"],
  ["generator", "app"],
]);

/** \info times: local, to the minute. */
const INFO_TIMES = new Map<string, string>([
  ["creatim", "created"],
  ["revtim", "modified"],
  ["printim", "printed"],
  ["buptim", "other"],
]);

/** \info numbers. */
const INFO_NUMBERS = new Map<string, string>([
  ["version", "revision"],
  ["edmins", "editminutes"],
  ["nofpages", "pages"],
  ["nofwords", "other"],
  ["nofchars", "other"],
  ["nofcharsws", "other"],
  ["vern", "other"],
  ["id", "other"],
]);

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

const OTHER_WANTED: ReadonlySet<string> = new Set([
  "info",
  "stylesheet",
  "revtbl",
  "rsidtbl",
  "userprops",
  "propname",
  "staticval",
  "atnauthor",
  "atndate",
  "fldinst",
  "objdata",
  "objclass",
  "docvar",
  "htmltag",
]);

const isWanted = (name: string): boolean =>
  INFO_FIELDS.has(name) || INFO_TIMES.has(name) || TEXT_PLACES.has(name) || OTHER_WANTED.has(name);

/** Text of an RTF body: `html` is "" unless the RTF was made from HTML. */
export interface RtfBody {
  readonly text: string;
  readonly html: string;
}

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Adds everything the RTF says to the draft, except the text of its body, which is returned. */
function addRtf(draft: Draft, bytes: Uint8Array): RtfBody {
  const shown: string[] = [];
  const deleted: string[] = [];
  const html: string[] = [];
  let shownChars = 0;
  let isFromHtml = false;
  let authors: readonly string[] = [];
  let time = new Map<string, number>();
  let propertyName = "";
  let objectClass = "";
  let objects = 0;
  let objectRuns: Uint8Array[] = [];
  const changes = new Set<string>();
  let changeAuthor = -1;

  const closed = (name: string, text: string, parent: string): void => {
    const field = INFO_FIELDS.get(name);
    const timeField = INFO_TIMES.get(name);
    const place = TEXT_PLACES.get(name);
    if (field !== undefined) {
      // a generator ends in a semicolon
      const value = name === "generator" && text.endsWith(";") ? text.slice(0, -1) : text;
      draft.value(field, value, `\\${name}`);
    } else if (timeField !== undefined) {
      draft.time(timeField, infoTime(name, time), `\\${name} (local time)`);
      time = new Map();
    } else if (place !== undefined) {
      draft.text(place, text);
      if (name === "annotation") draft.feature("comments");
    } else if (name === "stylesheet") addStyles(draft, text);
    else if (name === "revtbl") {
      authors = text.split(";").map((author) => author.trim());
      for (const [position, author] of authors.entries()) {
        // the first is always the word "Unknown"
        if (position > 0 && author !== "") draft.value("changedby", author, "\\revtbl");
      }
    } else if (name === "propname") propertyName = text;
    else if (name === "staticval") {
      draft.value("other", text, `\\userprops "${propertyName}"`);
    } else if (name === "atnauthor") {
      if (text !== "" && !draft.has("commentby", text))
        draft.value("commentby", text, "\\atnauthor");
    } else if (name === "atndate") {
      draft.time("changedat", dttmValue(Number.parseInt(text, 10) | 0), "\\atndate (local time)");
    } else if (name === "fldinst") addLink(draft, text);
    else if (name === "objclass") objectClass = text;
    else if (name === "objdata") {
      addObject(draft, hexBytes(text, objectRuns), objectClass, objects++);
      objectRuns = [];
      objectClass = "";
    } else if (name === "htmltag") html.push(text);
    else if (name === "docvar" && parent === "") draft.value("other", text, "\\docvar");
  };

  const word = (name: string, parameter: number | null, destination: string): void => {
    if (name === "fromhtml") isFromHtml = parameter !== 0;
    if (parameter === null) return;
    if (INFO_TIMES.has(destination)) time.set(name, parameter);
    else if (destination === "info") {
      const field = INFO_NUMBERS.get(name);
      if (field !== undefined) draft.number(field, parameter, `\\${name}`);
    } else if (destination === "rsidtbl") {
      const id = (parameter >>> 0).toString(16).padStart(8, "0");
      draft.value("docid", id, name === "rsidroot" ? "\\rsidroot" : "\\rsid");
    } else if (name === "revauth" || name === "revauthdel") changeAuthor = parameter;
    else if (name === "revdttm" || name === "revdttmdel") {
      const by = authors[changeAuthor] ?? "";
      const key = `${by} ${parameter}`;
      if (changes.has(key)) return;
      changes.add(key);
      draft.feature("tracked-changes");
      draft.time("changedat", dttmValue(parameter | 0), `tracked change by "${by}" (local time)`);
    } else if (name === "ansicpg") draft.value("codepage", String(parameter), "\\ansicpg");
    else if (name === "deflang") {
      const language = languageOfLcid(parameter);
      if (language !== null) draft.value("applang", language, `\\deflang ${parameter}`);
    }
  };

  const sink: RtfSink = {
    wants: isWanted,
    text: (text, group) => {
      if (group.isDeleted) {
        deleted.push(text);
        return;
      }
      if (group.isHidden) draft.feature("hidden-text");
      if (isFromHtml && !group.isRtfOnly) html.push(escapeHtml(text));
      shownChars += text.length;
      if (shownChars <= LIMITS.maxOfficeTextChars) shown.push(text);
    },
    closed,
    word,
    binary: (run, destination) => {
      if (destination === "objdata") objectRuns.push(run);
    },
    problem: (code, reason) => draft.problem(code, "partial", reason),
  };
  readRtfInto(bytes, sink);
  if (deleted.length > 0) {
    draft.text("deleted text", deleted.join(""));
    draft.feature("deleted-text");
  }
  return { text: shown.join(""), html: isFromHtml ? html.join("") : "" };
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

/** Bytes of hex digits, anything between them ignored as readers do, followed by \bin runs. */
function hexBytes(text: string, runs: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(text.length >>> 1);
  let length = 0;
  let high = -1;
  for (let i = 0; i < text.length; i++) {
    const digit = hexDigit(text.charCodeAt(i));
    if (digit < 0) continue;
    if (high < 0) high = digit;
    else {
      bytes[length++] = high * 16 + digit;
      high = -1;
    }
  }
  return Buffer.concat([bytes.subarray(0, length), ...runs]);
}

/** \objdata is an OLE 1 object ([MS-OLEDS] 2.2.5): version, format 2 = embedded, three strings, then the native bytes. */
function addObject(draft: Draft, data: Uint8Array, objectClass: string, index: number): void {
  const found = guarded(
    () => {
      if (u32(data, 4) !== 2) return null;
      let at = 8;
      const className = readCounted(data, at);
      for (let i = 0; i < 3; i++) at += 4 + u32(data, at);
      const native = sliceUpTo(data, at + 4, u32(data, at));
      if (className !== "Package") return { name: "", bytes: native, type: "" };
      // the packager's stream without its length word
      const sized = new Uint8Array(native.length + 4);
      new DataView(sized.buffer).setUint32(0, native.length, true);
      sized.set(native, 4);
      const packaged = readOle10Native(sized);
      return packaged === null ? null : { ...packaged, type: "" };
    },
    null,
    (reason) => draft.problem("embedded-damaged", "partial", `object ${index}: ${reason}`),
  );
  if (found === null || found.bytes.length === 0) return;
  draft.feature("embedded");
  draft.child({
    name: found.name,
    declaredType: isOle(found.bytes) ? "application/x-ole-storage" : "",
    bytes: found.bytes,
    steps: [{ step: "member", index, name: `object ${index} ${objectClass}`.trim() }],
    metadata: [],
  });
}

function readCounted(bytes: Uint8Array, at: number): string {
  const own = sliceUpTo(bytes, at + 4, u32(bytes, at));
  const end = own.indexOf(0);
  return Buffer.from(end < 0 ? own : own.subarray(0, end)).toString("latin1");
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
