/**
 * Text -> terms. The one function for index, query and snippet: what it cuts here, it cuts everywhere.
 *
 * A term is a run of letters, digits and marks, folded. Folding is NFKD, lower case, diacritics removed, and what NFKD leaves:
 * œ æ ß ø ł đ ı þ, final sigma, Arabic letter variants, Arabic-Indic digits. Soft hyphens and zero-width characters inside a
 * word vanish (an attack on search as well as a typesetter's habit). Apostrophes cut, so "l'accord" is `l accord` and a search for
 * "accord" finds it. Scripts written without spaces (Han, Kana, Thai, Lao, Khmer, Burmese) give one term a character; a query of
 * several becomes a phrase. Marks they share, such as the long vowel sign of Kana, belong to them (Unicode Script_Extensions), never to
 * the Latin beside them. A run of Hangul is a term of its own: particles are written onto Latin words and numbers ("PDF를", "2017년").
 *
 * Between Hebrew letters a quotation mark or apostrophe is gershayim or geresh, part of the word: צה"ל is one term. Between Arabic letters
 * the zero-width non-joiner is the half-space of Persian and cuts as a blank does. Direction marks are never part of a word nor its end.
 */

import { addAddresses, addNumbers } from "./identifiers.ts";

/** Written to the catalog. Raise it when the terms of any text change: an index of another version must be rebuilt. */
export const TOKENIZER_VERSION = 2;

/** Longer runs are cut here. 128 holds a SHA-512 in hex; the cap stops one megabyte-long "word" from filling the term dictionary. */
export const MAX_TERM_LENGTH = 128;

/** Terms in reading order with where each stands: `text.slice(starts[i], ends[i])` is what was written for `terms[i]`. */
export interface Tokens {
  readonly terms: readonly string[];
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

const NON_ASCII = /[^\0-\x7f]/;
/** Characters without a shape that may stand inside a word: soft hyphen, zero-width ones, direction marks and isolates. */
const UNSEEN = "\\u00ad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff";
/** Kangxi radicals, which PDF files have in place of the letters they fold to, though Unicode counts them among symbols. */
const RADICALS = "\\u2e9f\\u2ef3\\u2f00-\\u2fd5";
/** What a written word is made of, as the inside of a character class. */
export const IN_WORD = `\\p{L}\\p{N}\\p{M}${RADICALS}${UNSEEN}`;
/** Gershayim and geresh as they are typed: the marks of Hebrew, and the quotes that keyboards have instead. */
const HEBREW_MARK = "[\"'\u05f3\u05f4\u2018-\u201f\u00b4`]";
/** Runs are read in pieces of 1,024: a run of millions of letters ends the regular expression engine ("maximum call stack"). */
const ASCII_WORD = /[a-z0-9]{1,1024}/g;
/** A word as written: letters, digits, marks, and the invisible characters that may stand inside one. */
const WRITTEN_WORD = new RegExp(`[${IN_WORD}]{1,1024}`, "gu");
const HEBREW = /\p{Script=Hebrew}/u;
/** The same for a text with Hebrew in it. */
const HEBREW_WORD = new RegExp(
  `(?:[${IN_WORD}]|(?<=\\p{Script=Hebrew})${HEBREW_MARK}{1,2}(?=\\p{Script=Hebrew})){1,1024}`,
  "gu",
);
const FOLDED_WORD = /[\p{L}\p{N}\p{M}]+/gu;
const INVISIBLE = new RegExp(`[${UNSEEN}\\u0640]`, "g");
const HEBREW_MARKS = new RegExp(HEBREW_MARK, "g");
const INSIDE_HEBREW = new RegExp(
  `(?<=\\p{Script=Hebrew})${HEBREW_MARK}{1,2}(?=\\p{Script=Hebrew})`,
  "gu",
);
const HALF_SPACE = /(?<=\p{Script=Arabic}\p{M}*)\u200c+(?=\p{Script=Arabic})/u;
/** Combining marks that only decorate a letter. Vowel signs of Indic scripts and Thai carry meaning and stay. */
const DIACRITICS =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each mark is meant on its own
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
/** Scripts without spaces, with the marks that they share with others. */
const UNSPACED_SCRIPTS = ["Han", "Hira", "Kana", "Thai", "Laoo", "Khmr", "Mymr"]
  .map((script) => `\\p{scx=${script}}`)
  .join("");
const HANGUL = "\\p{Script=Hangul}";
/** A word that is not one run of one kind: it is cut where the kind changes. */
const MIXED = new RegExp(`[${UNSPACED_SCRIPTS}${HANGUL}]`, "u");
const PIECES = new RegExp(
  `[${UNSPACED_SCRIPTS}]\\p{M}*|${HANGUL}+|[^${UNSPACED_SCRIPTS}${HANGUL}]+`,
  "gu",
);

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
  for (const half of word.includes("\u200c") ? word.split(HALF_SPACE) : [word]) {
    const folded = foldWord(HEBREW.test(half) ? half.replace(HEBREW_MARKS, "") : half);
    for (const piece of folded.match(FOLDED_WORD) ?? []) {
      if (MIXED.test(piece)) {
        for (const part of piece.match(PIECES) ?? []) terms.push(cut(part));
      } else terms.push(cut(piece));
    }
  }
  if (word.length <= 40) {
    if (seen.size >= SEEN_LIMIT) seen.clear();
    seen.set(word, terms);
  }
  return terms;
}

/** Whether a text has Hebrew letters, between which quotes are letter marks. */
export const holdsHebrew = (text: string): boolean => HEBREW.test(text);

/** A text without the gershayim and geresh inside its words: `withoutHebrewMarks('צה"ל')` is "צהל". */
export const withoutHebrewMarks = (text: string): string => text.replace(INSIDE_HEBREW, "");

/** Whether the quotation mark at `at` is gershayim, a letter mark between Hebrew letters, and opens and closes nothing. */
export const isGershayim = (text: string, at: number): boolean =>
  at > 0 && HEBREW.test(text.charAt(at - 1)) && HEBREW.test(text.charAt(at + 1));

/** The words of a text as written. */
const wordsIn = (text: string): RegExp => (holdsHebrew(text) ? HEBREW_WORD : WRITTEN_WORD);

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
  for (const word of text.match(wordsIn(text)) ?? []) {
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
  for (const match of text.matchAll(wordsIn(text))) {
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
