/** Message-IDs of Outlook and Outlook Express hold a FILETIME in UTC. Not in the catalogue; own measurement. */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";
import { filetimeMs, filetimeStep } from "./filetime-clock.ts";

const SHAPE = /^[0-9a-f]{4}(01[0-9a-f]{6})\$([0-9a-f]{8})\$[0-9a-f]{8}\$?@/i;

/** `000501c2d1a5$1f3b9c20$0200a8c0@host`: four digits, high word, low word, address. */
export function outlookMessageId(messageId: string): DecodedClock | null {
  const found = SHAPE.exec(messageId);
  if (found === null) return null;
  const [, high = "", low = ""] = found;
  const epochMs = filetimeMs(high, low);
  if (!isPlausible(epochMs)) return null;
  return {
    epochMs,
    zone: "utc",
    resolutionMs: 1,
    raw: `${high}$${low}`,
    steps: [filetimeStep(high, low), `= ${isoMs(epochMs)}`],
  };
}
