/**
 * Names of the index that look or sound like what was typed, for suggestions: "did you mean", completion, people. FlexSearch finds what sounds alike
 * (segment/names.ts), the number of letters that differ puts it in order. Loaded a field at a time when it is asked; a search loads none of it. Values are words of the
 * corpus: escape them.
 */
import { namesOf } from "../catalog/suggestions/names.ts";
import { editDistance } from "../query/suggest.ts";
import { NAME_FIELDS, Names, type NameValue, PEOPLE_FIELDS } from "../segment/names.ts";
import { termsOf } from "../tokenize.ts";
import type { OpenIndex } from "./open-index.ts";

/** A value that was perhaps meant. */
export interface SuggestedName {
  /** As written: `Anna Weber <anna@example.org>`, `budget 2017.xlsx`. */
  readonly value: string;
  /** Fields it is in, as a query names them: `["from", "to"]`. */
  readonly fields: readonly string[];
  /** Places that have it, exact copies once. */
  readonly count: number;
  /** Letters by which the nearest words differ from those typed, all together. */
  readonly distance: number;
}

const opened = new WeakMap<OpenIndex, Names>();

function namesIn(index: OpenIndex): Names {
  let names = opened.get(index);
  if (names === undefined) {
    names = new Names((field) => namesOf(index.catalog.database, field));
    opened.set(index, names);
  }
  return names;
}

/** So many letters of a word may differ: half of them, where the sound is the same. */
const allowed = (word: string): number => Math.max(1, Math.floor(Array.from(word).length / 2));

/** How far words are from those asked, each compared once. */
class Distances {
  private readonly known = new Map<string, number>();

  of(asked: string, word: string): number {
    const key = `${asked} ${word}`;
    let distance = this.known.get(key);
    if (distance === undefined) {
      const most = allowed(asked);
      const isFar = Math.abs(asked.length - word.length) > most;
      distance = isFar ? most + 1 : editDistance(asked, word, most);
      this.known.set(key, distance);
    }
    return distance;
  }

  /** The nearest word of a text; null when all are too far. */
  nearest(
    asked: string,
    words: readonly string[],
  ): readonly [word: string, distance: number] | null {
    let best: readonly [string, number] | null = null;
    for (const word of words) {
      const distance = this.of(asked, word);
      if (distance <= allowed(asked) && (best === null || distance < best[1]))
        best = [word, distance];
    }
    return best;
  }
}

/** Values of the fields that have a word near each word typed: the nearest first, then the most frequent. `suggestNames(index, ["from"], "Schneir", 5)`. */
export function suggestNames(
  index: OpenIndex,
  fields: readonly string[],
  text: string,
  limit: number,
): readonly SuggestedName[] {
  const asked = termsOf(text);
  const distances = new Distances();
  const found = new Map<string, SuggestedName>();
  for (const field of fields.filter((each) => NAME_FIELDS.includes(each))) {
    for (const [value, count] of namesIn(index).like(field, text)) {
      const words = termsOf(value);
      let distance = 0;
      for (const word of asked) distance += distances.nearest(word, words)?.[1] ?? Infinity;
      if (distance === Infinity) continue;
      const known = found.get(value);
      found.set(value, {
        value,
        fields: [...(known?.fields ?? []), field],
        count: count + (known?.count ?? 0),
        distance,
      });
    }
  }
  return [...found.values()]
    .sort((a, b) => a.distance - b.distance || b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, limit);
}

/** People whose name or address sounds like the text, in mail and in the metadata of files: `suggestPeople(index, "Kofman")` may give Jan Kaufmann <jan@example.org>. */
export const suggestPeople = (
  index: OpenIndex,
  text: string,
  limit = 10,
): readonly SuggestedName[] => suggestNames(index, PEOPLE_FIELDS, text, limit);

/** The word of such values that is nearest to one typed, then the one in most places; undefined when none is near. */
export function nearestNameWord(
  index: OpenIndex,
  fields: readonly string[],
  asked: string,
): string | undefined {
  const distances = new Distances();
  const words = new Map<string, readonly [distance: number, count: number]>();
  const note = ([value, count]: NameValue): void => {
    const near = distances.nearest(asked, termsOf(value));
    if (near !== null) words.set(near[0], [near[1], count + (words.get(near[0])?.[1] ?? 0)]);
  };
  for (const field of fields.filter((each) => NAME_FIELDS.includes(each)))
    for (const value of namesIn(index).like(field, asked)) note(value);
  const [best] = [...words].sort(
    ([a, [distanceA, countA]], [b, [distanceB, countB]]) =>
      distanceA - distanceB || countB - countA || (a < b ? -1 : 1),
  );
  return best?.[0];
}
