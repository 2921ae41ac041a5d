/** `leaksift search QUERY`: hits, counts, ids; as text, JSON or CSV. Starts fast: loads neither yargs nor mailparser nor FlexSearch. */
import { findIndex } from "../../catalog/index-folder.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  numberValue,
  type ParsedArgs,
  textValue,
} from "../../cli/command.ts";
import { asksEngine, ENGINE_OPTION } from "../../cli/engine-option.ts";
import { DOCUMENT_LIST_OPTIONS, limitOf, listForm } from "../../cli/listing.ts";
import { printProblems, SENDER_ZONE, timeZoneValue } from "../../cli/query-reading.ts";
import { readProgress } from "../../cli/read-progress.ts";
import { UserError } from "../../errors.ts";
import { explainTree } from "../../query/explain-tree.ts";
import { escapeLine } from "../../render/escape.ts";
import { counted } from "../../render/terminal.ts";
import type { CollapseBy } from "../../search/collapse-hits.ts";
import { SORTS, type Sort } from "../../search/hits.ts";
import { type OpenIndex, openIndex } from "../../search/open-index.ts";
import { type SearchOptions, searchIndex } from "../../search/search.ts";
import { DEFAULT_TIMEOUT_SECONDS } from "../../search/time-budget.ts";
import {
  printForms,
  printMeant,
  printStaleFlags,
  printStaleIdentifiers,
  timeUpText,
} from "./advice.ts";
import { contextOf } from "./context.ts";
import { localPage } from "./local-page.ts";
import { type LocalPage, printPage } from "./output.ts";

const DEFAULT_LIMIT = 10;

/** The page the options ask for; collapsed, it is cut from all hits. */
async function pageOf(
  args: ParsedArgs,
  index: OpenIndex,
  query: string,
  options: SearchOptions,
): Promise<LocalPage> {
  const timeZone = textValue(args, "tz") === SENDER_ZONE ? SENDER_ZONE : options.clock.timeZone;
  const { offset, limit } = options;
  const base = contextOf(index, timeZone);
  const by = textValue(args, "collapse") as CollapseBy | undefined;
  if (by === undefined) {
    const answer = searchIndex(index, query, options);
    return {
      ...localPage(index, query, answer),
      hits: answer.hits,
      total: answer.total,
      collapsed: null,
      offset,
      context: base,
    };
  }
  const all = { ...options, offset: 0, limit: Number.MAX_SAFE_INTEGER };
  const answer = searchIndex(index, query, all);
  const { collapseHits } = await import("../../search/collapse-hits.ts");
  const { hits, folded } = collapseHits(index, answer.hits, by);
  return {
    ...localPage(index, query, answer),
    hits: hits.slice(offset, offset + limit),
    total: hits.length,
    collapsed: { by, count: hits.length },
    offset,
    context: { ...base, folded: { by, of: (hit) => folded.get(hit.root.docId) ?? 0 } },
  };
}

/** The words as a query. Throws UserError for none, and for a query beside --batch. */
export function queryOf(args: ParsedArgs): string {
  const query = args.positional.join(" ");
  const batch = textValue(args, "batch");
  if (batch !== undefined && query.trim() !== "")
    throw new UserError("--batch takes its queries from the file; leave the query out.");
  if (batch !== undefined && isSet(args, "ids"))
    throw new UserError("--batch counts; --ids lists the hits of one query.");
  if (batch === undefined && query.trim() === "") {
    throw new UserError(
      'What for? E.g. "leaksift search invoice from:anna after:2017-01-01". All there is: leaksift search "*"',
    );
  }
  return query;
}

/** What the options ask for. */
export function optionsOf(io: Io, args: ParsedArgs): SearchOptions {
  const isCounted = args.values["facet"] !== undefined || args.values["timeline"] !== undefined;
  const onlyCounts =
    isSet(args, "count") || (isCounted && numberValue(args, "limit") === undefined);
  const wanted = limitOf(args, DEFAULT_LIMIT);
  return {
    clock: { nowMs: io.now(), timeZone: timeZoneValue(args) },
    sort: (textValue(args, "sort") ?? "relevance") as Sort,
    limit: onlyCounts ? 0 : wanted,
    offset: numberValue(args, "offset") ?? 0,
    strict: isSet(args, "strict"),
    timeoutSeconds: numberValue(args, "timeout") ?? DEFAULT_TIMEOUT_SECONDS,
  };
}

/** Finds what the arguments ask for in an open index; says on stderr what was not read as written. */
export async function findPage(io: Io, args: ParsedArgs, index: OpenIndex): Promise<LocalPage> {
  const { onRead, end } = readProgress(io, index);
  const page = await pageOf(args, index, queryOf(args), { ...optionsOf(io, args), onRead });
  end();
  const { problems, stopped, notLookedAt } = page.answer;
  printProblems(io, problems);
  if (stopped > 0) {
    io.err(
      `leaksift: the expression took too long on ${counted(stopped, "document")}; they are not among the hits.\n`,
    );
  }
  if (notLookedAt > 0) io.err(`leaksift: ${timeUpText(notLookedAt)}\n`);
  return page;
}

/** Whether the answer is the list that a person reads: then more is said beside it. */
const isForPeople = (args: ParsedArgs): boolean =>
  listForm(args) === null &&
  !isSet(args, "count") &&
  ["fields", "facet", "timeline", "collapse"].every((name) => args.values[name] === undefined);

