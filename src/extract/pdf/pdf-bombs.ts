/**
 * Finds packed streams of a PDF that grow beyond all use, before a PDF library unpacks them: pdf.js inflates a stream whole and
 * bounds nothing (measured: 2 KB packed twice became 2 GB of memory and 20 CPU s).
 *
 * Only streams big enough to reach the limit are tried, pictures not at all (no picture is decoded for text). An attacker may
 * hide a bomb behind other filters or claim that it is a picture: then the memory watch of the child process ends it.
 */
import { constants, inflateSync } from "node:zlib";
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

/** A stream packed with deflate that is no picture. */
interface PackedStream {
  readonly at: number;
  readonly packed: Uint8Array;
  /** How often it is packed. */
  readonly layers: number;
  /** True where deflate is the first filter named: the bytes are its own. */
  readonly isOutermost: boolean;
}

function* packedStreams(input: Uint8Array): Generator<PackedStream> {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  for (let at = bytes.indexOf("stream"); at >= 0; ) {
    const end = bytes.indexOf("endstream", at + 6);
    if (end < 0) return;
    const dictionary = bytes.toString("latin1", Math.max(0, at - DICTIONARY_BYTES), at);
    const own = dictionary.slice(Math.max(dictionary.lastIndexOf(" obj"), 0));
    const layers = own.match(/\/(?:FlateDecode|Fl)\b/g)?.length ?? 0;
    if (layers > 0 && !/\/Subtype\s*\/Image\b/.test(own)) {
      const start = at + (bytes[at + 6] === 13 ? 8 : 7);
      const isOutermost = /\/Filter\s*\[?\s*\/Fl(?:ateDecode)?\b/.test(own);
      yield { at, packed: bytes.subarray(start, end), layers, isOutermost };
    }
    at = bytes.indexOf("stream", end + 9);
  }
}

/** Offset of the first stream that unpacks to more than the limit, null when none does. */
export function findPdfBomb(input: Uint8Array): number | null {
  const max = LIMITS.maxUnpackedBytes;
  let tried = 0;
  for (const { at, packed, layers } of packedStreams(input)) {
    if (packed.length * DEFLATE_MAX_RATIO ** Math.min(layers, 2) <= max) continue;
    if (++tried > MAX_TRIED) return null;
    const once = inflateWithin(packed, max);
    if (once === null || (layers > 1 && inflateWithin(once, max) === null)) return at;
  }
  return null;
}

/** Whether the packed bytes break before their end. One that only lacks its end, as sloppy writers leave it, is whole. */
function isBroken(packed: Uint8Array, max: number): boolean {
  try {
    inflateSync(packed, { maxOutputLength: max, finishFlush: constants.Z_SYNC_FLUSH });
    return false;
  } catch (error) {
    return !(error instanceof RangeError); // a RangeError is the bound: what was unpacked so far is sound
  }
}

/**
 * How many packed streams break before their end, of those tried (200, and 64 MB unpacked): pdf.js reads such a stream up to the break and says
 * nothing. Example: `damagedStreams(bytes)` is 1 for a page of which a disk lost a sector. Not for encrypted files.
 */
export function damagedStreams(input: Uint8Array): number {
  let damaged = 0;
  let tried = 0;
  let left = LIMITS.maxUnpackedBytes;
  for (const { packed, isOutermost } of packedStreams(input)) {
    if (!isOutermost || packed.length < 2) continue;
    left -= packed.length;
    if (++tried > MAX_TRIED || left <= 0) break;
    if (isBroken(packed, LIMITS.maxUnpackedBytes)) damaged++;
  }
  return damaged;
}
