/**
 * Terms and their numbers, found by a hash that is worked out while the text is scanned: no string is made for a word seen before. Half of
 * indexing CPU went into making, hashing and throwing away those strings. What a term is, tokenize.ts alone says.
 */
import { MAX_TERM_LENGTH, termsOf } from "../tokenize.ts";

/** FNV-1a (Fowler, Noll, Vo) over UTF-16 units. */
const SEED = 0x811c9dc5;
const PRIME = 0x01000193;

/** For ASCII the folded code of a letter or digit, 0 for what separates words; 1 for everything beyond ASCII. */
const FOLDED = new Uint8Array(65536).fill(1);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  FOLDED[code] = /[a-z0-9]/i.test(char) ? char.toLowerCase().charCodeAt(0) : 0;
}
const BEYOND_ASCII = 1;

export class TermTable {
  /** In the order of their numbers, which begin at 1. */
  readonly terms: string[] = [];
  private hashes = new Int32Array(1 << 14);
  /** Open addressing, a power of two: term numbers, 0 for a free place. At most half full. */
  private places = new Uint32Array(1 << 15);

  /** Number of a term, 0 when it is not in the table. */
  numberOf(term: string): number {
    return this.places[this.placeOfTerm(term, hashOf(term))] as number;
  }

  /** Number of a term, which is added when it is new. */
  intern(term: string): number {
    const hash = hashOf(term);
    const place = this.placeOfTerm(term, hash);
    const known = this.places[place] as number;
    return known !== 0 ? known : this.add(term, hash, place);
  }

  /**
   * Calls `visit` with the number of each term of the text in order: the same terms as `termsOf(text)`. Runs of ASCII letters and digits are
   * looked up where they stand; runs with anything else in them go through the tokenizer.
   */
  internText(text: string, visit: (number: number) => void): void {
    const { length } = text;
    for (let at = 0; at < length; ) {
      if (FOLDED[text.charCodeAt(at)] === 0) {
        at++;
        continue;
      }
      const start = at;
      let hash = SEED;
      let isAscii = true;
      for (; at < length; at++) {
        const folded = FOLDED[text.charCodeAt(at)] as number;
        if (folded === 0) break;
        if (folded === BEYOND_ASCII) isAscii = false;
        hash = Math.imul(hash ^ folded, PRIME);
      }
      if (isAscii && at - start <= MAX_TERM_LENGTH) visit(this.internRun(text, start, at, hash));
      else for (const term of termsOf(text.slice(start, at))) visit(this.intern(term));
    }
  }

  private internRun(text: string, start: number, end: number, hash: number): number {
    const place = this.placeOfRun(text, start, end, hash);
    const known = this.places[place] as number;
    return known !== 0 ? known : this.add(text.slice(start, end).toLowerCase(), hash, place);
  }

  /** Where the term stands in the table, or the free place it would take. */
  private placeOfTerm(term: string, hash: number): number {
    const { places, hashes, terms } = this;
    const mask = places.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const number = places[place] as number;
      if (number === 0 || (hashes[number] === hash && terms[number - 1] === term)) return place;
    }
  }

  /** The same for a run of ASCII in a text, its capitals folded. */
  private placeOfRun(text: string, start: number, end: number, hash: number): number {
    const { places, hashes, terms } = this;
    const mask = places.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const number = places[place] as number;
      if (number === 0) return place;
      if (hashes[number] === hash && isFolded(terms[number - 1] as string, text, start, end)) {
        return place;
      }
    }
  }

  private add(term: string, hash: number, place: number): number {
    // A copy: V8 keeps the whole text alive for a slice of it of 13 or more characters.
    const own = term.length < 13 ? term : Buffer.from(term, "utf16le").toString("utf16le");
    const number = this.terms.push(own);
    if (number >= this.hashes.length) {
      const grown = new Int32Array(this.hashes.length * 2);
      grown.set(this.hashes);
      this.hashes = grown;
    }
    this.hashes[number] = hash;
    this.places[place] = number;
    if (number * 2 > this.places.length) this.rehash();
    return number;
  }

  private rehash(): void {
    const places = new Uint32Array(this.places.length * 2);
    const mask = places.length - 1;
    for (let number = 1; number <= this.terms.length; number++) {
      let place = (this.hashes[number] as number) & mask;
      while (places[place] !== 0) place = (place + 1) & mask;
      places[place] = number;
    }
    this.places = places;
  }
}

function hashOf(term: string): number {
  let hash = SEED;
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), PRIME);
  return hash;
}

/** Whether `text` from `start` to `end`, ASCII capitals folded, is the term. */
function isFolded(term: string, text: string, start: number, end: number): boolean {
  if (term.length !== end - start) return false;
  for (let i = 0; i < term.length; i++) {
    const code = text.charCodeAt(start + i);
    const folded = code >= 65 && code <= 90 ? code + 32 : code;
    if (term.charCodeAt(i) !== folded) return false;
  }
  return true;
}
