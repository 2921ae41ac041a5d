/**
 * Writes one storage of a compound file as a compound file of its own ([MS-CFB] version 3): an embedded document or a message
 * inside a message becomes a file that every reader of the format opens.
 *
 * The streams' bytes are those of the container, untouched; only the wrapping is made here, and always the same way, so the locator
 * of the child replays to the same bytes. Nothing else in the program writes an office format.
 */
import type { OleContainer, OleEntry } from "./ole-container.ts";

const SECTOR = 512;
const MINI_SECTOR = 64;
const CUTOFF = 4096;
const FREE = 0xffffffff;
const END = 0xfffffffe;
const FAT_SECTOR = 0xfffffffd;
const DIFAT_SECTOR = 0xfffffffc;

interface Node {
  readonly entry: OleEntry;
  left: number;
  right: number;
  first: number;
  start: number;
  bytes: Uint8Array;
}

/** Directory order ([MS-CFB] 2.6.4): shorter names first, then by upper-case UTF-16. */
function compareNames(a: OleEntry, b: OleEntry): number {
  if (a.name.length !== b.name.length) return a.name.length - b.name.length;
  const x = a.name.toUpperCase();
  const y = b.name.toUpperCase();
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The storage and all below it, numbered; siblings become a balanced tree. */
function collect(container: OleContainer, top: OleEntry): Node[] {
  const nodes: Node[] = [];
  const add = (entry: OleEntry): number => {
    const bytes = container.read(entry);
    nodes.push({ entry, left: FREE, right: FREE, first: FREE, start: END, bytes });
    return nodes.length - 1;
  };
  const balance = (ids: readonly number[], from: number, to: number): number => {
    if (from >= to) return FREE;
    const middle = (from + to) >>> 1;
    const id = ids[middle] ?? FREE;
    const node = nodes[id];
    if (node !== undefined) {
      node.left = balance(ids, from, middle);
      node.right = balance(ids, middle + 1, to);
    }
    return id;
  };
  add(top);
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    if (node === undefined || node.entry.kind === "stream") continue;
    const children = [...container.childrenOf(node.entry)].sort(compareNames);
    const ids = children.map(add);
    node.first = balance(ids, 0, ids.length);
  }
  return nodes;
}

function chain(fat: number[], sectors: number): number {
  if (sectors === 0) return END;
  const start = fat.length;
  for (let i = 1; i < sectors; i++) fat.push(start + i);
  fat.push(END);
  return start;
}

const sectorsFor = (length: number, size: number): number => Math.ceil(length / size);

function padded(bytes: Uint8Array, size: number): Uint8Array {
  const whole = new Uint8Array(sectorsFor(bytes.length, size) * size);
  whole.set(bytes);
  return whole;
}

function words(values: readonly number[], fill: number): Uint8Array {
  const bytes = new Uint8Array(sectorsFor(values.length * 4, SECTOR) * SECTOR);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i * 4 < bytes.length; i++) view.setUint32(i * 4, values[i] ?? fill, true);
  return bytes;
}

function directoryBytes(nodes: readonly Node[], miniStart: number, miniLength: number): Uint8Array {
  const bytes = new Uint8Array(sectorsFor(nodes.length * 128, SECTOR) * SECTOR);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i * 128 < bytes.length; i++) {
    const at = i * 128;
    for (const link of [68, 72, 76]) view.setUint32(at + link, FREE, true);
    const node = nodes[i];
    if (node === undefined) continue;
    const isRoot = i === 0;
    const name = (isRoot ? "Root Entry" : node.entry.name).slice(0, 31);
    for (let c = 0; c < name.length; c++) view.setUint16(at + 2 * c, name.charCodeAt(c), true);
    view.setUint16(at + 64, 2 * name.length + 2, true);
    bytes[at + 66] = isRoot ? 5 : node.entry.kind === "stream" ? 2 : 1;
    bytes[at + 67] = 1;
    view.setUint32(at + 68, node.left, true);
    view.setUint32(at + 72, node.right, true);
    view.setUint32(at + 76, node.first, true);
    bytes.set(clsidBytes(node.entry.clsid), at + 80);
    view.setBigUint64(at + 100, node.entry.createdTicks, true);
    view.setBigUint64(at + 108, node.entry.modifiedTicks, true);
    view.setUint32(at + 116, isRoot ? miniStart : node.start, true);
    view.setUint32(at + 120, isRoot ? miniLength : node.bytes.length, true);
  }
  return bytes;
}

