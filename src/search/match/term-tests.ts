/** Which terms of a dictionary a term set means: a test, and where in the dictionary to look. Pure. */
import { compileGlob } from "../../query/glob.ts";
import { nameTest } from "../../query/name-keys.ts";
import type { TermSet } from "../../query/plan-terms.ts";
import type { AcceptsTerm } from "../../segment/scan-dictionary.ts";
import { stemTest } from "../stems.ts";
import { acceptsName } from "./name-bytes.ts";
import { acceptsFuzzy, acceptsPattern, acceptsText } from "./term-bytes.ts";

/**
 * `terms` are all there can be; for `scan` the dictionary is read for terms that begin with `prefix` and are accepted; an expression is tested
 * on many terms at once, since bounding its time has a price.
 */
export type TermTest =
  | { readonly kind: "terms"; readonly terms: readonly string[] }
  | {
      readonly kind: "scan";
      readonly prefix: string;
      readonly accepts: AcceptsTerm;
      readonly test: (term: string) => boolean;
    }
  | { readonly kind: "expression"; readonly source: string; readonly flags: string };

/**
 * A test for "at most `distance` edits from `word`" (insert, delete, replace, swap of neighbours) that reuses its rows: it is asked once for every
 * term of the dictionary.
 */
export function fuzzyTest(word: string, distance: number): (term: string) => boolean {
  const letters = Array.from(word, (char) => char.codePointAt(0) as number);
  const width = letters.length + 1;
  let rows: [Int32Array, Int32Array, Int32Array] = [
    new Int32Array(width),
    new Int32Array(width),
    new Int32Array(width),
  ];
  return (term) => {
    // A code point is one or two units
    if (term.length < letters.length - distance || term.length > 2 * (letters.length + distance))
      return false;
    let [older, old, row] = rows;
    for (let j = 0; j < width; j++) old[j] = j;
    let before = -1;
    let i = 0;
    for (const char of term) {
      i++;
      const letter = char.codePointAt(0) as number;
      row[0] = i;
      let best = i;
      for (let j = 1; j < width; j++) {
        const own = letters[j - 1];
        let cost = Math.min(
          (old[j] as number) + 1,
          (row[j - 1] as number) + 1,
          (old[j - 1] as number) + (own === letter ? 0 : 1),
        );
        if (i > 1 && j > 1 && own === before && letters[j - 2] === letter)
          cost = Math.min(cost, (older[j - 2] as number) + 1);
        row[j] = cost;
        if (cost < best) best = cost;
      }
      if (best > distance) return false;
      before = letter;
      [older, old, row] = [old, row, older];
    }
    rows = [older, old, row];
    return (old[width - 1] as number) <= distance;
  };
}

/** How the terms of a set are found in a dictionary. */
export function termTest(set: TermSet): TermTest {
  switch (set.kind) {
    case "term":
      return { kind: "terms", terms: [set.term] };
    case "oneOf":
      return { kind: "terms", terms: set.terms };
    case "pattern": {
      const { prefix, test } = compileGlob(set.pattern);
      const accepts = acceptsPattern(set.pattern) ?? acceptsText(test);
      return { kind: "scan", prefix, test, accepts };
    }
    case "fuzzy": {
      const test = fuzzyTest(set.term, set.distance);
      return {
        kind: "scan",
        prefix: "",
        test,
        accepts: acceptsFuzzy(set.term, set.distance, test),
      };
    }
    case "name": {
      const test = nameTest(set);
      return { kind: "scan", prefix: "", test, accepts: acceptsName(set.word, test) };
    }
    case "stem": {
      const { prefix, test } = stemTest(set.term, set.language);
      return { kind: "scan", prefix, test, accepts: acceptsText(test) };
    }
    case "regex":
      return { kind: "expression", source: set.source, flags: set.flags };
    case "any":
      return { kind: "scan", prefix: "", test: () => true, accepts: () => true };
  }
}
