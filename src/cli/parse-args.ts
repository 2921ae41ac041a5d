/**
 * Arguments -> positional words and option values, from a command's own option table, with yargs-parser. The same settings are given to yargs
 * (program.ts), which takes 100 ms to load; a well-formed search never needs it. A test holds the two to the same answers.
 */
import yargsParser from "yargs-parser";
import { UserError } from "../errors.ts";
import { closest as closestWord } from "../query/suggest.ts";
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
const PLAIN: OptionSpec = {
  name: "plain",
  type: "boolean",
  description:
    "For a screen reader: no colour, no bars, no columns, no pager (or LEAKSIFT_PLAIN=1)",
};
const NO_PAGER: OptionSpec = {
  name: "no-pager",
  type: "boolean",
  description: "Print long output as it is, not through PAGER",
};
const COMMON_OPTIONS: readonly OptionSpec[] = [HELP, VERBOSE, PLAIN, NO_PAGER];

/** All options of a command: its own and the common ones. */
export function optionsOf(spec: CommandSpec): readonly OptionSpec[] {
  return [...spec.options, ...COMMON_OPTIONS];
}

/** The closest of the names, "" when none is close. */
export function closest(word: string, names: readonly string[]): string {
  return closestWord(word, names, Math.max(1, Math.floor(word.length / 3))) ?? "";
}

/** Marks a word with a dash that is no option, so that no parser takes it for one. An argument of a process cannot hold a NUL. */
const TEXT = "\0";

const restored = (word: string): string => (word.startsWith(TEXT) ? word.slice(1) : word);

function unknownOption(spec: CommandSpec, word: string): UserError {
  const name = word.replace(/^-+/, "").split("=")[0] ?? "";
  const names = optionsOf(spec).map((option) => option.name);
  const best = word.startsWith("--") ? closest(name, names) : "";
  const hint = best === "" ? `See "leaksift ${spec.name} --help".` : `Did you mean --${best}?`;
  return new UserError(`leaksift ${spec.name} has no option ${word.split("=")[0]}. ${hint}`);
}

/** A word with one dash: a declared flag stays, "-n5" becomes "-n 5", any other is text where the command takes such text. */
function shortWords(spec: CommandSpec, word: string): string[] {
  const option = optionsOf(spec).find((o) => o.short !== undefined && o.short === word[1]);
  if (option !== undefined && (word.length === 2 || word[2] === "=")) return [word];
  if (option?.type === "number" && /^-[A-Za-z]\d+$/.test(word))
    return [word.slice(0, 2), word.slice(2)];
  if (spec.dashIsText !== true && /^-[A-Za-z]/.test(word)) throw unknownOption(spec, word);
  return [TEXT + word];
}

/** The words as both parsers get them: what is no declared option cannot be taken for one or vanish; unknown ones throw UserError. */
function prepared(
  spec: CommandSpec,
  words: readonly string[],
): { before: string[]; after: string[] } {
  const end = words.indexOf("--");
  const names = new Set(optionsOf(spec).map((option) => option.name));
  const before = (end < 0 ? words : words.slice(0, end)).flatMap((word) => {
    if (!word.startsWith("-")) return [word];
    if (word === "-") return [TEXT + word];
    if (!word.startsWith("--")) return shortWords(spec, word);
    if (!names.has(word.slice(2).split("=")[0] ?? "")) throw unknownOption(spec, word);
    return [word];
  });
  return { before, after: end < 0 ? [] : words.slice(end + 1) };
}

/** A parser's own answer: positional words under `_`, options by name. */
export type RawArgs = Readonly<Record<string, unknown>> & {
  readonly _: readonly (string | number)[];
};

/** Words to arguments through a parser; both parsers go through here. Throws UserError for an unknown option or a value of the wrong kind. */
export async function parseWith(
  spec: CommandSpec,
  words: readonly string[],
  parser: (words: string[]) => RawArgs | Promise<RawArgs>,
): Promise<ParsedArgs> {
  const { before, after } = prepared(spec, words);
  const { _: positional, ...raw } = await parser(before);
  const found = positional.map((word) => restored(String(word)));
  return { positional: [...found, ...after], values: typedValues(spec, raw) };
}

/** Turns raw values into the declared types, or throws UserError naming option, value and what is allowed. */
function typedValues(
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
  const list = (Array.isArray(value) ? value : [value]).map((text) => restored(String(text)));
  if (list.includes(""))
    throw new UserError(
      `--${option.name} needs a value${option.placeholder ? ` (${option.placeholder})` : ""}.`,
    );
  if (option.type === "list") return list;
  if (list.length > 1)
    throw new UserError(`--${option.name} is given ${list.length} times; give it once.`);
  const text = list[0] ?? "";
  if (option.choices !== undefined && !option.choices.includes(text)) {
    throw new UserError(`--${option.name} is one of ${option.choices.join(", ")}, not "${text}".`);
  }
  if (option.type !== "number") return text;
  if (!/^\d{1,15}$/.test(text))
    throw new UserError(`--${option.name} needs a whole number, not "${text}".`);
  return Number(text);
}

/** yargs-parser's view of an option table. */
function parserOptions(options: readonly OptionSpec[]) {
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
export function parseArgs(spec: CommandSpec, words: readonly string[]): Promise<ParsedArgs> {
  const options = parserOptions(optionsOf(spec));
  return parseWith(spec, words, (before) => yargsParser(before, options));
}
