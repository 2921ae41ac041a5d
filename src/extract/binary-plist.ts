/**
 * Binary property lists of Apple ("bplist00", CFBinaryPList.c): keys with their values as lines of text. The table of objects is walked once in its order, so
 * that neither depth nor cycles matter; what an object repeats is bounded by the limit on text.
 */
import type { Extraction } from "../model/extraction.ts";
import { f64, guarded, OutOfBytes, slice, u8 } from "./bytes.ts";
import { createDraft, type Draft } from "./draft.ts";

const TRAILER_BYTES = 32;
/** Seconds from 1970 to 2001, where Apple counts from. */
const APPLE_EPOCH_S = 978_307_200;
const MAX_OBJECTS = 1_000_000;
const MAX_REFERENCES = 2_000_000;
const MAX_SCALAR_CHARS = 1_000_000;

/** Unsigned big-endian number of up to six bytes; of eight the last six. */
function number(bytes: Uint8Array, at: number, width: number): number {
  const some = slice(bytes, at, width);
  let value = 0;
  for (const byte of some.subarray(Math.max(0, width - 6))) value = value * 256 + byte;
  return value;
}

const swapped = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes).reverse();

/** A parsed head: offsets of objects, width of references. */
interface Table {
  readonly bytes: Uint8Array;
  readonly offsets: readonly number[];
  readonly refBytes: number;
}

function tableOf(bytes: Uint8Array): Table {
  const trailer = bytes.length - TRAILER_BYTES;
  const width = u8(bytes, trailer + 6);
  const refBytes = u8(bytes, trailer + 7);
  const count = Math.min(number(bytes, trailer + 8, 8), MAX_OBJECTS);
  const start = number(bytes, trailer + 24, 8);
  if (width < 1 || width > 8 || refBytes < 1 || refBytes > 8)
    throw new OutOfBytes(trailer, width, bytes.length);
  slice(bytes, start, count * width);
  return {
    bytes,
    offsets: Array.from({ length: count }, (_, i) => number(bytes, start + i * width, width)),
    refBytes,
  };
}

/** Count of an object and where its content begins: a count of 15 and more has a number of its own. */
function counted(bytes: Uint8Array, at: number): { count: number; from: number } {
  const low = u8(bytes, at) & 15;
  if (low < 15) return { count: low, from: at + 1 };
  const width = 1 << (u8(bytes, at + 1) & 7);
  return { count: number(bytes, at + 2, width), from: at + 2 + width };
}

/** An object as text; null for lists, dictionaries and bytes. */
function scalarOf({ bytes, offsets }: Table, index: number): string | null {
  const at = offsets[index];
  if (at === undefined) return null;
  const marker = u8(bytes, at);
  switch (marker >> 4) {
    case 0:
      return marker === 8 ? "false" : marker === 9 ? "true" : null;
    case 1:
      return (marker & 15) > 3 ? null : String(number(bytes, at + 1, 1 << (marker & 15)));
    case 2:
      return (marker & 15) === 3 ? String(f64(swapped(slice(bytes, at + 1, 8)), 0)) : null;
    case 3: {
      const ms = (f64(swapped(slice(bytes, at + 1, 8)), 0) + APPLE_EPOCH_S) * 1000;
      return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : null;
    }
    case 5:
    case 6: {
      const { count, from } = counted(bytes, at);
      const isWide = marker >> 4 === 6;
      const text = slice(bytes, from, Math.min(count, MAX_SCALAR_CHARS) * (isWide ? 2 : 1));
      return isWide
        ? new TextDecoder("utf-16be").decode(text)
        : Buffer.from(text).toString("latin1");
    }
    default:
      return null;
  }
}

/** The lines a list or dictionary has: "key: value", or each item. `used` takes the objects that were written. */
function* linesOf(
  table: Table,
  index: number,
  used: Set<number>,
  room: { references: number },
): Generator<string> {
  const { bytes, offsets, refBytes } = table;
  const at = offsets[index] ?? 0;
  const kind = u8(bytes, at) >> 4;
  if (kind !== 0xa && kind !== 0xc && kind !== 0xd) return;
  const { count, from } = counted(bytes, at);
  slice(bytes, from, count * refBytes * (kind === 0xd ? 2 : 1));
  for (let i = 0; i < count && room.references-- > 0; i++) {
    const first = number(bytes, from + i * refBytes, refBytes);
    const second = kind === 0xd ? number(bytes, from + (count + i) * refBytes, refBytes) : null;
    const key = scalarOf(table, first);
    const value = second === null ? null : scalarOf(table, second);
    if (key !== null) used.add(first);
    if (second !== null && value !== null) used.add(second);
    if (key !== null) yield value === null ? key : `${key}: ${value}`;
  }
}

function addObjects(bytes: Uint8Array, draft: Draft): void {
  const table = tableOf(bytes);
  const used = new Set<number>();
  const room = { references: MAX_REFERENCES };
  const lines: string[] = [];
  let chars = 0;
  const add = (line: string): void => {
    lines.push(line);
    chars += line.length;
    if (chars < MAX_SCALAR_CHARS) return;
    draft.text("", lines.join("\n"));
    lines.length = 0;
    chars = 0;
  };
  for (let i = 0; i < table.offsets.length && draft.hasRoom(); i++)
    for (const line of linesOf(table, i, used, room)) {
      if (!draft.hasRoom()) break;
      add(line);
    }
  for (let i = 0; i < table.offsets.length && draft.hasRoom(); i++)
    if (!used.has(i)) {
      const text = scalarOf(table, i);
      if (text !== null && text !== "$null") add(text);
    }
  draft.text("", lines.join("\n"));
  if (room.references <= 0)
    draft.problem(
      "text-limit",
      "partial",
      `more than ${MAX_REFERENCES} entries of lists and dictionaries`,
    );
}

/** Reads a binary property list: `{Author = "Anna"}` is the text "Author: Anna". Bytes inside are not read. */
export async function readBinaryPlist(bytes: Uint8Array): Promise<Extraction> {
  const draft = createDraft();
  guarded(
    () => addObjects(bytes, draft),
    undefined,
    (reason) => {
      draft.marker("unreadable");
      draft.problem("plist-damaged", "partial", `the property list is damaged: ${reason}`);
    },
  );
  return draft.finish();
}
