/** `leaksift stats`: one screen about the whole corpus: how much, from when, by whom, of what kind, what could not be read, what to type next. */
import { countByDay } from "../catalog/first-page.ts";
import { findIndex } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
import { safeJson } from "../render/escape.ts";
import { firstPageText } from "../render/first-page.ts";
import { isoTime } from "../render/terminal.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  type ParsedArgs,
  textValue,
} from "./command.ts";
import { firstPageOf } from "./first-page.ts";

/** `{value:"2017-03", count}` of days, in order. */
function monthsOf(
  days: readonly { value: string; count: number }[],
): { value: string; count: number }[] {
  const months = new Map<string, number>();
  for (const { value, count } of days)
    months.set(value.slice(0, 7), (months.get(value.slice(0, 7)) ?? 0) + count);
  return [...months].map(([value, count]) => ({ value, count }));
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const catalog = new CatalogReader(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    if (!isSet(args, "json")) {
      io.out(firstPageText(firstPageOf(catalog), io));
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
          months: monthsOf(countByDay(catalog.database)),
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
