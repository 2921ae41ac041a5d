/**
 * Bytes of a room: numbers of variable length, entries of the term dictionary, and chunks as scripts. The same file is in the page.
 *
 * A page opened from a disk may not fetch files, but it may load scripts. So a chunk is the script `room(NUMBER,"…")`, and the string has one character
 * a byte: read with the character set x-user-defined, which browsers have for exactly this, byte 0x80 becomes U+F780. That costs 2 % where base64
 * costs 33 %.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Growing bytes. */
export class Bytes {
  private bytes = new Uint8Array(1 << 14);
  length = 0;

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** LEB128 of a number below 2^31. */
  number(value: number): void {
    this.reserve(5);
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.bytes[this.length++] = (rest & 0x7f) | 0x80;
    this.bytes[this.length++] = rest;
  }

  add(more: Uint8Array): void {
    this.reserve(more.length);
    this.bytes.set(more, this.length);
    this.length += more.length;
  }

  /** A copy of what was written. */
  taken(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}

/** A place in bytes that are read. */
interface Place {
  readonly bytes: Uint8Array;
  at: number;
}

/** Reads what {@link Bytes.number} wrote. */
function readNumber(place: Place): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = place.bytes[place.at++] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
}

/** Postings of a term in one field: `document << 2 | slot`, ascending. */
export interface FieldPostings {
  readonly field: number;
  readonly packed: ArrayLike<number>;
}

/** A term with its postings. */
export interface TermPostings {
  readonly term: string;
  readonly fields: readonly FieldPostings[];
}

/** Characters two terms begin with in common. */
function shared(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  // not inside a surrogate pair
  const code = at > 0 ? a.charCodeAt(at - 1) : 0;
  return code >= 0xd800 && code <= 0xdbff ? at - 1 : at;
}

function writeTerm(into: Bytes, term: string, before: string): void {
  const same = shared(before, term);
  const rest = encoder.encode(term.slice(same));
  into.number(same);
  into.number(rest.length);
  into.add(rest);
}

function readTerm(place: Place, before: string): string {
  const same = readNumber(place);
  const length = readNumber(place);
  const rest = decoder.decode(place.bytes.subarray(place.at, place.at + length));
  place.at += length;
  return before.slice(0, same) + rest;
}

/** Appends an entry; `before` is the term of the entry before it in this chunk, "" for the first. */
export function writeEntry(into: Bytes, { term, fields }: TermPostings, before: string): void {
  writeTerm(into, term, before);
  into.number(fields.length);
  for (const { field, packed } of fields) {
    into.number(field);
    into.number(packed.length);
    let last = 0;
    for (let i = 0; i < packed.length; i++) {
      const value = packed[i] as number;
      into.number(((((value >>> 2) - last) << 2) | (value & 3)) >>> 0);
      last = value >>> 2;
    }
  }
}

/** Entries of a chunk in order. */
export function* readEntries(bytes: Uint8Array): Generator<TermPostings> {
  const place: Place = { bytes, at: 0 };
  let term = "";
  while (place.at < bytes.length) {
    term = readTerm(place, term);
    const fields = Array.from({ length: readNumber(place) }, () => {
      const field = readNumber(place);
      const packed = new Uint32Array(readNumber(place));
      let last = 0;
      for (let i = 0; i < packed.length; i++) {
        const value = readNumber(place);
        last += value >>> 2;
        packed[i] = (last << 2) | (value & 3);
      }
      return { field, packed };
    });
    yield { term, fields };
  }
}

/** Terms one after another. */
export function writeTerms(terms: readonly string[]): Uint8Array {
  const into = new Bytes();
  let before = "";
  for (const term of terms) {
    writeTerm(into, term, before);
    before = term;
  }
  return into.taken();
}

/** Undoes {@link writeTerms}. */
export function readTerms(bytes: Uint8Array): string[] {
  const place: Place = { bytes, at: 0 };
  const terms: string[] = [];
  while (place.at < bytes.length) terms.push(readTerm(place, terms.at(-1) ?? ""));
  return terms;
}

const ESCAPED: ReadonlyMap<number, string> = new Map([
  [0x0a, "\\n"],
  [0x0d, "\\r"],
  [0x22, '\\"'],
  [0x5c, "\\\\"],
]);

/** A chunk as the bytes of a script. */
export function scriptOf(chunk: number, bytes: Uint8Array): Uint8Array {
  const head = encoder.encode(`room(${chunk},"`);
  const out = new Uint8Array(head.length + bytes.length * 2 + 3);
  out.set(head);
  let at = head.length;
  for (const byte of bytes) {
    const escaped = ESCAPED.get(byte);
    if (escaped === undefined) out[at++] = byte;
    else {
      out[at++] = 0x5c;
      out[at++] = escaped.charCodeAt(1);
    }
  }
  out.set(encoder.encode('")\n'), at);
  return out.subarray(0, at + 3);
}

/** The bytes of the string that the script of a chunk hands over. */
export function bytesOfString(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i) & 0xff;
  return bytes;
}
