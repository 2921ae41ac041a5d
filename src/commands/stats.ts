/** `leaksift stats`: one screen about the whole corpus: how much, from when, by whom, of what kind, what could not be read, what to type next. */
import { findIndex } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
import { safeJson, safeLine } from "../render/escape.ts";
import {
  bar,
  bold,
  column,
  counted,
  dim,
  grouped,
  isoTime,
  type Style,
  sizeText,
} from "../render/terminal.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  type ParsedArgs,
  textValue,
} from "./command.ts";

const TOP = 8;

/** Years, or months where there are few: label and count, gaps included so that silence is visible. */
export function timelineOf(
  months: readonly { value: string; count: number }[],
): { label: string; count: number }[] {
  const byYear = new Map<string, number>();
  for (const { value, count } of months) {
    const year = value.slice(0, 4);
    byYear.set(year, (byYear.get(year) ?? 0) + count);
  }
  // A wrong clock gives a year alone at either end: the plot is of the years that hold all but one in a thousand.
  const total = months.reduce((sum, month) => sum + month.count, 0);
  const years = [...byYear].sort(([a], [b]) => (a < b ? -1 : 1));
  const main = years.filter(([, count]) => count > total / 1000).map(([year]) => Number(year));
  const first = Math.min(...main);
  const last = Math.max(...main);
  if (!Number.isFinite(first)) return [];
  const counts = new Map(months.map((month) => [month.value, month.count]));
  if (last - first > 3) {
    return Array.from({ length: last - first + 1 }, (_, i) => ({
      label: String(first + i),
      count: byYear.get(String(first + i)) ?? 0,
    }));
  }
  const used = months.filter(
    (m) => Number(m.value.slice(0, 4)) >= first && Number(m.value.slice(0, 4)) <= last,
  );
  const timeline: { label: string; count: number }[] = [];
  for (
    let at = used[0]?.value ?? "", end = used.at(-1)?.value ?? "";
    at !== "" && at <= end;
    at = monthAfter(at)
  ) {
    timeline.push({ label: at, count: counts.get(at) ?? 0 });
  }
  return timeline;
}

function monthAfter(month: string): string {
  const year = Number(month.slice(0, 4));
  const number = Number(month.slice(5));
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
}

function bars(
  style: Style,
  rows: readonly { label: string; count: number }[],
  labelColumns: number,
): string {
  const max = Math.max(1, ...rows.map((row) => row.count));
  const room = Math.max(10, Math.min(50, style.columns - labelColumns - 14));
  return rows
    .map(
      (row) =>
        `  ${column(safeLine(row.label), labelColumns, style)} ${grouped(row.count).padStart(9)} ${bar(row.count / max, room, style)}\n`,
    )
    .join("");
}

function printText(io: Io, catalog: CatalogReader): void {
  const totals = catalog.totals();
  const of = (name: string): number => totals[name] ?? 0;
  const sources = catalog.sources();
  const bytes = sources.reduce((sum, source) => sum + source.sizeBytes, 0);
  io.out(
    `${bold(io, counted(of("messages"), "message"))} from ${counted(sources.length, "source")} (${sizeText(bytes)})`,
  );
  io.out(
    of("copies") > 0
      ? `, ${counted(of("messages") + of("files") - of("copies"), "document")} without ${counted(of("copies"), "exact copy", "exact copies")}\n`
      : ", no exact copies\n",
  );
  io.out(
    `${counted(of("attachments"), "attachment")}, ${counted(of("members"), "file")} inside files, ${counted(of("files"), "loose file")}, ${counted(of("nestedMessages"), "message")} inside messages\n`,
  );
  const unfinished = sources.filter((source) => source.state !== "done").length;
  if (unfinished > 0)
    io.out(`${counted(unfinished, "source")} not finished: run leaksift index again\n`);
  const timeline = timelineOf(catalog.countByMonth());
  if (timeline.length > 0)
    io.out(
      `\n${bold(io, "When")}${of("undated") > 0 ? dim(io, `  (${grouped(of("undated"))} undated)`) : ""}\n${bars(io, timeline, 8)}`,
    );
  const senders = catalog
    .topSenders(TOP)
    .map((row) => ({ label: row.value === "" ? "(none)" : row.value, count: row.count }));
  if (senders.length > 0) io.out(`\n${bold(io, "Senders")}\n${bars(io, senders, 34)}`);
  const types = catalog
    .countBy("type", "files", TOP)
    .map((row) => ({ label: row.value, count: row.count }));
  if (types.length > 0) io.out(`\n${bold(io, "Files")}\n${bars(io, types, 34)}`);
  const problems = catalog.problemCounts();
  io.out(`\n${bold(io, "Not read, or not fully")}\n`);
  const serious = problems.filter((problem) => problem.severity !== "note").slice(0, TOP);
  if (serious.length === 0) io.out("  nothing: every byte was read\n");
  for (const problem of serious) {
    io.out(
      `  ${column(problem.code, 34, io)} ${grouped(problem.count).padStart(9)} ${problem.severity === "lost" ? "not read" : "read in part"}\n`,
    );
  }
  io.out(
    `\n${bold(io, "Next")}\n  leaksift search WORDS\n  leaksift search 'from:NAME after:2017-01-01 has:attachment'\n  leaksift problems --summary\n  leaksift fields\n`,
  );
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const catalog = new CatalogReader(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    if (!isSet(args, "json")) {
      printText(io, catalog);
      return 0;
    }
    const { firstSentAt, lastSentAt, ...counts } = catalog.totals();
    const sources = catalog.sources();
    io.out(
      `${safeJson(
        {
          formatVersion: 1,
          ...counts,
          firstSentAt: isoTime(firstSentAt ?? null),
          lastSentAt: isoTime(lastSentAt ?? null),
          sources: sources.map((source) => ({
            ...source,
            modifiedAtMs: undefined,
            modifiedAt: isoTime(source.modifiedAtMs),
          })),
          months: catalog.countByMonth(),
          senders: catalog.topSenders(100),
          types: catalog.countBy("type", "files", 1000),
          problems: catalog.problemCounts(),
        },
        2,
      )}\n`,
    );
    return 0;
  } finally {
    catalog.close();
  }
}

export const stats: CommandSpec = {
  name: "stats",
  positional: "",
  access: "read",
  paged: true,
  summary: "One screen about the corpus: how much, when, who, what kind, what could not be read",
  options: [INDEX_OPTION, JSON_OPTION],
  examples: [["leaksift stats", "The screen"]],
  notes: [],
  run,
};
