/** How many bytes one packed stream may grow to: the bound every archive reader but zip's own asks before it unpacks. */
import { LIMITS } from "../../limits.ts";

/** Below this no ratio counts: a small log file of one repeated line is no bomb. */
const FREE_BYTES = 16 * 1024 * 1024;

/**
 * Bytes allowed for one more stream of an archive of `packedBytes` when `usedBytes` are unpacked already; never negative. The ratio is that of the sum.
 * Example: `unpackCap(1000, 0)` is 16 MB, `unpackCap(1_000_000, 0)` is 200 MB, `unpackCap(1_000_000, 150_000_000)` is 50 MB.
 */
export function unpackCap(packedBytes: number, usedBytes: number): number {
  const byRatio = Math.max(FREE_BYTES, packedBytes * LIMITS.maxArchiveRatio);
  const left = Math.max(0, LIMITS.maxArchiveTotalBytes - usedBytes);
  return Math.min(Math.max(0, byRatio - usedBytes), left, LIMITS.maxArchiveMemberBytes);
}

/** Rows of one kind before the rest is only counted. */
const MAX_ROWS = 20;

/** "a, b, c and 17 more": names in a problem's reason, bounded. */
export function someNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_ROWS).map((name) => JSON.stringify(name.slice(0, 200)));
  const more = names.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
