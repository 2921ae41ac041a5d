/**
 * Names of zip members: raw bytes -> text, with how sure the charset is.
 *
 * A zip says "UTF-8" or nothing; without the flag the bytes are in whatever code page the packing machine had, and that code page
 * is evidence of its own. The guess looks at all names of the archive at once: one name of four letters decides nothing.
 */
import { crc32 } from "node:zlib";
import { decodeCodePage } from "../code-pages.ts";

/** `guessed` when no flag and no extra field of the zip states the charset. Example: `{text:"отчёт.xls", charset:"cp866", guessed:true}`. */
export interface MemberName {
  readonly text: string;
  readonly charset: string;
  readonly guessed: boolean;
  /** Another name in the Unicode path field, where the one beside it needs none or the field belongs to a third. */
  readonly second?: string;
}

/** What the directory stores of one name. */
export interface StoredName {
  readonly bytes: Uint8Array;
  /** General purpose bit 11 (APPNOTE 4.4.4). */
  readonly utf8Flag: boolean;
  /** Data of extra field 0x7075 (APPNOTE 4.6.9), null when absent. */
  readonly unicodePath: Uint8Array | null;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function utf8OrNull(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null; // a fatal decoder throws exactly when the bytes are not UTF-8
  }
}

const isAscii = (bytes: Uint8Array): boolean => bytes.every((value) => value < 0x80);

/** Text of the Unicode path field, null when its checksum says it belongs to another name (a renamed member). */
function unicodePathText(name: StoredName): string | null {
  const field = name.unicodePath;
  if (field === null || field.length < 5 || field[0] !== 1) return null;
  const view = new DataView(field.buffer, field.byteOffset, field.byteLength);
  if (view.getUint32(1, true) !== crc32(name.bytes)) return null;
  return utf8OrNull(field.subarray(5));
}

/** Code pages tried for names of undeclared charset, the commonest packer of each first. */
const CANDIDATES: readonly (readonly [page: number, name: string, letters: RegExp])[] = [
  [866, "cp866", /^[\p{Script=Cyrillic}№]$/u],
  [1251, "cp1251", /^[\p{Script=Cyrillic}№«»–—]$/u],
  [850, "cp850", /^[\p{Script=Latin}ºª°]$/u],
  [1252, "cp1252", /^[\p{Script=Latin}ºª°–—’]$/u],
  [932, "cp932", /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー、。・（）]$/u],
  [936, "cp936", /^[\p{Script=Han}、。（）]$/u],
  [437, "cp437", /^[\p{Script=Latin}]$/u],
];

/** A letter a language of that page uses; the odd ones of a page decode any byte and prove nothing. */
const RARE_LATIN = /[ÐðÞþýÝ¡¿×ƒÿ]/u;

/** Share of high bytes that decode to letters as words have them: Cyrillic stands in runs, accents stand alone. */
function score(names: readonly Uint8Array[], page: number, letters: RegExp): number {
  let good = 0;
  let all = 0;
  for (const bytes of names) {
    const text = decodeCodePage(bytes, page);
    if (text === null) return 0;
    let previous = "";
    for (const char of text) {
      if (char > "\x7f") {
        all++;
        if (letters.test(char)) {
          good += RARE_LATIN.test(char) ? 0.3 : 1;
          // "чЁт": a capital inside a word after a small letter is what a wrong page looks like
          if (/\p{Ll}/u.test(previous) && /\p{Lu}/u.test(char)) good -= 0.6;
          // "ò à â": a run of accented Latin letters is Cyrillic read in a Latin page
          if (page !== 932 && page !== 936 && /[^\0-\x7f]/.test(previous)) {
            good -= letters.test("é") ? 0.5 : 0;
          } else if (letters.test("ж") && /[a-z]/i.test(previous)) good -= 0.7;
        }
      }
      previous = char;
    }
  }
  return all === 0 ? 0 : good / all;
}

/** Names that vote on the code page: the rest of a huge archive would say the same at a cost. */
const VOTERS = 200;

function guessPage(names: readonly Uint8Array[]): readonly [page: number, name: string] {
  let best: readonly [number, string] = [437, "cp437"];
  let bestScore = 0.5;
  for (const [page, name, letters] of CANDIDATES) {
    const value = score(names, page, letters);
    if (value > bestScore + 0.001) {
      bestScore = value;
      best = [page, name];
    }
  }
  return best;
}

/**
 * Decodes all names of an archive. Order of trust: the UTF-8 flag, the Unicode path field, ASCII, bytes that are valid UTF-8
 * without a flag (macOS, many libraries), a guess over all other names; cp437 (APPNOTE D.1) when nothing else fits.
 */
export function decodeNames(names: readonly StoredName[]): readonly MemberName[] {
  return firstNames(names).map((name, at) => {
    const field = names[at]?.unicodePath ?? null;
    const second = field === null || field[0] !== 1 ? null : utf8OrNull(field.subarray(5));
    return second === null || second === name.text ? name : { ...name, second };
  });
}

function firstNames(names: readonly StoredName[]): readonly MemberName[] {
  const voters: Uint8Array[] = [];
  const certain = names.map((name): MemberName | null => {
    if (isAscii(name.bytes)) {
      return { text: Buffer.from(name.bytes).toString("latin1"), charset: "ascii", guessed: false };
    }
    const fromField = unicodePathText(name);
    if (fromField !== null) return { text: fromField, charset: "utf-8", guessed: false };
    const utf8 = utf8OrNull(name.bytes);
    if (utf8 !== null) return { text: utf8, charset: "utf-8", guessed: !name.utf8Flag };
    if (voters.length < VOTERS) voters.push(name.bytes);
    return null;
  });
  if (voters.length === 0 && certain.every((name) => name !== null)) return certain;
  const [page, charset] = guessPage(voters);
  return certain.map((name, at) => {
    if (name !== null) return name;
    const bytes = names[at]?.bytes ?? new Uint8Array();
    return { text: decodeCodePage(bytes, page) ?? "", charset, guessed: true };
  });
}
