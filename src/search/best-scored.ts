/**
 * The best families by relevance. All scores are exact; what saves time is that most families are never scored: once enough good ones are known,
 * only those are looked at that one unit of the query could lift above the worst of them (MaxScore: Turtle and Flood 1995).
 */

import { roomFor, trimmed } from "../segment/room.ts";
import type { BestOf } from "./best-of.ts";
import { type DocSet, EMPTY, familiesOf, intersect, lowerBound, union } from "./doc-sets.ts";
import {
  addFrequencies,
  addPostings,
  addScores,
  clearFrequencies,
  frequencyOf,
  type ScoredList,
  type ScoredUnit,
  scoredLists,
  scoredUnits,
} from "./rank.ts";
import type { ScoreUnit } from "./score-units.ts";
import type { SegmentMatch } from "./segment-match.ts";

/** Before any are passed over, so many families are scored, or this many times as many as are wanted. */
const FIRST_FAMILIES = 128;
const FIRST_TIMES_WANTED = 4;
/** Then stretches are gone through, each so many times as long as the one before: what is found in one spares work in the next. */
const GROWTH = 6;

/** A frequency of 1 is that of a word that stands once in a text of average length: a test for less passes nearly all. */
const LEAST_TOLD = 1;

/** Scoring a family costs as much as going through so many postings. */
const POSTINGS_PER_SCORE = 50;

/** A limit is lowered by this share before anything is held against it: frequencies are added up as 32-bit floats. */
const ROUNDING = 1e-4;

export class BestScored {
  private readonly matches: readonly SegmentMatch[];
  private readonly units: readonly ScoredUnit[];
  /** By unit; those of a segment are read once. */
  private readonly lists = new Map<SegmentMatch, readonly (readonly ScoredList[])[]>();
  /** Written in over and over, all 0 between two uses. */
  private readonly frequencies: Float32Array;

  constructor(matches: readonly SegmentMatch[], units: readonly ScoreUnit[]) {
    this.matches = matches;
    this.units = scoredUnits(matches, units);
    const most = matches.reduce((max, { terms }) => Math.max(max, terms.reader.documentCount), 0);
    const room = roomFor(most);
    this.frequencies = new Float32Array(room.buffer, room.byteOffset, most).fill(0);
  }

  /** Puts the families that belong there into `best`, which holds `wanted`; `isLeftOut` is asked for few of them, by segment and root. */
  collect(
    best: BestOf,
    wanted: number,
    isLeftOut: (match: SegmentMatch, root: number) => boolean,
  ): void {
    let stretch = Math.max(FIRST_FAMILIES, wanted * FIRST_TIMES_WANTED);
    for (const [segment, match] of this.matches.entries()) {
      const { families } = match;
      for (let from = 0; from < families.length; ) {
        const some = families.subarray(from, from + stretch);
        const lists = this.listsOf(match).map((each) => within(each, some, match.terms.roots));
        const roots = this.promising(match, lists, some, best.threshold);
        const scores = this.scoresBy(match, lists, roots);
        let { threshold } = best;
        for (let i = 0; i < roots.length; i++) {
          const key = scores[i] as number;
          const root = roots[i] as number;
          if (key <= threshold || isLeftOut(match, root)) continue;
          best.add({ segment, root, key });
          threshold = best.threshold;
        }
        from += some.length;
        if (some.length === stretch) stretch *= GROWTH;
      }
    }
  }

  /** Score of one of the families of a segment. */
  score(match: SegmentMatch, root: number): number {
    return this.scoresBy(match, this.listsOf(match), Uint32Array.of(root))[0] as number;
  }

  /** Scores of families in their order; the lists are those of the units. */
  private scoresBy(
    match: SegmentMatch,
    listsOfUnits: readonly (readonly ScoredList[])[],
    families: DocSet,
  ): Float64Array {
    const scores = new Float64Array(families.length);
    if (families.length === 0) return scores;
    const { frequencies } = this;
    const { roots } = match.terms;
    for (const [u, lists] of listsOfUnits.entries()) {
      addFrequencies(frequencies, roots, lists, families);
      addScores(scores, families, frequencies, (this.units[u] as ScoredUnit).idf);
      clearFrequencies(frequencies, roots, lists, families);
    }
    return scores;
  }

  /** Lists by unit. */
  private listsOf(match: SegmentMatch): readonly (readonly ScoredList[])[] {
    let found = this.lists.get(match);
    if (found === undefined) {
      found = this.units.map((each) => scoredLists(match, each, match.families));
      this.lists.set(match, found);
    }
    return found;
  }

  /** Those of a stretch of families that may score more than `threshold`; all of them where nothing tells. */
  private promising(
    match: SegmentMatch,
    listsOfUnits: readonly (readonly ScoredList[])[],
    families: DocSet,
    threshold: number,
  ): DocSet {
    if (Number.isNaN(threshold)) return families;
    const { roots } = match.terms;
    const all = this.units.reduce((sum, { idf }) => sum + idf, 0);
    const tests: { lists: readonly ScoredList[]; least: number; cost: number }[] = [];
    for (const [u, { idf }] of this.units.entries()) {
      // What this unit must add when all others add as much as they can
      const score = (threshold - (all - idf)) * (1 - ROUNDING);
      if (score <= 0) continue;
      const least = frequencyOf(score, idf) * (1 - ROUNDING);
      if (least === Number.POSITIVE_INFINITY) return EMPTY;
      if (least < LEAST_TOLD) continue;
      const lists = listsOfUnits[u] ?? [];
      tests.push({ lists, least, cost: postingsIn(lists) });
    }
    let left = families;
    for (const { lists, least, cost } of tests.sort((a, b) => a.cost - b.cost)) {
      // Few are scored in less time than it takes to go through the lists
      if (left.length * POSTINGS_PER_SCORE < cost) break;
      left = intersect(left, familiesAbove(this.frequencies, roots, lists, left, least));
    }
    return left;
  }
}

