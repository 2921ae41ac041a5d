/**
 * Where words stand in a text, in a row if asked for, found by the runtime's own search instead of the tokenizer: a list of hits would else cut
 * megabytes into terms for a handful of marks. Finds what the tokenizer would, but for runs of letters longer than it reads at once. Pure.
 */
import { holdsHebrew, IN_WORD, termsOf } from "../../tokenize.ts";

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Longer words are cut by the tokenizer, and long lists make a slow expression. */
const MAX_WORD = 100;
const MAX_WORDS = 50;

const PLAIN = /^[a-z0-9]+$/;
/** What the tokenizer takes for part of a written word. */
const WORD_CHARACTER = new RegExp(`[${IN_WORD}]`, "u");
/** Signs beyond ASCII that stand in most mails and never in a word: passed over without the expression above, which takes long to compile. */
const SIGNS = /^[\u00a0\u00a9\u00ab\u00bb\u2010-\u2027\u2030-\u205e\u20ac\ufffd]+$/;
/** The tokenizer reads runs in pieces of 1,024. */
const LONG_RUN = new RegExp(`[${IN_WORD}]{1025}`, "u");

/** Whether the tokenizer cuts a run of the text into pieces. */
export const isCutWithin = (text: string): boolean => LONG_RUN.test(text);

/** Units of the word character that begins at `at`, 0 when there is none. */
function unitsAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x80)
    return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90)
      ? 1
      : 0;
  if (Number.isNaN(code)) return 0;
  const char = String.fromCodePoint(text.codePointAt(at) as number);
  return WORD_CHARACTER.test(char) ? char.length : 0;
}

/** Units of the word character that ends before `at`, 0 when there is none. */
function unitsBefore(text: string, at: number): number {
  if (at === 0) return 0;
  const code = text.charCodeAt(at - 1);
  const isLow = code >= 0xdc00 && code <= 0xdfff && at > 1;
  const units = unitsAt(text, isLow ? at - 2 : at - 1);
  return isLow && units !== 2 ? 0 : units;
}

/** The words of a slot as written in ASCII letters. */
function plainRanges(text: string, expression: RegExp): Range[] {
  const ranges: Range[] = [];
  expression.lastIndex = 0;
  for (let found = expression.exec(text); found !== null; found = expression.exec(text)) {
    const start = found.index;
    const end = start + found[0].length;
    // Behind a letter of the same word another may begin at once: no place is passed over
    if (unitsBefore(text, start) === 0 && unitsAt(text, end) === 0) ranges.push({ start, end });
    else expression.lastIndex = start + 1;
  }
  return ranges;
}

/** Written words with a character beyond ASCII, each with its terms. */
function otherWords(text: string): (Range & { readonly terms: readonly string[] })[] {
  const words: (Range & { terms: string[] })[] = [];
  let last = 0;
  for (const { index, 0: found } of text.matchAll(/[^\0-\x7f]+/g)) {
    const stop = index + found.length;
    if (SIGNS.test(found)) continue;
    for (let at = Math.max(index, last); at < stop; ) {
      if (unitsAt(text, at) === 0) {
        at++;
        continue;
      }
      let start = at;
      for (let units = unitsBefore(text, start); units > 0; units = unitsBefore(text, start))
        start -= units;
      for (let units = unitsAt(text, at); units > 0; units = unitsAt(text, at)) at += units;
      words.push({ start, end: at, terms: termsOf(text.slice(start, at)) });
      last = at;
    }
  }
  return words;
}

/** Finds the words in a text: ranges that follow one another, several for one place of a phrase; null when only the tokenizer can tell. */
type FindRanges = (text: string, isAscii: boolean, limit: number) => Range[] | null;

/**
 * A finder of each word of each place where the slots follow one another in order; `slots` lists the terms that fill each. Null when that cannot be
 * done in this way: a slot that is no list, or very many or long words.
 */
export function wordRangesFinder(slots: readonly (readonly string[] | null)[]): FindRanges | null {
  const words = slots.flatMap((slot) => slot ?? []);
  if (slots.includes(null) || words.length > MAX_WORDS) return null;
  if (words.some((word) => word.length > MAX_WORD)) return null;
  const lists = slots.map((slot) => {
    const plain = (slot ?? []).filter((word) => PLAIN.test(word));
    return {
      all: new Set(slot ?? []),
      expression: plain.length === 0 ? null : new RegExp(longestFirst(plain).join("|"), "gi"),
    };
  });
  return (text, isAscii, limit) => {
    // Which quotes are letter marks, the tokenizer knows
    if (!isAscii && holdsHebrew(text)) return null;
    const others = isAscii ? [] : otherWords(text);
    // Terms that share a written word make its place in a phrase unclear
    if (lists.length > 1 && others.some(({ terms }) => terms.length !== 1)) return null;
    const found = lists.map(({ all, expression }) => {
      const plain = expression === null ? [] : plainRanges(text, expression);
      const other = others
        .filter(({ terms }) => terms.some((term) => all.has(term)))
        .map(({ start, end }) => ({ start, end }));
      return other.length === 0 ? plain : [...plain, ...other].sort((a, b) => a.start - b.start);
    });
    return lists.length === 1 ? (found[0] ?? []).slice(0, limit) : inRow(text, found, limit);
  };
}

/** Of words that begin alike the longest is tried first: "me" would else hide "meet". */
const longestFirst = (words: readonly string[]): string[] =>
  [...new Set(words)].sort((a, b) => b.length - a.length);

/** Those of the first slot that words of the others follow, each right after the one before. */
function inRow(text: string, found: readonly (readonly Range[])[], limit: number): Range[] {
  const [firsts = [], ...others] = found;
  const ends = others.map((ranges) => new Map(ranges.map(({ start, end }) => [start, end])));
  const ranges: Range[] = [];
  let places = 0;
  for (const first of firsts) {
    const place = [first];
    let end = first.end;
    for (const endOf of ends) {
      let start = end;
      while (start < text.length && unitsAt(text, start) === 0) start++;
      const next = endOf.get(start);
      if (next === undefined) break;
      place.push({ start, end: next });
      end = next;
    }
    if (place.length < found.length) continue;
    ranges.push(...place);
    if (++places >= limit) break;
  }
  return ranges;
}
