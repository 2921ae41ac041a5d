/** Flags and findings for terminal, JSON and CSV. Gets what was gathered, returns text; every corpus string is escaped here. */
import { NAME_ALTERNATIVES, NAME_FIELDS, NOT_SAID } from "../checks/engine/alternatives.ts";
import { pooledRate } from "../checks/engine/expected.ts";
import type { Ranked } from "../checks/engine/rank.ts";
import type { CheckDescription, Level } from "../model/flag.ts";
import { escapeLine, escapeText, safeLine } from "../render/escape.ts";
import { bold, column, counted, dim, grouped, type Style, wrap } from "../render/terminal.ts";
import { deriveCommands, placeText } from "./derive.ts";
import { levelText, type MemberView, rateWords } from "./entry-text.ts";
import type { Explanation } from "./explain.ts";
import type { ChanceCount } from "./gather.ts";
import { basisText, percent } from "./level-basis.ts";

/** Columns of the labels of an explanation. */
const LABEL = 16;

/** "none of 7,938 genuine ones, at most 0.05 % (873 senders or makers); here 4 of 970". */
function chanceText(check: string, count: ChanceCount | null): string {
  const rate = pooledRate(check);
  const bound =
    rate === null
      ? ""
      : `, at most ${percent(rate.upper)} (${counted(rate.clusters, "sender or maker", "senders or makers")})`;
  const here = count === null ? "" : `; here ${grouped(count.found)} of ${grouped(count.applies)}`;
  return `${rateWords(check)}${bound}${here}`;
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

/** `flags list`: every check with its level, line and rate. */
export function checkListText(
  checks: readonly CheckDescription[],
  muted: ReadonlySet<string>,
  style: Style,
): string {
  return checks
    .map(
      (check) =>
        `${levelText(style, check.level, 12)} ${bold(style, check.id)}  ${dim(style, `${check.line}, set by hand: ${check.cost}${muted.has(check.id) ? ", muted here" : ""}`)}\n             ${check.looksFor}\n             ${dim(style, chanceText(check.id, null))}\n`,
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
    `${levelText(style, explanation.level, 12)} ${bold(style, check.id)}\n` +
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
    block("rarity", [chanceText(check.id, explanation.chance)], style) +
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

/** What the level of a document rests on, all its flags together. */
export function basisBlock(entry: Ranked, style: Style): string {
  return block("level", basisText(entry), style);
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
