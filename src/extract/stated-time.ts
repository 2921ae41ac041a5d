/** Times written as text in PDF, XMP, EXIF, iCalendar and archive headers -> {@link TimeValue}. Never guesses a zone. */
import type { TimeValue } from "../model/metadata.ts";

const MINUTE_MS = 60_000;
/** Zones beyond this are no zones (UTC+14 is the easternmost). */
const MAX_ZONE_MINUTES = 14 * 60;

interface WallClock {
  readonly year: string;
  readonly month?: string | undefined;
  readonly day?: string | undefined;
  readonly hour?: string | undefined;
  readonly minute?: string | undefined;
  readonly second?: string | undefined;
  readonly fraction?: string | undefined;
}

function resolutionOf(clock: WallClock): number {
  if (clock.fraction !== undefined) return 10 ** Math.max(3 - clock.fraction.length, -4);
  if (clock.second !== undefined) return 1000;
  if (clock.minute !== undefined) return MINUTE_MS;
  if (clock.hour !== undefined) return 60 * MINUTE_MS;
  if (clock.day !== undefined) return 24 * 60 * MINUTE_MS;
  return clock.month !== undefined ? 31 * 24 * 60 * MINUTE_MS : 366 * 24 * 60 * MINUTE_MS;
}

/** Minutes east of UTC, or null: "Z" and "+00:00" are 0, "" is null. */
function zoneMinutes(zone: string | undefined): number | null {
  if (zone === undefined || zone === "") return null;
  if (zone === "Z" || zone === "z") return 0;
  const parts = /^([+-])(\d{2})[:']?(\d{2})?/.exec(zone);
  if (parts === null) return null;
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  if (minutes > MAX_ZONE_MINUTES) return null;
  return parts[1] === "-" ? -minutes : minutes;
}

function toTime(rawText: string, clock: WallClock, zone: string | undefined): TimeValue | null {
  const [year, month, day] = [Number(clock.year), Number(clock.month ?? 1), Number(clock.day ?? 1)];
  const [hour, minute] = [Number(clock.hour ?? 0), Number(clock.minute ?? 0)];
  const second = Number(clock.second ?? 0);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return null;
  if (hour > 24 || minute > 59 || second > 60) return null;
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute, second, Math.trunc(Number(`0.${clock.fraction ?? "0"}`) * 1000));
  const offset = zoneMinutes(zone);
  return {
    rawText,
    epochMs: at.getTime() - (offset ?? 0) * MINUTE_MS,
    zoneSource: offset === null ? "unknown" : "stated",
    resolutionMs: resolutionOf(clock),
  };
}

const PDF_DATE =
  /^\s*(?:D:)?\s*(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?\s*(Z|z|[+-]\d{2}'?(?:\d{2})?)?/;

/** A PDF date (ISO 32000-1, 7.9.4), e.g. "D:20170327091405+03'00'"; without a zone it is local. null when it is no date. */
export function parsePdfDate(text: string): TimeValue | null {
  const m = PDF_DATE.exec(text);
  if (m === null) return null;
  const [, year = "", month, day, hour, minute, second, zone] = m;
  return toTime(text, { year, month, day, hour, minute, second }, zone);
}

const ISO_DATE =
  /^\s*(\d{4})(?:-?(\d{2})(?:-?(\d{2})(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?)?)?)?\s*(Z|z|[+-]\d{2}:?\d{2})?/;

/** An ISO 8601 date as XMP, vCard and iCalendar write it, e.g. "2017-03-27T09:14:05+03:00", "20170327T091405Z". */
export function parseIsoDate(text: string): TimeValue | null {
  const m = ISO_DATE.exec(text);
  if (m === null) return null;
  const [, year = "", month, day, hour, minute, second, fraction, zone] = m;
  return toTime(text, { year, month, day, hour, minute, second, fraction }, zone);
}

const EXIF_DATE =
  /^\s*(\d{4})[:/-](\d{2})[:/-](\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?/;

/**
 * An EXIF date "2017:03:27 09:14:05" (Exif 2.32, 4.6.5); local unless OffsetTime ("+03:00") is given. null for "0000:00:00 …"
 * and for blanks, which cameras without a set clock write.
 */
export function parseExifDate(text: string, offset = "", subSecond = ""): TimeValue | null {
  const m = EXIF_DATE.exec(text);
  if (m === null) return null;
  const [, year = "", month, day, hour, minute, second, ownFraction] = m;
  const digits = /^\d{1,9}/.exec(subSecond.trim())?.[0];
  return toTime(
    text,
    { year, month, day, hour, minute, second, fraction: ownFraction ?? digits },
    offset.trim(),
  );
}

/** An MS-DOS date and time (zip, RAR 4): local, two-second steps. null for 0 and for what is no date. */
export function dosTime(value: number, rawText: string): TimeValue | null {
  const pad = (n: number): string => String(n).padStart(2, "0");
  if (value === 0) return null;
  const clock = {
    year: String(1980 + (value >>> 25)),
    month: pad((value >>> 21) & 15),
    day: pad((value >>> 16) & 31),
    hour: pad((value >>> 11) & 31),
    minute: pad((value >>> 5) & 63),
    second: pad((value & 31) * 2),
  };
  const time = toTime(rawText, clock, undefined);
  return time === null ? null : { ...time, resolutionMs: 2000 };
}

/** Seconds since 1970 UTC, as Unix formats store them; null for 0, which writers use for "not set", and beyond the year 9999. */
export function unixTime(
  seconds: number,
  resolutionMs = 1000,
  written = String(seconds),
): TimeValue | null {
  if (!Number.isFinite(seconds) || seconds === 0 || Math.abs(seconds) > 253_402_300_799)
    return null;
  const epochMs = Math.round(seconds * 1000);
  return { rawText: `unix time ${written}`, epochMs, zoneSource: "format", resolutionMs };
}
