/** docIds packed for a row of the store of identifiers: for each batch how many, the first, then the distance of each to the one before, seven bits a byte. */

/** docIds, ascending, as one batch of the row of numbers. */
export function packDocuments(documents: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  const add = (value: number): void => {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  };
  add(documents.length);
  let before = 0;
  for (const document of documents) {
    add(document - before);
    before = document;
  }
  return Uint8Array.from(bytes);
}

/** The docIds of a stored identifier, ascending. Bytes that leaksift never writes give the numbers before them. */
export function unpackDocuments(packed: Uint8Array): number[] {
  const documents: number[] = [];
  let at = 0;
  const take = (): number => {
    let value = 0;
    for (let factor = 1; at < packed.length && factor <= 2 ** 35; factor *= 128) {
      const byte = packed[at++] as number;
      value += (byte % 128) * factor;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < packed.length) {
    let last = 0;
    for (let left = take(); left > 0 && at < packed.length; left--) {
      last += take();
      documents.push(last);
    }
  }
  return documents;
}
