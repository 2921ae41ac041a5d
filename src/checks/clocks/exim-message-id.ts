/** T12: Message-IDs that an Exim server adds hold the second of acceptance in base 62. */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";

const SHAPE = /^E?(1[0-9A-Za-z]{5})-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}@/;
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `E1cs4Xz-0004Ab-Cd@mail.example.org`: six base-62 digits of seconds since 1970 UTC (Exim specification, chapter on message ids). */
export function eximMessageId(messageId: string): DecodedClock | null {
  const digits = SHAPE.exec(messageId)?.[1];
  if (digits === undefined) return null;
  let seconds = 0;
  for (const digit of digits) seconds = seconds * 62 + DIGITS.indexOf(digit);
  const epochMs = seconds * 1000;
  if (!isPlausible(epochMs)) return null;
  return {
    epochMs,
    zone: "utc",
    resolutionMs: 1000,
    raw: digits,
    steps: [
      `base 62 (0-9, A-Z, a-z): ${[...digits].map((d) => DIGITS.indexOf(d)).join(", ")}`,
      `= ${seconds} seconds since 1970 UTC = ${isoMs(epochMs)}`,
    ],
  };
}
