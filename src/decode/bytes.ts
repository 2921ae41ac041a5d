/** Views of bytes with Buffer's methods. */
import { Buffer } from "node:buffer";

/** A view of the same bytes with Buffer's methods; copies nothing. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes `start..end` as latin1 text; the end may lie beyond the bytes. */
export function latin1(buffer: Buffer, start: number, end: number): string {
  return buffer.toString("latin1", start, end);
}
