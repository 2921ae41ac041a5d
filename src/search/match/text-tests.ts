/** Tests of a stored text: words exactly as typed, and what a header says. Pure. */
import { compileGlob, literalOf } from "../../query/glob.ts";
import type { SlotTerm } from "../../query/plan-terms.ts";
import { foldWord, tokenize } from "../../tokenize.ts";
import { placesOf } from "../places.ts";

const ASCII = /^[\0-\x7f]*$/;
/** Characters that NFC turns into an ASCII letter or sign. */
const BECOMES_ASCII = /[\u037e\u1fef\u2000\u2001\u212a]/;

/** A cheap refusal before a text is cut into words: an ASCII word stands in it as it is, or not at all. */
function lacks(text: string, slots: readonly SlotTerm[]): boolean {
  return slots.some(
    ({ written }) => ASCII.test(written) && !text.includes(written) && !BECOMES_ASCII.test(text),
  );
}

/** Whether a text has the words with case and accents as written, in order or near each other. */
export function hasExactly(text: string, slots: readonly SlotTerm[], slop: number): boolean {
  if (lacks(text, slots)) return false;
  const { terms, starts, ends } = tokenize(text);
  const fills = (position: number, slot: number): boolean => {
    const wanted = slots[slot] as SlotTerm;
    return (
      terms[position] === wanted.term &&
      text.slice(starts[position], ends[position]).normalize("NFC") === wanted.written
    );
  };
  const sequence = { length: terms.length, fills, isGap: () => false };
  return placesOf(sequence, slots.length, slop, 1).length > 0;
}

/** Tests of a header value: with wildcards the whole value, else anywhere in it; case and accents do not count. */
export function headerTest(pattern: string): (value: string) => boolean {
  const literal = literalOf(pattern);
  if (literal === null) {
    const glob = compileGlob(foldWord(pattern));
    return (value) => glob.test(foldWord(value.trim()));
  }
  const folded = foldWord(literal);
  return (value) => foldWord(value).includes(folded);
}
