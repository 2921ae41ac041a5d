/**
 * T13: Message-IDs that begin with a whole date and time. Mutt, Git and web mailers write them when the message is written; Postfix and qmail
 * write them when they take in a message without one: those tell of the delivery.
 */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";

const SHAPE = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\./;

/** True for the forms of Postfix (`….B4E3BC2EB2@`) and qmail (`….1234.qmail@`), which are servers' clocks. */
export function isServerMade(messageId: string): boolean {
  return /^\d{14}\.(?:[0-9A-F]{7,12}@|\d{1,10}\.qmail@)/.test(messageId);
}

/** `20170327091405.GA1234@host`: a wall clock of unknown zone (metaspike.com/imap-internal-date). */
export function datedMessageId(messageId: string): DecodedClock | null {
  const found = SHAPE.exec(messageId);
  if (found === null) return null;
  const [raw, year, month, day, hour, minute, second] = found;
  const numbers = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = numbers;
  if (mo < 1 || mo > 12 || d < 1 || d > 31 || h > 23 || mi > 59 || s > 60) return null;
  const epochMs = Date.UTC(y, mo - 1, d, h, mi, s);
  if (!isPlausible(epochMs)) return null;
  return {
    epochMs,
    zone: "unknown",
    resolutionMs: 1000,
    raw: raw.slice(0, 14),
    steps: [
      `${year}-${month}-${day} ${hour}:${minute}:${second}, zone not told`,
      `read as UTC: ${isoMs(epochMs)}`,
    ],
  };
}
