/**
 * Chats exported by WhatsApp as text ("_chat.txt", "WhatsApp Chat with …"), as Android and iPhones write them, in the date forms of all countries; Signal
 * exports of the same form. No specification is public. The export states neither zone nor order of day and month: both are said.
 */
import type { Extraction } from "../../model/extraction.ts";
import type { FoundProblem } from "../collector.ts";
import { type ChatLine, chatExtraction } from "./chat.ts";

const DATE = "(\\d{1,4})[./-](\\d{1,2})[./-](\\d{2,4})";
const CLOCK =
  "(\\d{1,2})[:.](\\d{2})(?:[:.](\\d{2}))?(?:[ \\u00a0\\u202f]?([ap])\\.?[ \\u00a0\\u202f]?m\\.?)?";
/** Android: `31/12/2016, 21:05 - Anna: text`. */
const ANDROID = new RegExp(`^[\\u200e\\u200f]?${DATE},? ${CLOCK} [-\\u2013] (.*)$`, "is");
/** iPhone: `[31.12.16, 21:05:33] Anna: text`. */
const IPHONE = new RegExp(`^[\\u200e\\u200f]?\\[${DATE},? ${CLOCK}\\] (.*)$`, "is");
const NAMED = /whats\s?app|^_?chat\b|\bchat with\b|signal/i;
const MAX_HEAD_CHARS = 120;
/** Lines looked at to tell a chat from a log. */
const LOOK_LINES = 200;

type Order = "dmy" | "mdy" | "ymd";

interface Head {
  readonly parts: readonly [number, number, number];
  readonly yearFirst: boolean;
  readonly minutes: number;
  readonly seconds: number;
  readonly atText: string;
  readonly sender: string;
  readonly text: string;
  readonly hasHalfDays: boolean;
  readonly hasDots: boolean;
}

/** The beginning of a message, null for a line that goes on. */
function headOf(line: string): Head | null {
  const start = line.slice(0, MAX_HEAD_CHARS);
  if (!/^[\u200e\u200f]?\[?\d/.test(start)) return null;
  const found = ANDROID.exec(start) ?? IPHONE.exec(start);
  if (found === null) return null;
  const [, a = "", b = "", c = "", hour = "", minute = "", second = "0", half, shown = ""] = found;
  const body = shown + line.slice(MAX_HEAD_CHARS);
  const colon = body.slice(0, MAX_HEAD_CHARS).indexOf(": ");
  const endsBare = colon < 0 && /^[^:]{1,80}:$/.test(body);
  const at = endsBare ? body.length - 1 : colon;
  const hours =
    (Number(hour) % (half === undefined ? 24 : 12)) + (half?.toLowerCase() === "p" ? 12 : 0);
  return {
    parts: [Number(a), Number(b), Number(c)],
    yearFirst: a.length === 4,
    minutes: hours * 60 + Number(minute),
    seconds: Number(second),
    atText: start
      .slice(0, start.length - shown.length)
      .replace(/^[\u200e\u200f]?\[?|\]? ?(?:[-\u2013] )?$/g, ""),
    sender: at < 0 ? "" : body.slice(0, at).replace(/^[\u200e~\u202f\u00a0 ]+/, ""),
    text: (at < 0 ? body : body.slice(at + 1)).replace(/^[ \u200e]+/, ""),
    hasHalfDays: half !== undefined,
    hasDots: /^[^,\s]*\d\.\d/.test(start),
  };
}

function instantOf({ parts, minutes, seconds }: Head, order: Order): number | null {
  const [a, b, c] = parts;
  const [year, month, day] = order === "ymd" ? [a, b, c] : order === "dmy" ? [c, b, a] : [c, a, b];
  const full = year < 100 ? 2000 + year : year;
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  return Date.UTC(full, month - 1, day, 0, minutes, seconds);
}

/** How often time runs backwards when days are read so. */
function stepsBack(heads: readonly Head[], order: Order): number {
  let steps = 0;
  let before = Number.NEGATIVE_INFINITY;
  for (const head of heads) {
    const at = instantOf(head, order);
    if (at === null || at < before) steps++;
    if (at !== null) before = at;
  }
  return steps;
}

/** The order of day and month that lets time run forward; `isGuess` when both do. */
function orderOf(heads: readonly Head[]): { order: Order; isGuess: boolean } {
  if (heads[0]?.yearFirst === true) return { order: "ymd", isGuess: false };
  const dmy = stepsBack(heads, "dmy");
  const mdy = stepsBack(heads, "mdy");
  if (dmy !== mdy) return { order: dmy < mdy ? "dmy" : "mdy", isGuess: false };
  const [first] = heads;
  if (first?.hasDots === true) return { order: "dmy", isGuess: false };
  return { order: first?.hasHalfDays === true ? "mdy" : "dmy", isGuess: true };
}

/** "WhatsApp Chat with Anna.txt" is "Anna"; "_chat.txt" says nothing. */
const chatName = (name: string): string => {
  const stem = name.slice(name.lastIndexOf("/") + 1).replace(/\.(?:txt|md)$/i, "");
  return /^_?chat$/i.test(stem) ? "" : stem;
};

/** Whether a text begins like such a chat: two dated messages with a sender, or one in a file that is called a chat. */
export function isDatedChat(text: string, name: string): boolean {
  const heads = text
    .slice(0, 64 << 10)
    .split(/\r?\n/, LOOK_LINES)
    .flatMap((line) => headOf(line.replace(/^\ufeff/, "")) ?? []);
  const withSender = heads.filter(({ sender }) => sender !== "").length;
  if (NAMED.test(name)) return withSender > 0;
  // A comma behind the date is WhatsApp's; logs write none. Whoever speaks is a name, not a level.
  const isLog = heads.some(({ sender }) =>
    /^(?:error|warn(?:ing)?|info|debug|trace|fatal)\b/i.test(sender),
  );
  return withSender > 1 && !isLog && heads.every(({ atText }) => atText.includes(","));
}

/** Reads a chat that {@link isDatedChat} recognises. */
export function readDatedChat(text: string, name: string): Extraction {
  const heads: Head[] = [];
  const texts: string[][] = [];
  const rest: string[] = [];
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    const head = headOf(line);
    const open = texts.at(-1);
    if (head !== null) {
      heads.push(head);
      texts.push([head.text]);
    } else if (open === undefined) rest.push(line);
    else open.push(line);
  }
  const { order, isGuess } = orderOf(heads);
  const lines = heads.map(
    (head, i): ChatLine => ({
      sender: head.sender,
      at: instantOf(head, order),
      atText: head.atText,
      text: (texts[i] ?? []).join("\n").trimEnd(),
      id: "",
      answers: "",
    }),
  );
  const problems: FoundProblem[] = isGuess
    ? [
        {
          code: "chat-dates-ambiguous",
          severity: "note",
          reason: `no date of this chat tells whether the day or the month comes first; read as ${order === "dmy" ? "day, month, year" : "month, day, year"}`,
        },
      ]
    : [];
  const app = /signal/i.test(name) ? "Signal" : "WhatsApp";
  return chatExtraction(
    [{ app, name: chatName(name), lines, isLocalTime: true }],
    rest.join("\n"),
    problems,
  );
}
