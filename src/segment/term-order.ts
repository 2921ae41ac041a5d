/** Sorts terms and counts as numbers, natively: comparing strings two at a time in JavaScript was a third of writing a segment. */

/** Two u32 as one u64 that sorts by the first, then by the second; they are read and written as pairs (low, high). */
function pairs(count: number): { readonly keys: BigUint64Array; readonly halves: Uint32Array } {
  const keys = new BigUint64Array(count);
  return { keys, halves: new Uint32Array(keys.buffer) };
}

/** The first four UTF-16 units as a number that never orders two terms wrongly, though it may call different ones equal: nothing after a unit of 255 or more counts. */
function prefixOf(term: string): number {
  let prefix = 0;
  let open = true;
  for (let i = 0; i < 4; i++) {
    const unit = open && i < term.length ? Math.min(255, term.charCodeAt(i)) : 0;
    if (unit === 255) open = false;
    prefix = (prefix << 8) | unit;
  }
  return prefix >>> 0;
}

/** Numbers (from 1) of the terms in order of UTF-16 units, as the reader compares: `inOrder(["b", "a"])` is [2, 1]. */
export function inOrder(terms: readonly string[]): Uint32Array {
  const { keys, halves } = pairs(terms.length);
  for (let i = 0; i < terms.length; i++) {
    halves[2 * i] = i + 1;
    halves[2 * i + 1] = prefixOf(terms[i] as string);
  }
  keys.sort();
  const sorted = new Uint32Array(terms.length);
  for (let i = 0; i < sorted.length; i++) sorted[i] = halves[2 * i] as number;
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && halves[2 * to + 1] === halves[2 * from + 1]) to++;
    if (to - from > 1) {
      const same = Array.from(sorted.subarray(from, to));
      same.sort((a, b) => ((terms[a - 1] as string) < (terms[b - 1] as string) ? -1 : 1));
      sorted.set(same, from);
    }
    from = to;
  }
  return sorted;
}

/** Places in order of their counts, largest first, equal ones in their order: `byCount([1, 5, 1])` is [1, 0, 2]. */
export function byCount(counts: Uint32Array): Uint32Array {
  const { keys, halves } = pairs(counts.length);
  for (let i = 0; i < counts.length; i++) {
    halves[2 * i] = i;
    halves[2 * i + 1] = 0xffffffff - (counts[i] as number);
  }
  keys.sort();
  return Uint32Array.from(counts, (_, i) => halves[2 * i] as number);
}
