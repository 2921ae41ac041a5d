/** Suggestions for names and words that were probably mistyped. Pure edit distance; knows no index. */
import { FIELDS } from "../fields.ts";
import { LANGUAGE_PREFIXES } from "./lex.ts";

/** Longer words are not compared: the cost grows with the square, and nobody mistypes a hash by two letters. */
const MAX_COMPARED = 40;

/**
 * Edits (insert, delete, replace, swap of neighbours) from one word to another; `max + 1` when there are more than `max`.
 * `editDistance("fron", "from", 2)` is 1. Optimal string alignment: no piece is edited twice.
 */
export function editDistance(a: string, b: string, max: number): number {
  const from = Array.from(a);
  const to = Array.from(b);
  if (Math.abs(from.length - to.length) > max) return max + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let cost = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[j - 2] as number) + 1);
      row.push(cost);
      best = Math.min(best, cost);
    }
    if (best > max) return max + 1;
    beforeLast = last;
    last = row;
  }
  return Math.min(last[to.length] as number, max + 1);
}

/** The candidate fewest edits away, at most `max`; the first of equals. Undefined when all are further. */
export function closest(
  word: string,
  candidates: Iterable<string>,
  max: number,
): string | undefined {
  if (word.length > MAX_COMPARED) return undefined;
  let best: string | undefined;
  let bestDistance = max + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate, bestDistance - 1);
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
    if (distance === 0) break;
  }
  return best;
}

/** How many edits a typo in a word of that length may have: one letter of a short word wrong is another word. */
const allowedEdits = (word: string): number => (word.length <= 3 ? 1 : 2);

/** The field or prefix that was probably meant: `suggestField("form")` is "from". Single-letter aliases are never suggested. */
export function suggestField(name: string): string | undefined {
  const names = [
    ...FIELDS.flatMap((field) => [field.name, ...field.aliases]),
    ...LANGUAGE_PREFIXES,
  ];
  const folded = name.toLowerCase();
  return closest(
    folded,
    names.filter((candidate) => candidate.length > 1),
    allowedEdits(folded),
  );
}

/** The word of a dictionary that was probably meant, preferring fewer edits, then more documents. `words` gives each with its document count. */
export function suggestWord(
  word: string,
  words: Iterable<readonly [string, number]>,
): string | undefined {
  if (word.length > MAX_COMPARED) return undefined;
  let best: string | undefined;
  let bestDistance = allowedEdits(word) + 1;
  let bestCount = 0;
  for (const [candidate, count] of words) {
    const distance = editDistance(word, candidate, Math.min(bestDistance, allowedEdits(word)));
    if (distance > bestDistance || (distance === bestDistance && count <= bestCount)) continue;
    if (distance > allowedEdits(word)) continue;
    best = candidate;
    bestDistance = distance;
    bestCount = count;
  }
  return best;
}
