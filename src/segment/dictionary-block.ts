/** Entries of one block of the term dictionary. Throws RangeError where the bytes contradict themselves; reads no file. */
import { type Cursor, readVarint } from "./bytes.ts";
import type { FieldEntry, TermEntry } from "./entries.ts";

/** A block as it stands in the file. */
interface DictionaryBlock {
  readonly bytes: Buffer;
  /** Ordinals of its terms: from `first` up to `end`. */
  readonly first: number;
  readonly end: number;
  /** Where the postings of its first term begin. */
  readonly postingsAt: number;
}

/** Reads the fields of a term and its end mark; returns where the postings of the next term begin. */
function readFields(cursor: Cursor, postingsAt: number, into: FieldEntry[] | null): number {
  let offset = postingsAt;
  for (let field = readVarint(cursor); field !== 0; field = readVarint(cursor)) {
    const count = readVarint(cursor);
    if (count === 1) {
      const document = readVarint(cursor);
      const weight = cursor.bytes[cursor.at++] as number;
      into?.push({ field: field - 1, count, offset: -1, length: 0, document, weight });
    } else {
      const length = readVarint(cursor);
      into?.push({ field: field - 1, count, offset, length, document: 0, weight: 0 });
      offset += length;
    }
  }
  return offset;
}

/** All entries in order. */
export function* entriesIn({
  bytes,
  first,
  end,
  postingsAt,
}: DictionaryBlock): Generator<TermEntry> {
  const cursor: Cursor = { bytes, at: 0 };
  let offset = postingsAt;
  let term = "";
  let previous: string | null = null;
  for (let ordinal = first; ordinal < end; ordinal++) {
    const shared = readVarint(cursor);
    const suffix = readVarint(cursor);
    term = term.slice(0, shared) + bytes.toString("utf8", cursor.at, cursor.at + suffix);
    cursor.at += suffix;
    if (previous !== null && term <= previous) throw new RangeError("terms out of order");
    previous = term;
    const fields: FieldEntry[] = [];
    offset = readFields(cursor, offset, fields);
    yield { term, ordinal, fields };
  }
}

/**
 * The entry of exactly this term. Nothing is made of the terms before it: of front-coded terms only those that share no more with the
 * term before than that shared with the one looked for need be compared.
 */
export function entryIn(block: DictionaryBlock, term: string): TermEntry | undefined {
  const wanted = Buffer.from(term, "utf8");
  // Front coding counts UTF-16 units, which are bytes only here
  if (wanted.length !== term.length) return entryAmong(block, term);
  const { bytes } = block;
  const cursor: Cursor = { bytes, at: 0 };
  let offset = block.postingsAt;
  let same = 0; // how much the term in hand and the one looked for share
  for (let ordinal = block.first; ordinal < block.end; ordinal++) {
    const shared = readVarint(cursor);
    const suffix = readVarint(cursor);
    if (shared <= same) {
      same = shared;
      const left = shared + suffix;
      let at = cursor.at;
      while (same < left && same < wanted.length && bytes[at] === wanted[same]) {
        same++;
        at++;
      }
      if (same === wanted.length && same === left) {
        cursor.at += suffix;
        const fields: FieldEntry[] = [];
        readFields(cursor, offset, fields);
        return { term, ordinal, fields };
      }
      // Longer, or greater where they part: all that follow are
      if (
        same === wanted.length ||
        (same < left && (bytes[at] as number) > (wanted[same] as number))
      )
        return undefined;
    }
    cursor.at += suffix;
    offset = readFields(cursor, offset, null);
  }
  return undefined;
}

function entryAmong(block: DictionaryBlock, term: string): TermEntry | undefined {
  for (const entry of entriesIn(block)) {
    if (entry.term === term) return entry;
    if (entry.term > term) return undefined;
  }
  return undefined;
}
