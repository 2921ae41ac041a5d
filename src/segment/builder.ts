/**
 * Collects documents in memory until they are written as one segment: the terms of each field, in order, as numbers. Knows nothing of files;
 * postings.ts and flexsearch.ts turn this into postings, write-segment.ts into bytes.
 */
import { COLUMN_FIELD_NAMES, GAP, POSITIONAL, PRESENT, SCRIPT } from "./format.ts";
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
  /** Terms without a place in a text: document, field number, count, then that many different term numbers, repeated. */
  readonly tokens = new GrowingInts();
  /** Term numbers begin at 1 (0 is {@link GAP}). */
  readonly table = new TermTable();

  /** Per term the last (document, field) it was a token of, so that "first time here?" needs no set. */
  private stamps = new Uint32Array(1 << 14);
  private stamp = 0;
  private root = 0;
  private readonly scratch = new GrowingInts();

  /** All terms in the order of their numbers: `terms[number - 1]`. */
  get terms(): readonly string[] {
    return this.table.terms;
  }

  get documentCount(): number {
    return this.roots.length;
  }

  /** Rough bytes held, for deciding when to flush: 12 a term in a text (4 now, 8 while postings are made of it) and 120 a different term. */
  get estimatedBytes(): number {
    return (this.forward.length + this.tokens.length) * 12 + this.terms.length * 120;
  }

  /** Begins a document and returns its number in this segment. A root begins a family; the others belong to the last root. */
  begin(isRoot: boolean): number {
    const document = this.roots.length;
    if (isRoot) this.root = document;
    this.roots.push(this.root);
    this.forwardStarts.push(this.forward.length);
    return document;
  }

  /** Begins the tokens of one field; returns where their count is to be written. */
  private openTokens(field: number): number {
    this.stamp++;
    this.tokens.push(this.roots.length - 1);
    this.tokens.push(field);
    this.tokens.push(0);
    return this.tokens.length - 1;
  }

  /** Enters a term for the tokens begun last, once. */
  private token(number: number): void {
    if (number >= this.stamps.length) {
      const grown = new Uint32Array(Math.max(this.stamps.length * 2, number + 1));
      grown.set(this.stamps);
      this.stamps = grown;
    }
    if (this.stamps[number] === this.stamp) return;
    this.stamps[number] = this.stamp;
    this.tokens.push(number);
  }

  private closeTokens(place: number): void {
    this.tokens.values[place] = this.tokens.length - place - 1;
  }

  /** Adds the text of a field to the document begun last. At most once per field and document. */
  addText(field: number, text: FieldText): void {
    const { forward, table } = this;
    const isPositional = POSITIONAL[field] === true;
    const into = isPositional ? forward : this.scratch;
    const start = into.length;
    into.push(field);
    into.push(0); // how many follow: written below, when it is known
    for (const value of text.values) {
      const before = into.length;
      if (before > start + 2) into.push(GAP);
      const from = into.length;
      table.internText(value, into);
      if (into.length === from) into.length = before;
    }
    const count = into.length - start - 2;
    if (count === 0) {
      into.length = start;
      return;
    }
    into.values[start + 1] = count;
    const tokens = this.openTokens(field);
    if (!isPositional) {
      for (let i = start + 2; i < into.length; i++)
        if (into.values[i] !== GAP) this.token(into.values[i] as number);
      into.length = 0;
    }
    this.token(table.intern(PRESENT));
    for (const script of text.scripts ?? []) this.token(table.intern(SCRIPT + script));
    this.closeTokens(tokens);
  }

  /** Adds whole values of a `token` field, already folded, to the document begun last. At most once per field and document. */
  addTokens(field: number, tokens: readonly string[]): void {
    if (tokens.length === 0) return;
    const start = this.tokens.length;
    const place = this.openTokens(field);
    for (const token of tokens) {
      const stored = storable(token);
      if (stored !== "") this.token(this.table.intern(stored));
    }
    if (this.tokens.length === place + 1) {
      this.tokens.length = start;
      return;
    }
    this.token(this.table.intern(PRESENT));
    this.closeTokens(place);
  }

  /** Adds a value to a numeric column of the document begun last. */
  addNumber(column: number, value: number): void {
    const entries = this.columns[column];
    if (entries === undefined || !Number.isFinite(value)) return;
    entries.documents.push(this.roots.length - 1);
    entries.values.push(value);
  }
}
