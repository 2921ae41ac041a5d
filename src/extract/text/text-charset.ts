/** Bytes of a text file -> text: byte order mark, UTF-16 without one, a declared charset, else what the bytes look like. */

import { decodeText } from "../../decode/charset.ts";
import { LIMITS } from "../../limits.ts";
import type { Collector } from "../collector.ts";

const LOOK_BYTES = 4096;
/** So many of each hundred bytes on one side are NUL in UTF-16 of Western or Cyrillic punctuation-rich text; none on the other. */
const NUL_SHARE = 0.3;

/** "utf-16le", "utf-16be" or null. Lines and blanks of any script have a zero high byte, and text files hold no other NUL. */
function wideCharset(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const length = Math.min(bytes.length, LOOK_BYTES);
  const nuls = [0, 0];
  for (let at = 0; at < length; at++) if (bytes[at] === 0) nuls[at & 1] = (nuls[at & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  const enough = (length / 2) * NUL_SHARE;
  if (odd > enough && even === 0) return "utf-16le";
  return even > enough && odd === 0 ? "utf-16be" : null;
}

/**
 * Text of a file; `declared` is a charset the file or mail names, "" for none. A charset other than Unicode becomes a `codepage`
 * value, with "guessed" in its source when nothing named it. Bytes beyond the limit are left out with a problem.
 */
export function decodeTextFile(input: Uint8Array, declared: string, collector: Collector): string {
  const cut = input.length > LIMITS.maxTextFileBytes;
  const bytes = cut ? input.subarray(0, LIMITS.maxTextFileBytes) : input;
  if (cut) {
    const reason = `${input.length - bytes.length} of ${input.length} bytes are not read as text`;
    collector.addProblem("text-too-long", "partial", reason);
  }
  const wide = wideCharset(bytes);
  if (wide !== null) {
    const text = new TextDecoder(wide).decode(bytes);
    if (wide === "utf-16be") collector.addValue("codepage", wide, "text bytes");
    return text;
  }
  const { text, charset, guessed } = decodeText(bytes, declared);
  if (charset !== "utf-8") {
    collector.addValue("codepage", charset, guessed ? "text bytes, guessed" : "declared charset");
  }
  return text;
}
