/**
 * Parts of a PDF's drawing that draw each other in a circle: pdf.js follows them without end when it lists what a page draws, and tells nobody.
 *
 * Looks at the dictionaries that stand unpacked, as those of streams always do. A circle hidden in packed ones is ended by the watch over the reader.
 */
import { asBuffer, latin1 } from "../../decode/bytes.ts";

/** More objects than this are not looked through. */
const MAX_OBJECTS = 200_000;
/** Longer dictionaries are cut: those of what is drawn are short. */
const MAX_DICTIONARY_CHARS = 20_000;

interface Part {
  readonly isDrawn: boolean;
  readonly refersTo: readonly number[];
}

/** Objects by number: whether one is drawn by others, and to which it refers, those above it left out. */
function partsOf(text: string): Map<number, Part> | null {
  const parts = new Map<number, Part>();
  for (const found of text.matchAll(/\b(\d{1,9}) \d{1,5} obj\b/g)) {
    if (parts.size >= MAX_OBJECTS) return null;
    const from = found.index + found[0].length;
    const end = text.slice(from, from + MAX_DICTIONARY_CHARS).search(/stream|endobj/);
    const own = text.slice(from, end < 0 ? from + MAX_DICTIONARY_CHARS : from + end);
    const below = own.replace(
      /\/(?:Parent|P|StructParent|Metadata|Pg)\s{0,9}\d{1,9} \d{1,5} R/g,
      "",
    );
    parts.set(Number(found[1]), {
      isDrawn: /\/Subtype\s{0,9}\/Form\b|\/PatternType\b|\/Type3\b/.test(own),
      refersTo: [...below.matchAll(/(\d{1,9}) \d{1,5} R\b/g)].map(([, number]) => Number(number)),
    });
  }
  return parts;
}

/** Whether something that is drawn refers, over any number of steps, to itself; true as well where there are too many objects to say. */
export function drawsInCircles(bytes: Uint8Array): boolean {
  const buffer = asBuffer(bytes);
  const parts = partsOf(latin1(buffer, 0, buffer.length));
  if (parts === null) return true;
  /** Objects done with: none of them leads into a circle. */
  const done = new Set<number>();
  for (const [start, { isDrawn }] of parts) {
    if (!isDrawn || done.has(start)) continue;
    const path = new Set<number>();
    const waiting: (readonly [number: number, isLeaving: boolean])[] = [[start, false]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [number, isLeaving] = next;
      if (isLeaving) {
        path.delete(number);
        done.add(number);
        continue;
      }
      if (path.has(number)) return true;
      if (done.has(number)) continue;
      path.add(number);
      waiting.push([number, true]);
      for (const below of parts.get(number)?.refersTo ?? []) waiting.push([below, false]);
    }
  }
  return false;
}
