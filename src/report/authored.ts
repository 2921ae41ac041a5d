/**
 * What the author of a claim wrote, with everything hidden that may name somebody. Fails closed: addresses, domains, file names, identifiers, regular
 * expressions and values of fields such as `from:` and `in:` are hidden whatever they are; of all other words those that an index knows
 * (known-words.ts), unless they are allowed, or the archive itself uses them as common words. Pure.
 */
import { beginsSentence, type WordUse } from "../assess/content/word-uses.ts";
import { findField } from "../fields.ts";
import { foldWord, termsOf } from "../tokenize.ts";
import { isYear, type KnownWords, MAX_RUN } from "./known-words.ts";

/** What stands for something hidden. */
const HIDDEN = "▮▮▮";

/** A common word of the archive: in lower case in so many sampled texts, and in 19 of 20 places. */
const COMMON_TEXTS = 5;
/** Where the word is itself a word of a person's or firm's name, as "de" and "will" are, it takes more. */
const COMMON_THOUGH_NAME = 20;
const COMMON_PLACES = 0.95;
/** Closed classes of English, French and German: common in lower case in whatever archive, "de" and "will" of names too. */
const FUNCTION_WORDS = new Set(
  [
    "a an the and or but nor of to in on at for from with by without within under over off out up down into about between after before against no not none is are was were be been has have had this that these those it its he she they we you his her their our your who what which when where how why any all some each every one two other others than then as if so such do does did can could may might will would shall should must also only own more most less least very",
    "le la les un une des du de d l et ou mais ni à au aux en dans par pour sur sous avec sans entre vers chez contre après avant ne pas non plus est sont était être a ont avait avoir ce cet cette ces il elle ils elles on nous vous je tu son sa ses leur leurs notre nos votre vos mon ma mes qui que quoi dont où quand comment si tout tous toute toutes autre autres même très aussi",
    "der die das den dem des ein eine einer eines einem einen und oder aber zu in im an am auf aus bei mit nach von vom zum zur für über unter ohne gegen zwischen durch um nicht kein keine ist sind war waren sein hat haben hatte dies diese dieser dieses er sie es wir ihr ich du man wer was welche wann wo wie wenn als dass ob alle alles jede jeder andere anderen auch nur noch sehr so",
  ]
    .join(" ")
    .split(" ")
    .map((word) => foldWord(word)),
);

/** Fields whose values are words of the text, or none that could name anybody. All others are hidden with their values. */
const PLAIN_FIELDS = new Set(
  "subject body title docsubject keywords sheet text kind lang script date received size attachments created modified printed taken membertime changedat revision editminutes pages filesize codepage is has type after before since between stem flag".split(
    " ",
  ),
);
const OPERATORS = new Set("AND OR NOT NEAR ANDNOT".split(" "));

