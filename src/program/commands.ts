/**
 * The list of commands, by the question they answer. Each is imported when it is run or when help is asked for; the order is the order of the help.
 */
import type { CommandSpec } from "../cli/command.ts";

type LoadCommand = () => Promise<CommandSpec>;

/** A heading of the help, and the commands under it. */
const GROUPS: readonly (readonly [
  heading: string,
  commands: readonly (readonly [name: string, load: LoadCommand])[],
])[] = [
  [
    "Take in a dump",
    [
      ["peek", async () => (await import("../commands/peek/peek.ts")).peek],
      ["index", async () => (await import("../commands/index-corpus.ts")).indexCorpus],
      ["intake", async () => (await import("../commands/intake.ts")).intake],
      ["sources", async () => (await import("../commands/sources.ts")).sources],
      ["reread", async () => (await import("../commands/reread.ts")).reread],
      ["problems", async () => (await import("../commands/problems.ts")).problems],
    ],
  ],
  [
    "Search and read",
    [
      ["search", async () => (await import("../commands/search/search.ts")).search],
      ["prompt", async () => (await import("../prompt/prompt.ts")).prompt],
      ["show", async () => (await import("../commands/show.ts")).show],
      ["thread", async () => (await import("../commands/thread.ts")).thread],
      ["saved", async () => (await import("../commands/saved.ts")).saved],
      ["fields", async () => (await import("../commands/fields.ts")).fields],
    ],
  ],
  [
    "Who, what, when",
    [
      ["stats", async () => (await import("../commands/stats.ts")).stats],
      ["people", async () => (await import("../commands/people.ts")).people],
      ["first", async () => (await import("../commands/first.ts")).first],
      ["files", async () => (await import("../commands/files.ts")).files],
      ["authors", async () => (await import("../commands/authors.ts")).authors],
      ["owners", async () => (await import("../commands/owners.ts")).owners],
      [
        "identifiers",
        async () => (await import("../commands/identifiers/identifiers.ts")).identifiers,
      ],
    ],
  ],
  [
    "Versions and copies",
    [
      ["variants", async () => (await import("../commands/similar/variants.ts")).variants],
      ["similar", async () => (await import("../commands/similar/similar.ts")).similar],
      ["diff", async () => (await import("../commands/similar/diff.ts")).diff],
    ],
  ],
  [
    "What does not fit",
    [
      ["flags", async () => (await import("../commands/flags/flags.ts")).flags],
      ["missing", async () => (await import("../commands/missing.ts")).missing],
      ["signatures", async () => (await import("../commands/signatures/signatures.ts")).signatures],
      ["keys", async () => (await import("../commands/signatures/keys.ts")).keys],
    ],
  ],
  [
    "Is a claim true of the whole",
    [
      ["assess", async () => (await import("../commands/assess/assess.ts")).assess],
      ["review", async () => (await import("../commands/review/review.ts")).review],
    ],
  ],
  [
    "Keep and share what you found",
    [
      ["tag", async () => (await import("../commands/tag.ts")).tag],
      ["note", async () => (await import("../commands/note.ts")).note],
      ["tags", async () => (await import("../commands/tags.ts")).tags],
    ],
  ],
  [
    "Prove and hand over",
    [
      ["verify", async () => (await import("../commands/verify.ts")).verify],
      ["push", async () => (await import("../commands/push.ts")).push],
      ["export", async () => (await import("../commands/export.ts")).exportCommand],
      ["room", async () => (await import("../commands/room.ts")).room],
      ["dump", async () => (await import("../commands/dump.ts")).dump],
    ],
  ],
  [
    "Take out",
    [
      ["forget", async () => (await import("../commands/forget.ts")).forget],
      ["purge", async () => (await import("../commands/purge.ts")).purge],
    ],
  ],
  [
    "Set up your shell",
    [["completion", async () => (await import("../prompt/completion.ts")).completionOf(COMMANDS)]],
  ],
];

export const COMMANDS: ReadonlyMap<string, LoadCommand> = new Map(
  GROUPS.flatMap(([, commands]) => commands),
);

/** The headings of the help with their commands, loaded: `[{heading: "Search and read", commands: [{name: "search", …}]}]`. */
export function loadGroups(): Promise<{ heading: string; commands: CommandSpec[] }[]> {
  return Promise.all(
    GROUPS.map(async ([heading, commands]) => ({
      heading,
      commands: await Promise.all(commands.map(([, load]) => load())),
    })),
  );
}

/** Loads every command, for help, completion and docs. */
export async function loadAll(): Promise<CommandSpec[]> {
  return (await loadGroups()).flatMap(({ commands }) => commands);
}
