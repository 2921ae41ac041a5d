/** Search answers for terminal, JSON and CSV. Gets hits, returns text; every corpus string is escaped here. */

import type { Level } from "../model/flag.ts";
import { SHORT_ID_DIGITS } from "../model/ids.ts";
import type { Locator } from "../model/locator.ts";
import type { MetadataValue } from "../model/metadata.ts";
import type { CollapseBy } from "../search/collapse-hits.ts";
import type { HitView } from "../search/shown/hit-view.ts";
import { typeLabel } from "../type-names.ts";
import { defang, escapeLine, safeLine } from "./escape.ts";
import { attachmentJson } from "./json.ts";
import { addressText } from "./message-view.ts";
import {
  bold,
  column,
  counted,
  cutTo,
  cyan,
  dim,
  displayWidth,
  grouped,
  isoTime,
  type Style,
  sizeText,
  timeText,
  wrap,
  yellow,
} from "./terminal.ts";

/** A check that fired on a document of a hit: `{check: "saved-after-sent", level: "medium", id: "3f9a…"}`. */
export interface HitFlag {
  readonly check: string;
  readonly level: Level;
  /** Content id of the document, all 64 digits. */
  readonly id: string;
}

/** What a list of hits needs beside the hits. */
export interface HitContext {
  readonly sourceOf: (hit: HitView) => string;
  readonly locatorOf: (hit: HitView) => Locator;
  /** IANA name, or "sender". */
  readonly timeZone: string;
  /** What checks said of the documents of the family, worst first. */
  readonly flagsOf: (hit: HitView) => readonly HitFlag[];
  /** Tags people gave the message; none where tags are not read. */
  readonly tagsOf?: (hit: HitView) => readonly string[];
  /** What a document says of itself. */
  readonly metadataOf: (docId: number) => readonly MetadataValue[];
  /** How many more matching messages of its conversation, or of nearly its text, a hit stands for. */
  readonly folded?: { readonly by: CollapseBy; readonly of: (hit: HitView) => number };
}

/** When a hit was sent, else received, in the zone of the list; with "sender" on the clock of the sender, where the mail says it. */
function shownTime({ root }: HitView, { timeZone }: HitContext): string {
  const at = root.sentAt ?? root.receivedAt;
  if (timeZone !== "sender") return timeText(at, timeZone);
  const zone = root.sentAt === null ? null : (root.envelope?.zoneMinutes ?? null);
  return at === null || zone === null ? timeText(at) : timeText(at + zone * 60_000);
}

const sender = (hit: HitView): string => {
  const first = hit.root.envelope?.from[0];
  return first === undefined ? "" : first.name !== "" ? first.name : first.address;
};

const title = (hit: HitView): string =>
  hit.root.kind === "message" ? (hit.root.envelope?.subject ?? "") : hit.root.name;

/** The snippet with its matches in bold, or between guillemets without colour. */
function snippetText(hit: HitView, style: Style): string {
  const { text, marks, cutBefore, cutAfter } = hit.snippet;
  const [open, close] = style.unicode ? ["«", "»"] : ["[", "]"];
  const dots = style.unicode ? "…" : "...";
  let out = cutBefore ? `${dots} ` : "";
  let at = 0;
  for (const { start, end } of marks) {
    const word = escapeLine(text.slice(start, end));
    out +=
      escapeLine(text.slice(at, start)) +
      (style.colour ? yellow(style, bold(style, word)) : `${open}${word}${close}`);
    at = end;
  }
  return defang(out + escapeLine(text.slice(at))) + (cutAfter ? ` ${dots}` : "");
}

function foldedText(hit: HitView, { folded }: HitContext): string {
  const count = folded?.of(hit) ?? 0;
  if (count === 0) return "";
  return `${grouped(count)} more ${folded?.by === "similar" ? "nearly the same" : "in this conversation"}`;
}

/** One hit in three or four lines. */
export function hitText(hit: HitView, number: number, context: HitContext, style: Style): string {
  const id = hit.root.contentId.slice(0, SHORT_ID_DIGITS);
  const when = shownTime(hit, context);
  const extras = [
    hit.files.length > 0 ? counted(hit.files.length, "file") : "",
    hit.copies > 1 ? counted(hit.copies, "copy", "copies") : "",
    foldedText(hit, context),
    ...(context.tagsOf?.(hit) ?? []).map((tag) => `#${safeLine(tag)}`),
  ].filter((text) => text !== "");
  const who = column(safeLine(sender(hit)), Math.max(10, Math.min(32, style.columns - 56)), style);
  let out = `${dim(style, String(number).padStart(4))}  ${when}  ${who}  ${cyan(style, id)}${extras.length > 0 ? `  ${dim(style, extras.join(", "))}` : ""}\n`;
  const subject = safeLine(title(hit)) || "(no subject)";
  for (const line of wrap(subject, Math.max(40, style.columns - 6)))
    out += `      ${bold(style, line)}\n`;
  const snippet = snippetText(hit, style);
  if (snippet.trim() !== "") {
    const where = hit.snippetFrom === "" ? "" : dim(style, `[${safeLine(hit.snippetFrom)}] `);
    out += wrap(where + snippet, Math.max(40, style.columns - 8))
      .slice(0, 4)
      .map((line) => `      ${line}\n`)
      .join("");
  }
  const files = hit.matched.filter(
    (document) => document.kind !== "message" && document.docId !== hit.root.docId,
  );
  for (const file of files.slice(0, 5)) {
    out += `      ${dim(style, "file")} ${safeLine(file.name) || "(no name)"} ${dim(style, `${escapeLine(typeLabel(file.type))}, ${sizeText(file.sizeBytes)}, ${file.contentId.slice(0, SHORT_ID_DIGITS)}`)}\n`;
  }
  if (files.length > 5)
    out += `      ${dim(style, `and ${counted(files.length - 5, "more file")} of this family`)}\n`;
  return out;
}

