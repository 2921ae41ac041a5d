/**
 * A quick refusal of terms for a name, on their bytes: a dictionary has millions of terms and nearly all are refused without becoming a string. Every system of
 * romanising keeps l, m, n, r, so two Latin spellings have these in the same order; only terms with the right ones are tested in full. Pure.
 */
import { steadyLetters } from "../../query/name-keys.ts";
import type { AcceptsTerm } from "../../segment/scan-dictionary.ts";
import { termText } from "./term-bytes.ts";

/** 1 for l, m, n, r; 2 for digits and capitals, which no folded name has; 0 for the rest of ASCII. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return /[lmnr]/.test(char) ? 1 : /[a-z]/.test(char) ? 0 : 2;
});

const MAX_BYTES = 80;

/** As `test`, refusing what cannot be a spelling of `word` (folded). Terms in another script than Latin are all tested. */
export function acceptsName(word: string, test: (term: string) => boolean): AcceptsTerm {
  const letters = steadyLetters(word);
  const steady = letters === null ? null : Buffer.from(letters, "latin1");
  return (bytes, length) => {
    if (length > MAX_BYTES) return false;
    let met = 0;
    let last = 0;
    for (let i = 0; i < length; i++) {
      const byte = bytes[i] as number;
      if (byte >= 0x80) return test(termText(bytes, length));
      if (KINDS[byte] === 2) return false;
      if (steady !== null && KINDS[byte] === 1 && byte !== last && length > 1) {
        if (steady[met] !== byte) return false;
        met++;
      }
      last = byte;
    }
    const fits = steady === null || length === 1 || met === steady.length;
    return fits && test(termText(bytes, length));
  };
}