const postingsIn = (lists: readonly ScoredList[]): number =>
  lists.reduce((sum, { documents }) => sum + documents.length, 0);

/** The part of each list that is about a stretch of families. */
function within(
  lists: readonly ScoredList[],
  families: DocSet,
  roots: Uint32Array,
): readonly ScoredList[] {
  const first = families[0] ?? 0;
  const last = families.at(-1) ?? 0;
  let end = last;
  while (roots[end] === last) end++;
  return lists.flatMap((list): ScoredList[] => {
    const from = lowerBound(list.documents, first, 0);
    const to = lowerBound(list.documents, end, from);
    if (from === to) return [];
    const documents = list.documents.subarray(from, to);
    return [{ ...list, documents, weights: list.weights.subarray(from, to) }];
  });
}

/** Lists beside the longest are short when together they are so many times shorter. */
const MINOR_RATIO = 4;

/**
 * The families, among others, in which all lists together come above `least`, give or take rounding; of families that are not among those given
 * some may be left out. `frequencies` are all 0, before and after.
 */
function familiesAbove(
  frequencies: Float32Array,
  roots: Uint32Array,
  lists: readonly ScoredList[],
  families: DocSet,
  least: number,
): DocSet {
  const [main, ...minor] = lists.toSorted((a, b) => b.documents.length - a.documents.length);
  if (main === undefined) return EMPTY;
  if (postingsIn(minor) * MINOR_RATIO > main.documents.length) {
    addFrequencies(frequencies, roots, lists, families);
    const found = above(frequencies, families, least);
    clearFrequencies(frequencies, roots, lists, families);
    return found;
  }
  // The short lists are added up, and what the long one adds to these; else that has to be enough by itself
  const shared = sharedDocuments(roots);
  const marked: number[] = [];
  for (const list of minor) {
    addPostings(frequencies, roots, list, 0, list.documents.length);
    for (let i = 0; i < list.documents.length; i++) {
      const document = list.documents[i] as number;
      if (shared[document] === 1) continue; // as all are in a family of several documents
      shared[document] = 1;
      marked.push(document);
    }
  }
  const { alone, others } = mainDocuments(main, shared, least);
  for (const document of marked) shared[document] = 0;
  const several: DocSet[] = minor.map(({ documents }) => familiesOf(documents, roots));
  const places = roomFor(others.length);
  for (let i = 0; i < others.length; i++) {
    const place = others[i] as number;
    addPostings(frequencies, roots, main, place, place + 1);
    places[i] = main.documents[place] as number;
  }
  several.push(familiesOf(places, roots));
  const bySum = several.map((families) => above(frequencies, families, least));
  for (const families of several)
    for (let i = 0; i < families.length; i++) frequencies[families[i] as number] = 0;
  return union([familiesOf(alone, roots), ...bySum], roots.length);
}

/** Documents of families of several documents are marked 1; worked out once for an open segment. */
const SHARED = new WeakMap<Uint32Array, Uint8Array>();

function sharedDocuments(roots: Uint32Array): Uint8Array {
  let shared = SHARED.get(roots);
  if (shared === undefined) {
    shared = new Uint8Array(roots.length);
    for (let document = 0; document < roots.length; document++)
      if (roots[document] !== document || roots[document + 1] === document) shared[document] = 1;
    SHARED.set(roots, shared);
  }
  return shared;
}

/** Those of the families whose frequency is above `least`. */
function above(frequencies: Float32Array, families: DocSet, least: number): DocSet {
  const found = roomFor(families.length + 1);
  let count = 0;
  for (let i = 0; i < families.length; i++) {
    const root = families[i] as number;
    found[count] = root; // written over by the next unless it is above: no branch to guess
    count += (frequencies[root] as number) > least ? 1 : 0;
  }
  return trimmed(found, count);
}

/** Documents that come above `least` by one posting of the list, and places in the list of those that are marked. No branch to guess: this runs over "the". */
function mainDocuments(
  { documents, weights, gains, lengths, base, slope }: ScoredList,
  marks: Uint8Array,
  least: number,
): { alone: DocSet; others: Uint32Array } {
  const shorterThan = lengthsAbove(gains, base, slope, least);
  const end = documents.length;
  const alone = roomFor(end + 1);
  const others = roomFor(end + 1);
  let countAlone = 0;
  let countOthers = 0;
  for (let i = 0; i < end; i++) {
    const document = documents[i] as number;
    alone[countAlone] = document;
    others[countOthers] = i;
    countAlone +=
      (lengths[document] as number) < (shorterThan[weights[i] as number] as number) ? 1 : 0;
    countOthers += marks[document] as number;
  }
  return { alone: alone.subarray(0, countAlone), others: others.subarray(0, countOthers) };
}

/** gain / (base + slope * length) > least, solved for the length by weight byte: a comparison instead of a division for each posting. */
function lengthsAbove(
  gains: Float64Array,
  base: number,
  slope: number,
  least: number,
): Float64Array {
  const lengths = new Float64Array(gains.length);
  for (let weight = 0; weight < gains.length; weight++) {
    const gain = gains[weight] as number;
    if (slope > 0) lengths[weight] = (gain / least - base) / slope;
    else lengths[weight] = gain / base > least ? Number.POSITIVE_INFINITY : 0;
  }
  return lengths;
}
