/** The same commands as seen by yargs: help texts, completion, and the parsing of every command but the two that must start fast. */
import { readFile } from "node:fs/promises";
import yargs, { type Argv } from "yargs";
import type { CommandSpec, OptionSpec, ParsedArgs } from "../cli/command.ts";
import { closest, optionsOf, PARSER_CONFIGURATION, parseWith } from "../cli/parse-args.ts";
import { UserError } from "../errors.ts";
import { wrap } from "../render/terminal.ts";
import { COMMANDS, loadGroups } from "./commands.ts";

function base(columns: number): Argv {
  return yargs([])
    .scriptName("leaksift")
    .parserConfiguration({ ...PARSER_CONFIGURATION })
    .help(false)
    .version(false)
    .exitProcess(false)
    .locale("en") // messages do not depend on the reporter's machine
    .wrap(Math.min(100, Math.max(60, columns)));
}

function withOptions(program: Argv, options: readonly OptionSpec[]): Argv {
  let configured = program;
  for (const option of options) {
    configured = configured.option(option.name, {
      ...(option.type === "boolean" ? { type: "boolean" } : { type: "string", requiresArg: true }),
      ...(option.short === undefined ? {} : { alias: option.short }),
      description:
        option.placeholder === undefined
          ? option.description
          : `${option.description} [${option.placeholder}]`,
    });
  }
  return configured;
}

/** Parses with yargs. Same answers as parseArgs: a test compares the two on every command's examples and on odd words. */
export async function parseWithYargs(
  spec: CommandSpec,
  words: readonly string[],
): Promise<ParsedArgs> {
  const program = withOptions(base(80), optionsOf(spec)).fail((message) => {
    throw new UserError(`${message}. See "leaksift ${spec.name} --help".`);
  });
  return parseWith(spec, words, (before) => program.parseAsync(before));
}

/** Help of one command, or of the program. Throws UserError for a command that does not exist. */
export async function helpText(name: string | undefined, columns: number): Promise<string> {
  if (name === undefined) return overview(columns);
  const load = COMMANDS.get(name);
  if (load === undefined) {
    const best = closest(name, [...COMMANDS.keys()]);
    const hint = best === "" ? 'See "leaksift --help".' : `Did you mean "leaksift help ${best}"?`;
    throw new UserError(`There is no command "${name}". ${hint}`);
  }
  const spec = await load();
  let program = withOptions(base(columns), optionsOf(spec)).usage(
    `leaksift ${spec.name}${spec.positional === "" ? "" : ` ${spec.positional}`}\n\n${spec.summary}`,
  );
  for (const [command, what] of spec.examples) program = program.example(command, what);
  if (spec.notes.length > 0) program = program.epilogue(spec.notes.join("\n\n"));
  return `${await program.getHelp()}\n`;
}

/** Columns before what a command does. */
const NAME_COLUMNS = 14;

async function overview(columns: number): Promise<string> {
  const room = Math.min(100, Math.max(60, columns)) - NAME_COLUMNS;
  const under = `\n${" ".repeat(NAME_COLUMNS)}`;
  const groups = (await loadGroups()).map(({ heading, commands }) => {
    const lines = commands.map(
      ({ name, summary }) =>
        `  ${name.padEnd(NAME_COLUMNS - 2)}${wrap(summary, room).join(under)}\n`,
    );
    return `${heading}:\n${lines.join("")}`;
  });
  return `leaksift COMMAND

Indexes a leaked mail archive on one laptop, searches it, shows what its
metadata says. Opens no connection but to a server you name (push, --engine).

${groups.join("\n")}
Begin with:
  leaksift index ~/dump              Index a folder of mail into ./.leaksift
  leaksift                           Ask at a prompt, or:
  leaksift search invoice from:anna  Search it
  leaksift show 3f9a01c2d4e5         Read one message safely

"leaksift COMMAND --help" explains a command with examples.
`;
}

/** "leaksift 0.1.0 (Node v20.20.2)". */
export async function versionText(): Promise<string> {
  const text = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(text) as { version: string };
  return `leaksift ${version} (Node ${process.version})`;
}