const EXPRESSION = /(?<![\p{L}\p{N}/])\/(?:[^/\\\n]|\\.)+\/[a-z]*/gu;
const FIELD =
  /(?<![\p{L}\p{N}])([a-z][a-z-]*):((?:[<>=]{0,2})(?:"[^"]*"?|“[^”]*”?|\((?:[^()]|\([^()]*\))*\)?|[^\s()]+))/giu;
const SAVED = /(?<![\p{L}\p{N}._%+-])@[\p{L}\p{N}_-]+/gu;
/** Addresses; then what has a dot inside like a domain or a file name; IBANs; numbers of telephones and accounts; words with digits in them. */
const ALWAYS: readonly RegExp[] = [
  /[^\s<>"'(),;:]{1,64}@[^\s<>"'(),;:]{1,255}/gu,
  /\b[a-z]{2,10}:\/\/[^\s"'<>]+/giu,
  /[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]{2,})+/gu,
  /\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?\b/g,
  /\+?\d(?:[ ().\-/]{0,2}\d){8,}/g,
  /[\p{L}\p{N}]+(?:[-/_.#°][\p{L}\p{N}]+)*/gu,
];
const DATE =
  /^(?:\d{1,4}|(?:19|20)\d\d(?:[-/.]\d{1,2}){0,2}|\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?|\d+(?:[.,]\d+)*|\d+(?:st|nd|rd|th|er|e|%))$/i;
const isDate = (value: string): boolean =>
  DATE.test(value) && !(/^\d{5,}$/.test(value) || value.replace(/\D/g, "").length > 8);

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const isFieldName = (word: string, after: string): boolean =>
  /^:\S/.test(after) && findField(word) !== undefined;

/** Words of `public.allow`, folded; an entry allows each of its words. */
export const allowedWords = (allow: readonly string[]): ReadonlySet<string> =>
  new Set(allow.flatMap(termsOf));

/** The folded words of a text that are known: those of which the archive is asked how it uses them. */
export const knownWordsIn = (text: string, known: KnownWords): ReadonlySet<string> =>
  new Set(termsOf(text).filter((word) => known.kindOf(word) !== null));

/** Hides in the texts of one claim; remembers what it hid. */
export class AuthoredText {
  private readonly known: KnownWords;
  private readonly allowed: ReadonlySet<string>;
  private readonly common: ReadonlyMap<string, WordUse>;
  private readonly gone = new Set<string>();

  constructor(
    known: KnownWords,
    allowed: ReadonlySet<string>,
    common: ReadonlyMap<string, WordUse>,
  ) {
    this.known = known;
    this.allowed = allowed;
    this.common = common;
  }

  /** What was hidden so far, each once, sorted. */
  get hidden(): readonly string[] {
    return [...this.gone].sort();
  }

  /** The text with {@link HIDDEN} for what may name somebody. */
  show(text: string): string {
    // Composed first, so that no letter is matched without its accent
    let shown = text.normalize("NFC");
    shown = shown.replace(EXPRESSION, (value) => this.hide(value));
    shown = shown.replace(SAVED, (value) => this.hide(value));
    shown = shown.replace(FIELD, (whole: string, name: string, value: string) =>
      PLAIN_FIELDS.has((findField(name)?.name ?? name).toLowerCase())
        ? whole
        : `${name}:${this.hide(value)}`,
    );
    for (const [at, pattern] of ALWAYS.entries())
      shown = shown.replace(pattern, (value) =>
        isDate(value) || (at === ALWAYS.length - 1 && !isIdentifier(value)) || value === HIDDEN
          ? value
          : this.hide(value),
      );
    return this.words(this.unspaced(shown));
  }

  private hide(value: string): string {
    const words = termsOf(value);
    if (words.length > 0 && words.every((word) => this.allowed.has(word))) return value;
    if (words.length > 0) this.gone.add(value);
    return HIDDEN;
  }

  private unspaced(text: string): string {
    let out = "";
    let done = 0;
    for (const [from, to] of this.known.unspacedIn(text)) {
      if (from < done) continue;
      out += text.slice(done, from) + this.hide(text.slice(from, to));
      done = to;
    }
    return out + text.slice(done);
  }

  private words(text: string): string {
    const all = [...text.matchAll(WORD)];
    const terms = all.map(([word]) => termsOf(word));
    let inName = 0;
    let at = -1;
    return text.replace(WORD, (word: string, from: number) => {
      at++;
      const end = from + word.length;
      if (OPERATORS.has(word) || isFieldName(word, text.slice(end, end + 2))) return word;
      inName = Math.max(inName, at + this.known.runLength(terms.slice(at, at + MAX_RUN).flat()));
      const wild = /[*?~]/.test(text.charAt(from - 1) + text.charAt(end));
      const isTelling = (term: string): boolean =>
        !this.allowed.has(term) && (at < inName || this.isTelling(term, word, wild, text, from));
      return terms[at]?.some(isTelling) === true ? this.hide(word) : word;
    });
  }

  private isTelling(term: string, word: string, wild: boolean, text: string, at: number): boolean {
    const kind =
      wild && this.known.couldFind(term)
        ? (this.known.kindOf(term) ?? "form")
        : this.known.kindOf(term);
    if (kind === null) return false;
    const asCommon = word === word.toLowerCase() || beginsSentence(text, at);
    return !(asCommon && this.isCommon(term, kind === "person"));
  }

  private isCommon(term: string, isName: boolean): boolean {
    if (FUNCTION_WORDS.has(term)) return true;
    const use = this.common.get(term);
    if (use === undefined) return false;
    const least = isName ? COMMON_THOUGH_NAME : COMMON_TEXTS;
    return use.documents >= least && use.lower >= COMMON_PLACES * (use.lower + use.other);
  }
}

/** "INV-2041", "b12", "48213": letters and digits together, or five digits and more. */
function isIdentifier(value: string): boolean {
  const digits = value.replace(/\D/g, "").length;
  if (digits === 0) return false;
  return /\p{L}/u.test(value) ? !isYear(value) : digits > 4;
}
