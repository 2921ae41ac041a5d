/**
 * How an archive itself writes some words in running text: in lower case, as a common word is, or with a capital, as a name is. It needs no list of words
 * and holds for any language with capitals. Reads a sample of the texts; the sample depends on what the archive holds, not on its order.
 */
import { sampledTexts } from "../../catalog/claim-reads.ts";
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import { foldWord } from "../../tokenize.ts";

/** How one word is written. Places at the beginning of a sentence, in an address or in a file name do not count. */
export interface WordUse {
  /** Sampled texts that have it in lower case. */
  readonly documents: number;
  /** Places in lower case, and all other places. */
  readonly lower: number;
  readonly other: number;
}

const MAX_TEXTS = 4000;
const MAX_CHARS = 20_000;

const WORD =
  /(?<![\p{L}\p{M}\p{N}@._/\\-])\p{L}[\p{L}\p{M}]*(?![\p{L}\p{M}\p{N}@_/\\-]|\.[\p{L}\p{N}])/gu;
/** The end of a sentence or line with the marks that may follow it, and a text that has only such marks so far. */
const AFTER_SENTENCE = /[.!?:…\n][\s"'«„“‘(*>-]*$/u;
const ONLY_MARKS = /^[\s"'«„“‘(*>-]*$/u;
const LOOK_BACK = 8;

/** Whether a word at this place begins a sentence, a line or the text, where common words have a capital too. */
export function beginsSentence(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - LOOK_BACK), at);
  return AFTER_SENTENCE.test(before) || (at <= LOOK_BACK && ONLY_MARKS.test(before));
}

/** Counts the folded words `asked` in the sample. */
export function wordUses(
  catalog: CatalogReader,
  asked: ReadonlySet<string>,
): ReadonlyMap<string, WordUse> {
  const uses = new Map<string, { documents: number; lower: number; other: number }>();
  if (asked.size === 0) return uses;
  for (const whole of sampledTexts(catalog, MAX_TEXTS)) {
    const text = whole.slice(0, MAX_CHARS);
    const here = new Set<string>();
    for (const match of text.matchAll(WORD)) {
      const folded = foldWord(match[0]);
      if (!asked.has(folded) || beginsSentence(text, match.index)) continue;
      const use = uses.get(folded) ?? { documents: 0, lower: 0, other: 0 };
      uses.set(folded, use);
      // A script without capitals says nothing of a word
      const lower = match[0] === match[0].toLowerCase() && match[0] !== match[0].toUpperCase();
      if (lower) use.lower++;
      else use.other++;
      if (!lower || here.has(folded)) continue;
      here.add(folded);
      use.documents++;
    }
  }
  return uses;
}
