/** `search --batch FILE`: one query a line, read strictly; how much each finds, its best hits, and where: one column for each custodian. */

import type { Io, ParsedArgs } from "../../cli/command.ts";
import { type ListShape, printList } from "../../cli/listing.ts";
import { readTextFile } from "../../cli/read-text-file.ts";
import { UserError } from "../../errors.ts";
import { parseQuery } from "../../query/parse-query.ts";
import { problemText } from "../../query/problem-text.ts";
import { safeLine } from "../../render/escape.ts";
import { counted, cutTo, dim, grouped } from "../../render/terminal.ts";
import { countFacets, facetName } from "../../search/facets.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import { type SearchOptions, searchIndex } from "../../search/search.ts";
import { timeUpText } from "./advice.ts";

/** More is no list of search terms. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_QUERIES = 10_000;
/** Mistakes told at once. */
const MAX_MISTAKES = 20;
/** Best hits named of each query. */
const TOP = 3;
/** Columns of a matrix on a terminal; --csv and --json have all. */
const MAX_COLUMNS = 6;
const MIN_QUERY_CHARS = 20;

interface BatchQuery {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly text: string;
}

interface BatchRow extends BatchQuery {
  readonly total: number;
  readonly messages: number;
  readonly looseFiles: number;
  readonly copies: number;
  readonly files: number;
  /** Documents that the time of the line did not suffice for. */
  readonly notLookedAt: number;
  /** 64 hex digits each, best first. */
  readonly ids: readonly string[];
  readonly custodians: ReadonlyMap<string, number>;
}

/** A line as a spreadsheet writes a cell with quotes in it, undone: `"""let me know"" OR bill"`. Anything else is left as it is: quotes make phrases. */
function uncelled(line: string): string {
  const inner = line.slice(1, -1);
  const isCell =
    line.length > 1 &&
    line.startsWith('"') &&
    line.endsWith('"') &&
    /""/.test(inner) &&
    !/(^|[^"])"(?!")/.test(inner.replaceAll('""', ""));
  return isCell ? inner.replaceAll('""', '"') : line;
}

function readLines(io: Io, file: string): readonly BatchQuery[] {
  const text = readTextFile(io, file, MAX_FILE_BYTES);
  const queries = text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ line: i + 1, text: uncelled(line.trim()) }))
    .filter((query) => query.text !== "" && !query.text.startsWith("#"));
  if (queries.length === 0)
    throw new UserError(
      `${file} has no query: write one a line; lines that begin with # are left out.`,
    );
  if (queries.length > MAX_QUERIES)
    throw new UserError(`${file} has more than ${grouped(MAX_QUERIES)} queries.`);
  return queries;
}

/** All queries must be readable exactly as written; every mistake is told with line and column. */
function check(file: string, queries: readonly BatchQuery[]): void {
  const mistakes = queries.flatMap(({ line, text }) =>
    parseQuery(text).problems.map(
      (problem) => `${file}:${line}:${problem.offset + 1}: ${problemText(problem)}`,
    ),
  );
  if (mistakes.length === 0) return;
  const rest = mistakes.length - MAX_MISTAKES;
  const more = rest > 0 ? [`and ${counted(rest, "more mistake")}`] : [];
  throw new UserError(
    [
      "Nothing was searched: these lines cannot be read as written.",
      ...mistakes.slice(0, MAX_MISTAKES),
      ...more,
    ].join("\n"),
  );
}

function rowOf(index: OpenIndex, query: BatchQuery, options: SearchOptions): BatchRow {
  const answer = searchIndex(index, query.text, {
    ...options,
    limit: TOP,
    offset: 0,
    strict: true,
  });
  const { total, looseFiles, copies, files, hits, stopped } = answer;
  const [custodians] = countFacets(index, answer.roots(), [facetName("custodian")], () => []);
  return {
    ...query,
    total,
    messages: total - looseFiles,
    looseFiles,
    copies,
    files,
    notLookedAt: stopped + answer.notLookedAt,
    ids: index.catalog.contentIds(hits.map((hit) => hit.rootId)),
    custodians: new Map((custodians?.values ?? []).map(({ value, count }) => [value, count])),
  };
}

