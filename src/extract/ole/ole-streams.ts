/** Bytes of the streams of a compound file, from chains of ordinary sectors and of the small ones in the mini stream ([MS-CFB] 2.3, 2.5). */
import { u32 } from "../bytes.ts";
import { chainOf, join, readFat, type Sectors, sectorAt } from "./ole-sectors.ts";

/** Where a chain begins and how many bytes it is said to hold. */
interface Chain {
  readonly startSector: number;
  readonly sizeBytes: number;
}

/** Reads chains of ordinary sectors and of the small ones in the mini stream ([MS-CFB] 2.3, 2.5). */
export class StreamReader {
  private readonly bytes: Uint8Array;
  private readonly shift: number;
  private readonly miniShift: number;
  private readonly sectors: Sectors;
  private readonly note: (text: string) => void;
  private mini: Sectors | null = null;

  constructor(bytes: Uint8Array, shift: number, miniShift: number, note: (text: string) => void) {
    this.bytes = bytes;
    this.shift = shift;
    this.miniShift = miniShift;
    this.note = note;
    const count = Math.max(0, Math.ceil(bytes.length / 2 ** shift) - 1);
    this.sectors = { bytes, shift, count, fat: readFat(bytes, shift, count, note) };
  }

  readChain(start: number, sizeBytes: number): Uint8Array {
    const wanted = Math.min(sizeBytes, this.bytes.length);
    const most = Math.ceil(wanted / 2 ** this.shift);
    const chain = chainOf(this.sectors.fat, start, most, this.note);
    return join(
      chain.map((sector) => sectorAt(this.sectors, sector)),
      wanted,
    );
  }

  /** The mini stream is that of the root entry; its table is a chain of its own. */
  private openMini(root: Chain): Sectors {
    if (this.mini !== null) return this.mini;
    const stream = this.readChain(root.startSector, root.sizeBytes);
    const table = this.readChain(u32(this.bytes, 60), this.bytes.length);
    const inStream = Math.ceil(stream.length / 2 ** this.miniShift);
    const count = Math.min(Math.floor(table.length / 4), inStream);
    const fat = new Uint32Array(count);
    for (let i = 0; i < count; i++) fat[i] = u32(table, 4 * i);
    this.mini = { bytes: stream, shift: this.miniShift, count, fat };
    return this.mini;
  }

  readMini(root: Chain, start: number, sizeBytes: number): Uint8Array {
    const { bytes, fat, shift } = this.openMini(root);
    const wanted = Math.min(sizeBytes, bytes.length);
    const chain = chainOf(fat, start, Math.ceil(wanted / 2 ** shift), this.note);
    // the mini stream has no header, so sector n is at n, not n + 1
    const pieces = chain.map((sector) =>
      bytes.subarray(sector * 2 ** shift, (sector + 1) * 2 ** shift),
    );
    return join(pieces, wanted);
  }
}
