/**
 * Relevance of matching families: BM25F (Robertson, Zaragoza, Taylor 2004) over the fields of the field table. Frequencies and FlexSearch's
 * slots come from the postings, lengths from the segment; a family counts as one document. best-scored.ts keeps the best.
 */
import { FIELDS } from "../fields.ts";
import type { Postings } from "../segment/entries.ts";
import { roomForBytes } from "../segment/room.ts";
import { type DocSet, lowerBound } from "./match/doc-sets.ts";
import type { SegmentMatch } from "./match/segment-match.ts";
import type { ScoreUnit } from "./score-units.ts";
import { fieldNumber } from "./segment-terms.ts";

const K1 = 1.2;
const B = 0.75;

/** How much more a term at the very start of its field counts than at its end: a tie-breaker, not an opinion. */
const EARLY_BONUS = 0.02;
const LAST_SLOT = 8;
/** The weight byte of a term that stands once, at the end. */
const ONCE = (1 << 4) | LAST_SLOT;

const WEIGHTS = new Map(FIELDS.map((field) => [field.name, field.weight]));

interface ScoredField {
  readonly number: number;
  /** Mean length of the field in terms over the documents that have it. */
  readonly averageLength: number;
  /** {@link GAINS} times the weight of the field. */
  readonly gains: Float64Array;
}

/** A unit as it is scored: its fields, and how rare it is. */
export interface ScoredUnit {
  readonly unit: ScoreUnit;
  readonly fields: readonly ScoredField[];
  /** What it adds to a score at most. */
  readonly idf: number;
}

/** Postings of a unit in one field of one segment, with what they are weighed by: `gains[weight byte] / (base + slope * length)`. */
export interface ScoredList extends Postings {
  readonly gains: Float64Array;
  readonly base: number;
  readonly slope: number;
  /** By document; where no segment keeps them, all 0. */
  readonly lengths: Uint16Array;
}

function scoredField(name: string, matches: readonly SegmentMatch[]): ScoredField {
  const number = fieldNumber(name);
  let terms = 0;
  let documents = 0;
  for (const { terms: segment } of matches) {
    terms += segment.reader.footer.totalTerms[number] ?? 0;
    documents += segment.reader.presentIn(number);
  }
  // A field that never ranks by itself still does when it is the one asked for
  const weight = WEIGHTS.get(name) || 1;
  const averageLength = documents === 0 ? 1 : Math.max(1, terms / documents);
  return { number, averageLength, gains: GAINS.map((gain) => gain * weight) };
}

/** What a posting adds by its weight byte, before its field's length is counted: frequency, and a little for standing early. */
const GAINS = Float64Array.from({ length: 256 }, (_, weight) => {
  const early = 1 + (EARLY_BONUS * (LAST_SLOT - (weight & 0x0f))) / LAST_SLOT;
  return (weight >> 4) * early;
});

/** How many documents hold the unit in one field: of one term the dictionary says it. */
function holding(unit: ScoreUnit, field: ScoredField, { terms }: SegmentMatch): number {
  const isOne = terms.expansion(unit.terms).entries?.length === 1;
  const count = isOne ? terms.countOf(unit.terms, field.number) : null;
  return count ?? terms.documents(unit.terms, field.number).length;
}

/** How many documents hold the unit; in several fields, at most the sum and at least the largest: the largest is taken. */
function documentFrequency(
  unit: ScoreUnit,
  fields: readonly ScoredField[],
  matches: readonly SegmentMatch[],
): number {
  return Math.max(
    0,
    ...fields.map((field) => matches.reduce((sum, match) => sum + holding(unit, field, match), 0)),
  );
}

/** The units with what is counted once for the whole index. */
export function scoredUnits(
  matches: readonly SegmentMatch[],
  units: readonly ScoreUnit[],
): readonly ScoredUnit[] {
  const documentCount = matches.reduce((sum, { terms }) => sum + terms.reader.documentCount, 0);
  const scored = new Map<string, ScoredField>();
  return units.map((unit) => {
    const fields = unit.fields.map((name) => {
      const field = scored.get(name) ?? scoredField(name, matches);
      scored.set(name, field);
      return field;
    });
    const frequency = documentFrequency(unit, fields, matches);
    const idf = Math.log(1 + (documentCount - frequency + 0.5) / (frequency + 0.5));
    return { unit, fields, idf };
  });
}

