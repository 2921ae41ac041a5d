/** What can be typed at the prompt beside a query: the one table that reading, help, completion and docs/prompt.md go by. Data only. */

export type VerbGroup = "list" | "message" | "corpus" | "work" | "prompt";

export interface Verb {
  readonly name: string;
  readonly aliases: readonly string[];
  /** Shown in help: "open N|ID". */
  readonly usage: string;
  readonly what: string;
  readonly group: VerbGroup;
  /** What may follow. A line that begins with the word but goes on otherwise is a query: "next year". */
  readonly accepts: RegExp;
  /** What is offered after it. */
  readonly completes?: "verbs" | "sorts" | "steps" | "facets" | "tags" | "history";
}

const NOTHING = /^$/;
const NUMBER_OR_NOTHING = /^(?:\d{1,7})?$/;

const verb = (
  group: VerbGroup,
  usage: string,
  what: string,
  accepts: RegExp,
  more: { aliases?: readonly string[]; completes?: Verb["completes"] } = {},
): Verb => ({
  name: usage.split(" ")[0] ?? "",
  usage,
  what,
  group,
  accepts,
  aliases: more.aliases ?? [],
  ...(more.completes === undefined ? {} : { completes: more.completes }),
});

export const GROUPS: Readonly<Record<VerbGroup, string>> = {
  list: "The list of hits",
  message: "The open message or file",
  corpus: "The whole corpus",
  work: "What you keep",
  prompt: "The prompt",
};

/** In the order of the help. */
export const VERBS: readonly Verb[] = [
  verb("list", "search WORDS", "Search, also for a word that is a command here", /\S/, {
    aliases: ["/"],
  }),
  verb(
    "list",
    "open N|ID",
    "Open hit N; the number alone does the same",
    /^(?:\d{1,7}|[0-9a-f]{4,64})$/i,
  ),
  verb(
    "list",
    "next",
    "Next page; of an open message, the next hit. Enter alone does the same",
    NOTHING,
    {
      aliases: ["n"],
    },
  ),
  verb("list", "previous", "Previous page, or the previous hit", NOTHING, { aliases: ["p"] }),
  verb("list", "list", "Show the list again", NOTHING, { aliases: ["l"] }),
  verb("list", "refine WORDS|N", "Add words to the query, or value N of the facets", /\S/, {
    aliases: ["+"],
  }),
  verb("list", "forms", "Search again with all forms of the words (stem:)", NOTHING, {
    aliases: ["f"],
  }),
  verb("list", "sort ORDER", "relevance, newest, oldest or largest first", /^\w+$/, {
    completes: "sorts",
  }),
  verb(
    "list",
    "facets NAMES",
    "Count all hits by sender, month, type, creator …; refine N takes one",
    /^[\w, -]*$/,
    {
      aliases: ["facet"],
      completes: "facets",
    },
  ),
  verb(
    "list",
    "timeline STEP",
    "Plot all hits by day, week, month, or hour of the senders' clocks",
    /^(?:day|week|month|hour)?$/,
    {
      completes: "steps",
    },
  ),
  verb("list", "correspondents", "Who writes to whom: among the hits, else in all mail", NOTHING),
  verb("list", "variants", "Versions of one text: among the hits, else everywhere", NOTHING),
  verb("list", "first", "Who knew of the hits when: first written, received, shown", NOTHING),
  verb("list", "how", "Show how the query was read", NOTHING),
  verb("list", "back", "Go back to what was shown before", NOTHING, { aliases: ["b"] }),
  verb(
    "message",
    "text N",
    "Text of file N it carries; without N, its own whole text",
    NUMBER_OR_NOTHING,
    {
      aliases: ["file", "t"],
    },
  ),
  verb("message", "headers", "All headers as they stand", NOTHING, { aliases: ["h"] }),
  verb(
    "message",
    "metadata N",
    "Who made file N, when, with what; without N, of what is open",
    NUMBER_OR_NOTHING,
    {
      aliases: ["m"],
    },
  ),
  verb("message", "thread", "The conversation it is part of", NOTHING),
  verb("message", "similar", "Near-duplicates of what is open", NOTHING),
  verb("message", "diff ID", "What changed from what is open to ID", /^[0-9a-f]{4,64}$/i),
  verb(
    "message",
    "flags",
    "What does not fit, with evidence: on what is open, else among the hits",
    NOTHING,
  ),
  verb(
    "work",
    "tag +X -Y",
    "Set and remove tags on the open message, else on all hits",
    /^[+-]\S+(?:\s+[+-]\S+)*$/,
    {
      completes: "tags",
    },
  ),
  verb(
    "work",
    "note TEXT",
    "Keep a remark with the open message; without TEXT, show those there are",
    /^.*$/,
  ),
  verb(
    "work",
    "export DIR",
    "Write the open message, else all hits, to a new folder",
    /^[^\s-]\S*$/,
  ),
  verb(
    "corpus",
    "identifiers KIND",
    "Accounts, numbers, addresses, passwords, amounts: the kinds, or the values of one; among the hits, else in all",
    /^(?:[a-z]{2,12}(?:,[a-z]{2,12})*)?$/,
  ),
  verb("corpus", "stats", "The first page", NOTHING),
  verb(
    "corpus",
    "people WHO",
    "Who is who; with an address or @handle, a card",
    /^(?:@p[0-9a-f]{8}|\S{1,100}@\S{1,100})?$/i,
  ),
  verb("corpus", "problems", "What could not be read, by kind", NOTHING),
  verb("corpus", "fields", "Everything that can stand before a colon", NOTHING),
  verb("prompt", "help WORD", "This list, or what one word does", /^\S*$/, {
    aliases: ["?"],
    completes: "verbs",
  }),
  verb("prompt", "history WHAT", "Show the history; off, on or purge", /^(?:off|on|purge)?$/, {
    completes: "history",
  }),
  verb("prompt", "quit", "Leave; so does Ctrl-D", NOTHING, { aliases: ["q", "exit"] }),
];

const byWord = new Map(
  VERBS.flatMap((each) => [each.name, ...each.aliases].map((word) => [word, each])),
);

/** The verb a word names, by name or alias; case does not count. */
export function findVerb(word: string): Verb | undefined {
  return byWord.get(word.toLowerCase());
}
