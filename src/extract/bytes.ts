/**
 * Bounded little-endian reads for binary formats. A read past the end throws {@link OutOfBytes}, which the reader of the format
 * catches at its own border and turns into a problem: silent zeros would be read as values.
 */

/** A structure claims bytes that are not there. Bad input, caught by {@link guarded}; never leaves a reader. */
export class OutOfBytes extends Error {
  constructor(at: number, wanted: number, length: number, options?: ErrorOptions) {
    super(`${wanted} bytes wanted at ${at} of ${length}`, options);
  }
}

function check(bytes: Uint8Array, at: number, wanted: number): void {
  if (!(at >= 0 && wanted >= 0 && at + wanted <= bytes.length)) {
    throw new OutOfBytes(at, wanted, bytes.length);
  }
}

const byte = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;

/** Unsigned 8 bit at `at`. Throws {@link OutOfBytes}. */
export function u8(bytes: Uint8Array, at: number): number {
  check(bytes, at, 1);
  return byte(bytes, at);
}

/** Unsigned 16 bit at `at`. Throws {@link OutOfBytes}. */
export function u16(bytes: Uint8Array, at: number): number {
  check(bytes, at, 2);
  return byte(bytes, at) | (byte(bytes, at + 1) << 8);
}

/** Signed 16 bit at `at`. Throws {@link OutOfBytes}. */
export function i16(bytes: Uint8Array, at: number): number {
  return (u16(bytes, at) << 16) >> 16;
}

/** Signed 32 bit at `at`. Throws {@link OutOfBytes}. */
export function i32(bytes: Uint8Array, at: number): number {
  check(bytes, at, 4);
  return (
    byte(bytes, at) |
    (byte(bytes, at + 1) << 8) |
    (byte(bytes, at + 2) << 16) |
    (byte(bytes, at + 3) << 24)
  );
}

/** Unsigned 32 bit at `at`. Throws {@link OutOfBytes}. */
export function u32(bytes: Uint8Array, at: number): number {
  return i32(bytes, at) >>> 0;
}

/** Unsigned 64 bit at `at`. Throws {@link OutOfBytes}. */
export function u64(bytes: Uint8Array, at: number): bigint {
  return (BigInt(u32(bytes, at + 4)) << 32n) | BigInt(u32(bytes, at));
}

/** IEEE double at `at`. Throws {@link OutOfBytes}. */
export function f64(bytes: Uint8Array, at: number): number {
  check(bytes, at, 8);
  return new DataView(bytes.buffer, bytes.byteOffset + at, 8).getFloat64(0, true);
}

/** `length` bytes from `at`, a view, not a copy. Throws {@link OutOfBytes}. */
export function slice(bytes: Uint8Array, at: number, length: number): Uint8Array {
  check(bytes, at, length);
  return bytes.subarray(at, at + length);
}

/** At most `length` bytes from `at`: for formats whose counts are known to overstate. */
export function sliceUpTo(bytes: Uint8Array, at: number, length: number): Uint8Array {
  const from = Math.min(Math.max(at, 0), bytes.length);
  return bytes.subarray(from, Math.min(from + Math.max(length, 0), bytes.length));
}

/** Lower-case hex of the bytes, e.g. "d0cf11e0". */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** A class id as people write it, from its 16 stored bytes, e.g. "f29f85e0-4ff9-1068-ab91-08002b27b3d9" ([MS-DTYP] 2.3.4). */
export function guid(bytes: Uint8Array, at: number): string {
  const b = slice(bytes, at, 16);
  const part = (from: number, to: number, reverse: boolean): string =>
    hex(reverse ? b.slice(from, to).reverse() : b.subarray(from, to));
  return [
    part(0, 4, true),
    part(4, 6, true),
    part(6, 8, true),
    part(8, 10, false),
    part(10, 16, false),
  ].join("-");
}

/** What `read` returns, or `fallback` after telling `onShort` why the bytes did not hold what they claim. Any other error is a bug and is thrown. */
export function guarded<T>(read: () => T, fallback: T, onShort: (reason: string) => void): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof OutOfBytes)) throw error;
    onShort(error.message);
    return fallback;
  }
}
