/** Times as Microsoft formats store them -> {@link TimeValue}. Zero means absent, never 1601 or 1970. */
import type { TimeValue } from "../model/metadata.ts";

const TICKS_PER_MS = 10_000n;
/** 1601-01-01 to 1970-01-01 in ms ([MS-DTYP] 2.3.3). */
const EPOCH_GAP_MS = 11_644_473_600_000n;
/** Year 9999: what a `Date` prints in four digits. */
const LATEST_MS = 253_402_300_799_999;

/** ms since 1970 UTC of a FILETIME (100 ns since 1601 UTC), null for 0 and for what no calendar holds. */
export function filetimeToMs(ticks: bigint): number | null {
  if (ticks === 0n) return null;
  const ms = Number(ticks / TICKS_PER_MS - EPOCH_GAP_MS);
  return ms > LATEST_MS ? null : ms;
}

/** A FILETIME as an instant, UTC by format; null when absent. Example rawText: "FILETIME 131350796450000000". */
export function filetimeValue(ticks: bigint): TimeValue | null {
  const epochMs = filetimeToMs(ticks);
  if (epochMs === null) return null;
  return { rawText: `FILETIME ${ticks}`, epochMs, zoneSource: "format", resolutionMs: 0.0001 };
}

/** "2017-03-27T09:14:05Z", with ms only when there are any; without the Z for a local time. */
export function timeText(time: TimeValue): string {
  const text = new Date(time.epochMs).toISOString().replace(".000Z", "Z");
  return time.zoneSource === "unknown" ? text.slice(0, -1) : text;
}

/**
 * A wall-clock reading as a local time of unknown zone, null when the parts are no date.
 * Example: `localTime("dttm 0x…", 60000, 2017, 3, 27, 9, 14)`.
 */
export function localTime(
  rawText: string,
  resolutionMs: number,
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): TimeValue | null {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return null;
  if (!(hour >= 0 && hour <= 24 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60)) {
    return null;
  }
  if (!(year >= 1 && year <= 9999)) return null;
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute, second);
  return { rawText, epochMs: at.getTime(), zoneSource: "unknown", resolutionMs };
}

/** Word's DTTM ([MS-DOC] 2.9.55): minute 6 bits, hour 5, day 5, month 4, years since 1900 9, weekday 3. Local time; null for 0. */
export function dttmValue(dttm: number): TimeValue | null {
  if (dttm === 0) return null;
  return localTime(
    `DTTM 0x${dttm.toString(16).padStart(8, "0")}`,
    60_000,
    1900 + ((dttm >>> 20) & 0x1ff),
    (dttm >>> 16) & 0xf,
    (dttm >>> 11) & 0x1f,
    (dttm >>> 6) & 0x1f,
    dttm & 0x3f,
  );
}
