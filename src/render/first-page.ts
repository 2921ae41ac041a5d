/** The first page: what a corpus is, on one screen of 80 columns and 24 rows. Gets counts, returns text; every corpus string is escaped here. */
import { type DayCount, datePlot } from "./date-plot.ts";
import { safeLine } from "./escape.ts";
import {
  bar,
  bold,
  column,
  counted,
  dim,
  displayWidth,
  grouped,
  type Style,
  sizeText,
  wrap,
} from "./terminal.ts";

interface Count {
  readonly value: string;
  readonly count: number;
}

/** What the page shows. Lists come with their longest first; what does not fit is left out. */
export interface FirstPage {
  readonly messages: number;
  readonly looseFiles: number;
  readonly attachments: number;
  readonly members: number;
  readonly nestedMessages: number;
  readonly copies: number;
  /** Different texts of messages, null where that is not known. */
  readonly bodies: number | null;
  readonly undated: number;
  readonly sources: number;
  readonly unfinishedSources: number;
  readonly bytes: number;
  readonly days: readonly DayCount[];
  readonly custodians: readonly Count[];
  readonly senders: readonly Count[];
  readonly types: readonly Count[];
  /** What was not read (lost) or read in part, by kind. */
  readonly problems: readonly {
    readonly code: string;
    readonly severity: "lost" | "partial";
    readonly count: number;
  }[];
  readonly findings: readonly {
    readonly level: string;
    readonly check: string;
    readonly sentence: string;
  }[];
  /** Entries of `leaksift flags` at the highest level, null when the checks over the whole corpus have not run. */
  readonly highest: number | null;
  /** Words for a first query that finds something, e.g. "from:anna@example.org". */
  readonly exampleQuery: string;
}

const LIST_ROWS = 4;
const FINDING_ROWS = 3;
const COUNT_COLUMNS = 9;

function head(page: FirstPage, style: Style): string[] {
  const copies = page.copies > 0 ? `, ${counted(page.copies, "exact copy", "exact copies")}` : "";
  const texts =
    page.bodies === null ? "" : `; ${counted(page.bodies, "different text")} of messages`;
  const inside = [
    page.attachments > 0 ? counted(page.attachments, "attachment") : "",
    page.members > 0 ? `${counted(page.members, "file")} in files` : "",
    page.looseFiles > 0 ? counted(page.looseFiles, "loose file") : "",
    page.nestedMessages > 0 ? `${counted(page.nestedMessages, "message")} in messages` : "",
  ].filter((text) => text !== "");
  return [
    `${bold(style, counted(page.messages, "message"))} from ${counted(page.sources, "source")} (${sizeText(page.bytes)})${copies}`,
    ...wrap(`${inside.join(", ") || "No files in them"}${texts}`, style.columns),
    ...(page.unfinishedSources > 0
      ? [`${counted(page.unfinishedSources, "source")} not finished: run leaksift index again`]
      : []),
  ];
}

/** A heading and rows of label and count, each line at most `columns` wide. */
function list(title: string, rows: readonly Count[], columns: number, style: Style): string[] {
  const shown = rows.slice(0, LIST_ROWS);
  const more = rows.length - shown.length;
  const said = `  (${grouped(more)} more)`;
  const hasRoom = more > 0 && displayWidth(title + said) <= columns;
  const heading = `${bold(style, title)}${hasRoom ? dim(style, said) : ""}`;
  if (shown.length === 0) return [heading, "  none"];
  if (style.plain === true)
    return [
      heading,
      ...shown.map(({ value, count }) => `  ${safeLine(value) || "(none)"}: ${grouped(count)}`),
    ];
  const room = Math.max(0, Math.min(24, columns - 48));
  const labelColumns = columns - 2 - COUNT_COLUMNS - (room > 0 ? room + 1 : 0);
  const max = Math.max(...shown.map(({ count }) => count));
  return [
    heading,
    ...shown.map(({ value, count }) => {
      const drawn = room > 0 ? ` ${bar(count / max, room, style)}` : "";
      return `  ${column(safeLine(value) || "(none)", labelColumns, style)}${grouped(count).padStart(COUNT_COLUMNS)}${drawn}`;
    }),
  ];
}

/** Width of what is seen: colour sequences are ours and take no room. */
const seenWidth = (text: string): number => displayWidth(text.replace(/\u001b\[[\d;]*m/g, ""));

/** Two blocks side by side; one under the other in plain style. */
function beside(
  left: readonly string[],
  right: readonly string[],
  width: number,
  style: Style,
): string[] {
  if (style.plain === true) return [...left, ...right];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => {
    const text = left[i] ?? "";
    const other = right[i] ?? "";
    return other === ""
      ? text
      : text + " ".repeat(Math.max(1, width + 2 - seenWidth(text))) + other;
  });
}

function unread(page: FirstPage, columns: number, style: Style): string[] {
  const total = (severity: string): number =>
    page.problems.reduce((sum, each) => (each.severity === severity ? sum + each.count : sum), 0);
  if (page.problems.length === 0)
    return [
      bold(style, "Not read"),
      page.unfinishedSources > 0 ? "  nothing so far" : "  nothing: every byte was read",
    ];
  const lines = list(
    `Not read: ${grouped(total("lost"))}; in part: ${grouped(total("partial"))}`,
    page.problems.map(({ code, count }) => ({ value: code, count })),
    columns,
    style,
  );
  return lines;
}

function findings(page: FirstPage, rows: number, style: Style): string[] {
  const of =
    page.highest === null
      ? "leaksift flags compares all messages"
      : `${counted(page.highest, "entry", "entries")} at the highest level`;
  const shown = page.findings.slice(0, rows).map(({ level, check, sentence }) => {
    const text = `  ${column(level, 7, style)} ${check}: ${safeLine(sentence)}`;
    return style.plain === true ? text : column(text, style.columns, style).trimEnd();
  });
  return [
    `${bold(style, "Does not fit the rest")}${dim(style, `  (${of})`)}`,
    ...(shown.length > 0 ? shown : ["  nothing"]),
  ];
}

/** The page, newline at the end. */
export function firstPageText(page: FirstPage, given: Style): string {
  const style = { ...given, columns: Math.max(40, Math.min(160, given.columns)) };
  const half = Math.floor((style.columns - 2) / 2);
  const undated = page.undated > 0 ? `  (${grouped(page.undated)} undated)` : "";
  const [said = "no dates", ...plot] = datePlot(page.days, style.columns - 2, style);
  const top = head(page, style);
  const lines = [
    ...top,
    ...(style.plain === true
      ? [`${bold(style, "When")}${undated}`, `  ${said}`]
      : [`${bold(style, "When")} ${dim(style, `${said}${undated}`)}`]),
    ...plot.map((line) => `  ${line}`),
    ...beside(
      list("Custodians", page.custodians, half, style),
      list("Senders", page.senders, half, style),
      half,
      style,
    ),
    ...beside(list("Files", page.types, half, style), unread(page, half, style), half, style),
    // One screen: what the first lines need more, the last list has less
    ...findings(page, Math.max(1, FINDING_ROWS + 2 - top.length), style),
    `${bold(style, "Next")}  leaksift               (a prompt: type words, then the number of a hit)`,
    `      leaksift search ${page.exampleQuery}`,
    "      leaksift flags         leaksift problems --summary         leaksift --help",
  ];
  return `${lines.join("\n")}\n`;
}
