/**
 * T10: MIME boundaries of Outlook, Outlook Express and Windows Mail hold a FILETIME. Which clock it is depends on the program:
 * Outlook writes the sender's wall clock, the two others UTC. Any other or no program: no verdict. Own measurement.
 */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";
import { filetimeMs, filetimeStep } from "./filetime-clock.ts";

const SHAPE = /^-{4}=_NextPart_[0-9A-F]{3}_[0-9A-F]{4}_(01[0-9A-F]{6})\.([0-9A-F]{8})$/i;

/** The zone in which that program writes the time, null when it is not known. */
function outlookZone(mailer: string): "sender" | "utc" | null {
  if (/^microsoft outlook express\b/i.test(mailer)) return "utc";
  if (/^microsoft windows mail\b/i.test(mailer)) return "utc";
  if (/^microsoft (?:office )?outlook(?:,| \d|$)/i.test(mailer)) return "sender";
  return null;
}

/** `----=_NextPart_000_0012_01D2A6F1.2A3B4C5D` with the X-Mailer header. */
export function outlookBoundary(boundary: string, mailer: string): DecodedClock | null {
  if (!boundary.includes("_NextPart_")) return null;
  const found = SHAPE.exec(boundary);
  if (found === null) return null;
  const zone = outlookZone(mailer);
  const [, high = "", low = ""] = found;
  const epochMs = filetimeMs(high, low);
  if (zone === null || !isPlausible(epochMs)) return null;
  return {
    epochMs,
    zone,
    resolutionMs: 1,
    raw: `${high}.${low}`,
    steps: [
      filetimeStep(high, low),
      `= ${isoMs(epochMs).replace("Z", "")} ${zone === "utc" ? "UTC" : "on the sender's wall clock"}, as this program writes it`,
    ],
  };
}
