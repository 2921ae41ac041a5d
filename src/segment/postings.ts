/** FlexSearch's lists in flat arrays, with frequency and slot of each posting from the forward index. Reads a builder, writes nothing. */
import type { SegmentBuilder } from "./builder.ts";
import { GAP, MAX_FREQUENCY, POSTING_FIELD_NAMES, SLOTS } from "./format.ts";

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

/** Documents of one field, from FlexSearch; each posting has frequency 1 and slot 0 so far. */
function fromFlex(builder: SegmentBuilder, field: number): FieldPostings | undefined {
  const lists = builder.flex.lists(field);
  if (lists.size === 0) return undefined;
  const starts = new Uint32Array(builder.terms.length + 2);
  for (const [number, list] of lists) starts[number + 1] = list.length;
  for (let at = 1; at < starts.length; at++) {
    starts[at] = (starts[at] as number) + (starts[at - 1] as number);
  }
  const total = starts[starts.length - 1] as number;
  const documents = new Uint32Array(total);
  for (const [number, list] of lists) documents.set(list, starts[number] as number);
  return { starts, documents, weights: new Uint8Array(total).fill(1 << 4) };
}

/** FlexSearch's slot of the place `at` in a field of `length` terms: 0 only for the first, then eight equal parts (its get_score). */
function slotOf(at: number, length: number): number {
  if (at === 0) return 0;
  return length < SLOTS ? at : (((SLOTS - 1) * at) / length + 1) | 0;
}

/** Writes frequency and slot into the weights: documents come in the same ascending order in the forward index, so a cursor per term is enough. */
function addWeights(builder: SegmentBuilder, fields: readonly (FieldPostings | undefined)[]): void {
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
      postings.weights[place] = (count << 4) | slotOf(i - from, to - from);
    }
    counts[GAP] = 0;
  }
}

/** Looks up the merged postings of a term (by its number in the builder), fields ascending. */
export function postingsOf(builder: SegmentBuilder): (number: number) => TermPostings[] {
  const fields = POSTING_FIELD_NAMES.map((_, field) => fromFlex(builder, field));
  addWeights(builder, fields);
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
