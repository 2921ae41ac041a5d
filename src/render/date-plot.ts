/** When messages were sent, as a few rows of columns: by day, week, month, quarter or year, whichever fits. Every empty period has its column: silence is seen. */
import { grouped, type Style } from "./terminal.ts";

/** `{value:"2017-03-27", count:4}`, in order, days without messages left out. */
export interface DayCount {
  readonly value: string;
  readonly count: number;
}

type Unit = "day" | "week" | "month" | "quarter" | "year";
const UNITS: readonly Unit[] = ["day", "week", "month", "quarter", "year"];
const DAY_MS = 86_400_000;
/** 1970-01-05 was a Monday. */
const MONDAY_OFFSET = 4;
const ROWS = 3;
const MAX_BIN_COLUMNS = 6;

const yearOf = (day: string): number => Number(day.slice(0, 4));

/** Days of the years that hold more than one message in a thousand, with what lies outside: a wrong clock alone in 1970 must not fill the plot. */
export function mainDays(days: readonly DayCount[]): {
  main: readonly DayCount[];
  before: number;
  after: number;
} {
  const total = days.reduce((sum, day) => sum + day.count, 0);
  const years = new Map<number, number>();
  for (const { value, count } of days)
    years.set(yearOf(value), (years.get(yearOf(value)) ?? 0) + count);
  const wanted = [...years].filter(([, count]) => count > total / 1000).map(([year]) => year);
  const [first, last] = [Math.min(...wanted), Math.max(...wanted)];
  const sum = (test: (year: number) => boolean): number =>
    days.reduce((n, { value, count }) => (test(yearOf(value)) ? n + count : n), 0);
  return {
    main: days.filter(({ value }) => yearOf(value) >= first && yearOf(value) <= last),
    before: sum((year) => year < first),
    after: sum((year) => year > last),
  };
}

function periodOf(day: string, unit: Unit): number {
  const months = yearOf(day) * 12 + Number(day.slice(5, 7)) - 1;
  if (unit === "month") return months;
  if (unit === "quarter") return Math.floor(months / 3);
  if (unit === "year") return yearOf(day);
  const number = Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
  return unit === "day" ? number : Math.floor((number - MONDAY_OFFSET) / 7);
}

/** First day or month of a period: "2017-03-27", "2017-03". */
function labelOf(period: number, unit: Unit): string {
  if (unit === "year") return String(period).padStart(4, "0");
  if (unit === "day" || unit === "week") {
    const day = unit === "day" ? period : period * 7 + MONDAY_OFFSET;
    return new Date(day * DAY_MS).toISOString().slice(0, 10);
  }
  const month = unit === "quarter" ? period * 3 : period;
  return `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
}

interface Bins {
  readonly unit: Unit;
  readonly first: number;
  readonly counts: readonly number[];
}

function binsOf(days: readonly DayCount[], columns: number): Bins | null {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  const span = (unit: Unit): number => periodOf(last.value, unit) - periodOf(first.value, unit) + 1;
  const unit = UNITS.find((each) => span(each) <= columns) ?? "year";
  const from = periodOf(first.value, unit);
  // More years than columns: a corpus of centuries of wrong clocks shows the last ones.
  const counts = new Array<number>(Math.min(span(unit), columns)).fill(0);
  for (const { value, count } of days) {
    const at = periodOf(value, unit) - from;
    if (at < counts.length) counts[at] = (counts[at] ?? 0) + count;
  }
  return { unit, first: from, counts };
}

const UNICODE_LEVELS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const ASCII_LEVELS = [" ", ":", "#"];

function rowsOf(counts: readonly number[], width: number, style: Style): string[] {
  const levels = style.unicode ? UNICODE_LEVELS : ASCII_LEVELS;
  const top = levels.length - 1;
  const max = Math.max(1, ...counts);
  const nothing = style.unicode ? "·" : ".";
  return Array.from({ length: ROWS }, (_, i) => {
    const below = (ROWS - 1 - i) * top;
    return counts
      .map((count) => {
        if (count === 0) return (below === 0 ? nothing : " ").repeat(width);
        const height = Math.max(1, Math.round((count / max) * ROWS * top));
        return (levels[Math.max(0, Math.min(top, height - below))] ?? " ").repeat(width);
      })
      .join("")
      .trimEnd();
  });
}

/** Years under the plot, months where it is of days or weeks; what would run into the one before is left out. */
function axisOf({ unit, first, counts }: Bins, width: number): string {
  const digits = unit === "day" || unit === "week" ? 7 : 4;
  let line = "";
  let before = "";
  for (let i = 0; i < counts.length; i++) {
    const label = labelOf(first + i, unit).slice(0, digits);
    const at = i * width;
    if (label === before) continue;
    before = label;
    if (line !== "" && at <= line.length) continue;
    if (at + digits > Math.max(counts.length * width, digits)) continue;
    line = line.padEnd(at) + label;
  }
  return line;
}

/** The plot in at most `columns`: what it is of, three rows, and an axis. In plain style a line for each year. Empty for no days. */
export function datePlot(days: readonly DayCount[], columns: number, style: Style): string[] {
  const { main, before, after } = mainDays(days);
  const outside = [
    before > 0 ? `${grouped(before)} earlier` : "",
    after > 0 ? `${grouped(after)} later` : "",
  ].filter((text) => text !== "");
  if (style.plain === true) {
    const years = new Map<string, number>();
    for (const { value, count } of main)
      years.set(value.slice(0, 4), (years.get(value.slice(0, 4)) ?? 0) + count);
    return [...[...years].map(([year, count]) => `${year}: ${grouped(count)}`), ...outside];
  }
  const bins = binsOf(main, columns);
  if (bins === null) return [];
  const { counts, unit, first } = bins;
  const width = Math.max(1, Math.min(MAX_BIN_COLUMNS, Math.floor(columns / counts.length)));
  const max = Math.max(...counts);
  const said = [
    `by ${unit}`,
    `most ${grouped(max)} in ${labelOf(first + counts.indexOf(max), unit)}`,
    ...outside,
  ];
  return [said.join(", "), ...rowsOf(counts, width, style), axisOf(bins, width)];
}
