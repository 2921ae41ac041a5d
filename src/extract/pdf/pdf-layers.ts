/**
 * Content streams of a PDF that paint a picture over the whole page and then show text upon it: a letterhead taken as a picture, or a
 * scan with text beside its own.
 *
 * Reads drawing operators (ISO 32000-1, annex A) without resolving objects: a picture is a unit square under the matrix, so a `Do` under a
 * matrix of the size of the page paints one that covers it. Text that is not visible (what text recognition adds to a scan) does not count.
 * May not decode pictures.
 */
import { inflateSync } from "node:zlib";
import { LIMITS } from "../../limits.ts";

/** One content stream with a picture that covers the page and visible text painted later. */
export interface PdfLayer {
  /** Number of the object, or of the first where a page has several streams. */
  readonly object: number;
  /** Where its stored bytes begin and how many there are. */
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  /** Bytes of shown strings behind the picture. */
  readonly textBytes: number;
  /** Width and height of the picture in points. */
  readonly width: number;
  readonly height: number;
}

interface Stored {
  readonly object: number;
  readonly offset: number;
  readonly length: number;
  readonly packed: boolean;
}

/** Share of the page that the picture must cover. */
const COVERS = 0.9;
/** Fewer shown bytes are a page number or a stamp of the scanner. */
const MIN_TEXT_BYTES = 40;

/** Dictionaries of drawing streams are short: length and filter. */
const MAX_DICTIONARY_CHARS = 500;

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

/** Streams that may be drawing, last definition of each object, at most a limited number. */
function drawingStreams(text: string): Map<number, Stored> {
  const found = new Map<number, Stored>();
  let looked = 0;
  for (let at = text.indexOf("stream"); at >= 0 && looked < LIMITS.maxPdfStreams; looked++) {
    const end = text.indexOf("endstream", at + 6);
    if (end < 0) break;
    const opened = text.lastIndexOf(" obj", at);
    const own = /(\d{1,9}) \d{1,5}$/.exec(text.slice(Math.max(0, opened - 20), opened));
    const dictionary = text.slice(Math.max(opened, at - MAX_DICTIONARY_CHARS), at);
    const filters = dictionary.match(/\/(?:\w+Decode|Fl)\b/g) ?? [];
    const packed = filters.length === 1 && /^\/(?:FlateDecode|Fl)$/.test(filters[0] ?? "");
    if (
      own !== null &&
      !/\/(?:Type|Subtype)\b/.test(dictionary) &&
      (packed || filters.length === 0)
    ) {
      const offset = at + (text[at + 6] === "\r" ? 8 : 7);
      const object = Number(own[1]);
      found.set(object, { object, offset, length: end - offset, packed });
    }
    at = text.indexOf("stream", end + 9);
  }
  return found;
}

/** Drawing operators of a stream, "" where it cannot be unpacked within the limit. */
function unpacked(bytes: Uint8Array, { offset, length, packed }: Stored): string {
  const stored = bytes.subarray(offset, offset + length);
  if (!packed) return latin1(stored.subarray(0, LIMITS.maxPdfDrawingBytes));
  try {
    return latin1(inflateSync(stored, { maxOutputLength: LIMITS.maxPdfDrawingBytes }));
  } catch (error) {
    // Damage and what is too long: a stream that is not looked at cannot fire
    if (error instanceof RangeError || (error instanceof Error && "code" in error)) return "";
    throw error;
  }
}

type Matrix = readonly [number, number, number, number, number, number];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

function times(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[1] * n[2],
    m[0] * n[1] + m[1] * n[3],
    m[2] * n[0] + m[3] * n[2],
    m[2] * n[1] + m[3] * n[3],
    m[4] * n[0] + m[5] * n[2] + n[4],
    m[4] * n[1] + m[5] * n[3] + n[5],
  ];
}

