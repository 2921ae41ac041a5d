/**
 * Sketches of texts, by which near-duplicates are found: MinHash over shingles of four words (Broder 1997). Two texts have as many of the
 * numbers of their sketches in common as they have of their shingles, about; what is shown to a person is compared in full first. Pure.
 */
import { LIMITS } from "../limits.ts";

/** Words of a shingle. A text of fewer words is one shingle. */
const SHINGLE_WORDS = 4;
/** Numbers of a sketch. 48 of 16 bits: 96 bytes a document keep an index small, and 16 bands of 3 find 99.9 % of the pairs that share 0.7. */
export const SKETCH_NUMBERS = 48;
/** A row of sketches in words of 32 bits: two of the text's hash, its count of words, and the numbers, two a word. */
export const ROW_WORDS = 3 + SKETCH_NUMBERS / 2;

/** The last step of MurmurHash3: every bit of the input moves every bit of the result. */
function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number of 32 bits for a term (FNV-1a over its UTF-16 units): the same in every segment, which ranks are not. */
export function wordHash(term: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < term.length; at++) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193);
  return mixed(hash);
}

const BASE = 0x9e3779b1;
/** What the word that leaves a shingle counted. */
let leaving = 1;
for (let i = 1; i < SHINGLE_WORDS; i++) leaving = Math.imul(leaving, BASE);
const LEAVING = leaving;

const compared = (count: number): number => Math.min(count, LIMITS.maxComparedWords);

/** Calls back with each shingle of the first `count` words, repeats included. */
function eachShingle(words: Uint32Array, count: number, body: (shingle: number) => void): void {
  const end = compared(count);
  let hash = 0;
  for (let at = 0; at < end; at++) {
    if (at >= SHINGLE_WORDS)
      hash = (hash - Math.imul(words[at - SHINGLE_WORDS] as number, LEAVING)) | 0;
    hash = (Math.imul(hash, BASE) + (words[at] as number)) | 0;
    if (at >= SHINGLE_WORDS - 1 || at === end - 1) body(mixed(hash));
  }
}

/** The different shingles of a text, ascending: what is compared in full. `words` are hashes ({@link wordHash}) in reading order. */
export function shinglesOf(words: Uint32Array, count = words.length): Uint32Array {
  const all = new Uint32Array(Math.max(0, compared(count)));
  let found = 0;
  eachShingle(words, count, (shingle) => {
    all[found++] = shingle;
  });
  const sorted = all.subarray(0, found).sort();
  let kept = 0;
  for (let at = 0; at < found; at++)
    if (at === 0 || sorted[at] !== sorted[at - 1]) sorted[kept++] = sorted[at] as number;
  return sorted.slice(0, kept);
}

/** Shared shingles of all shingles of both (Jaccard): 1 for equal sets, 0 for nothing in common or nothing at all. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i] as number, b[j] as number];
    if (x === y) shared++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  const all = a.length + b.length - shared;
  return all === 0 ? 0 : shared / all;
}

/** Multipliers and increments of the 48 orders in which the least shingle is looked for; fixed, or sketches of two runs could not be compared. */
const FACTORS = new Int32Array(SKETCH_NUMBERS);
const TERMS = new Int32Array(SKETCH_NUMBERS);
for (let i = 0; i < SKETCH_NUMBERS; i++) {
  FACTORS[i] = mixed(2 * i + 1) | 1;
  TERMS[i] = mixed(2 * i + 2);
}

const least = new Uint32Array(SKETCH_NUMBERS);

/** Fills one row ({@link ROW_WORDS} words of `rows` from `at`) from the hashes of a text's words; zeros for a text without words. */
export function sketchInto(words: Uint32Array, count: number, rows: Uint32Array, at: number): void {
  rows.fill(0, at, at + ROW_WORDS);
  if (count === 0) return;
  let [a, b] = [count, ~count];
  for (let i = 0; i < count; i++) {
    const word = words[i] as number;
    a = Math.imul(a ^ word, 0x85ebca6b);
    a ^= a >>> 15;
    b = Math.imul(((b << 13) | (b >>> 19)) + word, 0xc2b2ae35);
  }
  rows[at] = mixed(a);
  rows[at + 1] = mixed(b);
  rows[at + 2] = count;
  least.fill(0xffffffff);
  eachShingle(words, count, (shingle) => {
    for (let i = 0; i < SKETCH_NUMBERS; i++) {
      const value = (Math.imul(shingle, FACTORS[i] as number) + (TERMS[i] as number)) >>> 0;
      if (value < (least[i] as number)) least[i] = value;
    }
  });
  // The least of many numbers begins with zeros: all its bits are mixed before 16 are kept
  for (let i = 0; i < SKETCH_NUMBERS; i += 2)
    rows[at + 3 + i / 2] =
      ((mixed(least[i] as number) >>> 16) | (mixed(least[i + 1] as number) & 0xffff0000)) >>> 0;
}
