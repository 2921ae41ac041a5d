/** Facets and timelines as bars. Gets counts, returns text; every corpus string is escaped here. */

import type { Facet } from "../search/facets.ts";
import type { WeekHours } from "../search/times/clock-times.ts";
import type { TimelineBar } from "../search/times/timeline.ts";
import { safeLine } from "./escape.ts";
import { bar, bold, column, counted, dim, displayWidth, grouped, type Style } from "./terminal.ts";

const MAX_LABEL = 44;
const COUNT_COLUMNS = 9;

/** One row a label: count, and a bar in proportion to the largest. `numberedFrom` puts numbers in front, for choosing. */
export function barRows(
  style: Style,
  rows: readonly { readonly label: string; readonly count: number }[],
  options: { readonly numberedFrom?: number; readonly labelColumns?: number } = {},
): string {
  const labels = rows.map((row) => safeLine(row.label));
  const first = options.numberedFrom;
  if (style.plain === true)
    return rows
      .map(
        (row, i) =>
          `${first === undefined ? "" : `${first + i}. `}${labels[i]}: ${grouped(row.count)}\n`,
      )
      .join("");
  const widest = Math.max(4, ...labels.map(displayWidth));
  const labelColumns =
    options.labelColumns ?? Math.min(MAX_LABEL, Math.floor(style.columns / 2), widest);
  const max = Math.max(1, ...rows.map((row) => row.count));
  const numberColumns = first === undefined ? 0 : 4;
  const room = Math.max(
    8,
    Math.min(50, style.columns - labelColumns - COUNT_COLUMNS - numberColumns - 6),
  );
  return rows
    .map((row, i) => {
      const number = first === undefined ? "" : `${dim(style, String(first + i).padStart(3))} `;
      const drawn =
        row.count === 0 ? "" : bar(Math.max(row.count / max, 1 / (room * 8)), room, style);
      return `  ${number}${column(labels[i] ?? "", labelColumns, style)} ${grouped(row.count).padStart(COUNT_COLUMNS)} ${drawn}`.trimEnd();
    })
    .map((line) => `${line}\n`)
    .join("");
}

/** Facets in order of time: of a long one the stretch with most is shown, not the first years with three strays. */
const TIME_FACETS: ReadonlySet<string> = new Set(["year", "month", "day"]);

/** The `limit` values beside each other that count most together: where most happened. */
function densest(values: Facet["values"], limit: number): Facet["values"] {
  let sum = 0;
  let best = { sum: -1, from: 0 };
  for (const [i, { count }] of values.entries()) {
    sum += count - (values[i - limit]?.count ?? 0);
    const from = Math.max(0, i - limit + 1);
    if (sum > best.sum) best = { sum, from };
  }
  return values.slice(best.from, best.from + limit);
}

/** One facet with its heading, at most `limit` values; what is left out and what has no value is said. @public: loaded when asked for */
export function facetText(
  facet: Facet,
  limit: number,
  style: Style,
  numberedFrom?: number,
): string {
  const isTime = TIME_FACETS.has(facet.name);
  const shown = isTime ? densest(facet.values, limit) : facet.values.slice(0, limit);
  const more = facet.values.length - shown.length;
  const left = isTime
    ? `the densest ${grouped(shown.length)} of ${grouped(facet.values.length)}`
    : counted(more, "more value");
  const rest = [
    more > 0 ? left : "",
    facet.without > 0 ? `${grouped(facet.without)} without` : "",
  ].filter((text) => text !== "");
  return `${bold(style, facet.name)}${rest.length > 0 ? dim(style, `  (${rest.join(", ")})`) : ""}\n${
    shown.length === 0
      ? "  (none)\n"
      : barRows(
          style,
          shown.map(({ value, count }) => ({ label: value, count })),
          numberedFrom === undefined ? {} : { numberedFrom },
        )
  }`;
}

/** The plot, with long silences as one line. @public: loaded when asked for */
export function timelineText(bars: readonly TimelineBar[], step: string, style: Style): string {
  if (bars.length === 0) return "No dates.\n";
  if (style.plain === true)
    return bars
      .map(({ label, count, empty }) =>
        empty > 0
          ? `${label}: nothing for ${counted(empty, step)}\n`
          : `${label}: ${grouped(count)}\n`,
      )
      .join("");
  const lines: string[] = [];
  let run: { label: string; count: number }[] = [];
  // One scale for all runs: a plot whose bars mean something else after a gap would mislead.
  const max = Math.max(...bars.map((each) => each.count));
  const flush = (): void => {
    if (run.length === 0) return;
    const text = barRows(style, [...run, { label: "", count: max }], { labelColumns: 10 });
    lines.push(text.split("\n").slice(0, -2).join("\n"));
    run = [];
  };
  for (const each of bars) {
    if (each.empty <= 1) {
      run.push({ label: each.label, count: each.count });
      continue;
    }
    flush();
    lines.push(
      dim(
        style,
        `  ${style.unicode ? "┄┄" : "--"} nothing for ${counted(each.empty, step)} from ${each.label}`,
      ),
    );
  }
  flush();
  return `${lines.join("\n")}\n`;
}

const SHADES = { unicode: " ·░▒▓█", ascii: " .:+*#" } as const;

/** Weekday by hour, darker for more, on one scale; for a screen reader the hours with most in words. @public: loaded when asked for */
export function heatMapText(
  { counts, without }: WeekHours,
  weekdays: readonly string[],
  style: Style,
): string {
  const cells = counts.flatMap((day, i) =>
    day.map((count, hour) => ({ at: `${weekdays[i]} ${String(hour).padStart(2, "0")}`, count })),
  );
  const max = Math.max(0, ...cells.map(({ count }) => count));
  const rest =
    without === 0 ? "" : `${counted(without, "message")} without the clock of a sender.\n`;
  if (max === 0) return `No message has the clock of its sender.\n`;
  if (style.plain === true) {
    const busiest = cells.toSorted((a, b) => b.count - a.count).slice(0, 10);
    return `${busiest.map(({ at, count }) => `${at} h: ${grouped(count)}\n`).join("")}${rest}`;
  }
  const shades = style.unicode ? SHADES.unicode : SHADES.ascii;
  // The root keeps a busy noon from making every night look empty
  const shade = (count: number): string =>
    shades.charAt(count === 0 ? 0 : 1 + Math.round(Math.sqrt(count / max) * (shades.length - 2)));
  const head = `       ${Array.from({ length: 24 }, (_, hour) => (hour % 3 === 0 ? String(hour).padStart(2, "0") : "  ")).join("")}`;
  const lines = counts.map(
    (day, i) =>
      `  ${column(weekdays[i] ?? "", 4, style)} ${day.map((count) => shade(count).repeat(2)).join("")} ${grouped(day.reduce((sum, count) => sum + count, 0)).padStart(9)}`,
  );
  return `${head}\n${lines.join("\n")}\n${dim(style, `  darkest: ${counted(max, "message")} in one hour of the week; the senders' clocks`)}\n${rest}`;
}
