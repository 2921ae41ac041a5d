/** Columns of a list of hits by name, for `--fields`: as CSV, as a table for people, as lines for scripts. Every corpus string is escaped here. */
import type { HitView } from "../search/search.ts";
import { safeLine } from "./escape.ts";
import { checksText, type HitContext } from "./hits.ts";
import { addressText } from "./message-view.ts";
import { bold, column, displayWidth, isoTime, type Style } from "./terminal.ts";

type Cell = string | number | null;

interface HitColumn {
  readonly name: string;
  readonly description: string;
  readonly cell: (hit: HitView, context: HitContext) => Cell;
}

const people = (list: readonly { name: string; address: string }[] | undefined): string =>
  (list ?? []).map(addressText).join(", ");

const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1);

/** What `--fields` takes, in the order shown by help and completion. */
export const HIT_COLUMNS: readonly HitColumn[] = [
  { name: "id", description: "Id, all 64 digits", cell: ({ root }) => root.contentId },
  { name: "kind", description: "message or file", cell: ({ root }) => root.kind },
  {
    name: "sentAt",
    description: "Date header, ISO 8601 in UTC",
    cell: ({ root }) => isoTime(root.sentAt),
  },
  {
    name: "sentAtText",
    description: "Date header as written",
    cell: ({ root }) => root.envelope?.sentAtText ?? "",
  },
  {
    name: "receivedAt",
    description: "Topmost Received header",
    cell: ({ root }) => isoTime(root.receivedAt),
  },
  { name: "from", description: "Senders", cell: ({ root }) => people(root.envelope?.from) },
  { name: "to", description: "To", cell: ({ root }) => people(root.envelope?.to) },
  { name: "cc", description: "Cc", cell: ({ root }) => people(root.envelope?.cc) },
  {
    name: "domain",
    description: "Domain of the first sender",
    cell: ({ root }) => domainOf(root.envelope?.from[0]?.address ?? ""),
  },
  { name: "subject", description: "Subject", cell: ({ root }) => root.envelope?.subject ?? "" },
  { name: "filename", description: "Name of a loose file", cell: ({ root }) => root.name },
  { name: "type", description: "Type by content", cell: ({ root }) => root.type },
  { name: "sizeBytes", description: "Bytes", cell: ({ root }) => root.sizeBytes },
  { name: "files", description: "How many files it carries", cell: (hit) => hit.files.length },
  {
    name: "filenames",
    description: "Their names",
    cell: (hit) => hit.files.map((file) => file.name).join(", "),
  },
  {
    name: "matched",
    description: "Names of the files that matched",
    cell: (hit) =>
      hit.matched
        .filter((document) => document.kind !== "message")
        .map((document) => document.name)
        .join(", "),
  },
  { name: "copies", description: "Exact copies, itself included", cell: (hit) => hit.copies },
  { name: "messageId", description: "Message-ID", cell: ({ root }) => root.messageId },
  {
    name: "source",
    description: "Where it came from",
    cell: (hit, context) => context.sourceOf(hit),
  },
  { name: "score", description: "Relevance", cell: (hit) => Math.round(hit.score * 1e6) / 1e6 },
  { name: "snippet", description: "The passage found", cell: (hit) => hit.snippet.text },
  {
    name: "tags",
    description: "Tags",
    cell: (hit, context) => (context.tagsOf?.(hit) ?? []).join(" "),
  },
  { name: "flags", description: "Checks that fired on it", cell: checksText },
];

const byName = new Map(HIT_COLUMNS.map((each) => [each.name.toLowerCase(), each]));

/** Columns named in "a,b,c"; the names that are none apart. Case does not count. */
export function readColumns(text: string): { columns: HitColumn[]; unknown: string[] } {
  const columns: HitColumn[] = [];
  const unknown: string[] = [];
  for (const name of text.split(",").map((part) => part.trim())) {
    const found = byName.get(name.toLowerCase());
    if (found !== undefined) columns.push(found);
    else if (name !== "") unknown.push(name);
  }
  return { columns, unknown };
}

/** Lines of a list in the columns chosen. */
export interface ColumnWriter {
  readonly head: string;
  readonly row: (hit: HitView) => string;
}

const NARROW = new Map([
  ["id", 12],
  ["kind", 10],
  ["sentAt", 20],
  ["receivedAt", 20],
  ["sizeBytes", 10],
  ["files", 5],
  ["copies", 6],
  ["score", 9],
]);

/** An aligned table that fits the screen; the wide columns share what the narrow ones leave. */
export function tableWriter(
  columns: readonly HitColumn[],
  context: HitContext,
  style: Style,
): ColumnWriter {
  const taken = columns.reduce((sum, { name }) => sum + (NARROW.get(name) ?? 0) + 2, 0);
  const wide = columns.filter(({ name }) => !NARROW.has(name)).length;
  const share = Math.max(12, Math.floor((style.columns - taken) / Math.max(1, wide)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const width = NARROW.get(columns[i]?.name ?? "") ?? share;
        return i === cells.length - 1 && displayWidth(cell) <= width
          ? cell
          : column(cell, width, style);
      })
      .join("  ")
      .trimEnd();
  const cellText = (each: HitColumn, hit: HitView): string => {
    const value = each.cell(hit, context);
    return each.name === "id" ? String(value).slice(0, 12) : safeLine(String(value ?? ""));
  };
  return {
    head: `${bold(style, line(columns.map((each) => each.name)))}\n`,
    row: (hit) => `${line(columns.map((each) => cellText(each, hit)))}\n`,
  };
}

/** Cells between tabs, no header: for a pipe. Tabs and line ends in values are spaces. */
export function tabWriter(columns: readonly HitColumn[], context: HitContext): ColumnWriter {
  return {
    head: "",
    row: (hit) =>
      `${columns.map((each) => safeLine(String(each.cell(hit, context) ?? ""))).join("\t")}\n`,
  };
}

/** The cells of a hit, in the order of the columns chosen. */
export function hitCellsOf(
  hit: HitView,
  columns: readonly HitColumn[],
  context: HitContext,
): (string | number | null)[] {
  return columns.map((each) => each.cell(hit, context));
}
