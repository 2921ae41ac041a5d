/** Writes zips byte by byte for tests, honest or not: every header field can be set to a lie. */
import { crc32, deflateRawSync } from "node:zlib";

/** One member. Only `name` and `data` are needed; everything else overrides what an honest writer would put. */
export interface ZipEntry {
  readonly name: string | Uint8Array;
  readonly data: string | Uint8Array;
  readonly method?: number;
  /** General purpose bits; 0x800 says the name is UTF-8. */
  readonly flags?: number;
  readonly dosDate?: number;
  readonly dosTime?: number;
  readonly extra?: Uint8Array;
  readonly hostSystem?: number;
  /** What both headers say instead of the truth. */
  readonly statedSize?: number;
  readonly statedCrc?: number;
  /** Data that are packed already, with `statedSize` for the unpacked size. */
  readonly packed?: boolean;
  /** Name of the local header when it differs. */
  readonly localName?: string;
  /** Sizes follow the data (bit 3), zeros in the local header. */
  readonly streamed?: boolean;
  /** A local header the directory does not mention. */
  readonly unlisted?: boolean;
  /** Another listing of the member written at that position of the list. */
  readonly sameAs?: number;
}

export interface ZipOptions {
  /** Bytes in front: a self-extracting program. */
  readonly prefix?: Uint8Array;
  /** Bytes behind the end record. */
  readonly suffix?: Uint8Array;
  readonly withoutDirectory?: boolean;
}

const toBytes = (value: string | Uint8Array): Buffer =>
  typeof value === "string" ? Buffer.from(value, "utf8") : Buffer.from(value);

function u16s(...values: readonly number[]): Buffer {
  const out = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => {
    out.writeUInt16LE(value & 0xffff, at * 2);
  });
  return out;
}

function u32s(...values: readonly number[]): Buffer {
  const out = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => {
    out.writeUInt32LE(value >>> 0, at * 4);
  });
  return out;
}

/** Extra field of that id. */
export function extraField(id: number, data: Uint8Array): Uint8Array {
  return Buffer.concat([u16s(id, data.length), data]);
}

/** The bytes of a zip with these members. */
export function writeZip(entries: readonly ZipEntry[], options: ZipOptions = {}): Uint8Array {
  const chunks: Buffer[] = [Buffer.from(options.prefix ?? [])];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  const prefix = chunks[0]?.length ?? 0;
  let at = prefix;
  let listed = 0;
  for (const entry of entries) {
    const name = toBytes(entry.name);
    const data = toBytes(entry.data);
    const method = entry.method ?? 8;
    const packed = method === 8 && entry.packed !== true ? deflateRawSync(data) : data;
    const flags = (entry.flags ?? 0) | (entry.streamed === true ? 8 : 0);
    const crc = entry.statedCrc ?? crc32(data);
    const size = entry.statedSize ?? data.length;
    const stamp = u16s(entry.dosTime ?? 0, entry.dosDate ?? 0x21);
    const extra = Buffer.from(entry.extra ?? []);
    const sizes = u32s(crc, packed.length, size);
    offsets.push(entry.sameAs === undefined ? at : (offsets[entry.sameAs] ?? at));
    if (entry.sameAs === undefined) {
      const localName = entry.localName === undefined ? name : toBytes(entry.localName);
      const local = Buffer.concat([
        u32s(0x04034b50),
        u16s(20, flags, method),
        stamp,
        entry.streamed === true ? Buffer.alloc(12) : sizes,
        u16s(localName.length, extra.length),
        localName,
        extra,
        packed,
        entry.streamed === true ? Buffer.concat([u32s(0x08074b50), sizes]) : Buffer.alloc(0),
      ]);
      chunks.push(local);
      at += local.length;
    }
    if (entry.unlisted === true) continue;
    listed++;
    directory.push(
      Buffer.concat([
        u32s(0x02014b50),
        u16s(((entry.hostSystem ?? 0) << 8) | 20, 20, flags, method),
        stamp,
        sizes,
        u16s(name.length, extra.length, 0, 0, 0),
        u32s(0, (offsets.at(-1) ?? 0) - prefix),
        name,
        extra,
      ]),
    );
  }
  if (options.withoutDirectory === true) return Buffer.concat(chunks);
  const start = at - prefix;
  const sizeBytes = directory.reduce((sum, entry) => sum + entry.length, 0);
  return Buffer.concat([
    ...chunks,
    ...directory,
    u32s(0x06054b50),
    u16s(0, 0, listed, listed),
    u32s(sizeBytes, start),
    u16s(0),
    Buffer.from(options.suffix ?? []),
  ]);
}

/** Zip of text members by name. */
export function zipOf(members: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  return writeZip(Object.entries(members).map(([name, data]) => ({ name, data })));
}
