/**
 * Turns a finished builder into an immutable segment file, synced.
 * Postings are FlexSearch's; frequencies come from one pass over the forward index.
 */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { TOKENIZER_VERSION } from "../tokenize.ts";
import type { SegmentBuilder } from "./builder.ts";
import { ByteWriter } from "./bytes.ts";
import {
  BLOCK_TERMS,
  COLUMN_FIELD_NAMES,
  type Footer,
  footerBytes,
  GAP,
  POSTING_FIELD_NAMES,
  RANKED_FIELDS,
  SECTIONS,
  SEGMENT_MAGIC,
  type SectionName,
} from "./format.ts";
import { postingsOf, type TermPostings } from "./postings.ts";

/** Length of the common start of two terms in UTF-16 units, not ending inside a surrogate pair. */
export function sharedLength(a: string, b: string): number {
  const max = Math.min(a.length, b.length);
  let i = 0;
  while (i < max && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  const last = a.charCodeAt(i - 1);
  return i > 0 && last >= 0xd800 && last <= 0xdbff ? i - 1 : i;
}

interface DictionarySections {
  readonly dictionary: Buffer;
  readonly blocks: Buffer;
  readonly blockTerms: Buffer;
  readonly postings: Buffer;
  readonly blockCount: number;
}

/** Dictionary entry: shared, suffix length, suffix, then (field+1, df, place)… 0; place is the posting itself when df is 1. */
function writeDictionary(
  sorted: readonly string[],
  ofTerm: (term: string) => TermPostings[],
): DictionarySections {
  const dictionary = new ByteWriter();
  const blocks = new ByteWriter();
  const blockTerms = new ByteWriter();
  const postings = new ByteWriter();
  let previous = "";
  for (const [ordinal, term] of sorted.entries()) {
    const first = ordinal % BLOCK_TERMS === 0;
    if (first) {
      blocks.uint32(blockTerms.length);
      blocks.uint32(dictionary.length);
      blocks.uint32(postings.length);
      blockTerms.utf8(term);
    }
    const shared = first ? 0 : sharedLength(previous, term);
    previous = term;
    dictionary.varint(shared);
    const suffix = Buffer.from(term.slice(shared), "utf8");
    dictionary.varint(suffix.length);
    dictionary.bytes(suffix);
    for (const list of ofTerm(term)) {
      dictionary.varint(list.field + 1);
      dictionary.varint(list.documents.length);
      if (list.documents.length === 1) {
        dictionary.varint(list.documents[0] as number);
        dictionary.byte(list.weights[0] as number);
        continue;
      }
      const start = postings.length;
      let last = 0;
      for (const document of list.documents) {
        postings.varint(document - last);
        last = document;
      }
      postings.bytes(list.weights);
      dictionary.varint(postings.length - start);
    }
    dictionary.byte(0);
  }
  // One entry more than there are blocks, so that a block's end is the next one's start.
  blocks.uint32(blockTerms.length);
  blocks.uint32(dictionary.length);
  blocks.uint32(postings.length);
  return {
    dictionary: dictionary.view(),
    blocks: blocks.view(),
    blockTerms: blockTerms.view(),
    postings: postings.view(),
    blockCount: Math.ceil(sorted.length / BLOCK_TERMS),
  };
}

/** Ranks: terms by descending count, so that common terms take one byte in the forward index. Returns rank (from 1) by term number. */
function rankTerms(
  builder: SegmentBuilder,
  ordinals: Uint32Array,
): { rankOf: Uint32Array; ranks: Buffer } {
  const counts = new Uint32Array(builder.terms.length + 1);
  eachForwardTerm(builder, (number) => {
    counts[number] = (counts[number] as number) + 1;
  });
  const order = Uint32Array.from({ length: builder.terms.length }, (_, i) => i + 1).sort(
    (a, b) =>
      (counts[b] as number) - (counts[a] as number) ||
      (ordinals[a] as number) - (ordinals[b] as number),
  );
  const rankOf = new Uint32Array(builder.terms.length + 1);
  const ranks = new Uint32Array(builder.terms.length);
  for (const [i, number] of order.entries()) {
    rankOf[number] = i + 1;
    ranks[ordinals[number] as number] = i + 1;
  }
  return { rankOf, ranks: Buffer.from(ranks.buffer) };
}

function eachForwardTerm(builder: SegmentBuilder, visit: (number: number) => void): void {
  const values = builder.forward.values;
  for (let at = 0; at < builder.forward.length; ) {
    const count = values[at + 1] as number;
    for (let i = at + 2; i < at + 2 + count; i++) if (values[i] !== GAP) visit(values[i] as number);
    at += 2 + count;
  }
}

function writeForward(
  builder: SegmentBuilder,
  rankOf: Uint32Array,
): { forward: Buffer; offsets: Buffer } {
  const forward = new ByteWriter(builder.forward.length * 2 + 64);
  const offsets = new Uint32Array(builder.documentCount + 1);
  const values = builder.forward.values;
  for (let document = 0; document < builder.documentCount; document++) {
    offsets[document] = forward.length;
    const end = builder.forwardStarts[document + 1] ?? builder.forward.length;
    for (let at = builder.forwardStarts[document] as number; at < end; ) {
      const count = values[at + 1] as number;
      forward.varint(values[at] as number);
      forward.varint(count);
      for (let i = at + 2; i < at + 2 + count; i++)
        forward.varint(rankOf[values[i] as number] as number);
      at += 2 + count;
    }
  }
  offsets[builder.documentCount] = forward.length;
  return { forward: forward.view(), offsets: Buffer.from(offsets.buffer) };
}

/** Field lengths in terms, capped at 65,535, per ranked field and document; and the totals for the average. */
function fieldLengths(builder: SegmentBuilder): { lengths: Buffer; totals: number[] } {
  const documentCount = builder.documentCount;
  const lengths = new Uint16Array(RANKED_FIELDS.length * documentCount);
  const totals = new Array<number>(POSTING_FIELD_NAMES.length).fill(0);
  const row = new Map(RANKED_FIELDS.map((field, i) => [field, i]));
  const values = builder.forward.values;
  for (let document = 0; document < documentCount; document++) {
    const end = builder.forwardStarts[document + 1] ?? builder.forward.length;
    for (
      let at = builder.forwardStarts[document] as number;
      at < end;
      at += 2 + (values[at + 1] as number)
    ) {
      const field = values[at] as number;
      const count = values[at + 1] as number;
      totals[field] = (totals[field] ?? 0) + count;
      const place = row.get(field);
      if (place !== undefined) lengths[place * documentCount + document] = Math.min(count, 0xffff);
    }
  }
  return { lengths: Buffer.from(lengths.buffer), totals };
}

function writeColumns(builder: SegmentBuilder): { columns: Buffer; parts: [number, number][] } {
  const columns = new ByteWriter();
  const parts: [number, number][] = [];
  for (const entries of builder.columns) {
    while (columns.length % 8 !== 0) columns.byte(0);
    parts.push([columns.length, entries.documents.length]);
    for (const value of entries.values) columns.float64(value);
    for (const document of entries.documents) columns.uint32(document);
  }
  return { columns: columns.view(), parts };
}

/** Bytes of a segment in order, ready to be written. Deterministic: the same documents give the same bytes. */
export function segmentBytes(builder: SegmentBuilder): Buffer[] {
  const sorted = builder.terms.toSorted(); // by UTF-16 unit, as the reader compares
  const ordinals = new Uint32Array(builder.terms.length + 1);
  for (let i = 0; i < sorted.length; i++) ordinals[builder.numberOfTerm(sorted[i] as string)] = i;

  const ofNumber = postingsOf(builder);
  const dictionary = writeDictionary(sorted, (term) => ofNumber(builder.numberOfTerm(term)));
  const { rankOf, ranks } = rankTerms(builder, ordinals);
  const { forward, offsets } = writeForward(builder, rankOf);
  const { lengths, totals } = fieldLengths(builder);
  const { columns, parts } = writeColumns(builder);
  const content: Record<SectionName, Buffer> = {
    dictionary: dictionary.dictionary,
    blocks: dictionary.blocks,
    blockTerms: dictionary.blockTerms,
    postings: dictionary.postings,
    forward,
    forwardOffsets: offsets,
    ranks,
    roots: Buffer.from(Uint32Array.from(builder.roots).buffer),
    lengths,
    columns,
  };
  const chunks: Buffer[] = [Buffer.from(SEGMENT_MAGIC, "latin1")];
  let at = SEGMENT_MAGIC.length;
  const sections: Partial<Record<SectionName, [number, number]>> = {};
  for (const name of SECTIONS) {
    const padding = (8 - (at % 8)) % 8; // typed arrays are laid over the sections when read
    if (padding > 0) chunks.push(Buffer.alloc(padding));
    at += padding;
    sections[name] = [at, content[name].length];
    chunks.push(content[name]);
    at += content[name].length;
  }
  const footer: Footer = {
    formatVersion: 2,
    bodyCrc: chunks.reduce((crc, chunk) => crc32(chunk, crc), 0),
    documentCount: builder.documentCount,
    termCount: sorted.length,
    blockCount: dictionary.blockCount,
    tokenizerVersion: TOKENIZER_VERSION,
    postingFields: POSTING_FIELD_NAMES,
    columnFields: COLUMN_FIELD_NAMES,
    totalTerms: totals,
    columnParts: parts,
    sections: sections as Record<SectionName, [number, number]>,
  };
  chunks.push(footerBytes(footer));
  return chunks;
}

/** Writes and syncs the segment file. It becomes part of the index when the catalog renames it. Returns its size in bytes. */
export function writeSegment(builder: SegmentBuilder, path: string): number {
  let sizeBytes = 0;
  const file = openSync(path, "wx", 0o600);
  try {
    for (const chunk of segmentBytes(builder)) {
      for (let done = 0; done < chunk.length; ) done += writeSync(file, chunk, done);
      sizeBytes += chunk.length;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return sizeBytes;
}
