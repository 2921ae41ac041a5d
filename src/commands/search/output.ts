/** The forms in which `search` prints its answer: text, ids, CSV, JSON, one JSON a line, chosen columns, facets and plots. */

import { type Io, isSet, numberValue, type ParsedArgs, textValue } from "../../cli/command.ts";
import { type ListShape, listForm, printList } from "../../cli/listing.ts";
import { IDENTIFIER_KINDS } from "../../identifier-kinds.ts";
import { SHORT_ID_DIGITS } from "../../model/ids.ts";
import { asksCatalog, asksSide, type Plan } from "../../query/plan.ts";
import type { HitRow } from "../../render/columns.ts";
import { safeJson, safeLine } from "../../render/escape.ts";
import { CSV_COLUMNS, type HitContext, hitCells, hitJson, hitText } from "../../render/hits.ts";
import { bold, counted, dim, foundText, grouped } from "../../render/terminal.ts";
import type { WeekHours } from "../../search/clock-times.ts";
import type { CollapseBy } from "../../search/collapse-hits.ts";
import type { Facet } from "../../search/facets.ts";
import type { Hit } from "../../search/hits.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import type { SearchAnswer, SearchOptions } from "../../search/search.ts";
import type { TimelineBar, TimelineStep } from "../../search/timeline.ts";

/** What is printed: a page of an answer. */
export interface Page {
  readonly query: string;
  readonly index: OpenIndex;
  readonly answer: SearchAnswer;
  readonly hits: readonly Hit[];
  /** How many hits there are to page through: messages, or what they are collapsed to. */
  readonly total: number;
  /** Conversations, null unless collapsed. */
  readonly collapsed: { readonly by: CollapseBy; readonly count: number } | null;
  readonly offset: number;
  readonly context: HitContext;
}

const FACET_VALUES = 12;

/** "12 messages and 2 loose files (and 1 exact copy), 3 files in them". */
export function headline({ answer, collapsed }: Page): string {
  const copies =
    answer.copies > 0 ? ` (and ${counted(answer.copies, "exact copy", "exact copies")})` : "";
  const files = answer.filesInside > 0 ? `, ${counted(answer.filesInside, "file")} in them` : "";
  const noun = collapsed?.by === "similar" ? "different text" : "conversation";
  const inThreads = collapsed === null ? "" : ` in ${counted(collapsed.count, noun)}`;
  return `${foundText(answer.total, answer.looseFiles)}${copies}${files}${inThreads}`;
}

/** How much was found, as JSON has it: `total` is messages and loose files together. */
function countsOf({ total, looseFiles, copies, files, stopped, notLookedAt: late }: SearchAnswer) {
  const notLookedAt = stopped + late;
  return { total, messages: total - looseFiles, looseFiles, copies, files, notLookedAt };
}

/** The first line, on stderr so that a pipe gets hits only. */
function printHeadline(io: Io, page: Page): void {
  io.err(`${bold({ ...io, colour: io.colour && io.errIsTerminal }, headline(page))}\n`);
  if (page.answer.total === 0)
    io.err(
      `Nothing matches. Try fewer words, a prefix (invoi*), or "leaksift fields" for fields.\n`,
    );
}

function printRest(io: Io, { offset, hits, total }: Page): void {
  const shown = offset + hits.length;
  if (shown < total && hits.length > 0)
    io.err(
      dim(
        { ...io, colour: io.colour && io.errIsTerminal },
        `${grouped(total - shown)} more: --offset ${shown}, or --limit N (0 for all)\n`,
      ),
    );
}

function printText(io: Io, page: Page): void {
  printHeadline(io, page);
  for (const [i, hit] of page.hits.entries())
    io.out(`${hitText(page.answer.view(hit), page.offset + i + 1, page.context, io)}\n`);
  printRest(io, page);
  const [first] = page.hits;
  if (first !== undefined && io.outIsTerminal) {
    const [id = ""] = page.index.catalog.contentIds([first.rootId]);
    io.err(dim(io, `Open one: leaksift show ${id.slice(0, SHORT_ID_DIGITS)}\n`));
  }
}

async function printColumns(io: Io, args: ParsedArgs, page: Page, fields: string): Promise<void> {
  const [columns, { chosenColumns }] = await Promise.all([
    import("../../render/columns.ts"),
    import("../../cli/chosen-columns.ts"),
  ]);
  const chosen = chosenColumns(columns.HIT_COLUMNS, fields);
  const { context } = page;
  const rowOf = (hit: Hit): HitRow => ({ hit: page.answer.view(hit), context });
  const shape = columns.columnsShape("hits", chosen);
  const beside = { query: page.query, ...countsOf(page.answer) };
  const hitShape: ListShape<Hit> = {
    ...shape,
    object: (hit) => shape.object(rowOf(hit)),
    lines: (hit) => shape.lines(rowOf(hit)),
  };
  if (printList(io, args, hitShape, page.hits, beside)) return;
  const writer = io.outIsTerminal ? columns.tableWriter(chosen, io) : columns.tabWriter(chosen);
  io.out(writer.head);
  for (const hit of page.hits) io.out(writer.row(rowOf(hit)));
  if (io.outIsTerminal) printRest(io, page);
}

