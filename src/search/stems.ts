/**
 * Whether two terms are forms of one word, by the Snowball stemmers. The index holds no stems: terms stay as they were written, folded, and forms are
 * found by reading the dictionary. A stemmer is loaded when a query first asks for its language.
 */
import { createRequire } from "node:module";
import type { stemmer as Stemmer } from "@orama/stemmers/english";
import type { StemLanguage } from "../query/tree.ts";
import { STEM_LANGUAGES } from "../query/tree.ts";

const PACKAGES: Readonly<Record<StemLanguage, string>> = {
  ar: "@orama/stemmers/arabic",
  de: "@orama/stemmers/german",
  en: "@orama/stemmers/english",
  fr: "@orama/stemmers/french",
  ru: "@orama/stemmers/russian",
};

const loaded = new Map<StemLanguage, typeof Stemmer>();

function stemmerOf(language: StemLanguage): typeof Stemmer {
  let stem = loaded.get(language);
  if (stem === undefined) {
    const load = createRequire(import.meta.url);
    stem = (load(PACKAGES[language]) as { readonly stemmer: typeof Stemmer }).stemmer;
    loaded.set(language, stem);
  }
  return stem;
}

/** Letters that folding took away and a stemmer needs to know an ending by. */
function unfolded(term: string, language: StemLanguage): string {
  switch (language) {
    case "fr":
      return term.replace(/e(?=e?s?$)/, "é");
    case "ru":
      return term.replace(/([аеоуыэюяи])и(?=$|[^аеиоуыэюя])/g, "$1й");
    case "ar":
      return term.replace(/ه$/, "ة");
    default:
      return term;
  }
}

/** The language writes in this script, so that its stemmer is not asked about words it cannot know. */
const SCRIPTS: Readonly<Record<StemLanguage, RegExp>> = {
  ar: /^[\u0621-\u064a]+$/,
  de: /^[a-z]+$/,
  en: /^[a-z]+$/,
  fr: /^[a-z]+$/,
  ru: /^[\u0430-\u044f]+$/,
};

/** Words of so many letters keep at least two in every form. */
const LONG_LETTERS = 6;

/** Longer runs are no words. */
const MAX_LETTERS = 40;

function stemsOf(term: string, language: StemLanguage): readonly string[] {
  if (term.length > MAX_LETTERS || !SCRIPTS[language].test(term)) return [];
  const stem = stemmerOf(language);
  const other = unfolded(term, language);
  return other === term ? [stem(term)] : [stem(term), stem(other)];
}

export interface StemTest {
  /** What every form begins with; "" where forms may begin otherwise. */
  readonly prefix: string;
  readonly test: (term: string) => boolean;
}

/** Accepts the term itself and every other of the same stem in the language, or (null) in one of those known. */
export function stemTest(term: string, language: StemLanguage | null): StemTest {
  const asked = (language === null ? STEM_LANGUAGES : [language]).flatMap((each) => {
    const stems = stemsOf(term, each);
    return stems.length === 0 ? [] : [[each, stems] as const];
  });
  const arabic = asked.some(([each]) => each === "ar");
  return {
    // Endings change, and in Arabic beginnings; of a short word nearly all may change ("dying", "die")
    prefix: arabic ? "" : term.slice(0, term.length < LONG_LETTERS ? 1 : 2),
    test: (other) =>
      other === term ||
      asked.some(([each, stems]) => stemsOf(other, each).some((stem) => stems.includes(stem))),
  };
}
