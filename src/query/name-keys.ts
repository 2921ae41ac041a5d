/**
 * Whether two words may be spellings of one name, whatever their scripts. A word is reduced to keys: how it would be written in a plain Latin alphabet
 * (ISO 9 folded; capitals S, Z, C are ш, ж, ч). Words that share a key are taken for the same name. Pure.
 *
 * Latin words are read back into Cyrillic in each system (name-readings.ts), so "Rochka", "Roschka" and "Рошка" meet in "roSka"; Greek is written
 * out; Arabic, which leaves vowels out, is compared by name-arabic.ts.
 */
import { arabicFits, isArabic, sameArabicName, steadyArabic } from "./name-arabic.ts";
import { cyrillicReadings, latinSpellings } from "./name-readings.ts";

const pairs = (text: string): ReadonlyMap<string, string> =>
  new Map(text.split(" ").map((pair) => [pair.charAt(0), pair.slice(1)]));

const CYRILLIC = pairs(
  "аa бb вv гg ґg дd еe жZ зz иi йi ёe іi кk лl мm нn оo пp рr сs тt уu фf хh цc чC шS щSC ъ ыi ь эe юiu яia єe јi љli њni ћC ђd џdZ ѕdz ѣe ѳf ѵi",
);
const GREEK = pairs("αa βv γg δd εe ζz ηi θt ιi κk λl μm νn ξks οo πp ρr σs τt υi φf χh ψps ωo");

/** Letters that look alike; a word that mixes scripts is read as if written in one. */
const LOOKS_CYRILLIC = pairs(
  "aа bв cс eе hн iі jј kк mм oо pр sѕ tт xх yу αа οо ρр κк τт ιі χх υу",
);
const LOOKS_LATIN = pairs(
  "аa вb сc еe нh іi јj кk мm оo рp ѕs тt хx уy ԛq ԝw αa οo ρp κk τt ιi χx υu νv εe",
);

const PLAIN = /^[a-z]+$/;
const HAS_LATIN = /[a-z]/;
const HAS_CYRILLIC = /\p{Script=Cyrillic}/u;
const HAS_GREEK = /\p{Script=Greek}/u;

/** Longer words are no names. */
const MAX_LETTERS = 40;
/** Shorter keys say too little to meet a spelling without its carons. */
const MIN_PLAIN = 5;
const MAX_KEYS = 24;
const MAX_KNOWN = 50_000;

/** `means`: what the word may stand for. `plain`: how it reads when carons may have been left out (a Latin word), or were (another). */
interface NameKeys {
  readonly means: ReadonlySet<string>;
  readonly without: ReadonlySet<string>;
  readonly plain: string | null;
}

/** Shorter words are names of their own: Liu is not Lu. */
const MIN_SOFT = 4;

/** л is soft before ю, and many write it without: Ludmila, Lubov, Kluchevsky for Людмила, Любовь, Ключевский. */
function withoutSoftness(raw: string): string {
  const hard = raw.replace(/liu/g, "lu");
  return hard.length < MIN_SOFT ? raw : hard;
}

function settled(raw: string): string {
  return withoutSoftness(raw)
    .replace(/(.)\1+/g, "$1")
    .replace(/ie/g, "e")
    .replace(/([SZC])e/g, "$1o")
    .replace(/(.)\1+/g, "$1")
    .replace(/([oe])f$/, "$1v")
    .replace(/([bdfgkptvSZCs])er$/, "$1r")
    .replace(/([bdfgkptv])re$/, "$1r");
}

const spelled = (word: string, letters: ReadonlyMap<string, string>): string =>
  Array.from(word, (letter) => letters.get(letter) ?? letter).join("");

/** Every choice of one alternative at each place; bounded. */
function choices(
  word: string,
  places: RegExp,
  alternatives: (place: string) => readonly string[],
): string[] {
  let found = [""];
  let from = 0;
  for (const match of word.matchAll(places)) {
    const before = word.slice(from, match.index);
    from = match.index + match[0].length;
    const options = found.length >= 8 ? [alternatives(match[0])[0] ?? ""] : alternatives(match[0]);
    found = found.flatMap((start) => options.map((option) => start + before + option));
  }
  return found.map((start) => start + word.slice(from));
}

/** Ukrainian г is h; Bulgarian ъ is a. */
function ofCyrillic(word: string): readonly string[] {
  const forms = [word];
  if (word.includes("г")) forms.push(word.replaceAll("г", "х"));
  if (word.includes("ъ")) forms.push(word.replaceAll("ъ", "а"));
  return forms.map((form) => spelled(form, CYRILLIC));
}

const GREEK_PAIRS: Readonly<Record<string, readonly string[]>> = {
  ου: ["u"],
  αι: ["e", "ai"],
  ει: ["i", "ei"],
  οι: ["i", "oi"],
  αυ: ["av", "af", "au"],
  ευ: ["ev", "ef", "eu"],
  μπ: ["mp", "b", "mb"],
  ντ: ["nt", "d", "nd"],
  γκ: ["gk", "g", "ng"],
  γγ: ["ng", "g"],
  γχ: ["nh"],
  τσ: ["c"],
  τζ: ["c", "dz"],
  γι: ["gi", "i"],
  γε: ["ge", "ie"],
  υ: ["i", "u"],
};

const ofGreek = (word: string): readonly string[] =>
  choices(
    word,
    /ου|αι|ει|οι|αυ|ευ|μπ|ντ|γκ|γγ|γχ|τσ|τζ|^γι(?=[αουω])|^γε|υ/g,
    (place) => GREEK_PAIRS[place] ?? [place],
  ).map((each) => spelled(each, GREEK));