async function run(io: Io, args: ParsedArgs): Promise<number> {
  queryOf(args); // mistakes are said before anything is opened
  const options = optionsOf(io, args);
  if (asksEngine(args)) return (await import("../../cli/engine-child.ts")).runEngine();
  const openIt = (): OpenIndex =>
    openIndex(findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder));
  const batch = textValue(args, "batch");
  if (batch !== undefined) {
    const { runBatch } = await import("./batch.ts");
    return runBatch(io, args, openIt, batch, options);
  }
  const index = openIt();
  try {
    const page = await findPage(io, args, index);
    const { answer } = page;
    if (isSet(args, "explain")) {
      const { explainPlan } = await import("../../search/explain-plan.ts");
      const said = [...explainTree(answer.tree), "", ...explainPlan(index, answer.plan)];
      io.err(said.map((line) => `${escapeLine(line)}\n`).join(""));
    }
    await printPage(io, args, page);
    await printStaleFlags(io, index, answer.plan);
    await printStaleIdentifiers(io, index, answer.plan);
    if (answer.total === 0) await printMeant(io, index, answer, options.clock);
    if (isForPeople(args)) await printForms(io, index, answer, options.clock);
    return answer.stopped + answer.notLookedAt > 0 ? 3 : 0;
  } finally {
    index.close();
  }
}

export const search: CommandSpec = {
  name: "search",
  positional: "QUERY",
  access: "read",
  dashIsText: true,
  paged: true,
  summary: "Search words, phrases and fields in mail and attachments",
  options: [
    INDEX_OPTION,
    ENGINE_OPTION,
    {
      name: "limit",
      short: "n",
      type: "number",
      placeholder: "N",
      description: `Hits to print, 0 for all (default: ${DEFAULT_LIMIT}, all with --ids, --ndjson, --csv)`,
    },
    { name: "offset", type: "number", placeholder: "N", description: "Hits to skip" },
    {
      name: "sort",
      type: "string",
      choices: SORTS,
      placeholder: "ORDER",
      description: "relevance (default), newest, oldest or largest",
    },
    {
      name: "count",
      type: "boolean",
      description: "Print only how many messages and loose files match, exact copies counted once",
    },
    {
      name: "explain",
      type: "boolean",
      description: "Show on stderr how the query was read and what each part of it finds",
    },
    {
      name: "strict",
      type: "boolean",
      description: "Refuse a query that cannot be read exactly as written",
    },
    {
      name: "timeout",
      type: "number",
      placeholder: "SECONDS",
      description: `Time for the query, or for each line of --batch (default: ${DEFAULT_TIMEOUT_SECONDS}, 0 for no limit)`,
    },
    {
      name: "batch",
      type: "string",
      placeholder: "FILE",
      description:
        "Run one query on each line (strict): counts, best hits, a column for each custodian",
    },
    {
      name: "tz",
      type: "string",
      placeholder: "ZONE",
      description:
        "Time zone for dates in the query and in the list (default: UTC); sender: show each message in the time of its sender",
    },
    {
      name: "facet",
      type: "string",
      placeholder: "NAMES",
      description:
        "Count all matches by sender, domain, month, type, lang, custodian, flag, creator … (several with commas)",
      values: async () => (await import("../../search/facets.ts")).FACETS,
    },
    {
      name: "timeline",
      type: "string",
      choices: ["day", "week", "month", "hour"],
      placeholder: "STEP",
      description:
        "Plot all matches by day, week or month, silences included; hour: by hour and weekday of the senders' clocks",
    },
    {
      name: "collapse",
      type: "string",
      choices: ["thread", "similar"],
      placeholder: "BY",
      description:
        "One hit for each conversation (thread), or for each group of near-duplicates (similar)",
    },
    {
      name: "fields",
      type: "string",
      placeholder: "NAMES",
      description: "Columns of the list, e.g. id,sentAt,from,subject (with --csv, --ndjson too)",
      values: async () =>
        (await import("../../render/columns.ts")).HIT_COLUMNS.map((column) => column.name),
    },
    ...DOCUMENT_LIST_OPTIONS,
  ],
  examples: [
    ["leaksift search invoice hotel", "Both words, anywhere in a message and its files"],
    ["leaksift search '\"table for four\" from:anna -draft'", "A phrase, a sender, not a word"],
    [
      "leaksift search 'has:attachment after:2017-03-01 before:2017-04-01' --sort oldest",
      "March 2017 with files",
    ],
    ["leaksift search filename:xlsx --csv > sheets.csv", "A list for a spreadsheet"],
    [
      "leaksift search invoice --facet sender,month,type",
      "Who, when and what kind, over all matches",
    ],
    ["leaksift search from:anna --timeline week", "When, with the silences"],
    ["leaksift search invoice --ids | leaksift tag +invoice -", "Tag all hits"],
    ["leaksift search --batch terms.csv --csv > counts.csv", "A list of terms, counted"],
  ],
  notes: [
    'Words are joined by AND; OR, -not, parentheses, "phrases", wild*cards and fields work: docs/query-language.md, leaksift fields.',
    "A dash before a word excludes it. A phrase needs quotes of its own: leaksift search '\"let me know\"'.",
  ],
  run,
};
