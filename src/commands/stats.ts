/** `leaksift stats`: one screen about the whole corpus: how much, from when, by whom, of what kind, what could not be read, what to type next. */
import { countBy, problemCounts, topSenders, totals } from "../catalog/catalog-counts.ts";
import { type Correspondence, correspondences, MAX_RECIPIENTS } from "../catalog/correspondents.ts";
import { countByDay } from "../catalog/first-page.ts";
import { findIndex } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
import { walkCounts } from "../catalog/walk-counts.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { differentBodies, firstPageOf } from "../cli/first-page.ts";
import { LIST_OPTIONS, type ListShape, limitOf, listForm, printList } from "../cli/listing.ts";
import { familiesMatching } from "../cli/named.ts";
import { UserError } from "../errors.ts";
import { correspondentsText } from "../render/correspondents.ts";
import { mainDays } from "../render/date-plot.ts";
import { safeJson } from "../render/escape.ts";
import { firstPageText } from "../render/first-page.ts";
import { counted, isoTime, wrap } from "../render/terminal.ts";
import { walksText } from "../render/walks.ts";

/** `{value:"2017-03", count}` of days, in order. */
function monthsOf(
  days: readonly { value: string; count: number }[],
): { value: string; count: number }[] {
  const months = new Map<string, number>();
  for (const { value, count } of days)
    months.set(value.slice(0, 7), (months.get(value.slice(0, 7)) ?? 0) + count);
  return [...months].map(([value, count]) => ({ value, count }));
}

const PAIRS = 20;
const MS_PER_DAY = 86_400_000;

const PAIR: ListShape<Correspondence> = {
  name: "correspondents",
  object: (pair) => ({ ...pair, first: isoTime(pair.first), last: isoTime(pair.last) }),
  columns: ["from", "to", "count", "first", "last"],
  lines: ({ from, to, count, first, last }) => [[from, to, count, isoTime(first), isoTime(last)]],
};

/** `--correspondents`: who writes to whom, in the messages of a query or in all. */
function printCorrespondents(io: Io, args: ParsedArgs, catalog: CatalogReader): void {
  const query = args.positional.join(" ").trim();
  const pairs = correspondences(
    catalog.database,
    familiesMatching(io, catalog.paths, args.positional),
  );
  const shown = pairs.slice(0, limitOf(args, PAIRS));
  if (printList(io, args, PAIR, shown, { query, total: pairs.length })) return;
  const { main } = mainDays(countByDay(catalog.database));
  const at = (day: string | undefined): number => (day === undefined ? 0 : Date.parse(day));
  const end = at(main.at(-1)?.value) + MS_PER_DAY;
  io.out(correspondentsText(shown, [at(main[0]?.value), end], io));
  if (pairs.length > shown.length)
    io.err(`${counted(pairs.length - shown.length, "more pair")}: --limit N, 0 for all.\n`);
  if (shown.length === 0) io.err("Nobody writes to anybody there.\n");
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  if (args.positional.length > 0 && !isSet(args, "correspondents"))
    throw new UserError(
      `stats is of the whole corpus; only --correspondents takes a query. For a query: leaksift search ${args.positional.join(" ")} --facet sender,month,type`,
    );
  const catalog = new CatalogReader(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    if (isSet(args, "correspondents")) printCorrespondents(io, args, catalog);
    else if (listForm(args) === "json") printJson(io, catalog);
    else if (listForm(args) !== null)
      throw new UserError(
        "The screen of stats is not a list; it has --json. Lists: leaksift stats --correspondents --csv, leaksift search '*' --facet sender,month,type --csv",
      );
    else {
      const walks = wrap(walksText(walkCounts(catalog.database)), io.columns);
      io.out(firstPageText(firstPageOf(catalog), io));
      for (const line of walks) if (line !== "") io.out(`${line}\n`);
    }
    return 0;
  } finally {
    catalog.close();
  }
}

function printJson(io: Io, catalog: CatalogReader): void {
  const { firstSentAt, lastSentAt, ...counts } = totals(catalog.database);
  const sources = catalog.sources();
  io.out(
    `${safeJson(
      {
        formatVersion: 1,
        ...counts,
        differentTexts: differentBodies(catalog),
        firstSentAt: isoTime(firstSentAt ?? null),
        lastSentAt: isoTime(lastSentAt ?? null),
        sources: sources.map((source) => ({
          ...source,
          modifiedAtMs: undefined,
          modifiedAt: isoTime(source.modifiedAtMs),
        })),
        months: monthsOf(countByDay(catalog.database)),
        senders: topSenders(catalog.database, 100),
        types: countBy(catalog.database, "type", "files", 1000),
        problems: problemCounts(catalog.database),
        walks: walkCounts(catalog.database),
      },
      2,
    )}\n`,
  );
}

export const stats: CommandSpec = {
  name: "stats",
  positional: "[QUERY]",
  dashIsText: true,
  access: "read",
  paged: true,
  summary: "Show the corpus on one screen: how much, when, who, what kind",
  options: [
    INDEX_OPTION,
    {
      name: "correspondents",
      type: "boolean",
      description: "Instead: who writes to whom, how often, from when to when",
    },
    {
      name: "limit",
      short: "n",
      type: "number",
      placeholder: "N",
      description: `Pairs to print, 0 for all (default: ${PAIRS}, all with --ndjson, --csv)`,
    },
    ...LIST_OPTIONS,
  ],
  examples: [
    ["leaksift stats", "The screen"],
    ["leaksift stats --correspondents", "Who writes to whom in the whole corpus"],
    ["leaksift stats --correspondents --csv > pairs.csv", "All pairs, for a spreadsheet"],
    ["leaksift stats --correspondents from:anna after:2017-01-01", "To whom Anna wrote in 2017"],
  ],
  notes: [
    `Messages to more than ${MAX_RECIPIENTS} people are left out of --correspondents: they say nothing about who writes to whom.`,
  ],
  run,
};
