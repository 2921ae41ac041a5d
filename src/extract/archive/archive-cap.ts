/** How many bytes an archive may grow to: the bound that every archive reader asks before it unpacks. */
import { LIMITS } from "../../limits.ts";

/** Below this no ratio counts: a small log file of one repeated line is no bomb. */
export const FREE_BYTES = 16 * 1024 * 1024;

/**
 * Bytes that all members of an archive of `packedBytes` may unpack to together; `roomBytes` is what the family around it has left.
 * Example: `totalCap(1000)` is 16 MB, `totalCap(1_000_000)` is 200 MB, `totalCap(1_000_000, 50)` is 50.
 */
export function totalCap(
  packedBytes: number,
  roomBytes: number = Number.POSITIVE_INFINITY,
): number {
  const byRatio = Math.max(FREE_BYTES, packedBytes * LIMITS.maxArchiveRatio);
  return Math.max(0, Math.min(LIMITS.maxArchiveTotalBytes, byRatio, roomBytes));
}

/**
 * Bytes allowed for one more member of an archive of `packedBytes` when `usedBytes` are unpacked already; never negative.
 * Example: `unpackCap(1_000_000, 150_000_000)` is 50 MB.
 */
export function unpackCap(packedBytes: number, usedBytes: number, roomBytes?: number): number {
  const left = Math.max(0, totalCap(packedBytes, roomBytes) - usedBytes);
  return Math.min(left, LIMITS.maxArchiveMemberBytes);
}

/** What zlib is to unpack into at once when so many bytes are expected: into smaller pieces, and all are in memory twice when it joins them. */
export const pieceSize = (expectedBytes: number): number =>
  Math.max(16 * 1024, Math.min(expectedBytes, LIMITS.maxArchiveMemberBytes) + 64);

/** A few bytes out of zlib keep the piece that it filled them into: a hundred thousand tiny members held more than a gigabyte. */
export const withoutRoom = (part: Buffer): Buffer =>
  part.length * 2 < part.buffer.byteLength ? Buffer.from(part) : part;

/** Rows of one kind before the rest is only counted. */
const MAX_ROWS = 20;

/** "a, b, c and 17 more": names in a problem's reason, bounded. */
export function someNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_ROWS).map((name) => JSON.stringify(name.slice(0, 200)));
  const more = names.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
