/** T11: X-OriginalArrivalTime of Exchange says one time twice, as text and as a FILETIME with the low word first. */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";
import { filetimeMs, filetimeStep } from "./filetime-clock.ts";

const SHAPE =
  /^(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d)\.(\d{1,4}) \(UTC\) FILETIME=\[([0-9A-F]{8}):([0-9A-F]{8})\]/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Both readings of the header, null when it has another form. Own measurement. */
export function arrivalTimes(value: string): { stated: number; clock: DecodedClock } | null {
  const found = SHAPE.exec(value);
  if (found === null) return null;
  const [, day, month = "", year, hour, minute, second, , low = "", high = ""] = found;
  const stated = Date.UTC(
    Number(year),
    MONTHS.indexOf(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const epochMs = filetimeMs(high, low);
  if (!isPlausible(epochMs, Date.UTC(1980, 0, 1)) || Number.isNaN(stated)) return null;
  return {
    stated,
    clock: {
      epochMs,
      zone: "utc",
      resolutionMs: 1,
      raw: `[${low}:${high}]`,
      steps: [`the low word stands first`, filetimeStep(high, low), `= ${isoMs(epochMs)}`],
    },
  };
}
