/** What one query asks of one segment's dictionary, each thing once: terms of a term set, their postings, the documents they stand in. */

import type { TermSet } from "../query/plan-terms.ts";
import type { Postings, TermEntry } from "../segment/entries.ts";
import { POSITIONAL, POSTING_FIELD_NUMBER } from "../segment/format.ts";
import type { SegmentReader } from "../segment/reader.ts";
import {
  type AcceptsTerm,
  countPlaces,
  markDocuments,
  scanDictionary,
} from "../segment/scan-dictionary.ts";
import { ForwardScan } from "../segment/scan-forward.ts";
import { type DocSet, EMPTY, marked, union } from "./match/doc-sets.ts";
import { expressionTester } from "./match/expression.ts";
import { termText } from "./match/term-bytes.ts";
import { type TermTest, termTest } from "./match/term-tests.ts";
import { type TimeBudget, UNLIMITED } from "./time-budget.ts";

/** A segment as it is searched. */
export interface SearchSegment {
  readonly reader: SegmentReader;
  /** docId of its document 0. */
  readonly firstDoc: number;
  /** Documents (local) that are exact copies, with the docId of the first document of that content. */
  readonly copies: ReadonlyMap<number, number>;
  /** Documents (local, ascending) that were removed from the index and match nothing; absent when there are none. */
  readonly removed?: DocSet;
}

/** Number of a posting field in a segment. Throws for a field without postings: the plan is wrong. */
export function fieldNumber(name: string): number {
  const number = POSTING_FIELD_NUMBER.get(name);
  if (number === undefined) throw new Error(`no posting field: ${name}`);
  return number;
}

/** What a term set is in one segment. */
export interface Expansion {
  /** Ordinals of the terms, ascending. */
  readonly ordinals: readonly number[];
  /** The terms' entries; null when a scan found so many that only the documents matter. */
  readonly entries: readonly TermEntry[] | null;
  /** Documents with one of the terms in each of the fields. */
  readonly documents: (fields: readonly number[]) => DocSet[];
}

/** Whether the dictionary need not be scanned for a term set. */
export const isListed = (set: TermSet): boolean => set.kind === "term" || set.kind === "oneOf";

/** Looking a document up in the forward index costs as much as reading so many postings. */
export const POSTINGS_PER_LOOKUP = 400;

/** Entries of so many scanned terms are kept for ranking and for `--explain`. */
const MAX_ENTRIES = 64;

/** Terms, postings and documents of one segment for one query. */
export class SegmentTerms {
  readonly segment: SearchSegment;
  readonly reader: SegmentReader;
  readonly roots: Uint32Array;
  private readonly expansions = new Map<string, Expansion>();
  private readonly postingsHeld = new Map<TermEntry, Map<number, Postings>>();
  private readonly documentsHeld = new Map<string, Map<number, DocSet>>();
  private scan: ForwardScan | undefined;
  /** Documents (local) that the time of the query did not suffice for. */
  readonly unseen = new Set<number>();
  /** True when its words were not all looked at: any document may be missing. */
  isCut = false;
  readonly budget: TimeBudget;

  constructor(segment: SearchSegment, budget: TimeBudget = UNLIMITED) {
    this.budget = budget;
    this.segment = segment;
    this.reader = segment.reader;
    this.roots = segment.reader.roots;
  }

  expansion(set: TermSet): Expansion {
    const key = keyOf(set);
    let found = this.expansions.get(key);
    if (found === undefined) {
      const test = termTest(set);
      found = test.kind === "terms" ? this.found(test.terms) : this.scanned(test);
      this.expansions.set(key, found);
    }
    return found;
  }

  private found(terms: readonly string[]): Expansion {
    const entries = [...new Set(terms)]
      .flatMap((term) => this.reader.find(term) ?? [])
      .sort((a, b) => a.ordinal - b.ordinal);
    return {
      ordinals: entries.map((entry) => entry.ordinal),
      entries,
      documents: (fields) =>
        fields.map((field) =>
          union(
            entries.map((entry) => this.postings(entry, field).documents),
            this.reader.documentCount,
          ),
        ),
    };
  }

  private scanned(test: Exclude<TermTest, { kind: "terms" }>): Expansion {
    const { reader } = this;
    const kept: string[] = [];
    let asked = 0;
    if (this.budget.isUp()) this.isCut = true;
    const keep =
      (accepts: AcceptsTerm): AcceptsTerm =>
      (bytes, length) => {
        // the clock costs more than most tests: asked of every 256th term
        if ((++asked & 255) === 0 && this.budget.isUp()) this.isCut = true;
        if (this.isCut || !accepts(bytes, length)) return false;
        if (kept.length <= MAX_ENTRIES) kept.push(termText(bytes, length));
        return true;
      };
    const terms =
      test.kind === "scan"
        ? scanDictionary(reader, test.prefix, keep(test.accepts))
        : scanDictionary(reader, "", keep(this.expressionTest(test)));
    const entries =
      kept.length > MAX_ENTRIES ? null : kept.flatMap((term) => reader.find(term) ?? []);
    // All fields in one pass: the lists of a term stand side by side
    const documents = (fields: readonly number[]): DocSet[] => {
      const most = fields.map((field) => countPlaces(terms, field));
      const marksOf = new Map(
        fields.flatMap((field, i) =>
          most[i] === 0 ? [] : [[field, new Uint8Array(reader.documentCount)] as const],
        ),
      );
      if (marksOf.size > 0) markDocuments(reader, terms, marksOf);
      return fields.map((field, i) => {
        const marks = marksOf.get(field);
        return marks === undefined ? EMPTY : marked(marks, most[i]);
      });
    };
    return { ordinals: terms.ordinals, entries, documents };
  }

