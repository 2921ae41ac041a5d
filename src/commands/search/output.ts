/** The forms in which `search` prints its answer: text, ids, CSV, JSON, one JSON a line, chosen columns, facets and plots. */

import { type Io, isSet, numberValue, type ParsedArgs, textValue } from "../../cli/command.ts";
import { type ListShape, listForm, printList } from "../../cli/listing.ts";
import { SHORT_ID_DIGITS } from "../../model/ids.ts";
import type { HitRow } from "../../render/columns.ts";
import { safeJson } from "../../render/escape.ts";
import { CSV_COLUMNS, type HitContext, hitCells, hitJson, hitText } from "../../render/hits.ts";
import { bold, counted, dim, foundText, grouped } from "../../render/terminal.ts";
import type { CollapseBy } from "../../search/collapse-hits.ts";
import type { Facet } from "../../search/facets.ts";
import type { Hit } from "../../search/hits.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import type { SearchAnswer } from "../../search/search.ts";
import type { HitView } from "../../search/shown/hit-view.ts";
import type { WeekHours } from "../../search/times/clock-times.ts";
import type { TimelineBar, TimelineStep } from "../../search/times/timeline.ts";

/** What is printed: a page of an answer, wherever it comes from. */
export interface Page<H> {
  readonly query: string;
  readonly answer: Counts & { readonly view: (hit: H) => HitView };
  readonly hits: readonly H[];
  /** Content ids of hits. */
  readonly ids: (hits: readonly H[]) => readonly string[];
  /** Facets of these names (see facetName) over all matches. */
  readonly facets: (names: readonly string[]) => Promise<readonly Facet[]>;
  readonly bars: (step: TimelineStep) => Promise<readonly TimelineBar[]>;
  /** Weekdays and hours by the sender's clock. Throws UserError where they are not known. */
  readonly hours: () => Promise<WeekHours>;
  /** How many hits there are to page through: messages, or what they are collapsed to. */
  readonly total: number;
  /** Conversations, null unless collapsed. */
  readonly collapsed: { readonly by: CollapseBy; readonly count: number } | null;
  readonly offset: number;
  readonly context: HitContext;
}

/** A page of an answer of the local index. */
export interface LocalPage extends Page<Hit> {
  readonly index: OpenIndex;
  readonly answer: SearchAnswer;
}

/** How much was found. */
export type Counts = Pick<
  SearchAnswer,
  "total" | "looseFiles" | "copies" | "files" | "filesInside" | "stopped" | "notLookedAt"
>;

const FACET_VALUES = 12;

/** "12 messages and 2 loose files (and 1 exact copy), 3 files in them". */
export function headline({
  answer,
  collapsed,
}: Pick<Page<never>, "collapsed"> & { readonly answer: Counts }): string {
  const copies =
    answer.copies > 0 ? ` (and ${counted(answer.copies, "exact copy", "exact copies")})` : "";
  const files = answer.filesInside > 0 ? `, ${counted(answer.filesInside, "file")} in them` : "";
  const noun = collapsed?.by === "similar" ? "different text" : "conversation";
  const inThreads = collapsed === null ? "" : ` in ${counted(collapsed.count, noun)}`;
  return `${foundText(answer.total, answer.looseFiles)}${copies}${files}${inThreads}`;
}

/** How much was found, as JSON has it: `total` is messages and loose files together. */
function countsOf({ total, looseFiles, copies, files, stopped, notLookedAt: late }: Counts) {
  const notLookedAt = stopped + late;
  return { total, messages: total - looseFiles, looseFiles, copies, files, notLookedAt };
}

/** The first line, on stderr so that a pipe gets hits only. */
function printHeadline<H>(io: Io, page: Page<H>): void {
  io.err(`${bold({ ...io, colour: io.colour && io.errIsTerminal }, headline(page))}\n`);
  if (page.answer.total === 0)
    io.err(
      `Nothing matches. Try fewer words, a prefix (invoi*), or "leaksift fields" for fields.\n`,
    );
}

function printRest<H>(io: Io, { offset, hits, total }: Page<H>): void {
  const shown = offset + hits.length;
  if (shown < total && hits.length > 0)
    io.err(
      dim(
        { ...io, colour: io.colour && io.errIsTerminal },
        `${grouped(total - shown)} more: --offset ${shown}, or --limit N (0 for all)\n`,
      ),
    );
}

function printText<H>(io: Io, page: Page<H>): void {
  printHeadline(io, page);
  for (const [i, hit] of page.hits.entries())
    io.out(`${hitText(page.answer.view(hit), page.offset + i + 1, page.context, io)}\n`);
  printRest(io, page);
  const [first] = page.hits;
  if (first !== undefined && io.outIsTerminal) {
    const [id = ""] = page.ids([first]);
    io.err(dim(io, `Open one: leaksift show ${id.slice(0, SHORT_ID_DIGITS)}\n`));
  }
}

