/**
 * Which words point at somebody or something an index knows: each word of each name, in every case, ending and script. Errs on finding. Pure.
 *
 * A word is one form of another when they are equal, when one is the other with up to three letters more at its end (genitives and cases: "Rochkas",
 * "Rochkaschen", "Рошкой"), when it has the other inside it ("annarochka"), or when both may be spellings of one name (query/name-keys.ts).
 */
import { nameTest, steadyLetters } from "../query/name-keys.ts";
import { termsOf } from "../tokenize.ts";

/** Why a word is known: as a word of a person's or firm's name itself, as a form of a known word, or as a word in the name of a thing. */
export type Known = "person" | "form" | "thing";

/** Letters that endings may add, and the letters a word must keep. */
const MAX_ENDING = 3;
const MIN_STEM = 4;
/** Shorter words are found inside too many others. */
const MIN_INSIDE = 6;
/** Words of the longest name that is looked for as a whole. */
export const MAX_RUN = 6;
/** Endings of a nominative that others replace. */
const NOMINATIVES = ["", "а", "я", "о", "й", "ий", "ый"];
const CYRILLIC = /^\p{Script=Cyrillic}+$/u;
/** Shorter words of different scripts or spellings meet by chance. */
const MIN_SPELLED = 4;
/** Written without blanks between words, or with particles joined to them: a name is looked for inside a run of letters. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmr}\p{scx=Mymr}]+/gu;
const FINAL_VOWEL = /[aeiouyаеиоуыэюяйьёіїα-ω]$/u;

/** The words of a name, also those that capitals set apart: "RochkaContract_v2.pdf" is rochka, contract, rochkacontract, v2, pdf. */
function wordsOfName(name: string): string[] {
  const apart = name.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2");
  return [...new Set([...termsOf(name), ...termsOf(apart)])];
}

/** Words of an address: "j.weber@mail.halle.example" without its last label, and "jweber" also as "weber". */
function wordsOfAddress(address: string): string[] {
  const at = address.lastIndexOf("@");
  const local = wordsOfName(address.slice(0, at));
  const labels = address.slice(at + 1).split(".");
  const host = labels.length > 1 ? labels.slice(0, -1) : labels;
  return [
    ...local,
    ...local.filter((word) => word.length > MIN_SPELLED + 1).map((word) => word.slice(1)),
    ...wordsOfName(host.join(" ")),
  ];
}

const isWord = (word: string): boolean =>
  word.length > 1 && (/\p{L}/u.test(word) || (/^\d{3,}$/.test(word) && !isYear(word)));

/** "2017": a year says when, not who. */
export const isYear = (word: string): boolean => /^(?:19|20)\d\d$/.test(word);

/** A word and what it may be the genitive or another case of, before it is compared with names of other spellings. */
function withoutEnding(word: string): string[] {
  const forms = [word];
  if (/[a-z]s$/.test(word) && word.length > MIN_SPELLED) forms.push(word.slice(0, -1));
  if (!CYRILLIC.test(word)) return forms;
  for (let cut = 1; cut <= MAX_ENDING && word.length - cut >= MIN_SPELLED - 1; cut++)
    for (const ending of NOMINATIVES) forms.push(word.slice(0, -cut) + ending);
  return forms;
}

/** All known words, and what is asked of them. */
export class KnownWords {
  private readonly exact = new Map<string, "person" | "thing">();
  /** Beginnings of known words that lack up to three letters of their end. */
  private readonly beginnings = new Set<string>();
  /** By the letters that every romanising keeps. */
  private readonly bySteady = new Map<string | null, string[]>();
  private readonly unspaced = new Set<string>();
  /** Whole names of several words, also without a file's ending: common words too are telling in the order of a name. */
  private readonly runs = new Set<string>();

  constructor(persons: Iterable<string>, things: Iterable<string>, allowed: ReadonlySet<string>) {
    for (const thing of things) this.add(thing, wordsOfName(thing), "thing", allowed);
    for (const name of persons)
      this.add(
        name,
        name.includes("@") ? wordsOfAddress(name) : wordsOfName(name),
        "person",
        allowed,
      );
    for (const word of this.exact.keys()) this.index(word);
  }

  /** How many words there are in names of persons and firms, and in names of things alone. */
  get sizes(): { readonly persons: number; readonly things: number } {
    const persons = [...this.exact.values()].filter((kind) => kind === "person").length;
    return { persons, things: this.exact.size - persons };
  }

