/** Words, patterns and misspellings as typed -> the terms of the index they stand for. Uses the one tokenizer of index and query. */
import { IN_WORD, idsOf, termsOf, tokenize, withoutHebrewMarks } from "../tokenize.ts";
import { patternPieces } from "./glob.ts";
import type { StemLanguage } from "./tree.ts";

/** Which terms of the dictionary count. Texts and patterns in it are folded. */
export type TermSet =
  | { readonly kind: "term"; readonly term: string }
  | { readonly kind: "oneOf"; readonly terms: readonly string[] }
  | { readonly kind: "pattern"; readonly pattern: string }
  | { readonly kind: "fuzzy"; readonly term: string; readonly distance: 1 | 2 }
  | { readonly kind: "regex"; readonly source: string; readonly flags: string }
  /** Spellings of one word of a name (name-keys.ts); `initial` when its first letter alone counts too. */
  | { readonly kind: "name"; readonly word: string; readonly initial: boolean }
  /** Forms of a word in a language, or in any known. */
  | { readonly kind: "stem"; readonly term: string; readonly language: StemLanguage | null }
  | { readonly kind: "any" };

/** A term and how the word for it was typed, in NFC: `{term:"ete", written:"Été"}`. */
export interface SlotTerm {
  readonly term: string;
  readonly written: string;
}

const HANGUL = /^[\uac00-\ud7a3]+$/;
/** Particles of one syllable that follow a final consonant, and those that follow a vowel; then those that follow both. */
const PARTICLES = ["은 이 을 과 으로", "는 가 를 와 로", "의 에 도 만 에서 에게"].map((list) =>
  list.split(" "),
) as [string[], string[], string[]];

/**
 * A word of Hangul as it stands in texts: with what is written onto it, particles and endings ("계약서" is in "계약서를"). One syllable begins too
 * many words: only its particles are allowed, those that follow its sound.
 */
function hangulSlot(term: string): TermSet {
  if (term.length > 1) return { kind: "pattern", pattern: `${term}*` };
  const [afterConsonant, afterVowel, afterBoth] = PARTICLES;
  const own = (term.charCodeAt(0) - 0xac00) % 28 === 0 ? afterVowel : afterConsonant;
  return { kind: "oneOf", terms: [term, ...[...own, ...afterBoth].map((each) => term + each)] };
}

/** The terms of a text in order, each a slot of a phrase: "l'accord" has two. */
export const slotsOfText = (text: string): TermSet[] =>
  termsOf(text).map((term) => (HANGUL.test(term) ? hangulSlot(term) : { kind: "term", term }));

/** The words of a text with how each was written. */
export function exactSlots(text: string): SlotTerm[] {
  const { terms, starts, ends } = tokenize(text);
  return terms.map((term, i) => ({
    term,
    written: text.slice(starts[i], ends[i]).normalize("NFC"),
  }));
}

/** Shorter words of a text of several must be spelt right: one letter of "of" wrong is any short word. */
const MIN_FUZZY_LETTERS = 3;

/** As {@link slotsOfText}, misspelt words allowed. */
export function slotsOfFuzzy(text: string, distance: 1 | 2): TermSet[] {
  const terms = termsOf(text);
  return terms.map((term) =>
    terms.length === 1 || Array.from(term).length >= MIN_FUZZY_LETTERS
      ? { kind: "fuzzy", term, distance }
      : { kind: "term", term },
  );
}

const LITERAL_WORDS = new RegExp(`[${IN_WORD}]+|[^${IN_WORD}]+`, "gu");
const BEGINS_WORD = new RegExp(`^[${IN_WORD}]`, "u");

/**
 * The slots of a pattern: it is cut where text is cut, wildcards belonging to the word they touch. "joh*.do?" is two slots, `joh*` and
 * `do?`; a star alone in its place is any one word.
 */
export function slotsOfPattern(pattern: string): TermSet[] {
  const slots: TermSet[] = [];
  let slot = "";
  let wild = false;
  const closeSlot = (): void => {
    if (slot === "*") slots.push({ kind: "any" });
    else if (slot !== "")
      slots.push(wild ? { kind: "pattern", pattern: slot } : { kind: "term", term: slot });
    slot = "";
    wild = false;
  };
  for (const piece of patternPieces(pattern)) {
    if (piece.kind !== "text") {
      slot += piece.kind === "any" ? "*" : "?";
      wild = true;
      continue;
    }
    for (const run of withoutHebrewMarks(piece.text).match(LITERAL_WORDS) ?? []) {
      if (!BEGINS_WORD.test(run)) {
        closeSlot();
        continue;
      }
      // Scripts without spaces give several terms a run; the wildcard stays with the one it touches
      for (const [i, term] of termsOf(run).entries()) {
        if (i > 0) closeSlot();
        slot += term;
      }
    }
  }
  closeSlot();
  return slots;
}

