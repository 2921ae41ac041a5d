/**
 * Big files are read by page: which pieces of a stored text are a page, and which pages are drawn. Pure.
 *
 * A place of the stored text (page of a PDF, slide, sheet) is a page; what is longer than {@link PAGE_CHARS} is cut at line ends, as is text without
 * places. So pages are the same wherever the same program read the same bytes.
 */
import { createHash } from "node:crypto";
import { splitPlaces } from "../../text-places.ts";

/** Characters of a page at most: somewhat more than a printed one has. */
export const PAGE_CHARS = 4000;
/** A text of more pages is read by page, unless the claim file says otherwise. */
export const DEFAULT_PAGES_OVER = 30;
/** Pages drawn of such a text, unless the claim file says otherwise. */
export const DEFAULT_PAGES = 10;

/** A piece of a text that is read at once. */
export interface Page {
  /** "page 17", "sheet Umsatz"; "" where the text names no places. Comes from the corpus. */
  readonly place: string;
  readonly text: string;
}

/** End of the page that begins at `from`: after its last line end, in the middle of a line only where there is none. */
function endOfPage(text: string, from: number): number {
  const most = from + PAGE_CHARS;
  if (most >= text.length) return text.length;
  const lineEnd = text.lastIndexOf("\n", most - 1);
  if (lineEnd >= from) return lineEnd + 1;
  const isPair = /[\ud800-\udbff]/.test(text.charAt(most - 1));
  return isPair ? most - 1 : most;
}

/** Pages of a stored text, in order; none for a text without any letter. */
export function pagesOfText(stored: string): Page[] {
  const pages: Page[] = [];
  for (const { place, text } of splitPlaces(stored)) {
    for (let from = 0; from < text.length; ) {
      const to = endOfPage(text, from);
      const piece = text.slice(from, to);
      if (piece.trim() !== "") pages.push({ place, text: piece });
      from = to;
    }
  }
  return pages;
}

/**
 * Numbers (from 1, ascending) of `size` pages of `count`: those with the smallest SHA-256(seed bytes, content id bytes, page number in decimal). All of
 * them when there are no more. Anyone with the corpus and the seed draws the same; drawing more keeps what was drawn.
 */
export function drawnPages(seed: string, contentId: string, count: number, size: number): number[] {
  const start = createHash("sha256")
    .update(Buffer.from(seed, "hex"))
    .update(Buffer.from(contentId, "hex"));
  return Array.from({ length: count }, (_, i) => ({
    page: i + 1,
    key: start
      .copy()
      .update(String(i + 1), "utf8")
      .digest("hex"),
  }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, size)
    .map(({ page }) => page)
    .sort((a, b) => a - b);
}

/** `page 17 of 240`, `sheet Umsatz (18 of 241)`: where a page stands. `number` counts from 1. Not escaped. */
export function pageName({ place }: Page, number: number, count: number): string {
  if (place === "" || place === `page ${number}`) return `page ${number} of ${count}`;
  return `${place} (${number} of ${count})`;
}
