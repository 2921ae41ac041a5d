/**
 * Dates and ranges of them as written in a query, in English, French and German. Reads and writes; resolve-date.ts turns them into
 * instants. A date keeps the precision it was written with; relative dates stay relative, so that a saved query moves with time.
 */
import { foldWord } from "../tokenize.ts";
import type { AgoUnit, DateExpression, NamedDate, QueryProblemCode, TimeBound } from "./tree.ts";

export interface TimeRange {
  readonly low: TimeBound | null;
  readonly high: TimeBound | null;
}

/** Something worth saying about a date that was read all the same. */
export interface DateNote {
  readonly code: QueryProblemCode;
  readonly message: string;
  readonly suggestion: string;
}

export interface ReadDate {
  readonly date: DateExpression;
  readonly note: DateNote | null;
}

export interface ReadTimeRange extends TimeRange {
  readonly notes: readonly DateNote[];
}

const MAX_WRITTEN = 80;

const table = <T>(rows: readonly (readonly [T, string])[]): ReadonlyMap<string, T> =>
  new Map(
    rows.flatMap(([value, words]) => words.split(", ").map((word) => [word, value] as const)),
  );

/** Folded month names and their usual short forms. */
const MONTHS = table([
  [1, "january, jan, janvier, janv, januar"],
  [2, "february, feb, fevrier, fevr, fev, februar"],
  [3, "march, mar, mars, marz, maerz"],
  [4, "april, apr, avril, avr"],
  [5, "may, mai"],
  [6, "june, jun, juin, juni"],
  [7, "july, jul, juillet, juil, juli"],
  [8, "august, aug, aout"],
  [9, "september, sep, sept, septembre"],
  [10, "october, oct, octobre, oktober, okt"],
  [11, "november, nov, novembre"],
  [12, "december, dec, decembre, dezember, dez"],
]);

const UNITS = table<AgoUnit>([
  ["h", "h, hour, hours, heure, heures, stunde, stunden"],
  ["d", "d, day, days, j, jour, jours, tag, tage, tagen"],
  ["w", "w, week, weeks, semaine, semaines, woche, wochen"],
  ["m", "m, month, months, mois, monat, monate, monaten"],
  ["y", "y, year, years, an, ans, annee, annees, jahr, jahre, jahren"],
]);

const NAMED = table<NamedDate>([
  ["now", "now, maintenant, jetzt"],
  ["today", "today, aujourd'hui, aujourdhui, heute"],
  ["yesterday", "yesterday, hier, gestern"],
  ["this week", "this week, cette semaine, diese woche"],
  ["last week", "last week, la semaine derniere, semaine derniere, letzte woche"],
  ["this month", "this month, ce mois, ce mois ci, dieser monat, diesen monat"],
  ["last month", "last month, le mois dernier, mois dernier, letzter monat, letzten monat"],
  ["this year", "this year, cette annee, dieses jahr"],
  ["last year", "last year, l'annee derniere, annee derniere, letztes jahr"],
]);

/** Words that name a date: "yesterday", "hier" … */
export const DATE_WORDS: readonly string[] = [...NAMED.keys()];

const ISO =
  /^([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2})(?:(?:T([0-9]{1,2})| ([0-9]{1,2})(?=:))(?::([0-9]{2})(?::([0-9]{2}))?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?)?)?$/i;
const COMPACT = /^([0-9]{4})([0-9]{2})([0-9]{2})$/;
const NUMERIC = /^([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})$/;
const MONTH_YEAR = /^([0-9]{1,2})[./]([0-9]{4})$/;

type Calendar = Extract<DateExpression, { kind: "calendar" }>;

const number = (digits: string | undefined): number | null =>
  digits === undefined ? null : Number(digits);

