/**
 * The one place that knows FlexSearch: a Document with one strict index a field, filled with ready terms, asked for its lists.
 *
 * Terms come tokenized (its default encoder merges numbers: 1000, 1100 and 100000 become one token) and each once a field, so its `add` would
 * only encode nothing and look for repeats that are not there: that was a seventh of indexing CPU. The lists of its index are filled here
 * as its `add` fills them, and found again by term number instead of by hashing the term; a test searches such an index with FlexSearch itself.
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

/** Term number -> the documents that hold the term in one field, ascending. */
export type DocumentLists = ReadonlyMap<number, readonly number[]>;

/** An in-memory FlexSearch index of one segment. */
export interface FlexSegment {
  /** Enters a term (by its number and as text) for a document; documents ascending, each term at most once a field and document. */
  readonly add: (field: number, document: number, number: number, term: string) => void;
  readonly lists: (field: number) => DocumentLists;
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
  const indexes = fields.map((field) => {
    const index = document.index.get(field);
    if (index === undefined) throw new Error(`FlexSearch has no index for ${field}`);
    return index;
  });
  const lists = fields.map(() => new Map<number, number[]>());
  return {
    add: (field, id, number, term) => {
      const known = lists[field]?.get(number);
      if (known !== undefined) {
        known.push(id);
        return;
      }
      const list = [id];
      lists[field]?.set(number, list);
      indexes[field]?.map.set(term, [list]);
    },
    lists: (field) => lists[field] ?? new Map(),
    document,
  };
}