  private add(
    name: string,
    words: readonly string[],
    kind: "person" | "thing",
    allowed: ReadonlySet<string>,
  ): void {
    for (const word of words) if (isWord(word) && !allowed.has(word)) this.exact.set(word, kind);
    this.addRun(name.slice(name.lastIndexOf("/") + 1), allowed);
    for (const [run] of name.normalize("NFKC").matchAll(UNSPACED)) {
      const letters = Array.from(run);
      if (letters.length < 2 || allowed.has(run)) continue;
      this.unspaced.add(run);
      // Family name first: the given name alone points at somebody too
      if (letters.length > 2 && letters.length < 5) this.unspaced.add(letters.slice(1).join(""));
    }
  }

  private addRun(name: string, allowed: ReadonlySet<string>): void {
    for (const whole of [name, name.replace(/\.[\p{L}\p{N}]{1,5}$/u, "")]) {
      const words = termsOf(whole);
      if (words.length < 2 || words.length > MAX_RUN) continue;
      if (!words.every((word) => allowed.has(word))) this.runs.add(words.join(" "));
    }
  }

  /** How many of these folded words, from the first on, are a whole name of two words or more; 0 when none are. */
  runLength(words: readonly string[]): number {
    for (let length = Math.min(MAX_RUN, words.length); length > 1; length--)
      if (this.runs.has(words.slice(0, length).join(" "))) return length;
    return 0;
  }

  private index(word: string): void {
    const least = Math.max(MIN_STEM, word.length - MAX_ENDING);
    for (let length = least; length < word.length; length++)
      this.beginnings.add(word.slice(0, length));
    if (word.length < MIN_SPELLED && /^[a-z0-9]*$/.test(word)) return;
    const steady = steadyLetters(word);
    const list = this.bySteady.get(steady);
    if (list === undefined) this.bySteady.set(steady, [word]);
    else list.push(word);
  }

  /** Whether a folded word is a known one or a form of one; null when it is none. */
  kindOf(word: string): Known | null {
    const exact = this.exact.get(word);
    if (exact !== undefined) return exact;
    if (!/\p{L}/u.test(word)) return null;
    return this.isInflected(word) || this.holdsKnown(word) || this.isSpelling(word) ? "form" : null;
  }

  private isInflected(word: string): boolean {
    if (word.length >= MIN_STEM && this.beginnings.has(word)) return true;
    for (let cut = 1; cut <= MAX_ENDING && word.length - cut > 1; cut++) {
      const stem = word.slice(0, -cut);
      // "Liu" and "Lius": of a short name only its genitive
      if (stem.length < MIN_STEM && (cut > 1 || !word.endsWith("s"))) continue;
      if (this.exact.has(stem)) return true;
      // "Рошка", "Рошкой": the ending is in place of the last vowel
      if (stem.length >= MIN_STEM && this.beginnings.has(stem) && this.lostVowel(stem)) return true;
    }
    return false;
  }

  private lostVowel(stem: string): boolean {
    for (const vowel of "aeiouyаеиоуыэюяйьіїё") if (this.exact.has(stem + vowel)) return true;
    return FINAL_VOWEL.test(stem) && this.exact.has(stem.slice(0, -1));
  }

  private holdsKnown(word: string): boolean {
    for (let from = 0; from + MIN_INSIDE <= word.length; from++)
      for (let to = from + MIN_INSIDE; to <= word.length; to++)
        if (this.exact.has(word.slice(from, to))) return true;
    return false;
  }

  private isSpelling(word: string): boolean {
    if (word.length < MIN_SPELLED && /^[a-z0-9]*$/.test(word)) return false;
    return withoutEnding(word).some((form) => {
      const steady = steadyLetters(form);
      const test = nameTest({ word: form, initial: false });
      const lists = [this.bySteady.get(null), steady === null ? [] : this.bySteady.get(steady)];
      return lists.some((list) => list?.some((known) => known.length > 1 && test(known)));
    });
  }

  /** Whether a query word with `*` or `?` could find a known word: what stands before the sign begins one or ends in one. */
  couldFind(piece: string): boolean {
    if (piece === "") return true;
    for (const word of this.exact.keys()) if (word.includes(piece)) return true;
    return false;
  }

  /** Where names stand in runs of letters without blanks: pairs of ends in the text. */
  unspacedIn(text: string): (readonly [number, number])[] {
    const found: (readonly [number, number])[] = [];
    for (const match of text.matchAll(UNSPACED))
      for (let from = 0; from < match[0].length; from++)
        for (let to = Math.min(match[0].length, from + 20); to > from + 1; to--)
          if (this.unspaced.has(match[0].slice(from, to).normalize("NFKC"))) {
            found.push([match.index + from, match.index + to]);
            break;
          }
    return found;
  }
}
