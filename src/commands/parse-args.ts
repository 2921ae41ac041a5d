/**
 * Arguments -> positional words and option values, from a command's own option table, with yargs-parser. The same settings are given to yargs
 * (program.ts), which takes 100 ms to load; a well-formed search never needs it. A test holds the two to the same answers.
 */
import yargsParser from "yargs-parser";
import { UserError } from "../errors.ts";
import type { CommandSpec, OptionSpec, ParsedArgs } from "./command.ts";

/** No guessing: numbers stay text, dots and dashes stay as typed, an unknown single dash is an argument (in search: query text). */
export const PARSER_CONFIGURATION = {
  "boolean-negation": false,
  "camel-case-expansion": false,
  "dot-notation": false,
  "duplicate-arguments-array": true,
  "flatten-duplicate-arrays": true,
  "greedy-arrays": false,
  "nargs-eats-options": false,
  "parse-numbers": false,
  "parse-positional-numbers": false,
  "populate--": false,
  "short-option-groups": false,
  "unknown-options-as-args": true,
} as const;

const HELP: OptionSpec = {
  name: "help",
  short: "h",
  type: "boolean",
  description: "Show help with examples",
};
const VERBOSE: OptionSpec = {
  name: "verbose",
  short: "v",
  type: "boolean",
  description: "Say more on stderr",
};
export const COMMON_OPTIONS: readonly OptionSpec[] = [HELP, VERBOSE];

/** All options of a command: its own and the common ones. */
export function optionsOf(spec: CommandSpec): readonly OptionSpec[] {
  return [...spec.options, ...COMMON_OPTIONS];
}

/** Levenshtein distance of two short words, for "did you mean". */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** The closest of the names, "" when none is close. */
export function closest(word: string, names: readonly string[]): string {
  const ranked = names
    .map((name) => ({ name, distance: distance(word, name) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(1, Math.floor(word.length / 3))
    ? best.name
    : "";
}

/** Throws UserError when a word left over looks like an option: unknown ones are never taken for a file or an id. */
export function checkUnknown(spec: CommandSpec, words: readonly string[]): void {
  const helpHint = `See "leaksift ${spec.name} --help".`;
  const options = optionsOf(spec);
  for (const word of words) {
    const name = /^--([^=]+)/.exec(word)?.[1];
    const isShort = spec.dashIsText !== true && /^-[A-Za-z]$/.test(word);
    if (name === undefined && !isShort) continue;
    const best = closest(
      name ?? "",
      options.map((option) => option.name),
    );
    const hint = best === "" ? helpHint : `Did you mean --${best}?`;
    throw new UserError(`leaksift ${spec.name} has no option ${word.split("=")[0]}. ${hint}`);
  }
}

/** Turns raw values into the declared types, or throws UserError naming option, value and what is allowed. */
export function typedValues(
  spec: CommandSpec,
  raw: Readonly<Record<string, unknown>>,
): ParsedArgs["values"] {
  const values: Record<string, string | number | boolean | readonly string[] | undefined> = {};
  for (const option of optionsOf(spec)) {
    const value = raw[option.name];
    if (value === undefined || value === false) continue;
    values[option.name] = typedValue(option, value);
  }
  return values;
}

function typedValue(
  option: OptionSpec,
  value: unknown,
): string | number | boolean | readonly string[] {
  if (option.type === "boolean") return true;
  const list = (Array.isArray(value) ? value : [value]).map(String);
  if (option.type === "list") return list;
  if (list.length > 1)
    throw new UserError(`--${option.name} is given ${list.length} times; give it once.`);
  const text = list[0] ?? "";
  if (text === "")
    throw new UserError(
      `--${option.name} needs a value${option.placeholder ? ` (${option.placeholder})` : ""}.`,
    );
  if (option.choices !== undefined && !option.choices.includes(text)) {
    throw new UserError(`--${option.name} is one of ${option.choices.join(", ")}, not "${text}".`);
  }
  if (option.type !== "number") return text;
  if (!/^\d{1,15}$/.test(text))
    throw new UserError(`--${option.name} needs a whole number, not "${text}".`);
  return Number(text);
}

/** yargs-parser's view of an option table. */
export function parserOptions(options: readonly OptionSpec[]) {
  const named = (type: (t: OptionSpec["type"]) => boolean): string[] =>
    options.filter((o) => type(o.type)).map((o) => o.name);
  return {
    boolean: named((t) => t === "boolean"),
    string: named((t) => t !== "boolean"),
    alias: Object.fromEntries(
      options.flatMap((o) => (o.short === undefined ? [] : [[o.name, [o.short]]])),
    ),
    configuration: PARSER_CONFIGURATION,
  };
}

/** Parses the words after the command's name. Throws UserError for an unknown option or a value of the wrong kind. */
export function parseArgs(spec: CommandSpec, words: readonly string[]): ParsedArgs {
  const end = words.indexOf("--");
  const before = end < 0 ? words : words.slice(0, end);
  const after = end < 0 ? [] : words.slice(end + 1);
  const { _: positional, ...raw } = yargsParser([...before], parserOptions(optionsOf(spec)));
  const found = positional.map(String);
  checkUnknown(spec, found);
  return { positional: [...found, ...after], values: typedValues(spec, raw) };
}
