/**
 * Memory for the sets and lists of one search, used again by the next: the first touch of fresh memory costs several times what a search does with
 * it. What was handed out is anyone's again after {@link beginSearch}; what is to be kept longer is copied.
 */

/** Numbers in a slab: 4 MB. */
const SLAB = 1 << 20;
/** Beyond so many slabs memory is fresh: a page pasted as a query would else keep all it ever needed. */
const MAX_SLABS = 16;

const slabs: Uint32Array[] = [];
let current = 0;
let used = 0;
let searches = 0;

/** Takes back everything handed out. Returns the number of this search, for {@link isCurrent}. */
export function beginSearch(): number {
  current = 0;
  used = 0;
  return ++searches;
}

/** Whether no other search began since the one of this number. */
export const isCurrent = (search: number): boolean => search === searches;

/** Room for `count` numbers, holding anything. */
export function roomFor(count: number): Uint32Array {
  if (count > SLAB) return new Uint32Array(count);
  if (used + count > SLAB) {
    if (current + 1 >= MAX_SLABS) return new Uint32Array(count);
    current++;
    used = 0;
  }
  const slab = slabs[current] ?? new Uint32Array(SLAB);
  slabs[current] = slab;
  const room = slab.subarray(used, used + count);
  used += count;
  return room;
}

/** The first `count` numbers of what {@link roomFor} gave; the rest is given back where nothing was handed out since. */
export function trimmed(room: Uint32Array, count: number): Uint32Array {
  const end = room.byteOffset / 4 + room.length;
  if (room.buffer === slabs[current]?.buffer && end === used) used -= room.length - count;
  return room.subarray(0, count);
}

/** Room for bytes, holding anything. */
export function roomForBytes(count: number): Buffer {
  const room = roomFor((count + 3) >> 2);
  return Buffer.from(room.buffer, room.byteOffset, count);
}

let marks = new Uint8Array(0);

/** Runs `body` with a mark of 0 for each of `count` documents; they are not to be kept. */
export function withMarks<T>(count: number, body: (marks: Uint8Array) => T): T {
  if (marks.length < count) marks = new Uint8Array(count);
  const own = marks.subarray(0, count);
  marks = new Uint8Array(0); // whoever asks meanwhile gets others
  try {
    return body(own);
  } finally {
    own.fill(0);
    marks = new Uint8Array(own.buffer);
  }
}