/** The facets named, with commas between, over all matches of a page. Throws UserError for a name that is none. */
export async function facetsOf({ index, answer }: Page, names: string): Promise<Facet[]> {
  const [{ countFacets, facetName }, { tagRows }] = await Promise.all([
    import("../../search/facets.ts"),
    import("../../search/tagged.ts"),
  ]);
  const wanted = names.split(",").filter((name) => name.trim() !== "");
  return countFacets(index, answer.roots(), wanted.map(facetName), (docIds) =>
    tagRows(index.catalog, docIds),
  );
}

/** Counts as lines; a bar of a timeline stands under the name of its step. */
const COUNTED: ListShape<{
  readonly facet: string;
  readonly value: string;
  readonly count: number;
}> = {
  name: "counts",
  object: (row) => row,
  columns: ["facet", "value", "count"],
  lines: ({ facet, value, count }) => [[facet, value, count]],
};

/** The hours of the day as bars, weekdays together. */
const hoursOfDay = (hours: WeekHours | null): TimelineBar[] =>
  Array.from({ length: 24 }, (_, hour) => ({
    label: String(hour).padStart(2, "0"),
    count: (hours?.counts ?? []).reduce((sum, day) => sum + (day[hour] ?? 0), 0),
    empty: 0,
  }));

/** `--facet` and `--timeline`: counts over all matches. With --json they stand beside the hits asked for by --limit. */
async function printCounts(io: Io, args: ParsedArgs, page: Page): Promise<void> {
  const [{ familyTimes }, { timeline }, { WEEKDAYS, weekHours }, plots] = await Promise.all([
    import("../../search/facets.ts"),
    import("../../search/timeline.ts"),
    import("../../search/clock-times.ts"),
    import("../../render/plots.ts"),
  ]);
  const { index, answer } = page;
  const roots = answer.roots();
  const facets = await facetsOf(page, textValue(args, "facet") ?? "");
  const step = textValue(args, "timeline") as TimelineStep | "hour" | undefined;
  const hours = step === "hour" ? weekHours(index.catalog, roots) : null;
  const bars =
    step === undefined
      ? null
      : step === "hour"
        ? hoursOfDay(hours)
        : timeline(familyTimes(index, roots), step);
  if (listForm(args) === "json") {
    const wanted = numberValue(args, "limit") === undefined ? [] : page.hits;
    io.out(
      `${safeJson({ formatVersion: 1, query: page.query, ...countsOf(answer), facets: facets.map((facet) => ({ ...facet })), ...(bars === null ? {} : { timeline: { step, bars } }), ...(hours === null ? {} : { hours: { weekdays: WEEKDAYS, ...hours } }), hits: wanted.map((hit) => hitJson(answer.view(hit), page.context)) })}\n`,
    );
    return;
  }
  const rows = [
    ...facets.flatMap(({ name, values }) => values.map((value) => ({ facet: name, ...value }))),
    ...(bars ?? []).map(({ label, count }) => ({ facet: step ?? "", value: label, count })),
    ...(hours?.counts ?? []).flatMap((day, i) =>
      day.map((count, hour) => ({
        facet: "weekday-hour",
        value: `${WEEKDAYS[i]} ${String(hour).padStart(2, "0")}`,
        count,
      })),
    ),
  ];
  if (printList(io, args, COUNTED, rows)) return;
  printHeadline(io, page);
  const most = numberValue(args, "limit") ?? FACET_VALUES;
  const limit = most === 0 ? Number.MAX_SAFE_INTEGER : most;
  for (const facet of facets) io.out(`${plots.facetText(facet, limit, io)}\n`);
  if (bars !== null) io.out(plots.timelineText(bars, step ?? "", io));
  if (hours !== null) io.out(`\n${plots.heatMapText(hours, WEEKDAYS, io)}`);
}

