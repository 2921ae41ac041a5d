/**
 * Distinct values of names (people, file names, subjects, titles) in a FlexSearch `Document`: filled through its `add`, kept by its own export, loaded a field at a
 * time. Words go in by their sound: FlexSearch's phonetic encoder takes "Schneir", "Schneier" and "Kofman", "Kaufmann" for the same, and its tolerant tokenizer forgives
 * a letter in the sounds of people's names. That is right for suggestions, never for counts. Knows no catalog and no query.
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
/** Beside the fields: the distinct sounds in names of people. A letter is forgiven there, once for each sound and not for each value. */
const SOUND = "sound";

/** Sounds that are looked up for one word. */
const MAX_SIMILAR = 20;

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

/** What of a value is kept by its sound: of a person no domain, which thousands share and the dictionary of words has. */
const spokenOf = (field: string, value: string): string =>
  PEOPLE_FIELDS.includes(field) ? value.replace(/@[^@\s]*$/, "") : value;

/** The most frequent first; long ones left out, and those beyond the limit. */
const kept = (values: ReadonlyMap<string, number>): NameValue[] =>
  [...values]
    .filter(([value]) => value.length <= LIMITS.maxNameChars)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, LIMITS.maxNameValues);

const documentOf = (fields: readonly string[]): FlexDocument =>
  createFlexDocument(fields.map((field) => ({ field, tolerant: field === SOUND })));

/** Builds the index of the values of each field with their counts, and gives it in pieces. */
export async function buildNames(
  values: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Promise<readonly NamePart[]> {
  const known = new Sounds();
  const ofPeople = new Set<string>();
  const lists = new Map<string, readonly string[]>();
  const parts: NamePart[] = [];
  for (const [field, counts] of values) {
    const list = kept(counts);
    parts.push({ field, part: VALUES, body: JSON.stringify(list) });
    const spoken = list.map(([value]) => known.of(spokenOf(field, value)));
    if (PEOPLE_FIELDS.includes(field))
      for (const sounds of spoken) for (const sound of sounds) ofPeople.add(sound);
    lists.set(
      field,
      spoken.map((sounds) => sounds.join(" ")),
    );
  }
  lists.set(SOUND, [...ofPeople]);
  parts.push({ field: SOUND, part: VALUES, body: JSON.stringify([...ofPeople]) });
  const document = documentOf([...lists.keys()]);
  const most = Math.max(...[...lists.values()].map(({ length }) => length));
  // The values of one rank are one document: each field has numbers of its own, the most frequent value the lowest
  for (let rank = 0; rank < most; rank++) {
    const entry: Record<string, string> = {};
    for (const [field, list] of lists) {
      const sounds = list[rank];
      if (sounds !== undefined) entry[field] = sounds;
    }
    document.add(rank, entry);
  }
  await document.export((part, body) => {
    const field = part.slice(0, part.indexOf("."));
    if (lists.has(field) && body) parts.push({ field, part, body });
  });
  return parts;
}

/** What is kept of one field, loaded: its values and FlexSearch's index of their sounds. */
class Loaded<T> {
  private readonly field: string;
  private readonly values: readonly T[];
  private readonly document: FlexDocument;

  constructor(field: string, parts: readonly StoredPart[]) {
    this.field = field;
    this.document = documentOf([field]);
    let values: readonly T[] = [];
    for (const { part, body } of parts)
      if (part === VALUES) values = JSON.parse(body) as readonly T[];
      else this.document.import(part, body);
    this.values = values;
  }

  /** Values with all these sounds, the most frequent first. */
  with(sounds: readonly string[]): readonly T[] {
    const options = { pluck: this.field, limit: LIMITS.maxNameCandidates };
    const ranks = this.document.search(sounds.join(" "), options) ?? [];
    return ranks.map((rank) => this.values[rank]).filter((value) => value !== undefined);
  }
}

/** A piece as it is stored under its field. */
export type StoredPart = Omit<NamePart, "field">;

/** Names to look up in what {@link buildNames} gave; `partsOf` hands out the pieces of a field when it is first asked. Throws SyntaxError for damaged pieces. */
export class Names {
  private readonly sounds = new Sounds();
  private readonly fields = new Map<string, Loaded<NameValue>>();
  private similar: Loaded<string> | undefined;
  private readonly partsOf: (field: string) => readonly StoredPart[];

  constructor(partsOf: (field: string) => readonly StoredPart[]) {
    this.partsOf = partsOf;
  }

  /** Values of a field that sound like all words of the text; in names of people a word may have a sound less or more, or two swapped. At most a few hundred. */
  like(field: string, text: string): readonly NameValue[] {
    const asked = this.sounds.of(text);
    if (asked.length === 0) return [];
    let loaded = this.fields.get(field);
    if (loaded === undefined) {
      loaded = new Loaded(field, this.partsOf(field));
      this.fields.set(field, loaded);
    }
    const found = new Set(loaded.with(asked));
    if (!PEOPLE_FIELDS.includes(field)) return [...found];
    for (const [at, sound] of asked.entries())
      for (const other of this.similarTo(sound)) {
        if (found.size >= LIMITS.maxNameCandidates) return [...found];
        for (const value of loaded.with(asked.with(at, other))) found.add(value);
      }
    return [...found];
  }

  /** Sounds in names of people that differ from one by a letter: "skmtr" for "skmr". */
  private similarTo(sound: string): readonly string[] {
    this.similar ??= new Loaded(SOUND, this.partsOf(SOUND));
    const found = new Set<string>();
    for (const each of [sound, ...withoutOne(sound)])
      for (const other of this.similar.with([each])) found.add(other);
    found.delete(sound);
    return [...found].slice(0, MAX_SIMILAR);
  }
}

/** The sound with each of its letters left out, of at least four: "skmr" gives "kmr", "smr", "skr", "skm". */
function withoutOne(sound: string): readonly string[] {
  const letters = Array.from(sound);
  if (letters.length < 4) return [];
  return [...new Set(letters.map((_, at) => letters.toSpliced(at, 1).join("")))];
}
