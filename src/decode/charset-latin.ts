/** Which Latin charset a text is in, by the letters of the languages that use it. */
import type { Buffer } from "node:buffer";
import iconv from "iconv-lite";
import { latin1 } from "./bytes.ts";

/** Letters beyond ASCII of the languages a Latin charset is used for; the first that fits best wins, so that Western ones win a tie. */
const LATIN: readonly (readonly [string, readonly string[]])[] = [
  [
    "windows-1252",
    ["äöüßéà", "éèêëàâçîïôùûüœæ", "áéíóúñü", "áàâãçéêíóôõúü", "àèéìòù", "åäöæøé", "éëïóöü"],
  ],
  ["windows-1254", ["çğıöşüİâ"]],
  [
    "windows-1250",
    ["áčďéěíňóřšťúůýž", "ąćęłńóśźż", "áéíóöőúüű", "áäčďéíĺľňóôŕšťúýž", "čšžćđ", "ăâîşţ"],
  ],
  ["iso-8859-2", ["áčďéěíňóřšťúůýž", "ąćęłńóśźż", "áäčďéíĺľňóôŕšťúýž"]],
  ["windows-1257", ["āčēģīķļņšūž", "ąčęėįšųūž", "äõöüšž"]],
  ["cp850", ["äöüßéà", "éèêëàâçîïôùûü"]],
];

/** Accented letters; of õ only what Portuguese has, "õe": elsewhere the same byte is the ő of Hungarian. */
const LETTERS = /(?!õ[^e])[^\0-\x7f\u00a0-\u00bf\u2013-\u20ac]/g;

/** The Latin charset one of whose languages has most of the letters of the text. */
export function latinCharset(sample: Buffer): string {
  let best = "windows-1252";
  let bestFit = 0;
  for (const [charset, languages] of LATIN) {
    const letters = iconv.decode(sample, charset).match(LETTERS) ?? [];
    for (const language of languages) {
      const alphabet = new Set([...language, ...language.toUpperCase()]);
      const fit = letters.filter((letter) => alphabet.has(letter)).length;
      if (fit > bestFit) {
        bestFit = fit;
        best = charset;
      }
    }
  }
  return best;
}

/** A text of nothing but a few short words in accented capitals of one Latin language, "ÀÉÈÊ" or "ÄÖÜ". */
export function isCapitals(sample: Buffer): boolean {
  const runs = latin1(sample, 0, sample.length).match(/[\x80-\xff]+/g) ?? [];
  const languages = LATIN[0]?.[1].map((letters) => letters.toUpperCase()) ?? [];
  return (
    runs.length <= 8 &&
    runs.every(
      (run) =>
        run.length <= 4 &&
        languages.some((letters) => [...run].every((letter) => letters.includes(letter))),
    )
  );
}
