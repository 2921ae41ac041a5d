/** Compound files, property sets and RTF made for tests: small, exact, and as broken as a test wants them. */
import type { OleContainer, OleEntry } from "../../src/extract/ole/ole-container.ts";
import { rebuildOle } from "../../src/extract/ole/ole-rebuild.ts";

/** A storage holds named streams and storages. */
export type OleTree = { readonly [name: string]: Uint8Array | OleTree };

const NO_CLASS = "00000000-0000-0000-0000-000000000000";

function containerOf(tree: OleTree): OleContainer {
  const entries = new Map<number, OleEntry>();
  const contents = new Map<number, Uint8Array>();
  const add = (name: string, value: Uint8Array | OleTree, parent: number): number => {
    const id = entries.size;
    const isStream = value instanceof Uint8Array;
    const children: number[] = [];
    entries.set(id, {
      id,
      name,
      kind: isStream ? "stream" : parent < 0 ? "root" : "storage",
      sizeBytes: isStream ? value.length : 0,
      parent,
      children,
      clsid: NO_CLASS,
      createdTicks: 0n,
      modifiedTicks: 0n,
    });
    if (isStream) contents.set(id, value);
    else for (const [key, inner] of Object.entries(value)) children.push(add(key, inner, id));
    return id;
  };
  add("Root Entry", tree, -1);
  const root = entries.get(0);
  if (root === undefined) throw new Error("no root");
  const childrenOf = (storage: OleEntry): OleEntry[] =>
    storage.children.flatMap((id) => entries.get(id) ?? []);
  return {
    root,
    entries,
    problems: [],
    childrenOf,
    child: (storage, name) => childrenOf(storage).find((entry) => entry.name === name),
    read: (entry) => contents.get(entry.id) ?? new Uint8Array(0),
  };
}

/** The bytes of a compound file holding that tree. */
export function writeOle(tree: OleTree): Uint8Array {
  const container = containerOf(tree);
  return rebuildOle(container, container.root);
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

/** A property as its bytes after the type word: `lpstr(bytes)`, `filetime(ticks)` … */
export interface WrittenProperty {
  readonly type: number;
  readonly body: Uint8Array;
}

export const lpstr = (bytes: Uint8Array): WrittenProperty => ({
  type: 30,
  body: Buffer.concat([u32(bytes.length + 1), bytes, Buffer.alloc(1)]),
});
export const lpwstr = (text: string): WrittenProperty => {
  const bytes = Buffer.from(`${text}\0`, "utf16le");
  return { type: 31, body: Buffer.concat([u32(bytes.length / 2), bytes]) };
};
export const i4 = (value: number): WrittenProperty => ({ type: 3, body: u32(value) });
export const filetime = (ticks: bigint): WrittenProperty => {
  const body = Buffer.alloc(8);
  body.writeBigUInt64LE(ticks);
  return { type: 64, body };
};
/** Heading pairs: a vector of VARIANTs, strings unpadded as Office writes them or padded as specified. */
export const headings = (
  pairs: readonly (readonly [string, number])[],
  isPadded: boolean,
): WrittenProperty => {
  const parts: Uint8Array[] = [u32(pairs.length * 2)];
  for (const [name, count] of pairs) {
    const bytes = Buffer.from(`${name}\0`, "latin1");
    const padding = isPadded ? (4 - (bytes.length % 4)) % 4 : 0;
    parts.push(u32(30), u32(bytes.length), bytes, Buffer.alloc(padding), u32(3), u32(count));
  }
  return { type: 0x1000 | 12, body: Buffer.concat(parts) };
};
export const titles = (names: readonly string[]): WrittenProperty => ({
  type: 0x1000 | 30,
  body: Buffer.concat([
    u32(names.length),
    ...names.flatMap((name) => [u32(name.length + 1), Buffer.from(`${name}\0`, "latin1")]),
  ]),
});

/** A property set stream of one section; code page null leaves property 1 out. */
export function writePropertySet(
  codePage: number | null,
  properties: ReadonlyMap<number, WrittenProperty>,
): Uint8Array {
  const all = new Map(properties);
  if (codePage !== null) {
    const body = Buffer.alloc(4);
    body.writeUInt16LE(codePage);
    all.set(1, { type: 2, body });
  }
  const values: Uint8Array[] = [];
  const table: Uint8Array[] = [];
  let at = 8 + 8 * all.size;
  for (const [id, { type, body }] of all) {
    const value = Buffer.concat([u32(type), body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    table.push(u32(id), u32(at));
    values.push(value);
    at += value.length;
  }
  const header = Buffer.alloc(48);
  header.writeUInt16LE(0xfffe, 0);
  header.writeUInt32LE(0x00020105, 4);
  header.writeUInt32LE(1, 24);
  Buffer.from("e0859ff2f94f6810ab9108002b27b3d9", "hex").copy(header, 28);
  header.writeUInt32LE(48, 44);
  return Buffer.concat([header, u32(at), u32(all.size), ...table, ...values]);
}

/** A compound file of version 4 (4096-byte sectors) with one stream, written field by field from [MS-CFB] 2.2. */
export function writeBigSectorOle(name: string, content: Uint8Array): Uint8Array {
  const size = 4096;
  const header = Buffer.alloc(size);
  header.write("d0cf11e0a1b11ae1", 0, "hex");
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(4, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(12, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(1, 40);
  header.writeUInt32LE(1, 44);
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(4096, 56);
  header.writeUInt32LE(0xfffffffe, 60);
  header.writeUInt32LE(0xfffffffe, 68);
  for (let i = 0; i < 109; i++) header.writeUInt32LE(i === 0 ? 0 : 0xffffffff, 76 + 4 * i);
  const sectors = Math.ceil(content.length / size);
  const fat = Buffer.alloc(size, 0xff);
  fat.writeUInt32LE(0xfffffffd, 0);
  fat.writeUInt32LE(0xfffffffe, 4);
  for (let i = 0; i < sectors; i++) {
    fat.writeUInt32LE(i + 1 < sectors ? i + 3 : 0xfffffffe, 4 * (i + 2));
  }
  const directory = Buffer.alloc(size);
  for (const [at, entryName, type, child, start, length] of [
    [0, "Root Entry", 5, 1, 0xfffffffe, 0],
    [128, name, 2, 0xffffffff, 2, content.length],
  ] as const) {
    directory.write(entryName, at, "utf16le");
    directory.writeUInt16LE(entryName.length * 2 + 2, at + 64);
    directory.writeUInt8(type, at + 66);
    for (const link of [68, 72]) directory.writeUInt32LE(0xffffffff, at + link);
    directory.writeUInt32LE(child, at + 76);
    directory.writeUInt32LE(start, at + 116);
    directory.writeUInt32LE(length, at + 120);
  }
  const body = Buffer.alloc(sectors * size);
  body.set(content);
  return Buffer.concat([header, fat, directory, body]);
}
