/**
 * Relevance of matching families: BM25F (Robertson, Zaragoza, Taylor 2004) over the fields of the field table. Frequencies and FlexSearch's
 * slots come from the postings, lengths from the segment; a family counts as one document.
 */
import { FIELDS } from "../fields.ts";
import { PRESENT } from "../segment/format.ts";
import type { Postings } from "../segment/reader.ts";
import { type DocSet, lowerBound } from "./doc-sets.ts";
import type { SegmentMatch } from "./match.ts";
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
  readonly weight: number;
  /** Mean length of the field in terms over the documents that have it. */
  readonly averageLength: number;
}

function scoredField(name: string, matches: readonly SegmentMatch[]): ScoredField {
  const number = fieldNumber(name);
  let terms = 0;
  let documents = 0;
  for (const { terms: segment } of matches) {
    terms += segment.reader.footer.totalTerms[number] ?? 0;
    documents += segment.markedCount(PRESENT, number);
  }
  // A field that never ranks by itself still does when it is the one asked for
  const weight = WEIGHTS.get(name) || 1;
  return { number, weight, averageLength: documents === 0 ? 1 : Math.max(1, terms / documents) };
}

/** What a posting adds by its weight byte, before its field's length is counted: frequency, and a little for standing early. */
const GAINS = Float64Array.from({ length: 256 }, (_, weight) => {
  const early = 1 + (EARLY_BONUS * (LAST_SLOT - (weight & 0x0f))) / LAST_SLOT;
  return (weight >> 4) * early;
});

/** A field whose lengths no segment keeps counts as one of average length everywhere. */
const lengthsOf = (match: SegmentMatch, field: ScoredField): Uint16Array | undefined =>
  match.terms.reader.lengths(field.number);

/** From `from` up to `to` of the postings. One loop without calls: it runs over every posting of "the". */
function addPostings(
  frequencies: Float32Array,
  roots: Uint32Array,
  { documents, weights }: Postings,
  [from, to]: readonly [number, number],
  field: ScoredField,
  lengths: Uint16Array | undefined,
): void {
  const { weight, averageLength } = field;
  const base = lengths === undefined ? 1 : 1 - B;
  const slope = lengths === undefined ? 0 : B / averageLength;
  for (let i = from; i < to; i++) {
    const document = documents[i] as number;
    const length = lengths === undefined ? 0 : (lengths[document] as number);
    const gain = (GAINS[weights[i] as number] as number) * weight;
    const root = roots[document] as number;
    frequencies[root] = (frequencies[root] as number) + gain / (base + slope * length);
  }
}

/** Postings are looked up family by family when there are so many times more of them. */
const LOOKUP_RATIO = 32;

/** Adds to `frequencies[root]` what the unit weighs in each matching family of one segment; others may get something too. */
function addFrequencies(
  match: SegmentMatch,
  unit: ScoreUnit,
  fields: readonly ScoredField[],
  frequencies: Float32Array,
): void {
  const { terms, families } = match;
  const { roots } = terms;
  const { entries } = terms.expansion(unit.terms);
  for (const field of fields) {
    const lengths = lengthsOf(match, field);
    const add = (postings: Postings): void => {
      const { documents } = postings;
      if (documents.length <= families.length * LOOKUP_RATIO) {
        addPostings(frequencies, roots, postings, [0, documents.length], field, lengths);
        return;
      }
      let at = 0;
      for (let i = 0; i < families.length; i++) {
        const root = families[i] as number;
        at = lowerBound(documents, root, at);
        let end = at;
        while (end < documents.length && roots[documents[end] as number] === root) end++;
        addPostings(frequencies, roots, postings, [at, end], field, lengths);
      }
    };
    if (entries !== null) for (const entry of entries) add(terms.postings(entry, field.number));
    else {
      // Of a pattern with very many terms being there is all that counts
      const documents = terms.documents(unit.terms, field.number);
      add({ documents, weights: new Uint8Array(documents.length).fill(ONCE) });
    }
  }
}

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

/** Scores of the matching families, per segment in the order of `match.families`. All 0 without units. */
export function scoreFamilies(
  matches: readonly SegmentMatch[],
  units: readonly ScoreUnit[],
): Float64Array[] {
  const scores = matches.map(({ families }) => new Float64Array(families.length));
  const documentCount = matches.reduce((sum, { terms }) => sum + terms.reader.documentCount, 0);
  const scored = new Map<string, ScoredField>();
  const fieldOf = (name: string): ScoredField => {
    const field = scored.get(name) ?? scoredField(name, matches);
    scored.set(name, field);
    return field;
  };
  for (const unit of units) {
    const fields = unit.fields.map(fieldOf);
    const frequency = documentFrequency(unit, fields, matches);
    const idf = Math.log(1 + (documentCount - frequency + 0.5) / (frequency + 0.5));
    for (const [i, match] of matches.entries()) {
      if (match.families.length === 0) continue;
      const frequencies = new Float32Array(match.terms.reader.documentCount);
      addFrequencies(match, unit, fields, frequencies);
      addScores(scores[i] as Float64Array, match.families, frequencies, idf);
    }
  }
  return scores;
}

function addScores(
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