const squeezed = (text: string): string => text.replace(/[^A-Za-z0-9]/g, "").toLowerCase();

const ARABIC = /^[\u0620-\u064a\u0671-\u06d3]+$/;
const isArabicWord = (text: string): boolean => {
  const terms = termsOf(text);
  return terms.length > 0 && terms.every((term) => ARABIC.test(term));
};

/** A shorter piece of a word is a word of its own anywhere. */
const MIN_PIECE = 2;
/** Longer ones are no word with an ending. */
const MAX_HALVED = 24;

/**
 * Other ways to write a word of Arabic letters: Persian joins stem and ending, or parts them by a half-space or a blank. Several terms (a half-space in
 * the word) also joined; one term also in two, wherever it may be parted. Each way is the slots of a phrase.
 */
export function otherSpacings(text: string): readonly (readonly TermSet[])[] {
  if (!isArabicWord(text)) return [];
  const terms = termsOf(text);
  const joined = terms.join("");
  if (terms.length > 1) return [[{ kind: "term", term: joined }]];
  if (joined.length > MAX_HALVED) return [];
  const ways: TermSet[][] = [];
  for (let at = MIN_PIECE; at <= joined.length - MIN_PIECE; at++)
    ways.push([
      { kind: "term", term: joined.slice(0, at) },
      { kind: "term", term: joined.slice(at) },
    ]);
  return ways;
}

/** Words typed side by side that may be written as one. */
const MAX_NEIGHBOURS = 10;

/**
 * For words typed side by side without quotes: what each may be part of. Two words of Arabic letters may be one word; the groups of a number ("NL91 ABNA
 * 0417 1643 00", "+49 30 901820") one identifier. Per word, the terms that say as much, in the default fields and in `ids`.
 */
export function joinedWith(
  words: readonly string[],
): readonly { readonly words: readonly string[]; readonly ids: readonly string[] }[] {
  const found = words.map(() => ({ words: [] as string[], ids: [] as string[] }));
  for (let from = 0; from < words.length; ) {
    const end = endOfNumber(words, from);
    const ids = end > from + 1 ? idTerms(words.slice(from, end).join(" ").toUpperCase()) : [];
    for (const each of found.slice(from, end)) each.ids.push(...ids);
    from = Math.max(end, from + 1);
  }
  const arabic = words.map(isArabicWord);
  for (let i = 0; i + 1 < words.length; i++) {
    if (arabic[i] !== true || arabic[i + 1] !== true) continue;
    const joined = termsOf(`${words[i]} ${words[i + 1]}`).join("");
    found[i]?.words.push(joined);
    found[i + 1]?.words.push(joined);
  }
  return found;
}

/** Where the longest run of words from `from` that is one identifier ends; `from` when there is none. */
function endOfNumber(words: readonly string[], from: number): number {
  if (!/[0-9]/.test(words.slice(from, from + 2).join(""))) return from;
  for (let end = Math.min(words.length, from + MAX_NEIGHBOURS); end > from + 1; end--) {
    const group = words.slice(from, end);
    if (
      group.every((word) => word.length <= 20) &&
      idTerms(group.join(" ").toUpperCase()).length > 0
    )
      return end;
  }
  return from;
}

/** Identifiers a text is as a whole: an address, or a number with its separators removed (and the end of a phone number); none for prose. */
export function idTerms(text: string): readonly string[] {
  const whole = [text.trim().toLowerCase(), squeezed(text)];
  const found = idsOf(text);
  if (!found.some((id) => whole.includes(id))) return [];
  return found.filter((id) => whole.includes(id) || id.startsWith("tel:"));
}

/** A pattern over whole identifiers: an address with wildcards, or a number with wildcards; null for a pattern that is neither. */
export function idPattern(pattern: string): TermSet | null {
  if (pattern.includes("@")) return { kind: "pattern", pattern: pattern.toLowerCase() };
  const number = patternPieces(pattern)
    .map((piece) =>
      piece.kind === "text" ? squeezed(piece.text) : piece.kind === "any" ? "*" : "?",
    )
    .join("");
  return /[0-9]/.test(number) ? { kind: "pattern", pattern: number } : null;
}
