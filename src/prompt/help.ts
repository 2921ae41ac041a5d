/** Help at the prompt, from the table of commands and the table of fields. Pure; only the word asked for is not ours. */
import { FIELDS, findField } from "../fields.ts";
import { escapeLine } from "../render/escape.ts";
import { bold, column, displayWidth, type Style, wrap } from "../render/terminal.ts";
import { findVerb, GROUPS, VERBS, type Verb, type VerbGroup } from "./verbs.ts";

const USAGE_COLUMNS = 18;

function verbLine(verb: Verb, style: Style): string {
  const aliases = verb.aliases.length === 0 ? "" : ` (also ${verb.aliases.join(", ")})`;
  if (style.plain === true) return `${verb.usage}: ${verb.what}${aliases}\n`;
  const [first = "", ...rest] = wrap(
    `${verb.what}${aliases}`,
    Math.max(30, style.columns - USAGE_COLUMNS - 3),
  );
  const usage =
    displayWidth(verb.usage) > USAGE_COLUMNS
      ? verb.usage
      : column(verb.usage, USAGE_COLUMNS, style);
  return `  ${usage} ${first}\n${rest.map((line) => `  ${" ".repeat(USAGE_COLUMNS)} ${line}\n`).join("")}`;
}

const QUERY_LINES: readonly (readonly [string, string])[] = [
  ["invoice hotel", "both, anywhere in a message and its files"],
  ['"table for four"', "the phrase"],
  ["hotel OR inn  -draft", "one of two, not a third"],
  ["invoi*  ~Weber", "beginning with; a name however spelt"],
  ["from:anna to:bob", "who wrote to whom; cc:, participants:"],
  ["after:2017-03-01 before:2017-04", "when; date:2017-03, date:2016..2017"],
  ["has:attachment type:pdf", "with files, of a kind; filename:budget"],
  ["lastsavedby:anna creator:*", "what a file says of who made it"],
  ["flag:* tag:key", "what does not fit; what you tagged"],
];

function queryHelp(style: Style): string {
  const rows = QUERY_LINES.map(([text, what]) =>
    style.plain === true ? `${text}: ${what}\n` : `  ${column(text, 33, style)} ${what}\n`,
  );
  return `${bold(style, "A query is words and fields")}\n${rows.join("")}`;
}

/** The whole list, beginning with what a query is. */
function overview(style: Style): string {
  const groups = (Object.keys(GROUPS) as VerbGroup[]).map((group) => {
    const verbs = VERBS.filter((verb) => verb.group === group);
    return `${bold(style, GROUPS[group])}\n${verbs.map((verb) => verbLine(verb, style)).join("")}`;
  });
  return `${queryHelp(style)}${groups.join("")}? WORD says more: ? tag, ? lastsavedby. Tab completes. All fields: fields\n`;
}

function fieldHelp(name: string): string | null {
  const field = findField(name.replace(/:$/, ""));
  if (field === undefined) return null;
  const also = field.aliases.length === 0 ? "" : ` (also ${field.aliases.join(", ")})`;
  return `${field.name}:${also} ${field.description}. For example ${field.example}\n`;
}

/** Help on a word: a command, a field; the whole list for none. */
export function helpText(word: string, style: Style): string {
  if (word === "") return overview(style);
  const verb = findVerb(word);
  if (verb !== undefined) {
    const field = fieldHelp(word);
    return `${verbLine(verb, { ...style, plain: true })}${field === null ? "" : `As a field: ${field}`}`;
  }
  const field = fieldHelp(word);
  if (field !== null) return field;
  const near = FIELDS.filter(({ name }) => name.startsWith(word.slice(0, 3).toLowerCase())).map(
    ({ name }) => `${name}:`,
  );
  return `There is no command and no field "${escapeLine(word)}".${near.length > 0 ? ` Fields like it: ${near.join(" ")}` : ""} All commands: ?\n`;
}