  /** Expressions are tested on all terms at once, since bounding their time has a price; the answers are then read off in order. */
  private expressionTest(test: { readonly source: string; readonly flags: string }): AcceptsTerm {
    const terms: string[] = [];
    scanDictionary(this.reader, "", (bytes, length) => {
      terms.push(termText(bytes, length));
      return false;
    });
    const outcomes = expressionTester(test.source, test.flags, this.budget)(terms);
    if (outcomes.at(-1) === "unseen") this.isCut = true;
    const matching = new Set(terms.filter((_, i) => outcomes[i] === "match"));
    return (bytes, length) => matching.has(termText(bytes, length));
  }

  postings(entry: TermEntry, field: number): Postings {
    let fields = this.postingsHeld.get(entry);
    if (fields === undefined) {
      fields = new Map();
      this.postingsHeld.set(entry, fields);
    }
    let postings = fields.get(field);
    if (postings === undefined) {
      postings = this.reader.postings(entry, field);
      fields.set(field, postings);
    }
    return postings;
  }

  /**
   * Postings in which the families of these roots are whole; others may be missing. Of a common word a few documents are looked up in the forward
   * index, which says the same of them as the postings do.
   */
  postingsAmong(entry: TermEntry, field: number, families: DocSet): Postings {
    const count = entry.fields.find((at) => at.field === field)?.count ?? 0;
    const isHeld = this.postingsHeld.get(entry)?.has(field) === true;
    return isHeld || POSITIONAL[field] !== true || count < families.length * POSTINGS_PER_LOOKUP
      ? this.postings(entry, field)
      : this.lookUp(entry, field, families);
  }

  private lookUp(entry: TermEntry, field: number, families: DocSet): Postings {
    const { reader, roots } = this;
    const [rank = 0] = reader.ranksOf([entry.ordinal]);
    this.scan ??= new ForwardScan(reader, families.length);
    const documents: number[] = [];
    const weights: number[] = [];
    try {
      for (const root of families) {
        for (let document = root; roots[document] === root; document++) {
          const weight = this.scan.weight(document, field, rank);
          if (weight === 0) continue;
          documents.push(document);
          weights.push(weight);
        }
      }
    } catch (error) {
      throw reader.broken("its forward index", error);
    }
    return { documents: Uint32Array.from(documents), weights: Uint8Array.from(weights) };
  }

  /** Documents with a term of the set in the field, all those in the families of these roots; others may be missing. */
  documentsAmong(set: TermSet, field: number, families: DocSet): DocSet {
    const { entries } = this.expansion(set);
    const count = this.countOf(set, field);
    if (entries === null || count === null || count < families.length * POSTINGS_PER_LOOKUP)
      return this.documents(set, field);
    return union(
      entries.map((entry) => this.postingsAmong(entry, field, families).documents),
      this.reader.documentCount,
    );
  }

  /** Documents with a term of the set in the field. */
  documents(set: TermSet, field: number): DocSet {
    return this.documentsIn(set, [field])[0] ?? EMPTY;
  }

  /** Documents with a term of the set in each of the fields: of many fields at once costs less than one by one. */
  documentsIn(set: TermSet, fields: readonly number[]): readonly DocSet[] {
    const key = keyOf(set);
    let held = this.documentsHeld.get(key);
    if (held === undefined) {
      held = new Map();
      this.documentsHeld.set(key, held);
    }
    const missing = fields.filter((field) => held?.has(field) !== true);
    if (missing.length > 0) {
      const found = this.expansion(set).documents(missing);
      for (const [i, field] of missing.entries()) held.set(field, found[i] ?? EMPTY);
    }
    return fields.map((field) => held?.get(field) ?? EMPTY);
  }

  /** At most how many documents hold a term of the set in the field, from the dictionary alone; null when that is not known. */
  countOf(set: TermSet, field: number): number | null {
    const { entries } = this.expansion(set);
    if (entries === null) return null;
    return entries
      .flatMap((entry) => entry.fields)
      .reduce((sum, at) => (at.field === field ? sum + at.count : sum), 0);
  }

  /** Documents that hold the marker term (present, script) in the field. */
  marked(marker: string, field: number): DocSet {
    return this.documents({ kind: "term", term: marker }, field);
  }
}

/** What tells term sets apart; the commonest kind cheaply. */
const keyOf = (set: TermSet): string => (set.kind === "term" ? set.term : JSON.stringify(set));
