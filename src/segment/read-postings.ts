/** Posting lists out of their bytes: the loop that everything else waits for. */
import type { FieldEntry, Postings } from "./entries.ts";
import { roomFor } from "./room.ts";

/** What a term has in a field that lacks it. */
export const NO_POSTINGS: Postings = { documents: new Uint32Array(0), weights: new Uint8Array(0) };

/** A longer step than five bytes hold is damage. */
const MAX_SHIFT = 28;

/** One step of any length from `start` on, and where it ends. */
function longStep(bytes: Uint8Array, start: number): { step: number; at: number } {
  let at = start;
  let step = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined || shift > MAX_SHIFT) throw new RangeError("document number");
    step += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { step, at };
  }
}

/** Fills `documents` from the differences at the start of `bytes`; `end` is behind them. Throws RangeError where they contradict the segment. */
export function readDocuments(
  bytes: Uint8Array,
  documents: Uint32Array,
  documentCount: number,
): { readonly documents: Uint32Array; readonly end: number } {
  const count = documents.length;
  let at = 0;
  let last = 0;
  for (let i = 0; i < count; i++) {
    let step = bytes[at++] as number;
    if (step >= 0x80) {
      // Nearly all have one byte or two
      const second = bytes[at++] as number;
      step = (step & 0x7f) + (second << 7);
      if (second >= 0x80) ({ step, at } = longStep(bytes, at - 2));
    }
    if (step === 0 && i > 0) throw new RangeError("a document twice, or the end of the postings");
    last += step;
    documents[i] = last;
  }
  // They ascend, so the last is the largest
  if (!(count === 0 || last < documentCount)) throw new RangeError("document number");
  return { documents, end: at };
}

/** The one posting that stands in the dictionary. Throws RangeError when there is no such document. */
export function onePosting({ document, weight }: FieldEntry, documentCount: number): Postings {
  if (document >= documentCount) throw new RangeError("document number");
  return { documents: Uint32Array.of(document), weights: Uint8Array.of(weight) };
}

/** A list of `count` postings. Throws RangeError where the bytes contradict the segment. */
export function readPostings(bytes: Uint8Array, count: number, documentCount: number): Postings {
  if (count > documentCount || bytes.length < count) throw new RangeError("count of postings");
  const { documents, end } = readDocuments(bytes, roomFor(count), documentCount);
  const weights = bytes.subarray(end, end + count);
  if (weights.length !== count) throw new RangeError("weights of postings");
  return { documents, weights };
}
