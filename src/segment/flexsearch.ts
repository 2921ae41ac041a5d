/**
 * The one place that knows FlexSearch: its indexes behind the few calls and types that are used, with the options that keep it exact.
 *
 * Terms come tokenized, as lists: its default encoder merges numbers (1000, 1100 and 100000 become one token). No cache: it keeps the process alive
 * and mixes variants up. No context, no store, no limit of a hundred.
 */
import { Charset, Document, Encoder, Index } from "flexsearch";

/** FlexSearch's map of a field: term -> slot (how early in the field) -> documents, ascending. Slots are missing where nothing is. */
type FlexMap = Map<string, (number[] | null | undefined)[]>;

/** A strict FlexSearch index that takes lists of terms. */
export interface FlexIndex {
  /** Enters a document's terms, in order; "" takes a place and is no term. Documents come in ascending order, each once. */
  add(document: number, terms: readonly string[], append: boolean, isNew: boolean): unknown;
  readonly map: FlexMap;
}

type IndexConstructor = new (options: object) => FlexIndex;

const FlexIndexClass = Index as unknown as IndexConstructor;

/** Says in which slot a term of a document belongs, 0 best; `terms` are those of the field in order. */
export type SlotOfTerm = (terms: readonly string[], term: string) => number;

/** An empty index. `slotOf` says the slot of a term, else FlexSearch in which of `slots` parts of the field it first stands. */
export function createFlexIndex(slots: number, slotOf?: SlotOfTerm): FlexIndex {
  return new FlexIndexClass({
    tokenize: "strict",
    resolution: slots,
    fastupdate: false,
    cache: false,
    commit: false,
    encode: (terms: readonly string[]) => terms,
    ...(slotOf === undefined ? {} : { score: slotOf }),
  });
}

/** A FlexSearch Document whose documents are values of several fields under one number; each value is its sounds with blanks between. */
export interface FlexDocument {
  add(number: number, values: Readonly<Record<string, string>>): unknown;
  /** Numbers of documents that have all sounds in one field, ascending. */
  search(
    sounds: string,
    options: { readonly pluck: string; readonly limit: number },
  ): readonly number[] | undefined;
  /** Hands out its pieces, JSON by name: `("from.1.map", "[[…]]")`. */
  export(put: (part: string, body: string) => void): Promise<unknown>;
  import(part: string, body: string): unknown;
}

type DocumentConstructor = new (options: object) => FlexDocument;

const FlexDocumentClass = Document as unknown as DocumentConstructor;

/** An empty Document. In a tolerant field a value is found too when the sound asked for misses a letter of it, or has two swapped. */
export function createFlexDocument(
  fields: readonly { readonly field: string; readonly tolerant: boolean }[],
): FlexDocument {
  return new FlexDocumentClass({
    document: {
      id: "id",
      index: fields.map(({ field, tolerant }) => ({
        field,
        tokenize: tolerant ? "tolerant" : "strict",
        resolution: 1,
        cache: false,
        fastupdate: false,
        encode: (sounds: string) => sounds.split(" "),
      })),
    },
    commit: false,
    cache: false,
  });
}

type EncoderConstructor = new (
  ...options: readonly object[]
) => { encode(word: string): readonly string[] };

const phonetic = new (Encoder as unknown as EncoderConstructor)(Charset.LatinExtra, {
  numeric: false,
  cache: false,
});

/** How a folded word sounds, by FlexSearch's phonetic encoder: "skmr" for "schneier" and "schneir"; the word itself where it knows no sound. */
export function soundOf(word: string): string {
  return phonetic.encode(word).join("").replaceAll(" ", "") || word;
}
