/**
 * The one place that knows FlexSearch: a Document with one strict index a field that holds the postings of a segment while it is written.
 *
 * Terms come tokenized (its default encoder merges numbers: 1000, 1100 and 100000 become one token) and each once a field and document, so its `add`
 * would only encode nothing and look for repeats that are not there: that was a seventh of indexing CPU. Whole lists are put into its index as
 * its `add` fills them; a test searches such an index with FlexSearch itself.
 */
import { Document } from "flexsearch";

/** FlexSearch's map of a field: term -> slot -> documents. There is one slot: see `resolution`. */
type FlexMap = Map<string, [number[]]>;

interface FlexIndex {
  readonly map: FlexMap;
  readonly reg: Set<number>;
}

interface FlexIndexes {
  readonly index: ReadonlyMap<string, FlexIndex>;
}

type FlexDocumentConstructor = new (options: object) => FlexIndexes;

/** An in-memory FlexSearch index of one segment. */
export interface FlexSegment {
  /** Enters the documents that hold a term in a field, ascending. Once a field and term. */
  readonly put: (field: number, term: string, documents: number[]) => void;
  /** FlexSearch's own Document, for searching it as FlexSearch does. */
  readonly document: FlexIndexes;
}

/** A FlexSearch Document with one strict index a field: no context, no store, no cache (it keeps the process alive and mixes variants up). */
export function createFlexSegment(fields: readonly string[]): FlexSegment {
  const options = {
    tokenize: "strict",
    // FlexSearch's slots (how early a term stands) split each list in up to nine small arrays; postings.ts works out the same slot from the
    // forward index.
    resolution: 1,
    fastupdate: false,
    cache: false,
    commit: false,
    encode: (text: string) => [text],
  } as const;
  const FlexDocument = Document as unknown as FlexDocumentConstructor;
  const document = new FlexDocument({
    ...options,
    document: { id: "id", index: fields.map((field) => ({ ...options, field })) },
  });
  const maps = fields.map((field) => {
    const index = document.index.get(field);
    if (index === undefined) throw new Error(`FlexSearch has no index for ${field}`);
    return index.map;
  });
  return {
    put: (field, term, documents) => maps[field]?.set(term, [documents]),
    document,
  };
}