/** Prints the page in the form the options ask for. */
export async function printPage(io: Io, args: ParsedArgs, page: Page): Promise<void> {
  const { query, index, answer, hits, context } = page;
  const { total } = answer;
  const fields = textValue(args, "fields");
  if (isSet(args, "count")) io.out(`${page.collapsed?.count ?? total}\n`);
  else if (args.values["facet"] !== undefined || args.values["timeline"] !== undefined)
    await printCounts(io, args, page);
  else if (listForm(args) === "ids")
    for (const id of index.catalog.contentIds(hits.map((hit) => hit.rootId))) io.out(`${id}\n`);
  else if (fields !== undefined) await printColumns(io, args, page, fields);
  else {
    const shape: ListShape<Hit> = {
      name: "hits",
      object: (hit) => hitJson(answer.view(hit), context),
      columns: CSV_COLUMNS,
      lines: (hit) => [hitCells(answer.view(hit), context)],
    };
    const name = page.collapsed?.by === "similar" ? "texts" : "conversations";
    const conversations = page.collapsed === null ? {} : { [name]: page.collapsed.count };
    const beside = { query, ...countsOf(answer), ...conversations };
    if (!printList(io, args, shape, hits, beside)) printText(io, page);
  }
}

/** "120 documents were not looked at …", for a query whose time was up. */
export const timeUpText = (documents: number): string =>
  `the time was up: ${counted(documents, "document")} were not looked at; shown is what was found until then. More time: --timeout SECONDS`;

/** Says that a field of identifiers does not know all documents: they are looked for when the list is first asked for. */
export async function printStaleIdentifiers(io: Io, index: OpenIndex, plan: Plan): Promise<void> {
  const kind = IDENTIFIER_KINDS.find(({ name }) => asksCatalog(plan, name));
  if (kind === undefined && !asksSide(plan)) return;
  const { identifiersKnown } = await import("../../search/identified/identified.ts");
  if (!identifiersKnown(index.catalog))
    io.err(
      `leaksift: identifiers were not looked for in all documents of this index, so ${kind === undefined ? "is:inbound and the like do" : `${kind.name}: does`} not know all. Look for them: leaksift ${kind === undefined ? "owners" : "identifiers"}\n`,
    );
}

/** Says that `flag:` does not know everything yet: checks over the whole corpus run when flags are first asked for. */
export async function printStaleFlags(io: Io, index: OpenIndex, plan: Plan): Promise<void> {
  if (!asksCatalog(plan, "flag")) return;
  const { areCurrent } = await import("../../flags/findings.ts");
  if (!areCurrent(index.catalog))
    io.err(
      "leaksift: the checks that compare all messages have not run on this state of the index, so flag: does not know what they find. Run them: leaksift flags\n",
    );
}

/** For a query that finds nothing: what each of its conditions finds, and which of them empties the rest. */
async function printEmptyAnd(
  io: Io,
  index: OpenIndex,
  answer: SearchAnswer,
  clock: SearchOptions["clock"],
): Promise<void> {
  const { emptyAnd } = await import("../../search/empty-and.ts");
  const conditions = emptyAnd(index, answer, { clock });
  if (conditions.length === 0) return;
  const each = conditions.map(({ query, alone }) => `${safeLine(query)} ${grouped(alone)}`);
  io.err(`Each by itself: ${each.join(", ")}.\n`);
  const nowhere = conditions.find(({ alone }) => alone === 0);
  if (nowhere !== undefined)
    io.err(`${safeLine(nowhere.query)} is in nothing, which empties the rest.\n`);
  for (const { query, without } of conditions)
    if (without > 0) io.err(`Without ${safeLine(query)}: ${counted(without, "message")}.\n`);
}

/** For words that find less than their forms do: how much, and what to type. Returns the wider query, null when there is none. */
export async function printForms(
  io: Io,
  index: OpenIndex,
  answer: SearchAnswer,
  clock: SearchOptions["clock"],
  hint = "",
): Promise<string | null> {
  const { otherForms } = await import("../../search/other-forms.ts");
  const forms = otherForms(index, answer, { clock });
  if (forms === null) return null;
  const { query, total } = forms;
  io.err(
    `${counted(answer.total, "message")}; ${grouped(total)} with other forms: ${safeLine(query)}${hint}\n`,
  );
  return query;
}

/** For a query without hits: words and values this index has that come near, and which condition emptied it. */
export async function printMeant(
  io: Io,
  index: OpenIndex,
  answer: SearchAnswer,
  clock: SearchOptions["clock"],
): Promise<void> {
  const { plan } = answer;
  const { didYouMean } = await import("../../search/did-you-mean.ts");
  for (const { asked, nearest } of didYouMean(index, plan)) {
    const what = nearest.length === 1 ? "Did you mean" : "There are";
    const end = nearest.length === 1 ? "?" : ".";
    io.err(`Nothing has ${safeLine(asked)}. ${what} ${nearest.map(safeLine).join(", ")}${end}\n`);
  }
  await printEmptyAnd(io, index, answer, clock);
}
