/** FlexSearch's slot lists, merged per term into one sorted list with frequencies. Reads a builder, writes nothing. */
import type { SegmentBuilder } from "./builder.ts";
import { GAP, MAX_FREQUENCY, POSTING_FIELD_NAMES } from "./format.ts";

/** One term in one field: documents ascending; each weight byte is `frequency << 4 | slot`. */
export interface TermPostings {
  readonly field: number;
  readonly documents: Uint32Array;
  readonly weights: Uint8Array;
}

/** All postings of one field in flat arrays: term number `t` has them from `starts[t]` to `starts[t + 1]`. */
interface FieldPostings {
  readonly starts: Uint32Array;
  readonly documents: Uint32Array;
  readonly weights: Uint8Array;
}

/** Documents and slots of one field, from FlexSearch. Slot lists are each ascending; a term's lists are merged by sorting. */
function fromSlots(builder: SegmentBuilder, field: string): FieldPostings | undefined {
  const map = builder.flex.slotMap(field);
  if (map.size === 0) return undefined;
  const starts = new Uint32Array(builder.terms.length + 2);
  const numbers = new Uint32Array(map.size); // one look-up a term, not two
  let i = 0;
  for (const [term, slots] of map) {
    let count = 0;
    for (const documents of slots) if (documents !== undefined) count += documents.length;
    const number = builder.numberOfTerm(term);
    numbers[i++] = number;
    starts[number + 1] = count;
  }
  for (let at = 1; at < starts.length; at++) {
    starts[at] = (starts[at] as number) + (starts[at - 1] as number);
  }
  const total = starts[starts.length - 1] as number;
  const documents = new Uint32Array(total);
  const weights = new Uint8Array(total);
  i = 0;
  for (const slots of map.values()) {
    const start = starts[numbers[i++] as number] as number;
    let at = start;
    let lists = 0;
    for (let slot = 0; slot < slots.length; slot++) {
      const list = slots[slot];
      if (list === undefined) continue;
      lists++;
      const weight = (1 << 4) | slot;
      for (let k = 0; k < list.length; k++) {
        documents[at] = list[k] as number;
        weights[at++] = weight;
      }
    }
    if (lists > 1) sortPairs(documents, weights, start, at);
  }
  return { starts, documents, weights };
}

/** Sorts a term's documents and carries the weights along; document and weight fit one double. */
function sortPairs(documents: Uint32Array, weights: Uint8Array, from: number, to: number): void {
  const pairs = new Float64Array(to - from);
  for (let i = from; i < to; i++)
    pairs[i - from] = (documents[i] as number) * 256 + (weights[i] as number);
  pairs.sort();
  for (let i = from; i < to; i++) {
    const pair = pairs[i - from] as number;
    documents[i] = Math.floor(pair / 256);
    weights[i] = pair % 256;
  }
}

/** Writes frequencies into the weights: documents come in the same ascending order in the forward index, so a cursor per term is enough. */
function addFrequencies(
  builder: SegmentBuilder,
  fields: readonly (FieldPostings | undefined)[],
): void {
  const cursors = fields.map((field) => field?.starts.slice());
  const counts = new Uint16Array(builder.terms.length + 1);
  const { values, length } = builder.forward;
  for (let at = 0; at < length; ) {
    const field = values[at] as number;
    const from = at + 2;
    const to = from + (values[at + 1] as number);
    at = to;
    const postings = fields[field];
    const cursor = cursors[field];
    if (postings === undefined || cursor === undefined) continue;
    for (let i = from; i < to; i++) {
      const number = values[i] as number;
      if (counts[number] !== MAX_FREQUENCY) counts[number] = (counts[number] as number) + 1;
    }
    for (let i = from; i < to; i++) {
      const number = values[i] as number;
      const count = counts[number] as number;
      if (count === 0 || number === GAP) continue;
      counts[number] = 0;
      const place = cursor[number] as number;
      cursor[number] = place + 1;
      postings.weights[place] = (count << 4) | ((postings.weights[place] as number) & 0x0f);
    }
    counts[GAP] = 0;
  }
}

/** Looks up the merged postings of a term (by its number in the builder), fields ascending. */
export function postingsOf(builder: SegmentBuilder): (number: number) => TermPostings[] {
  const fields = POSTING_FIELD_NAMES.map((name) => fromSlots(builder, name));
  addFrequencies(builder, fields);
  const present = fields.flatMap((postings, field) =>
    postings === undefined ? [] : [{ field, ...postings }],
  );
  return (number) => {
    const found: TermPostings[] = [];
    for (const { field, starts, documents, weights } of present) {
      const from = starts[number] as number;
      const to = starts[number + 1] as number;
      if (from === to) continue;
      found.push({
        field,
        documents: documents.subarray(from, to),
        weights: weights.subarray(from, to),
      });
    }
    return found;
  };
}
