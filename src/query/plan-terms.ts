/** Words, patterns and misspellings as typed -> the terms of the index they stand for. Uses the one tokenizer of index and query. */
import { idsOf, termsOf, tokenize } from "../tokenize.ts";
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

/** The terms of a text in order, each a slot of a phrase: "l'accord" has two. */
export const slotsOfText = (text: string): TermSet[] =>
  termsOf(text).map((term) => ({ kind: "term", term }));

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

const LITERAL_WORDS =
  /[\p{L}\p{N}\p{M}\u00ad\u200b-\u200d\u2060\ufeff]+|[^\p{L}\p{N}\p{M}\u00ad\u200b-\u200d\u2060\ufeff]+/gu;
const IN_WORD = /^[\p{L}\p{N}\p{M}\u00ad\u200b-\u200d\u2060\ufeff]/u;

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
    for (const run of piece.text.match(LITERAL_WORDS) ?? []) {
      if (!IN_WORD.test(run)) {
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
