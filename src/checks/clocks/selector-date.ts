/** T17: selectors of Google's signing keys are the day from which the key may be used. */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";

const SELECTOR = /(?:^|;)\s*s=\s*(\d{4})(\d\d)(\d\d)\s*(?:;|$)/;
const GOOGLE =
  /(?:^|;)\s*d=\s*(?:gmail\.com|google\.com|googlemail\.com|googlegroups\.com|1e100\.net|[a-z0-9-]+\.\d{8}\.gappssmtp\.com)\s*(?:;|$)/i;

/**
 * The day in the selector, for Google's own domains only: others name keys as they like. A signature cannot be older than its
 * selector; how long a key was in use is not known from its name. Own measurement.
 */
export function selectorDate(signature: string): DecodedClock | null {
  const value = signature.slice(0, 4000);
  const found = SELECTOR.exec(value);
  if (found === null || !GOOGLE.test(value)) return null;
  const [, year, month, day] = found;
  const epochMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (!isPlausible(epochMs, Date.UTC(2005, 0, 1))) return null;
  return {
    epochMs,
    zone: "utc",
    resolutionMs: 86_400_000,
    raw: `${year}${month}${day}`,
    steps: [`the selector names the day ${year}-${month}-${day}`, `= ${isoMs(epochMs)}`],
  };
}
