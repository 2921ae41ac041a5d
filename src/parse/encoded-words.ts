/** Decodes RFC 2047 encoded words in header values, linear on any input; broken words stay as written. */
import { Buffer } from "node:buffer";
import { latin1 } from "../decode/bytes.ts";
import { decodeText } from "../decode/charset.ts";
import { decodeBase64 } from "./base64.ts";

/** Longest charset name looked for; real ones have at most 30 characters. */
const MAX_CHARSET_CHARS = 60;

interface Word {
  readonly charset: string;
  readonly bytes: Uint8Array;
  /** Where the text after the word starts. */
  readonly end: number;
}

/**
 * `decodeEncodedWords("=?utf-8?q?Gr=C3=BC=C3=9Fe?= aus Rom")` is "Grüße aus Rom". Blanks between two words are dropped, and words
 * of one charset are joined before decoding because mailers cut multi-byte characters in two.
 */
export function decodeEncodedWords(value: string): string {
  let start = value.indexOf("=?");
  if (start < 0) return value;
  let out = "";
  let at = 0;
  let pending: Word[] = [];
  const flush = (): void => {
    if (pending.length === 0) return;
    out += decodeWords(pending);
    pending = [];
  };
  while (start >= 0) {
    const word = readWord(value, start);
    if (word === "none") break;
    if (word === null) {
      start = value.indexOf("=?", start + 2);
      continue;
    }
    const between = value.slice(at, start);
    if (pending.length === 0 || between.trim() !== "") {
      flush();
      out += between;
    }
    pending.push(word);
    at = word.end;
    start = value.indexOf("=?", at);
  }
  flush();
  return out + value.slice(at);
}

/** The word at `start`, null when it is none, "none" when no word can follow any more (so that a bomb of "=?" is scanned once). */
function readWord(value: string, start: number): Word | "none" | null {
  const charsetEnd = value.slice(start + 2, start + 2 + MAX_CHARSET_CHARS + 1).indexOf("?");
  if (charsetEnd < 0) return null;
  const kindAt = start + 2 + charsetEnd + 1;
  const kind = (value[kindAt] ?? "").toLowerCase();
  if (value[kindAt + 1] !== "?" || (kind !== "q" && kind !== "b")) return null;
  const textStart = kindAt + 2;
  const textEnd = value.indexOf("?=", textStart);
  if (textEnd < 0) return "none";
  const end = kind === "q" ? realEnd(value, textEnd) : textEnd;
  const text = value.slice(textStart, end);
  return {
    charset: value.slice(start + 2, start + 2 + charsetEnd),
    bytes: kind === "q" ? decodeQ(text) : decodeBase64(Buffer.from(text, "latin1")),
    end: end + 2,
  };
}

/** Seen: "=?utf-8?Q?really?=3F?=", a question mark before an escaped byte: the first "?=" belongs to "=3F". */
function realEnd(value: string, textEnd: number): number {
  if (!/^[0-9A-Fa-f]{2}/.test(value.slice(textEnd + 2, textEnd + 4))) return textEnd;
  const next = value.indexOf("?=", textEnd + 2);
  return next < 0 || /[\s?]/.test(value.slice(textEnd + 2, next)) ? textEnd : next;
}

/** Words whose names differ only in case or in a language (RFC 2231 section 5, "utf-8*en") are of one charset. */
function charsetName(charset: string): string {
  return (charset.split("*", 1)[0] ?? "").toLowerCase();
}

function decodeWords(words: readonly Word[]): string {
  let out = "";
  for (let i = 0; i < words.length; ) {
    const charset = charsetName(words[i]?.charset ?? "");
    const chunks: Uint8Array[] = [];
    for (; i < words.length; i++) {
      const word = words[i];
      if (word === undefined || charsetName(word.charset) !== charset) break;
      chunks.push(word.bytes);
    }
    out += decodeText(
      chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks),
      charset,
    ).text;
  }
  return out;
}

/** The "Q" encoding: "_" is a blank, "=XX" a byte. Raw 8-bit characters (a rule broken often) are kept as UTF-8. */
function decodeQ(text: string): Uint8Array {
  const bytes = Buffer.from(text, "utf8");
  let o = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte === 0x5f) bytes[o++] = 0x20;
    else if (byte === 0x3d && isHex(bytes[i + 1]) && isHex(bytes[i + 2])) {
      bytes[o++] = Number.parseInt(latin1(bytes, i + 1, i + 3), 16);
      i += 2;
    } else bytes[o++] = byte;
  }
  return bytes.subarray(0, o);
}

function isHex(byte: number | undefined): boolean {
  return (
    byte !== undefined &&
    ((byte >= 0x30 && byte <= 0x39) ||
      (byte >= 0x41 && byte <= 0x46) ||
      (byte >= 0x61 && byte <= 0x66))
  );
}
