/** Which documents of a segment were removed, as stored in its row. */

/** Numbers of documents as u32, ascending, without repeats: the form of `segment.tombstones`. */
export function tombstonesOf(bytes: Buffer): Uint32Array {
  const numbers = new Uint32Array(bytes.length / 4);
  for (let i = 0; i < numbers.length; i++) numbers[i] = bytes.readUInt32LE(i * 4);
  return numbers;
}

/** The column value for tombstones. */
export function tombstoneBytes(numbers: Iterable<number>): Uint8Array {
  const sorted = Uint32Array.from(new Set(numbers)).sort();
  const bytes = Buffer.alloc(sorted.length * 4);
  for (const [i, number] of sorted.entries()) bytes.writeUInt32LE(number, i * 4);
  return bytes;
}
