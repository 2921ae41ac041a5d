/** Term sets of a plan -> the terms of this room they mean, and the documents of these. Each is looked up once a search. */
import type { TermSet } from "../../query/plan-terms.ts";
import { expressionTester } from "../../search/match/expression.ts";
import { termTest } from "../../search/match/term-tests.ts";
import type { RoomData } from "./data.ts";
import type { FindTerm, SlottedDocuments } from "./flex-store.ts";

/** Terms that no text can contain begin with a control character (segment/format.ts): no pattern means them. */
const isMarker = (term: string): boolean => term.charCodeAt(0) === 1;

/** Of the longest term: 128 units of at most three bytes. */
const MAX_BYTES = 512;
const encoder = new TextEncoder();

/** What one search looked up. */
export class TermSets {
  readonly data: RoomData;
  private readonly find: FindTerm;
  private readonly expanded = new Map<string, Promise<readonly string[]>>();
  private readonly found = new Map<string, Promise<SlottedDocuments>>();

  constructor(data: RoomData, find: FindTerm) {
    this.data = data;
    this.find = find;
  }

  /** Number of a posting field. Throws for a field without postings: the plan is wrong. */
  fieldNumber(name: string): number {
    const number = this.data.core.fields.indexOf(name);
    if (number < 0) throw new Error(`no posting field: ${name}`);
    return number;
  }

  /** The terms of this room that the set means. */
  terms(set: TermSet): Promise<readonly string[]> {
    const key = JSON.stringify(set);
    let terms = this.expanded.get(key);
    if (terms === undefined) {
      terms = this.expand(set);
      this.expanded.set(key, terms);
    }
    return terms;
  }

  private async expand(set: TermSet): Promise<readonly string[]> {
    const test = termTest(set);
    if (test.kind === "terms") return [...new Set(test.terms)];
    const all = await this.data.termsFrom(test.kind === "scan" ? test.prefix : "");
    const terms = all.filter((term) => !isMarker(term));
    if (test.kind === "scan") {
      // As the terminal does, on bytes: its quick refusals decide too
      const bytes = new Uint8Array(MAX_BYTES);
      return terms.filter((term) => test.accepts(bytes, encoder.encodeInto(term, bytes).written));
    }
    const outcomes = expressionTester(test.source, test.flags)(terms);
    return terms.filter((_, at) => outcomes[at] === "match");
  }

  /** Documents of one term in a field, by slot. */
  documents(field: number, term: string): Promise<SlottedDocuments> {
    const key = `${field} ${term}`;
    let found = this.found.get(key);
    if (found === undefined) {
      found = this.find(field, term);
      this.found.set(key, found);
    }
    return found;
  }
}
