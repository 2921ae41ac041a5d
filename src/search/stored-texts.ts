/** What matching needs beyond the segments: stored texts by field, and conditions answered from the catalog. Implemented over the catalog in catalog-texts.ts; tests give their own. */
import type { Lookup } from "../query/plan-clause.ts";
import type { DocSet } from "./match/doc-sets.ts";

export interface StoredTexts {
  /** The values of a text field of a document as stored, in the order indexed; empty when the field is. */
  readonly values: (docId: number, field: string) => readonly string[];
  /**
   * Documents (docIds ascending) from `firstDoc` up to but not including `endDoc` that a condition on a catalog field holds for.
   * `pattern` as in the query tree; null asks for any value.
   */
  readonly catalogDocuments: (
    field: string,
    pattern: string | null,
    firstDoc: number,
    endDoc: number,
  ) => DocSet;
  /** Documents (docIds ascending) in the same range of which another program read a text that the lookup finds. */
  readonly rereadDocuments: (lookup: Lookup, firstDoc: number, endDoc: number) => DocSet;
  /** Headers of a message as `[lower-case name, unfolded decoded value]`; empty for other documents. */
  readonly headers: (docId: number) => readonly (readonly [string, string])[];
}
