/** The script most letters of a text stand in. A script is a script, never a nationality. */

/** First and last code point of letters, and the script; enough to tell the scripts of names apart (Unicode Scripts.txt). */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Latin}/gu, "Latin"],
  [/\p{Script=Cyrillic}/gu, "Cyrillic"],
  [/\p{Script=Greek}/gu, "Greek"],
  [/\p{Script=Arabic}/gu, "Arabic"],
  [/\p{Script=Hebrew}/gu, "Hebrew"],
  [/\p{Script=Han}/gu, "Han"],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, "Kana"],
  [/\p{Script=Hangul}/gu, "Hangul"],
  [/\p{Script=Thai}/gu, "Thai"],
  [/\p{Script=Devanagari}/gu, "Devanagari"],
  [/\p{Script=Armenian}/gu, "Armenian"],
  [/\p{Script=Georgian}/gu, "Georgian"],
];
const MAX_CHARS = 500;

/**
 * `mainScript("Зимин Тарас")` is "Cyrillic"; null without letters. A text counts for the script that is not Latin when that has two
 * letters or more: program names and paths put Latin letters beside every name.
 */
export function mainScript(text: string): string | null {
  const sample = text.slice(0, MAX_CHARS);
  if (/^[\x00-\x7f]*$/.test(sample)) return /[A-Za-z]/.test(sample) ? "Latin" : null;
  let best: string | null = null;
  let most = 1;
  for (const [letters, name] of SCRIPTS.slice(1)) {
    const count = sample.match(letters)?.length ?? 0;
    if (count > most) {
      most = count;
      best = name;
    }
  }
  if (best !== null) return best;
  return /\p{Script=Latin}/u.test(sample) ? "Latin" : null;
}
