/**
 * Executes a plan on segments: exactly the matching families of each, and the documents in them that matched. No cap, no estimate.
 *
 * Inside an AND cheap clauses go first and later ones look only at families still in question, so a phrase or a regular expression costs what
 * the other clauses leave over.
 */
import type { Plan } from "../query/plan.ts";
import type { Lookup, ValueRange } from "../query/plan-clause.ts";
import { COLUMN_FIELD_NUMBER, PRESENT, SCRIPT } from "../segment/format.ts";
import type { Column } from "../segment/reader.ts";
import {
  allDocuments,
  type DocSet,
  documentsIn,
  EMPTY,
  familiesOf,
  intersect,
  subtract,
  union,
} from "./doc-sets.ts";
import { matchPhrase } from "./match-phrase.ts";
import { matchExact, matchHeader, matchRegex } from "./match-text.ts";
import { fieldNumber, type SearchSegment, SegmentTerms } from "./segment-terms.ts";
import type { StoredTexts } from "./stored-texts.ts";

/** Matches of one segment. `families` are roots, `documents` those of their documents that a clause outside NOT matched; local numbers, ascending. */
export interface SegmentMatch {
  readonly terms: SegmentTerms;
  readonly families: DocSet;
  readonly documents: DocSet;
}

export interface MatchOptions {
  readonly texts: StoredTexts;
  /** Told of each document whose text took a regular expression too long; it counts as no match. */
  readonly onStopped?: (docId: number) => void;
}

interface Found {
  readonly families: DocSet;
  readonly documents: DocSet;
}

const NONE: Found = { families: EMPTY, documents: EMPTY };

/** Matches of every segment, in order. */
export function matchSegments(
  plan: Plan,
  segments: readonly SearchSegment[],
  options: MatchOptions,
): SegmentMatch[] {
  return segments.map((segment) => matchSegment(plan, segment, options));
}

/** Families and documents of one segment that the plan matches. */
function matchSegment(plan: Plan, segment: SearchSegment, options: MatchOptions): SegmentMatch {
  const terms = new SegmentTerms(segment);
  const { families, documents } = new Matcher(terms, options).families(plan, null);
  return { terms, families, documents };
}

/** What a clause may cost, cheapest first. */
function costOf(plan: Plan): number {
  switch (plan.kind) {
    case "all":
    case "not":
      return 3;
    case "and":
    case "or":
      return Math.max(0, ...plan.operands.map(costOf));
    case "sameFile":
      return costOf(plan.operand);
    case "clause":
      return Math.max(0, ...plan.lookups.map(lookupCost));
  }
}

function lookupCost(lookup: Lookup): number {
  switch (lookup.kind) {
    case "phrase":
      return 1;
    case "both":
      return Math.max(0, ...lookup.sides.flat().map(lookupCost));
    case "catalog":
      return 2;
    case "exact":
      return 4;
    case "header":
      return 5;
    case "regex":
      return 6;
    default:
      return 0;
  }
}

/** One run of one plan over one segment. */
class Matcher {
  private readonly terms: SegmentTerms;
  private readonly options: MatchOptions;
  private readonly documentCount: number;
  private everything: DocSet | undefined;
  private everyFamily: DocSet | undefined;

  constructor(terms: SegmentTerms, options: MatchOptions) {
    this.terms = terms;
    this.options = options;
    this.documentCount = terms.reader.documentCount;
  }

  /** Those that were not removed from the index. */
  private present(documents: DocSet): DocSet {
    const { removed } = this.terms.segment;
    return removed === undefined ? documents : subtract(documents, removed);
  }

  private allDocuments(): DocSet {
    this.everything ??= this.present(allDocuments(this.documentCount));
    return this.everything;
  }

  private allFamilies(): DocSet {
    this.everyFamily ??= familiesOf(this.allDocuments(), this.terms.roots);
    return this.everyFamily;
  }

  /** Families the plan matches, among `within` (all when null). */
  families(plan: Plan, within: DocSet | null): Found {
    switch (plan.kind) {
      case "all":
        return { families: within ?? this.allFamilies(), documents: EMPTY };
      case "and":
        return this.conjunction(plan.operands, within);
      case "or": {
        const found = plan.operands.map((operand) => this.families(operand, within));
        return {
          families: union(
            found.map((each) => each.families),
            this.documentCount,
          ),
          documents: union(
            found.map((each) => each.documents),
            this.documentCount,
          ),
        };
      }
      case "not": {
        const universe = within ?? this.allFamilies();
        return {
          families: subtract(universe, this.families(plan.operand, universe).families),
          documents: EMPTY,
        };
      }
      case "sameFile":
        return this.ofDocuments(this.documents(plan.operand, within), within);
      case "clause":
        return this.ofDocuments(this.clause(plan.lookups, within), within);
    }
  }

