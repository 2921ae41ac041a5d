/** Nested tag-length-value elements (ITU-T X.690), definite and indefinite lengths: what S/MIME containers and certificates are made of. */

/** One element. `tag` is the first byte: 0x30 a sequence, 0x31 a set, 0x04 an octet string, 0xa0 the content of [0]. */
export interface DerElement {
  readonly tag: number;
  /** The bytes inside, without end marks. */
  readonly content: Uint8Array;
}

/** Elements of a container are no use beyond this; a real one has a few hundred. */
const MAX_ELEMENTS = 20_000;
const MAX_DEPTH = 64;

/** Where the content of the element at `at` begins and how long it is (-1: up to its end mark); null for bytes that are none. */
function headOf(bytes: Uint8Array, at: number): { start: number; length: number } | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  // Tags of several bytes stand in no part that is read here
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return null;
  if (first < 0x80) return { start: at + 2, length: first };
  if (first === 0x80) return { start: at + 2, length: -1 };
  const count = first & 0x7f;
  if (count > 6 || at + 2 + count > bytes.length) return null;
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
  return { start: at + 2 + count, length };
}

/** End of the content, and of the element, that begins at `start`; lengths beyond the bytes are cut. */
function endOf(
  bytes: Uint8Array,
  start: number,
  length: number,
  depth: number,
): { content: number; element: number } | null {
  if (length >= 0) {
    const end = Math.min(bytes.length, start + length);
    return { content: end, element: end };
  }
  if (depth > MAX_DEPTH) return null;
  for (let at = start; at < bytes.length; ) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return { content: at, element: at + 2 };
    const head = headOf(bytes, at);
    const end = head === null ? null : endOf(bytes, head.start, head.length, depth + 1);
    if (end === null) return null;
    at = end.element;
  }
  return { content: bytes.length, element: bytes.length };
}

/** The elements that follow each other in the bytes; what cannot be read ends the list. */
export function derElements(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length && elements.length < MAX_ELEMENTS; ) {
    const head = headOf(bytes, at);
    const end = head === null ? null : endOf(bytes, head.start, head.length, 0);
    if (head === null || end === null) return elements;
    elements.push({ tag: bytes[at] ?? 0, content: bytes.subarray(head.start, end.content) });
    at = end.element;
  }
  return elements;
}

/** "1.2.840.113549.1.7.2" of the content of an object id; "" for one that is none. */
export function objectId(content: Uint8Array): string {
  const [first] = content;
  if (first === undefined || content.length > 64) return "";
  const numbers = [Math.min(2, Math.floor(first / 40)), first >= 80 ? first - 80 : first % 40];
  let value = 0;
  for (const byte of content.subarray(1)) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(value);
      value = 0;
    }
  }
  return numbers.join(".");
}

/** Bytes of an octet string, one piece or many: BER writers cut long ones. `maxPieces` bounds the walk. */
export function octets(element: DerElement): Uint8Array {
  if (element.tag !== 0x24 && element.tag !== 0xa0) return element.content;
  const pieces = derElements(element.content).filter(({ tag }) => tag === 0x04);
  return pieces.length === 1
    ? (pieces[0]?.content ?? new Uint8Array())
    : Buffer.concat(pieces.map(({ content }) => content));
}
