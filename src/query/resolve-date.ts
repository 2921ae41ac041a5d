/**
 * Dates of a query -> instants. The clock and the zone of the search are passed in: nothing here asks what time it is.
 * Days, weeks (from Monday) and months are those of the zone, daylight saving included.
 */
import { daysInMonth } from "./dates.ts";
import type { DateExpression, TimeBound } from "./tree.ts";

/** `nowMs` is ms since 1970 UTC; `timeZone` an IANA name, "UTC" unless the user gave one. */
export interface Clock {
  readonly nowMs: number;
  readonly timeZone: string;
}

/** From `startMs` up to but not including `endMs`, ms since 1970 UTC. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

const HOUR = 3_600_000;

/** Whether a zone of that name is known, e.g. "Europe/Paris". */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false; // Intl says "unknown zone" only by throwing RangeError
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** Wall-clock reading taken as if it were UTC. Date.UTC alone would move the years 0 to 99. */
const utc = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number =>
  Date.UTC(year, month - 1, day, hour, minute, second);

/** The wall clock of the zone at an instant, as if it were UTC. */
function wallAt(timeZone: string, ms: number): number {
  if (timeZone === "UTC") return ms;
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(ms)
      .map((part) => [part.type, Number(part.value)] as const),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return (
    utc(part("year"), part("month"), part("day"), part("hour"), part("minute"), part("second")) +
    (((ms % 1000) + 1000) % 1000)
  );
}

/** The instant at which the zone's wall clock shows `wall`. In the hour that is skipped in spring: the instant it is skipped to. */
function instantOf(timeZone: string, wall: number): number {
  if (timeZone === "UTC") return wall;
  const early = wall - (wallAt(timeZone, wall) - wall);
  const late = wall - (wallAt(timeZone, early) - early);
  if (wallAt(timeZone, late) === wall) return late;
  return wallAt(timeZone, early) === wall ? early : Math.max(early, late);
}

/** Start of the day `days` after (before, when negative) the given wall time. */
const dayStart = (wall: number, days: number): number => {
  const date = new Date(wall);
  return utc(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate() + days);
};

function monthStart(wall: number, months: number): number {
  const date = new Date(wall);
  return utc(date.getUTCFullYear(), date.getUTCMonth() + 1 + months, 1);
}

function yearStart(wall: number, years: number): number {
  return utc(new Date(wall).getUTCFullYear() + years, 1, 1);
}

function weekStart(wall: number, weeks: number): number {
  const sinceMonday = (new Date(wall).getUTCDay() + 6) % 7;
  return dayStart(wall, weeks * 7 - sinceMonday);
}

/** Start of the same day so many months before; the last of the month where there is none (31 March less a month is 28 February). */
function monthsBefore(wall: number, months: number): number {
  const date = new Date(wall);
  const first = new Date(monthStart(wall, -months));
  const year = first.getUTCFullYear();
  const month = first.getUTCMonth() + 1;
  return utc(year, month, Math.min(date.getUTCDate(), daysInMonth(year, month)));
}

function calendarInterval(
  date: Extract<DateExpression, { kind: "calendar" }>,
  zone: string,
): Interval {
  const { year, month, day, hour, minute, second } = date;
  const wall = utc(year, month ?? 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0);
  if (hour !== null) {
    const startMs =
      date.zoneMinutes === null ? instantOf(zone, wall) : wall - date.zoneMinutes * 60_000;
    const lengthMs = minute === null ? HOUR : second === null ? 60_000 : 1000;
    return { startMs, endMs: startMs + lengthMs };
  }
  const next =
    month === null
      ? utc(year + 1, 1, 1)
      : day === null
        ? utc(year, month + 1, 1)
        : utc(year, month, day + 1);
  return { startMs: instantOf(zone, wall), endMs: instantOf(zone, next) };
}

/** What a date covers: `2017-03` from the start of March up to the start of April in the zone of the search. */
export function resolveDate(date: DateExpression, clock: Clock): Interval {
  const { nowMs, timeZone } = clock;
  if (date.kind === "calendar") return calendarInterval(date, timeZone);
  const wall = wallAt(timeZone, nowMs);
  const between = (start: number, end: number): Interval => ({
    startMs: instantOf(timeZone, start),
    endMs: instantOf(timeZone, end),
  });
  const dayOf = (start: number): Interval => between(start, dayStart(start, 1));
  if (date.kind === "ago") {
    switch (date.unit) {
      case "h": {
        const startMs = Math.floor((nowMs - date.count * HOUR) / HOUR) * HOUR;
        return { startMs, endMs: startMs + HOUR };
      }
      case "d":
        return dayOf(dayStart(wall, -date.count));
      case "w":
        return dayOf(dayStart(wall, -7 * date.count));
      case "m":
        return dayOf(monthsBefore(wall, date.count));
      case "y":
        return dayOf(monthsBefore(wall, 12 * date.count));
    }
  }
  switch (date.name) {
    case "now":
      return { startMs: nowMs, endMs: nowMs + 1 };
    case "today":
      return dayOf(dayStart(wall, 0));
    case "yesterday":
      return dayOf(dayStart(wall, -1));
    case "this week":
      return between(weekStart(wall, 0), weekStart(wall, 1));
    case "last week":
      return between(weekStart(wall, -1), weekStart(wall, 0));
    case "this month":
      return between(monthStart(wall, 0), monthStart(wall, 1));
    case "last month":
      return between(monthStart(wall, -1), monthStart(wall, 0));
    case "this year":
      return between(yearStart(wall, 0), yearStart(wall, 1));
    case "last year":
      return between(yearStart(wall, -1), yearStart(wall, 0));
  }
}

/** The instant of a bound, ms since 1970 UTC. */
export function resolveBound(bound: TimeBound, clock: Clock): number {
  const { startMs, endMs } = resolveDate(bound.date, clock);
  return bound.side === "start" ? startMs : endMs;
}
