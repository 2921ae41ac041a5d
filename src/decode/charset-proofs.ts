/** Charsets of alphabets that a few accented Latin letters spell by accident: what text in them must show before it is read so. */
import type { Buffer } from "node:buffer";
import iconv from "iconv-lite";

/** Thai proves itself: vowel signs and tone marks are there, and each follows a consonant or another mark. */
function isThai(sample: Buffer): boolean {
  const text = iconv.decode(sample, "windows-874");
  const marks = text.match(/[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/g)?.length ?? 0;
  const placed =
    text.match(/(?<=[\u0e01-\u0e2e\u0e31-\u0e3a\u0e47-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/g)
      ?.length ?? 0;
  return marks > 0 && placed === marks && !text.includes("\ufffd");
}

/** Words of an alphabet: at least two, of six letters together, each with the letters that only end a word at its end. */
function areWords(sample: Buffer, charset: string, letter: string, onlyAtEnd: string): string {
  const text = iconv.decode(sample, charset);
  const words = text.match(new RegExp(`[${letter}]{2,}`, "g")) ?? [];
  const all = words.join(" ");
  const isBroken = new RegExp(`[${onlyAtEnd}](?=[${letter}])`).test(all);
  return words.length < 2 || all.length - words.length < 5 || isBroken ? "" : all;
}

/** Hebrew proves itself by words whose final letters are final, and by its commonest letters. */
function isHebrew(sample: Buffer): boolean {
  const words = areWords(sample, "windows-1255", "\u05d0-\u05ea", "ךםןףץ");
  return (words.match(/[יוהלאמרת]/g)?.length ?? 0) * 3 >= words.length && words !== "";
}

/** Modern Greek has an accent in every word of two syllables, but for words in capitals. */
function isGreek(sample: Buffer): boolean {
  const text = iconv.decode(sample, "windows-1253");
  return /[\u03ac-\u03af\u03cc-\u03ce\u0390\u03b0]/.test(text) || !/[\u03b1-\u03c9]/.test(text);
}

/** Arabic and Persian prove themselves by words with alef and lam in every tenth letter, and none behind what ends a word. */
function isArabic(sample: Buffer): boolean {
  const words = areWords(sample, "windows-1256", "\u0621-\u064a\u067e\u0686\u0698\u06af", "ةى");
  return (words.match(/[الأإآ]/g)?.length ?? 0) * 10 >= words.length && words !== "";
}

/** Charsets whose letters a few accented Latin letters are by accident: their text has to prove itself. */
export const PROOFS: ReadonlyMap<string, (sample: Buffer) => boolean> = new Map([
  ["windows-874", isThai],
  ["windows-1253", isGreek],
  ["windows-1255", isHebrew],
  ["windows-1256", isArabic],
]);
