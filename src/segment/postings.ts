/**
 * The postings of a finished builder in flat arrays, by term and field. Two builders make them behind one interface: FlexSearch those of subjects and
 * of what files say of themselves (flex-postings.ts), this file those of all other fields and the markers, from the builder's own rows. What was measured: see
 * docs/dependencies.md. Reads a builder, writes nothing.
 */
import type { SegmentBuilder } from "./builder.ts";
import { GAP, IN_ROWS, MAX_FREQUENCY, POSTING_FIELD_NAMES, slotOf } from "./format.ts";

/** All postings: those of term number `t` stand from `starts[t]` to `starts[t + 1]`, by field and then by document. */
export interface Postings {
  readonly starts: Uint32Array;
  readonly fields: Uint8Array;
  readonly documents: Uint32Array;
  /** Each `frequency << 4 | slot`. */
  readonly weights: Uint8Array;
}

/** Where postings are put: those of term number `t` from `cursors[t]` on, which moves; fields in their order, documents ascending in each. */
export interface PostingSink extends Omit<Postings, "starts"> {
  readonly cursors: Uint32Array;
}

/** What builds postings of some fields. */
export interface FieldPostings {
  /** Adds to `starts[t + 1]` how many postings term number `t` has. */
  count(starts: Uint32Array): void;
  /** Puts all postings of one field. */
  fill(field: number, sink: PostingSink): void;
}

/** Where the terms of a (document, field) stand: places in the builder's `forward` or `markers`, and how many. */
interface Block {
  readonly document: number;
  readonly from: number;
  readonly to: number;
}

/** Blocks by field, documents ascending. */
type Blocks = readonly (readonly Block[])[];

const byField = (): Block[][] => POSTING_FIELD_NAMES.map(() => []);

function textBlocks(builder: SegmentBuilder): Blocks {
  const blocks = byField();
  const { values, length } = builder.forward;
  for (let document = 0; document < builder.documentCount; document++) {
    const end = builder.forwardStarts[document + 1] ?? length;
    for (let at = builder.forwardStarts[document] as number; at < end; ) {
      const from = at + 2;
      const to = from + (values[at + 1] as number);
      const field = values[at] as number;
      if (IN_ROWS[field] === true) blocks[field]?.push({ document, from, to });
      at = to;
    }
  }
  return blocks;
}

function markerBlocks(builder: SegmentBuilder): Blocks {
  const blocks = byField();
  const { values, length } = builder.markers;
  for (let at = 0; at < length; ) {
    const from = at + 3;
    const to = from + (values[at + 2] as number);
    blocks[values[at + 1] as number]?.push({ document: values[at] as number, from, to });
    at = to;
  }
  return blocks;
}

/** Postings made from the rows of the builder: a text counts a term once, however often it stands there. */
class RowPostings implements FieldPostings {
  private readonly builder: SegmentBuilder;
  private readonly texts: Blocks;
  private readonly markers: Blocks;
  private readonly frequencies: Uint8Array;

  constructor(builder: SegmentBuilder) {
    this.builder = builder;
    this.texts = textBlocks(builder);
    this.markers = markerBlocks(builder);
    this.frequencies = new Uint8Array(builder.terms.length + 1);
  }

  count(starts: Uint32Array): void {
    const seenIn = new Uint32Array(this.builder.terms.length + 1);
    const forward = this.builder.forward.values;
    let block = 0;
    for (const blocks of this.texts) {
      for (const { from, to } of blocks) {
        block++;
        for (let i = from; i < to; i++) {
          const number = forward[i] as number;
          if (seenIn[number] === block) continue;
          seenIn[number] = block;
          starts[number + 1] = (starts[number + 1] as number) + 1;
        }
      }
    }
    starts[GAP + 1] = 0;
    const values = this.builder.markers.values;
    for (const blocks of this.markers) {
      for (const { from, to } of blocks) {
        for (let i = from; i < to; i++) {
          const number = values[i] as number;
          starts[number + 1] = (starts[number + 1] as number) + 1;
        }
      }
    }
  }

  fill(field: number, { documents, weights, fields, cursors }: PostingSink): void {
    const { frequencies } = this;
    const forward = this.builder.forward.values;
    for (const { document, from, to } of this.texts[field] ?? []) {
      for (let i = from; i < to; i++) {
        const number = forward[i] as number;
        if (frequencies[number] !== MAX_FREQUENCY)
          frequencies[number] = (frequencies[number] as number) + 1;
      }
      frequencies[GAP] = 0;
      for (let i = from; i < to; i++) {
        const number = forward[i] as number;
        const count = frequencies[number] as number;
        if (count === 0) continue;
        frequencies[number] = 0;
        const place = cursors[number] as number;
        cursors[number] = place + 1;
        fields[place] = field;
        documents[place] = document;
        weights[place] = (count << 4) | slotOf(i - from, to - from);
      }
    }
    const values = this.builder.markers.values;
    for (const { document, from, to } of this.markers[field] ?? []) {
      for (let i = from; i < to; i++) {
        const number = values[i] as number;
        const place = cursors[number] as number;
        cursors[number] = place + 1;
        fields[place] = field;
        documents[place] = document;
        weights[place] = 1 << 4;
      }
    }
  }
}

/** The postings of all documents. Fields are gone through in their order and documents in theirs, so that a cursor per term is enough. */
export function postingsOf(builder: SegmentBuilder): Postings {
  // Beside its text a field has markers, which no text holds: the postings of one term in a field come from one of the two, in order of documents.
  const builders: readonly FieldPostings[] = [builder.flex, new RowPostings(builder)];
  const starts = new Uint32Array(builder.terms.length + 2);
  for (const each of builders) each.count(starts);
  for (let at = 1; at < starts.length; at++)
    starts[at] = (starts[at] as number) + (starts[at - 1] as number);
  const total = starts[starts.length - 1] as number;
  const fields = new Uint8Array(total);
  const documents = new Uint32Array(total);
  const weights = new Uint8Array(total);
  const sink = { fields, documents, weights, cursors: starts.slice() };
  for (let field = 0; field < POSTING_FIELD_NAMES.length; field++)
    for (const each of builders) each.fill(field, sink);
  return { starts, fields, documents, weights };
}
