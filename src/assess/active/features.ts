/**
 * Documents as numbers for the model of active reading: terms of text, subject, sender and file names from the forward index, weighted by how often and
 * how rare they are, each document of length 1. No text is inflated. Equal corpora give equal numbers, however they are cut into segments.
 */
import type { OpenIndex } from "../../search/open-index.ts";
import { fieldNumber } from "../../search/segment-terms.ts";

/** Rows of documents: `ids[starts[i]..starts[i+1]]` are the features of document i with their `values`; ids below `features`. */
export interface FeatureMatrix {
  readonly features: number;
  readonly starts: Uint32Array;
  readonly ids: Uint32Array;
  readonly values: Float32Array;
}

/** Places for hashed terms. Of 50,000 mails some tenth of the terms share theirs with another: noise, not a wrong answer. */
const PLACES = 1 << 22;

/** The strongest terms of a document, at most so many; fewer for very large corpora, so that the table stays below 400 MB. */
const MOST_TERMS = 400;
const LEAST_TERMS = 20;
const MOST_CELLS = 50_000_000;

/** Words in more documents than this share say only in which language a query was written. */
const COMMON_SHARE = 0.05;
/** In a small corpus so many are still few. */
const FEW = 20;

/** Fields that are taken together: the same word in a body and in a file is the same feature; a subject counts once more by itself. */
const GROUPS: readonly { readonly salt: string; readonly fields: readonly string[] }[] = [
  { salt: "", fields: ["subject", "body", "attachment"] },
  { salt: "subject ", fields: ["subject"] },
  { salt: "from ", fields: ["from"] },
  { salt: "file ", fields: ["filename"] },
];

/** FNV-1a over UTF-16 units, mixed so that the low bits depend on all. */
function placeOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) & (PLACES - 1);
}

/** Place -> how often. */
type Counts = Map<number, number>;

/** Terms of the documents wanted and of the files they carry, by row. */
function countTerms(index: OpenIndex, rows: ReadonlyMap<number, number>): Counts[] {
  const found = Array.from({ length: rows.size }, (): Counts => new Map());
  for (const { reader, firstDoc } of index.segments) {
    const places = GROUPS.map(() => new Uint32Array(reader.footer.termCount + 1));
    for (const { term, ordinal } of reader.scan(""))
      for (const [g, { salt }] of GROUPS.entries())
        (places[g] as Uint32Array)[reader.rankOf(ordinal)] = placeOf(salt + term);
    const { roots } = reader;
    let buffer = new Uint32Array(1 << 14);
    for (let document = 0; document < reader.documentCount; document++) {
      const row = rows.get(firstDoc + (roots[document] as number));
      const counts = row === undefined ? undefined : found[row];
      if (counts === undefined) continue;
      let length = 0;
      for (const [g, { fields }] of GROUPS.entries())
        for (const field of fields) {
          const terms = reader.forward(document, fieldNumber(field), buffer);
          if (terms.length > buffer.length) buffer = new Uint32Array(terms.length * 2);
          if (g === 0) length += terms.length;
          for (const rank of terms) {
            if (rank === 0) continue;
            const place = (places[g] as Uint32Array)[rank] as number;
            counts.set(place, (counts.get(place) ?? 0) + 1);
          }
        }
      // Empty and very long messages are kinds of their own, whatever their words
      counts.set(placeOf(`length ${Math.floor(Math.log2(length + 1))}`), 1);
    }
  }
  return found;
}

/** (1 + ln count) ln(1 + N / documents) of one row, the strongest kept, scaled to length 1; ids ascending. */
function weighted(
  counts: Counts,
  inDocuments: Uint32Array,
  documents: number,
  most: number,
): [number, number][] {
  const cells = [...counts].flatMap(([place, count]): [number, number][] => {
    const holders = inDocuments[place] as number;
    // A term of one document says nothing of others
    if (holders < 2) return [];
    return [[place, (1 + Math.log(count)) * Math.log(1 + documents / holders)]];
  });
  const kept =
    cells.length <= most ? cells : cells.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most);
  const length = Math.sqrt(kept.reduce((sum, [, value]) => sum + value * value, 0)) || 1;
  return kept.sort((a, b) => a[0] - b[0]).map(([place, value]) => [place, value / length]);
}

/** One row for each root (docId) in `roots`, in their order, then one for each of `texts`: terms a person gave, as if they were a document. */
export function featuresOf(
  index: OpenIndex,
  roots: readonly number[],
  texts: readonly (readonly string[])[],
): FeatureMatrix {
  const counts = countTerms(index, new Map(roots.map((docId, row) => [docId, row])));
  const inDocuments = new Uint32Array(PLACES);
  for (const each of counts)
    for (const place of each.keys()) inDocuments[place] = (inDocuments[place] as number) + 1;
  const total = roots.length + texts.length;
  const room = Math.floor(MOST_CELLS / Math.max(1, total));
  const most = Math.max(LEAST_TERMS, Math.min(MOST_TERMS, room));
  const isTelling = (place: number): boolean =>
    (inDocuments[place] as number) <= Math.max(FEW, roots.length * COMMON_SHARE);
  const given = texts.map(
    (terms): Counts =>
      new Map(
        terms.flatMap((term): [number, number][] => {
          const place = placeOf(term);
          return isTelling(place) ? [[place, 1]] : [];
        }),
      ),
  );
  const rows = [...counts, ...given].map((each) => weighted(each, inDocuments, roots.length, most));
  const starts = new Uint32Array(total + 1);
  for (const [row, cells] of rows.entries())
    starts[row + 1] = (starts[row] as number) + cells.length;
  const ids = new Uint32Array(starts[total] as number);
  const values = new Float32Array(starts[total] as number);
  const dense = new Int32Array(PLACES).fill(-1);
  let features = 0;
  let at = 0;
  for (const cells of rows)
    for (const [place, value] of cells) {
      if (dense[place] === -1) dense[place] = features++;
      ids[at] = dense[place] as number;
      values[at++] = value;
    }
  return { features, starts, ids, values };
}
