/** Bounded access to the directories of a TIFF structure (TIFF 6.0), either byte order. Knows no tags. */
import { LIMITS } from "../../limits.ts";

/** One directory entry whose value lies inside the bytes. */
export interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where the value stands. */
  readonly at: number;
}

const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4] as const;

/** The bytes of one TIFF structure; offsets count from its first byte. */
export class TiffReader {
  readonly #view: DataView;
  readonly #little: boolean;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, little: boolean) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = little;
  }

  /** Unsigned number of 1, 2 or 4 bytes, null beyond the end. */
  unsigned(at: number, size: 1 | 2 | 4): number | null {
    if (at < 0 || at + size > this.bytes.length) return null;
    if (size === 1) return this.#view.getUint8(at);
    return size === 2
      ? this.#view.getUint16(at, this.#little)
      : this.#view.getUint32(at, this.#little);
  }

  /** Entries of the directory at `at` and the offset of the next, null when there is no directory. */
  directory(at: number): { entries: Entry[]; next: number; cut: boolean } | null {
    const count = this.unsigned(at, 2);
    if (count === null || count === 0 || count > LIMITS.maxImageSegments) return null;
    const entries: Entry[] = [];
    let cut = false;
    for (let n = 0; n < count; n++) {
      const base = at + 2 + n * 12;
      const [tag, type] = [this.unsigned(base, 2), this.unsigned(base + 2, 2)];
      const values = this.unsigned(base + 4, 4);
      if (tag === null || type === null || values === null || base + 12 > this.bytes.length) {
        cut = true;
        break;
      }
      const size = (TYPE_BYTES[type] ?? 0) * values;
      const where = size <= 4 ? base + 8 : (this.unsigned(base + 8, 4) ?? 0);
      if (size === 0) continue;
      if (where + size > this.bytes.length) {
        cut = true;
        continue;
      }
      entries.push({ tag, type, count: values, at: where });
    }
    return { entries, next: this.unsigned(at + 2 + count * 12, 4) ?? 0, cut };
  }

  raw(entry: Entry): Uint8Array {
    return this.bytes.subarray(entry.at, entry.at + (TYPE_BYTES[entry.type] ?? 0) * entry.count);
  }

  /** First value as a whole number (BYTE, SHORT, LONG, IFD), null for other types. */
  integer(entry: Entry): number | null {
    const size = TYPE_BYTES[entry.type];
    return size === 1 || size === 2 || size === 4 ? this.unsigned(entry.at, size) : null;
  }

  /** RATIONAL values as numbers; a denominator of 0 gives null for all. */
  rationals(entry: Entry | undefined, count: number): number[] | null {
    if (entry === undefined || (entry.type !== 5 && entry.type !== 10)) return null;
    const values: number[] = [];
    for (let n = 0; n < Math.min(count, entry.count); n++) {
      const [over, under] = [
        this.unsigned(entry.at + n * 8, 4),
        this.unsigned(entry.at + n * 8 + 4, 4),
      ];
      // Many cameras write 0/0 for missing seconds
      if (over === null || under === null || (under === 0 && over !== 0)) return null;
      values.push(under === 0 ? 0 : over / under);
    }
    return values;
  }
}
