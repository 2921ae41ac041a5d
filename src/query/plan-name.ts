/**
 * A name as typed -> what is looked for: its words in any order and spelling, initials for all but one of them, patronymics and particles or not, and
 * the forms a wrong charset makes of it. Says what counts as a spelling through name-keys.ts; reads no dictionary.
 */
import { foldWord, termsOf } from "../tokenize.ts";
import { garbled } from "./mojibake.ts";
import { cyrillicReadings } from "./name-readings.ts";
import { exactSlots, type SlotTerm, type TermSet } from "./plan-terms.ts";

/** Words of a name may have so many others among them: "Roshka, Georgy P." */
export const NAME_SLOP = 2;

/** More words than these are no name; the rest is looked for as it stands. */
const MAX_WORDS = 8;
/** Shorter words turn into anything in a wrong charset. */
const MIN_GARBLED = 3;
const MAX_CANDIDATES = 4;

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Written or left out, joined or apart. */
const PARTICLES = words(
  "van von der den dem de du des del della di da dos das do la le les el al ul bin ibn ben bint abu zu zur zum vom ter ten af av",
);
/** Never a name without what follows. */
const GLUED = words("mc mac o d l saint st abd abdel abdul");

const PATRONYMIC =
  /.{2}(?:[oe]v(?:it?ch|ic)|[oe]witsch|[oe][vw]na|ichna|itchna|ович|евич|ич|овна|евна|ична|инична)$/;

const PREFIX =
  /^(vanden|vander|van|vonder|von|dela|della|del|de|du|di|da|la|le|el|al|mc|mac|o|abdel|abdul|ben|ibn)(?=\p{L}{4})/u;
const PREFIX_WORDS: Readonly<Record<string, readonly string[]>> = {
  vanden: ["van", "den"],
  vander: ["van", "der"],
  vonder: ["von", "der"],
  dela: ["de", "la"],
};

interface Word {
  readonly term: string;
  /** Joined to the next by a hyphen or an apostrophe. */
  readonly tied: boolean;
}

