/**
 * The one place that knows FlexSearch. It is given ready terms (our tokenizer's) and asked for its map of term -> slot -> documents.
 *
 * Its own types do not hold up under strict settings and its default encoder merges numbers (1000, 1100 and 100000 become one
 * token), so the facade below declares what is used and the encoder is the identity.
 */
import { Document } from "flexsearch";

/** Term -> for each slot 0..8 (sparse) the documents, ascending, in which the term first stands there. */
export type SlotMap = ReadonlyMap<string, readonly (readonly number[] | undefined)[]>;

/** The terms of one document, one array per posting field; undefined where the field is empty. Each term once, in order of first occurrence. */
export type FieldTerms = readonly (readonly string[] | undefined)[];

interface FlexIndex {
  readonly map: SlotMap;
}

interface FlexIndexes {
  add(id: number, content: FieldTerms): unknown;
  readonly index: ReadonlyMap<string, FlexIndex>;
}

type FlexDocumentConstructor = new (options: object) => FlexIndexes;

/** An in-memory FlexSearch index of one segment. */
export interface FlexSegment {
  /** Documents must be added in ascending order: the slot lists are then sorted. */
  readonly add: (document: number, terms: FieldTerms) => void;
  readonly slotMap: (field: string) => SlotMap;
}

/** A FlexSearch Document with one strict index per field: no context, no store, no cache (it keeps the process alive and mixes variants up). */
export function createFlexSegment(fields: readonly string[]): FlexSegment {
  const encode = (terms: readonly string[]): readonly string[] => terms;
  const options = {
    tokenize: "strict",
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
  const empty: SlotMap = new Map();
  return {
    add: (id, terms) => {
      document.add(id, terms);
    },
    slotMap: (field) => document.index.get(field)?.map ?? empty,
  };
}