/** How hits are written as JSON and CSV: in full, or in the columns asked for. */
export async function hitShape<H>(args: ParsedArgs, page: Page<H>): Promise<ListShape<H>> {
  const fields = textValue(args, "fields");
  const { answer, context } = page;
  if (fields === undefined) {
    return {
      name: "hits",
      object: (hit) => hitJson(answer.view(hit), context),
      columns: CSV_COLUMNS,
      lines: (hit) => [hitCells(answer.view(hit), context)],
      ids: (hit) => page.ids([hit]),
    };
  }
  const { columnsShape } = await import("../../render/columns.ts");
  const shape = columnsShape("hits", await columnsNamed(fields));
  const rowOf = (hit: H): HitRow => ({ hit: answer.view(hit), context });
  return {
    ...shape,
    object: (hit) => shape.object(rowOf(hit)),
    lines: (hit) => shape.lines(rowOf(hit)),
    ids: (hit) => page.ids([hit]),
  };
}

async function columnsNamed(fields: string) {
  const [{ HIT_COLUMNS }, { chosenColumns }] = await Promise.all([
    import("../../render/columns.ts"),
    import("../../cli/chosen-columns.ts"),
  ]);
  return chosenColumns(HIT_COLUMNS, fields);
}

/** Chosen columns for people: a table on a terminal, tabs in a pipe. */
async function printColumns<H>(io: Io, page: Page<H>, fields: string): Promise<void> {
  const { tableWriter, tabWriter } = await import("../../render/columns.ts");
  const chosen = await columnsNamed(fields);
  const { answer, context } = page;
  const writer = io.outIsTerminal ? tableWriter(chosen, io) : tabWriter(chosen);
  io.out(writer.head);
  for (const hit of page.hits) io.out(writer.row({ hit: answer.view(hit), context }));
  if (io.outIsTerminal) printRest(io, page);
}

/** The facets named, with commas between, over all matches of a page. Throws UserError for a name that is none. */
export async function facetsOf<H>(page: Page<H>, names: string): Promise<readonly Facet[]> {
  const { facetName } = await import("../../search/facets.ts");
  return page.facets(
    names
      .split(",")
      .filter((name) => name.trim() !== "")
      .map(facetName),
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
async function printCounts<H>(io: Io, args: ParsedArgs, page: Page<H>): Promise<void> {
  const plots = await import("../../render/plots.ts");
  const { answer } = page;
  const facets = await facetsOf(page, textValue(args, "facet") ?? "");
  const step = textValue(args, "timeline") as TimelineStep | "hour" | undefined;
  const hours = step === "hour" ? await page.hours() : null;
  const weekdays =
    hours === null ? [] : (await import("../../search/times/clock-times.ts")).WEEKDAYS;
  const bars =
    step === undefined ? null : step === "hour" ? hoursOfDay(hours) : await page.bars(step);
  if (listForm(args) === "json") {
    const wanted = numberValue(args, "limit") === undefined ? [] : page.hits;
    io.out(
      `${safeJson({ formatVersion: 1, query: page.query, ...countsOf(answer), facets: facets.map((facet) => ({ ...facet })), ...(bars === null ? {} : { timeline: { step, bars } }), ...(hours === null ? {} : { hours: { weekdays, ...hours } }), hits: wanted.map((hit) => hitJson(answer.view(hit), page.context)) })}\n`,
    );
    return;
  }
  const rows = [
    ...facets.flatMap(({ name, values }) => values.map((value) => ({ facet: name, ...value }))),
    ...(bars ?? []).map(({ label, count }) => ({ facet: step ?? "", value: label, count })),
    ...(hours?.counts ?? []).flatMap((day, i) =>
      day.map((count, hour) => ({
        facet: "weekday-hour",
        value: `${weekdays[i]} ${String(hour).padStart(2, "0")}`,
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
  if (hours !== null) io.out(`\n${plots.heatMapText(hours, weekdays, io)}`);
}

/** Prints the page in the form the options ask for. */
export async function printPage<H>(io: Io, args: ParsedArgs, page: Page<H>): Promise<void> {
  const { query, answer, hits } = page;
  const fields = textValue(args, "fields");
  if (isSet(args, "count")) io.out(`${page.collapsed?.count ?? answer.total}\n`);
  else if (args.values["facet"] !== undefined || args.values["timeline"] !== undefined)
    await printCounts(io, args, page);
  // Of many hits at once: their rows are fetched together
  else if (listForm(args) === "ids") for (const id of page.ids(hits)) io.out(`${id}\n`);
  else if (listForm(args) === null && fields !== undefined) await printColumns(io, page, fields);
  else if (listForm(args) === null) printText(io, page);
  else {
    const name = page.collapsed?.by === "similar" ? "texts" : "conversations";
    const isPlain = page.collapsed === null || fields !== undefined;
    const collapsed = isPlain ? {} : { [name]: page.collapsed?.count };
    const beside = { query, ...countsOf(answer), ...collapsed };
    printList(io, args, await hitShape(args, page), hits, beside);
  }
}