function wordsOf(text: string): readonly Word[] {
  const pieces = text.normalize("NFC").match(/[\p{L}\p{M}\p{N}]+['’ʼ-]?/gu) ?? [];
  return pieces
    .flatMap((piece) => {
      const terms = termsOf(piece);
      return terms.map((term, i) => ({
        term,
        tied: i === terms.length - 1 && /['’ʼ-]$/.test(piece),
      }));
    })
    .slice(0, MAX_WORDS);
}

const isInitial = ({ term }: Word): boolean => Array.from(term).length === 1;

/** Without a patronymic of three words, and without initials beside two words. */
function withoutMiddle(all: readonly Word[]): readonly Word[] {
  const whole = all.filter((word) => !isInitial(word));
  if (whole.length >= 2) {
    const [, middle, last] = whole;
    if (whole.length !== 3 || middle === undefined || last === undefined) return whole;
    if (PATRONYMIC.test(middle.term)) return whole.filter((word) => word !== middle);
    return PATRONYMIC.test(last.term) ? whole.slice(0, 2) : whole;
  }
  const initial = all.find(isInitial);
  return initial === undefined ? whole : all.filter((word) => word === initial || !isInitial(word));
}

/** The words that must be there: no particles, no patronymic. */
function coreOf(all: readonly Word[]): readonly Word[] {
  const some = all.filter((word, i) => {
    const glued = GLUED.has(word.term) && (word.tied || word.term.length > 1) && i < all.length - 1;
    return !glued && !PARTICLES.has(word.term);
  });
  return withoutMiddle(some.length === 0 ? all : some);
}

/** Particles and what is tied joined to the word after: "van den Berg" is "vandenberg". */
function joinedOf(all: readonly Word[]): readonly string[] {
  const joined: string[] = [];
  let open = "";
  for (const { term, tied } of all) {
    open += term;
    if (tied || PARTICLES.has(term) || GLUED.has(term)) continue;
    joined.push(open);
    open = "";
  }
  return open === "" ? joined : [...joined, open];
}

const nameSlot = (word: string, initial: boolean): TermSet => ({ kind: "name", word, initial });

const termSlot = (term: string): TermSet =>
  term === "mc" || term === "mac"
    ? { kind: "oneOf", terms: ["mac", "mc"] }
    : { kind: "term", term };

/** A word that begins with a particle, cut in its words: "mcdonald" is "mc donald". */
function apart(term: string): readonly string[] {
  const prefix = PREFIX.exec(term)?.[1];
  return prefix === undefined
    ? [term]
    : [...(PREFIX_WORDS[prefix] ?? [prefix]), term.slice(prefix.length)];
}

/** Slots of each way the words of a name may stand; within each in any order, with at most {@link NAME_SLOP} other words among them. */
export function namePhrases(text: string): readonly (readonly TermSet[])[] {
  const all = wordsOf(text);
  const glued = all.some(
    ({ term, tied }, i) => GLUED.has(term) && (tied || term.length > 1) && i < all.length - 1,
  );
  const core = coreOf(all).map(({ term }) => term);
  const phrases: (readonly TermSet[])[] = [];
  if (core.length === 1 && !glued) phrases.push(core.map((term) => nameSlot(term, false)));
  else if (!glued)
    for (const whole of [0, core.length - 1])
      phrases.push(core.map((term, i) => nameSlot(term, i !== whole)));
  else phrases.push(all.map(({ term }) => termSlot(term)));
  const joined = joinedOf(all);
  if (joined.length < all.length) phrases.push(joined.map((term) => nameSlot(term, false)));
  const cut = core.map(apart);
  if (cut.some((parts) => parts.length > 1))
    phrases.push(
      cut.flatMap((parts) =>
        parts.length === 1 ? parts.map((term) => nameSlot(term, false)) : parts.map(termSlot),
      ),
    );
  const seen = new Map(phrases.map((phrase) => [JSON.stringify(phrase), phrase]));
  return [...seen.values()].filter((phrase) => phrase.length > 0);
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Cyrillic a Latin word may be the spelling of, and how i and y end it. */
function cyrillicOf(term: string): readonly string[] {
  return cyrillicReadings(term).flatMap((reading) =>
    reading.endsWith("и") ? [`${reading}й`, reading] : [reading],
  );
}

/** What the words were before their charset was mistaken: as typed, or read back into Cyrillic. */
function originals(text: string, core: readonly string[]): readonly (readonly string[])[] {
  if (core.every((term) => /^[a-z]+$/.test(term))) {
    const readings = core.map(cyrillicOf);
    const count = Math.min(MAX_CANDIDATES, Math.max(...readings.map(({ length }) => length)));
    const back = Array.from({ length: count }, (_, i) =>
      readings.map((each) => each[Math.min(i, each.length - 1)] ?? ""),
    );
    return /^[\0-\x7f]*$/.test(text) ? back : [typed(text, core), ...back];
  }
  return [typed(text, core)];
}

/** The core words with their accents. */
const typed = (text: string, core: readonly string[]): readonly string[] =>
  (text.normalize("NFC").match(/[\p{L}\p{M}]+/gu) ?? []).filter((word) =>
    core.includes(foldWord(word)),
  );

/** Capitals of UTF-8 lose every second byte to punctuation: "Ð Ð Ð" is any of them. */
const tellsApart = (slots: readonly SlotTerm[]): boolean =>
  new Set(slots.flatMap(({ term }) => Array.from(term))).size >= MIN_GARBLED &&
  slots.some(({ term }) => term.length > 1);

/**
 * The words of a name as wrong charsets show them, each as slots to be found exactly as written and in order: "Roshka" gives `[{term:"dioea",
 * written:"Ðîøêà"}]` and some more. At most about a hundred.
 */
export function garbledName(text: string): readonly (readonly SlotTerm[])[] {
  const core = coreOf(wordsOf(text))
    .map(({ term }) => term)
    .filter((term) => term.length > 1);
  if (core.length === 0 || core.some((term) => term.length < MIN_GARBLED)) return [];
  const forms = originals(text, core).flatMap((each) => {
    const orders = each.length > 1 ? [each, each.toReversed()] : [each];
    return orders.flatMap((order) => {
      const name = order.map((word) => capital(word.toLowerCase())).join(" ");
      return [...garbled(name), ...garbled(name.toUpperCase())];
    });
  });
  return [...new Set(forms)].map(exactSlots).filter(tellsApart);
}
