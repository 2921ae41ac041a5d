/** `leaksift search QUERY`: hits, counts, ids; as text, JSON or CSV. Starts fast: loads neither yargs nor mailparser nor FlexSearch. */
import { findIndex } from "../catalog/index-folder.ts";
import { UserError } from "../errors.ts";
import { explainTree } from "../query/explain-tree.ts";
import type { QueryProblem } from "../query/tree.ts";
import { csvLine, escapeLine, safeJson } from "../render/escape.ts";
import { CSV_COLUMNS, type HitContext, hitCells, hitJson, hitText } from "../render/hits.ts";
import { bold, counted, dim, grouped } from "../render/terminal.ts";
import { SORTS, type Sort } from "../search/hits.ts";
import { type OpenIndex, openIndex } from "../search/open-index.ts";
import {
  type HitView,
  type SearchAnswer,
  type SearchOptions,
  searchIndex,
} from "../search/search.ts";
import {
  type CommandSpec,
  CSV_OPTION,
  INDEX_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  numberValue,
  type ParsedArgs,
  textValue,
} from "./command.ts";

const DEFAULT_LIMIT = 20;
/** A zone name Intl knows, or UserError. */
export function timeZoneValue(args: ParsedArgs): string {
  const zone = textValue(args, "tz") ?? "UTC";
  if (zone === "UTC") return zone; // without Intl: loading its tables is a tenth of a cold search
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch (cause) {
    throw new UserError(`--tz needs a zone such as Europe/Paris or UTC, not "${zone}".`, { cause });
  }
}

/** How the query was read, on stderr, when it was not read as written. */
export function printProblems(io: Io, problems: readonly QueryProblem[]): void {
  for (const problem of problems) {
    const better = problem.suggestion === undefined ? "" : ` Did you mean ${problem.suggestion}?`;
    io.err(`leaksift: ${escapeLine(problem.message)}${escapeLine(better)}\n`);
  }
}

function contextOf(index: OpenIndex, timeZone: string): HitContext {
  const paths = new Map<number, string>();
  const sourceOf = (hit: HitView): string => {
    let path = paths.get(hit.root.sourceId);
    if (path === undefined) {
      path = index.catalog.sourcePath(hit.root.sourceId);
      paths.set(hit.root.sourceId, path);
    }
    return path;
  };
  return {
    sourceOf,
    locatorOf: (hit) => [{ step: "file", path: sourceOf(hit) }, ...hit.root.steps],
    timeZone,
  };
}

function headline(answer: SearchAnswer): string {
  const copies =
    answer.copies > 0 ? ` (and ${counted(answer.copies, "exact copy", "exact copies")})` : "";
  const files = answer.files > 0 ? `, ${counted(answer.files, "file")} in them` : "";
  return `${counted(answer.total, "message")}${copies}${files}`;
}

function printText(io: Io, answer: SearchAnswer, context: HitContext, offset: number): void {
  io.err(`${bold({ ...io, colour: io.colour && io.errIsTerminal }, headline(answer))}\n`);
  for (const [i, hit] of answer.hits.entries())
    io.out(`${hitText(answer.view(hit), offset + i + 1, context, io)}\n`);
  const shown = offset + answer.hits.length;
  if (answer.total === 0)
    io.err(
      `Nothing matches. Try fewer words, a prefix (invoi*), or "leaksift fields" for fields.\n`,
    );
  else if (shown < answer.total && answer.hits.length > 0) {
    io.err(
      dim(
        { ...io, colour: io.colour && io.errIsTerminal },
        `${grouped(answer.total - shown)} more: --offset ${shown}, or --limit N (0 for all)\n`,
      ),
    );
  }
}

function print(
  io: Io,
  args: ParsedArgs,
  query: string,
  index: OpenIndex,
  answer: SearchAnswer,
  context: HitContext,
): void {
  const { total, copies, files, hits } = answer;
  if (isSet(args, "count")) io.out(`${total}\n`);
  else if (isSet(args, "ids"))
    for (const id of index.catalog.contentIds(hits.map((hit) => hit.rootId))) io.out(`${id}\n`);
  else if (isSet(args, "csv")) {
    io.out(csvLine(CSV_COLUMNS));
    for (const hit of hits) io.out(csvLine(hitCells(answer.view(hit), context)));
  } else if (isSet(args, "json")) {
    io.out(
      `${safeJson({ formatVersion: 1, query, total, copies, files, hits: hits.map((hit) => hitJson(answer.view(hit), context)) })}\n`,
    );
  } else printText(io, answer, context, numberValue(args, "offset") ?? 0);
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const query = args.positional.join(" ");
  if (query.trim() === "") {
    throw new UserError(
      'What for? E.g. "leaksift search invoice from:anna after:2017-01-01". All there is: leaksift search "*"',
    );
  }
  const timeZone = timeZoneValue(args);
  // --ids lists all unless told otherwise: it is for scripts.
  const wanted = numberValue(args, "limit") ?? (isSet(args, "ids") ? 0 : DEFAULT_LIMIT);
  const options: SearchOptions = {
    clock: { nowMs: io.now(), timeZone },
    sort: (textValue(args, "sort") ?? "relevance") as Sort,
    limit: isSet(args, "count") ? 0 : wanted === 0 ? Number.MAX_SAFE_INTEGER : wanted,
    offset: numberValue(args, "offset") ?? 0,
    strict: isSet(args, "strict"),
  };
  const index = openIndex(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    const answer = searchIndex(index, query, options);
    printProblems(io, answer.problems);
    if (answer.stopped > 0) {
      io.err(
        `leaksift: the expression took too long on ${counted(answer.stopped, "document")}; they are not among the hits.\n`,
      );
    }
    if (isSet(args, "explain")) io.err(`${explainTree(answer.tree).join("\n")}\n`);
    print(io, args, query, index, answer, contextOf(index, timeZone));
    return 0;
  } finally {
    index.close();
  }
}

export const search: CommandSpec = {
  name: "search",
  positional: "QUERY",
  access: "read",
  summary:
    "Search words, phrases and fields; hits are messages (or loose files) with what they carry",
  options: [
    INDEX_OPTION,
    {
      name: "limit",
      short: "n",
      type: "number",
      placeholder: "N",
      description: `Hits to print, 0 for all (default: ${DEFAULT_LIMIT})`,
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
      description: "Print only how many messages match, exact copies counted once",
    },
    { name: "ids", type: "boolean", description: "Print only ids, one a line, all of them" },
    { name: "explain", type: "boolean", description: "Show on stderr how the query was read" },
    {
      name: "strict",
      type: "boolean",
      description: "Refuse a query that cannot be read exactly as written",
    },
    {
      name: "tz",
      type: "string",
      placeholder: "ZONE",
      description: "Time zone for dates in the query and in the list (default: UTC)",
    },
    JSON_OPTION,
    CSV_OPTION,
  ],
  examples: [
    ["leaksift search invoice hotel", "Both words, anywhere in a message and its files"],
    ["leaksift search '\"table for four\" from:anna -draft'", "A phrase, a sender, not a word"],
    [
      "leaksift search 'has:attachment after:2017-03-01 before:2017-04-01' --sort oldest",
      "March 2017 with files",
    ],
    ["leaksift search filename:xlsx --csv > sheets.csv", "A list for a spreadsheet"],
  ],
  notes: [
    'Words are joined by AND; OR, -not, parentheses, "phrases", wild*cards and fields work: docs/query-language.md, leaksift fields.',
    "A dash before a word excludes it. A phrase needs quotes of its own: leaksift search '\"let me know\"'.",
  ],
  run,
};
