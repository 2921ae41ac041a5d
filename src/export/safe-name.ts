/** File names for what is exported, made from names in the corpus: harmless on every system, recognisable, of bounded length. Pure. */

/** Names that Windows takes for devices, with or without an extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(\.|$)/i;

/** Separators, what Windows or a shell takes as special, control, bidi, zero-width and tag characters, unpaired surrogates. */
const UNSAFE =
  /[/\\:*?"<>|'`$;&\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\u{e0000}-\u{e007f}]+/gu;

/** Bytes of UTF-8 a name may have: file systems allow 255, and a number, a folder's suffix or a copy need room. */
const MAX_BYTES = 120;
/** A longer "extension" is no extension. */
const MAX_EXTENSION_CHARS = 12;

function cutBytes(text: string, bytes: number): string {
  let cut = "";
  let used = 0;
  for (const char of text) {
    used += Buffer.byteLength(char);
    if (used > bytes) break;
    cut += char;
  }
  return cut;
}

/**
 * A safe name: `safeName("../../Rechnung\u202Efdp.exe")` is "_.._Rechnung_fdp.exe" without a separator left in it, `safeName("NUL.txt")` is
 * "_NUL.txt", `safeName("")` is "unnamed".
 */
export function safeName(name: string): string {
  const cleaned = name
    .slice(0, 1000)
    .normalize("NFC")
    .replace(UNSAFE, "_")
    .replace(/\s+/g, " ")
    .replace(/^[ .]+|[ .]+$/g, "");
  if (cleaned === "") return "unnamed";
  const guarded = RESERVED.test(cleaned) || cleaned.startsWith("-") ? `_${cleaned}` : cleaned;
  if (Buffer.byteLength(guarded) <= MAX_BYTES) return guarded;
  const dot = guarded.lastIndexOf(".");
  const extension =
    dot > 0 && guarded.length - dot <= MAX_EXTENSION_CHARS ? guarded.slice(dot) : "";
  const stem = cutBytes(
    guarded.slice(0, guarded.length - extension.length),
    MAX_BYTES - Buffer.byteLength(extension),
  );
  return `${stem.replace(/[ .]+$/, "")}${extension}`;
}
