/**
 * Archives made for tests: tar, and RAR 4 and RAR 5 without compression (there is no free packer for RAR). Sizes, flags and times
 * can be forged.
 */
import { crc32 } from "node:zlib";

/** A file to pack. `mtime` is in ms since 1970 UTC. */
export interface PackedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mtime?: number;
}

const pad = (text: string, length: number): Buffer => {
  const field = Buffer.alloc(length);
  field.write(text, "utf8");
  return field;
};

export interface TarForgery {
  readonly kind?: string;
  readonly size?: number;
  readonly uname?: string;
  readonly linkname?: string;
}

/** One ustar header and its data, padded to blocks. */
export function tarEntry(file: PackedFile, forged: TarForgery = {}): Buffer {
  const octal = (value: number, length: number): string =>
    `${value.toString(8).padStart(length - 1, "0")}\0`;
  const header = Buffer.concat([
    pad(file.name, 100),
    pad(octal(0o644, 8), 8),
    pad(octal(1000, 8), 8),
    pad(octal(1000, 8), 8),
    pad(octal(forged.size ?? file.bytes.length, 12), 12),
    pad(octal(Math.floor((file.mtime ?? 0) / 1000), 12), 12),
    Buffer.from("        "),
    pad(forged.kind ?? "0", 1),
    pad(forged.linkname ?? "", 100),
    Buffer.from("ustar\x0000"),
    pad(forged.uname ?? "", 32),
    Buffer.alloc(512 - 297),
  ]);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return Buffer.concat([header, file.bytes, Buffer.alloc((512 - (file.bytes.length % 512)) % 512)]);
}

/** A whole tar with its end mark. */
export function tarOf(files: readonly PackedFile[]): Buffer {
  return Buffer.concat([...files.map((file) => tarEntry(file)), Buffer.alloc(1024)]);
}

/** The DOS date and time of an instant read as local time, as RAR 4 and zip store it. */
function dosDate(ms: number): number {
  const at = new Date(ms);
  const day = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const clock = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return ((day << 16) | clock) >>> 0;
}

export interface RarForgery {
  readonly unpackedBytes?: number;
  readonly flags?: number;
  /** 0 MS-DOS, 2 Windows, 3 Unix. */
  readonly host?: number;
}

function block4(
  type: number,
  flags: number,
  body: Buffer,
  data: Uint8Array = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(type, 0);
  head.writeUInt16LE(flags, 1);
  head.writeUInt16LE(7 + body.length, 3);
  const covered = Buffer.concat([head, body]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc32(covered) & 0xffff);
  return Buffer.concat([sum, covered, data]);
}

/** RAR 4, stored. Names must be ASCII; folders are separated by backslash as the format wants. */
export function rar4Of(files: readonly PackedFile[], forged: RarForgery = {}): Buffer {
  const blocks = files.map(({ name, bytes, mtime = 0 }) => {
    const stored = Buffer.from(name.replaceAll("/", "\\"), "latin1");
    const body = Buffer.alloc(25);
    body.writeUInt32LE(bytes.length, 0);
    body.writeUInt32LE(forged.unpackedBytes ?? bytes.length, 4);
    body.writeUInt8(forged.host ?? 2, 8);
    body.writeUInt32LE(crc32(bytes), 9);
    body.writeUInt32LE(dosDate(mtime), 13);
    body.writeUInt8(20, 17); // version needed
    body.writeUInt8(0x30, 18); // stored
    body.writeUInt16LE(stored.length, 19);
    body.writeUInt32LE(0x20, 21);
    return block4(0x74, 0x8000 | (forged.flags ?? 0), Buffer.concat([body, stored]), bytes);
  });
  return Buffer.concat([
    Buffer.from("526172211a0700", "hex"),
    block4(0x73, 0, Buffer.alloc(6)),
    ...blocks,
    block4(0x7b, 0x4000, Buffer.alloc(0)),
  ]);
}

function vint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Buffer.from(bytes);
}

function block5(fields: readonly Buffer[], data: Uint8Array = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat(fields);
  const covered = Buffer.concat([vint(body.length), body]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(covered));
  return Buffer.concat([sum, covered, data]);
}

export interface Rar5Forgery extends RarForgery {
  /** Dictionary: 128 KB times two to this power. */
  readonly dictionaryPower?: number;
  readonly owner?: string;
  readonly encrypted?: boolean;
}

/** RAR 5, stored, with the time as a Windows FILETIME in the extra area, or as Unix time for host 3. */
export function rar5Of(files: readonly PackedFile[], forged: Rar5Forgery = {}): Buffer {
  const isUnix = forged.host === 3;
  const record = (type: number, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat([vint(type), ...parts]);
    return Buffer.concat([vint(body.length), body]);
  };
  const blocks = files.map(({ name, bytes, mtime = 0 }) => {
    const stored = Buffer.from(name, "utf8");
    const clock = Buffer.alloc(isUnix ? 4 : 8);
    if (isUnix) clock.writeUInt32LE(Math.floor(mtime / 1000));
    else clock.writeBigUInt64LE((BigInt(mtime) + 11_644_473_600_000n) * 10_000n);
    const owner = Buffer.from(forged.owner ?? "");
    const extra = Buffer.concat([
      record(3, vint(isUnix ? 3 : 2), clock),
      ...(owner.length === 0 ? [] : [record(6, vint(1), vint(owner.length), owner)]),
      ...(forged.encrypted === true ? [record(1, Buffer.alloc(48))] : []),
    ]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(bytes));
    return block5(
      [
        vint(2),
        vint(3),
        vint(extra.length),
        vint(bytes.length),
        vint(4), // has a checksum
        vint(forged.unpackedBytes ?? bytes.length),
        vint(0x20),
        sum,
        vint((forged.dictionaryPower ?? 0) << 10),
        vint(isUnix ? 1 : 0),
        vint(stored.length),
        stored,
        extra,
      ],
      bytes,
    );
  });
  return Buffer.concat([
    Buffer.from("526172211a070100", "hex"),
    block5([vint(1), vint(0), vint(0)]),
    ...blocks,
    block5([vint(5), vint(0), vint(0)]),
  ]);
}
