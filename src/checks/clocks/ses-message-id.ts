/** T03: Message-IDs that Amazon's mail service gives hold the millisecond of acceptance. */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";

const SHAPE = /^01[0-9a-f]{2}([0-9a-f]{12})-[0-9a-f-]{10,60}@(?:[a-z0-9-]+\.)*amazonses\.com$/i;

/** `0100015b0d2a8c1e-…@email.amazonses.com`: `01`, two digits, then 12 hex digits of ms since 1970 UTC. Own measurement. */
export function sesMessageId(messageId: string): DecodedClock | null {
  const found = SHAPE.exec(messageId);
  const digits = found?.[1];
  if (digits === undefined) return null;
  const epochMs = Number.parseInt(digits, 16);
  if (!isPlausible(epochMs, Date.UTC(2011, 0, 1))) return null;
  return {
    epochMs,
    zone: "utc",
    resolutionMs: 1,
    raw: digits,
    steps: [`0x${digits} = ${epochMs} ms since 1970 UTC`, `= ${isoMs(epochMs)}`],
  };
}
