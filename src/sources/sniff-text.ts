/** Whether bytes are text, in which encoding, and which kind of text by its first words. */

/** "8-bit": text of some one-byte or East Asian code page; which one is for a charset sniffer to say. */
export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "8-bit";

/** More bytes do not make the guess better. */
const LOOK_BYTES = 64 * 1024;

/**
 * The encoding of a head of text, or null when the bytes are no text (US-ASCII is "utf-8").
 * A cut-off character at the end is allowed. NUL and other control characters make it binary, apart from the few that old text
 * has (tab, line ends, form feed, backspace, escape, and the DOS end of file).
 */
export function guessTextEncoding(bytes: Uint8Array): TextEncoding | null {
  const head = bytes.subarray(0, LOOK_BYTES);
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  let controls = 0;
  let evenNuls = 0;
  let oddNuls = 0;
  for (let at = 0; at < head.length; at++) {
    const byte = head[at] as number;
    if (byte === 0) at % 2 === 0 ? evenNuls++ : oddNuls++;
    else if (byte < 32 && !isTextControl(byte)) controls++;
  }
  const pairs = head.length / 2;
  // UTF-16 of Western text without a mark: nearly every second byte is NUL, always on the same side.
  if (controls === 0 && head.length >= 8) {
    if (oddNuls > pairs * 0.7 && evenNuls < pairs * 0.02) return "utf-16le";
    if (evenNuls > pairs * 0.7 && oddNuls < pairs * 0.02) return "utf-16be";
  }
  if (evenNuls + oddNuls > 0 || controls > head.length / 500) return null;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return "utf-8";
  } catch {
    return "8-bit"; // a fatal decoder throws exactly when the bytes are not UTF-8
  }
}

function isTextControl(byte: number): boolean {
  return (byte >= 8 && byte <= 13) || byte === 26 || byte === 27;
}

/** The first characters as text, leading mark and white space removed, for {@link textType}. */
export function leadingText(bytes: Uint8Array, encoding: TextEncoding): string {
  const head = bytes.subarray(0, 4096);
  const decoder = new TextDecoder(encoding === "8-bit" ? "latin1" : encoding);
  return decoder.decode(head).trimStart();
}

const HTML_START =
  /^<(?:!doctype\s+html|html|head|body|title|meta|script|style|table|div|span|font|center|p|br|a|img|b|i|h[1-6])(?=[\s>/])/i;

/** RFC 1741: the line that begins every file in BinHex, behind what a mailer wrote before it, and the colon that opens its content. */
const BINHEX_START = /^\(This file must be converted with BinHex[^\r\n]{0,40}[\r\n]\s{0,40}:/m;

/** Media type of text by how it begins, e.g. "text/vcard"; null when nothing says more than "text". */
export function textType(start: string): string | null {
  const word = start.slice(0, 24).toUpperCase();
  if (word.startsWith("BEGIN:VCARD")) return "text/vcard";
  if (word.startsWith("BEGIN:VCALENDAR")) return "text/calendar";
  if (/^-----BEGIN (?:PKCS7|CMS)-/.test(word)) return "application/pkcs7-mime";
  if (word.startsWith("-----BEGIN PGP MESSAGE")) return "application/pgp-encrypted";
  if (BINHEX_START.test(start)) return "application/mac-binhex40";
  if (!start.startsWith("<")) return null;
  const body = withoutProlog(start);
  if (/^<svg[\s>:]/i.test(body)) return "image/svg+xml";
  if (HTML_START.test(body)) return "text/html";
  return start.startsWith("<?x") ? "application/xml" : null;
}

/** Behind XML declaration, comments and a doctype that is not HTML's. Each turn removes something: linear. */
function withoutProlog(start: string): string {
  let rest = start;
  for (;;) {
    const close = rest.startsWith("<?")
      ? "?>"
      : rest.startsWith("<!--")
        ? "-->"
        : /^<!doctype\s+(?!html)/i.test(rest)
          ? ">"
          : null;
    if (close === null) return rest;
    const end = rest.indexOf(close);
    if (end === -1) return rest;
    rest = rest.slice(end + close.length).trimStart();
  }
}
