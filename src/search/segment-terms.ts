/** What one query asks of one segment's dictionary, each thing once: terms of a term set, their postings, the documents they stand in. */

import type { TermSet } from "../query/plan-terms.ts";
import { POSTING_FIELD_NUMBER } from "../segment/format.ts";
import type { Postings, SegmentReader, TermEntry } from "../segment/reader.ts";
import { type DocSet, union } from "./doc-sets.ts";
import { expressionTester } from "./expression.ts";
import { termTest } from "./term-tests.ts";

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

/** Terms beginning with a control character are markers, not words. */
const isWord = (term: string): boolean => term.charCodeAt(0) > 0x1f;

export class SegmentTerms {
  readonly segment: SearchSegment;
  readonly reader: SegmentReader;
  readonly roots: Uint32Array;
  private readonly entriesHeld = new Map<string, readonly TermEntry[]>();
  private readonly postingsHeld = new Map<TermEntry, Map<number, Postings>>();
  private readonly documentsHeld = new Map<string, DocSet>();

  constructor(segment: SearchSegment) {
    this.segment = segment;
    this.reader = segment.reader;
    this.roots = segment.reader.roots;
  }

  /** Dictionary entries of a term set, in dictionary order for scans. */
  entries(set: TermSet): readonly TermEntry[] {
    const key = JSON.stringify(set);
    let found = this.entriesHeld.get(key);
    if (found === undefined) {
      found = this.findEntries(set);
      this.entriesHeld.set(key, found);
    }
    return found;
  }

  private findEntries(set: TermSet): TermEntry[] {
    const test = termTest(set);
    if (test.kind === "terms")
      return [...new Set(test.terms)].flatMap((term) => this.reader.find(term) ?? []);
    if (test.kind === "expression") {
      const words = [...this.reader.scan("")].filter((entry) => isWord(entry.term));
      const outcomes = expressionTester(test.source, test.flags)(words.map((entry) => entry.term));
      return words.filter((_, i) => outcomes[i] === "match");
    }
    const found: TermEntry[] = [];
    for (const entry of this.reader.scan(test.prefix))
      if (isWord(entry.term) && test.test(entry.term)) found.push(entry);
    return found;
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

  /** Documents with a term of the set in the field. */
  documents(set: TermSet, field: number): DocSet {
    const key = `${field} ${JSON.stringify(set)}`;
    let found = this.documentsHeld.get(key);
    if (found === undefined) {
      const lists = this.entries(set).map((entry) => this.postings(entry, field).documents);
      found = union(lists, this.reader.documentCount);
      this.documentsHeld.set(key, found);
    }
    return found;
  }

  /** Documents that hold the marker term (present, script) in the field. */
  marked(marker: string, field: number): DocSet {
    return this.documents({ kind: "term", term: marker }, field);
  }
}
