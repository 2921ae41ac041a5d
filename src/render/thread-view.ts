/** A conversation as a tree for a terminal, and as JSON. Gets rows, returns text; every corpus string is escaped here. */
import type { MarkedFlag } from "../catalog/document-marks.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { SHORT_ID_DIGITS } from "../model/ids.ts";
import type { LinkKind } from "../search/threads/thread-nodes.ts";
import { safeLine } from "./escape.ts";
import { addressText } from "./message-view.ts";
import {
  bold,
  column,
  counted,
  cutTo,
  cyan,
  dim,
  displayWidth,
  isoTime,
  red,
  type Style,
  timeText,
  yellow,
} from "./terminal.ts";

/** A line of the tree with the rows it shows. */
export interface ThreadViewLine {
  readonly messageId: string;
  readonly depth: number;
  readonly lasts: readonly boolean[];
  readonly link: LinkKind | null;
  readonly parentMessageId: string;
  /** Null when the message is missing. */
  readonly document: StoredDocument | null;
  /** Others with this Message-ID. */
  readonly others: readonly StoredDocument[];
  readonly flags: readonly MarkedFlag[];
  readonly isAsked: boolean;
}

const MAX_DRAWN_DEPTH = 12;

function branch(line: ThreadViewLine, style: Style): string {
  const [pipe, tee, corner] = style.unicode ? ["│ ", "├─", "└─"] : ["| ", "|-", "`-"];
  const shown = line.lasts.slice(-MAX_DRAWN_DEPTH);
  const cut = line.depth > shown.length ? (style.unicode ? "…" : "..") : "";
  const drawn = shown
    .map((last, i) => (i === shown.length - 1 ? (last ? corner : tee) : last ? "  " : pipe))
    .join("");
  return cut + drawn;
}

const shortId = (document: StoredDocument): string => document.contentId.slice(0, SHORT_ID_DIGITS);

function senderOf(document: StoredDocument): string {
  const first = document.envelope?.from[0];
  return first === undefined ? "(no sender)" : first.name !== "" ? first.name : first.address;
}

/** Marks after the subject: how it was joined when not by references, others with its Message-ID, flags. */
function marksOf(line: ThreadViewLine, style: Style): string[] {
  const marks: string[] = [];
  if (line.link === "subject") marks.push(dim(style, "(joined by subject: a guess)"));
  if (line.link === "thread-index") marks.push(dim(style, "(joined by Thread-Index)"));
  const same = line.others.filter((other) => other.contentId === line.document?.contentId).length;
  const differ = line.others.length - same;
  if (same > 0) marks.push(dim(style, `(${counted(same, "exact copy", "exact copies")})`));
  if (differ > 0)
    marks.push(yellow(style, `(${counted(differ, "other message")} with this Message-ID)`));
  if (line.flags.length > 0)
    marks.push(red(style, `! ${line.flags.map((flag) => flag.check).join(", ")}`));
  return marks;
}

function lineText(line: ThreadViewLine, style: Style, timeZone: string, above: string): string {
  const tree = branch(line, style);
  const pointer = line.isAsked ? (style.unicode ? "▶" : ">") : " ";
  if (line.document === null) {
    const id = safeLine(line.messageId);
    const room = Math.max(10, style.columns - displayWidth(tree) - 46);
    return `${" ".repeat(16)} ${pointer} ${tree}${yellow(style, "missing")} ${dim(style, `not in this index: ${cutTo(id, room, style)}`)}\n`;
  }
  const { document } = line;
  const when = timeText(document.sentAt ?? document.receivedAt, timeZone);
  const id = shortId(document);
  const room = Math.max(16, style.columns - 16 - 3 - displayWidth(tree) - id.length - 2);
  const subject = document.envelope?.subject ?? "";
  // The subject is repeated only where it changes: in a tree of twenty answers it is noise.
  const shown = subject.replace(/^(?:\s*(?:re|aw|fwd?|tr|sv)\s*:)+/i, "").trim();
  const who = safeLine(senderOf(document));
  const text = shown === above ? who : `${who}: ${safeLine(subject)}`;
  const cell = column(text, room, style);
  const out = `${column(when, 16, style)} ${pointer} ${dim(style, tree)}${line.isAsked ? bold(style, cell) : cell}  ${cyan(style, id)}\n`;
  const marks = marksOf(line, style);
  return marks.length === 0
    ? out
    : `${out}${" ".repeat(19 + displayWidth(tree))}${marks.join(" ")}\n`;
}

/** The tree, with how many messages are there and how many are missing. */
export function threadText(
  lines: readonly ThreadViewLine[],
  style: Style,
  timeZone: string,
): string {
  const there = lines.filter((line) => line.document !== null);
  const missing = lines.length - there.length;
  const subject = there[0]?.document?.envelope?.subject ?? "";
  let out = `${bold(style, safeLine(subject) || "(no subject)")}\n${counted(there.length, "message")}${missing > 0 ? `, ${counted(missing, "missing one", "missing ones")}` : ""}\n\n`;
  let above = "\0";
  for (const line of lines) {
    out += lineText(line, style, timeZone, above);
    if (line.document !== null)
      above = (line.document.envelope?.subject ?? "")
        .replace(/^(?:\s*(?:re|aw|fwd?|tr|sv)\s*:)+/i, "")
        .trim();
  }
  return out;
}

/** A line of `thread --json`: in reading order, each message with its parent and depth. */
export function threadLineJson({ document, others, ...line }: ThreadViewLine) {
  return {
    id: document?.contentId ?? null,
    messageId: line.messageId,
    parentMessageId: line.parentMessageId,
    link: line.link,
    depth: line.depth,
    missing: document === null,
    from: document?.envelope?.from.map(addressText).join(", ") ?? "",
    subject: document?.envelope?.subject ?? "",
    sentAt: isoTime(document?.sentAt ?? null),
    receivedAt: isoTime(document?.receivedAt ?? null),
    sameMessageId: others.map((other) => ({
      id: other.contentId,
      exactCopy: other.contentId === document?.contentId,
    })),
    flags: line.flags.map((flag) => flag.check),
  };
}
