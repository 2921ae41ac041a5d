/** T04: Message-IDs of Netscape, Mozilla and Thunderbird up to about version 60 begin with the second of sending. */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";

const SHAPE = /^([0-9A-F]{8})\.[0-9A-F]{1,8}@/i;

/** `54A1B2C3.1040905@example.org`: 8 hex digits of seconds since 1970 UTC. Only where the client names itself. Own measurement. */
export function mozillaMessageId(messageId: string, mailer: string): DecodedClock | null {
  const digits = SHAPE.exec(messageId)?.[1];
  if (digits === undefined || !/mozilla|thunderbird|netscape|icedove|seamonkey/i.test(mailer))
    return null;
  const seconds = Number.parseInt(digits, 16);
  const epochMs = seconds * 1000;
  if (!isPlausible(epochMs)) return null;
  return {
    epochMs,
    zone: "utc",
    resolutionMs: 1000,
    raw: digits,
    steps: [`0x${digits} = ${seconds} seconds since 1970 UTC`, `= ${isoMs(epochMs)}`],
  };
}
