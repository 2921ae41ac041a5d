/**
 * The middle layer of a PST ([MS-PST] 2.3): heaps, property lists and tables on nodes -> MAPI properties.
 */
import { LIMITS } from "../../limits.ts";
import { OutOfBytes, slice, sliceUpTo, u8, u16, u32 } from "../bytes.ts";
import { MAPI_TYPE, type MapiValue } from "./mapi.ts";
import type { PstNode, PstStore } from "./pst-store.ts";

/** A node's heap, and the subnodes its larger values lie in. */
export interface PstHeap {
  /** Bytes of a value by its id: in the heap, or in a subnode. */
  readonly value: (id: number) => Uint8Array;
  /** The same, block by block. */
  readonly valueBlocks: (id: number) => readonly Uint8Array[];
  readonly root: number;
  readonly sizeBytes: number;
  readonly subnodes: ReadonlyMap<number, PstNode>;
}

/** Opens the heap of a node. Throws OutOfBytes when there is none. */
export function openHeap(store: PstStore, node: PstNode): PstHeap {
  const blocks = store.blocks(node.dataBlock);
  const subnodes = node.subnodeBlock === 0 ? new Map() : store.subnodes(node.subnodeBlock);
  const first = blocks[0];
  if (first === undefined || u8(first, 2) !== 0xec) throw new OutOfBytes(2, 1, 0);
  const isBig = store.kind === "big-pages";
  const valueBlocks = (id: number): readonly Uint8Array[] => {
    if (id === 0) return [];
    if ((id & 0x1f) !== 0) {
      const sub = subnodes.get(id);
      return sub === undefined ? [] : store.blocks(sub.dataBlock);
    }
    // larger blocks of Outlook 2013 leave fewer bits for their number
    const block = blocks[id >>> (isBig ? 19 : 16)];
    const index = (id >>> 5) & (isBig ? 0x3fff : 0x7ff);
    if (block === undefined || index === 0) throw new OutOfBytes(id, 1, 0);
    const map = u16(block, 0);
    if (index > u16(block, map)) throw new OutOfBytes(index, 1, u16(block, map));
    const from = u16(block, map + 4 + 2 * (index - 1));
    const to = u16(block, map + 4 + 2 * index);
    return [slice(block, from, to - from)];
  };
  return {
    root: u32(first, 4),
    sizeBytes: blocks.reduce((sum, block) => sum + block.length, 0),
    subnodes,
    valueBlocks,
    value: (id) => {
      const found = valueBlocks(id);
      return found.length === 1 ? (found[0] ?? new Uint8Array(0)) : Buffer.concat(found);
    },
  };
}

/** Records of a tree in a heap ([MS-PST] 2.3.2), key and data together. */
function* treeRecords(heap: PstHeap, header: number): Generator<Uint8Array> {
  const head = heap.value(header);
  if (u8(head, 0) !== 0xb5) throw new OutOfBytes(header, 1, 0);
  const keyBytes = u8(head, 1);
  const size = keyBytes + u8(head, 2);
  const levels = u8(head, 3);
  // every record takes bytes of the heap; in a tree that lists a branch twice they would not be enough
  let left = heap.sizeBytes;
  function* walk(id: number, level: number): Generator<Uint8Array> {
    if (id === 0) return;
    const bytes = heap.value(id);
    const width = level === 0 ? size : keyBytes + 4;
    if (width === 0) return;
    for (let at = 0; at + width <= bytes.length; at += width) {
      if (left-- <= 0) return;
      if (level === 0) yield bytes.subarray(at, at + width);
      else yield* walk(u32(bytes, at + keyBytes), level - 1);
    }
  }
  yield* walk(u32(head, 4), Math.min(levels, 8));
}

/** Types whose value stands in the row or record itself. */
const INLINE: ReadonlySet<number> = new Set([2, 3, 4, 0x0a, 0x0b]);

/**
 * Properties of a node ([MS-PST] 2.3.3). A value that is missing or damaged is left out and told to `onProblem`; an object's
 * value is the id of its subnode, four bytes.
 */
export function readPropertyContext(
  heap: PstHeap,
  onProblem: (reason: string) => void,
): Map<number, MapiValue> {
  const properties = new Map<number, MapiValue>();
  for (const record of treeRecords(heap, heap.root)) {
    if (record.length < 8) return properties;
    const id = u16(record, 0);
    const type = u16(record, 2);
    // named properties have numbers of this file only
    if (id >= 0x8000) continue;
    if (INLINE.has(type)) {
      properties.set(id, { type, bytes: record.subarray(4, 8) });
      continue;
    }
    try {
      properties.set(id, { type, bytes: heap.value(u32(record, 4)) });
    } catch (error) {
      if (!(error instanceof OutOfBytes)) throw error;
      onProblem(`property ${id.toString(16)}: ${error.message}`);
    }
  }
  return properties;
}

/** Rows of a table ([MS-PST] 2.3.4) as properties, in stored order; damaged cells are left out. */
export function readTable(heap: PstHeap): Map<number, MapiValue>[] {
  const head = heap.value(heap.root);
  if (u8(head, 0) !== 0x7c) throw new OutOfBytes(heap.root, 1, 0);
  const columns = u8(head, 1);
  const bitmapAt = u16(head, 6);
  const rowBytes = u16(head, 8);
  if (rowBytes < 4) return [];
  const rows: Map<number, MapiValue>[] = [];
  for (const block of heap.valueBlocks(u32(head, 14))) {
    // rows do not cross from block to block
    for (let at = 0; at + rowBytes <= block.length; at += rowBytes) {
      if (rows.length >= LIMITS.maxRecipients) return rows;
      rows.push(readRow(heap, head, columns, bitmapAt, block.subarray(at, at + rowBytes)));
    }
  }
  return rows;
}

function readRow(
  heap: PstHeap,
  head: Uint8Array,
  columns: number,
  bitmapAt: number,
  row: Uint8Array,
): Map<number, MapiValue> {
  const cells = new Map<number, MapiValue>();
  for (let column = 0; column < columns; column++) {
    const at = 22 + 8 * column;
    const type = u16(head, at);
    const id = u16(head, at + 2);
    const bit = u8(head, at + 7);
    if (id >= 0x8000) continue;
    const isThere = (u8(row, bitmapAt + (bit >>> 3)) & (0x80 >>> (bit & 7))) !== 0;
    if (!isThere) continue;
    const cell = sliceUpTo(row, u16(head, at + 4), u8(head, at + 6));
    const isReference =
      type === MAPI_TYPE.ansi || type === MAPI_TYPE.wide || type === MAPI_TYPE.binary;
    if (!isReference) {
      cells.set(id, { type, bytes: cell });
      continue;
    }
    try {
      cells.set(id, { type, bytes: heap.value(u32(cell, 0)) });
    } catch (error) {
      // one damaged cell must not cost the other recipients; the row shows without it
      if (!(error instanceof OutOfBytes)) throw error;
    }
  }
  return cells;
}