const BRIEF_WHO = 20;
/** What stands before the title of a brief hit: number, day, sender and the spaces between. */
const BRIEF_FRONT = 4 + 2 + 10 + 2 + BRIEF_WHO + 2;

/** One hit in two lines, for the prompt: number, day, who, what; then the passage. */
export function hitBrief(hit: HitView, number: number, context: HitContext, style: Style): string {
  const when = shownTime(hit, context).slice(0, 10);
  const extras = [
    hit.files.length > 0 ? counted(hit.files.length, "file") : "",
    hit.copies > 1 ? counted(hit.copies, "copy", "copies") : "",
    ...(context.tagsOf?.(hit) ?? []).map((tag) => `#${safeLine(tag)}`),
  ].filter((text) => text !== "");
  const more = extras.length > 0 ? `(${extras.join(", ")})` : "";
  const who = safeLine(sender(hit)) || "(no sender)";
  const what = safeLine(title(hit)) || "(no subject)";
  const where = hit.snippetFrom === "" ? "" : `[${safeLine(hit.snippetFrom)}] `;
  const passage = (where + snippetText(hit, { ...style, colour: false }))
    .trim()
    .replace(/\s+/g, " ");
  if (style.plain === true)
    return `${number}. ${when}, ${who}: ${what} ${more}\n${passage === "" ? "" : `   ${passage}\n`}`;
  const room = Math.max(
    10,
    style.columns - BRIEF_FRONT - (more === "" ? 0 : displayWidth(more) + 1),
  );
  const first = `${dim(style, String(number).padStart(4))}  ${when.padEnd(10)}  ${column(who, BRIEF_WHO, style)}  ${bold(style, cutTo(what, room, style))}${more === "" ? "" : ` ${dim(style, more)}`}`;
  return `${first}\n${passage === "" ? "" : `      ${dim(style, cutTo(passage, style.columns - 7, style))}\n`}`;
}

/** Checks that fired on a hit, each once, worst first, with blanks between: for a cell of a table. */
export function checksText(hit: HitView, context: HitContext): string {
  return [...new Set(context.flagsOf(hit).map(({ check }) => check))].join(" ");
}

/** One hit of `search --json`. */
export function hitJson(hit: HitView, context: HitContext) {
  const { root } = hit;
  return {
    id: root.contentId,
    kind: root.kind,
    subject: root.envelope?.subject ?? "",
    from: root.envelope?.from.map(addressText).join(", ") ?? "",
    to: root.envelope?.to.map(addressText) ?? [],
    sentAt: isoTime(root.sentAt),
    sentAtText: root.envelope?.sentAtText ?? "",
    receivedAt: isoTime(root.receivedAt),
    source: context.sourceOf(hit),
    locator: context.locatorOf(hit),
    sizeBytes: root.sizeBytes,
    score: Math.round(hit.score * 1e6) / 1e6,
    snippet: hit.snippet.text,
    snippetFrom: hit.snippetFrom,
    matched: hit.matched
      .filter((document) => document.kind !== "message" || document.docId !== root.docId)
      .map((document) => ({ filename: document.name, id: document.contentId })),
    attachments: hit.files.map(attachmentJson),
    copies: hit.copies,
    flags: context.flagsOf(hit),
    ...(context.tagsOf === undefined ? {} : { tags: context.tagsOf(hit) }),
    ...(context.folded === undefined ? {} : { folded: context.folded.of(hit) }),
  };
}

export const CSV_COLUMNS = [
  "id",
  "kind",
  "sentAt",
  "from",
  "to",
  "subject",
  "filename",
  "sizeBytes",
  "files",
  "copies",
  "source",
  "snippet",
  "flags",
];

/** One row of `search --csv`, in the order of {@link CSV_COLUMNS}. */
export function hitCells(hit: HitView, context: HitContext): (string | number | null)[] {
  const { root } = hit;
  return [
    root.contentId,
    root.kind,
    isoTime(root.sentAt),
    root.envelope?.from.map(addressText).join(", ") ?? "",
    root.envelope?.to.map(addressText).join(", ") ?? "",
    root.envelope?.subject ?? "",
    root.name,
    root.sizeBytes,
    hit.files.length,
    hit.copies,
    context.sourceOf(hit),
    hit.snippet.text,
    checksText(hit, context),
  ];
}
