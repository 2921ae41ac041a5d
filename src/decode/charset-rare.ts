/** HZ (RFC 1843) and ISO-2022-KR (RFC 1557): 7-bit shift codes of GB 2312 and KS X 1001, rewritten to 8-bit and decoded by iconv. */
import { Buffer } from "node:buffer";
import iconv from "iconv-lite";

const TILDE = 0x7e;

/** Text of HZ bytes, e.g. "~{<:Ky2;S{~}" is 己所不欲. */
export function decodeHz(bytes: Uint8Array): string {
  const out = Buffer.allocUnsafe(bytes.length);
  let o = 0;
  let shifted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    const next = bytes[i + 1];
    if (byte === TILDE && (next === 0x7b || next === 0x7d)) {
      shifted = next === 0x7b;
      i++;
    } else if (byte === TILDE && !shifted && next === TILDE) {
      out[o++] = TILDE;
      i++;
    } else if (byte === TILDE && !shifted && next === 0x0a) {
      i++;
    } else {
      if (byte === 0x0a) shifted = false;
      out[o++] = shifted && byte > 0x20 ? byte | 0x80 : byte;
    }
  }
  return iconv.decode(out.subarray(0, o), "gb18030");
}

/** Text of ISO-2022-KR bytes: SO and SI shift, the designator ESC $ ) C is dropped. */
export function decodeIso2022Kr(bytes: Uint8Array): string {
  const out = Buffer.allocUnsafe(bytes.length);
  let o = 0;
  let shifted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte === 0x1b && bytes[i + 1] === 0x24 && bytes[i + 2] === 0x29 && bytes[i + 3] === 0x43) {
      i += 3;
    } else if (byte === 0x0e || byte === 0x0f) {
      shifted = byte === 0x0e;
    } else {
      if (byte === 0x0a) shifted = false;
      out[o++] = shifted && byte > 0x20 ? byte | 0x80 : byte;
    }
  }
  return iconv.decode(out.subarray(0, o), "cp949");
}
