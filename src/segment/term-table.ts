/**
 * Terms and their numbers, found by a hash that is worked out while the text is scanned: no string is made for a word seen before. Half of
 * indexing CPU went into making, hashing and throwing away those strings. What a term is, tokenize.ts alone says.
 *
 * A look-up touches two places in memory: the table (hash and number side by side) and the bytes of the term. Comparing with the JavaScript
 * string of the term would touch three more, and memory is what this waits for.
 */
import { MAX_TERM_LENGTH, termsOf } from "../tokenize.ts";
import type { GrowingInts } from "./growing-ints.ts";

/** FNV-1a (Fowler, Noll, Vo) over UTF-16 units. */
const SEED = 0x811c9dc5;
const PRIME = 0x01000193;

/** Of a UTF-8 byte: the folded code of an ASCII letter or digit, 0 for what separates words; 1 for a byte of anything beyond ASCII. */
const FOLDED = new Uint8Array(256).fill(1);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  FOLDED[code] = /[a-z0-9]/i.test(char) ? char.toLowerCase().charCodeAt(0) : 0;
}
const BEYOND_ASCII = 1;
const BEYOND_ASCII_TERM = /[^\0-\x7f]/;

/** Characters scanned at a time. */
const PIECE = 1 << 17;
/** A piece in UTF-8 (at most three bytes a character), and the folded word in hand. Shared by all tables: nothing here waits. */
const scratch = Buffer.allocUnsafeSlow(PIECE * 3);
const word = Buffer.allocUnsafeSlow(MAX_TERM_LENGTH);

export class TermTable {
  /** In the order of their numbers, which begin at 1. */
  readonly terms: string[] = [];
  /** Term `n` has the bytes from `starts[n]` to `starts[n + 1]`; none when it is not all ASCII. */
  starts: Uint32Array = new Uint32Array(1 << 12);
  /** The bytes of ASCII terms one after the other. */
  bytes: Uint8Array = new Uint8Array(1 << 15);
  /** Open addressing, a power of two of pairs (hash, number); number 0 for a free place. At most half full. */
  private places = new Int32Array(1 << 14);

  /** Number of a term, 0 when it is not in the table. */
  numberOf(term: string): number {
    return this.places[this.placeOfTerm(term, hashOf(term)) + 1] as number;
  }

  /** Number of a term, which is added when it is new. */
  intern(term: string): number {
    const hash = hashOf(term);
    const place = this.placeOfTerm(term, hash);
    const known = this.places[place + 1] as number;
    // A copy: V8 keeps the whole text alive for a slice of it of 13 or more characters.
    return known !== 0 ? known : this.add(detached(term), hash, place);
  }

  /**
   * Appends the number of each term of the text in order: the same terms as `termsOf(text)`. Runs of ASCII letters and digits are looked up
   * where they stand; runs with anything else in them go through the tokenizer.
   */
  internText(text: string, into: GrowingInts): void {
    const { length } = text;
    if (length <= PIECE) {
      this.internBytes(scratch.write(text, 0, "utf8"), into);
      return;
    }
    for (let at = 0; at < length; ) {
      const end = cutOf(text, at);
      const piece = text.slice(at, end);
      if (piece.length <= PIECE) this.internBytes(scratch.write(piece, 0, "utf8"), into);
      else for (const term of termsOf(piece)) into.push(this.intern(term));
      at = end;
    }
  }

  /** The same for the first `length` bytes of {@link scratch}. Half a surrogate pair is U+FFFD there: no letter either. */
  private internBytes(length: number, into: GrowingInts): void {
    for (let at = 0; at < length; ) {
      let folded = FOLDED[scratch[at] as number] as number;
      if (folded === 0) {
        at++;
        continue;
      }
      const start = at;
      let hash = SEED;
      let isAscii = true;
      do {
        if (folded === BEYOND_ASCII) isAscii = false;
        if (at - start < MAX_TERM_LENGTH) word[at - start] = folded;
        hash = Math.imul(hash ^ folded, PRIME);
        at++;
        folded = at < length ? (FOLDED[scratch[at] as number] as number) : 0;
      } while (folded !== 0 || (!isAscii && isBeforeHebrew(at, length)));
      if (isAscii && at - start <= MAX_TERM_LENGTH) into.push(this.internWord(at - start, hash));
      else
        for (const term of termsOf(scratch.toString("utf8", start, at)))
          into.push(this.intern(term));
    }
  }

