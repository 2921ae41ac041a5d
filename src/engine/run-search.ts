/** `leaksift search --engine URL`: the query on a server, printed by the same code as an answer of the local index. */
import { type Io, isSet, numberValue, type ParsedArgs, textValue } from "../cli/command.ts";
import { listForm, listWriter } from "../cli/listing.ts";
import { printProblems } from "../cli/query-reading.ts";
import { timeUpText } from "../commands/search/advice.ts";
import { hitShape, type Page, printPage } from "../commands/search/output.ts";
import { optionsOf, queryOf } from "../commands/search/search.ts";
import { EXIT, UserError } from "../errors.ts";
import { LEVELS } from "../model/flag.ts";
import { explainTree } from "../query/explain-tree.ts";
import { asksCatalog } from "../query/plan.ts";
import { escapeLine } from "../render/escape.ts";
import type { HitContext } from "../render/hits.ts";
import { counted } from "../render/terminal.ts";
import { readQuery, type SearchOptions } from "../search/search.ts";
import { DEFAULT_TIMEOUT_SECONDS, timeBudget } from "../search/time-budget.ts";
import { Connection } from "./connect.ts";
import { engineBars, engineFacet } from "./facets.ts";
import type { EngineHit } from "./hits.ts";
import { type EngineCounts, EngineSearch } from "./search-engine.ts";
import { checkMade } from "./side.ts";
import { EngineViewer } from "./viewer.ts";

/** What a list of hits of a server is shown with. */
export function contextOf(viewer: EngineViewer, timeZone: string): HitContext {
  return {
    sourceOf: ({ root }) => viewer.pathOf(root.docId),
    locatorOf: ({ root }) => [{ step: "file", path: viewer.pathOf(root.docId) }, ...root.steps],
    timeZone,
    tagsOf: () => [], // tags stay in the local index
    flagsOf: ({ root, files }) =>
      [root, ...files]
        .flatMap(({ docId, contentId }) =>
          viewer.stored(docId).flags.map((flag) => ({ ...flag, id: contentId })),
        )
        .sort((a, b) => b.level - a.level || (a.check < b.check ? -1 : 1))
        .map((flag) => ({ ...flag, level: LEVELS[flag.level] ?? "information" })),
    metadataOf: (docId) => viewer.stored(docId).metadata,
  };
}

/** Options of `search` that need the local index. */
const LOCAL = ["collapse", "batch"] as const;

/** Throws IndexStateError where there is no index of this version of leaksift. */
export async function requireMade(connection: Connection): Promise<void> {
  if (!(await checkMade(connection))) await connection.done("GET", `/${connection.index}/_mapping`);
}

async function pageOf(
  connection: Connection,
  search: EngineSearch,
  query: string,
  options: SearchOptions,
  counts: EngineCounts,
  hits: readonly EngineHit[],
  viewer: EngineViewer,
): Promise<Page<EngineHit>> {
  const { query: families, total } = await search.distinct();
  return {
    query,
    answer: {
      ...counts,
      stopped: search.stopped,
      notLookedAt: search.notLookedAt,
      view: (hit) => viewer.view(hit),
    },
    hits,
    ids: (some) => some.map(({ contentId }) => contentId),
    facets: (names) =>
      Promise.all(names.map((name) => engineFacet(connection, families, name, total))),
    bars: (step) => engineBars(connection, families, step),
    hours: () => {
      throw new UserError(
        "--timeline hour is for the local index: the engine does not have senders' clocks.",
      );
    },
    total,
    collapsed: null,
    offset: options.offset,
    context: contextOf(viewer, options.clock.timeZone),
  };
}

/** Prints hits as they come: a list of all of them is never held. */
async function stream(
  io: Io,
  args: ParsedArgs,
  search: EngineSearch,
  options: SearchOptions,
  page: Page<EngineHit>,
  viewer: EngineViewer,
): Promise<void> {
  const { sort, offset, limit } = options;
  if (listForm(args) === "ids" && offset === 0 && limit === Number.MAX_SAFE_INTEGER) {
    for await (const id of search.ids(sort)) io.out(`${id}\n`);
    return;
  }
  const writer = listWriter(io, args, await hitShape(args, page));
  for await (const some of search.hits(sort, offset, limit)) {
    for (const hit of some) writer?.row(hit);
    viewer.forget();
  }
  writer?.end();
}

/** Runs the command. Throws IndexStateError (exit 4) where the server cannot answer in full. */
export async function runSearch(io: Io, args: ParsedArgs): Promise<number> {
  const local = LOCAL.find((name) => args.values[name] !== undefined);
  if (local !== undefined)
    throw new UserError(`--${local} needs the local index: leave --engine out, or --${local}.`);
  const text = queryOf(args);
  const options = optionsOf(io, args);
  const connection = new Connection(textValue(args, "engine") ?? "", io.env);
  try {
    await requireMade(connection);
    const read = readQuery(text, options);
    printProblems(io, read.problems);
    const budget = timeBudget(options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS);
    const search = await EngineSearch.begin(connection, read, budget);
    if (isSet(args, "explain"))
      io.err([...explainTree(read.tree)].map((line) => `${escapeLine(line)}\n`).join(""));
    if (search.stopped > 0)
      io.err(
        `leaksift: the expression took too long on ${counted(search.stopped, "document")}; they are not among the hits.\n`,
      );
    if (search.notLookedAt > 0) io.err(`leaksift: ${timeUpText(search.notLookedAt)}\n`);
    await print(io, args, connection, search, text, options);
    if (asksCatalog(read.plan, "flag"))
      io.err(
        "leaksift: flag: finds what each local index had flagged when it was pushed; checks over all of them have not run.\n",
      );
    return search.stopped + search.notLookedAt > 0 ? EXIT.someUnread : EXIT.done;
  } finally {
    await connection.close();
  }
}

async function print(
  io: Io,
  args: ParsedArgs,
  connection: Connection,
  search: EngineSearch,
  text: string,
  options: SearchOptions,
): Promise<void> {
  const form = listForm(args);
  const viewer = new EngineViewer(search.read.plan);
  const counts =
    form === "ids" || form === "csv" || form === "ndjson" ? NO_COUNTS : await search.counts();
  const isList =
    args.values["facet"] === undefined &&
    args.values["timeline"] === undefined &&
    !isSet(args, "count");
  const isStream = isList && (form === "ids" || form === "csv" || form === "ndjson");
  const hits: EngineHit[] = [];
  if (!isStream && (options.limit > 0 || numberValue(args, "limit") !== undefined))
    for await (const some of search.hits(options.sort, options.offset, options.limit))
      hits.push(...some);
  const page = await pageOf(connection, search, text, options, counts, hits, viewer);
  if (isStream) await stream(io, args, search, options, page, viewer);
  else await printPage(io, args, page);
}

/** A list that prints no figures asks for none. */
const NO_COUNTS: EngineCounts = { total: 0, copies: 0, looseFiles: 0, files: 0, filesInside: 0 };
