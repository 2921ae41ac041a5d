/**
 * The program: words of the command line -> a command -> an exit code. A well-formed command is parsed from its own table; yargs is loaded for
 * help, completion and everything that needs explaining.
 */
import { findIndex } from "./catalog/index-folder.ts";
import { UnknownIndexError } from "./catalog/index-trust.ts";
import type { CommandSpec, Io, ParsedArgs } from "./cli/command.ts";
import { closest, parseArgs } from "./cli/parse-args.ts";
import { runCommand, runProgram } from "./cli/run-program.ts";
import { EXIT, UserError } from "./errors.ts";
import { COMMANDS } from "./program/commands.ts";

/** Runs the command line and returns the exit code. Throws only for a bug. */
export function main(argv: readonly string[]): Promise<number> {
  return runProgram((io) => dispatch(io, argv));
}

async function dispatch(io: Io, argv: readonly string[]): Promise<number> {
  const [name, ...words] = argv;
  const load = COMMANDS.get(name ?? (opensPrompt(io) ? "prompt" : ""));
  if (load === undefined || asksForHelp(words)) return explain(io, argv);
  const spec = await load();
  const args = await parse(spec, words);
  return runCommand(io, spec, args);
}

/** `leaksift` alone: the prompt where a person sits before an index, else help. */
function opensPrompt(io: Io): boolean {
  if (!io.inIsTerminal || !io.outIsTerminal) return false;
  try {
    findIndex(undefined, io.env["LEAKSIFT_INDEX"], io.workingFolder);
    return true;
  } catch (error) {
    if (error instanceof UnknownIndexError) return true; // the prompt says what is the matter
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** Commands that do not wait for yargs: a search, a look, the Tab key. */
const FAST: ReadonlySet<string> = new Set(["search", "show", "completion"]);

async function parse(spec: CommandSpec, words: readonly string[]): Promise<ParsedArgs> {
  if (FAST.has(spec.name)) return parseArgs(spec, words);
  const { parseWithYargs } = await import("./program/program.ts");
  return parseWithYargs(spec, words);
}

/** -h or --help before a "--". */
function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  const before = end < 0 ? words : words.slice(0, end);
  return before.includes("--help") || before.includes("-h");
}

async function explain(io: Io, argv: readonly string[]): Promise<number> {
  const [name] = argv;
  const { helpText, versionText } = await import("./program/program.ts");
  if (name === "--version" || name === "-V") {
    io.out(`${await versionText()}\n`);
    return EXIT.done;
  }
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    io.out(await helpText(name === "help" ? argv[1] : undefined, io.columns));
    return EXIT.done;
  }
  if (COMMANDS.has(name)) {
    io.out(await helpText(name, io.columns));
    return EXIT.done;
  }
  const best = closest(name, [...COMMANDS.keys(), "help", "--help", "--version"]);
  const hint =
    best === "" ? 'See "leaksift --help" for the list.' : `Did you mean "leaksift ${best}"?`;
  throw new UserError(`There is no command "${name}". ${hint}`);
}
