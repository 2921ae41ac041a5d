/** Gathers what the first page shows, for `stats` and for the end of `index`. */

import { readMutes } from "../catalog/annotations/mutes.ts";
import { countBy, problemCounts, topSenders, totals } from "../catalog/catalog-counts.ts";
import { countByDay, familiesBySource } from "../catalog/first-page.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { allFindings } from "../catalog/read-flags.ts";
import { areCurrent } from "../flags/findings.ts";
import { gather } from "../flags/gather.ts";
import type { FirstPage } from "../render/first-page.ts";
import { custodianOf } from "../search/custodians.ts";
import { openIndex } from "../search/open-index.ts";
import { countDifferentBodies } from "../search/similar/bodies.ts";
import { typeLabel } from "../type-names.ts";

const MANY = 1000;

/** Families by custodian, most first. */
function custodians(catalog: CatalogReader): { value: string; count: number }[] {
  const rows = familiesBySource(catalog.database);
  const custodian = custodianOf(rows.map(({ path }) => path));
  const counts = new Map<string, number>();
  for (const { path, count } of rows)
    counts.set(custodian(path), (counts.get(custodian(path)) ?? 0) + count);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

/** A sender as a query; everything where no address can stand in a query as it is. */
const queryOf = (sender: string | undefined): string =>
  sender !== undefined && /^[a-z0-9][\w.+-]{0,40}@[a-z0-9.-]{1,60}$/.test(sender)
    ? `from:${sender}`
    : "'*'";

/**
 * How many different texts the messages have: the same words in the same order count once; null where that is not kept, as in an index that is still
 * being made, since the page must be there at once.
 */
export function differentBodies(catalog: CatalogReader): number | null {
  const index = openIndex(catalog.paths);
  try {
    return countDifferentBodies(index);
  } finally {
    index.close();
  }
}

/** The page of a catalog. Uses stored findings only: it must be there at once. */
export function firstPageOf(catalog: CatalogReader): FirstPage {
  const counted = totals(catalog.database);
  const of = (name: string): number => counted[name] ?? 0;
  const sources = catalog.sources();
  const isCurrent = areCurrent(catalog);
  const { ranked, highest } = gather(catalog, isCurrent ? allFindings(catalog.database) : [], {
    checks: [],
    level: "medium",
    muted: new Set(readMutes(catalog.paths).keys()),
    roots: null,
  });
  const senders = topSenders(catalog.database, MANY);
  return {
    messages: of("messages"),
    looseFiles: of("files"),
    attachments: of("attachments"),
    members: of("members"),
    nestedMessages: of("nestedMessages"),
    copies: of("copies"),
    bodies: differentBodies(catalog),
    undated: of("undated"),
    sources: sources.length,
    unfinishedSources: sources.filter((source) => source.state !== "done").length,
    bytes: sources.reduce((sum, source) => sum + source.sizeBytes, 0),
    days: countByDay(catalog.database),
    custodians: custodians(catalog),
    senders,
    types: countBy(catalog.database, "type", "files", MANY).map(({ value, count }) => ({
      value: typeLabel(value),
      count,
    })),
    problems: problemCounts(catalog.database).flatMap(({ code, severity, count }) =>
      severity === "note" ? [] : [{ code, severity, count }],
    ),
    findings: ranked.map(({ level, lead }) => ({
      level,
      check: lead.check,
      sentence: lead.sentence,
    })),
    highest: isCurrent ? highest : null,
    exampleQuery: queryOf(senders.find(({ value }) => value !== "")?.value),
  };
}
