/** What all views of the page share: the room, the words, own marks, and how to get from one view to another. */
import type { RoomData } from "../engine/data.ts";
import { type FlexIndexConstructor, flexFinder } from "../engine/flex-store.ts";
import type { RoomAnswer } from "../engine/search.ts";
import { valuesOfColumn } from "../engine/search.ts";
import { TermSets } from "../engine/term-sets.ts";
import type { RoomCore } from "../format.ts";
import type { OwnMarks } from "./own-marks.ts";
import { type Words, wordsOf } from "./words.ts";

/** FlexSearch's published bundle stands in the page before our script and leaves this name. */
declare const FlexSearch: { readonly Index: FlexIndexConstructor };

export interface App {
  readonly data: RoomData;
  readonly core: RoomCore;
  readonly marks: OwnMarks;
  /** Time of each document in ms since 1970 UTC, NaN where it has none. */
  readonly dates: Float64Array;
  readonly sizes: Float64Array;
  /** The other documents of each family by root, in order. */
  readonly files: ReadonlyMap<number, readonly number[]>;
  words: Words;
  answer: RoomAnswer | null;
  /** Looks terms up; new for every search, so that what one held is let go. */
  readonly newSets: () => TermSets;
  /** Adds a clause to the query, or takes it away where it stands there. */
  readonly toggle: (clause: string) => void;
  readonly open: (root: number) => void;
  readonly say: (text: string) => void;
}

function filesByRoot(data: RoomData): Map<number, number[]> {
  const files = new Map<number, number[]>();
  for (let document = 0; document < data.core.count; document++) {
    const root = data.roots[document] as number;
    if (root === document) continue;
    const list = files.get(root);
    if (list === undefined) files.set(root, [document]);
    else list.push(document);
  }
  return files;
}

/** The state of the page over its data. */
export function newApp(
  data: RoomData,
  marks: OwnMarks,
  language: string,
  actions: Pick<App, "toggle" | "open" | "say">,
): App {
  const find = flexFinder(FlexSearch.Index, data);
  const newSets = (): TermSets => new TermSets(data, find);
  return {
    data,
    core: data.core,
    marks,
    dates: valuesOfColumn(newSets(), "date"),
    sizes: valuesOfColumn(newSets(), "size"),
    files: filesByRoot(data),
    words: wordsOf(language),
    answer: null,
    newSets,
    ...actions,
  };
}

/** "2017-03-27 09:14", "" for no time. UTC, as on the terminal. */
export function dateText(at: number | undefined): string {
  if (at === undefined || Number.isNaN(at) || Math.abs(at) > 8.64e15) return "";
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}

/** "2017-03", "" for no time. */
export const monthText = (at: number | undefined): string => dateText(at).slice(0, -9);

/** A value as a query has it: in quotes, without what would end them. */
export const quoted = (value: string): string => `"${value.replace(/["\\]/g, " ")}"`;
