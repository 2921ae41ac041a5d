/**
 * Sectors of a compound file and the chains they form ([MS-CFB] 2.3 to 2.5). Every chain is bounded by the number of sectors the file
 * can hold; what runs in a circle is told once.
 */
import { u32 } from "../bytes.ts";

/** Ends a chain; also read for sectors no table describes. */
export const END_OF_CHAIN = 0xfffffffe;
const DIFAT_IN_HEADER = 109;

/** Sector layout of one file: what is needed to follow a chain. */
export interface Sectors {
  readonly bytes: Uint8Array;
  readonly shift: number;
  readonly count: number;
  readonly fat: Uint32Array;
}

/** Bytes of a sector after the header, fewer where the file ends. */
export function sectorAt(sectors: Sectors, sector: number): Uint8Array {
  const from = (sector + 1) * 2 ** sectors.shift;
  return sectors.bytes.subarray(from, from + 2 ** sectors.shift);
}

/** Sector numbers of a chain, at most `most`; a chain longer than the file has sectors is a cycle. */
export function chainOf(
  fat: Uint32Array,
  start: number,
  most: number,
  note: (text: string) => void,
): number[] {
  const chain: number[] = [];
  let sector = start;
  while (sector < fat.length && chain.length < most) {
    chain.push(sector);
    if (chain.length > fat.length) {
      note("a sector chain runs in a circle");
      return chain.slice(0, fat.length);
    }
    sector = fat[sector] ?? END_OF_CHAIN;
  }
  return chain;
}

/** Numbers of the sectors that hold the FAT: 109 in the header, the rest in a chain of DIFAT sectors. */
function fatSectors(
  bytes: Uint8Array,
  shift: number,
  count: number,
  note: (text: string) => void,
): number[] {
  const found: number[] = [];
  const claimed = Math.min(u32(bytes, 44), count);
  const add = (sector: number): void => {
    if (sector < count && found.length < claimed) found.push(sector);
  };
  for (let i = 0; i < DIFAT_IN_HEADER; i++) add(u32(bytes, 76 + 4 * i));
  const perSector = 2 ** shift / 4 - 1;
  const seen = new Set<number>();
  let next = u32(bytes, 68);
  while (next < count && found.length < claimed) {
    if (seen.has(next)) {
      note("the DIFAT chain runs in a circle");
      break;
    }
    seen.add(next);
    const from = (next + 1) * 2 ** shift;
    if (from + 2 ** shift > bytes.length) break;
    for (let i = 0; i < perSector; i++) add(u32(bytes, from + 4 * i));
    next = u32(bytes, from + 4 * perSector);
  }
  return found;
}

/** The whole FAT: next sector by sector, as far as the file holds it. */
export function readFat(
  bytes: Uint8Array,
  shift: number,
  count: number,
  note: (text: string) => void,
): Uint32Array {
  const perSector = 2 ** shift / 4;
  const fat = new Uint32Array(count).fill(END_OF_CHAIN);
  let at = 0;
  for (const sector of fatSectors(bytes, shift, count, note)) {
    const from = (sector + 1) * 2 ** shift;
    for (let i = 0; i < perSector && at < count; i++, at++) {
      const offset = from + 4 * i;
      // a last FAT sector cut off by the end of the file still describes what came before
      fat[at] = offset + 4 <= bytes.length ? u32(bytes, offset) : END_OF_CHAIN;
    }
  }
  return fat;
}

/** The pieces one after another, cut to `length`, fewer bytes when there are fewer. */
export function join(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const only = pieces[0];
  if (pieces.length === 1 && only !== undefined && only.length === length) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    const part = piece.subarray(0, length - at);
    whole.set(part, at);
    at += part.length;
  }
  return at === length ? whole : whole.subarray(0, at);
}
