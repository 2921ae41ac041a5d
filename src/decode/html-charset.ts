/** The charset that HTML names in its head, for files and for parts of mail. */
import { Buffer } from "node:buffer";

/** A browser looks at 1,024 bytes; Word writes its styles first. */
const LOOK_BYTES = 64 * 1024;
const CHARSET = /<meta\b[^>]{0,1000}charset\s{0,5}=\s{0,5}["']?([\w:.-]{1,40})/i;

/** `"gb2312"` for bytes with `<meta charset=gb2312>`, "" when no meta element names one. */
export function metaCharset(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LOOK_BYTES));
  return CHARSET.exec(start.toString("latin1"))?.[1] ?? "";
}
