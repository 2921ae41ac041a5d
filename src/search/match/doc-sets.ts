/** Sets of documents (or family roots) of one segment as ascending Uint32Arrays without repeats. Every operation returns one of its arguments or a new set, which is good for the search in hand (room.ts). */
import { roomFor, trimmed, withMarks } from "../../segment/room.ts";

export type DocSet = Uint32Array;

export const EMPTY: DocSet = new Uint32Array(0);

/** When one side is this many times longer, each element of the shorter is looked up in the longer by doubling steps. */
const GALLOP_RATIO = 16;

/** First index at or after `from` whose value is >= `value`. */
export function lowerBound(set: DocSet, value: number, from: number): number {
  let step = 1;
  let low = from;
  let high = from;
  while (high < set.length && (set[high] as number) < value) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = Math.min(high, set.length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((set[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** From so many elements on two sets of like size are intersected by marks: a loop without branches, where stepping through both guesses wrong half the time. */
const MANY = 4096;
/** Sets within this factor are of like size; so is a set with a document in every so many. */
const LIKE_SIZE = 8;

/** Those of the few that are among the many: through marks, without a branch to guess. */
function markedAmong(few: DocSet, many: DocSet): DocSet {
  const size = (many.at(-1) ?? -1) + 1;
  return withMarks(size, (marks) => {
    for (let i = 0; i < many.length; i++) marks[many[i] as number] = 1;
    const out = roomFor(few.length + 1);
    let count = 0;
    for (let i = 0; i < few.length; i++) {
      const value = few[i] as number;
      out[count] = value; // written over by the next unless it is in both
      count += value < size ? (marks[value] as number) : 0;
    }
    return trimmed(out, count);
  });
}

/** Documents in both. */
export function intersect(a: DocSet, b: DocSet): DocSet {
  const [small, large] = a.length <= b.length ? [a, b] : [b, a];
  const last = large.at(-1) ?? 0;
  if (small.length > MANY && small.length * LIKE_SIZE > Math.max(large.length, last / LIKE_SIZE))
    return markedAmong(small, large);
  const out = roomFor(small.length);
  let count = 0;
  let at = 0;
  const gallop = large.length > small.length * GALLOP_RATIO;
  for (let i = 0; i < small.length; i++) {
    const value = small[i] as number;
    if (gallop) at = lowerBound(large, value, at);
    else while (at < large.length && (large[at] as number) < value) at++;
    if (at === large.length) break;
    if (large[at] === value) out[count++] = value;
  }
  return trimmed(out, count);
}

/** Documents of `a` that are not in `b`. */
export function subtract(a: DocSet, b: DocSet): DocSet {
  if (a.length === 0 || b.length === 0) return a;
  const out = roomFor(a.length);
  let count = 0;
  let at = 0;
  const gallop = b.length > a.length * GALLOP_RATIO;
  for (let i = 0; i < a.length; i++) {
    const value = a[i] as number;
    if (gallop) at = lowerBound(b, value, at);
    else while (at < b.length && (b[at] as number) < value) at++;
    if (b[at] !== value) out[count++] = value;
  }
  return trimmed(out, count);
}

/** Of two sets of like size. */
function interleave(a: DocSet, b: DocSet): DocSet {
  const out = roomFor(a.length + b.length);
  let count = 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = a[i] as number;
    const y = b[j] as number;
    if (x <= y) i++;
    if (y <= x) j++;
    out[count++] = x < y ? x : y;
  }
  while (i < a.length) out[count++] = a[i++] as number;
  while (j < b.length) out[count++] = b[j++] as number;
  return trimmed(out, count);
}

/** Of a long set and a short one: the stretches between the few are copied as they are. */
function insert(few: DocSet, many: DocSet): DocSet {
  const out = roomFor(few.length + many.length);
  let count = 0;
  let from = 0;
  for (let i = 0; i < few.length; i++) {
    const value = few[i] as number;
    const to = lowerBound(many, value, from);
    out.set(many.subarray(from, to), count);
    count += to - from;
    from = to;
    if (many[to] !== value) out[count++] = value;
  }
  out.set(many.subarray(from), count);
  return trimmed(out, count + many.length - from);
}

function merge(a: DocSet, b: DocSet): DocSet {
  if (b.length > a.length * GALLOP_RATIO) return insert(a, b);
  return a.length > b.length * GALLOP_RATIO ? insert(b, a) : interleave(a, b);
}

/** Documents in any of the sets; `documentCount` is that of the segment. */
export function union(sets: readonly DocSet[], documentCount: number): DocSet {
  const filled = sets.filter((set) => set.length > 0).sort((a, b) => a.length - b.length);
  const [first, ...others] = filled;
  if (first === undefined) return EMPTY;
  // One long list and some short ones, the usual case, or short ones alone: cheaper than a look at every document
  const allButLongest = filled.reduce(
    (sum, set) => sum + set.length,
    -(filled.at(-1)?.length ?? 0),
  );
  if (filled.length <= 2 || allButLongest * filled.length < documentCount)
    return others.reduce(merge, first);
  return withMarks(documentCount, (marks) => {
    for (const set of filled) for (let i = 0; i < set.length; i++) marks[set[i] as number] = 1;
    return marked(marks);
  });
}

/** Documents whose mark is 1; `most` is how many there are at most. Marks are memory of their own, from its start. */
export function marked(marks: Uint8Array, most: number = marks.length): DocSet {
  const out = roomFor(Math.min(most, marks.length) + 1);
  const words = new Uint32Array(marks.buffer, 0, marks.length >> 2);
  let count = 0;
  for (let word = 0; word < words.length; word++) {
    if (words[word] === 0) continue; // four at once: most lists are sparse
    const end = word * 4 + 4;
    for (let document = word * 4; document < end; document++) {
      out[count] = document; // written over by the next unless it is marked: no branch to guess
      count += marks[document] as number;
    }
  }
  for (let document = words.length * 4; document < marks.length; document++)
    if (marks[document] === 1) out[count++] = document;
  return trimmed(out, count);
}

/** The families of documents, as their roots. A family's documents follow its root, so the order stays ascending. */
export function familiesOf(documents: DocSet, roots: Uint32Array): DocSet {
  const out = roomFor(documents.length);
  let count = 0;
  let last = -1;
  for (let i = 0; i < documents.length; i++) {
    const root = roots[documents[i] as number] as number;
    if (root !== last) out[count++] = root;
    last = root;
  }
  return trimmed(out, count);
}

/** The families of documents that are among `within`. */
export function familiesIn(documents: DocSet, within: DocSet, roots: Uint32Array): DocSet {
  if (within.length * GALLOP_RATIO < documents.length)
    return familiesHeld(documents, within, roots);
  const size = (within.at(-1) ?? -1) + 1;
  return withMarks(size, (marks) => {
    for (let i = 0; i < within.length; i++) marks[within[i] as number] = 1;
    const out = roomFor(documents.length + 1);
    let count = 0;
    for (let i = 0; i < documents.length; i++) {
      const root = roots[documents[i] as number] as number;
      out[count] = root; // written over by the next unless it is wanted: no branch to guess
      if (root >= size) break;
      count += marks[root] as number;
      marks[root] = 0; // once is enough
    }
    return trimmed(out, count);
  });
}

/** Those of a few families that have one of very many documents. */
function familiesHeld(documents: DocSet, within: DocSet, roots: Uint32Array): DocSet {
  let at = 0;
  return within.filter((root) => {
    at = lowerBound(documents, root, at);
    return at < documents.length && roots[documents[at] as number] === root;
  });
}

/** Those of the documents whose family is among `families`. */
export function documentsIn(documents: DocSet, families: DocSet, roots: Uint32Array): DocSet {
  let count = 0;
  if (documents.length > MANY && documents.length * LIKE_SIZE > roots.length / LIKE_SIZE) {
    return withMarks(roots.length, (marks) => {
      for (let i = 0; i < families.length; i++) marks[families[i] as number] = 1;
      const kept = roomFor(documents.length + 1);
      for (let i = 0; i < documents.length; i++) {
        const document = documents[i] as number;
        kept[count] = document;
        count += marks[roots[document] as number] as number;
      }
      return trimmed(kept, count);
    });
  }
  const out = roomFor(documents.length);
  let at = 0;
  for (let i = 0; i < documents.length; i++) {
    const document = documents[i] as number;
    const root = roots[document] as number;
    if ((families[at] as number) < root) at = lowerBound(families, root, at);
    if (at === families.length) break;
    if (families[at] === root) out[count++] = document;
  }
  return trimmed(out, count);
}

/** All documents of a segment. */
export function allDocuments(documentCount: number): DocSet {
  const out = roomFor(documentCount);
  for (let document = 0; document < documentCount; document++) out[document] = document;
  return out;
}
