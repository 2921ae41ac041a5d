/**
 * The one place that knows FlexSearch. It is given ready terms (our tokenizer's) and asked for its map of term -> slot -> documents.
 *
 * Its own types do not hold up under strict settings and its default encoder merges numbers (1000, 1100 and 100000 become one
 * token), so the facade below declares what is used and the encoder is the identity.
 */
import { Document } from "flexsearch";

/** Term -> one list: the documents that hold it, ascending. FlexSearch nests it in an array with one place a slot; there is one slot. */
export type DocumentLists = ReadonlyMap<string, readonly [readonly number[]]>;

/** The terms of one document, one array per posting field; undefined where the field is empty. Each term once, in order of first occurrence. */
export type FieldTerms = readonly (readonly string[] | undefined)[];

interface FlexIndex {
  readonly map: DocumentLists;
}

interface FlexIndexes {
  add(id: number, content: FieldTerms): unknown;
  readonly index: ReadonlyMap<string, FlexIndex>;
}

type FlexDocumentConstructor = new (options: object) => FlexIndexes;

/** An in-memory FlexSearch index of one segment. */
export interface FlexSegment {
  /** Documents must be added in ascending order: the lists are then sorted. */
  readonly add: (document: number, terms: FieldTerms) => void;
  readonly lists: (field: string) => DocumentLists;
}

/** A FlexSearch Document with one strict index per field: no context, no store, no cache (it keeps the process alive and mixes variants up). */
export function createFlexSegment(fields: readonly string[]): FlexSegment {
  const encode = (terms: readonly string[]): readonly string[] => terms;
  const options = {
    tokenize: "strict",
    // FlexSearch's slots (how early a term stands) split each list in up to nine small arrays, a third of the cost of adding; postings.ts
    // works out the same slot from the forward index.
    resolution: 1,
    fastupdate: false,
    cache: false,
    commit: false,
    encode,
  } as const;
  const FlexDocument = Document as unknown as FlexDocumentConstructor;
  const document = new FlexDocument({
    ...options,
    document: {
      id: "id",
      index: fields.map((field, i) => ({
        ...options,
        field,
        custom: (terms: FieldTerms) => terms[i],
      })),
    },
  });
  const empty: DocumentLists = new Map();
  return {
    add: (id, terms) => {
      document.add(id, terms);
    },
    lists: (field) => document.index.get(field)?.map ?? empty,
  };
}
