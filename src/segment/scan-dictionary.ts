/**
 * Reads the term dictionary of a segment from end to end (or from a prefix on) without making a string or an object a term: a wildcard at the
 * front or a misspelling must look at every term there is. Terms are handed on as UTF-8 bytes.
 */
import { DictionaryScan, PIECE_BYTES, PLACE_NUMBERS } from "./dictionary-scan.ts";
import { BLOCK_TERMS, POSTING_FIELD_NAMES } from "./format.ts";
import type { SegmentReader } from "./reader.ts";
import { SectionWindow } from "./window.ts";

/** Says of a term, the first `length` of `bytes` (UTF-8), whether it is wanted. The bytes change with the next term. */
export type AcceptsTerm = (bytes: Uint8Array, length: number) => boolean;

/** Terms that were wanted and where their postings are, flat: a wildcard may want a million. */
export interface ScannedTerms {
  /** Ordinals, ascending. */
  readonly ordinals: readonly number[];
  /** Per term and field the numbers that {@link DictionaryScan} notes. */
  readonly places: readonly number[];
}

function beginsWith(term: Uint8Array, length: number, prefix: Uint8Array): boolean {
  if (length < prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) if (term[i] !== prefix[i]) return false;
  return true;
}

/**
 * Terms that begin with `prefix` and are accepted. Marker terms (format.ts) are no words and never handed on.
 * Throws IndexStateError when the file is damaged.
 */
export function scanDictionary(
  reader: SegmentReader,
  prefix: string,
  accepts: AcceptsTerm,
): ScannedTerms {
  try {
    return readTerms(reader, prefix, accepts);
  } catch (error) {
    throw reader.broken("its dictionary", error);
  }
}

function readTerms(reader: SegmentReader, prefix: string, accepts: AcceptsTerm): ScannedTerms {
  const { termCount, blockCount } = reader.footer;
  const start = Buffer.from(prefix, "utf8");
  const scan = new DictionaryScan(reader);
  const ordinals: number[] = [];
  const places: number[] = [];
  const firstBlock = Math.max(0, reader.blockOf(prefix));
  let inside = false;
  for (let block = firstBlock; block < blockCount; block++) {
    scan.seek(block);
    const last = Math.min(termCount, (block + 1) * BLOCK_TERMS);
    for (let ordinal = block * BLOCK_TERMS; ordinal < last; ordinal++) {
      scan.readTerm();
      const begins = beginsWith(scan.term, scan.length, start);
      // Terms with a prefix stand together; none can come after the first block that begins behind it
      if (!begins && (inside || (block > firstBlock && ordinal % BLOCK_TERMS === 0)))
        return { ordinals, places };
      inside = begins;
      const wanted = begins && (scan.term[0] as number) > 0x1f && accepts(scan.term, scan.length);
      scan.readFields(wanted ? places : null);
      if (wanted) ordinals.push(ordinal);
    }
  }
  return { ordinals, places };
}

/** How many postings the scanned terms have in one field. */
export function countPlaces({ places }: ScannedTerms, field: number): number {
  let count = 0;
  for (let at = 0; at < places.length; at += PLACE_NUMBERS)
    if (places[at] === field) count += places[at + 1] as number;
  return count;
}

/** Marks the documents of the scanned terms, by field, in one pass over their postings. Throws IndexStateError when the file is damaged. */
export function markDocuments(
  reader: SegmentReader,
  { places }: ScannedTerms,
  marksOf: ReadonlyMap<number, Uint8Array>,
): void {
  const window = new SectionWindow(reader, "postings", PIECE_BYTES);
  const byField = Array.from({ length: POSTING_FIELD_NAMES.length }, (_, field) =>
    marksOf.get(field),
  );
  try {
    for (let at = 0; at < places.length; at += PLACE_NUMBERS) {
      const marks = byField[places[at] as number];
      if (marks === undefined) continue;
      const count = places[at + 1] as number;
      const place = places[at + 2] as number;
      if (count === 1) marks[place] = 1;
      else markList(window.at(place, places[at + 3] as number), count, marks);
    }
  } catch (error) {
    throw reader.broken("its postings", error);
  }
}

/** Documents beyond the marks (a damaged file) are not marked. */
function markList(postings: Uint8Array, count: number, marks: Uint8Array): void {
  let from = 0;
  let document = 0;
  for (let left = count; left > 0; left--) {
    const byte = postings[from++] as number;
    if (byte < 0x80) document += byte;
    else {
      // Nearly all others have two bytes
      let next = postings[from++] as number;
      let step = (byte & 0x7f) | ((next & 0x7f) << 7);
      for (let shift = 14; next >= 0x80; shift += 7) {
        next = postings[from++] as number;
        step |= (next & 0x7f) << shift;
      }
      document += step;
    }
    marks[document] = 1;
  }
}

/** Visits every term of one field, markers left out, with its documents there, ascending: what facets count. The array is the visitor's to read, not to keep. */
export function visitField(
  reader: SegmentReader,
  field: number,
  visit: (term: string, documents: readonly number[]) => void,
): void {
  try {
    const { termCount, blockCount } = reader.footer;
    const scan = new DictionaryScan(reader);
    const postings = new SectionWindow(reader, "postings", PIECE_BYTES);
    const places: number[] = [];
    for (let block = 0; block < blockCount; block++) {
      scan.seek(block);
      const last = Math.min(termCount, (block + 1) * BLOCK_TERMS);
      for (let ordinal = block * BLOCK_TERMS; ordinal < last; ordinal++) {
        scan.readTerm();
        places.length = 0;
        scan.readFields(places);
        if ((scan.term[0] as number) <= 0x1f) continue;
        for (let at = 0; at < places.length; at += PLACE_NUMBERS)
          if (places[at] === field)
            visit(
              Buffer.from(scan.term.subarray(0, scan.length)).toString("utf8"),
              documentsAt(postings, places, at),
            );
      }
    }
  } catch (error) {
    throw reader.broken("its dictionary", error);
  }
}

function documentsAt(
  postings: SectionWindow,
  places: readonly number[],
  at: number,
): readonly number[] {
  const place = places[at + 2] as number;
  if (places[at + 1] === 1) return [place];
  const bytes = postings.at(place, places[at + 3] as number);
  let from = 0;
  const documents: number[] = [];
  let document = 0;
  for (let left = places[at + 1] as number; left > 0; left--) {
    let step = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[from++];
      if (byte === undefined) throw new RangeError("segment ends inside a number");
      step += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    document += step;
    documents.push(document);
  }
  return documents;
}
