/**
 * Paths whose bytes are not valid UTF-8, written so that strings can carry them.
 *
 * On Linux a file name is bytes. A JavaScript string made from invalid UTF-8 no longer opens the file, and lone surrogates (the
 * Python way) do not survive SQLite or JSON tools. So such a path is written as a file URL with those bytes percent-encoded
 * (RFC 8089): plain ASCII, unmistakable since every other path starts with "/", and it can be turned back.
 */

const SCHEME = "file://";
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function isUtf8(path: Uint8Array): boolean {
  try {
    utf8.decode(path);
    return true;
  } catch {
    return false; // a fatal decoder throws exactly when the bytes are not UTF-8
  }
}

/** The string for a path in bytes: "/dump/a.eml" as it is, `/dump/caf<E9>.eml` as "file:///dump/caf%E9.eml". */
export function pathFromBytes(path: Uint8Array): string {
  const bytes = Buffer.from(path.buffer, path.byteOffset, path.byteLength);
  if (isUtf8(bytes)) return bytes.toString("utf8");
  let url = SCHEME;
  for (const byte of bytes) {
    const plain = byte > 32 && byte < 127 && byte !== 37 && byte !== 35 && byte !== 63;
    url += plain
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return url;
}

/**
 * What to hand to `fs` for a path of a FoundFile or of a `file` locator step: the string, or the bytes of a file URL.
 * Every place that opens a source goes through here, e.g. `open(openablePath(found.path))`.
 */
export function openablePath(path: string): string | Buffer {
  if (!path.startsWith(SCHEME)) return path;
  const ascii = path.slice(SCHEME.length);
  const bytes: number[] = [];
  for (let at = 0; at < ascii.length; at++) {
    const code = ascii.charCodeAt(at);
    const pair = code === 37 ? ascii.slice(at + 1, at + 3) : "";
    if (/^[0-9A-Fa-f]{2}$/.test(pair)) {
      bytes.push(Number.parseInt(pair, 16));
      at += 2;
    } else bytes.push(code & 0xff);
  }
  return Buffer.from(bytes);
}

/** Order of two paths by their UTF-8 bytes (strings compare by UTF-16 unit, which puts U+FFxx after emoji). */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return codeOrder(left) - codeOrder(right);
  }
  return a.length - b.length;
}

/** Moves surrogates (code points beyond U+FFFF) behind U+E000…U+FFFF, where their UTF-8 sorts. */
function codeOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}
