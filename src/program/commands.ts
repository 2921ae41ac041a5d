/** The list of commands. Each is imported when it is run or when help is asked for; the order is the order of the help. */
import type { CommandSpec } from "../cli/command.ts";

type LoadCommand = () => Promise<CommandSpec>;

export const COMMANDS: ReadonlyMap<string, LoadCommand> = new Map([
  ["index", async () => (await import("../commands/index-corpus.ts")).indexCorpus],
  ["search", async () => (await import("../commands/search/search.ts")).search],
  ["saved", async () => (await import("../commands/saved.ts")).saved],
  ["prompt", async () => (await import("../prompt/prompt.ts")).prompt],
  ["show", async () => (await import("../commands/show.ts")).show],
  ["thread", async () => (await import("../commands/thread.ts")).thread],
  ["tag", async () => (await import("../commands/tag.ts")).tag],
  ["note", async () => (await import("../commands/note.ts")).note],
  ["tags", async () => (await import("../commands/tags.ts")).tags],
  ["authors", async () => (await import("../commands/authors.ts")).authors],
  ["signatures", async () => (await import("../commands/signatures/signatures.ts")).signatures],
  ["flags", async () => (await import("../commands/flags/flags.ts")).flags],
  ["stats", async () => (await import("../commands/stats.ts")).stats],
  ["assess", async () => (await import("../commands/assess/assess.ts")).assess],
  ["review", async () => (await import("../commands/review/review.ts")).review],
  ["problems", async () => (await import("../commands/problems.ts")).problems],
  ["dump", async () => (await import("../commands/dump.ts")).dump],
  ["intake", async () => (await import("../commands/intake.ts")).intake],
  ["sources", async () => (await import("../commands/sources.ts")).sources],
  ["verify", async () => (await import("../commands/verify.ts")).verify],
  ["export", async () => (await import("../commands/export.ts")).exportCommand],
  ["forget", async () => (await import("../commands/forget.ts")).forget],
  ["purge", async () => (await import("../commands/purge.ts")).purge],
  ["fields", async () => (await import("../commands/fields.ts")).fields],
  ["completion", async () => (await import("../prompt/completion.ts")).completionOf(COMMANDS)],
]);

/** Loads every command, for help, completion and docs. */
export async function loadAll(): Promise<CommandSpec[]> {
  return Promise.all([...COMMANDS.values()].map((load) => load()));
}
