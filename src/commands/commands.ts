/** The list of commands. Each is imported when it is run or when help is asked for; the order is the order of the help. */
import type { CommandSpec } from "./command.ts";

type LoadCommand = () => Promise<CommandSpec>;

export const COMMANDS: ReadonlyMap<string, LoadCommand> = new Map([
  ["index", async () => (await import("./index-corpus.ts")).indexCorpus],
  ["search", async () => (await import("./search.ts")).search],
  ["saved", async () => (await import("./saved.ts")).saved],
  ["prompt", async () => (await import("./prompt.ts")).prompt],
  ["show", async () => (await import("./show.ts")).show],
  ["thread", async () => (await import("./thread.ts")).thread],
  ["tag", async () => (await import("./tag.ts")).tag],
  ["note", async () => (await import("./note.ts")).note],
  ["tags", async () => (await import("./tags.ts")).tags],
  ["authors", async () => (await import("./authors.ts")).authors],
  ["signatures", async () => (await import("./signatures.ts")).signatures],
  ["flags", async () => (await import("./flags.ts")).flags],
  ["stats", async () => (await import("./stats.ts")).stats],
  ["assess", async () => (await import("./assess.ts")).assess],
  ["review", async () => (await import("./review.ts")).review],
  ["problems", async () => (await import("./problems.ts")).problems],
  ["dump", async () => (await import("./dump.ts")).dump],
  ["intake", async () => (await import("./intake.ts")).intake],
  ["sources", async () => (await import("./sources.ts")).sources],
  ["verify", async () => (await import("./verify.ts")).verify],
  ["export", async () => (await import("./export.ts")).exportCommand],
  ["forget", async () => (await import("./forget.ts")).forget],
  ["purge", async () => (await import("./purge.ts")).purge],
  ["fields", async () => (await import("./fields.ts")).fields],
  ["completion", async () => (await import("./completion.ts")).completionOf(COMMANDS)],
]);

/** Loads every command, for help, completion and docs. */
export async function loadAll(): Promise<CommandSpec[]> {
  return Promise.all([...COMMANDS.values()].map((load) => load()));
}
