/**
 * A byte source that hashes what is read through it, so that the SHA-256 of an mbox costs no second reading: splitting reads every byte once, in
 * order. Bytes read ahead of that order (a look at where Content-Length points) are hashed when the order reaches them.
 */
import { createHash, type Hash } from "node:crypto";
import type { Sha256 } from "../model/ids.ts";
import type { ByteSource } from "./byte-source.ts";

const STEP_BYTES = 1 << 20;

export class HashingSource implements ByteSource {
  readonly sizeBytes: number;
  private readonly source: ByteSource;
  private readonly hash: Hash = createHash("sha256");
  private hashedTo = 0;

  constructor(source: ByteSource) {
    this.source = source;
    this.sizeBytes = source.sizeBytes;
  }

  async read(into: Uint8Array, offset: number): Promise<number> {
    const count = await this.source.read(into, offset);
    if (offset <= this.hashedTo && offset + count > this.hashedTo) {
      this.hash.update(into.subarray(this.hashedTo - offset, count));
      this.hashedTo = offset + count;
    }
    return count;
  }

  /** Hashes up to `end` what was not read yet. Returns the hash of the bytes before `end`, or null when the file is shorter. */
  async hashTo(end: number): Promise<Sha256 | null> {
    if (this.hashedTo > end) throw new Error("bytes beyond were hashed already");
    const buffer = Buffer.allocUnsafe(STEP_BYTES);
    while (this.hashedTo < end) {
      const length = Math.min(buffer.length, end - this.hashedTo);
      const count = await this.read(buffer.subarray(0, length), this.hashedTo);
      if (count === 0) return null;
    }
    return this.hash.copy().digest("hex") as Sha256;
  }
}
