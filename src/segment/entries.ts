/** What is read out of a segment: terms with their places, postings, columns. Types only. */

/** Documents (ascending, local to the segment) that hold a term in a field; `weights[i]` is `frequency << 4 | slot`. */
export interface Postings {
  readonly documents: Uint32Array;
  readonly weights: Uint8Array;
}

/** Where the postings of a term in one field are. */
export interface FieldEntry {
  readonly field: number;
  readonly count: number;
  /** Byte offset in the postings section, or -1 when the one posting stands in the dictionary. */
  readonly offset: number;
  readonly length: number;
  readonly document: number;
  readonly weight: number;
}

/** A term of the dictionary with where its postings are. `ordinal` counts terms in order from 0. */
export interface TermEntry {
  readonly term: string;
  readonly ordinal: number;
  readonly fields: readonly FieldEntry[];
}

/** A numeric column: `values[i]` belongs to `documents[i]`, documents ascending, several entries a document allowed. */
export interface Column {
  readonly documents: Uint32Array;
  readonly values: Float64Array;
}
