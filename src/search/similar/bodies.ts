/** How many different texts the messages of an index have. */
import { ROW_WORDS } from "../../segment/sketch.ts";
import { readSketches } from "../../segment/sketch-file.ts";
import type { OpenIndex } from "../open-index.ts";
import { fieldNumber } from "../segment-terms.ts";
import { textKey } from "./texts.ts";

/**
 * Different texts of messages that came in no other document; exact copies and messages without a text are left out. Null where the sketches of a
 * segment are not kept: to make them takes seconds.
 */
export function countDifferentBodies({ segments }: OpenIndex): number | null {
  const keys = new Set<number>();
  const kind = fieldNumber("kind");
  for (const { reader, copies, removed } of segments) {
    const rows = readSketches(reader);
    if (rows === null) return null;
    const gone = new Set(removed ?? []);
    const entry = reader.find("message");
    const messages = entry === undefined ? [] : reader.postings(entry, kind).documents;
    const { roots } = reader;
    for (const local of messages) {
      const at = local * ROW_WORDS;
      const isRoot = roots[local] === local;
      if (isRoot && rows[at + 2] !== 0 && !copies.has(local) && !gone.has(local))
        keys.add(textKey({ rows, at }));
    }
  }
  return keys.size;
}
