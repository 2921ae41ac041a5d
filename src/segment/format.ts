/**
 * Layout of a segment file, shared by writer and reader. Described for people in docs/index-format.md.
 *
 *     magic | sections … | footer (JSON) | footer length (u32) | CRC-32 of the footer (u32) | magic
 *
 * Documents are numbered from 0 inside a segment, a family's documents directly after its root. A posting names document, a
 * term frequency capped at 15 and slot 0..8 (how early in the field the term first stands, as FlexSearch counts it).
 */
import { COLUMN_FIELDS, POSTING_FIELDS } from "../fields.ts";

export const SEGMENT_MAGIC = "LSSEG002";

/** What the magic of every version begins with: how a file of another version is told from a damaged one. */
export const MAGIC_START = "LSSEG";

/** Bytes behind the footer: its length, its checksum, the magic. */
export const TRAILER_BYTES = 8 + SEGMENT_MAGIC.length;

/** FlexSearch's slots: 0 is the start of the field, 8 its end. */
export const SLOTS = 9;

/** FlexSearch's slot of the place `at` in a field of `length` terms: 0 only for the first, then eight equal parts (its get_score). */
export function slotOf(at: number, length: number): number {
  if (at === 0) return 0;
  return length <= SLOTS ? at : (((SLOTS - 1) / length) * at + 1) | 0;
}

/** Terms per dictionary block: one binary-search step less costs 2 % of dictionary size. */
export const BLOCK_TERMS = 64;

/** Frequencies are capped: at 15 BM25's saturation has reached 93 % of its limit, and one byte holds frequency and slot. */
export const MAX_FREQUENCY = 15;

/** Whether the field of a number keeps its terms in order, in the forward index. */
export const POSITIONAL: readonly boolean[] = POSTING_FIELDS.map((f) => f.type === "text");

/**
 * Whether the postings of a field are made from the builder's rows (postings.ts) and not by FlexSearch. FlexSearch has subjects and every name and text that a
 * file's metadata holds. Rows have the long texts, the people and the ids of each mail, which are many: for these FlexSearch costs too much
 * (docs/dependencies.md has the figures). The file is the same either way.
 */
export const IN_ROWS: readonly boolean[] = POSTING_FIELDS.map(
  ({ name, type, level }) => type === "token" || (level !== "file" && name !== "subject"),
);

/**
 * Terms that no text can contain (they begin with a control character) stand in the same dictionary:
 * `PRESENT` for "the field holds something", `SCRIPT + name` for "the field holds letters of that script".
 */
export const PRESENT = "\u0001*";
export const SCRIPT = "\u0001script=";

/** In the forward index rank 0 separates values and pages, so that no phrase crosses them. */
export const GAP = 0;

export const SECTIONS = [
  "dictionary",
  "blocks",
  "blockTerms",
  "postings",
  "forward",
  "forwardOffsets",
  "ranks",
  "roots",
  "lengths",
  "columns",
  "pairs",
] as const;
export type SectionName = (typeof SECTIONS)[number];

/** Offset in the file and length, in bytes. */
type SectionPlace = readonly [number, number];

/** The JSON at the end. `sections` gives offset and length in bytes. */
export interface Footer {
  readonly formatVersion: 2;
  /** CRC-32 of every byte before the footer: read by `verify` and by a merge, not by a search. */
  readonly bodyCrc: number;
  readonly documentCount: number;
  readonly termCount: number;
  readonly blockCount: number;
  readonly tokenizerVersion: number;
  /** Names in the order that gives postings and columns their field number; an index of another order must be rebuilt. */
  readonly postingFields: readonly string[];
  readonly columnFields: readonly string[];
  /** Sum of field lengths in terms per posting field, for BM25's average. */
  readonly totalTerms: readonly number[];
  /** Per column: [byte offset in the section, entry count]. */
  readonly columnParts: readonly (readonly [number, number])[];
  readonly sections: Readonly<Record<Exclude<SectionName, "pairs">, SectionPlace>> & {
    /** Absent in files of the first programs that wrote this format: phrases are then looked up in the forward index. */
    readonly pairs?: SectionPlace;
  };
}

const numberOf = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map(names.map((name, i) => [name, i]));

export const POSTING_FIELD_NAMES: readonly string[] = POSTING_FIELDS.map((f) => f.name);
export const COLUMN_FIELD_NAMES: readonly string[] = COLUMN_FIELDS.map((f) => f.name);
export const POSTING_FIELD_NUMBER = numberOf(POSTING_FIELD_NAMES);
export const COLUMN_FIELD_NUMBER = numberOf(COLUMN_FIELD_NAMES);

/** Fields whose per-document length is kept for ranking. */
export const RANKED_FIELDS: readonly number[] = POSTING_FIELDS.flatMap((f, i) =>
  f.weight > 0 ? [i] : [],
);
