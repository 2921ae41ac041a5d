/**
 * A second opinion on the index: a sample of families is indexed by stock FlexSearch from their stored texts, with our tokenizer; words and pairs of words drawn from them
 * are asked of it and of our executor. The two share the tokenizer and nothing else, so a posting that is missing, or one too many, shows. Reads only.
 */
import { createHash } from "node:crypto";
import { originalRoots } from "../catalog/catalog-counts.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { FIELDS } from "../fields.ts";
import { createFlexDocument } from "../segment/flexsearch.ts";
import { termsOf } from "../tokenize.ts";
import { catalogTexts } from "./catalog-texts.ts";
import type { OpenIndex } from "./open-index.ts";
import { searchRoots } from "./search.ts";

/** What came of it. */
export interface SecondOpinion {
  /** Families indexed by FlexSearch, of so many that are no exact copies. */
  readonly sampled: number;
  readonly families: number;
  readonly questions: number;
  /** Questions with different answers, in words. */
  readonly different: readonly string[];
}

const QUESTIONS = 500;
/** Indexed at a time: FlexSearch holds about 7 KB for each in memory. */
const AT_ONCE = 2000;
/** Named of the differences. */
const MAX_NAMED = 20;

/** Texts that a search without a field looks in, and that the catalog keeps in full: of senders it keeps From, not Sender. */
const TEXTS = FIELDS.filter(
  ({ name, type, inDefault }) => type === "text" && inDefault && name !== "from",
).map(({ name }) => name);

/**
 * A word that a query for it finds as it is, and nothing more: of letters of one alphabet. Numbers, Kana, Hangul and the like are also found as people type
 * them, which is more than a posting says.
 */
const PLAIN = /^(?:[a-z]{1,40}|\p{Script=Cyrillic}{1,40}|\p{Script=Greek}{1,40})$/u;

/** A number from 0 to 1 that the seed and a name decide, the same everywhere. */
const drawOf = (seed: number, name: string): number =>
  createHash("sha256").update(`${seed} ${name}`).digest().readUInt32BE(0) / 2 ** 32;

/** docIds of the families to look at: all, or `count` by their draw; ascending. */
function sampleOf(
  roots: readonly (readonly [docId: number, contentId: string])[],
  count: number,
  seed: number,
): readonly number[] {
  const drawn = roots.map(([docId, id]) => [docId, count === 0 ? 0 : drawOf(seed, id)] as const);
  const chosen =
    count === 0 ? drawn : drawn.toSorted(([, a], [, b]) => a - b).slice(0, Math.max(0, count));
  return chosen.map(([docId]) => docId).toSorted((a, b) => a - b);
}

/** Different terms of all texts of a family, with blanks between: one string, for there may be a million. */
function termsOfFamily(
  catalog: CatalogReader,
  values: ReturnType<typeof catalogTexts>["values"],
  rootId: number,
): string {
  const terms = new Set<string>();
  for (const { docId } of catalog.family(rootId))
    for (const field of TEXTS)
      for (const value of values(docId, field)) for (const term of termsOf(value)) terms.add(term);
  return [...terms].join(" ");
}

/** Words of the sample, and pairs that one family has, as many of each; fewer where texts have none. */
function questionsOf(families: readonly string[], seed: number): readonly (readonly string[])[] {
  const questions = new Map<string, readonly string[]>();
  for (let i = 0; i < QUESTIONS; i++) {
    const pick = <T>(list: readonly T[], what: string): T | undefined =>
      list[Math.floor(drawOf(seed, `${what} ${i}`) * list.length)];
    const terms = (pick(families, "family") ?? "").split(" ").filter((term) => PLAIN.test(term));
    const [first, second] = [pick(terms, "first"), pick(terms, "second")];
    if (first === undefined || second === undefined) continue;
    const words = i % 2 === 0 || first === second ? [first] : [first, second];
    questions.set(words.join(" "), words);
  }
  return [...questions.values()];
}

/** A query for families with each word in any of the texts. */
const queryOf = (words: readonly string[]): string =>
  words.map((word) => `(${TEXTS.map((field) => `${field}:${word}`).join(" OR ")})`).join(" ");

/** What FlexSearch finds among the families for each question. */
function flexAnswers(
  families: ReadonlyMap<number, string>,
  questions: readonly (readonly string[])[],
): readonly ReadonlySet<number>[] {
  const answers = questions.map(() => new Set<number>());
  const entries = [...families];
  for (let from = 0; from < entries.length; from += AT_ONCE) {
    const part = entries.slice(from, from + AT_ONCE);
    const engine = createFlexDocument([{ field: "text", tolerant: false }]);
    for (const [rootId, terms] of part) engine.add(rootId, { text: terms });
    for (const [i, words] of questions.entries())
      for (const rootId of engine.search(words.join(" "), { pluck: "text", limit: AT_ONCE }) ?? [])
        answers[i]?.add(rootId);
  }
  return answers;
}

/** Compares `count` families, all with 0. */
export function secondOpinion(index: OpenIndex, count: number, seed: number): SecondOpinion {
  const { catalog } = index;
  const roots = originalRoots(catalog.database);
  const { values } = catalogTexts(catalog, index.segments);
  const sample = sampleOf(roots, count, seed);
  const families = new Map(
    sample.map((rootId) => [rootId, termsOfFamily(catalog, values, rootId)] as const),
  );
  const questions = questionsOf([...families.values()], seed);
  const expected = flexAnswers(families, questions);
  const different: string[] = [];
  for (const [i, words] of questions.entries()) {
    const options = { clock: { nowMs: 0, timeZone: "UTC" }, strict: false };
    const found = searchRoots(index, queryOf(words), options).filter((root) => families.has(root));
    const wanted = expected[i] as ReadonlySet<number>;
    if (found.length === wanted.size && found.every((root) => wanted.has(root))) continue;
    different.push(
      `${words.join(" ")}: FlexSearch finds ${wanted.size} of the sample, the index ${found.length}`,
    );
  }
  return {
    sampled: families.size,
    families: roots.length,
    questions: questions.length,
    different: different.slice(0, MAX_NAMED),
  };
}
