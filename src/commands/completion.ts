/** `leaksift completion SHELL`: the script for a shell; `completion words …` is what the script asks for each Tab. */
import { findIndex } from "../catalog/index-folder.ts";
import { UserError } from "../errors.ts";
import { offered, wantedAt } from "../prompt/complete.ts";
import { valueFinder } from "../prompt/field-values.ts";
import { HIT_COLUMNS } from "../render/columns.ts";
import { FACETS } from "../search/facets.ts";
import { openIndex } from "../search/open-index.ts";
import type { CommandSpec, Io, OptionSpec, ParsedArgs } from "./command.ts";
import { COMPLETION_SCRIPTS } from "./completion-scripts.ts";
import { optionsOf } from "./parse-args.ts";

const beginning = (words: readonly string[], prefix: string): string[] =>
  words.filter((word) => word.toLowerCase().startsWith(prefix.toLowerCase()));

/** What an option takes: its choices, names of facets and columns; nothing where it is a file, a number or free text. */
function valuesOf(option: OptionSpec, word: string): string[] {
  if (option.choices !== undefined) return beginning(option.choices, word);
  const list =
    option.name === "facet"
      ? FACETS
      : option.name === "fields"
        ? HIT_COLUMNS.map(({ name }) => name)
        : [];
  const at = word.lastIndexOf(",") + 1; // several with commas between
  return beginning(list, word.slice(at)).map((each) => word.slice(0, at) + each);
}

/** Fields, and values of the corpus after a colon; none where there is no index to ask. */
function queryWords(io: Io, words: readonly string[]): string[] {
  const wanted = wantedAt(`x ${words.at(-1) ?? ""}`, FACETS);
  if (wanted.field === null) return wanted.word === "" ? [] : offered(wanted, []);
  const given = words.indexOf("--index");
  try {
    const option = given < 0 ? undefined : words[given + 1];
    const index = openIndex(findIndex(option, io.env["LEAKSIFT_INDEX"], io.workingFolder));
    try {
      return offered(wanted, valueFinder(index)(wanted.field, wanted.prefix));
    } finally {
      index.close();
    }
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** Words that the last one (perhaps empty) of a command line may become. */
function candidates(io: Io, line: readonly string[], specs: readonly CommandSpec[]): string[] {
  const [name = "", ...words] = line;
  const names = specs.map((spec) => spec.name);
  if (line.length <= 1) return beginning(names, name);
  if (name === "help") return beginning(names, words.at(-1) ?? "");
  const spec = specs.find((each) => each.name === name);
  if (spec === undefined) return [];
  const word = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  const option = optionsOf(spec).find((each) => before === `--${each.name}`);
  if (option !== undefined && option.type !== "boolean") return valuesOf(option, word);
  if (word.startsWith("--"))
    return beginning(
      optionsOf(spec).map((each) => `--${each.name}`),
      word,
    );
  if (spec.name === "completion") return beginning(Object.keys(COMPLETION_SCRIPTS), word);
  return spec.positional.includes("QUERY") ? queryWords(io, words) : [];
}

async function run(
  io: Io,
  args: ParsedArgs,
  loadAll: () => Promise<readonly CommandSpec[]>,
): Promise<number> {
  const [shell, ...words] = args.positional;
  if (shell === "words") {
    const line = words.length === 0 ? [""] : words;
    for (const word of candidates(io, line, await loadAll())) io.out(`${word}\n`);
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

/** The command; it completes all others, so it is given their list. */
export const completionOf = (loadAll: () => Promise<readonly CommandSpec[]>): CommandSpec => ({
  name: "completion",
  positional: "bash|zsh|fish",
  access: "none",
  dashIsText: true,
  summary: "Print the script with which a shell completes commands, options, fields and values",
  options: [],
  examples: [
    ["leaksift completion bash", "For bash: source <(leaksift completion bash)"],
    ["leaksift completion fish", "For fish: leaksift completion fish | source"],
  ],
  notes: [
    "After a field the values of the index are offered: senders, file names, tags, checks. What a terminal or a shell must not see is never offered.",
  ],
  run: (io, args) => run(io, args, loadAll),
});
