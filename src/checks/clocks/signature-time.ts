/** T14, T15: the `t=` tag of DKIM-Signature (RFC 6376 section 3.5) and ARC-Seal (RFC 8617): seconds since 1970 UTC. */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";

const TIME = /(?:^|;)\s*t=\s*(\d{9,11})\s*(?:;|$)/;

/** `signatureTime("v=1; …; t=1490606045; …")`. */
export function signatureTime(value: string): DecodedClock | null {
  const digits = TIME.exec(value.slice(0, 4000))?.[1];
  if (digits === undefined) return null;
  const epochMs = Number(digits) * 1000;
  if (!isPlausible(epochMs, Date.UTC(2004, 0, 1))) return null;
  return {
    epochMs,
    zone: "utc",
    resolutionMs: 1000,
    raw: digits,
    steps: [`${digits} seconds since 1970 UTC`, `= ${isoMs(epochMs)}`],
  };
}
