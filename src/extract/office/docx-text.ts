/**
 * WordprocessingML parts (ISO 29500-1 section 17): text of body, headers, footers, notes and comments, deleted text apart, and who
 * changed and commented when.
 *
 * Times of changes are local time with a false "Z" (Word writes the clock of the machine), so their zone is unknown.
 */
import type { TimeValue } from "../../model/metadata.ts";
import { addLink, type Distinct } from "../distinct.ts";
import type { Draft } from "../draft.ts";
import { parseIsoDate } from "../stated-time.ts";
import type { XmlAttributes, XmlHandlers } from "../xml-events.ts";

/** Root element of a story -> place of its text. */
const STORIES = new Map<string, string>([
  ["document", ""],
  ["hdr", "header"],
  ["ftr", "footer"],
  ["footnotes", "footnotes"],
  ["endnotes", "endnotes"],
  ["comments", "comments"],
  ["glossaryDocument", "building blocks"],
]);

/** Characters an empty element stands for. `softHyphen` is a hyphenation chance, not a character of the word. */
const MARKS = new Map<string, string>([
  ["tab", "\t"],
  ["br", "\n"],
  ["cr", "\n"],
  ["noBreakHyphen", "-"],
  ["tc", "\t"],
  ["ptab", "\t"],
]);

/** A `w:date`: the machine's wall clock, whatever zone it ends in. */
export function falselyUtc(rawText: string): TimeValue | null {
  const wallClock = parseIsoDate(rawText.replace(/(?:z|[+-]\d{2}:?\d{2})\s*$/i, ""));
  return wallClock === null ? null : { ...wallClock, rawText };
}

/** Field codes whose argument points elsewhere (ISO 29500-1 17.16.5). */
const FIELD_LINK =
  /\b(HYPERLINK|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DDE|DDEAUTO|DATABASE)\s{1,20}"?([^"\\]{1,2000}(?:\\\\[^"\\]{1,500}){0,40})/;

interface Story {
  readonly place: string;
  text: string;
  deleted: string;
  instruction: string;
}

function noteAuthor(
  name: string,
  attributes: XmlAttributes,
  part: string,
  draft: Draft,
  distinct: Distinct,
): void {
  const author = attributes.get("author");
  if (author === undefined) return;
  const isComment = name === "comment";
  draft.feature(isComment ? "comments" : "tracked-changes");
  const source = `${part} w:${name}`;
  distinct.value(isComment ? "commentby" : "changedby", author, `${source} author`);
  const date = attributes.get("date") ?? "";
  if (date !== "") distinct.time("changedat", date, falselyUtc(date), `${source} date`);
  // newer Word adds the true instant beside the local one
  const utc = attributes.get("dateUtc") ?? "";
  if (utc !== "") distinct.time("changedat", utc, parseIsoDate(utc), `${source} dateUtc`);
}

function addInstruction(code: string, part: string, draft: Draft, distinct: Distinct): void {
  const found = FIELD_LINK.exec(code.slice(0, 4_000));
  if (found === null) return;
  const [, verb = "", target = ""] = found;
  addLink(distinct, target.trim().replaceAll("\\\\", "\\"), `${part} field ${verb}`);
  if (verb.startsWith("DDE")) draft.feature("dde");
  if (verb !== "HYPERLINK") draft.feature("external-links");
}

/** Handlers for a story part, null when the root is no story. Text goes to the draft when the part ends: call `finish`. */
export function storyReader(
  root: string,
  part: string,
  draft: Draft,
  distinct: Distinct,
): { readonly handlers: XmlHandlers; readonly finish: () => void } | null {
  const place = STORIES.get(root);
  if (place === undefined) return null;
  const story: Story = { place, text: "", deleted: "", instruction: "" };
  let into: "text" | "deleted" | "instruction" | null = null;
  let deletions = 0;
  /** Depth of an mc:Fallback, which says again what its Choice says; 0 outside. */
  let fallback = 0;
  const mark = (char: string): void => {
    if (deletions > 0) story.deleted += char;
    else story.text += char;
  };
  const handlers: XmlHandlers = {
    open: (name, attributes, depth) => {
      if (fallback > 0) return undefined;
      if (name === "Fallback") {
        fallback = depth;
        return undefined;
      }
      if (name === "t") into = deletions > 0 ? "deleted" : "text";
      else if (name === "delText") into = "deleted";
      else if (name === "instrText" || name === "delInstrText") into = "instruction";
      else if (name === "fldSimple") {
        addInstruction(attributes.get("instr") ?? "", part, draft, distinct);
      } else if (name === "del" || name === "moveFrom") deletions++;
      else if (name === "vanish" && attributes.get("val") !== "0") draft.feature("hidden-text");
      // watermarks: the text of a VML shape is an attribute
      else if (name === "textpath") mark(`${attributes.get("string") ?? ""}\n`);
      else if (name === "sym") addSymbol(attributes, mark);
      else if (name !== "tc") {
        const char = MARKS.get(name);
        // a tab with a position is a tab stop, not a character
        if (char !== undefined && !attributes.has("pos")) mark(char);
      }
      if (attributes.has("author")) noteAuthor(name, attributes, part, draft, distinct);
      return draft.hasRoom() ? undefined : "stop";
    },
    text: (piece) => {
      if (into === null || fallback > 0) return;
      story[into] += piece;
    },
    close: (name, depth) => {
      if (fallback > 0) {
        if (depth === fallback) fallback = 0;
        return;
      }
      if (name === "t" || name === "delText") into = null;
      else if (name === "instrText" || name === "delInstrText") into = null;
      else if (name === "del" || name === "moveFrom") deletions--;
      else if (name === "p") {
        story.text += "\n";
        if (story.deleted !== "" && !story.deleted.endsWith("\n")) story.deleted += "\n";
        addInstruction(story.instruction, part, draft, distinct);
        story.instruction = "";
      } else if (name === "tc") mark("\t");
    },
  };
  const finish = (): void => {
    draft.text(story.place, story.text);
    draft.text("deleted text", story.deleted);
    if (story.deleted.trim() !== "") draft.feature("deleted-text");
    if (place === "comments" && story.text.trim() !== "") draft.feature("comments");
    if (place.endsWith("notes") && story.text.trim() !== "") draft.feature("notes");
  };
  return { handlers, finish };
}

/** w:sym: a character of a symbol font; code points of the private area (F0xx) are that font's own and say nothing. */
function addSymbol(attributes: XmlAttributes, mark: (char: string) => void): void {
  const code = Number.parseInt(attributes.get("char") ?? "", 16);
  if (code >= 0x20 && code < 0xe000) mark(String.fromCodePoint(code));
}
