/**
 * Relevance of matching families: BM25F (Robertson, Zaragoza, Taylor 2004) over the fields of the field table. Frequencies and FlexSearch's
 * slots come from the postings, lengths from the segment; a family counts as one document.
 */
import { FIELDS } from "../fields.ts";
import { PRESENT } from "../segment/format.ts";
import type { SegmentMatch } from "./match.ts";
import type { ScoreUnit } from "./score-units.ts";
import { fieldNumber } from "./segment-terms.ts";

const K1 = 1.2;
const B = 0.75;

/** How much more a term at the very start of its field counts than at its end: a tie-breaker, not an opinion. */
const EARLY_BONUS = 0.02;
const LAST_SLOT = 8;

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

/** Adds to `frequencies[root]` what the unit weighs in each family of one segment. */
function addFrequencies(
  match: SegmentMatch,
  unit: ScoreUnit,
  fields: readonly ScoredField[],
  frequencies: Float32Array,
): void {
  const { terms } = match;
  const { roots, reader } = terms;
  const { entries } = terms.expansion(unit.terms);
  for (const field of fields) {
    const lengths = reader.lengths(field.number);
    const norm = (document: number): number =>
      lengths === undefined
        ? field.weight
        : field.weight / (1 - B + (B * (lengths[document] as number)) / field.averageLength);
    // Of a pattern with very many terms being there is all that counts
    if (entries === null) {
      for (const document of terms.documents(unit.terms, field.number)) {
        const root = roots[document] as number;
        frequencies[root] = (frequencies[root] as number) + norm(document);
      }
      continue;
    }
    for (const entry of entries) {
      const { documents, weights } = terms.postings(entry, field.number);
      for (let i = 0; i < documents.length; i++) {
        const document = documents[i] as number;
        const weight = weights[i] as number;
        const early = 1 + (EARLY_BONUS * (LAST_SLOT - (weight & 0x0f))) / LAST_SLOT;
        const root = roots[document] as number;
        frequencies[root] = (frequencies[root] as number) + (weight >> 4) * early * norm(document);
      }
    }
  }
}

/** How many documents hold the unit; in several fields, at most the sum and at least the largest: the largest is taken. */
function documentFrequency(
  unit: ScoreUnit,
  fields: readonly ScoredField[],
  matches: readonly SegmentMatch[],
): number {
  return Math.max(
    0,
    ...fields.map((field) =>
      matches.reduce((sum, { terms }) => sum + terms.documents(unit.terms, field.number).length, 0),
    ),
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
    const holding = documentFrequency(unit, fields, matches);
    const idf = Math.log(1 + (documentCount - holding + 0.5) / (holding + 0.5));
    for (const [i, match] of matches.entries()) {
      const { families } = match;
      if (families.length === 0) continue;
      const frequencies = new Float32Array(match.terms.reader.documentCount);
      addFrequencies(match, unit, fields, frequencies);
      const segmentScores = scores[i] as Float64Array;
      for (let at = 0; at < families.length; at++) {
        const frequency = frequencies[families[at] as number] as number;
        segmentScores[at] = (segmentScores[at] as number) + (idf * frequency) / (K1 + frequency);
      }
    }
  }
  return scores;
}
