/** An entry of the list as people read it: what, how rare and what else it may be, whose and when. Four lines on a narrow terminal, so that five entries fit a screen. */

import { checkById } from "../checks/engine/engine.ts";
import { pooledRate } from "../checks/engine/expected.ts";
import type { Ranked } from "../checks/engine/rank.ts";
import type { Level } from "../model/flag.ts";
import { safeLine } from "../render/escape.ts";
import {
  column,
  counted,
  cutTo,
  dim,
  grouped,
  red,
  type Style,
  wrap,
  yellow,
} from "../render/terminal.ts";
import { basisLine } from "./level-basis.ts";

/** A document of an entry as listed. */
export interface MemberView {
  readonly id: string;
  readonly shortId: string;
  /** File name or subject. */
  readonly label: string;
  readonly kind: string;
  /** Date and sender of a message, "" where they are not told; of a file those of the mail that carries it. */
  readonly date: string;
  readonly from: string;
}

const SENTENCE_LINES = 2;
/** Names of a group shown; explain has all. */
const MAX_NAMES = 12;
const FRONT = "      ";

/** The level in capitals, coloured, as wide as asked. */
export function levelText(style: Style, level: Level, columns: number): string {
  const text = column(level === "information" ? "CONTEXT" : level.toUpperCase(), columns, style);
  if (level === "high") return red(style, text);
  return level === "medium" ? yellow(style, text) : dim(style, text);
}

/** "none of 7,938 genuine ones". */
export function rateWords(check: string): string {
  const rate = pooledRate(check);
  if (rate === null) return "not measured";
  return `${rate.fired === 0 ? "none" : grouped(rate.fired)} of ${grouped(rate.applies)} genuine ones`;
}

/** "cotisations.xlsx, in a mail of Anna Weber", "Anna Weber: Budget". */
function nameOf({ kind, label, from }: MemberView): string {
  const name = label || "(no name)";
  if (from === "") return name;
  return kind === "message" ? `${from}: ${name}` : `${name}, in a mail of ${from}`;
}

/** "2016-03-01", "2006-02-11 to 2017-03-27", "" where no member has a date. */
function datesOf(members: readonly MemberView[]): string {
  const dates = members.flatMap(({ date }) => (date === "" ? [] : [date])).sort();
  const [first = "", last = dates.at(-1) ?? ""] = [dates[0], dates.at(-1)];
  return first === last ? first : `${first} to ${last}`;
}

/** Whose, when, how many: one line for a document or a pair, the names of a group below. `checks` is what found it. */
function membersText(
  members: readonly MemberView[],
  checks: string,
  columns: number,
  style: Style,
): string[] {
  const [first] = members;
  if (first === undefined) return [checks];
  const dates = datesOf(members);
  const head = [first.shortId, ...(dates === "" ? [] : [dates]), checks].join("  ");
  const room = Math.max(0, columns - head.length - 2);
  if (members.length === 1) {
    const name = room < 8 ? "" : cutTo(safeLine(nameOf(first)), room, style);
    return [`${head}  ${name}`.trimEnd()];
  }
  const names = members.slice(0, MAX_NAMES).map(({ label }) => label || "(no name)");
  const more = members.length - names.length;
  const what = `${counted(members.length, "document")}: ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return members.length === 2
    ? [`${head}  ${room < 8 ? "" : cutTo(safeLine(what), room, style)}`.trimEnd()]
    : [head, ...wrap(safeLine(what), columns)];
}

/** One entry of the list. */
export function entryText(
  number: number,
  entry: Ranked,
  members: readonly MemberView[],
  style: Style,
): string {
  const { lead, others } = entry;
  const columns = Math.max(40, style.columns - FRONT.length);
  const room = columns - 8;
  const sentence = wrap(safeLine(lead.sentence), room);
  const [first = "", ...rest] = sentence.slice(0, SENTENCE_LINES);
  const lines = [first, ...rest];
  const last = lines.length - 1;
  if (sentence.length > SENTENCE_LINES) lines[last] = cutTo(`${lines[last]} …`, room, style);
  let out = `${String(number).padStart(4)}  ${levelText(style, entry.level, 8)}${lines[0]}\n`;
  for (const line of lines.slice(1)) out += `${FRONT}        ${line}\n`;
  const also = [
    ...new Set(others.filter((hit) => hit.level !== "information").map((hit) => hit.check)),
  ];
  const cause = checkById(lead.check)?.innocentCauses[0] ?? "";
  const rare = `(${basisLine(entry) ?? rateWords(lead.check)})`;
  const maybe = cutTo(`Maybe ${cause}`, Math.max(20, columns - rare.length - 1), style);
  out += `${dim(style, `${FRONT}${cutTo(`${maybe} ${rare}`, columns, style)}`)}\n`;
  const checks = `${lead.check}${also.length === 0 ? "" : ` +${also.length}`}`;
  for (const line of membersText(members, checks, columns, style)) out += `${FRONT}${line}\n`;
  return out;
}
