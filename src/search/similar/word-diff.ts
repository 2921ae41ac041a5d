/**
 * What changed from one text to another, word by word. The comparison is Myers' (the package `diff`), whose cost grows with the square of the
 * changes: so it ends after a number of changes, and texts that differ more are compared line by line, then as a whole. Words are compared as
 * written; only the space between them does not count, since every mail program wraps lines in its own way.
 */
import { type ArrayChange, diffArrays } from "diff";
import { LIMITS } from "../../limits.ts";

/** A stretch of one text or of both, in order. Words with the space between them as written. */
export interface Stretch {
  readonly kind: "same" | "removed" | "added";
  readonly words: readonly string[];
}

/** How far two texts were compared. `words`: fully. `lines`: too many changes; words only within changed lines. `whole`: nothing in common was looked for. */
export type DiffDepth = "words" | "lines" | "whole";

export interface TextDiff {
  readonly stretches: readonly Stretch[];
  readonly depth: DiffDepth;
  /** Words beyond the bound of a comparison, which were left out, of both texts. */
  readonly leftOut: number;
}

/** Changes after which the comparison by words, by lines, and within changed lines ends: 4 million steps at most, and 2 million again. */
const MAX_CHANGES = 2_000;
const MAX_CHANGES_IN_LINES = 200;
/** Places with changed lines that are compared by words. */
const MAX_PLACES = 50;

/** A word with the space before it: a line break counts when the word is shown, never when it is compared. */
const WORDS = /\s*\S+/g;

const wordsOf = (text: string): string[] => text.match(WORDS) ?? [];

/** Words and lines as numbers: equal ones get equal numbers, so that no long word is compared twice. */
class Numbers {
  private readonly known = new Map<string, number>();

  of(values: readonly string[]): number[] {
    return values.map((value) => {
      const key = value.trim();
      const number = this.known.get(key) ?? this.known.size;
      this.known.set(key, number);
      return number;
    });
  }
}

/** Changes between two lists as stretches of the second list's values, of the first for what was removed; null after too many changes. */
function compare(
  before: readonly string[],
  after: readonly string[],
  maxEditLength: number,
): Stretch[] | null {
  const numbers = new Numbers();
  const changes: ArrayChange<number>[] | undefined = diffArrays(
    numbers.of(before),
    numbers.of(after),
    { maxEditLength },
  );
  if (changes === undefined) return null;
  let [a, b] = [0, 0];
  return changes.map(({ count, added, removed }): Stretch => {
    if (removed) {
      a += count;
      return { kind: "removed", words: before.slice(a - count, a) };
    }
    b += count;
    if (!added) a += count;
    return { kind: added ? "added" : "same", words: after.slice(b - count, b) };
  });
}

const linesOf = (words: readonly string[]): string[] => {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || /\n/.test(/^\s*/.exec(word)?.[0] ?? "")) lines.push(word);
    else lines[lines.length - 1] = last + word;
  }
  return lines;
};

/** Lines compared, and in the first places where some were replaced by others, their words. */
function byLines(before: readonly string[], after: readonly string[]): Stretch[] | null {
  const lines = compare(linesOf(before), linesOf(after), MAX_CHANGES);
  if (lines === null) return null;
  const stretches = lines.map(({ kind, words }) => ({ kind, words: words.flatMap(wordsOf) }));
  const found: Stretch[] = [];
  let places = 0;
  for (let at = 0; at < stretches.length; at++) {
    const [one, other] = [stretches[at] as Stretch, stretches[at + 1]];
    const isPlace = one.kind === "removed" && other?.kind === "added" && places < MAX_PLACES;
    const finer = isPlace ? compare(one.words, other.words, MAX_CHANGES_IN_LINES) : null;
    if (isPlace) places++;
    if (finer === null) found.push(one);
    else {
      found.push(...finer);
      at++;
    }
  }
  return found;
}

/** What changed from `before` to `after`: `[{kind: "same", words: ["Dear", " Anna"]}, {kind: "removed", words: [" 100"]}, {kind: "added", words: [" 120"]}]`. */
export function diffTexts(before: string, after: string): TextDiff {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const [x, y] = [a.slice(0, LIMITS.maxComparedWords), b.slice(0, LIMITS.maxComparedWords)];
  const leftOut = a.length - x.length + b.length - y.length;
  const words = compare(x, y, MAX_CHANGES);
  if (words !== null) return { stretches: words, depth: "words", leftOut };
  const lines = byLines(x, y);
  if (lines !== null) return { stretches: lines, depth: "lines", leftOut };
  const whole: Stretch[] = [
    { kind: "removed", words: x },
    { kind: "added", words: y },
  ];
  return { stretches: whole, depth: "whole", leftOut };
}

/** A value that differs between two documents: a header, a field of the metadata. */
export interface ValueDiff {
  readonly name: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Values of `values` that `others` lacks, each as often as it has more of them. */
function without(values: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return values.filter((value) => {
    const count = left.get(value) ?? 0;
    left.set(value, count - 1);
    return count <= 0;
  });
}

/** Names whose values differ, in the order of the first list, then of the second; equal values are left out: `[{name: "subject", before: ["Offer"], after: ["Offer 2"]}]`. */
export function diffValues(
  before: readonly (readonly [name: string, value: string])[],
  after: readonly (readonly [name: string, value: string])[],
): ValueDiff[] {
  const byName = (list: typeof before): Map<string, string[]> => {
    const found = new Map<string, string[]>();
    for (const [name, value] of list) {
      const values = found.get(name);
      if (values === undefined) found.set(name, [value]);
      else values.push(value);
    }
    return found;
  };
  const [a, b] = [byName(before), byName(after)];
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((name) => {
    const [own, others] = [a.get(name) ?? [], b.get(name) ?? []];
    const difference = { name, before: without(own, others), after: without(others, own) };
    return difference.before.length + difference.after.length === 0 ? [] : [difference];
  });
}
