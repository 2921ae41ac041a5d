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

/** Counts of one row, as place and count in turns: a fifth of the memory of a map. */
type Packed = Uint32Array;

function packed(counts: Counts): Packed {
  const cells = new Uint32Array(counts.size * 2);
  let at = 0;
  for (const [place, count] of counts) {
    cells[at++] = place;
    cells[at++] = count;
  }
  return cells;
}

/** Places of all terms of a segment, by group and rank. */
function placesOf(reader: OpenIndex["segments"][number]["reader"]): Uint32Array[] {
  const places = GROUPS.map(() => new Uint32Array(reader.footer.termCount + 1));
  for (const { term, ordinal } of reader.scan(""))
    for (const [g, { salt }] of GROUPS.entries())
      (places[g] as Uint32Array)[reader.rankOf(ordinal)] = placeOf(salt + term);
  return places;
}

/** Terms of the documents wanted and of the files they carry, by row. A family lies in one piece, its root first. */
function countTerms(index: OpenIndex, rows: ReadonlyMap<number, number>): Packed[] {
  const found = Array.from({ length: rows.size }, (): Packed => new Uint32Array(0));
  for (const { reader, firstDoc } of index.segments) {
    const places = placesOf(reader);
    const { roots } = reader;
    let buffer = new Uint32Array(1 << 14);
    let counts: Counts = new Map();
    let length = 0;
    for (let document = 0; document < reader.documentCount; document++) {
      const root = roots[document] as number;
      const row = rows.get(firstDoc + root);
      if (row === undefined) continue;
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
      if (roots[document + 1] === root) continue;
      // Empty and very long messages are kinds of their own, whatever their words
      counts.set(placeOf(`length ${Math.floor(Math.log2(length + 1))}`), 1);
      found[row] = packed(counts);
      counts = new Map();
      length = 0;
    }
  }
  return found;
}

/** (1 + ln count) ln(1 + N / documents) of one row, the strongest kept, scaled to length 1; ids ascending. */
function weighted(
  counts: Packed,
  inDocuments: Uint32Array,
  documents: number,
  most: number,
): [number, number][] {
  const cells: [number, number][] = [];
  for (let at = 0; at < counts.length; at += 2) {
    const [place, count] = [counts[at] as number, counts[at + 1] as number];
    const holders = inDocuments[place] as number;
    // A term of one document says nothing of others
    if (holders < 2) continue;
    cells.push([place, (1 + Math.log(count)) * Math.log(1 + documents / holders)]);
  }
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
    for (let at = 0; at < each.length; at += 2) {
      const place = each[at] as number;
      inDocuments[place] = (inDocuments[place] as number) + 1;
    }
  const total = roots.length + texts.length;
  const room = Math.floor(MOST_CELLS / Math.max(1, total));
  const most = Math.max(LEAST_TERMS, Math.min(MOST_TERMS, room));
  const isTelling = (place: number): boolean =>
    (inDocuments[place] as number) <= Math.max(FEW, roots.length * COMMON_SHARE);
  const given = texts.map(
    (terms): Packed =>
      packed(
        new Map(terms.flatMap((term) => (isTelling(placeOf(term)) ? [[placeOf(term), 1]] : []))),
      ),
  );
  const packedRows = [...counts, ...given];
  // An upper limit: terms of a single document fall away. Filled row by row, so that never more than one is held twice
  const cells = packedRows.reduce((sum, each) => sum + Math.min(most, each.length / 2), 0);
  const ids = new Uint32Array(cells);
  const values = new Float32Array(cells);
  const starts = new Uint32Array(total + 1);
  const dense = new Int32Array(PLACES).fill(-1);
  let features = 0;
  let at = 0;
  for (const [row, each] of packedRows.entries()) {
    for (const [place, value] of weighted(each, inDocuments, roots.length, most)) {
      if (dense[place] === -1) dense[place] = features++;
      ids[at] = dense[place] as number;
      values[at++] = value;
    }
    starts[row + 1] = at;
  }
  return { features, starts, ids, values };
}