const shapeOf = (custodians: readonly string[]): ListShape<BatchRow> => ({
  name: "queries",
  object: ({ text, custodians: counts, ...row }) => ({
    ...row,
    query: text,
    custodians: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  }),
  columns: ["line", "query", "messages", "looseFiles", "copies", "files", "ids", ...custodians],
  lines: ({ line, text, messages, looseFiles, copies, files, ids, custodians: counts }) => [
    [
      line,
      text,
      messages,
      looseFiles,
      copies,
      files,
      ids.join(" "),
      ...custodians.map((name) => counts.get(name) ?? 0),
    ],
  ],
});

function printTable(io: Io, rows: readonly BatchRow[], custodians: readonly string[]): void {
  const shown = custodians.slice(0, MAX_COLUMNS);
  const heads = [
    "messages",
    "loose",
    "files",
    ...shown.map((name) => cutTo(safeLine(name), 14, io)),
  ];
  const cells = rows.map(({ messages, looseFiles, files, custodians: counts }) => [
    grouped(messages),
    grouped(looseFiles),
    grouped(files),
    ...shown.map((name) => grouped(counts.get(name) ?? 0)),
  ]);
  const widths = heads.map((head, i) =>
    Math.max(head.length, ...cells.map((row) => (row[i] ?? "").length)),
  );
  const line = (values: readonly string[]): string =>
    values.map((value, i) => value.padStart(widths[i] ?? 0)).join("  ");
  const room = Math.max(MIN_QUERY_CHARS, io.columns - line(heads).length - 2);
  io.out(`${line(heads)}  query\n`);
  for (const [i, row] of rows.entries()) {
    const query = safeLine(row.text);
    io.out(`${line(cells[i] ?? [])}  ${io.outIsTerminal ? cutTo(query, room, io) : query}\n`);
    if (row.ids.length > 0)
      io.out(
        `${dim(io, `${" ".repeat(line(heads).length)}  ${row.ids.map((id) => id.slice(0, 12)).join(" ")}`)}\n`,
      );
  }
  const hidden = custodians.length - shown.length;
  if (hidden > 0) io.err(`${counted(hidden, "more custodian")}: --csv or --json shows all.\n`);
}

/** Reads, checks, runs and prints. Returns the exit code. */
export function runBatch(
  io: Io,
  args: ParsedArgs,
  openIt: () => OpenIndex,
  file: string,
  options: SearchOptions,
): number {
  const queries = readLines(io, file);
  check(file, queries);
  const index = openIt();
  try {
    const rows: BatchRow[] = [];
    for (const [i, query] of queries.entries()) {
      if (io.errIsTerminal) io.err(`\r${i + 1} of ${queries.length} queries`);
      rows.push(rowOf(index, query, options));
    }
    if (io.errIsTerminal) io.err("\r\u001b[K");
    const custodians = [...new Set(rows.flatMap((row) => [...row.custodians.keys()]))].sort();
    if (!printList(io, args, shapeOf(custodians), rows, { custodians }))
      printTable(io, rows, custodians);
    const silent = rows.filter(({ total }) => total === 0).length;
    io.err(
      `${counted(rows.length, "query", "queries")}, ${grouped(silent)} of them without a hit.\n`,
    );
    const cut = rows.filter(({ notLookedAt }) => notLookedAt > 0);
    for (const { line, notLookedAt } of cut.slice(0, MAX_MISTAKES))
      io.err(`leaksift: line ${line}: ${timeUpText(notLookedAt)}\n`);
    if (cut.length > MAX_MISTAKES)
      io.err(`leaksift: and ${counted(cut.length - MAX_MISTAKES, "more line")}.\n`);
    return cut.length > 0 ? 3 : 0;
  } finally {
    index.close();
  }
}
