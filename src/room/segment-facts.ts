/**
 * What the segments know of the documents of a room beyond their stored values: whole tokens (addresses, numbers, `has:`, `is:`), marks (a field holds
 * something, letters of a script), number columns, and the words of fields that no stored value gives. Only of these documents.
 */
import type { SearchSegment } from "../search/segment-terms.ts";
import { COLUMN_FIELD_NAMES, GAP, POSITIONAL, POSTING_FIELD_NAMES } from "../segment/format.ts";
import { beginSearch } from "../segment/room.ts";
import type { RoomColumn } from "./format.ts";

/** Terms that no text can contain begin with this (segment/format.ts). */
const MARKER = "\u0001";

/** Field number and terms. */
export type FieldTerms = Map<number, string[]>;

export interface SegmentFacts {
  /** Tokens and marks of a document of the room. */
  readonly tokens: (document: number) => FieldTerms | undefined;
  /** The words of a text field in order, one string a value. */
  readonly words: (document: number, field: number) => readonly string[];
  readonly columns: Readonly<Record<string, RoomColumn>>;
}

interface Held {
  readonly segment: SearchSegment;
  /** Local number -> number in the room, -1 for what is not in it. */
  readonly places: Int32Array;
  /** Terms by rank, for the forward index. */
  readonly termOfRank: string[];
}

function held(segment: SearchSegment, numbers: ReadonlyMap<number, number>): Held {
  const places = new Int32Array(segment.reader.documentCount).fill(-1);
  for (let local = 0; local < places.length; local++)
    places[local] = numbers.get(segment.firstDoc + local) ?? -1;
  return { segment, places, termOfRank: [] };
}

/** Reads the dictionary of one segment once. */
function readTerms({ segment, places, termOfRank }: Held, tokens: FieldTerms[]): void {
  const { reader } = segment;
  for (const entry of reader.scan("")) {
    beginSearch(); // the lists of the term before are not needed any more
    termOfRank[reader.rankOf(entry.ordinal)] = entry.term;
    for (const { field } of entry.fields) {
      if (POSITIONAL[field] === true && !entry.term.startsWith(MARKER)) continue;
      for (const local of reader.postings(entry, field).documents) {
        const document = places[local] as number;
        if (document < 0) continue;
        const own = tokens[document] ?? new Map<number, string[]>();
        tokens[document] = own;
        const list = own.get(field);
        if (list === undefined) own.set(field, [entry.term]);
        else list.push(entry.term);
      }
    }
  }
}

function readColumns(all: readonly Held[]): Record<string, RoomColumn> {
  const columns: Record<string, RoomColumn> = {};
  for (const [number, name] of COLUMN_FIELD_NAMES.entries()) {
    const steps: number[] = [];
    const values: number[] = [];
    let last = 0;
    for (const { segment, places } of all) {
      const column = segment.reader.column(number);
      for (const [i, local] of column.documents.entries()) {
        const document = places[local] as number;
        if (document < 0) continue;
        steps.push(document - last);
        values.push(column.values[i] as number);
        last = document;
      }
    }
    if (steps.length > 0) columns[name] = { steps, values };
  }
  return columns;
}

/** Splits ranks at the gaps between values. */
function runsOf(ranks: Uint32Array, termOfRank: readonly string[]): string[] {
  const runs: string[][] = [[]];
  for (const rank of ranks)
    if (rank === GAP) runs.push([]);
    else runs.at(-1)?.push(termOfRank[rank] as string);
  return runs.map((terms) => terms.join(" ")).filter((run) => run !== "");
}

/** `docIds` are those of the room in order; a document's number in the room is its place there. */
export function segmentFacts(
  segments: readonly SearchSegment[],
  docIds: readonly number[],
): SegmentFacts {
  const numbers = new Map(docIds.map((docId, number) => [docId, number]));
  const all = segments.map((segment) => held(segment, numbers));
  const tokens: FieldTerms[] = [];
  for (const each of all) readTerms(each, tokens);
  return {
    tokens: (document) => tokens[document],
    words: (document, field) => {
      const docId = docIds[document] as number;
      const own = all.findLast(({ segment }) => segment.firstDoc <= docId);
      if (own === undefined || POSITIONAL[field] !== true) return [];
      const { segment, termOfRank } = own;
      return runsOf(segment.reader.forward(docId - segment.firstDoc, field), termOfRank);
    },
    columns: readColumns(all),
  };
}

/** Names of the text fields, whose words are made of values. */
export const TEXT_FIELDS: readonly string[] = POSTING_FIELD_NAMES.filter(
  (_, field) => POSITIONAL[field] === true,
);
