/** Random access to the bytes that are split: a file, or bytes in memory (an mbox that came out of an archive). */
import type { FileHandle } from "node:fs/promises";

export interface ByteSource {
  readonly sizeBytes: number;
  /** Fills `into` from the absolute `offset`; returns how many bytes were there (fewer only at the end). */
  read(into: Uint8Array, offset: number): Promise<number>;
}

/** Reads up to `sizeBytes`, the size that was recorded: bytes appended while we read belong to the next run. */
export function fileSource(file: FileHandle, sizeBytes: number): ByteSource {
  return {
    sizeBytes,
    async read(into, offset) {
      const wanted = Math.max(0, Math.min(into.length, sizeBytes - offset));
      let filled = 0;
      while (filled < wanted) {
        const { bytesRead } = await file.read(into, filled, wanted - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    },
  };
}

/** Bytes in memory as a source. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    async read(into, offset) {
      const part = bytes.subarray(offset, offset + into.length);
      into.set(part);
      return part.length;
    },
  };
}

/** The first `sizeBytes` of a source, as a source. */
export function headOf(source: ByteSource, sizeBytes: number): ByteSource {
  const size = Math.min(source.sizeBytes, sizeBytes);
  return {
    sizeBytes: size,
    read: (into, offset) =>
      source.read(into.subarray(0, Math.max(0, Math.min(into.length, size - offset))), offset),
  };
}

/** Bytes from `offset`, at most `length`, in a buffer of their own. */
export async function readAt(source: ByteSource, offset: number, length: number): Promise<Buffer> {
  const into = Buffer.allocUnsafe(Math.max(0, Math.min(length, source.sizeBytes - offset)));
  return into.subarray(0, await source.read(into, offset));
}