/** Letters between two consonants that may stand for ё. */
const YO = /([^aeiou])io(?=[^aeiou])/;

function ofLatin(word: string): readonly string[] {
  const raw = cyrillicReadings(word).map((reading) => spelled(reading, CYRILLIC));
  return raw.flatMap((each) => (YO.test(each) ? [each, each.replace(YO, "$1e")] : [each]));
}

/** As a plain alphabet reads it: y and j are i, w is v. */
const plainOf = (word: string): string =>
  settled((latinSpellings(word)[0] ?? word).replace(/[yj]/g, "i").replaceAll("w", "v"));

/** The word in one script, where it mixes look-alikes of two: none, or one reading for each script. */
function unmixed(word: string): readonly string[] {
  const scripts = [HAS_LATIN, HAS_CYRILLIC, HAS_GREEK].filter((script) => script.test(word));
  if (scripts.length < 2) return [word];
  return [spelled(word, LOOKS_CYRILLIC), spelled(word, LOOKS_LATIN)].filter(
    (reading) => [HAS_LATIN, HAS_CYRILLIC, HAS_GREEK].filter((s) => s.test(reading)).length === 1,
  );
}

const known = new Map<string, NameKeys>();

/** Remembered for a while: a name is asked for with and without its initials. */
function keysOf(word: string): NameKeys {
  let keys = known.get(word);
  if (keys === undefined) {
    keys = workOut(word);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(word, keys);
  }
  return keys;
}

function workOut(word: string): NameKeys {
  const raw = unmixed(word).flatMap((form) => {
    if (HAS_CYRILLIC.test(form)) return ofCyrillic(form);
    return HAS_GREEK.test(form) ? ofGreek(form) : ofLatin(form);
  });
  const some = [...new Set(raw)].slice(0, MAX_KEYS);
  return {
    means: new Set(some.map(settled)),
    without: new Set(
      some.map((each) => settled(each.toLowerCase())).filter((key) => key.length >= MIN_PLAIN),
    ),
    plain: PLAIN.test(word) ? plainOf(word) : null,
  };
}

function meet(a: NameKeys, b: NameKeys): boolean {
  for (const key of a.means) if (b.means.has(key)) return true;
  return (
    (a.plain !== null && b.without.has(a.plain)) || (b.plain !== null && a.without.has(b.plain))
  );
}

const isName = (term: string): boolean =>
  term.length <= MAX_LETTERS && /^[\p{L}\p{M}]+$/u.test(term);

/** What a first letter may sound like: "g" and "г" begin alike, and "Zh" begins with z. */
const INITIALS = pairs(
  "aa bb ckCcsh dd ee ff ggh hhg iie jieZd kkh ll mm nn oou ppf qk rr ssSz ttcC uui vvf wv xkh yie zzZcs",
);

function firstsOf(word: string): string {
  const first = word.charAt(0);
  const sounds = INITIALS.get(first);
  if (sounds !== undefined) return sounds;
  const key = CYRILLIC.get(first) ?? GREEK.get(first) ?? first;
  return key.charAt(0) + (first === "г" ? "h" : "") + (first === "е" ? "i" : "");
}

/** A word of a name as asked for: folded; `initial` when its first letter alone stands for it too. */
export interface NameWord {
  readonly word: string;
  readonly initial: boolean;
}

/**
 * A test of terms for one word of a name. `nameTest({word:"roshka", initial:false})` accepts "рошка", "rochka", "roschka". A word of one letter
 * accepts every name that begins with it.
 */
export function nameTest({ word, initial }: NameWord): (term: string) => boolean {
  const firsts = firstsOf(word);
  if (Array.from(word).length === 1) return (term) => isName(term) && isInitialOf(word, term);
  const own = keysOf(word);
  const latin = PLAIN.test(word);
  const arabic = isArabic(word) || sameArabicName(word, word);
  return (term) => {
    if (term === word) return true;
    if (!isName(term)) return false;
    // Nearly all terms of a dictionary end here
    if (latin && !arabic && PLAIN.test(term) && !overlaps(firsts, firstsOf(term))) return false;
    if (Array.from(term).length === 1) return initial && isInitialOf(term, word);
    if (isArabic(word) || isArabic(term)) return arabicFits(word, term);
    return meet(own, keysOf(term)) || sameArabicName(word, term);
  };
}

/** Latin letters under which one name may begin: Joukov, Zhukov. */
const SAME_INITIALS = new Set("ck cs ct jz vw iy jy ij ey ej ou tz sz".split(" "));

/** Whether one letter (`initial`) may stand for the word. */
function isInitialOf(initial: string, word: string): boolean {
  const first = word.charAt(0);
  if (!PLAIN.test(initial) || !PLAIN.test(first))
    return overlaps(firstsOf(initial), firstsOf(word));
  return initial === first || SAME_INITIALS.has([initial, first].sort().join(""));
}

function overlaps(a: string, b: string): boolean {
  for (let i = 0; i < a.length; i++) if (b.includes(a.charAt(i))) return true;
  return false;
}

const steadyIn = (latin: string): string =>
  latin
    .replace(/[^lmnr]+/g, " ")
    .replace(/([lmnr])\1+/g, "$1")
    .replaceAll(" ", "");

/**
 * Letters every system of romanising keeps, in order, doubles once: all Latin spellings of one name have the same. "khrouchtchev" has "r". Null for a
 * word of which that cannot be said.
 */
export function steadyLetters(word: string): string | null {
  if (/^[a-z]{2,}$/.test(word)) return steadyIn(word);
  if (isArabic(word)) return steadyArabic(word);
  if (/^\p{Script=Cyrillic}{2,}$/u.test(word)) return steadyIn(spelled(word, CYRILLIC));
  return null;
}