  /** Number of the ASCII term in {@link word}. */
  private internWord(length: number, hash: number): number {
    const { places, starts, bytes } = this;
    const mask = places.length - 2;
    for (let place = (hash << 1) & mask; ; place = (place + 2) & mask) {
      const number = places[place + 1] as number;
      if (number === 0) return this.add(word.toString("latin1", 0, length), hash, place);
      if (places[place] !== hash) continue;
      const start = starts[number] as number;
      if ((starts[number + 1] as number) - start !== length) continue;
      let i = 0;
      while (i < length && bytes[start + i] === word[i]) i++;
      if (i === length) return number;
    }
  }

  /** Where the term stands in the table, or the free place it would take. */
  private placeOfTerm(term: string, hash: number): number {
    const { places, terms } = this;
    const mask = places.length - 2;
    for (let place = (hash << 1) & mask; ; place = (place + 2) & mask) {
      const number = places[place + 1] as number;
      if (number === 0 || (places[place] === hash && terms[number - 1] === term)) return place;
    }
  }

  private add(term: string, hash: number, place: number): number {
    const number = this.terms.push(term);
    this.places[place] = hash;
    this.places[place + 1] = number;
    this.addBytes(term, number);
    if (number * 4 > this.places.length) this.rehash();
    return number;
  }

  private addBytes(term: string, number: number): void {
    if (number + 1 >= this.starts.length) {
      const grown = new Uint32Array(this.starts.length * 2);
      grown.set(this.starts);
      this.starts = grown;
    }
    const start = this.starts[number] as number;
    if (start + term.length > this.bytes.length) {
      const grown = new Uint8Array(this.bytes.length * 2 + term.length);
      grown.set(this.bytes);
      this.bytes = grown;
    }
    const { bytes } = this;
    let end = start;
    for (let i = 0; i < term.length; i++) {
      const code = term.charCodeAt(i);
      if (code >= 128) {
        end = start;
        break;
      }
      bytes[end++] = code;
    }
    this.starts[number + 1] = end;
  }

  private rehash(): void {
    const old = this.places;
    const places = new Int32Array(old.length * 2);
    const mask = places.length - 2;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      const hash = old[from] as number;
      let place = (hash << 1) & mask;
      while (places[place + 1] !== 0) place = (place + 2) & mask;
      places[place] = hash;
      places[place + 1] = old[from + 1] as number;
    }
    this.places = places;
  }
}

function detached(term: string): string {
  if (term.length < 13) return term;
  const encoding = BEYOND_ASCII_TERM.test(term) ? "utf16le" : "latin1";
  return Buffer.from(term, encoding).toString(encoding);
}

function hashOf(term: string): number {
  let hash = SEED;
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), PRIME);
  return hash;
}

/** Quotation mark, apostrophe, grave accent: gershayim and geresh between Hebrew letters, which only the tokenizer can tell. */
const isQuote = (code: number | undefined): boolean => code === 34 || code === 39 || code === 96;
/** First bytes in UTF-8 of U+0580 to U+05FF and U+F000 to U+FFFF. */
const isHebrewByte = (byte: number | undefined): boolean =>
  byte === 0xd6 || byte === 0xd7 || byte === 0xef;

/** Whether one or two quotes stand at `at` in {@link scratch} and what may be a Hebrew letter behind them. */
function isBeforeHebrew(at: number, length: number): boolean {
  if (at + 1 >= length || !isQuote(scratch[at])) return false;
  const next = isQuote(scratch[at + 1]) ? at + 2 : at + 1;
  return next < length && isHebrewByte(scratch[next]);
}

const isSeparator = (code: number): boolean => code < 128 && FOLDED[code] === 0 && !isQuote(code);

/** Where a piece that begins at `from` may end: at most {@link PIECE} on and before a separator; where one run is longer, at its end. */
function cutOf(text: string, from: number): number {
  const most = from + PIECE;
  if (most >= text.length) return text.length;
  for (let end = most; end > from; end--) if (isSeparator(text.charCodeAt(end))) return end;
  let end = most;
  while (end < text.length && !isSeparator(text.charCodeAt(end))) end++;
  return end;
}