function zoneMinutes(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (zone.toUpperCase() === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith("-") ? -minutes : minutes;
}

/** Days of a month, 1-based, proleptic Gregorian. */
export const daysInMonth = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31;

/** The calendar date if there is such a day and time, else null. */
function calendar(
  year: number,
  month: number | null = null,
  day: number | null = null,
  time: Partial<Pick<Calendar, "hour" | "minute" | "second" | "zoneMinutes">> = {},
): Calendar | null {
  const { hour = null, minute = null, second = null, zoneMinutes: zone = null } = time;
  const fits =
    year >= 1000 &&
    (month === null || (month >= 1 && month <= 12)) &&
    (day === null || (day >= 1 && day <= daysInMonth(year, month ?? 1))) &&
    (hour ?? 0) <= 23 &&
    (minute ?? 0) <= 59 &&
    (second ?? 0) <= 59 &&
    Math.abs(zone ?? 0) <= 14 * 60;
  return fits
    ? { kind: "calendar", year, month, day, hour, minute, second, zoneMinutes: zone }
    : null;
}

const plain = (date: DateExpression | null): ReadDate | null =>
  date === null ? null : { date, note: null };

/** Two digits of a year: 70 and later are of the last century, as in POSIX. */
const fullYear = (digits: string): number => {
  const year = Number(digits);
  return digits.length === 4 ? year : year + (year >= 70 ? 1900 : 2000);
};

/** Day first, as everywhere but in the United States; what can only be month first is read so, with a note. */
function numericDate(first: number, second: number, yearDigits: string): ReadDate | null {
  const year = fullYear(yearDigits);
  const dayFirst = calendar(year, second, first);
  const monthFirst = calendar(year, first, second);
  const date = dayFirst ?? monthFirst;
  if (date === null) return null;
  const iso = writeDate(date);
  const sure = dayFirst !== null && (monthFirst === null || first === second);
  if (sure && yearDigits.length === 4) return plain(date);
  const how = dayFirst === null ? "month first" : "day first";
  return {
    date,
    note: { code: "ambiguous-date", message: `Read ${how}, as ${iso}.`, suggestion: iso },
  };
}

/** "27 mars 2017", "March 27, 2017", "mar 2017", "1er mai 2017", "27. März 2017". */
function wordedDate(words: readonly string[]): ReadDate | null {
  const at = words.findIndex((word) => MONTHS.has(word));
  if (at < 0 || words.length > 3) return null;
  const month = MONTHS.get(words[at] as string) as number;
  const others = words.filter((_, i) => i !== at);
  const year = others.pop();
  if (year === undefined || !/^[0-9]{4}$/.test(year)) return null;
  const day = others[0] === undefined ? null : /^([0-9]{1,2})(?:er|st|nd|rd|th)?$/.exec(others[0]);
  if (others[0] !== undefined && day === null) return null;
  return plain(calendar(Number(year), month, day === null ? null : Number(day[1])));
}

const COUNTS = new Map([
  ["a", 1],
  ["an", 1],
  ["one", 1],
  ["un", 1],
  ["une", 1],
  ["einem", 1],
  ["einer", 1],
]);

/** "3d", "3 days ago", "il y a 3 jours", "vor 3 Tagen". */
function relativeDate(words: readonly string[]): ReadDate | null {
  let rest = words;
  if (rest.at(-1) === "ago") rest = rest.slice(0, -1);
  else if (rest[0] === "vor") rest = rest.slice(1);
  else if (rest.slice(0, 3).join(" ") === "il y a") rest = rest.slice(3);
  const joined = /^([0-9]{1,5})([a-z]+)$/.exec(rest.join(" "));
  const [first, second] = joined === null ? rest : [joined[1], joined[2]];
  if (first === undefined || second === undefined || (joined === null && rest.length !== 2))
    return null;
  const count = /^[0-9]{1,5}$/.test(first) ? Number(first) : COUNTS.get(first);
  const unit = UNITS.get(second);
  if (count === undefined || unit === undefined) return null;
  // "3m" says months; a count of years beyond the calendar says nothing
  return unit === "y" && count > 900 ? null : plain({ kind: "ago", count, unit });
}

/**
 * Reads one date: `2017`, `2017-03`, `2017-03-27`, `2017-03-27T14:05`, `27/03/2017`, `27.03.2017`, `mars 2017`, `today`, `last week`,
 * `3d`, `2 weeks ago`. Null when it is none.
 */
export function parseDate(written: string): ReadDate | null {
  const text = written.trim();
  if (text === "" || text.length > MAX_WRITTEN) return null;
  const iso = ISO.exec(text);
  if (iso !== null) {
    return plain(
      calendar(Number(iso[1]), number(iso[2]), number(iso[3]), {
        hour: number(iso[4] ?? iso[5]),
        minute: number(iso[6]),
        second: number(iso[7]),
        zoneMinutes: zoneMinutes(iso[8]),
      }),
    );
  }
  const compact = COMPACT.exec(text);
  if (compact !== null)
    return plain(calendar(Number(compact[1]), Number(compact[2]), Number(compact[3])));
  const numeric = NUMERIC.exec(text);
  if (numeric !== null)
    return numericDate(Number(numeric[1]), Number(numeric[3]), numeric[4] as string);
  const monthYear = MONTH_YEAR.exec(text);
  if (monthYear !== null) return plain(calendar(Number(monthYear[2]), Number(monthYear[1])));
  const folded = foldWord(text).replaceAll("’", "'");
  const words = folded.split(/[\s,._-]+/).filter((word) => word !== "");
  const named = NAMED.get(words.join(" "));
  if (named !== undefined) return plain({ kind: "named", name: named });
  return wordedDate(words) ?? relativeDate(words);
}

const TWO_SIDED = { start: "start", end: "end" } as const;

/** Reads a date or a range of dates: `D`, `>=D`, `>D`, `<D`, `<=D`, `A..B`, `A..`, `..B`, `A..<B`. Null when it is none. */
export function parseTimeRange(written: string): ReadTimeRange | null {
  const text = written.trim().replace(/^≥/, ">=").replace(/^≤/, "<=");
  const notes: DateNote[] = [];
  const bound = (dateText: string, side: "start" | "end"): TimeBound | null => {
    const read = parseDate(dateText);
    if (read === null) return null;
    if (read.note !== null) notes.push(read.note);
    return { date: read.date, side };
  };
  const operator = /^(?:>=|<=|>|<|=)/.exec(text)?.[0] ?? "";
  const rest = text.slice(operator.length);
  if (operator.startsWith(">")) {
    const low = bound(rest, operator === ">" ? TWO_SIDED.end : TWO_SIDED.start);
    return low === null ? null : { low, high: null, notes };
  }
  if (operator.startsWith("<")) {
    const high = bound(rest, operator === "<" ? TWO_SIDED.start : TWO_SIDED.end);
    return high === null ? null : { low: null, high, notes };
  }
  const dots = rest.indexOf("..");
  if (dots < 0) {
    const read = parseDate(rest);
    if (read === null) return null;
    const { date, note } = read;
    return {
      low: { date, side: "start" },
      high: { date, side: "end" },
      notes: note === null ? [] : [note],
    };
  }
  const left = rest.slice(0, dots).trim();
  const right = rest.slice(dots + 2).trim();
  const low = left.endsWith("<") ? bound(left.slice(0, -1), "end") : bound(left, "start");
  const high = right.startsWith("<") ? bound(right.slice(1), "start") : bound(right, "end");
  const bad = (left !== "" && low === null) || (right !== "" && high === null);
  return bad || (low === null && high === null) ? null : { low, high, notes };
}

const pad = (value: number): string => String(value).padStart(2, "0");

function writeZone(minutes: number | null): string {
  if (minutes === null) return "";
  if (minutes === 0) return "Z";
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** Writes a date so that {@link parseDate} gives it back: "2017-03", "2017-03-27T14:05Z", "3d", "last week". */
export function writeDate(date: DateExpression): string {
  if (date.kind === "named") return date.name;
  if (date.kind === "ago") return `${date.count}${date.unit}`;
  let text = String(date.year);
  if (date.month === null) return text;
  text += `-${pad(date.month)}`;
  if (date.day === null) return text;
  text += `-${pad(date.day)}`;
  if (date.hour === null) return text;
  text += `T${pad(date.hour)}`;
  if (date.minute !== null) text += `:${pad(date.minute)}`;
  if (date.minute !== null && date.second !== null) text += `:${pad(date.second)}`;
  return text + writeZone(date.zoneMinutes);
}

/** Writes a range so that {@link parseTimeRange} gives it back: "2017-03", ">=2017", "2016..<2017-03". */
export function writeTimeRange({ low, high }: TimeRange): string {
  if (low !== null && high !== null) {
    const from = writeDate(low.date);
    const to = writeDate(high.date);
    if (from === to && low.side === "start" && high.side === "end") return from;
    return `${from}${low.side === "start" ? "" : "<"}..${high.side === "end" ? "" : "<"}${to}`;
  }
  if (low !== null) return `${low.side === "start" ? ">=" : ">"}${writeDate(low.date)}`;
  if (high === null) return "*";
  return `${high.side === "end" ? "<=" : "<"}${writeDate(high.date)}`;
}
