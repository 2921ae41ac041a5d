/** Columns of a list of hits by name, for `--fields`: as CSV, as a table for people, as lines for scripts. Every corpus string is escaped here. */
import type { MetadataValue } from "../model/metadata.ts";
import type { HitView } from "../search/shown/hit-view.ts";
import { safeLine } from "./escape.ts";
import { checksText, type HitContext } from "./hits.ts";
import { addressText } from "./message-view.ts";
import { cellOf, METADATA_COLUMNS } from "./metadata-columns.ts";
import { bold, column, displayWidth, isoTime, type Style } from "./terminal.ts";

type Cell = string | number | null;

/** A column of a list: its name, what help says of it, and its cell. */
export interface Column<Row> {
  readonly name: string;
  readonly description: string;
  readonly cell: (row: Row) => Cell;
}

/** A hit with what it is shown with. */
export interface HitRow {
  readonly hit: HitView;
  readonly context: HitContext;
}

interface HitColumn {
  readonly name: string;
  readonly description: string;
  readonly cell: (hit: HitView, context: HitContext) => Cell;
}

const people = (list: readonly { name: string; address: string }[] | undefined): string =>
  (list ?? []).map(addressText).join(", ");

const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1);

/** What the files that matched say of themselves; where none did, all files of the family. */
function metadataOf({ root, files, matched }: HitView, context: HitContext): MetadataValue[] {
  const isFile = ({ kind }: HitView["root"]): boolean => kind !== "message";
  const matching = matched.filter(isFile);
  return (matching.length > 0 ? matching : [root, ...files].filter(isFile)).flatMap(({ docId }) =>
    context.metadataOf(docId),
  );
}

const OWN_COLUMNS: readonly HitColumn[] = [
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

/** What `search --fields` takes, in the order shown by help and completion. */
export const HIT_COLUMNS: readonly Column<HitRow>[] = [
  ...OWN_COLUMNS.map((each) => ({
    ...each,
    cell: ({ hit, context }: HitRow) => each.cell(hit, context),
  })),
  ...METADATA_COLUMNS.map(({ name, description, values }) => ({
    name,
    description: `${description}; of the files that matched`,
    cell: ({ hit, context }: HitRow) => cellOf(values(metadataOf(hit, context))),
  })),
];

/** Columns of a table named in "a,b,c"; the names that are none apart. Case does not count. */
export function readColumns<Row>(
  table: readonly Column<Row>[],
  text: string,
): { columns: Column<Row>[]; unknown: string[] } {
  const byName = new Map(table.map((each) => [each.name.toLowerCase(), each]));
  const columns: Column<Row>[] = [];
  const unknown: string[] = [];
  for (const name of text.split(",").map((part) => part.trim())) {
    const found = byName.get(name.toLowerCase());
    if (found !== undefined) columns.push(found);
    else if (name !== "") unknown.push(name);
  }
  return { columns, unknown };
}

/** Lines of a list in the columns chosen. */
export interface ColumnWriter<Row> {
  readonly head: string;
  readonly row: (row: Row) => string;
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
export function tableWriter<Row>(columns: readonly Column<Row>[], style: Style): ColumnWriter<Row> {
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
  const cellText = (each: Column<Row>, row: Row): string => {
    const value = each.cell(row);
    return each.name === "id" ? String(value).slice(0, 12) : safeLine(String(value ?? ""));
  };
  return {
    head: `${bold(style, line(columns.map((each) => each.name)))}\n`,
    row: (row) => `${line(columns.map((each) => cellText(each, row)))}\n`,
  };
}

/** Cells between tabs, no header: for a pipe. Tabs and line ends in values are spaces. */
export function tabWriter<Row>(columns: readonly Column<Row>[]): ColumnWriter<Row> {
  return {
    head: "",
    row: (row) => `${columns.map((each) => safeLine(String(each.cell(row) ?? ""))).join("\t")}\n`,
  };
}

/** A list in the columns chosen, as JSON, lines of JSON and CSV have it. */
export function columnsShape<Row>(name: string, columns: readonly Column<Row>[]) {
  return {
    name,
    object: (row: Row): object =>
      Object.fromEntries(columns.map((each) => [each.name, each.cell(row)])),
    columns: columns.map((each) => each.name),
    lines: (row: Row): Cell[][] => [columns.map((each) => each.cell(row))],
  };
}
