/**
 * At what hour and on which weekday messages were sent, by the clock of the sender: the Date header with the offset that it states. Read from the catalog once for
 * each open index; a message whose Date header has no offset has an hour in UTC only.
 */
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import { bytesOf, numberOf } from "../../catalog/sqlite.ts";
import { UserError } from "../../errors.ts";
import { literalOf } from "../../query/glob.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
/** 1970-01-01 was a Thursday. */
const THURSDAY = 3;

/** Monday first. */
export const WEEKDAYS: readonly string[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Minutes of the week from Monday 0:00, one for each dated message; -1 where the clock of the sender is not known. */
interface Clocks {
  readonly docIds: readonly number[];
  readonly utc: Int16Array;
  readonly local: Int16Array;
}

/** Minute of the week of an instant, on a clock so many minutes east of UTC: `minuteOfWeek(0, 60)` is Thursday 1:00, 4380. */
function minuteOfWeek(at: number, zoneMinutes: number): number {
  const minutes = Math.floor(at / MINUTE_MS) + zoneMinutes + THURSDAY * DAY_MINUTES;
  return ((minutes % WEEK_MINUTES) + WEEK_MINUTES) % WEEK_MINUTES;
}

/** The offset is the last word of a stored envelope, which is not parsed for it: a million would take seconds. */
const ZONE_AT_END = /[{,]"zone":(-?\d{1,4})\}$/;
const PAGE = 20_000;
const read = new WeakMap<CatalogReader, Clocks>();

function clocksOf(catalog: CatalogReader): Clocks {
  const found = read.get(catalog);
  if (found !== undefined) return found;
  const docIds: number[] = [];
  const utc: number[] = [];
  const local: number[] = [];
  const select = catalog.database.prepare(
    `SELECT docId, sentAt, substr(envelope, -16) AS tail FROM document WHERE parentId IS NULL AND sentAt IS NOT NULL AND docId > ? ORDER BY docId LIMIT ${PAGE}`,
  );
  for (let after = -1; ; ) {
    const rows = select.all([after]);
    for (const row of rows) {
      after = numberOf(row["docId"]);
      const at = numberOf(row["sentAt"]);
      const zone = ZONE_AT_END.exec(bytesOf(row["tail"]).toString("latin1"))?.[1];
      docIds.push(after);
      utc.push(minuteOfWeek(at, 0));
      local.push(zone === undefined ? -1 : minuteOfWeek(at, Number(zone)));
    }
    if (rows.length < PAGE) break;
  }
  const clocks = { docIds, utc: Int16Array.from(utc), local: Int16Array.from(local) };
  read.set(catalog, clocks);
  return clocks;
}

/** Fields that this file answers. */
export type ClockField = "hour" | "hourutc" | "weekday";
const CLOCK_FIELDS: readonly string[] = ["hour", "hourutc", "weekday"] satisfies ClockField[];

/** Whether a field is answered by the clocks of messages. */
export const isClockField = (field: string): field is ClockField => CLOCK_FIELDS.includes(field);

/** "sat", "Saturday", "6": 5. Null for what is none. */
function weekdayOf(word: string): number | null {
  const day = /^[1-7]$/.test(word)
    ? Number(word) - 1
    : word.length >= 2
      ? WEEKDAYS.findIndex((name) =>
          [name, FULL_NAMES[name] ?? ""].some((full) => full.startsWith(word)),
        )
      : -1;
  return day < 0 ? null : day;
}

const FULL_NAMES: Readonly<Record<string, string>> = {
  mon: "monday",
  tue: "tuesday",
  wed: "wednesday",
  thu: "thursday",
  fri: "friday",
  sat: "saturday",
  sun: "sunday",
};

const hourOf = (word: string): number | null => {
  const hour = /^(\d{1,2})(?::00)?h?$/.exec(word)?.[1];
  return hour === undefined || Number(hour) > 24 ? null : Number(hour) % 24;
};

/** The values a pattern means, both ends with it and over the end of the day or week: `22..5` is 22, 23, 0 … 5. */
function valuesOf(field: ClockField, pattern: string): ReadonlySet<number> {
  const written = (literalOf(pattern) ?? "").trim().toLowerCase();
  const count = field === "weekday" ? 7 : 24;
  const read = field === "weekday" ? weekdayOf : hourOf;
  const compared = /^(>=|<=|>|<)(.*)$/.exec(written);
  const [low = "", high = low] = written.split(/\s*\.\.\s*/, 2);
  const one = read(compared?.[2] ?? "");
  const from = compared === null ? read(low) : compared[1]?.startsWith(">") === true ? one : 0;
  const to =
    compared === null ? read(high) : compared[1]?.startsWith("<") === true ? one : count - 1;
  if (from === null || to === null)
    throw new UserError(
      field === "weekday"
        ? `weekday: takes a day or a range, e.g. weekday:sat or weekday:mon..fri, not "${written}".`
        : `${field}: takes hours of the day, 0 to 23, e.g. ${field}:22..5 or ${field}:9, not "${written}".`,
    );
  const values = new Set<number>();
  for (let value = from; ; value = (value + 1) % count) {
    values.add(value);
    if (value === to) break;
  }
  if (compared?.[1] === ">") values.delete(from);
  if (compared?.[1] === "<") values.delete(to);
  return values;
}

/** docIds (ascending) of messages whose clock shows what the pattern means; null: of those whose clock is known. Throws UserError for what is no hour or day. */
export function clockDocuments(
  catalog: CatalogReader,
  field: ClockField,
  pattern: string | null,
): number[] {
  const wanted = pattern === null ? null : valuesOf(field, pattern);
  const { docIds, utc, local } = clocksOf(catalog);
  const minutes = field === "hourutc" ? utc : local;
  return docIds.filter((_, i) => {
    const minute = minutes[i] as number;
    const shown =
      field === "weekday"
        ? Math.floor(minute / DAY_MINUTES)
        : Math.floor((minute % DAY_MINUTES) / 60);
    return minute >= 0 && (wanted === null || wanted.has(shown));
  });
}

/** How many messages were sent in each hour of each weekday, by the clocks of their senders. */
export interface WeekHours {
  /** Seven days from Monday, 24 hours each. */
  readonly counts: readonly (readonly number[])[];
  /** Messages without such a clock. */
  readonly without: number;
}

/** Counts the families with these roots (docIds). `weekHours(catalog, roots).counts[5][23]` are those of Saturdays after 23:00. */
export function weekHours(catalog: CatalogReader, roots: readonly number[]): WeekHours {
  const counts = WEEKDAYS.map(() => Array.from({ length: 24 }, () => 0));
  const wanted = new Set(roots);
  const { docIds, local } = clocksOf(catalog);
  let known = 0;
  for (const [i, docId] of docIds.entries()) {
    const minute = local[i] as number;
    if (minute < 0 || !wanted.has(docId)) continue;
    known++;
    const day = counts[Math.floor(minute / DAY_MINUTES)] as number[];
    const hour = Math.floor((minute % DAY_MINUTES) / 60);
    day[hour] = (day[hour] as number) + 1;
  }
  return { counts, without: roots.length - known };
}
