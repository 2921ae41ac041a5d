/**
 * A Latin spelling read back into Cyrillic under each way of romanising: English (BGN/PCGN, passports), French, German, scholarly (ISO 9 and the
 * Latin Slavic alphabets), GOST. "Rochka" is рочка in English, рошка in French. Pure; tables only.
 *
 * Words are folded (tokenize.ts): "Roška" arrives as "roska". `$` in a table is the end of the word.
 */

interface Table {
  readonly pieces: ReadonlyMap<string, string>;
  readonly longest: number;
}

const LETTERS =
  "a а b б c к d д e е f ф g г h х i и j й k к l л m м n н o о p п q к r р s с t т u у v в w в x кс y и z з";
const WESTERN =
  "ce се ci си cy си ph ф th т ck к qu кв kh х ts ц tz ц dz дз ya я yu ю ye е yo ё ia$ ия y$ ий";

/** Later pairs win: a system states only where it differs. */
function table(...parts: readonly string[]): Table {
  const words = parts.join(" ").split(" ");
  const pieces = new Map<string, string>();
  for (let i = 0; i + 1 < words.length; i += 2)
    pieces.set(words[i] as string, words[i + 1] as string);
  return { pieces, longest: Math.max(...[...pieces.keys()].map((piece) => piece.length)) };
}

const ENGLISH = table(
  LETTERS,
  WESTERN,
  "shch щ stch щ zh ж tch ч ch ч sh ш sch ш gh г j дж oo у ee и iy$ ий ey$ ей ah$ а",
);
const FRENCH = table(
  LETTERS,
  WESTERN,
  "chtch щ tch ч ch ш sh ш j ж dj дж ou у iou ю you ю gue ге gui ги guy ги ine$ ин yne$ ин ime$ им i$ ий",
);
const GERMAN_BASE =
  "schtsch щ tsch ч sch ш sh ж ch х z ц ja я ju ю je е jo ё j й ce це ci ци chs хс";
const GERMAN = table(LETTERS, WESTERN, GERMAN_BASE);
/** Duden writes ж as it writes ш. */
const GERMAN_ZH = table(LETTERS, WESTERN, GERMAN_BASE, "sch ж");
/** Duden writes з as s: Kusnezow. */
const GERMAN_Z = table(LETTERS, WESTERN, GERMAN_BASE, "s з ss с sk ск st ст sp сп s$ с");
const SCHOLARLY = table(
  LETTERS,
  "szcz щ sz ш cz ч ch х rz ж dj ђ ja я ju ю je е jo ё c ц ij$ ий yj$ ый i$ ий y$ ий",
);
const GOST = table(LETTERS, "shh щ x х cz ц zh ж ch ч sh ш ya я yu ю yo ё j й ij$ ий y$ ый");

const ALL = [ENGLISH, FRENCH, GERMAN, GERMAN_ZH, SCHOLARLY];

/** A German s as з turns too many short words into others. */
const MIN_GERMAN_Z = 6;
/** The systems differ in so much that short words read in all of them meet words that have nothing to do with them: Chen, Shen, Hen. */
const MIN_ALL = 5;

function readIn({ pieces, longest }: Table, word: string): string {
  const text = `${word}$`;
  let out = "";
  for (let at = 0; at < word.length; ) {
    let length = Math.min(longest, text.length - at);
    while (length > 1 && !pieces.has(text.slice(at, at + length))) length--;
    out += pieces.get(text.slice(at, at + length)) ?? text.charAt(at);
    at += length;
  }
  return out;
}

/** Umlauts written out: "mueller" is also "muller". "Michael" and "Samuel" stay as they are. */
function withoutUmlauts(word: string): string {
  return word.replace(/(?<![aeioq])ue(?!l$)|oe(?!l$)|ae(?!l$)/g, (pair) => pair.charAt(0));
}

/** The spelling, and, where it has them, the one without written-out umlauts; without "mac" for "mc". Folded in, folded out. */
export function latinSpellings(word: string): readonly string[] {
  const plain = word.replace(/^mac(?=[bcdfgklmnpqrstv])/, "mc");
  return [...new Set([plain, withoutUmlauts(plain)])];
}

/** Cyrillic readings of a folded Latin word, each once, the English one first: at most a dozen. */
export function cyrillicReadings(word: string): readonly string[] {
  const readings = latinSpellings(word).flatMap((spelling) => {
    const tables = spelling.length < MIN_ALL ? [ENGLISH, SCHOLARLY] : [...ALL];
    if (spelling.length >= MIN_GERMAN_Z && spelling.includes("s")) tables.push(GERMAN_Z);
    if (/x|cz|shh/.test(spelling)) tables.push(GOST);
    return tables.map((each) => readIn(each, spelling));
  });
  return [...new Set(readings)];
}
