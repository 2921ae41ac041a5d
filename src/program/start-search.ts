/** The start of `leaksift search` alone, bundled into one file with V8's compiled code beside it: a cold search loads no other command. */
import { parseArgs } from "../cli/parse-args.ts";
import { runCommand, runProgram } from "../cli/run-program.ts";
import { search } from "../commands/search/search.ts";

/** Runs `leaksift search` with the words after the command's name. Returns the exit code; throws only for a bug. */
export function main(words: readonly string[]): Promise<number> {
  return runProgram(async (io) => runCommand(io, search, await parseArgs(search, words)));
}
