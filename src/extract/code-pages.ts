/** Windows and Mac code page numbers -> decoders, for the formats that name their text's charset by number. */
import iconv from "iconv-lite";

/** Numbers iconv-lite does not know as `cp<number>`. Mac script pages are the ones real Mac Office files carry. */
const NAMES = new Map<number, string>([
  [0, "cp1252"],
  [1200, "utf16le"],
  [1201, "utf16be"],
  [932, "shift_jis"],
  [936, "gbk"],
  [949, "cp949"],
  [950, "big5"],
  [1361, "cp949"],
  [10000, "macintosh"],
  [10001, "shift_jis"],
  [10002, "big5"],
  [10003, "cp949"],
  [10006, "macgreek"],
  [10007, "maccyrillic"],
  [10008, "gbk"],
  [10010, "macromania"],
  [10017, "macukraine"],
  [10021, "macthai"],
  [10029, "maccenteuro"],
  [10079, "maciceland"],
  [10081, "macturkish"],
  [10082, "maccroatian"],
  [20127, "latin1"],
  [20866, "koi8-r"],
  [20932, "euc-jp"],
  [20936, "gb2312"],
  [21866, "koi8-u"],
  [28591, "latin1"],
  [38598, "iso-8859-8"],
  [51932, "euc-jp"],
  [51936, "gb2312"],
  [51949, "euc-kr"],
  [52936, "gb2312"],
  [54936, "gb18030"],
  [65000, "utf7"],
  [65001, "utf8"],
]);

const ISO_2022_JP: ReadonlySet<number> = new Set([50220, 50221, 50222]);

function charsetOf(codePage: number): string | null {
  const name =
    NAMES.get(codePage) ??
    (codePage > 28591 && codePage <= 28605 ? `iso-8859-${codePage - 28590}` : `cp${codePage}`);
  return iconv.encodingExists(name) ? name : null;
}

/** True when text of that code page can be decoded, e.g. for 1251, not for 29001. */
export function isKnownCodePage(codePage: number): boolean {
  return ISO_2022_JP.has(codePage) || charsetOf(codePage) !== null;
}

/** Text of the bytes in that code page, null when the page is unknown. Example: `decodeCodePage(bytes, 1251)` -> "Анна". */
export function decodeCodePage(bytes: Uint8Array, codePage: number): string | null {
  // iconv-lite has no iso-2022-jp; the decoder built into Node has
  if (ISO_2022_JP.has(codePage)) return new TextDecoder("iso-2022-jp").decode(bytes);
  const name = charsetOf(codePage);
  if (name === null) return null;
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name, {
    stripBOM: true,
  });
}

/** Text of UTF-16LE bytes; an odd last byte is left out. */
export function decodeUtf16(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength & ~1).toString("utf16le");
}

/** The part before the first NUL: strings in binary formats are padded with whatever memory held. */
export function untilNul(text: string): string {
  const nul = text.indexOf("\0");
  return nul < 0 ? text : text.slice(0, nul);
}

/** Primary language (low ten bits of an LCID, [MS-LCID] 2.2) -> ANSI code page. Others are 1252. */
const PAGE_BY_LANGUAGE = new Map<number, number>([
  [0x01, 1256],
  [0x02, 1251],
  [0x05, 1250],
  [0x08, 1253],
  [0x0d, 1255],
  [0x0e, 1250],
  [0x11, 932],
  [0x12, 949],
  [0x15, 1250],
  [0x18, 1250],
  [0x19, 1251],
  [0x1a, 1250],
  [0x1b, 1250],
  [0x1c, 1250],
  [0x1e, 874],
  [0x1f, 1254],
  [0x22, 1251],
  [0x23, 1251],
  [0x24, 1250],
  [0x25, 1257],
  [0x26, 1257],
  [0x27, 1257],
  [0x29, 1256],
  [0x2a, 1258],
  [0x2f, 1251],
]);

/** ANSI code page of a Windows language id, e.g. 0x0419 -> 1251. */
export function codePageOfLcid(lcid: number): number {
  const primary = lcid & 0x3ff;
  if (primary === 0x04) return lcid === 0x0404 || lcid === 0x0c04 || lcid === 0x1404 ? 950 : 936;
  // Serbian in Cyrillic script shares its primary number with Croatian and Serbian in Latin script
  if (lcid === 0x0c1a || lcid === 0x1c1a || lcid === 0x281a || lcid === 0x301a) return 1251;
  return PAGE_BY_LANGUAGE.get(primary) ?? 1252;
}

/** Macintosh code page of the script of a Windows one; Mac Roman where there is none of its own. */
const MAC_PAGE = new Map<number, number>([
  [1250, 10029],
  [1251, 10007],
  [1253, 10006],
  [1254, 10081],
  [932, 932],
  [936, 936],
  [949, 949],
  [950, 950],
  [874, 10021],
]);

/** E.g. 1252 -> 10000, 1251 -> 10007; East Asian pages are the same on both. */
export function macCodePageOf(windowsPage: number): number {
  return MAC_PAGE.get(windowsPage) ?? 10000;
}
