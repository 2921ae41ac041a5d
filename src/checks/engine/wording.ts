/**
 * The words checks may use. A closed vocabulary: every word of every sentence stands in vocabulary.ts, so that a new word is a decision somebody
 * sees in a diff; and a list of words that never may stand there, because they judge, name a doer or a people.
 */
import type { CheckDescription } from "../../model/flag.ts";
import { VOCABULARY } from "./vocabulary.ts";

/** Each with what to say instead. */
const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\bfak(?:e[sd]?|ing|ery)\b/i, "say what was observed"],
  [/\bforg(?:e[sdr]?|ed|ery|eries|ing)\b/i, "say what was observed"],
  [/\bhack(?:s|ed|er|ers|ing)?\b/i, "say what was observed"],
  [/\btamper(?:s|ed|ing)?\b/i, "say what differs from what"],
  [/\bmanipulat\w*/i, "say what differs from what"],
  [/\bfalsif\w*/i, "say what differs from what"],
  [/\bfraud\w*/i, "say what was observed"],
  [/\bsuspicious\w*|\bsuspect\w*/i, "say how often it happens"],
  [/\bedited by\b/i, "say: carries the text … as last saved by"],
  [/\bbelong(?:s|ing|ed)? to\b/i, "say: same spelling"],
  [/\bprov(?:e|es|ed|en|ing)\b|\bproofs?\b/i, "say what agrees with what"],
  [/\bdecoys?\b/i, "a question for the methods page"],
  [/\bguilt\w*|\bculprits?\b|\battackers?\b|\bcriminals?\b|\bspies\b|\bspy\b/i, "no doer is named"],
  [/\b(?:he|she|his|her|him)\b/i, "say: the sender, the creator"],
  [
    /\b(?:russian|ukrainian|belarusian|chinese|korean|north korean|iranian|israeli|american|british|english|french|german|italian|spanish|polish|turkish|arab|japanese|indian|dutch|swedish|romanian|bulgarian|serbian|georgian|vietnamese)s?\b/i,
    "say the script, or the two letters of an interface language",
  ],
];

/** Something a text may not say, with the word. */
export interface WordingProblem {
  readonly word: string;
  readonly advice: string;
}

/** Banned words of a text; for sources, sample notes and everything else people read beside flags. */
export function bannedWords(text: string): WordingProblem[] {
  return BANNED.flatMap(([pattern, advice]) => {
    const found = pattern.exec(text);
    return found === null ? [] : [{ word: found[0], advice }];
  });
}

/** Words of a template as the vocabulary has them: lower case; placeholders, header names, names with dots, digits or dashes left out. */
function templateWords(text: string): string[] {
  return text
    .replace(/\{\w+\}/g, " ")
    .split(/[\s,;:()“”"…>=]+|\.(?:\s|$)/)
    .filter((word) => /^[A-Za-z]+(?:'[a-z]+)?$/.test(word))
    .map((word) => word.toLowerCase());
}

/** Everything wrong with a template: banned words, and words outside the vocabulary. */
export function lintTemplate(text: string): WordingProblem[] {
  const unknown = templateWords(text).filter((word) => !VOCABULARY.has(word));
  return [
    ...bannedWords(text),
    ...unknown.map((word) => ({
      word,
      advice: "not in the vocabulary: say it with words that are, or add it",
    })),
  ];
}

/** Every text of a check that people read. */
export function templatesOf(check: CheckDescription): readonly string[] {
  return [check.sentence, check.looksFor, check.whyItMatters, ...check.innocentCauses];
}
