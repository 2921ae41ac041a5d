/**
 * The one place that knows FlexSearch: its indexes behind the few calls and types that are used, with the options that keep it exact.
 *
 * Terms come tokenized, as lists: its default encoder merges numbers (1000, 1100 and 100000 become one token). No cache: it keeps the process alive
 * and mixes variants up. No context, no store, no limit of a hundred.
 */
import { Index } from "flexsearch";

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

/** An empty index. FlexSearch says in which of `slots` parts of the field a term first stands. */
export function createFlexIndex(slots: number): FlexIndex {
  return new FlexIndexClass({
    tokenize: "strict",
    resolution: slots,
    fastupdate: false,
    cache: false,
    commit: false,
    encode: (terms: readonly string[]) => terms,
  });
}
