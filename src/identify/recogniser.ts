/** What a recogniser of one kind of identifier is, and the words around a find that it may look at. */
import type { IdentifierName } from "../identifier-kinds.ts";

/** A value in canonical form with what speaks for it. */
export interface Value {
  readonly value: string;
  /** Bits of PROOF. */
  readonly proof: number;
  /** The number of an amount; absent for others. */
  readonly number?: number;
  /** Where it ends when that is not the end of the match; index into the text. */
  readonly end?: number;
  /** Another kind than the recogniser's: the host of a URL. */
  readonly kind?: IdentifierName;
}

/** What a recogniser is given: the match, the text it is in, and the region for numbers without a country code. */
export interface Place {
  readonly match: RegExpExecArray;
  readonly text: string;
  /** Two capital letters, null when nothing says which. */
  readonly region: string | null;
}

export interface Recogniser {
  readonly kind: IdentifierName;
  /**
   * Global; linear, since every repetition is bounded and every match begins where something rare stands. Text that cannot be one costs a
   * bounded look each.
   */
  readonly pattern: RegExp;
  /** A text without it holds none: asked first, since most texts hold none. */
  readonly needs?: RegExp;
  /** The values at a place; none when it only looks like one. */
  readonly read: (place: Place) => readonly Value[];
}

const LOOK_BEHIND_CHARS = 60;

/** The text before a match, on which context words are looked for: up to 60 characters. */
export const before = ({ match, text }: Place, chars = LOOK_BEHIND_CHARS): string =>
  text.slice(Math.max(0, match.index - chars), match.index);

/** The text after a match. */
export const after = ({ match, text }: Place, chars: number): string =>
  text.slice(match.index + match[0].length, match.index + match[0].length + chars);

export const NOTHING: readonly Value[] = [];