  private ofDocuments(documents: DocSet, within: DocSet | null): Found {
    const { roots } = this.terms;
    if (within === null) return { families: familiesOf(documents, roots), documents };
    const inside = documentsIn(documents, within, roots);
    return { families: familiesOf(inside, roots), documents: inside };
  }

  private conjunction(operands: readonly Plan[], within: DocSet | null): Found {
    let families = within;
    const documents: DocSet[] = [];
    for (const operand of operands.toSorted((a, b) => costOf(a) - costOf(b))) {
      const found = this.families(operand, families);
      families = families === null ? found.families : intersect(families, found.families);
      if (families.length === 0) return NONE;
      documents.push(found.documents);
    }
    if (families === null) return NONE;
    const left = families;
    // What the last operand found was already looked for among the families left by those before
    const kept = documents.map((set, i) =>
      i === documents.length - 1 ? set : documentsIn(set, left, this.terms.roots),
    );
    return { families, documents: union(kept, this.documentCount) };
  }

  /** Documents that meet the plan each by itself: inside a same-file group. */
  private documents(plan: Plan, within: DocSet | null): DocSet {
    switch (plan.kind) {
      case "all":
        return this.allDocuments();
      case "and": {
        let found: DocSet | null = null;
        for (const operand of plan.operands) {
          const documents = this.documents(operand, within);
          found = found === null ? documents : intersect(found, documents);
        }
        return found ?? EMPTY;
      }
      case "or":
        return union(
          plan.operands.map((operand) => this.documents(operand, within)),
          this.documentCount,
        );
      case "not":
        return subtract(this.allDocuments(), this.documents(plan.operand, within));
      case "sameFile":
        return this.documents(plan.operand, within);
      case "clause":
        return this.clause(plan.lookups, within);
    }
  }

  /** Documents any lookup finds. Only families in `within` are in question; others may be left out. */
  private clause(lookups: readonly Lookup[], within: DocSet | null): DocSet {
    const found = union(
      lookups.map((lookup) => this.lookup(lookup, within)),
      this.documentCount,
    );
    return this.present(found);
  }

  private lookup(lookup: Lookup, within: DocSet | null): DocSet {
    const { terms, documentCount } = this;
    const { texts, onStopped = () => undefined } = this.options;
    const admits = (documents: DocSet): DocSet =>
      within === null ? documents : documentsIn(documents, within, terms.roots);
    const inFields = (fields: readonly string[], find: (field: number) => DocSet): DocSet =>
      union(
        fields.map((field) => find(fieldNumber(field))),
        documentCount,
      );
    switch (lookup.kind) {
      case "terms":
        return inFields(lookup.fields, (field) => terms.documents(lookup.terms, field));
      case "phrase":
        return inFields(lookup.fields, (field) =>
          matchPhrase(terms, field, lookup.slots, lookup.slop, admits),
        );
      case "exact":
        return matchExact(terms, lookup, admits, texts);
      case "regex":
        return matchRegex(terms, lookup, admits, texts, onStopped);
      case "present":
        return inFields(lookup.fields, (field) => terms.marked(PRESENT, field));
      case "script":
        return inFields(lookup.fields, (field) => terms.marked(SCRIPT + lookup.script, field));
      case "range":
        return inRange(this.column(lookup.field), lookup.range);
      case "column":
        return withoutRepeats(this.column(lookup.field).documents);
      case "catalog": {
        const { firstDoc } = terms.segment;
        const found = texts.catalogDocuments(
          lookup.field,
          lookup.pattern,
          firstDoc,
          firstDoc + documentCount,
        );
        return found.map((docId) => docId - firstDoc);
      }
      case "header":
        return matchHeader(terms, lookup, admits, texts, onStopped);
      case "both":
        return lookup.sides
          .map((side) => this.clause(side, within))
          .reduce((found, side) => intersect(found, side));
    }
  }

  private column(field: string): Column {
    const number = COLUMN_FIELD_NUMBER.get(field);
    if (number === undefined) throw new Error(`no column: ${field}`);
    return this.terms.reader.column(number);
  }
}

function inRange({ documents, values }: Column, range: ValueRange): DocSet {
  const { low, high, lowInclusive, highInclusive } = range;
  const out = new Uint32Array(documents.length);
  let count = 0;
  for (let i = 0; i < documents.length; i++) {
    const value = values[i] as number;
    const fits =
      (lowInclusive ? value >= low : value > low) && (highInclusive ? value <= high : value < high);
    const document = documents[i] as number;
    // A document may have several values
    if (fits && (count === 0 || out[count - 1] !== document)) out[count++] = document;
  }
  return out.subarray(0, count);
}

const withoutRepeats = (documents: DocSet): DocSet =>
  documents.filter((document, i) => i === 0 || documents[i - 1] !== document);
