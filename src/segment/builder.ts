/**
 * Collects documents in memory until they are written as one segment: terms go to FlexSearch (postings) and, in order, to the
 * forward index. Knows nothing of files; write-segment.ts turns a finished builder into bytes.
 */
import { POSTING_FIELDS } from "../fields.ts";
import { termsOf } from "../tokenize.ts";
import { createFlexSegment, type FlexSegment } from "./flexsearch.ts";
import { COLUMN_FIELD_NAMES, GAP, POSTING_FIELD_NAMES, PRESENT, SCRIPT } from "./format.ts";

/** Numbers of the documents and of the terms in them, growing without boxing. */
class GrowingInts {
  values = new Uint32Array(1 << 14);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const grown = new Uint32Array(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.length++] = value;
  }
}

/** One column: documents ascending, one value each entry; a document may have several. */
export interface ColumnEntries {
  readonly documents: number[];
  readonly values: number[];
}

/** What a text of one field is: its values in order, and the scripts found in them. */
export interface FieldText {
  /** Separate values or pages; a phrase never crosses from one to the next. */
  readonly values: readonly string[];
  /** Lower-case script names, e.g. ["latin", "cyrillic"]. */
  readonly scripts?: readonly string[];
}

const POSITIONAL = POSTING_FIELDS.map((f) => f.type === "text");

/** A short copy: V8 keeps the whole text alive for a slice of 13 or more characters. */
const detached = (term: string): string =>
  term.length < 13 ? term : Buffer.from(term, "utf8").toString("utf8");

/** A token that can be stored as UTF-8 and is none of our markers: a hostile address must not claim that a field holds Cyrillic. */
const storable = (token: string): string =>
  /^[\0-\x1f]|[\ud800-\udfff]/.test(token)
    ? token.toWellFormed().replace(/^[\0-\x1f]+/, "")
    : token;

export class SegmentBuilder {
  /** Interned terms; index + 1 is the number used in `forward` (0 is {@link GAP}). */
  readonly terms: string[] = [];
  /** Root of each document's family. */
  readonly roots: number[] = [];
  readonly columns: readonly ColumnEntries[] = COLUMN_FIELD_NAMES.map(() => ({
    documents: [],
    values: [],
  }));
  /** Per document: field number, count, then that many term numbers, repeated; `forwardStarts` says where each begins. */
  readonly forward = new GrowingInts();
  readonly forwardStarts: number[] = [];
  readonly flex: FlexSegment = createFlexSegment(POSTING_FIELD_NAMES);

  private readonly numberOf = new Map<string, number>();
  /** Per term the last (document, field) it was counted in, so that "first time here?" needs no set. */
  private stamps = new Uint32Array(1 << 14);
  private stamp = 0;
  private fieldTerms: (string[] | undefined)[] = [];
  private postingCount = 0;
  private termBytes = 0;
  private root = 0;

  get documentCount(): number {
    return this.roots.length;
  }

  /** Rough bytes held, for deciding when to flush: measured 40 a posting and 120 a term with FlexSearch's maps. */
  get estimatedBytes(): number {
    return (
      this.postingCount * 40 +
      this.termBytes * 2 +
      this.terms.length * 120 +
      this.forward.length * 4
    );
  }

  /** Begins a document and returns its number in this segment. A root begins a family; the others belong to the last root. */
  begin(isRoot: boolean): number {
    const document = this.roots.length;
    if (isRoot) this.root = document;
    this.roots.push(this.root);
    this.forwardStarts.push(this.forward.length);
    this.fieldTerms = [];
    return document;
  }

  /** Ends the document begun last: hands its terms to FlexSearch. */
  end(): void {
    this.flex.add(this.roots.length - 1, this.fieldTerms);
  }

  /** Number of a term, from 1; 0 when it is not in this segment. */
  numberOfTerm(term: string): number {
    return this.numberOf.get(term) ?? 0;
  }

  private intern(term: string): number {
    let number = this.numberOf.get(term);
    if (number === undefined) {
      const copy = detached(term);
      number = this.terms.push(copy);
      this.numberOf.set(copy, number);
      this.termBytes += copy.length;
      if (number >= this.stamps.length) {
        const grown = new Uint32Array(this.stamps.length * 2);
        grown.set(this.stamps);
        this.stamps = grown;
      }
    }
    return number;
  }

  private unique(field: number): string[] {
    let unique = this.fieldTerms[field];
    if (unique === undefined) {
      unique = [];
      this.fieldTerms[field] = unique;
    }
    return unique;
  }

  private addMarkers(field: number, unique: string[], scripts: readonly string[]): void {
    // At the end: the slot of a real term says how early it stands, and markers must not shift that.
    unique.push(PRESENT);
    this.intern(PRESENT);
    for (const script of scripts) {
      unique.push(SCRIPT + script);
      this.intern(SCRIPT + script);
    }
    this.fieldTerms[field] = unique;
    this.postingCount += unique.length;
  }

  /** Adds the text of a `text` field to the document begun last. At most once per field and document. */
  addText(field: number, text: FieldText): void {
    this.stamp++;
    const lists = text.values.map(termsOf).filter((list) => list.length > 0);
    if (lists.length === 0) return;
    const unique = this.unique(field);
    const positional = POSITIONAL[field] === true;
    if (positional) {
      this.forward.push(field);
      this.forward.push(lists.reduce((sum, list) => sum + list.length, lists.length - 1));
    }
    for (const [i, list] of lists.entries()) {
      if (positional && i > 0) this.forward.push(GAP);
      for (const term of list) {
        const number = this.intern(term);
        if (positional) this.forward.push(number);
        if (this.stamps[number] === this.stamp) continue;
        this.stamps[number] = this.stamp;
        unique.push(this.terms[number - 1] as string);
      }
    }
    this.addMarkers(field, unique, text.scripts ?? []);
  }

  /** Adds whole values of a `token` field, already folded, to the document begun last. At most once per field and document. */
  addTokens(field: number, tokens: readonly string[]): void {
    const found = new Set(tokens.map(storable).filter((token) => token !== ""));
    if (found.size === 0) return;
    const unique = this.unique(field);
    for (const token of found) unique.push(this.terms[this.intern(token) - 1] as string);
    this.addMarkers(field, unique, []);
  }

  /** Adds a value to a numeric column of the document begun last. */
  addNumber(column: number, value: number): void {
    const entries = this.columns[column];
    if (entries === undefined || !Number.isFinite(value)) return;
    entries.documents.push(this.roots.length - 1);
    entries.values.push(value);
  }
}
