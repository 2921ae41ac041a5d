/**
 * Finds packed streams of a PDF that grow beyond all use, before a PDF library unpacks them: pdf.js inflates a stream whole and
 * bounds nothing (measured: 2 KB packed twice became 2 GB of memory and 20 CPU s).
 *
 * Only streams big enough to reach the limit are tried, pictures not at all (no picture is decoded for text). An attacker may
 * hide a bomb behind other filters or claim that it is a picture: then the memory watch of the child process ends it.
 */
import { inflateSync } from "node:zlib";
import { LIMITS } from "../../limits.ts";

/** Deflate cannot do better. */
const DEFLATE_MAX_RATIO = 1_032;
/** Where the dictionary of a stream is looked for, before its keyword. */
const DICTIONARY_BYTES = 2_000;
/** Streams tried in one file; each may cost some 0.2 s. */
const MAX_TRIED = 200;

/** Bytes, or null when there would be more than `max`. Damage gives what is there: nothing. */
function inflateWithin(packed: Uint8Array, max: number): Uint8Array | null {
  try {
    return inflateSync(packed, { maxOutputLength: max });
  } catch (error) {
    // A RangeError is the bound; any other error is damage, which pdf.js reads in its own way
    return error instanceof RangeError ? null : new Uint8Array(0);
  }
}

/** Offset of the first stream that unpacks to more than the limit, null when none does. */
export function findPdfBomb(input: Uint8Array): number | null {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const max = LIMITS.maxUnpackedBytes;
  let tried = 0;
  for (let at = bytes.indexOf("stream"); at >= 0 && tried < MAX_TRIED; ) {
    const end = bytes.indexOf("endstream", at + 6);
    if (end < 0) return null;
    const dictionary = bytes.toString("latin1", Math.max(0, at - DICTIONARY_BYTES), at);
    const own = dictionary.slice(Math.max(dictionary.lastIndexOf(" obj"), 0));
    const layers = own.match(/\/(?:FlateDecode|Fl)\b/g)?.length ?? 0;
    const canGrow = (end - at) * DEFLATE_MAX_RATIO ** Math.min(layers, 2) > max;
    if (layers > 0 && canGrow && !/\/Subtype\s*\/Image\b/.test(own)) {
      tried++;
      const start = at + (bytes[at + 6] === 13 ? 8 : 7);
      const once = inflateWithin(bytes.subarray(start, end), max);
      if (once === null || (layers > 1 && inflateWithin(once, max) === null)) return at;
    }
    at = bytes.indexOf("stream", end + 9);
  }
  return null;
}
