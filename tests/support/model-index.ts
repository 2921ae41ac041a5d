/** A segment's content kept in plain maps: what builder, writer and reader must say about the same documents. Naive on purpose. */
import { COLUMN_FIELDS, POSTING_FIELDS } from "../../src/fields.ts";
import { SegmentBuilder } from "../../src/segment/builder.ts";
import { termsOf } from "../../src/tokenize.ts";

/** A document as a test describes it. Field numbers are those of POSTING_FIELDS, column numbers those of COLUMN_FIELDS. */
export interface ModelDocument {
  readonly isRoot: boolean;
  readonly texts: ReadonlyMap<
    number,
    { readonly values: readonly string[]; readonly scripts: readonly string[] }
  >;
  readonly tokens: ReadonlyMap<number, readonly string[]>;
  readonly numbers: readonly (readonly [number, number])[];
}

/** What is said about one document and field. */
export interface ModelField {
  /** Term -> how often, presence and script markers included. */
  readonly counts: ReadonlyMap<string, number>;
  /** Terms in order, null between values; empty for fields without positions. */
  readonly order: readonly (string | null)[];
}

const PRESENT = "\u0001*";
const SCRIPT = "\u0001script=";

/** The fields of a document by number, without any of the index's own structures. */
export function modelFields(document: ModelDocument): Map<number, ModelField> {
  const fields = new Map<number, ModelField>();
  for (const [field, { values, scripts }] of document.texts) {
    const lists = values.map(termsOf).filter((list) => list.length > 0);
    if (lists.length === 0) continue;
    const counts = new Map<string, number>();
    for (const term of lists.flat()) counts.set(term, (counts.get(term) ?? 0) + 1);
    for (const marker of [PRESENT, ...scripts.map((script) => SCRIPT + script)])
      counts.set(marker, 1);
    const positional = POSTING_FIELDS[field]?.type === "text";
    if (!positional) for (const term of counts.keys()) counts.set(term, 1);
    const order = lists.flatMap((list, i) => (i === 0 ? list : [null, ...list]));
    fields.set(field, { counts, order: positional ? order : [] });
  }
  for (const [field, tokens] of document.tokens) {
    const kept = tokens.map((token) => token.toWellFormed().replace(/^[\0-\x1f]+/, ""));
    const found = new Set(kept.filter((token) => token !== ""));
    if (found.size === 0) continue;
    fields.set(field, { counts: new Map([...found, PRESENT].map((t) => [t, 1])), order: [] });
  }
  return fields;
}

/** The same documents in a builder. */
export function buildSegment(documents: readonly ModelDocument[]): SegmentBuilder {
  const builder = new SegmentBuilder();
  for (const document of documents) {
    builder.begin(document.isRoot);
    for (const [field, text] of document.texts) builder.addText(field, text);
    for (const [field, tokens] of document.tokens) builder.addTokens(field, tokens);
    for (const [column, value] of document.numbers) builder.addNumber(column, value);
  }
  return builder;
}

export const TEXT_FIELDS: readonly number[] = POSTING_FIELDS.flatMap((f, i) =>
  f.type === "text" ? [i] : [],
);
export const TOKEN_FIELDS: readonly number[] = POSTING_FIELDS.flatMap((f, i) =>
  f.type === "token" ? [i] : [],
);
export const COLUMNS: readonly number[] = COLUMN_FIELDS.map((_, i) => i);