let zeros = new Uint16Array(0);

/** Lengths of 0, for a field whose lengths count for nothing. */
function noLengths(documentCount: number): Uint16Array {
  if (zeros.length < documentCount) zeros = new Uint16Array(documentCount);
  return zeros;
}

/** Every posting that counts for a unit in the families; those of other families may be left out. */
export function scoredLists(
  { terms }: SegmentMatch,
  { unit, fields }: ScoredUnit,
  families: DocSet,
): ScoredList[] {
  const { entries } = terms.expansion(unit.terms);
  return fields.flatMap(({ number, gains, averageLength }): ScoredList[] => {
    const known = terms.reader.lengths(number);
    const weighing = {
      gains,
      base: known === undefined ? 1 : 1 - B,
      slope: known === undefined ? 0 : B / averageLength,
      lengths: known ?? noLengths(terms.reader.documentCount),
    };
    if (entries !== null)
      return entries.flatMap((entry) => {
        const postings = terms.postingsAmong(entry, number, families);
        return postings.documents.length === 0 ? [] : [{ ...postings, ...weighing }];
      });
    // Of a pattern with very many terms being there is all that counts
    const documents = terms.documents(unit.terms, number);
    const weights = roomForBytes(documents.length).fill(ONCE);
    return documents.length === 0 ? [] : [{ documents, weights, ...weighing }];
  });
}

/** From `from` up to `to` of the postings. One loop without calls: it runs over every posting of "the". */
function addPostings(
  frequencies: Float32Array,
  roots: Uint32Array,
  { documents, weights, gains, lengths, base, slope }: ScoredList,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const document = documents[i] as number;
    const gain = gains[weights[i] as number] as number;
    const root = roots[document] as number;
    frequencies[root] =
      (frequencies[root] as number) + gain / (base + slope * (lengths[document] as number));
  }
}

/** Postings are looked up family by family when there are so many times more of them. */
const LOOKUP_RATIO = 10;

/** Adds to `frequencies[root]` what the lists weigh in each of the families; others may get something too. */
export function addFrequencies(
  frequencies: Float32Array,
  roots: Uint32Array,
  lists: readonly ScoredList[],
  families: DocSet,
): void {
  for (const list of lists) {
    const { documents } = list;
    if (documents.length <= families.length * LOOKUP_RATIO) {
      addPostings(frequencies, roots, list, 0, documents.length);
      continue;
    }
    let at = 0;
    for (let i = 0; i < families.length; i++) {
      const root = families[i] as number;
      at = lowerBound(documents, root, at);
      let end = at;
      while (end < documents.length && roots[documents[end] as number] === root) end++;
      if (end > at) addPostings(frequencies, roots, list, at, end);
    }
  }
}

/** Undoes {@link addFrequencies} with the same lists and families. */
export function clearFrequencies(
  frequencies: Float32Array,
  roots: Uint32Array,
  lists: readonly ScoredList[],
  families: DocSet,
): void {
  for (const { documents } of lists)
    if (documents.length <= families.length * LOOKUP_RATIO)
      for (let i = 0; i < documents.length; i++)
        frequencies[roots[documents[i] as number] as number] = 0;
  for (let i = 0; i < families.length; i++) frequencies[families[i] as number] = 0;
}

/** Adds the score of one unit, by its frequencies, to those of the families. */
export function addScores(
  scores: Float64Array,
  families: DocSet,
  frequencies: Float32Array,
  idf: number,
): void {
  for (let at = 0; at < families.length; at++) {
    const frequency = frequencies[families[at] as number] as number;
    scores[at] = (scores[at] as number) + (idf * frequency) / (K1 + frequency);
  }
}
