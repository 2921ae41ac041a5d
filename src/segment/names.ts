/**
 * Distinct values of names (people, file names, subjects, titles) in a FlexSearch `Document`: filled through its `add`, kept by its own export, loaded a field at a
 * time. Words go in by their sound: FlexSearch's phonetic encoder takes "Schneir", "Schneier" and "Kofman", "Kaufmann" for the same, and its tolerant tokenizer forgives
 * a letter in what names a person. That is right for suggestions, never for counts. Knows no catalog and no query.
 */
import { FIELDS, NAME_METADATA } from "../fields.ts";
import { LIMITS } from "../limits.ts";
import { termsOf } from "../tokenize.ts";
import { createFlexDocument, type FlexDocument, soundOf } from "./flexsearch.ts";

/** Fields whose values name people. */
export const PEOPLE_FIELDS: readonly string[] = [
  "from",
  "to",
  ...FIELDS.filter(({ person }) => person).map(({ name }) => name),
];

/** All fields with such values, as a query names them. */
export const NAME_FIELDS: readonly string[] = [
  ...new Set(["from", "to", "filename", "subject", ...NAME_METADATA]),
];

/** A value as written, and in how many places it is: `["Anna Weber <anna@example.org>", 12]`. */
export type NameValue = readonly [value: string, count: number];

/** A piece of what is kept of a field: its values (`part` "values") or one piece of FlexSearch's export, as JSON. */
export interface NamePart {
  readonly field: string;
  readonly part: string;
  readonly body: string;
}

const VALUES = "values";

/** Words of a text that are looked up, and of a value that are kept. */
const MAX_WORDS = 24;

/** Sounds by word: the same few words are in many values. */
class Sounds {
  private readonly known = new Map<string, string>();

  of(text: string): readonly string[] {
    const sounds = new Set<string>();
    for (const word of termsOf(text).slice(0, MAX_WORDS)) {
      let sound = this.known.get(word);
      if (sound === undefined) {
        sound = soundOf(word);
        this.known.set(word, sound);
      }
      sounds.add(sound);
    }
    return [...sounds];
  }
}

const documentOf = (fields: readonly string[]): FlexDocument =>
  createFlexDocument(fields.map((field) => ({ field, tolerant: PEOPLE_FIELDS.includes(field) })));

/** The most frequent first; long ones left out, and those beyond the limit. */
const kept = (values: ReadonlyMap<string, number>): NameValue[] =>
  [...values]
    .filter(([value]) => value.length <= LIMITS.maxNameChars)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, LIMITS.maxNameValues);

/** Builds the index of the values of each field with their counts, and gives it in pieces. */
export async function buildNames(
  values: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Promise<readonly NamePart[]> {
  const lists = [...values].map(([field, counts]) => [field, kept(counts)] as const);
  const fields = lists.filter(([, list]) => list.length > 0);
  const document = documentOf(fields.map(([field]) => field));
  const sounds = new Sounds();
  const most = Math.max(0, ...fields.map(([, list]) => list.length));
  // The values of one rank are one document: each field has numbers of its own, the most frequent value the lowest
  for (let rank = 0; rank < most; rank++) {
    const entry: Record<string, string> = {};
    for (const [field, list] of fields) {
      const value = list[rank];
      if (value !== undefined) entry[field] = sounds.of(value[0]).join(" ");
    }
    document.add(rank, entry);
  }
  const parts: NamePart[] = fields.map(([field, list]) => ({
    field,
    part: VALUES,
    body: JSON.stringify(list),
  }));
  await document.export((part, body) => {
    const field = part.slice(0, part.indexOf("."));
    if (NAME_FIELDS.includes(field) && body) parts.push({ field, part, body });
  });
  return parts;
}

/** The values of one field, to look names up. */
export class FieldNames {
  private readonly field: string;
  private readonly values: readonly NameValue[];
  private readonly document: FlexDocument;
  private readonly sounds = new Sounds();

  /** Loads what {@link buildNames} gave for the field. Throws SyntaxError for damaged pieces. */
  constructor(field: string, parts: readonly Omit<NamePart, "field">[]) {
    this.field = field;
    this.document = documentOf([field]);
    let values: readonly NameValue[] = [];
    for (const { part, body } of parts)
      if (part === VALUES) values = JSON.parse(body) as readonly NameValue[];
      else this.document.import(part, body);
    this.values = values;
  }

  /** Values that sound like all words of the text, the most frequent first; when there are few also those in which one word has a sound less than was typed. */
  like(text: string): readonly NameValue[] {
    const asked = this.sounds.of(text);
    if (asked.length === 0) return [];
    const ranks = new Set(this.ranksOf(asked));
    for (let at = 0; at < asked.length && ranks.size < LIMITS.maxNameCandidates; at++)
      for (const less of withoutOne(asked[at] as string))
        for (const rank of this.ranksOf(asked.with(at, less))) ranks.add(rank);
    const found: NameValue[] = [];
    for (const rank of ranks) {
      const value = this.values[rank];
      if (value !== undefined && found.length < LIMITS.maxNameCandidates) found.push(value);
    }
    return found;
  }

  private ranksOf(sounds: readonly string[]): readonly number[] {
    return (
      this.document.search(sounds.join(" "), {
        pluck: this.field,
        limit: LIMITS.maxNameCandidates,
      }) ?? []
    );
  }
}

/** The sound with each of its letters left out, of at least three: "skmr" gives "kmr", "smr", "skr", "skm". */
function withoutOne(sound: string): readonly string[] {
  const letters = Array.from(sound);
  if (letters.length < 4) return [];
  return [...new Set(letters.map((_, at) => letters.toSpliced(at, 1).join("")))];
}
