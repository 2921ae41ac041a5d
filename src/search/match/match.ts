/**
 * Executes a plan on segments: exactly the matching families of each, and the documents in them that matched. No cap, no estimate.
 *
 * Inside an AND cheap clauses go first and later ones look only at families still in question, so a phrase or a regular expression costs what
 * the other clauses leave over.
 */
import type { Plan } from "../../query/plan.ts";
import type { Lookup } from "../../query/plan-clause.ts";
import { PRESENT, SCRIPT } from "../../segment/format.ts";
import { fieldNumber, isListed, type SearchSegment, SegmentTerms } from "../segment-terms.ts";
import type { StoredTexts } from "../stored-texts.ts";
import type { TimeBudget } from "../time-budget.ts";
import {
  allDocuments,
  type DocSet,
  documentsIn,
  EMPTY,
  familiesIn,
  familiesOf,
  intersect,
  subtract,
  union,
} from "./doc-sets.ts";
import { inColumn, inRange } from "./match-column.ts";
import { matchPhrase } from "./match-phrase.ts";
import { matchExact, matchHeader, matchRegex } from "./match-text.ts";
import { costOf, hasNot } from "./plan-traits.ts";
import { type FoundDocuments, matchOf, type SegmentMatch } from "./segment-match.ts";

export interface MatchOptions {
  readonly texts: StoredTexts;
  /** Told of each document whose text took a regular expression too long; it counts as no match. */
  readonly onStopped?: (docId: number) => void;
  /** Default: no limit. */
  readonly budget?: TimeBudget;
  /** Told how many documents of a segment the time did not suffice for; they count as no match, under a NOT too. */
  readonly onUnseen?: (documents: number) => void;
}

/** Sides of the border that `is:` asks for, see identified/sides.ts. */
const SIDES: ReadonlySet<string> = new Set(["inbound", "outbound", "internal"]);

interface Found {
  readonly families: DocSet;
  readonly documents: readonly FoundDocuments[];
}

const NONE: Found = { families: EMPTY, documents: [] };

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
  const terms = new SegmentTerms(segment, options.budget);
  const matcher = new Matcher(terms, options);
  const { families, documents } = matcher.families(plan, null);
  const unseen = matcher.unseen();
  if (unseen.length === 0) return matchOf(terms, families, documents);
  options.onUnseen?.(unseen.length);
  // What was not looked at is not known to lack what a NOT excludes
  const known = hasNot(plan) ? subtract(families, familiesOf(unseen, terms.roots)) : families;
  return matchOf(terms, known, documents);
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

  /** Documents that the time of the query did not suffice for. */
  unseen(): DocSet {
    const { unseen, isCut } = this.terms;
    return isCut ? this.allDocuments() : Uint32Array.from(unseen).sort();
  }

  private allFamilies(): DocSet {
    this.everyFamily ??= familiesOf(this.allDocuments(), this.terms.roots);
    return this.everyFamily;
  }

  /** Families the plan matches, among `within` (all when null). */
  families(plan: Plan, within: DocSet | null): Found {
    switch (plan.kind) {
      case "all":
        return { families: within ?? this.allFamilies(), documents: [] };
      case "and":
        return this.conjunction(plan.operands, within);
      case "or": {
        const found = plan.operands.map((operand) => this.families(operand, within));
        return {
          families: union(
            found.map((each) => each.families),
            this.documentCount,
          ),
          documents: found.flatMap((each) => each.documents),
        };
      }
      case "not": {
        const universe = within ?? this.allFamilies();
        return {
          families: subtract(universe, this.families(plan.operand, universe).families),
          documents: [],
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
    if (within === null)
      return { families: familiesOf(documents, roots), documents: [{ documents, families: null }] };
    const families = familiesIn(documents, within, roots);
    return { families, documents: [{ documents, families }] };
  }

  private conjunction(operands: readonly Plan[], within: DocSet | null): Found {
    let families = within;
    const parts: FoundDocuments[] = [];
    for (const operand of this.inOrder(operands)) {
      const found = this.families(operand, families);
      families = found.families; // among those of the operands before
      if (families.length === 0) return NONE;
      parts.push(...found.documents);
    }
    if (families === null) return NONE;
    const left = families;
    const documents = parts.map((part) => ({
      documents: part.documents,
      families:
        part.families === null || part.families === left ? left : intersect(part.families, left),
    }));
    return { families, documents };
  }

  /** Cheap operands first, and of these the rare: what they leave over is all that the others are asked about. */
  private inOrder(operands: readonly Plan[]): readonly Plan[] {
    return operands
      .map((operand) => ({ operand, cost: costOf(operand), count: this.mostOf(operand) }))
      .sort((a, b) => a.cost - b.cost || a.count - b.count)
      .map(({ operand }) => operand);
  }

  /** At most how many documents a plan finds, where the dictionary says it at once. */
  private mostOf(plan: Plan): number {
    if (plan.kind !== "clause") return this.documentCount;
    let most = 0;
    for (const lookup of plan.lookups) {
      if (lookup.kind !== "terms" || !isListed(lookup.terms)) return this.documentCount;
      for (const field of lookup.fields)
        most += this.terms.countOf(lookup.terms, fieldNumber(field)) ?? this.documentCount;
    }
    return Math.min(most, this.documentCount);
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

  /** What is known only when all documents are in, so that no term says it: copies, answers to what is not there, messages that cross the border of the corpus. */
  private known(lookup: Lookup & { readonly kind: "terms" }): DocSet {
    const { terms } = lookup;
    if (!lookup.fields.includes("is")) return EMPTY;
    const asked = terms.kind === "oneOf" ? terms.terms : terms.kind === "term" ? [terms.term] : [];
    if (asked.includes("duplicate"))
      return Uint32Array.from(this.terms.segment.copies.keys()).sort();
    const listed = asked.find((term) => term === "orphan" || SIDES.has(term));
    return listed === undefined ? EMPTY : this.listed("is", listed);
  }

  /** Documents of this segment that the catalog lists for a condition. */
  private listed(field: string, pattern: string | null): DocSet {
    const { firstDoc } = this.terms.segment;
    return this.options.texts
      .catalogDocuments(field, pattern, firstDoc, firstDoc + this.documentCount)
      .map((docId) => docId - firstDoc);
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
        if (this.known(lookup).length > 0) return this.known(lookup);
        return within === null || !isListed(lookup.terms)
          ? union(terms.documentsIn(lookup.terms, lookup.fields.map(fieldNumber)), documentCount)
          : inFields(lookup.fields, (field) => terms.documentsAmong(lookup.terms, field, within));
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
        return inRange(terms.reader, lookup.field, lookup.range);
      case "column":
        return inColumn(terms.reader, lookup.field);
      case "catalog":
        return this.listed(lookup.field, lookup.pattern);
      case "reread": {
        const { firstDoc } = terms.segment;
        const found = texts.rereadDocuments(lookup.of, firstDoc, firstDoc + documentCount);
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
}
