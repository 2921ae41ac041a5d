/** Reads a section of a segment file piece by piece, so that going through hundreds of megabytes holds one of them. */
import type { SectionName } from "./format.ts";
import type { SegmentReader } from "./reader.ts";

export class SectionWindow {
  private readonly reader: SegmentReader;
  private readonly section: SectionName;
  private readonly length: number;
  private room: Buffer;
  private start = 0;
  private bytes: Buffer = Buffer.alloc(0);

  /** Reads `pieceBytes` at a time, more where more is asked for. */
  constructor(reader: SegmentReader, section: SectionName, pieceBytes: number) {
    this.reader = reader;
    this.section = section;
    this.length = reader.sectionLength(section);
    this.room = Buffer.allocUnsafeSlow(Math.min(pieceBytes, this.length));
  }

  /** Bytes of the section, valid until the next call. Cheap when asks go forward. Throws RangeError beyond its end. */
  at(from: number, length: number): Buffer {
    if (from < this.start || from + length > this.start + this.bytes.length) {
      if (!(from >= 0 && from + length <= this.length)) throw new RangeError("outside its section");
      if (length > this.room.length) this.room = Buffer.allocUnsafeSlow(length);
      const size = Math.min(this.room.length, this.length - from);
      this.bytes = this.reader.readSection(this.section, from, this.room.subarray(0, size));
      this.start = from;
    }
    return this.bytes.subarray(from - this.start, from - this.start + length);
  }
}
