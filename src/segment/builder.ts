/**
 * Collects documents in memory until they are written as one segment: terms go to FlexSearch (postings) and, in order, to the
 * forward index. Knows nothing of files; write-segment.ts turns a finished builder into bytes.
 */
import { POSTING_FIELDS } from "../fields.ts";
import { createFlexSegment, type FlexSegment } from "./flexsearch.ts";
import { COLUMN_FIELD_NAMES, GAP, POSTING_FIELD_NAMES, PRESENT, SCRIPT } from "./format.ts";
import { TermTable } from "./term-table.ts";

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

/** A token that can be stored as UTF-8 and is none of our markers: a hostile address must not claim that a field holds Cyrillic. */
const storable = (token: string): string =>
  /^[\0-\x1f]|[\ud800-\udfff]/.test(token)
    ? token.toWellFormed().replace(/^[\0-\x1f]+/, "")
    : token;

export class SegmentBuilder {
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

  /** Term numbers begin at 1 (0 is {@link GAP}). */
  private readonly table = new TermTable();
  /** Per term the last (document, field) it was counted in, so that "first time here?" needs no set. */
  private stamps = new Uint32Array(1 << 14);
  private stamp = 0;
  private postingCount = 0;
  private root = 0;

  /** All terms in the order of their numbers: `terms[number - 1]`. */
  get terms(): readonly string[] {
    return this.table.terms;
  }

  get documentCount(): number {
    return this.roots.length;
  }

  /** Rough bytes held, for deciding when to flush: 20 a posting and 160 a term with FlexSearch's maps. */
  get estimatedBytes(): number {
    return this.postingCount * 20 + this.terms.length * 160 + this.forward.length * 4;
  }

  /** Begins a document and returns its number in this segment. A root begins a family; the others belong to the last root. */
  begin(isRoot: boolean): number {
    const document = this.roots.length;
    if (isRoot) this.root = document;
    this.roots.push(this.root);
    this.forwardStarts.push(this.forward.length);
    return document;
  }

  /** Ends the document begun last. */
  end(): void {
    if (this.stamps.length <= this.terms.length) this.growStamps();
  }

  /** Number of a term, from 1; 0 when it is not in this segment. */
  numberOfTerm(term: string): number {
    return this.table.numberOf(term);
  }

  private growStamps(): void {
    const grown = new Uint32Array(Math.max(this.stamps.length * 2, this.terms.length * 2));
    grown.set(this.stamps);
    this.stamps = grown;
  }

  /** Enters a term for the document begun last, once a field. */
  private post(field: number, number: number): void {
    if (number >= this.stamps.length) this.growStamps();
    if (this.stamps[number] === this.stamp) return;
    this.stamps[number] = this.stamp;
    this.flex.add(field, this.roots.length - 1, number, this.table.terms[number - 1] as string);
    this.postingCount++;
  }

  private postMarkers(field: number, scripts: readonly string[]): void {
    this.post(field, this.table.intern(PRESENT));
    for (const script of scripts) this.post(field, this.table.intern(SCRIPT + script));
  }

  /** Adds the text of a `text` field to the document begun last. At most once per field and document. */
  addText(field: number, text: FieldText): void {
    this.stamp++;
    const { forward } = this;
    const positional = POSITIONAL[field] === true;
    const start = forward.length;
    if (positional) {
      forward.push(field);
      forward.push(0); // how many follow: written below, when it is known
    }
    let count = 0;
    let gapDue = false;
    for (const value of text.values) {
      const before = count;
      this.table.internText(value, (number) => {
        if (positional) {
          if (gapDue) forward.push(GAP);
          gapDue = false;
          forward.push(number);
        }
        count++;
        this.post(field, number);
      });
      if (count > before) gapDue = true;
    }
    if (count === 0) {
      forward.length = start;
      return;
    }
    if (positional) forward.values[start + 1] = forward.length - start - 2;
    this.postMarkers(field, text.scripts ?? []);
  }

  /** Adds whole values of a `token` field, already folded, to the document begun last. At most once per field and document. */
  addTokens(field: number, tokens: readonly string[]): void {
    this.stamp++;
    let count = 0;
    for (const token of tokens) {
      const stored = storable(token);
      if (stored === "") continue;
      count++;
      this.post(field, this.table.intern(stored));
    }
    if (count > 0) this.postMarkers(field, []);
  }

  /** Adds a value to a numeric column of the document begun last. */
  addNumber(column: number, value: number): void {
    const entries = this.columns[column];
    if (entries === undefined || !Number.isFinite(value)) return;
    entries.documents.push(this.roots.length - 1);
    entries.values.push(value);
  }
}
