/** T06: Message-IDs of JavaMail and of Yahoo's web mail hold the millisecond at which they were made. */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";

const JAVAMAIL = /\.(\d{12,13})\.JavaMail\.[^@]{0,100}@/;
const YAHOO = /\.(\d{13})@(?:[a-z0-9.-]+\.)?yahoo\.[a-z.]{2,8}$/i;

/** `1234.56.1490606045000.JavaMail.app@host` and `….1490606045000@mail.yahoo.com` (metaspike.com/timestamps-forensic-email-examination). */
export function javaMessageId(messageId: string): DecodedClock | null {
  const digits = (JAVAMAIL.exec(messageId) ?? YAHOO.exec(messageId))?.[1];
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
