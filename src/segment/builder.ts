/**
 * Collects documents in memory until they are written as one segment: the terms of each field, in order, as numbers. Knows nothing of files;
 * postings.ts turns this into postings, write-segment.ts into bytes.
 */
import { FlexPostings } from "./flex-postings.ts";
import { COLUMN_FIELD_NAMES, GAP, IN_ROWS, PRESENT, SCRIPT } from "./format.ts";
import { GrowingInts } from "./growing-ints.ts";
import { TermTable } from "./term-table.ts";

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

/** A token that can be stored as UTF-8 and is none of our markers: a hostile address must not claim that a field holds Cyrillic. */
function storable(token: string): string {
  for (let i = 0; i < token.length; i++) {
    const code = token.charCodeAt(i);
    if (code >= 0xd800 || (i === 0 && code < 0x20))
      return token.toWellFormed().replace(/^[\0-\x1f]+/, "");
  }
  return token;
}

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
  /** Markers (format.ts) and tokens: document, field number, count, then that many different term numbers, repeated. */
  readonly markers = new GrowingInts();
  /** Term numbers begin at 1 (0 is {@link GAP}). */
  readonly table = new TermTable();
  /** Terms of the fields that are not {@link IN_ROWS}, with FlexSearch. */
  readonly flex = new FlexPostings(this.table);

  private root = 0;

  /** All terms in the order of their numbers: `terms[number - 1]`. */
  get terms(): readonly string[] {
    return this.table.terms;
  }

  get documentCount(): number {
    return this.roots.length;
  }

  /** Rough bytes held, for deciding when to flush: 12 a term in a text (4 now, 8 while postings are made of it) and 120 a different term. */
  get estimatedBytes(): number {
    const rows = (this.forward.length + this.markers.length) * 12;
    return rows + this.terms.length * 120 + this.flex.estimatedBytes;
  }

  /** Begins a document and returns its number in this segment. A root begins a family; the others belong to the last root. */
  begin(isRoot: boolean): number {
    const document = this.roots.length;
    if (isRoot) this.root = document;
    this.roots.push(this.root);
    this.forwardStarts.push(this.forward.length);
    return document;
  }

  /** Adds the text of a `text` field to the document begun last. At most once per field and document. */
  addText(field: number, text: FieldText): void {
    const { forward, table } = this;
    const start = forward.length;
    forward.push(field);
    forward.push(0); // how many follow: written below, when it is known
    for (const value of text.values) {
      const before = forward.length;
      if (before > start + 2) forward.push(GAP);
      const from = forward.length;
      table.internText(value, forward);
      if (forward.length === from) forward.length = before;
    }
    const count = forward.length - start - 2;
    if (count === 0) {
      forward.length = start;
      return;
    }
    forward.values[start + 1] = count;
    if (IN_ROWS[field] !== true)
      this.flex.add(field, this.roots.length - 1, forward.values, start + 2, forward.length);
    this.mark(field, text.scripts);
  }

  /** Notes that the field holds something, and in which scripts. */
  private mark(field: number, scripts: readonly string[] = []): void {
    this.note(field, [PRESENT, ...new Set(scripts.map((script) => SCRIPT + script))]);
  }

  private note(field: number, terms: readonly string[]): void {
    const { markers } = this;
    markers.push(this.roots.length - 1);
    markers.push(field);
    markers.push(terms.length);
    for (const term of terms) markers.push(this.table.intern(term));
  }

  /** Adds whole values of a `token` field, already folded, to the document begun last. At most once per field and document. */
  addTokens(field: number, tokens: readonly string[]): void {
    const stored = new Set(tokens.map(storable));
    stored.delete("");
    if (stored.size > 0) this.note(field, [PRESENT, ...stored]);
  }

  /** Adds a value to a numeric column of the document begun last. */
  addNumber(column: number, value: number): void {
    const entries = this.columns[column];
    if (entries === undefined || !Number.isFinite(value)) return;
    entries.documents.push(this.roots.length - 1);
    entries.values.push(value);
  }
}
