/** `leaksift problems`: everything that could not be read, or not fully, with where and why. */
import { gapsOf } from "../catalog/dump-rows.ts";
import { findIndex } from "../catalog/index-folder.ts";
import { CatalogReader, type ProblemRow } from "../catalog/read-catalog.ts";
import { csvLine, escapeLine, safeJson, safeLine } from "../render/escape.ts";
import { locatorText } from "../render/locator.ts";
import { bold, column, counted, dim, red, type Style, yellow } from "../render/terminal.ts";
import {
  type CommandSpec,
  CSV_OPTION,
  INDEX_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  type ParsedArgs,
  textValue,
} from "./command.ts";

const PAGE = 1000;

function* allProblems(catalog: CatalogReader): Generator<ProblemRow> {
  for (let after = 0; ; ) {
    const page = catalog.problems(after, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.problemId;
  }
}

const WORDS = { lost: "not read", partial: "in part", note: "note" } as const;

function severityText(style: Style, severity: ProblemRow["severity"]): string {
  const text = column(WORDS[severity], 9, style);
  if (severity === "lost") return red(style, text);
  return severity === "partial" ? yellow(style, text) : dim(style, text);
}

function printText(io: Io, catalog: CatalogReader, wanted: (problem: ProblemRow) => boolean): void {
  let count = 0;
  for (const problem of allProblems(catalog)) {
    if (!wanted(problem)) continue;
    count++;
    io.out(
      `${severityText(io, problem.severity)} ${bold(io, problem.code)}  ${safeLine(problem.reason)}\n`,
    );
    io.out(`${dim(io, `          ${escapeLine(locatorText(problem.locator))}`)}\n`);
  }
  io.err(count === 0 ? "No problems.\n" : `${counted(count, "problem")}.\n`);
}

/** Bytes of sources that belong to no record, with their reason: `--gaps`. */
function printGaps(io: Io, args: ParsedArgs, catalog: CatalogReader): void {
  const gaps = catalog
    .sources()
    .flatMap(({ sourceId, path }) =>
      gapsOf(catalog.database, sourceId).map((gap) => ({ path, ...gap })),
    );
  if (isSet(args, "json")) io.out(`${safeJson({ formatVersion: 1, total: gaps.length, gaps })}\n`);
  else if (isSet(args, "csv")) {
    io.out(csvLine(["path", "offset", "length", "reason"]));
    for (const gap of gaps) io.out(csvLine([gap.path, gap.offset, gap.length, gap.reason]));
  } else {
    for (const { path, offset, length, reason } of gaps) {
      io.out(`${counted(length, "byte")} at ${offset}: ${escapeLine(reason)}\n`);
      io.out(`${dim(io, `          ${escapeLine(path)}`)}\n`);
    }
    io.err(gaps.length === 0 ? "No gaps.\n" : `${counted(gaps.length, "gap")}.\n`);
  }
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
    const wanted = (problem: ProblemRow): boolean =>
      (code === undefined || problem.code === code) &&
      (severity === undefined || problem.severity === severity);
    if (isSet(args, "summary")) {
      for (const row of catalog.problemCounts()) {
        io.out(`${severityText(io, row.severity)} ${column(row.code, 28, io)} ${row.count}\n`);
      }
    } else if (isSet(args, "json")) {
      const found = [...allProblems(catalog)].filter(wanted);
      io.out(`${safeJson({ formatVersion: 1, total: found.length, problems: found })}\n`);
    } else if (isSet(args, "csv")) {
      io.out(csvLine(["severity", "code", "reason", "locator"]));
      for (const problem of allProblems(catalog)) {
        if (wanted(problem))
          io.out(
            csvLine([problem.severity, problem.code, problem.reason, locatorText(problem.locator)]),
          );
      }
    } else printText(io, catalog, wanted);
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
  summary: "List what could not be read, or not fully, with place and reason",
  options: [
    INDEX_OPTION,
    { name: "summary", type: "boolean", description: "Only counts by kind" },
    {
      name: "gaps",
      type: "boolean",
      description: "Instead: bytes of sources that belong to no message, with the reason",
    },
    { name: "code", type: "string", placeholder: "CODE", description: "Only this kind of problem" },
    {
      name: "severity",
      type: "string",
      choices: ["lost", "partial", "note"],
      placeholder: "LEVEL",
      description: "Only lost, partial or note",
    },
    JSON_OPTION,
    CSV_OPTION,
  ],
  examples: [
    ["leaksift problems --summary", "Counts by kind"],
    ["leaksift problems --severity lost", "What was not read at all"],
  ],
  notes: [],
  run,
};