/** Strings, names, numbers and operators; comments and blanks fall out. Linear: no part can be read in two ways. */
const TOKEN =
  /\((?:[^()\\]|\\[\s\S]|\((?:[^()\\]|\\[\s\S])*\))*\)|<[0-9A-Fa-f\s]*>|\/[^\s()<>[\]{}/%]*|[-+.\d][-+.\deE]*|[A-Za-z'"*][A-Za-z0-9'"*]*/g;

/** What one page's drawing comes to: the last picture that covers the page and the bytes of text shown behind it. */
export function coveringPicture(
  drawing: string,
  page: readonly [width: number, height: number],
): { width: number; height: number; textBytes: number } | null {
  let matrix = IDENTITY;
  const saved: Matrix[] = [];
  let numbers: number[] = [];
  let shown = 0;
  let isVisible = true;
  let picture: { width: number; height: number; textBytes: number } | null = null;
  for (const [token] of drawing.matchAll(TOKEN)) {
    const first = token.charCodeAt(0);
    if (first === 0x28 || first === 0x3c) {
      shown += first === 0x28 ? token.length - 2 : (token.length - 2) >> 1;
      continue;
    }
    if (first === 0x2f) continue;
    if (first < 0x3a && first !== 0x22 && first !== 0x27 && first !== 0x2a) {
      numbers.push(Number.parseFloat(token));
      if (numbers.length > 6) numbers = numbers.slice(-6);
      continue;
    }
    switch (token) {
      case "q":
        if (saved.length < 100) saved.push(matrix);
        break;
      case "Q":
        matrix = saved.pop() ?? IDENTITY;
        break;
      case "cm": {
        const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = numbers;
        if (numbers.length === 6) matrix = times([a, b, c, d, e, f], matrix);
        break;
      }
      case "Tr":
        isVisible = numbers.at(-1) !== 3 && numbers.at(-1) !== 7;
        break;
      case "Do": {
        const [width, height] = [
          Math.abs(matrix[0]) + Math.abs(matrix[2]),
          Math.abs(matrix[1]) + Math.abs(matrix[3]),
        ];
        if (Math.min(width / page[0], 1) * Math.min(height / page[1], 1) >= COVERS)
          picture = { width, height, textBytes: 0 };
        break;
      }
      case "Tj":
      case "TJ":
      case "'":
      case '"':
        if (picture !== null && isVisible) picture.textBytes += shown;
        break;
    }
    numbers = [];
    shown = 0;
  }
  return picture;
}

/** Objects that lie together in the contents of one page, as far as the file says so without packing. */
function contentLists(text: string): number[][] {
  return [...text.matchAll(/\/Contents\s*\[((?:\s*\d{1,9} \d{1,5} R){2,40})\s*\]/g)]
    .slice(0, LIMITS.maxPdfStreams)
    .map(([, list = ""]) => [...list.matchAll(/(\d+) \d+ R/g)].map(([, n]) => Number(n)));
}

/**
 * Pages whose text lies over a picture of the whole page, in order of the file. `page` is the size of a page in points. Example:
 * `[{object:5, offsetBytes:920, lengthBytes:410, textBytes:312, width:595, height:842}]`.
 */
export function readPdfLayers(
  bytes: Uint8Array,
  page: readonly [width: number, height: number],
): PdfLayer[] {
  const text = latin1(bytes);
  const streams = drawingStreams(text);
  const together = contentLists(text);
  const inLists = new Set(together.flat());
  const alone = [...streams.keys()].filter((number) => !inLists.has(number)).map((n) => [n]);
  const layers: PdfLayer[] = [];
  let total = 0;
  for (const list of [...together, ...alone]) {
    const parts = list.flatMap((number) => streams.get(number) ?? []);
    const [first] = parts;
    if (first === undefined || total > LIMITS.maxPdfDrawingBytes) continue;
    const drawing = parts.map((part) => unpacked(bytes, part)).join("\n");
    total += drawing.length;
    const found = coveringPicture(drawing, page);
    if (found === null || found.textBytes < MIN_TEXT_BYTES) continue;
    const [offsetBytes, lengthBytes] = [first.offset, first.length];
    layers.push({ object: first.object, offsetBytes, lengthBytes, ...found });
  }
  return layers.sort((a, b) => a.offsetBytes - b.offsetBytes);
}
