/**
 * Bytes -> text for the charsets found in mail: declared label first, then what the bytes themselves say.
 *
 * Labels lie: 2 % of real mail has 8-bit text with no label, "us-ascii", or a name nobody knows, and much UTF-8 is labelled
 * iso-8859-1. A wrong decoder makes words unfindable, so bytes that are valid UTF-8 are read as UTF-8 whatever a single-byte label says.
 */
import { Buffer, isAscii, isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";
import iconv from "iconv-lite";
import { asBuffer } from "./bytes.ts";
import { decodeHz, decodeIso2022Kr } from "./charset-rare.ts";
import { sniffCharset } from "./charset-sniff.ts";

/** How many bytes of a text are looked at to guess its charset. */
const SNIFF_BYTES = 16 * 1024;

/** Labels that mean nothing more than "bytes": the text is sniffed. */
const NO_CHARSET = new Set([
  "",
  "ascii",
  "usascii",
  "ansix341968",
  "iso646us",
  "unknown",
  "unknown8bit",
  "xunknown",
  "8bit",
  "7bit",
  "binary",
  "default",
  "none",
  "charset",
  "xuserdefined",
  "utf8",
  "utf8mb4",
  "unicode11utf8",
]);

/** Names iconv does not know, by the name it does. */
const ALIASES = new Map<string, string>([
  ["iso88591", "windows-1252"],
  ["latin1", "windows-1252"],
  ["l1", "windows-1252"],
  ["cp819", "windows-1252"],
  ["ansi", "windows-1252"],
  ["iso88599", "windows-1254"],
  ["latin5", "windows-1254"],
  ["iso885911", "windows-874"],
  ["tis620", "windows-874"],
  ["iso88596i", "iso-8859-6"],
  ["iso88596e", "iso-8859-6"],
  ["iso88598i", "iso-8859-8"],
  ["iso88598e", "iso-8859-8"],
  ["logical", "iso-8859-8"],
  ["gb2312", "gb18030"],
  ["gbk", "gb18030"],
  ["gb231280", "gb18030"],
  ["xgbk", "gb18030"],
  ["cp936", "gb18030"],
  ["windows936", "gb18030"],
  ["euccn", "gb18030"],
  ["chinesesimplified", "gb18030"],
  ["ksc56011987", "cp949"],
  ["ksc5601", "cp949"],
  ["euckr", "cp949"],
  ["ksx1001", "cp949"],
  ["xwindows949", "cp949"],
  ["cp932", "shift_jis"],
  ["windows31j", "shift_jis"],
  ["mskanji", "shift_jis"],
  ["xsjis", "shift_jis"],
  ["sjis", "shift_jis"],
  ["shiftjis", "shift_jis"],
  ["xeucjp", "euc-jp"],
  ["ujis", "euc-jp"],
  ["big5hkscs", "big5-hkscs"],
  ["xmaccyrillic", "maccyrillic"],
  ["xmacroman", "macroman"],
  ["mac", "macroman"],
  ["utf7", "utf-7"],
  ["unicode11utf7", "utf-7"],
  ["csunicode11utf7", "utf-7"],
  ["unicode", "utf-16"],
  ["ucs2", "utf-16"],
  ["iso10646ucs2", "utf-16"],
]);

/** Decoders of the platform, which know states and vendor extensions that iconv-lite lacks or decodes slowly. */
const PLATFORM = new Map<string, string>([
  ["shift_jis", "shift_jis"],
  ["euc-jp", "euc-jp"],
  ["iso2022jp", "iso-2022-jp"],
  ["iso2022jp1", "iso-2022-jp"],
  ["iso2022jp2", "iso-2022-jp"],
  ["iso2022jpms", "iso-2022-jp"],
  ["csiso2022jp", "iso-2022-jp"],
  ["cp50220", "iso-2022-jp"],
  ["cp50221", "iso-2022-jp"],
  ["gb18030", "gb18030"],
]);

/** Charsets whose text is all ASCII bytes: "it is ASCII" says nothing for these. */
const STATEFUL = /^(?:utf-?7|utf-?16|utf-?32|hz|iso-?2022|cp5022|csiso2022|ucs|unicode)/;

export interface DecodedText {
  readonly text: string;
  /** The charset the text was read in, e.g. "utf-8", "windows-1251". */
  readonly charset: string;
  /** True when the charset is a guess: the label was absent, unknown or wrong. */
  readonly guessed: boolean;
}

/** Text of bytes labelled `label` (any spelling, "" for none): `{text:"Grüße", charset:"windows-1252", guessed:false}`. Never throws; undecodable bytes become U+FFFD. */
export function decodeText(bytes: Uint8Array, label: string): DecodedText {
  const buffer = asBuffer(bytes);
  const name = normalizeLabel(label);
  const compact = name.replaceAll(/[^a-z0-9]/g, "");
  if (!STATEFUL.test(name) && isAscii(buffer)) return readAscii(buffer, compact);
  if (NO_CHARSET.has(compact)) return sniff(buffer, compact.startsWith("utf8"));
  const charset = ALIASES.get(compact) ?? name;
  const platform = PLATFORM.get(charset) ?? PLATFORM.get(compact);
  const known =
    platform ??
    (charset === "hz" || compact === "hzgb2312"
      ? "hz"
      : compact === "iso2022kr" || compact === "csiso2022kr"
        ? "iso-2022-kr"
        : iconv.encodingExists(charset)
          ? charset
          : null);
  if (known === null || known === "base64" || known === "hex") return sniff(buffer, false);
  if (!STATEFUL.test(name) && isUtf8(buffer))
    return { text: utf8(buffer), charset: "utf-8", guessed: true };
  return { text: decodeAs(buffer, known), charset: known, guessed: false };
}

function normalizeLabel(label: string): string {
  // seen: quotes, trailing ";", "iso-8859-1 format=flowed", RFC 2231 language "utf-8*en"
  return (
    label
      .toLowerCase()
      .slice(0, 64)
      .replaceAll(/["']/g, "")
      .trim()
      .split(/[\s;,*]/, 1)[0] ?? ""
  );
}

function utf8(buffer: Buffer): string {
  const text = buffer.toString("utf8");
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** ISO-2022-JP without a label is all ASCII bytes: its escapes give it away. */
function readAscii(buffer: Buffer, compact: string): DecodedText {
  if (NO_CHARSET.has(compact) && buffer.includes(0x1b)) {
    const charset = sniffCharset(buffer.subarray(0, SNIFF_BYTES));
    if (charset.startsWith("iso-2022"))
      return { text: decodeAs(buffer, charset), charset, guessed: true };
  }
  return { text: buffer.toString("latin1"), charset: "utf-8", guessed: false };
}

function sniff(buffer: Buffer, declaredUtf8: boolean): DecodedText {
  if (isUtf8(buffer)) return { text: utf8(buffer), charset: "utf-8", guessed: false };
  // mostly UTF-8 with a few bad bytes (cut in the middle of a character, one pasted line): keep the rest readable
  if (declaredUtf8 || hasMultiByte(buffer)) {
    const mixed = readMixedLines(buffer, declaredUtf8);
    if (mixed !== null) return { text: mixed, charset: "utf-8", guessed: true };
    const asUtf8 = utf8(buffer);
    const { good, bad } = countUtf8(asUtf8);
    if (declaredUtf8 ? bad <= good : bad * 3 <= good)
      return { text: asUtf8, charset: "utf-8", guessed: true };
  }
  const charset = sniffCharset(sampleAroundHighBytes(buffer));
  return { text: decodeAs(buffer, charset), charset, guessed: true };
}

const LF = 0x0a;

/**
 * UTF-8 with lines of another charset among it, as where one mail quotes another: a line that is not UTF-8 keeps its stray bytes as U+FFFD where most of it is,
 * else it is read in the one charset that fits all such lines. Null when no line proves UTF-8: without a label these lines must hold more than the others.
 */
function readMixedLines(buffer: Buffer, declaredUtf8: boolean): string | null {
  const lines: { readonly bytes: Buffer; readonly text: string; readonly foreign: boolean }[] = [];
  let proven = 0;
  let strange = 0;
  for (let at = 0; at < buffer.length; ) {
    const lf = buffer.indexOf(LF, at);
    const end = lf < 0 ? buffer.length : lf + 1;
    const bytes = buffer.subarray(at, end);
    const text = bytes.toString("utf8");
    const { good, bad } = countUtf8(text);
    if (bad === 0) proven += good;
    else strange += bad;
    lines.push({ bytes, text, foreign: bad > good });
    at = end;
  }
  if (proven < 2 || (!declaredUtf8 && proven < strange)) return null;
  const foreign = lines.filter((line) => line.foreign).map(({ bytes }) => bytes);
  const charset = sniffCharset(sampleAroundHighBytes(Buffer.concat(foreign)));
  const text = lines.map((line) => (line.foreign ? decodeAs(line.bytes, charset) : line.text));
  return text.join("").replace(/^\ufeff/, "");
}

function hasMultiByte(buffer: Buffer): boolean {
  const end = Math.min(buffer.length, SNIFF_BYTES);
  for (let i = 0; i + 1 < end; i++) {
    const lead = buffer[i] as number;
    if (lead >= 0xc3 && lead < 0xf5 && ((buffer[i + 1] as number) & 0xc0) === 0x80) return true;
  }
  return false;
}

/** Characters beyond ASCII of bytes read as UTF-8, and those among them that stand for no character. */
function countUtf8(text: string): { readonly good: number; readonly bad: number } {
  let good = 0;
  let bad = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0xfffd) bad++;
    else if (code > 0x7f) good++;
  }
  return { good, bad };
}

/** The part of a long text from its first high byte on, so that a page of ASCII before it does not hide it. */
function sampleAroundHighBytes(buffer: Buffer): Buffer {
  if (buffer.length <= SNIFF_BYTES) return buffer;
  let first = 0;
  while (first < buffer.length && (buffer[first] as number) < 0x80) first++;
  const start = Math.max(0, first - 64);
  return buffer.subarray(start, start + SNIFF_BYTES);
}

const CP1252_HIGH = [..."€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"];

function decodeAs(buffer: Buffer, charset: string): string {
  switch (charset) {
    case "windows-1252":
      // the platform's windows-1252 is plain latin1 in some Node versions; C1 controls are what mail means by "smart quotes"
      return buffer
        .toString("latin1")
        .replace(/[\u0080-\u009f]/g, (c) => CP1252_HIGH[c.charCodeAt(0) - 0x80] ?? c);
    case "hz":
      return decodeHz(buffer);
    case "iso-2022-kr":
      return decodeIso2022Kr(buffer);
    case "shift_jis":
    case "euc-jp":
    case "gb18030":
      return platformDecoder(charset).decode(buffer);
    case "iso-2022-jp":
      return platformDecoder(charset).decode(withoutIdleEscapes(buffer));
    default:
      return iconv.decode(buffer, charset);
  }
}

/** An escape of ISO-2022-JP right before another does nothing, as where two encoded words meet; the platform's decoder makes it U+FFFD. */
const IDLE_ESCAPES = /(?:\x1b(?:\([BHIJ]|\$[@B]|\$\(D))+(?=\x1b(?:\([BHIJ]|\$[@B]|\$\(D))/g;

function withoutIdleEscapes(buffer: Buffer): Uint8Array {
  return buffer.includes(0x1b)
    ? Buffer.from(buffer.toString("latin1").replace(IDLE_ESCAPES, ""), "latin1")
    : buffer;
}

const decoders = new Map<string, TextDecoder>();

function platformDecoder(charset: string): TextDecoder {
  const known = decoders.get(charset);
  if (known !== undefined) return known;
  const decoder = new TextDecoder(charset);
  decoders.set(charset, decoder);
  return decoder;
}
