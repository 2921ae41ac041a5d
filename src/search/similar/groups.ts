/**
 * Near-duplicates among many texts: groups of documents each of which shares enough with another one of its group. Sketches make candidates
 * (equal bands), every candidate is compared in full, and what is below the threshold is not joined.
 */
import { bandOf, estimate, type SimilarTexts, type Sketch, textKey, wordCount } from "./texts.ts";

/** Documents that are versions of one text. */
export interface SimilarGroup {
  /** docIds, ascending. */
  readonly docIds: readonly number[];
  /** How many different texts they have. */
  readonly texts: number;
}

/** Share of shingles that makes two texts near-duplicates unless another one is asked for. */
export const DEFAULT_THRESHOLD = 0.7;
/** Texts of fewer words are left out: "thanks, Anna" is the same text in a thousand mails. */
export const LEAST_WORDS = 12;
const BANDS = 16;
/** A new text is compared with so many others of its band that are in other groups: a band that a million texts share must not cost their square. */
const MAX_COMPARED = 8;
/** Sketches that say so much less than the threshold are not looked at: at 48 numbers a guess is off by 0.2 once in a thousand times. */
const SLACK = 0.2;

/** Whether sketches allow that two texts share `threshold`. */
export function mayShare(a: Sketch, b: Sketch, threshold: number): boolean {
  const [x, y] = [wordCount(a), wordCount(b)];
  // A text with many repeats has fewer shingles than words, so lengths alone exclude only what is far off
  return Math.min(x, y) * 4 >= Math.max(x, y) * threshold && estimate(a, b) >= threshold - SLACK;
}

/** Sets that grow together; the least member stands for its set. */
class Sets {
  private readonly above: Uint32Array;

  constructor(count: number) {
    this.above = Uint32Array.from({ length: count }, (_, i) => i);
  }

  find(member: number): number {
    let at = member;
    while (this.above[at] !== at) {
      this.above[at] = this.above[this.above[at] as number] as number;
      at = this.above[at] as number;
    }
    return at;
  }

  join(a: number, b: number): void {
    const [x, y] = [this.find(a), this.find(b)];
    this.above[Math.max(x, y)] = Math.min(x, y);
  }
}

/** The first document of each different text, and all documents of each. */
function differentTexts(texts: SimilarTexts, docIds: Iterable<number>): readonly number[][] {
  const byText = new Map<number, number[]>();
  for (const docId of docIds) {
    const sketch = texts.sketch(docId);
    if (wordCount(sketch) < LEAST_WORDS) continue;
    const key = textKey(sketch);
    const known = byText.get(key);
    if (known === undefined) byText.set(key, [docId]);
    else known.push(docId);
  }
  return [...byText.values()];
}

/**
 * Groups of two documents and more, those of most different texts first. `threshold`: the share of shingles (0.5 to 1) that joins two texts; 1 joins
 * only texts of the same words.
 */
export function similarGroups(
  texts: SimilarTexts,
  docIds: Iterable<number>,
  threshold: number,
): SimilarGroup[] {
  const different = differentTexts(texts, docIds);
  const sketches = different.map(([first = 0]) => texts.sketch(first));
  const sets = new Sets(different.length);
  for (let band = 0; band < BANDS; band++) {
    const last = new Map<number, number[]>();
    for (const [at, sketch] of sketches.entries()) {
      const key = bandOf(sketch, band);
      const others = last.get(key);
      if (others === undefined) {
        last.set(key, [at]);
        continue;
      }
      joinWith(texts, { different, sketches, sets }, at, others, threshold);
      others.push(at);
      if (others.length > MAX_COMPARED) others.shift();
    }
  }
  return collected(different, sets);
}

interface Joining {
  readonly different: readonly number[][];
  readonly sketches: readonly Sketch[];
  readonly sets: Sets;
}

function joinWith(
  texts: SimilarTexts,
  { different, sketches, sets }: Joining,
  at: number,
  others: readonly number[],
  threshold: number,
): void {
  for (const other of others) {
    if (sets.find(at) === sets.find(other)) continue;
    if (!mayShare(sketches[at] as Sketch, sketches[other] as Sketch, threshold)) continue;
    const [a = 0] = different[at] ?? [];
    const [b = 0] = different[other] ?? [];
    if (texts.similarity(a, b) >= threshold) sets.join(at, other);
  }
}

function collected(different: readonly number[][], sets: Sets): SimilarGroup[] {
  const groups = new Map<number, { docIds: number[]; texts: number }>();
  for (const [at, docIds] of different.entries()) {
    const first = sets.find(at);
    const group = groups.get(first) ?? { docIds: [], texts: 0 };
    for (const docId of docIds) group.docIds.push(docId);
    group.texts++;
    groups.set(first, group);
  }
  return [...groups.values()]
    .filter(({ docIds }) => docIds.length > 1)
    .map(({ docIds, texts }) => ({ docIds: docIds.sort((a, b) => a - b), texts }))
    .sort(
      (a, b) =>
        b.texts - a.texts ||
        b.docIds.length - a.docIds.length ||
        (a.docIds[0] as number) - (b.docIds[0] as number),
    );
}
