/**
 * Headers of a stored header block as text, for `header:NAME=value`. A small reader of its own: parse/ brings every charset and takes longer to
 * load than a search may take. Pure.
 */

/** Header blocks are stored up to 1 MB; a block of nothing but folds stays linear. */
const ENCODED_WORD =
  /=\?([A-Za-z0-9._:-]{1,40})(?:\*[A-Za-z-]{1,20})?\?([bBqQ])\?([^?\s]{0,4000})\?=(?:\s+(?==\?))?/g;

function decodeBytes(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return null; // a charset nobody knows: the word stays as written
  }
}

const quotedBytes = (text: string): Buffer =>
  Buffer.from(
    text
      .replaceAll("_", " ")
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      ),
    "latin1",
  );

/** Encoded words (RFC 2047) decoded; white space between two of them is no text. */
function decodeWords(value: string): string {
  if (!value.includes("=?")) return value;
  return value.replace(ENCODED_WORD, (word, charset: string, kind: string, text: string) => {
    const bytes = kind.toLowerCase() === "b" ? Buffer.from(text, "base64") : quotedBytes(text);
    return decodeBytes(bytes, charset) ?? word;
  });
}

/** `[lower-case name, value]` of each header in order, values unfolded (RFC 5322 section 2.2.3) and decoded. */
export function readHeaderBlock(block: Buffer): (readonly [string, string])[] {
  const utf8 = block.toString("utf8");
  const text = utf8.includes("\ufffd") ? block.toString("latin1") : utf8;
  const headers: { name: string; lines: string[] }[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === "") break;
    if (/^[ \t]/.test(line)) {
      headers.at(-1)?.lines.push(line.trimStart());
      continue;
    }
    const colon = line.indexOf(":");
    if (colon > 0)
      headers.push({
        name: line.slice(0, colon).trim().toLowerCase(),
        lines: [line.slice(colon + 1).trim()],
      });
  }
  return headers.map(({ name, lines }) => [name, decodeWords(lines.join(" "))] as const);
}
