/** `leaksift problems`: everything that could not be read, or not fully, with where and why. */
import { problemCounts } from "../catalog/catalog-counts.ts";
import { gapsOf } from "../catalog/dump-rows.ts";
import { findIndex } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
import type { ProblemRow } from "../catalog/stored-rows.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { DOCUMENT_LIST_OPTIONS, type ListShape, listWriter, printList } from "../cli/listing.ts";
import { SHORT_ID_DIGITS } from "../model/ids.ts";
import { escapeLine, safeLine } from "../render/escape.ts";
import { locatorText } from "../render/locator.ts";
import {
  bold,
  column,
  counted,
  dim,
  grouped,
  red,
  type Style,
  yellow,
} from "../render/terminal.ts";

const PAGE = 1000;

const WORDS = { lost: "not read", partial: "in part", note: "note" } as const;

function severityText(style: Style, severity: ProblemRow["severity"]): string {
  const text = column(WORDS[severity] ?? escapeLine(severity), 9, style);
  if (severity === "lost") return red(style, text);
  return severity === "partial" ? yellow(style, text) : dim(style, text);
}

/** A problem with the content id of its document, null where it belongs to none. */
interface ProblemView extends ProblemRow {
  readonly id: string | null;
}

/** All problems wanted, with ids looked up a page at a time. */
function* views(
  catalog: CatalogReader,
  wanted: (problem: ProblemRow) => boolean,
): Generator<ProblemView> {
  for (let after = 0; ; ) {
    const page = catalog.problems(after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.problemId;
    const found = page.filter(wanted);
    const docIds = found.flatMap(({ docId }) => docId ?? []);
    const ids = new Map(catalog.contentIds(docIds).map((id, i) => [docIds[i], id]));
    for (const problem of found)
      yield {
        ...problem,
        id: problem.docId === null ? null : (ids.get(problem.docId) ?? null),
      };
  }
}

const PROBLEMS: ListShape<ProblemView> = {
  name: "problems",
  object: ({ id, ...problem }) => ({ id, ...problem }),
  columns: ["severity", "code", "reason", "locator", "id"],
  lines: ({ severity, code, reason, locator, id }) => [
    [severity, code, reason, locatorText(locator), id],
  ],
  ids: ({ id }) => (id === null ? [] : [id]),
};

function printProblems(io: Io, rows: Iterable<ProblemView>, isNarrowed: boolean): void {
  let count = 0;
  for (const { severity, code, reason, locator, id } of rows) {
    count++;
    io.out(`${severityText(io, severity)} ${bold(io, escapeLine(code))}  ${safeLine(reason)}\n`);
    const named = id === null ? "" : `${id.slice(0, SHORT_ID_DIGITS)}  `;
    io.out(`${dim(io, `          ${named}${escapeLine(locatorText(locator))}`)}\n`);
  }
  const none = isNarrowed ? "No problems of that kind.\n" : "No problems.\n";
  io.err(count === 0 ? none : `${counted(count, "problem")}.\n`);
}

type Gap = Readonly<{ path: string; offset: number; length: number; reason: string }>;

const GAPS: ListShape<Gap> = {
  name: "gaps",
  object: (gap) => gap,
  columns: ["path", "offset", "length", "reason"],
  lines: ({ path, offset, length, reason }) => [[path, offset, length, reason]],
};

type ProblemCount = ReturnType<typeof problemCounts>[number];

const COUNTS: ListShape<ProblemCount> = {
  name: "counts",
  object: (row) => row,
  columns: ["severity", "code", "count"],
  lines: ({ severity, code, count }) => [[severity, code, count]],
};

/** Bytes of sources that belong to no record, with their reason: `--gaps`. */
function printGaps(io: Io, args: ParsedArgs, catalog: CatalogReader): void {
  const gaps = catalog
    .sources()
    .flatMap(({ sourceId, path }) =>
      gapsOf(catalog.database, sourceId).map((gap) => ({ path, ...gap })),
    );
  if (printList(io, args, GAPS, gaps, { total: gaps.length })) return;
  for (const { path, offset, length, reason } of gaps) {
    io.out(`${counted(length, "byte")} at ${offset}: ${escapeLine(reason)}\n`);
    io.out(`${dim(io, `          ${escapeLine(path)}`)}\n`);
  }
  io.err(gaps.length === 0 ? "No gaps.\n" : `${counted(gaps.length, "gap")}.\n`);
}

/** `--summary`: how many of each kind, those asked for by code and severity. */
function printSummary(
  io: Io,
  args: ParsedArgs,
  catalog: CatalogReader,
  wanted: (problem: Pick<ProblemRow, "code" | "severity">) => boolean,
): void {
  const counts = problemCounts(catalog.database).filter(wanted);
  if (printList(io, args, COUNTS, counts)) return;
  for (const { severity, code, count } of counts)
    io.out(
      `${severityText(io, severity)} ${column(escapeLine(code), 28, io)} ${grouped(count).padStart(9)}\n`,
    );
  if (counts.length === 0) io.err("No problems.\n");
}

/** An unknown code finds nothing, and "No problems." would be a lie. */
function sayUnknownCode(io: Io, catalog: CatalogReader, code: string | undefined): void {
  if (code === undefined) return;
  const codes = [...new Set(problemCounts(catalog.database).map((row) => row.code))].sort();
  if (!codes.includes(code))
    io.err(
      `leaksift: no problem here has the code "${code}". Codes here: ${codes.join(", ") || "none"}.\n`,
    );
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const catalog = new CatalogReader(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    if (isSet(args, "gaps")) {
      printGaps(io, args, catalog);
      return 0;
    }
    const code = textValue(args, "code");
    const severity = textValue(args, "severity");
    const wanted = (problem: Pick<ProblemRow, "code" | "severity">): boolean =>
      (code === undefined || problem.code === code) &&
      (severity === undefined || problem.severity === severity);
    sayUnknownCode(io, catalog, code);
    if (isSet(args, "summary")) printSummary(io, args, catalog, wanted);
    else {
      const writer = listWriter(io, args, PROBLEMS);
      const rows = views(catalog, wanted);
      if (writer === null) printProblems(io, rows, code !== undefined || severity !== undefined);
      else {
        let total = 0;
        for (const row of rows) {
          total++;
          writer.row(row);
        }
        writer.end({ total });
      }
    }
    return 0;
  } finally {
    catalog.close();
  }
}

export const problems: CommandSpec = {
  name: "problems",
  positional: "",
  access: "read",
  paged: true,
  summary: "List what could not be read, with place and reason",
  options: [
    INDEX_OPTION,
    { name: "summary", type: "boolean", description: "Only counts by kind" },
    {
      name: "gaps",
      type: "boolean",
      description: "Instead: bytes of sources that belong to no message, with the reason",
    },
    {
      name: "code",
      type: "string",
      placeholder: "CODE",
      description: "Only this kind of problem",
      values: async (index) =>
        index === null ? [] : problemCounts(index.catalog.database).map(({ code }) => code),
    },
    {
      name: "severity",
      type: "string",
      choices: ["lost", "partial", "note"],
      placeholder: "LEVEL",
      description: "Only lost, partial or note",
    },
    ...DOCUMENT_LIST_OPTIONS,
  ],
  examples: [
    ["leaksift problems --summary", "Counts by kind"],
    ["leaksift problems --severity lost", "What was not read at all"],
    ["leaksift problems --ids | leaksift tag +unread -", "Tag what was not read in full"],
  ],
  notes: [],
  run,
};
