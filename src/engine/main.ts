/** The program that may open a connection: bin/leaksift-engine.js, started by `leaksift push` and `--engine` with the same words. Loads the network client here and nowhere else. */
import type { CommandSpec, Io, ParsedArgs } from "../cli/command.ts";
import { parseArgs } from "../cli/parse-args.ts";
import { runCommand, runProgram } from "../cli/run-program.ts";
import { UserError } from "../errors.ts";

type Run = (io: Io, args: ParsedArgs) => Promise<number>;

/** The commands that can ask a server: how each is parsed, and what does it there. */
const COMMANDS: ReadonlyMap<string, () => Promise<{ spec: CommandSpec; run: Run }>> = new Map([
  [
    "push",
    async () => ({
      spec: (await import("../commands/push.ts")).push,
      run: (await import("./run-push.ts")).runPush,
    }),
  ],
  [
    "search",
    async () => ({
      spec: (await import("../commands/search/search.ts")).search,
      run: (await import("./run-search.ts")).runSearch,
    }),
  ],
]);

/** The client is an optional dependency: an installation may leave it out, and then no file here can reach a network. */
const isMissingClient = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  error.code === "ERR_MODULE_NOT_FOUND" &&
  error.message.includes("@opensearch-project/opensearch");

/** Runs the command line and returns the exit code. Throws only for a bug. */
export function main([name = "", ...words]: readonly string[]): Promise<number> {
  return runProgram(async (io) => {
    const load = COMMANDS.get(name);
    if (load === undefined)
      throw new UserError(`"${name}" does not ask a server. See "leaksift --help".`);
    try {
      const { spec, run } = await load();
      return await runCommand(io, { ...spec, run }, await parseArgs(spec, words));
    } catch (error) {
      if (!isMissingClient(error)) throw error;
      throw new UserError(
        "The client for servers is not installed. Run: npm install --include=optional",
        { cause: error },
      );
    }
  });
}
