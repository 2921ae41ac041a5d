/** FILETIME (100 ns since 1601-01-01 UTC) in two 32-bit words -> ms since 1970. [MS-DTYP] 2.3.3. */

/** 1601-01-01 to 1970-01-01 in ms. */
export const FILETIME_EPOCH_MS = 11_644_473_600_000;

/** ms since 1970 of a FILETIME given as 8 + 8 hex digits. */
export function filetimeMs(high: string, low: string): number {
  const ticks = (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
  return Number(ticks / 10_000n) - FILETIME_EPOCH_MS;
}

/** Arithmetic line for the same. */
export function filetimeStep(high: string, low: string): string {
  return `FILETIME 0x${high}${low} = ${BigInt(`0x${high}${low}`)} x 100 ns since 1601-01-01`;
}
