/**
 * What a word looks like when its bytes were read in the wrong charset: "Рошка" in windows-1251 read as Western is "Ðîøêà". Pure; tables are asked of
 * the runtime once.
 */

/** Charset the bytes were written in, charset they were read in; the mistakes found in mail, commonest first. */
const MISTAKES = [
  ["windows-1251", "windows-1252"],
  ["koi8-r", "windows-1252"],
  ["utf-8", "windows-1252"],
  ["utf-8", "windows-1251"],
  ["koi8-r", "windows-1251"],
  ["windows-1251", "koi8-r"],
  ["ibm866", "windows-1251"],
] as const;

const tables = new Map<string, ReadonlyMap<string, number>>();

/** Character -> byte of a charset of one byte a character. */
function bytesOf(charset: string): ReadonlyMap<string, number> {
  let table = tables.get(charset);
  if (table === undefined) {
    const decoder = new TextDecoder(charset);
    const bytes = Array.from({ length: 256 }, (_, byte) => byte);
    table = new Map(bytes.map((byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
    tables.set(charset, table);
  }
  return table;
}

/** Bytes of a text, null when the charset lacks a character of it. */
function encoded(text: string, charset: string): Uint8Array | null {
  if (charset === "utf-8") return new TextEncoder().encode(text);
  const table = bytesOf(charset);
  const bytes = Array.from(text, (char) => table.get(char));
  const known = bytes.filter((byte) => byte !== undefined);
  return known.length === bytes.length ? Uint8Array.from(known) : null;
}

/** A text as it looks after each mistake, each once, in a fixed order; none for ASCII. `garbled("Рошка")[0]` is "Ðîøêà". */
export function garbled(text: string): readonly string[] {
  if (/^[\0-\x7f]*$/.test(text)) return [];
  const forms = MISTAKES.flatMap(([written, read]) => {
    const bytes = encoded(text, written);
    return bytes === null ? [] : [new TextDecoder(read).decode(bytes)];
  });
  return [...new Set(forms)].filter((form) => form !== text && !form.includes("\ufffd"));
}
