/** `leaksift completion SHELL`: the script for a shell; `completion words …` is what the script asks for each Tab. */
import { findIndex } from "../catalog/index-folder.ts";
import type { CommandSpec, Io, OptionSpec, ParsedArgs } from "../cli/command.ts";
import { optionsOf } from "../cli/parse-args.ts";
import { UserError } from "../errors.ts";
import { FACETS } from "../search/facets.ts";
import { type OpenIndex, openIndex } from "../search/open-index.ts";
import { offered, wantedAt } from "./complete.ts";
import { COMPLETION_SCRIPTS } from "./completion-scripts.ts";
import { valueFinder } from "./field-values.ts";

type Commands = ReadonlyMap<string, () => Promise<CommandSpec>>;

const beginning = (words: readonly string[], prefix: string): string[] =>
  words.filter((word) => word.toLowerCase().startsWith(prefix.toLowerCase()));

/** The index that the words or the surroundings name; null where there is none to ask. */
function indexFor(io: Io, words: readonly string[]): OpenIndex | null {
  const given = words.indexOf("--index");
  const option = given < 0 ? undefined : words[given + 1];
  try {
    return openIndex(findIndex(option, io.env["LEAKSIFT_INDEX"], io.workingFolder));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

async function withIndex<T>(
  io: Io,
  words: readonly string[],
  body: (index: OpenIndex | null) => T | Promise<T>,
): Promise<T> {
  const index = indexFor(io, words);
  try {
    return await body(index);
  } finally {
    index?.close();
  }
}

/** What an option takes: one of its choices or values; nothing where it is a file, a number or free text. */
async function valuesOf(io: Io, words: readonly string[], option: OptionSpec): Promise<string[]> {
  const word = words.at(-1) ?? "";
  if (option.choices !== undefined) return beginning(option.choices, word);
  if (option.name === "tz") return beginning(["UTC", ...Intl.supportedValuesOf("timeZone")], word);
  const { values } = option;
  if (values === undefined) return [];
  const at = word.lastIndexOf(",") + 1; // several with commas between
  const list = await withIndex(io, words, values);
  return beginning(list, word.slice(at)).map((each) => word.slice(0, at) + each);
}

/** Words of a line that a command reads as a query: fields, and after a colon, an @ or the sign of a tag what the corpus has. */
function queryWords(io: Io, name: string, words: readonly string[]): Promise<string[]> | string[] {
  const word = words.at(-1) ?? "";
  const isTag = name === "tag" && words.every((each) => /^[+-]/.test(each));
  const wanted = wantedAt(`${isTag ? "tag" : "x"} ${word}`, FACETS);
  const { field, prefix } = wanted;
  if (field === null) return word === "" ? [] : offered(wanted, []);
  return withIndex(io, words, (index) =>
    index === null ? [] : offered(wanted, valueFinder(index)(field, prefix)),
  );
}

async function checkIds(): Promise<string[]> {
  const { ALL_CHECKS } = await import("../checks/engine/engine.ts");
  return ALL_CHECKS.map(({ id }) => id);
}

/** Words that stand in the usage as they are typed: "[status | draw] CLAIM" has status and draw. */
const wordsOfUsage = (spec: CommandSpec): string[] => spec.positional.match(/\b[a-z]{3,}\b/g) ?? [];

/** Words that the last one (perhaps empty) of a command line may become. */
async function candidates(io: Io, line: readonly string[], commands: Commands): Promise<string[]> {
  const [name = "", ...words] = line;
  const names = [...commands.keys()];
  if (line.length <= 1) return beginning([...names, "help", "--help", "--version"], name);
  if (name === "help") return beginning(names, words.at(-1) ?? "");
  const spec = await commands.get(name)?.();
  if (spec === undefined) return [];
  const word = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  const option = optionsOf(spec).find((each) => before === `--${each.name}`);
  if (option !== undefined && option.type !== "boolean") return valuesOf(io, words, option);
  if (word.startsWith("--"))
    return beginning(
      optionsOf(spec).map((each) => `--${each.name}`),
      word,
    );
  if (name === "flags" && /^(?:explain|mute|unmute)$/.test(before))
    return beginning(await checkIds(), word);
  const typed = words.length === 1 ? beginning(wordsOfUsage(spec), word) : [];
  if (!spec.positional.includes("QUERY")) return typed;
  return [...typed, ...(await queryWords(io, name, words))];
}

async function run(io: Io, args: ParsedArgs, commands: Commands): Promise<number> {
  const [shell, ...words] = args.positional;
  if (shell === "words") {
    const line = words.length === 0 ? [""] : words;
    for (const word of await candidates(io, line, commands)) io.out(`${word}\n`);
    return 0;
  }
  const script = COMPLETION_SCRIPTS[shell ?? ""];
  if (script === undefined)
    throw new UserError(
      'Which shell? "leaksift completion bash", zsh or fish; each script says in its first lines how to use it.',
    );
  io.out(script);
  return 0;
}

/** The command; it completes all others, so it is given their list, and loads only the one on the line. */
export const completionOf = (commands: Commands): CommandSpec => ({
  name: "completion",
  positional: "bash|zsh|fish",
  access: "read",
  dashIsText: true,
  summary: "Print the script that completes commands in your shell",
  options: [],
  examples: [
    ["leaksift completion bash", "For bash: source <(leaksift completion bash)"],
    ["leaksift completion fish", "For fish: leaksift completion fish | source"],
  ],
  notes: [
    "After a field the values of the index are offered: senders, file names, tags, checks. What a terminal or a shell must not see is never offered.",
  ],
  run: (io, args) => run(io, args, commands),
});
