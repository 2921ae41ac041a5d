/** T01: MIME boundaries of Gmail hold the microsecond at which the message was put together. */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";

/** Gmail opened in April 2004. */
const GMAIL_FROM_MS = Date.UTC(2004, 3, 1);
const SHAPE = /^([0-9a-f]{12})([0-9a-f]{6})([0-9a-f]{8})[0-9a-f]{2}$/;

/** True for a boundary of 12 zeros: the form since about 2018, which nothing else writes. */
export function isZeroPrefixed(boundary: string): boolean {
  return boundary.startsWith("000000000000");
}

/**
 * 28 hex digits: 12 of prefix, 6 low, 8 high, 2 of part number; high and low joined are microseconds since 1970 UTC
 * (metaspike.com/gmail-mime-boundary-delimiter-timestamps).
 */
export function gmailBoundary(boundary: string): DecodedClock | null {
  if (boundary.length !== 28) return null;
  const found = SHAPE.exec(boundary);
  if (found === null) return null;
  const [, , low = "", high = ""] = found;
  const micros = Number.parseInt(high + low, 16);
  const epochMs = Math.floor(micros / 1000);
  if (!isPlausible(epochMs, GMAIL_FROM_MS)) return null;
  return {
    epochMs,
    zone: "utc",
    resolutionMs: 1,
    raw: low + high,
    steps: [
      `digits 13-18 are the low part ${low}, digits 19-26 the high part ${high}`,
      `0x${high}${low} = ${micros} microseconds since 1970 UTC`,
      `= ${isoMs(epochMs)}`,
    ],
  };
}
