/**
 * Stored text of a document: text blocks with their places in one string, so that a snippet can say "sheet Umsatz" or "page 3".
 * Blocks are joined as `<RS>place<US>text`; the two separators are taken out of the corpus text first. Plain text has no separators.
 */
import type { TextBlock } from "./model/extraction.ts";

const RECORD = "\u001e";
const UNIT = "\u001f";

const clean = (text: string): string =>
  /[\u001e\u001f]/.test(text) ? text.replace(/[\u001e\u001f]/g, " ") : text;

/** `joinPlaces([{place:"page 1", text:"Dear"}])` is `"\u001epage 1\u001fDear"`; one block without a place is its text alone. */
export function joinPlaces(blocks: readonly TextBlock[]): string {
  const first = blocks[0];
  if (blocks.length === 1 && first !== undefined && first.place === "") return clean(first.text);
  return blocks.map((block) => RECORD + clean(block.place) + UNIT + clean(block.text)).join("");
}

/** Undoes {@link joinPlaces}. */
export function splitPlaces(stored: string): TextBlock[] {
  if (!stored.startsWith(RECORD)) return stored === "" ? [] : [{ place: "", text: stored }];
  return stored
    .slice(1)
    .split(RECORD)
    .map((part) => {
      const at = part.indexOf(UNIT);
      return { place: part.slice(0, Math.max(0, at)), text: part.slice(at + 1) };
    });
}
