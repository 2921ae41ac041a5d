/** Bytes of an XML part -> text: charset by mark, by the shape of the first bytes, by declaration (XML 1.0 appendix F). One nobody reads is said. */
import { TextDecoder } from "node:util";
import { decodeText } from "../decode/charset.ts";

const DECLARED = /^\s*<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}["']([A-Za-z0-9._-]{1,40})["']/;

/** First bytes -> charset; longer marks first, since the mark of UTF-32 begins like that of UTF-16. */
const SHAPES: readonly (readonly [string, string])[] = [
  ["fffe0000", "utf-32le"],
  ["0000feff", "utf-32be"],
  ["3c000000", "utf-32le"],
  ["0000003c", "utf-32be"],
  ["4c6fa794", "ebcdic"],
  ["fffe", "utf-16le"],
  ["feff", "utf-16be"],
];

function charsetOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.subarray(0, 4)).toString("hex");
  const shape = SHAPES.find(([start]) => hex.startsWith(start));
  if (shape !== undefined) return shape[1];
  // "<" and one more character of sixteen bits, without a mark
  if (/^3c00..00$/.test(hex)) return "utf-16le";
  if (/^003c00..$/.test(hex)) return "utf-16be";
  const start = Buffer.from(bytes.subarray(0, 400)).toString("latin1");
  const declared = DECLARED.exec(start.replace(/^\xef\xbb\xbf/, ""))?.[1] ?? "utf-8";
  // "UTF-16" declared in bytes that are not: the declaration is wrong, the bytes are read
  return /^u(?:tf|cs)-?(?:16|32|2|4)/i.test(declared) ? "utf-8" : declared;
}

/** The decoder of the platform for a name; null for a name it does not know: the constructor throws exactly then. */
function platformDecoder(charset: string): TextDecoder | null {
  try {
    return new TextDecoder(charset);
  } catch {
    return null;
  }
}

/**
 * Text of an XML part. `unknown` is the name of a charset that nobody here reads, "" for all others; the text is then read as UTF-8, so that
 * what is ASCII in it is found.
 *
 * Example: `decodeXml(utf32Bytes)` is `{text: "<w:document…", unknown: ""}`. `charset` overrides what the bytes say. Never throws.
 */
export function decodeXml(
  bytes: Uint8Array,
  charset = charsetOf(bytes),
): { readonly text: string; readonly unknown: string } {
  if (charset === "latin1") return { text: Buffer.from(bytes).toString("latin1"), unknown: "" };
  const platform = platformDecoder(charset);
  if (platform !== null) return { text: platform.decode(bytes), unknown: "" };
  const decoded = decodeText(bytes, charset);
  if (!decoded.guessed) return { text: decoded.text.replace(/^\ufeff/, ""), unknown: "" };
  return { text: new TextDecoder().decode(bytes), unknown: charset };
}
