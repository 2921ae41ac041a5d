/**
 * Arabic names against their Latin spellings. Arabic writes no short vowels and Latin spellings differ in nearly every letter, so a word is walked letter
 * by letter with all places reached so far: no backtracking. Two Latin spellings are compared through the commonest given names. Pure.
 */

const words = (text: string): readonly string[] => text.split("|");

/** Latin spellings of each letter (folded as in tokenize.ts); "" where it may be left out. */
const LETTERS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    ا: "a|aa|e",
    ب: "b|p",
    ت: "t",
    ث: "th|t|s",
    ج: "j|g|dj|dsch|dg|gu",
    ح: "h",
    خ: "kh|k|ch|h",
    د: "d",
    ذ: "dh|z|d|th",
    ر: "r",
    ز: "z",
    س: "s|ss|c",
    ش: "sh|ch|sch",
    ص: "s|ss",
    ض: "d|dh|z",
    ط: "t",
    ظ: "z|dh|th",
    ع: "a|e|i|o|u|",
    غ: "gh|g",
    ف: "f|ph|v",
    ق: "q|k|g|c|qu|gu",
    ك: "k|c|ck",
    ل: "l",
    م: "m",
    ن: "n",
    ه: "h|ah|a|eh|e|at|et|",
    و: "w|v|u|o|ou|oo|au|aw|ow|uw",
    ي: "y|i|j|ee|ei|ai|ay|ie|ey|iy",
    ء: "|a",
  }).map(([letter, spellings]) => [letter, words(spellings)]),
);

/** A first alif carries any vowel, and there is one; a last yeh may be an alif maksura. */
const FIRST_ALIF = words("a|e|i|o|u|ou");
const LAST_YEH = words("a|e|y|i|ee|ei|ai|ay|ie|ey|iy");

/** What may stand between two letters where Arabic writes nothing; the first entry is nothing. */
const SHORT = words("|a|e|i|o|u|ou");

/** Longer words are no names; the walk is letters by places. */
const MAX_LETTERS = 24;

const ARABIC = /^[\u0621-\u064a]+$/;
const LATIN = /^[a-z]+$/;

/** Whether a folded word is in Arabic letters. */
export const isArabic = (word: string): boolean => ARABIC.test(word);

function stepped(word: string, from: readonly number[], spellings: readonly string[]): number[] {
  const reached = new Set<number>();
  for (const at of from)
    for (const spelling of spellings) {
      if (!word.startsWith(spelling, at)) continue;
      const end = at + spelling.length;
      reached.add(end);
      // A doubled consonant is written once in Arabic
      const last = spelling.at(-1);
      if (last !== undefined && !"aeiou".includes(last) && word.charAt(end) === last)
        reached.add(end + 1);
    }
  return [...reached];
}

function walks(letters: string, latin: string): boolean {
  let places: number[] = [0];
  for (const [i, letter] of Array.from(letters).entries()) {
    const spellings =
      letter === "ا" && i === 0
        ? FIRST_ALIF
        : letter === "ي" && i === letters.length - 1
          ? LAST_YEH
          : LETTERS.get(letter);
    if (spellings === undefined) return false;
    if (i > 0) places = stepped(latin, places, SHORT);
    places = stepped(latin, places, spellings);
    if (places.length === 0) return false;
  }
  return places.includes(latin.length);
}

/** "الاسد" is also "اسد": the article is a word of its own in Latin. */
const forms = (word: string): readonly string[] =>
  word.length >= 5 && word.startsWith("ال") ? [word, word.slice(2)] : [word];

/** The letters of an Arabic word that every Latin spelling has as l, m, n, r; null where that cannot be said. */
export function steadyArabic(word: string): string | null {
  const letters = word
    .replace(/[^لمنر]+/g, " ")
    .replace(/[لمنر]/g, (letter) => ({ ل: "l", م: "m", ن: "n", ر: "r" })[letter] ?? "");
  return /([lmnr])\1/.test(letters) || word.startsWith("ال") ? null : letters.replaceAll(" ", "");
}

/** Given names most people of Arabic descent bear one of: their Latin spellings differ most. */
const COMMON =
  "محمد احمد محمود حسن حسين علي عمر عثمان خالد يوسف ابراهيم اسماعيل عبدالله عبدالرحمن مصطفي كريم سعيد رشيد جمال طارق نبيل فاطمه عائشه خديجه زينب مريم ليلي سلمي هشام وليد ياسر سامي سمير فيصل ناصر منصور صالح حمزه بلال ايمن زكريا داود سليمان موسي عيسي هارون جعفر قاسم هاشم جواد باسم بشير عباس حميد مجيد نجيب شريف توفيق فؤاد رضوان عادل ماجد لطفي ادريس قذافي حسني مبارك صدام بوتفليقه".split(
    " ",
  );

const common = new Map<string, number>();

/** Which common name a Latin word spells, the one of most letters: its number, -1 for none. Remembered: a dictionary is asked word by word. */
function commonName(word: string): number {
  let number = common.get(word);
  if (number === undefined) {
    number = -1;
    if (LATIN.test(word) && word.length <= MAX_LETTERS && word.length > 2)
      for (const [i, name] of COMMON.entries())
        if (name.length > (COMMON[number]?.length ?? 0) && walks(name, word)) number = i;
    if (common.size >= 10_000) common.clear();
    common.set(word, number);
  }
  return number;
}

/** Whether two Latin words spell one of the commonest Arabic names: Muhammad, Mohamed. */
export function sameArabicName(a: string, b: string): boolean {
  const number = commonName(a);
  return number >= 0 && number === commonName(b);
}

/** Whether an Arabic and another word (Arabic, Latin) may be one name; both folded. "Mahmoud" is محمود, and therefore not محمد. */
export function arabicFits(a: string, b: string): boolean {
  if (a.length > MAX_LETTERS || b.length > MAX_LETTERS) return false;
  if (isArabic(a) && isArabic(b)) return forms(a).some((form) => forms(b).includes(form));
  const [arabic, latin] = isArabic(a) ? [a, b] : [b, a];
  if (!isArabic(arabic) || !LATIN.test(latin)) return false;
  const number = commonName(latin);
  if (number >= 0 && COMMON.includes(arabic)) return COMMON[number] === arabic;
  return forms(arabic).some((form) => walks(form, latin));
}