function clsidBytes(text: string): Uint8Array {
  const bytes = Buffer.from(text.replaceAll("-", ""), "hex");
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** The compound file that holds exactly what `storage` holds, byte for byte the same at every call. */
export function rebuildOle(container: OleContainer, storage: OleEntry): Uint8Array {
  const nodes = collect(container, storage);
  const fat: number[] = [];
  const body: Uint8Array[] = [];
  const miniFat: number[] = [];
  const mini: Uint8Array[] = [];
  const put = (bytes: Uint8Array): number => {
    const whole = padded(bytes, SECTOR);
    body.push(whole);
    return chain(fat, whole.length / SECTOR);
  };
  for (const node of nodes) {
    if (node.entry.kind !== "stream" || node.bytes.length === 0) continue;
    if (node.bytes.length >= CUTOFF) {
      node.start = put(node.bytes);
      continue;
    }
    const whole = padded(node.bytes, MINI_SECTOR);
    mini.push(whole);
    node.start = chain(miniFat, whole.length / MINI_SECTOR);
  }
  const miniStream = Buffer.concat(mini);
  const miniStart = put(miniStream);
  const miniTable = words(miniFat, FREE);
  const miniFatStart = put(miniTable);
  const directoryStart = put(directoryBytes(nodes, miniStart, miniStream.length));

  // the FAT describes itself and the DIFAT, so their sizes settle together
  let fatSectors = 0;
  let difatSectors = 0;
  while (true) {
    const all = fat.length + fatSectors + difatSectors;
    const wanted = sectorsFor(all * 4, SECTOR);
    const wantedDifat = wanted > 109 ? Math.ceil((wanted - 109) / 127) : 0;
    if (wanted === fatSectors && wantedDifat === difatSectors) break;
    fatSectors = wanted;
    difatSectors = wantedDifat;
  }
  const fatStart = fat.length;
  for (let i = 0; i < fatSectors; i++) fat.push(FAT_SECTOR);
  const difatStart = fat.length;
  for (let i = 0; i < difatSectors; i++) fat.push(DIFAT_SECTOR);
  const difat: number[] = [];
  for (let i = 0; i < difatSectors; i++) {
    for (let k = 0; k < 127; k++) {
      const sector = 109 + i * 127 + k;
      difat.push(sector < fatSectors ? fatStart + sector : FREE);
    }
    difat.push(i + 1 < difatSectors ? difatStart + i + 1 : END);
  }

  const header = new Uint8Array(SECTOR);
  const view = new DataView(header.buffer);
  header.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  view.setUint16(24, 0x3e, true);
  view.setUint16(26, 3, true);
  view.setUint16(28, 0xfffe, true);
  view.setUint16(30, 9, true);
  view.setUint16(32, 6, true);
  view.setUint32(44, fatSectors, true);
  view.setUint32(48, directoryStart, true);
  view.setUint32(56, CUTOFF, true);
  view.setUint32(60, miniFatStart, true);
  view.setUint32(64, miniTable.length / SECTOR, true);
  view.setUint32(68, difatSectors > 0 ? difatStart : END, true);
  view.setUint32(72, difatSectors, true);
  for (let i = 0; i < 109; i++) {
    view.setUint32(76 + 4 * i, i < fatSectors ? fatStart + i : FREE, true);
  }
  return Buffer.concat([header, ...body, words(fat, FREE), words(difat, FREE)]);
}
