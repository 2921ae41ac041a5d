/** T05: MIME boundaries of JavaMail end in the millisecond at which the part was made. */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";

const SHAPE = /^----=_Part_\d{1,12}_-?\d{1,12}\.(\d{12,13})$/;

/** `----=_Part_12_345678.1490606045000` -> ms since 1970 UTC. Own measurement. */
export function javaBoundary(boundary: string): DecodedClock | null {
  const digits = SHAPE.exec(boundary)?.[1];
  if (digits === undefined) return null;
  const epochMs = Number(digits);
  if (!isPlausible(epochMs, Date.UTC(1997, 0, 1))) return null;
  return {
    epochMs,
    zone: "utc",
    resolutionMs: 1,
    raw: digits,
    steps: [`${digits} ms since 1970 UTC`, `= ${isoMs(epochMs)}`],
  };
}
