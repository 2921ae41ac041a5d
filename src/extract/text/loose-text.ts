/** Text of formats that name no charset: UTF-8 when it is valid, else marked as undecodable and shown as Windows Western. */

import { decodeCodePage } from "../code-pages.ts";

/** First bytes of an undecodable value, as hex; enough to try charsets on. */
const MAX_HEX_BYTES = 1024;

/** `undecodable` is true when the bytes are neither ASCII nor UTF-8; `text` is then their Windows-1252 reading. */
export function decodeLoose(bytes: Uint8Array): { text: string; undecodable: boolean } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), undecodable: false };
  } catch {
    // A fatal TextDecoder throws exactly when the bytes are no UTF-8. Node's own windows-1252 leaves 0x80-0x9f undecoded.
    return { text: decodeCodePage(bytes, 1252) ?? "", undecodable: true };
  }
}

/** Lower-case hex, cut at 1,024 bytes. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, MAX_HEX_BYTES)).toString("hex");
}
