/** How much text stands in each font of a PDF: a number alone in its font was often put in later. */
import type { Collector } from "../collector.ts";

/** A piece of text as pdf.js gives it. */
export interface TextItem {
  readonly str?: string;
  readonly hasEOL?: boolean;
  readonly fontName?: string;
}

/** What stands in one font of a file: how much, and the first text. */
export interface FontUse {
  chars: number;
  readonly first: string;
  readonly place: string;
}

/** Fonts counted; a file with more makes a font for each piece. */
const MAX_FONTS = 200;

/** Counts the text of one item for its font. */
export function countFont(fonts: Map<string, FontUse>, item: TextItem, place: string): void {
  const text = (item.str ?? "").trim();
  if (text === "" || item.fontName === undefined) return;
  const use = fonts.get(item.fontName);
  if (use !== undefined) use.chars += text.length;
  else if (fonts.size < MAX_FONTS)
    fonts.set(item.fontName, { chars: text.length, first: text, place });
}

/** A number that alone stands in its font. */
const SHORT_NUMBER = /^[^\p{L}]{0,6}\d[\d.,\s]{0,14}[^\p{L}\d]{0,6}$/u;

/** Adds numbers that alone stand in their font, where the file has two fonts or more. */
export function addLoneNumbers(fonts: ReadonlyMap<string, FontUse>, collector: Collector): void {
  if (fonts.size < 2 || fonts.size >= MAX_FONTS) return;
  for (const { chars, first, place } of fonts.values())
    if (chars === first.length && SHORT_NUMBER.test(first))
      collector.addValue("other", first, `PDF ${place}, font used once`);
}
