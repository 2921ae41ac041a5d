/** Flags and findings for terminal, JSON and CSV. Gets what was gathered, returns text; every corpus string is escaped here. */
import { NAME_ALTERNATIVES, NAME_FIELDS, NOT_SAID } from "../checks/engine/alternatives.ts";
import { pooledRate } from "../checks/engine/expected.ts";
import type { Ranked } from "../checks/engine/rank.ts";
import type { CheckDescription, Level } from "../model/flag.ts";
import { SHORT_ID_DIGITS } from "../model/ids.ts";
import { escapeLine, escapeText, safeLine } from "../render/escape.ts";
import {
  bold,
  column,
  counted,
  dim,
  grouped,
  red,
  type Style,
  wrap,
  yellow,
} from "../render/terminal.ts";
import { deriveCommands, placeText } from "./derive.ts";
import type { Explanation } from "./explain.ts";
import type { ChanceCount } from "./gather.ts";

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

/** Members printed of a group; the rest is counted. */
const MAX_MEMBERS = 12;
const MAX_OTHERS = 6;
/** Columns of the labels of an explanation. */
const LABEL = 16;

/** The level in capitals, coloured. */
function levelText(style: Style, level: Level): string {
  const text = column(level.toUpperCase(), 12, style);
  if (level === "high") return red(style, text);
  return level === "medium" ? yellow(style, text) : dim(style, text);
}

const share = (n: number): string =>
  n >= 10 ? n.toFixed(0) : n >= 0.1 ? n.toFixed(1) : n.toFixed(2);

/**
 * "expected by chance 0.3 (up to 2.1); found 4 where it applies to 970". Where it never fired on genuine documents the bound says how little was
 * measured: "expected by chance 0, at most 45 (none of 4 measured); …".
 */
function chanceText(count: ChanceCount | undefined | null): string {
  if (count === undefined || count === null) return "rate not measured";
  const { expected, found, applies } = count;
  const of = `found ${grouped(found)} where it applies to ${grouped(applies)}`;
  if (expected === null) return `rate not measured; ${of}`;
  if (expected.expected > 0)
    return `expected by chance ${share(expected.expected)} (up to ${share(expected.upper)}); ${of}`;
  const measured = grouped(pooledRate(count.check)?.applies ?? 0);
  return `expected by chance 0, at most ${share(expected.upper)} (none of ${measured} measured); ${of}`;
}

/** What stands before the name of a document: id, kind, date and the spaces between. */
const MEMBER_FRONT = 5 + SHORT_ID_DIGITS + 2 + 10 + 1 + 10 + 2;

/** One entry of the list. */
export function rankedText(
  number: number,
  entry: Ranked,
  members: readonly MemberView[],
  chance: ReadonlyMap<string, ChanceCount>,
  style: Style,
): string {
  const { lead } = entry;
  let out = `${String(number).padStart(3)}  ${levelText(style, entry.level)} ${bold(style, lead.check)}  ${dim(style, `lines: ${entry.lines.join(", ") || "none above information"}`)}\n`;
  const columns = Math.max(40, style.columns - 6);
  for (const line of wrap(safeLine(lead.sentence), columns)) out += `     ${line}\n`;
  for (const other of entry.others.slice(0, MAX_OTHERS)) {
    const [first = "", ...rest] = wrap(`also ${other.check}: ${safeLine(other.sentence)}`, columns);
    out += `     ${first}\n${rest.map((line) => `       ${line}\n`).join("")}`;
  }
  if (entry.others.length > MAX_OTHERS)
    out += dim(style, `     and ${counted(entry.others.length - MAX_OTHERS, "more flag")}\n`);
  for (const line of wrap(chanceText(chance.get(lead.check)), columns))
    out += dim(style, `     ${line}\n`);
  for (const { shortId, kind, label, date, from } of members.slice(0, MAX_MEMBERS)) {
    const sender = kind === "message" && from !== "" ? `${from}: ` : "";
    const carrier = kind !== "message" && from !== "" ? `, in a mail of ${from}` : "";
    const what = `${sender}${label || "(no name)"}${carrier}`;
    const [first = "", ...rest] = wrap(safeLine(what), Math.max(20, style.columns - MEMBER_FRONT));
    out += `     ${shortId}  ${column(kind, 10, style)} ${column(date, 10, style)}  ${first}\n`;
    out += rest.map((line) => `${" ".repeat(MEMBER_FRONT)}${line}\n`).join("");
  }
  if (members.length > MAX_MEMBERS)
    out += dim(style, `     and ${counted(members.length - MAX_MEMBERS, "more document")}\n`);
  return out;
}

/** One entry in JSON. */
export function rankedJson(
  entry: Ranked,
  members: readonly MemberView[],
  chance: ReadonlyMap<string, ChanceCount>,
) {
  const hitJson = (hit: Ranked["lead"]) => ({
    check: hit.check,
    level: hit.level,
    lines: hit.lines,
    sentence: hit.sentence,
    rarity: Number(hit.rarity.toFixed(3)),
    costOfSettingByHand: hit.cost,
  });
  const counted = chance.get(entry.lead.check);
  return {
    ...hitJson(entry.lead),
    /** After combination; the check's own level is `ownLevel`. */
    level: entry.level,
    ownLevel: entry.lead.level,
    lines: entry.lines,
    score: Number(entry.score.toFixed(3)),
    others: entry.others.map(hitJson),
    documents: members.map(({ id, kind, label, date, from }) => ({
      id,
      kind,
      label,
      date: date === "" ? null : date,
      from: from === "" ? null : from,
    })),
    chance:
      counted === undefined
        ? null
        : { found: counted.found, applies: counted.applies, expected: counted.expected },
  };
}

