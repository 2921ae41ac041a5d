/** The header in front of a zip member's data (APPNOTE 4.3.7), and sizes too large for 32 bits, which both headers keep in an extra field. */
import { u16, u32, u64 } from "../bytes.ts";
import type { ExtraField } from "./zip-times.ts";

/** Bytes of a local header before the name. */
export const LOCAL_BYTES = 30;
const LOCAL_SIGNATURE = 0x04034b50;
const UNKNOWN_SIZE = 0xffffffff;

/** Sizes and offset that do not fit 32 bits stand in extra field 1 in this order (APPNOTE 4.5.3). */
export function widen(values: readonly number[], extra: readonly ExtraField[]): readonly number[] {
  const field = extra.find((candidate) => candidate.id === 1);
  let at = 0;
  return values.map((value) => {
    if (value !== UNKNOWN_SIZE || field === undefined || at + 8 > field.data.length) return value;
    at += 8;
    return Number(u64(field.data, at - 8));
  });
}

interface LocalHeader {
  readonly dataOffset: number;
  readonly name: Uint8Array;
  readonly extra: Uint8Array;
}

/** Sizes of a local header that differ from those of the directory, in words. Sizes that follow the data, as zeros, state nothing. */
export function otherSizes(
  bytes: Uint8Array,
  at: number,
  extra: readonly ExtraField[],
  listed: readonly [size: number, packed: number],
): string {
  if ((u16(bytes, at + 6) & 8) !== 0) return "";
  const [size = 0, packed = 0] = widen([u32(bytes, at + 22), u32(bytes, at + 18)], extra);
  return size === listed[0] && packed === listed[1] ? "" : `${size} bytes, ${packed} packed`;
}

/** Where a member's data begin, by its local header; null when there is none at `offset`. */
export function localHeader(bytes: Uint8Array, offset: number): LocalHeader | null {
  if (offset + LOCAL_BYTES > bytes.length || u32(bytes, offset) !== LOCAL_SIGNATURE) return null;
  const nameEnd = offset + LOCAL_BYTES + u16(bytes, offset + 26);
  const dataOffset = nameEnd + u16(bytes, offset + 28);
  if (dataOffset > bytes.length) return null;
  return {
    dataOffset,
    name: bytes.subarray(offset + LOCAL_BYTES, nameEnd),
    extra: bytes.subarray(nameEnd, dataOffset),
  };
}
