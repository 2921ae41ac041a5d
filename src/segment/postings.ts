/** The postings of a finished builder in flat arrays, by term and field. Reads a builder, writes nothing. */
import type { SegmentBuilder } from "./builder.ts";
import { GAP, MAX_FREQUENCY, POSTING_FIELD_NAMES, slotOf } from "./format.ts";

/** All postings: those of term number `t` stand from `starts[t]` to `starts[t + 1]`, by field and then by document. */
export interface Postings {
  readonly starts: Uint32Array;
  readonly fields: Uint8Array;
  readonly documents: Uint32Array;
  /** Each `frequency << 4 | slot`. */
  readonly weights: Uint8Array;
}

/** Where the terms of a (document, field) stand: places in the builder's `forward` or `tokens`, and how many. */
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
      blocks[values[at] as number]?.push({ document, from, to });
      at = to;
    }
  }
  return blocks;
}

function tokenBlocks(builder: SegmentBuilder): Blocks {
  const blocks = byField();
  const { values, length } = builder.tokens;
  for (let at = 0; at < length; ) {
    const from = at + 3;
    const to = from + (values[at + 2] as number);
    blocks[values[at + 1] as number]?.push({ document: values[at] as number, from, to });
    at = to;
  }
  return blocks;
}

/** How many postings each term has, as starts: a text counts a term once, however often it stands there. */
function countPostings(builder: SegmentBuilder, texts: Blocks, tokens: Blocks): Uint32Array {
  const starts = new Uint32Array(builder.terms.length + 2);
  const seenIn = new Uint32Array(builder.terms.length + 1);
  const forward = builder.forward.values;
  let block = 0;
  for (const blocks of texts) {
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
  const values = builder.tokens.values;
  for (const blocks of tokens) {
    for (const { from, to } of blocks) {
      for (let i = from; i < to; i++) {
        const number = values[i] as number;
        starts[number + 1] = (starts[number + 1] as number) + 1;
      }
    }
  }
  for (let at = 1; at < starts.length; at++)
    starts[at] = (starts[at] as number) + (starts[at - 1] as number);
  return starts;
}

/** The postings of all documents. Fields are gone through in their order and documents in theirs, so that a cursor per term is enough. */
export function postingsOf(builder: SegmentBuilder): Postings {
  const texts = textBlocks(builder);
  const tokens = tokenBlocks(builder);
  const starts = countPostings(builder, texts, tokens);
  const total = starts[starts.length - 1] as number;
  const fields = new Uint8Array(total);
  const documents = new Uint32Array(total);
  const weights = new Uint8Array(total);
  const cursors = starts.slice();
  const counts = new Uint8Array(builder.terms.length + 1);
  const forward = builder.forward.values;
  const values = builder.tokens.values;
  for (let field = 0; field < POSTING_FIELD_NAMES.length; field++) {
    // Beside its text a field has markers as tokens, which no text holds: the postings of one term are all of one kind, in order of documents.
    for (const { document, from, to } of texts[field] ?? []) {
      for (let i = from; i < to; i++) {
        const number = forward[i] as number;
        if (counts[number] !== MAX_FREQUENCY) counts[number] = (counts[number] as number) + 1;
      }
      counts[GAP] = 0;
      for (let i = from; i < to; i++) {
        const number = forward[i] as number;
        const count = counts[number] as number;
        if (count === 0) continue;
        counts[number] = 0;
        const place = cursors[number] as number;
        cursors[number] = place + 1;
        fields[place] = field;
        documents[place] = document;
        weights[place] = (count << 4) | slotOf(i - from, to - from);
      }
    }
    for (const { document, from, to } of tokens[field] ?? []) {
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
  return { starts, fields, documents, weights };
}