const rateText = (check: CheckDescription): string => {
  const rate = pooledRate(check.id);
  if (rate === null) return "rate not measured";
  return `fires on ${(rate.share * 100).toFixed(2)} % of genuine documents (${grouped(rate.fired)} of ${grouped(rate.applies)}, ${grouped(rate.clusters)} clusters; up to ${(rate.upper * 100).toFixed(2)} %)`;
};

/** `flags list`: every check with its level, line and rate. */
export function checkListText(
  checks: readonly CheckDescription[],
  muted: ReadonlySet<string>,
  style: Style,
): string {
  return checks
    .map(
      (check) =>
        `${levelText(style, check.level)} ${bold(style, check.id)}  ${dim(style, `${check.line}, set by hand: ${check.cost}${muted.has(check.id) ? ", muted here" : ""}`)}\n             ${check.looksFor}\n             ${dim(style, rateText(check))}\n`,
    )
    .join("");
}

/** Text with every line indented; what does not fit is wrapped. */
function block(label: string, lines: readonly string[], style: Style): string {
  if (lines.length === 0) return "";
  const columns = Math.max(40, style.columns - LABEL - 4);
  const wrapped = lines.flatMap((line) => wrap(line, columns));
  return wrapped
    .map(
      (line, i) =>
        `  ${i === 0 ? bold(style, column(label, LABEL, style)) : " ".repeat(LABEL)}${line}\n`,
    )
    .join("");
}

/** Commands are never wrapped: they are copied. */
function commandBlock(label: string, commands: readonly string[], style: Style): string {
  return commands
    .map(
      (command, i) =>
        `  ${i === 0 ? bold(style, column(label, LABEL, style)) : " ".repeat(LABEL)}${escapeLine(command)}\n`,
    )
    .join("");
}

function evidenceText(each: Explanation["evidence"][number], style: Style): string {
  const start =
    each.at.offsetBytes !== null && each.where.kind === "header"
      ? `, bytes ${each.at.offsetBytes + each.where.offsetBytes}+${each.where.lengthBytes} of ${each.at.path}`
      : each.at.path === ""
        ? ""
        : `, in ${each.at.path}`;
  const compared = each.comparedWith;
  return (
    block("where", [escapeLine(placeText(each.where) + start)], style) +
    block("raw value", each.raw === "" ? [] : [safeLine(each.raw)], style) +
    block("arithmetic", each.steps.map(escapeLine), style) +
    block(
      "value",
      each.value === "" || each.value === each.raw ? [] : [safeLine(each.value)],
      style,
    ) +
    block(
      "compared with",
      compared === null
        ? []
        : [safeLine(`${compared.what}: ${compared.raw || placeText(compared.where)}`)],
      style,
    ) +
    commandBlock("check by hand", deriveCommands(each, each.at), style)
  );
}

/** One flag or finding with its seven elements. */
export function explanationText(explanation: Explanation, style: Style): string {
  const { check, evidence } = explanation;
  const isName = evidence.some(
    ({ where }) => where.kind === "metadata" && NAME_FIELDS.has(where.field),
  );
  return (
    `${levelText(style, explanation.level)} ${bold(style, check.id)}\n` +
    block(
      "what",
      [
        safeLine(explanation.sentence),
        ...(explanation.members > 1
          ? [`The finding has ${counted(explanation.members, "document")}.`]
          : []),
      ],
      style,
    ) +
    evidence.map((each) => evidenceText(each, style)).join("") +
    block("why it matters", [check.whyItMatters], style) +
    block("rarity", [chanceText(explanation.chance), rateText(check)], style) +
    block("set by hand", [check.cost], style) +
    block(
      "alternatives",
      check.innocentCauses.map((cause) => `- ${cause}`),
      style,
    ) +
    block("of a name", isName ? NAME_ALTERNATIVES.map((cause) => `- ${cause}`) : [], style) +
    block(
      "sources",
      check.sources.map((source) => `- ${source}`),
      style,
    )
  );
}

/** What is said in place of an empty list: which checks looked, at how much, and what may be asked next. */
export function nothingText(
  checks: readonly string[],
  level: Level,
  chance: ReadonlyMap<string, ChanceCount>,
  isNarrowed: boolean,
): string {
  if (isNarrowed) return "No flags on what the query matches. Without the query: leaksift flags\n";
  if (checks.length === 0)
    return level === "information"
      ? "No flags.\n"
      : `No flags of level ${level} or above. Context too: leaksift flags --level information\n`;
  return checks
    .map((id) => {
      const applies = chance.get(id)?.applies ?? 0;
      return applies === 0
        ? `No flags of ${id}: nothing here that it looks at.\n`
        : `No flags of ${id}: it looked at ${grouped(applies)} here.\n`;
    })
    .join("");
}

/** The last words of every explanation. */
export function closingText(): string {
  return `${escapeText(NOT_SAID)}\n`;
}
