/** Who writes to whom, as a table: messages, first and last day, a bar over the time of the corpus. Addresses are of the corpus and escaped here. */
import type { Correspondence } from "../catalog/correspondents.ts";
import { safeLine } from "./escape.ts";
import { bold, column, cutTo, grouped, isoTime, type Style } from "./terminal.ts";

const COUNT_COLUMNS = 7;
const DAY_COLUMNS = 10;
const SPAN_COLUMNS = 12;
const MAX_ADDRESS = 40;

const day = (at: number | null): string => isoTime(at)?.slice(0, 10) ?? "undated";

/** Where within `span` the writing starts and stops: "  ▬▬▬▬   ". */
function spanText(each: Correspondence, span: readonly [number, number], style: Style): string {
  const [start, end] = span;
  if (each.first === null || each.last === null || end <= start) return "";
  const cell = (at: number): number =>
    Math.max(
      0,
      Math.min(SPAN_COLUMNS - 1, Math.floor(((at - start) / (end - start)) * SPAN_COLUMNS)),
    );
  const [from, to] = [cell(each.first), cell(each.last)];
  const mark = style.unicode ? "▬" : "=";
  return `${" ".repeat(from)}${mark.repeat(to - from + 1)}`;
}

/** One line a pair, a heading first. `span` is the time the bars are drawn over, in ms. */
export function correspondentsText(
  list: readonly Correspondence[],
  span: readonly [number, number],
  style: Style,
): string {
  if (style.plain === true)
    return list
      .map(
        (each) =>
          `${safeLine(each.from)} to ${safeLine(each.to)}: ${grouped(each.count)}, ${day(each.first)} to ${day(each.last)}\n`,
      )
      .join("");
  const hasSpan = style.columns >= 100;
  const room =
    style.columns - COUNT_COLUMNS - 2 * DAY_COLUMNS - (hasSpan ? SPAN_COLUMNS + 2 : 0) - 11;
  const each = Math.max(12, Math.min(MAX_ADDRESS, Math.floor(room / 2)));
  const arrow = style.unicode ? "→" : ">";
  const line = (cells: readonly string[]): string => cells.join("  ").trimEnd();
  const head = line([
    "count".padStart(COUNT_COLUMNS),
    column("from", each, style),
    " ",
    column("to", each, style),
    column("first", DAY_COLUMNS, style),
    column("last", DAY_COLUMNS, style),
  ]);
  const rows = list.map((pair) =>
    line([
      grouped(pair.count).padStart(COUNT_COLUMNS),
      column(cutTo(safeLine(pair.from), each, style), each, style),
      arrow,
      column(safeLine(pair.to), each, style),
      column(day(pair.first), DAY_COLUMNS, style),
      column(day(pair.last), DAY_COLUMNS, style),
      hasSpan ? spanText(pair, span, style) : "",
    ]),
  );
  return `${[bold(style, head), ...rows].join("\n")}\n`;
}
