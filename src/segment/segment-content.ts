/**
 * What a segment says of each of its documents, free of segment borders, term numbers and ranks: two indexes of the same mail say the same,
 * however their segments were cut or merged. For `leaksift dump`; holds the postings of one segment in memory.
 */
import { COLUMN_FIELD_NAMES, GAP, POSTING_FIELD_NAMES } from "./format.ts";
import type { SegmentReader } from "./reader.ts";

/** A document's part of a segment. */
export interface SegmentContent {
  /** Local number. */
  readonly document: number;
  /** By field: each term with frequency and slot, in order of terms: `{subject: ["invoice 1/0", …]}`; markers begin with a control character. */
  readonly postings: Readonly<Record<string, readonly string[]>>;
  /** By field with positions: the terms in order, "" between values. */
  readonly order: Readonly<Record<string, readonly string[]>>;
  readonly columns: Readonly<Record<string, readonly number[]>>;
}

interface Flat {
  readonly terms: readonly string[];
  /** Postings of document d stand from `starts[d]` to `starts[d + 1]`, in order of terms. */
  readonly starts: Uint32Array;
  readonly ordinals: Uint32Array;
  readonly fields: Uint8Array;
  readonly weights: Uint8Array;
}

/** All postings of the segment, turned from "documents of a term" to "terms of a document". */
function flatten(reader: SegmentReader): Flat {
  const starts = new Uint32Array(reader.documentCount + 1);
  for (const entry of reader.scan("")) {
    for (const { field } of entry.fields)
      for (const document of reader.postings(entry, field).documents)
        starts[document + 1] = (starts[document + 1] as number) + 1;
  }
  for (let i = 1; i < starts.length; i++)
    starts[i] = (starts[i] as number) + (starts[i - 1] as number);
  const total = starts[reader.documentCount] as number;
  const flat: Flat = {
    terms: [],
    starts,
    ordinals: new Uint32Array(total),
    fields: new Uint8Array(total),
    weights: new Uint8Array(total),
  };
  const terms: string[] = [];
  const cursors = starts.slice();
  for (const entry of reader.scan("")) {
    terms.push(entry.term);
    for (const { field } of entry.fields) {
      const { documents, weights } = reader.postings(entry, field);
      for (const [i, document] of documents.entries()) {
        const at = cursors[document] as number;
        cursors[document] = at + 1;
        flat.ordinals[at] = entry.ordinal;
        flat.fields[at] = field;
        flat.weights[at] = weights[i] as number;
      }
    }
  }
  return { ...flat, terms };
}

function postingsOf(flat: Flat, document: number): Record<string, string[]> {
  const postings: Record<string, string[]> = {};
  for (let at = flat.starts[document] as number; at < (flat.starts[document + 1] as number); at++) {
    const name = POSTING_FIELD_NAMES[flat.fields[at] as number] ?? "?";
    const weight = flat.weights[at] as number;
    postings[name] ??= [];
    postings[name].push(`${flat.terms[flat.ordinals[at] as number]} ${weight >> 4}/${weight & 15}`);
  }
  return postings;
}

/** The content of every document, in order; keys of the records are sorted. Throws IndexStateError when the file is damaged. */
export function* segmentContent(reader: SegmentReader): Generator<SegmentContent> {
  const flat = flatten(reader);
  const termOfRank: string[] = [];
  for (const [ordinal, term] of flat.terms.entries()) termOfRank[reader.rankOf(ordinal)] = term;
  const byDocument = COLUMN_FIELD_NAMES.map((_, number) => {
    const { documents, values } = reader.column(number);
    const found = new Map<number, number[]>();
    for (const [i, document] of documents.entries()) {
      const list = found.get(document);
      if (list === undefined) found.set(document, [values[i] as number]);
      else list.push(values[i] as number);
    }
    return found;
  });
  for (let document = 0; document < reader.documentCount; document++) {
    const order: Record<string, string[]> = {};
    for (const [field, name] of POSTING_FIELD_NAMES.entries()) {
      const ranks = reader.forward(document, field);
      if (ranks.length > 0)
        order[name] = Array.from(ranks, (rank) => (rank === GAP ? "" : (termOfRank[rank] ?? "?")));
    }
    const columns: Record<string, number[]> = {};
    for (const [number, name] of COLUMN_FIELD_NAMES.entries()) {
      const values = byDocument[number]?.get(document);
      if (values !== undefined) columns[name] = values;
    }
    yield { document, postings: sorted(postingsOf(flat, document)), order, columns };
  }
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
