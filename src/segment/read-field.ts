/** One field of one document out of the bytes of the forward index. */
import { type Cursor, readVarint } from "./bytes.ts";

/**
 * The ranks of a field in order, from the document's bytes between two places; empty when it lacks the field. A view of `into` where they fit.
 * Throws RangeError where the bytes contradict themselves.
 */
export function readField(
  bytes: Uint8Array,
  from: number,
  end: number,
  field: number,
  into?: Uint32Array,
): Uint32Array {
  const cursor: Cursor = { bytes, at: from };
  while (cursor.at < end) {
    const found = readVarint(cursor);
    const count = readVarint(cursor);
    if (count > end - cursor.at) throw new RangeError("more terms than bytes");
    if (found !== field) {
      for (let i = 0; i < count; i++) while ((bytes[cursor.at++] as number) >= 0x80);
      continue;
    }
    const ranks = into !== undefined && into.length >= count ? into : new Uint32Array(count);
    for (let i = 0; i < count; i++) ranks[i] = readVarint(cursor);
    return ranks.subarray(0, count);
  }
  return new Uint32Array(0);
}
