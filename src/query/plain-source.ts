/**
 * The query text as people meant to type it: pasted from a phone, a right-to-left text or an East Asian keyboard. Keeps offsets where it can: full-width
 * forms become the usual ones in place; invisible direction marks, which stand for nothing, go.
 */

/** Full-width ASCII. */
const FULL_WIDTH = /[\uff01-\uff5e]/g;
/** Direction marks and overrides, a byte order mark, NUL. */
const INVISIBLE = /[\u0000\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** `ｆｒｏｍ：anna` is `from:anna`. */
export const plainSource = (text: string): string =>
  text
    .replace(INVISIBLE, "")
    .replace(FULL_WIDTH, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0));
