/** Growable byte buffer and variable-length integers: the alphabet of the segment file. Knows nothing of what is written. */

const FEW_BYTES = 32;

/** Bytes written so far; grows by doubling. One writer per section. */
export class ByteWriter {
  private buffer: Buffer;
  private used = 0;

  constructor(initialBytes = 1 << 16) {
    this.buffer = Buffer.allocUnsafe(initialBytes);
  }

  get length(): number {
    return this.used;
  }

  private reserve(bytes: number): void {
    if (this.used + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.used + bytes));
    this.buffer.copy(grown, 0, 0, this.used);
    this.buffer = grown;
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.used++] = value;
  }

  /** LEB128, up to 2^53. */
  varint(value: number): void {
    this.reserve(8);
    if (value < 0x80) {
      this.buffer[this.used++] = value;
      return;
    }
    let rest = value;
    if (value <= 0x7fffffff) {
      for (; rest >= 0x80; rest >>>= 7) this.buffer[this.used++] = (rest & 0x7f) | 0x80;
      this.buffer[this.used++] = rest;
      return;
    }
    while (rest >= 0x80) {
      this.buffer[this.used++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[this.used++] = rest;
  }

  uint32(value: number): void {
    this.reserve(4);
    this.used = this.buffer.writeUInt32LE(value, this.used);
  }

  float64(value: number): void {
    this.reserve(8);
    this.used = this.buffer.writeDoubleLE(value, this.used);
  }

  bytes(value: Uint8Array): void {
    this.reserve(value.length);
    this.buffer.set(value, this.used);
    this.used += value.length;
  }

  /** The bytes from one place up to another. Of a few, a loop costs less than a view of them. */
  part(value: Uint8Array, from: number, to: number): void {
    if (to - from > FEW_BYTES) {
      this.bytes(value.subarray(from, to));
      return;
    }
    this.reserve(FEW_BYTES);
    for (let i = from; i < to; i++) this.buffer[this.used++] = value[i] as number;
  }

  /** Appends what was written here to another. */
  appendTo(out: ByteWriter): void {
    out.part(this.buffer, 0, this.used);
  }

  /** UTF-8 bytes of the text, from character `from` on. Returns how many bytes were written. */
  utf8(text: string): number {
    this.reserve(text.length * 3);
    const written = this.buffer.write(text, this.used, "utf8");
    this.used += written;
    return written;
  }

  /** Forgets what was written and keeps the memory. */
  clear(): void {
    this.used = 0;
  }

  /** What was written, without a copy; valid until the next write. */
  view(): Buffer {
    return this.buffer.subarray(0, this.used);
  }
}

/** A place in a buffer, moved forward by the read functions. Reading past the end throws RangeError: the file is damaged. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** Reads one LEB128 integer and moves on. */
export function readVarint(cursor: Cursor): number {
  const bytes = cursor.bytes;
  let at = cursor.at;
  let byte = bytes[at++];
  if (byte === undefined) throw new RangeError("segment ends inside a number");
  if (byte < 0x80) {
    cursor.at = at;
    return byte;
  }
  let value = byte & 0x7f;
  let scale = 0x80;
  do {
    byte = bytes[at++];
    if (byte === undefined) throw new RangeError("segment ends inside a number");
    value += (byte & 0x7f) * scale;
    scale *= 0x80;
  } while (byte >= 0x80);
  cursor.at = at;
  return value;
}
