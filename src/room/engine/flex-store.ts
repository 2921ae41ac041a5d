/**
 * FlexSearch over the chunks of a room: an index a field, whose storage is read-only and loads the postings of a term when a search asks for them.
 * So nothing is imported when the page opens, and FlexSearch finds and orders the documents of each word.
 */
import type { RoomData } from "./data.ts";

/** What FlexSearch asks of a storage for a search of one term: lists of documents by slot, slots without any left out. */
interface Storage {
  readonly mount: (index: { db?: unknown }) => Promise<unknown>;
  readonly get: (term: string) => Promise<number[][]>;
}

/** The part of FlexSearch's Index that is used. */
interface FlexIndex {
  readonly mount: (storage: Storage) => Promise<unknown>;
  readonly search: (
    term: string,
    options: { readonly resolve: false },
  ) => Promise<{ readonly result: readonly (readonly number[] | undefined)[] | undefined }>;
}

/** FlexSearch's Index, of the bundle in the page or of the package in tests. */
export type FlexIndexConstructor = new (options: object) => FlexIndex;

/** Documents by slot, the best first: `[[3], [], [1, 2]]`. */
export type SlottedDocuments = readonly (readonly number[] | undefined)[];

/** Asks FlexSearch for the documents of a term in a field. */
export type FindTerm = (field: number, term: string) => Promise<SlottedDocuments>;

function storageOf(data: RoomData, field: number): Storage {
  const storage: Storage = {
    mount: async (index) => {
      index.db = storage;
    },
    get: async (term) => {
      const entry = await data.term(term);
      const packed = entry?.fields.find((each) => each.field === field)?.packed;
      const slots: number[][] = [];
      for (let i = 0; i < (packed?.length ?? 0); i++) {
        const value = packed?.[i] as number;
        const list = slots[value & 3] ?? [];
        slots[value & 3] = list;
        list.push(value >>> 2);
      }
      return slots;
    },
  };
  return storage;
}

/** One index a field, made when first asked for. Terms come from our tokenizer and are passed on whole. */
export function flexFinder(Index: FlexIndexConstructor, data: RoomData): FindTerm {
  const indexes = new Map<number, Promise<FlexIndex>>();
  const made = async (field: number): Promise<FlexIndex> => {
    const index = new Index({
      tokenize: "strict",
      cache: false,
      commit: false,
      encode: (term: string) => [term],
    });
    await index.mount(storageOf(data, field));
    return index;
  };
  return async (field, term) => {
    let index = indexes.get(field);
    if (index === undefined) {
      index = made(field);
      indexes.set(field, index);
    }
    const { result } = await (await index).search(term, { resolve: false });
    return result ?? [];
  };
}
