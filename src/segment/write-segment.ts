/**
 * Turns a finished builder into an immutable segment file, synced.
 */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { TOKENIZER_VERSION } from "../tokenize.ts";
import type { SegmentBuilder } from "./builder.ts";
import { ByteWriter } from "./bytes.ts";
import { footerBytes } from "./footer.ts";
import {
  BLOCK_TERMS,
  COLUMN_FIELD_NAMES,
  type Footer,
  POSTING_FIELD_NAMES,
  RANKED_FIELDS,
  SECTIONS,
  SEGMENT_MAGIC,
  type SectionName,
} from "./format.ts";
import { PairLists, pairPlace } from "./pairs.ts";
import { type Postings, postingsOf } from "./postings.ts";
import { byCount, inOrder } from "./term-order.ts";
import type { TermTable } from "./term-table.ts";

/** Length of the common start of two terms in UTF-16 units, not ending inside a surrogate pair. */
function sharedLength(a: string, b: string): number {
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

/** Shared length, suffix length and suffix of a term, front-coded against the one before (number 0 for none). */
function writeTerm(out: ByteWriter, table: TermTable, number: number, previous: number): void {
  const { bytes, starts, terms } = table;
  const start = starts[number] as number;
  const end = starts[number + 1] as number;
  const term = terms[number - 1] as string;
  if (start === end) {
    const shared = previous === 0 ? 0 : sharedLength(terms[previous - 1] as string, term);
    const suffix = Buffer.from(term.slice(shared), "utf8");
    out.varint(shared);
    out.varint(suffix.length);
    out.bytes(suffix);
    return;
  }
  let shared = 0;
  if (previous !== 0) {
    const before = terms[previous - 1] as string;
    const most = Math.min(before.length, end - start);
    while (shared < most && before.charCodeAt(shared) === bytes[start + shared]) shared++;
  }
  out.varint(shared);
  out.varint(end - start - shared);
  for (let at = start + shared; at < end; at++) out.byte(bytes[at] as number);
}

/** Dictionary entry: shared, suffix length, suffix, then (field+1, df, place)… 0; place is the posting itself when df is 1. */
function writeDictionary(
  table: TermTable,
  sorted: Uint32Array,
  { starts, fields, documents, weights }: Postings,
): DictionarySections {
  const dictionary = new ByteWriter();
  const blocks = new ByteWriter();
  const blockTerms = new ByteWriter();
  const postings = new ByteWriter();
  let previous = 0;
  for (let ordinal = 0; ordinal < sorted.length; ordinal++) {
    const number = sorted[ordinal] as number;
    if (ordinal % BLOCK_TERMS === 0) {
      blocks.uint32(blockTerms.length);
      blocks.uint32(dictionary.length);
      blocks.uint32(postings.length);
      blockTerms.utf8(table.terms[number - 1] as string);
      previous = 0;
    }
    writeTerm(dictionary, table, number, previous);
    previous = number;
    const end = starts[number + 1] as number;
    for (let from = starts[number] as number; from < end; ) {
      const field = fields[from] as number;
      let to = from + 1;
      while (to < end && fields[to] === field) to++;
      dictionary.varint(field + 1);
      dictionary.varint(to - from);
      if (to - from === 1) {
        dictionary.varint(documents[from] as number);
        dictionary.byte(weights[from] as number);
      } else {
        const start = postings.length;
        let last = 0;
        for (let i = from; i < to; i++) {
          const document = documents[i] as number;
          postings.varint(document - last);
          last = document;
        }
        postings.bytes(weights.subarray(from, to));
        dictionary.varint(postings.length - start);
      }
      from = to;
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
  sorted: Uint32Array,
): { rankOf: Uint32Array; ranks: Buffer } {
  const counts = new Uint32Array(builder.terms.length + 1);
  const { values, length } = builder.forward;
  for (let at = 0; at < length; ) {
    const end = at + 2 + (values[at + 1] as number);
    for (let i = at + 2; i < end; i++)
      counts[values[i] as number] = (counts[values[i] as number] as number) + 1;
    at = end;
  }
  const ordinals = byCount(sorted.map((number) => counts[number] as number));
  const rankOf = new Uint32Array(builder.terms.length + 1);
  const ranks = new Uint32Array(builder.terms.length);
  for (let i = 0; i < ordinals.length; i++) {
    const ordinal = ordinals[i] as number;
    rankOf[sorted[ordinal] as number] = i + 1;
    ranks[ordinal] = i + 1;
  }
  return { rankOf, ranks: Buffer.from(ranks.buffer) };
}

function writeForward(
  builder: SegmentBuilder,
  rankOf: Uint32Array,
): { forward: Buffer; offsets: Buffer; pairs: Buffer } {
  const forward = new ByteWriter(builder.forward.length * 2 + 64);
  const pairs = new PairLists();
  const offsets = new Uint32Array(builder.documentCount + 1);
  const values = builder.forward.values;
  for (let document = 0; document < builder.documentCount; document++) {
    offsets[document] = forward.length;
    const end = builder.forwardStarts[document + 1] ?? builder.forward.length;
    for (let at = builder.forwardStarts[document] as number; at < end; ) {
      const field = values[at] as number;
      const count = values[at + 1] as number;
      forward.varint(field);
      forward.varint(count);
      const place = pairPlace(field);
      let before = 0;
      for (let i = at + 2; i < at + 2 + count; i++) {
        const rank = rankOf[values[i] as number] as number;
        forward.varint(rank);
        if (place >= 0) before = pairs.next(place, before, rank, document);
      }
      at += 2 + count;
    }
  }
  offsets[builder.documentCount] = forward.length;
  return {
    forward: forward.view(),
    offsets: Buffer.from(offsets.buffer),
    pairs: pairs.bytes(),
  };
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
  const sorted = inOrder(builder.terms);
  const dictionary = writeDictionary(builder.table, sorted, postingsOf(builder));
  const { rankOf, ranks } = rankTerms(builder, sorted);
  const { forward, offsets, pairs } = writeForward(builder, rankOf);
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
    pairs,
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
    sections: sections as Footer["sections"],
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
