/** Sound and film -> what their tags say of people, devices, programs, places and times. Nothing is played or decoded. */
import { asBuffer } from "../../decode/bytes.ts";
import type { Extraction } from "../../model/extraction.ts";
import { Collector } from "../collector.ts";
import { readQuickTime } from "./quicktime.ts";
import { readSound } from "./sound.ts";

/**
 * Reads the tags of a file of any of these kinds. Example of a value: `{field:"camera", text:"iPhone 15 Pro", source:"QuickTime
 * com.apple.quicktime.model"}`. Damage is a problem and what was read before it.
 */
export async function readMedia(bytes: Uint8Array): Promise<Extraction> {
  const collector = new Collector();
  const data = asBuffer(bytes);
  // files of QuickTime may begin with any of its boxes; those without `ftyp` are old
  const isQuickTime = /^(?:ftyp|moov|mdat|wide|free|skip)$/.test(data.toString("latin1", 4, 8));
  try {
    if (isQuickTime) readQuickTime(data, collector);
    else readSound(data, collector);
  } catch (error) {
    // Buffer reads throw RangeError past the end: a structure cut short, the walk ends there
    if (!(error instanceof RangeError)) throw error;
    collector.addProblem("media-damaged", "partial", `tags: ${error.message}`);
  }
  return collector.close();
}
