/** A growing file written through a buffer of a megabyte: a section of a segment that is too large to hold in memory while it is made. */
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { ByteWriter } from "./bytes.ts";

const BUFFER_BYTES = 1 << 20;

export class SectionFile {
  readonly path: string;
  private readonly file: number;
  private readonly buffer = new ByteWriter(BUFFER_BYTES + (1 << 16));
  private written = 0;
  private crcOfWritten = 0;

  /** Creates the file; it must not exist. */
  constructor(path: string) {
    this.path = path;
    this.file = openSync(path, "wx+", 0o600);
  }

  get length(): number {
    return this.written + this.buffer.length;
  }

  /** The buffer to write into, of which what is full was flushed. */
  get out(): ByteWriter {
    if (this.buffer.length >= BUFFER_BYTES) this.flush();
    return this.buffer;
  }

  /** Writes through `write`, which gets the buffer; flushed when a megabyte is full. */
  put(write: (buffer: ByteWriter) => void): void {
    write(this.out);
  }

  bytes(bytes: Uint8Array): void {
    this.put((buffer) => buffer.bytes(bytes));
  }

  /** Fills with zeros up to a multiple of eight: sections begin there. */
  align(): void {
    this.put((buffer) => {
      while ((this.written + buffer.length) % 8 !== 0) buffer.byte(0);
    });
  }

  flush(): void {
    const view = this.buffer.view();
    for (let done = 0; done < view.length; ) done += writeSync(this.file, view, done);
    this.written += view.length;
    this.crcOfWritten = crc32(view, this.crcOfWritten);
    this.buffer.clear();
  }

  /** Appends all of another section file. */
  append(other: SectionFile): void {
    other.flush();
    const chunk = Buffer.allocUnsafe(BUFFER_BYTES);
    for (let at = 0; at < other.length; ) {
      const count = readSync(other.file, chunk, 0, chunk.length, at);
      if (count === 0) throw new Error(`${other.path} ends early`);
      this.bytes(chunk.subarray(0, count));
      at += count;
    }
  }

  /** CRC-32 of all its bytes so far. */
  crc(): number {
    this.flush();
    return this.crcOfWritten;
  }

  /** The open file, after everything was flushed. */
  descriptor(): number {
    this.flush();
    return this.file;
  }

  close(): void {
    closeSync(this.file);
  }

  /** Closes and removes it. */
  discard(): void {
    this.close();
    rmSync(this.path, { force: true });
  }
}
