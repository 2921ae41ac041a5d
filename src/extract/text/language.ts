/**
 * Language of a text as a two-letter code, "" when there is too little to tell.
 *
 * Two steps. Function words that only one of English, French and German has decide two thirds of all mail for 0.02 ms a text, and most of what else is
 * English; the rest goes to
 * eld 2.1.0, smallest table (0.1 ms; importing it costs 0.3 CPU s and 80 MB, so callers import this file when the first text comes).
 * Only the first 250 letters or so are looked at; tokens with digits or signs in them (addresses, links, code, base64) are left
 * out. Below 15 letters every detector guesses (one takes "FYI" for Swedish).
 */
import { eld } from "eld/extrasmall";

const MIN_LETTERS = 15;
const MAX_LETTERS = 250;
/** Where the search for letters ends in texts that have none: base64, tables of numbers. */
const MAX_LOOKED_AT = 6_000;
/** Longer runs of letters are no words, but for scripts that write without blanks. */
const MAX_WORD = 30;

/** Function words of one language that none of the others eld knows uses. */
const FUNCTION_WORDS = new Map<string, string>(
  Object.entries({
    en: "the and of that with you this are have will from your was would which our been there what they not",
    fr: "les des et est pas pour vous dans une sur avec nous cette votre sont mais aux être où je qui",
    de: "und das nicht ist ich sie mit für auf eine dem wir auch werden oder bei einen wird zum",
  }).flatMap(([language, words]) => words.split(" ").map((word) => [word, language] as const)),
);
const MIN_VOTES = 3;
/** Share of the words that must be function words; running text has 30 to 50 %. */
const MIN_VOTE_SHARE = 0.12;

const isBlank = (c: number): boolean => c <= 32 || c === 0xa0 || c === 0x3000 || c === 0x2028;
const LETTER = 1;
/** Digits and signs that make a token no word. */
const SIGN = 2;
/** What each ASCII code is; 0 for what only parts words. */
const KIND_OF = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[A-Za-z']/.test(char)) return LETTER;
  return "0123456789@/\\<>=_#$%&*+^|~{}[]".includes(char) ? SIGN : 0;
});

function isLetter(c: number): boolean {
  if (c < 128) return KIND_OF[c] === LETTER;
  if (c < 0xc0) return c === 0xaa || c === 0xb5 || c === 0xba;
  if (c === 0xd7 || c === 0xf7) return false;
  return !(
    (c >= 0x2000 && c < 0x2c00) ||
    (c >= 0x3000 && c < 0x3040) ||
    (c >= 0xfe10 && c < 0xfe70) ||
    (c >= 0xff00 && c < 0xff21)
  );
}

/** Scripts written without blanks between words: Thai, kana, Han, Hangul. */
function isUnspaced(c: number): boolean {
  return (c >= 0x0e00 && c < 0x0e80) || (c >= 0x3040 && c < 0xa000) || (c >= 0xac00 && c < 0xd7b0);
}

interface Sample {
  readonly words: readonly string[];
  readonly letters: number;
  readonly unspaced: boolean;
}

/** Words made of letters only, from the front. */
function takeSample(text: string): Sample {
  const words: string[] = [];
  const end = Math.min(text.length, MAX_LOOKED_AT);
  let [letters, at, unspaced] = [0, 0, false];
  while (at < end && letters < MAX_LETTERS) {
    while (at < end && isBlank(text.charCodeAt(at))) at++;
    const kept = words.length;
    let [wordFrom, clean] = [-1, true];
    for (; at <= end; at++) {
      const c = at < end ? text.charCodeAt(at) : 32;
      if (isLetter(c)) {
        if (wordFrom < 0) wordFrom = at;
        continue;
      }
      if (wordFrom >= 0) {
        const isEastern = isUnspaced(text.charCodeAt(wordFrom));
        unspaced ||= isEastern;
        if (at - wordFrom <= MAX_WORD) words.push(text.slice(wordFrom, at).toLowerCase());
        else if (isEastern) words.push(text.slice(wordFrom, wordFrom + MAX_LETTERS));
        wordFrom = -1;
      }
      if (c < 128 && KIND_OF[c] === SIGN) clean = false;
      if (isBlank(c)) break;
    }
    if (!clean) words.length = kept;
    for (let n = kept; n < words.length; n++) letters += (words[n] ?? "").length;
  }
  return { words, letters, unspaced };
}

/** The language whose function words are many and stand nearly alone, "" when none does. */
function vote(words: readonly string[]): string {
  const votes = new Map<string, number>();
  let total = 0;
  for (const word of words) {
    const language = FUNCTION_WORDS.get(word);
    if (language === undefined) continue;
    votes.set(language, (votes.get(language) ?? 0) + 1);
    total++;
  }
  if (total < MIN_VOTES || total < words.length * MIN_VOTE_SHARE) return "";
  for (const [language, count] of votes) if (count >= total * 0.9) return language;
  return "";
}

/** English words besides {@link FUNCTION_WORDS} that hardly any other language has. */
const ENGLISH = new Set(
  "please know let about just need should how these some could here who thanks attached forwarded meeting if but when any than then their them he's i'm don't it's i'll can't didn't we'll you're doesn't i've let's won't isn't has had think want give call back below above only make because could does did being were into also get got going".split(
    " ",
  ),
);
/** English words that other languages have too: they count for the share of English words, and decide nothing. */
const ALSO_ENGLISH = new Set(
  "to in is it for on we i be at can do my me by or as an all up out so he she his her one more new time now see send sent day week today tomorrow am pm cc re subject no go us".split(
    " ",
  ),
);

/**
 * Short business mail without the three votes: two words that only English has and a fifth of all, or one and two fifths. It spares half of
 * what was left to eld; on 7,378 texts (5,000 mails of mail-50k, the torture set, the sample corpus) it says "en" once where eld is unsure.
 */
function isPlainEnglish(words: readonly string[]): boolean {
  const own = new Set<string>();
  let english = 0;
  for (const word of words) {
    if (FUNCTION_WORDS.get(word) === "en" || ENGLISH.has(word)) {
      own.add(word);
      english++;
    } else if (ALSO_ENGLISH.has(word)) english++;
    else if (/[^\0-\x7f]/.test(word)) return false;
  }
  if (own.size >= 2 && english >= words.length * 0.2) return true;
  return own.size === 1 && english >= 4 && english >= words.length * 0.4;
}

/** `detectLanguage("Bitte überweisen Sie den Betrag bis Freitag")` is "de"; "" for "ok thanks". */
export function detectLanguage(text: string): string {
  const { words, letters, unspaced } = takeSample(text);
  // Ten Chinese characters say as much as fifteen letters and more
  if (letters < (unspaced ? 5 : MIN_LETTERS)) return "";
  const voted = vote(words);
  if (voted !== "") return voted;
  if (isPlainEnglish(words)) return "en";
  const found = eld.detect(words.join(" "));
  return found.isReliable() ? found.language : "";
}
