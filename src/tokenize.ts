/**
 * Text -> terms. The one function for index, query and snippet: what it cuts here, it cuts everywhere.
 *
 * A term is a run of letters, digits and marks, folded. Folding is NFKD, lower case, diacritics removed, and what NFKD leaves:
 * œ æ ß ø ł đ ı þ, final sigma, Arabic letter variants, Arabic-Indic digits. Soft hyphens and zero-width characters inside a
 * word vanish (an attack on search as well as a typesetter's habit). Apostrophes cut, so "l'accord" is `l accord` and a search for
 * "accord" finds it. Scripts written without spaces (Han, Kana, Thai, Lao, Khmer, Burmese) give one term a character; a query of
 * several becomes a phrase.
 */

import { addAddresses, addNumbers } from "./identifiers.ts";

/** Written to the catalog. Raise it when the terms of any text change: an index of another version must be rebuilt. */
export const TOKENIZER_VERSION = 1;

/** Longer runs are cut here. 128 holds a SHA-512 in hex; the cap stops one megabyte-long "word" from filling the term dictionary. */
export const MAX_TERM_LENGTH = 128;

/** Terms in reading order with where each stands: `text.slice(starts[i], ends[i])` is what was written for `terms[i]`. */
export interface Tokens {
  readonly terms: readonly string[];
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

const NON_ASCII = /[^\0-\x7f]/;
/** Runs are read in pieces of 1,024: a run of millions of letters ends the regular expression engine ("maximum call stack"). */
const ASCII_WORD = /[a-z0-9]{1,1024}/g;
/** A word as written: letters, digits, marks, and the invisible characters that may stand inside one. */
const WRITTEN_WORD = /[\p{L}\p{N}\p{M}\u00ad\u200b-\u200d\u2060\ufeff]{1,1024}/gu;
const FOLDED_WORD = /[\p{L}\p{N}\p{M}]+/gu;
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff\u0640]/g;
/** Combining marks that only decorate a letter. Vowel signs of Indic scripts and Thai carry meaning and stay. */
const DIACRITICS =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each mark is meant on its own
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const UNSPACED_PIECES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;

const LETTERS = new Map(
  Object.entries({
    œ: "oe",
    æ: "ae",
    ß: "ss",
    ø: "o",
    ł: "l",
    đ: "d",
    ð: "d",
    ħ: "h",
    ı: "i",
    þ: "th",
    ŋ: "n",
    ς: "σ",
    // Arabic: alef forms, teh marbuta, alef maksura; Persian yeh and kaf
    ٱ: "ا",
    ة: "ه",
    ى: "ي",
    ی: "ي",
    ک: "ك",
  }),
);
const LETTER = new RegExp(`[${[...LETTERS.keys()].join("")}\u0660-\u0669\u06f0-\u06f9]`, "g");

function foldLetter(letter: string): string {
  const code = letter.charCodeAt(0);
  if (code >= 0x6f0 && code <= 0x6f9) return String.fromCharCode(code - 0x6f0 + 48);
  if (code >= 0x660 && code <= 0x669) return String.fromCharCode(code - 0x660 + 48);
  return LETTERS.get(letter) ?? letter;
}

/** Folds one word: `foldWord("Œuvre")` is "oeuvre", `foldWord("Рошкá")` is "рошка". NFC at the end puts Hangul together again. */
export function foldWord(word: string): string {
  if (!NON_ASCII.test(word)) return word.toLowerCase();
  return word
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replace(INVISIBLE, "")
    .replace(DIACRITICS, "")
    .replace(LETTER, foldLetter)
    .normalize("NFC");
}

/** Folded words seen before. Bounded: a dump of junk must not grow it; cleared, not evicted, since the common words come back at once. */
const seen = new Map<string, readonly string[]>();
const SEEN_LIMIT = 20_000;

/** Half a surrogate pair could not be stored as UTF-8, so a pair is not cut in two. */
function cut(term: string): string {
  if (term.length <= MAX_TERM_LENGTH) return term;
  const last = term.charCodeAt(MAX_TERM_LENGTH - 1);
  return term.slice(0, last >= 0xd800 && last <= 0xdbff ? MAX_TERM_LENGTH - 1 : MAX_TERM_LENGTH);
}

/** A copy of its own: V8 keeps the whole text alive for a slice of it of 13 or more characters. */
const detached = (word: string): string =>
  word.length < 13 ? word : Buffer.from(word, "utf16le").toString("utf16le");

/** The terms of one written word: mostly one; none for stray marks; several where folding opens a gap (½) or the script has no spaces. */
function termsOfWord(written: string): readonly string[] {
  const known = seen.get(written);
  if (known !== undefined) return known;
  const word = detached(written);
  const terms: string[] = [];
  for (const piece of foldWord(word).match(FOLDED_WORD) ?? []) {
    if (UNSPACED.test(piece)) {
      for (const part of piece.match(UNSPACED_PIECES) ?? []) terms.push(cut(part));
    } else terms.push(cut(piece));
  }
  if (word.length <= 40) {
    if (seen.size >= SEEN_LIMIT) seen.clear();
    seen.set(word, terms);
  }
  return terms;
}

/** Terms of a text in reading order: `termsOf("L'Œuvre n° 12")` is `["l", "oeuvre", "n", "12"]`. The hot path of indexing. */
export function termsOf(text: string): string[] {
  if (!NON_ASCII.test(text)) {
    const terms = text.toLowerCase().match(ASCII_WORD) ?? [];
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i] as string;
      if (term.length > MAX_TERM_LENGTH) terms[i] = cut(term);
    }
    return terms;
  }
  const terms: string[] = [];
  for (const word of text.match(WRITTEN_WORD) ?? []) {
    if (NON_ASCII.test(word)) for (const term of termsOfWord(word)) terms.push(term);
    else terms.push(cut(word.toLowerCase()));
  }
  return terms;
}

/** As {@link termsOf}, with where each term stands in the text as written. Used for snippets, highlights and exact matches. */
export function tokenize(text: string): Tokens {
  const terms: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (const match of text.matchAll(WRITTEN_WORD)) {
    const word = match[0];
    const found = NON_ASCII.test(word) ? termsOfWord(word) : [cut(word.toLowerCase())];
    for (const term of found) {
      terms.push(term);
      starts.push(match.index);
      ends.push(match.index + word.length);
    }
  }
  return { terms, starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}

/**
 * Identifiers in a text as whole tokens for the `ids` field, the same for index and query: addresses in lower case; numbers with
 * their separators removed ("INV-2041-77" is `inv204177`, "FR76 3000 …" is `fr763000…`); phone numbers as digits and, so that
 * "+33 6 12…" meets "06 12…", their last nine digits as `tel:612345678`; hashes.
 */
export function idsOf(text: string): string[] {
  const ids = new Set<string>();
  addAddresses(text, ids);
  addNumbers(text, ids);
  return [...ids];
}
