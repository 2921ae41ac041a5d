/** `leaksift first QUERY`: who knew what when: the first mail in which each person wrote, received or was shown it. */
import { findIndex } from "../catalog/index-folder.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  numberValue,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { DOCUMENT_LIST_OPTIONS, type ListShape, limitOf, printList } from "../cli/listing.ts";
import { endOfTime, printProblems, timeZoneValue } from "../cli/query-reading.ts";
import { UserError } from "../errors.ts";
import { columnsShape } from "../render/columns.ts";
import { MENTION_COLUMNS, type MentionRow, mentionsText } from "../render/first-mention.ts";
import { counted, grouped } from "../render/terminal.ts";
import { openIndex } from "../search/open-index.ts";
import { firstMentions } from "../search/people/first-mention.ts";
import { People } from "../search/people/people.ts";
import { DEFAULT_TIMEOUT_SECONDS } from "../search/time-budget.ts";

const DEFAULT_LIMIT = 25;

const MENTIONS: ListShape<MentionRow> = {
  ...columnsShape("people", MENTION_COLUMNS),
  ids: ({ first, idOf }) => [idOf(first.docId)],
};

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const query = args.positional.join(" ").trim();
  if (query === "")
    throw new UserError("First mention of what? E.g. leaksift first offshore before:2017-04-02");
  const timeZone = timeZoneValue(args);
  const index = openIndex(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    const mentions = firstMentions(index, new People(index.catalog), query, {
      clock: { nowMs: io.now(), timeZone },
      timeoutSeconds: numberValue(args, "timeout") ?? DEFAULT_TIMEOUT_SECONDS,
    });
    printProblems(io, mentions.problems);
    const { people, messages, undated, looseFiles, notLookedAt } = mentions;
    const idOf = (docId: number): string => index.catalog.contentIds([docId])[0] ?? "";
    const rows = people
      .slice(0, limitOf(args, DEFAULT_LIMIT))
      .map((each): MentionRow => ({ ...each, idOf }));
    const beside = { query, total: people.length, messages, undated, looseFiles, notLookedAt };
    if (!printList(io, args, MENTIONS, rows, beside)) {
      if (rows.length > 0) io.out(mentionsText(rows, people, io, timeZone));
      io.err(`${counted(people.length, "person", "people")} in ${counted(messages, "message")}.`);
      if (undated > 0) io.err(` ${counted(undated, "message")} without a date left out.`);
      if (looseFiles > 0)
        io.err(` ${counted(looseFiles, "loose file")} that nobody sent left out.`);
      io.err(
        people.length > rows.length
          ? ` ${grouped(people.length - rows.length)} more: --limit 0\n`
          : "\n",
      );
    }
    return endOfTime(io, notLookedAt);
  } finally {
    index.close();
  }
}

export const first: CommandSpec = {
  name: "first",
  positional: "QUERY",
  dashIsText: true,
  access: "read",
  paged: true,
  summary: "Show who knew what when: each person's first mail about it",
  options: [
    {
      name: "limit",
      short: "n",
      type: "number",
      placeholder: "N",
      description: `People to print, 0 for all (default: ${DEFAULT_LIMIT}, all with --ids, --ndjson, --csv)`,
    },
    {
      name: "timeout",
      type: "number",
      placeholder: "SECONDS",
      description: `Time for the query (default: ${DEFAULT_TIMEOUT_SECONDS}, 0 for no limit)`,
    },
    {
      name: "tz",
      type: "string",
      placeholder: "ZONE",
      description: "Time zone for times and for dates in the query (default: UTC)",
    },
    ...DOCUMENT_LIST_OPTIONS,
    INDEX_OPTION,
  ],
  examples: [
    ["leaksift first offshore", "Who wrote, received or was shown the word, first of all first"],
    ["leaksift first 'guarantee before:2017-04-02'", "Who was told of it before a day"],
    ["leaksift first guarantee --csv > who-knew.csv", "All three dates of each person"],
  ],
  notes: [
    "wrote: in the sender's own words, in the text before any quotation or in a subject that is not of an answer. received: in such a mail to them. shown: sent or received only where it is quoted, forwarded in the text, or in a file. Who received a mail need not have read it.",
    "Times are those of the Date header. Addresses of one person are joined as leaksift people joins them. Mail inside other mail counts with the mail around it.",
  ],
  run,
};
