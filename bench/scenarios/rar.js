/** RAR 4 and RAR 5 without compression (RAR technical notes): there is no free packer. */
import { crc32 } from "node:zlib";

const u16 = (value) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value & 0xffff);
  return bytes;
};
const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

/** Local time as MS-DOS keeps it. */
function dosTime(at) {
  const d = new Date(at);
  const day = ((d.getUTCFullYear() - 1980) << 9) | ((d.getUTCMonth() + 1) << 5) | d.getUTCDate();
  const clock = (d.getUTCHours() << 11) | (d.getUTCMinutes() << 5) | (d.getUTCSeconds() >> 1);
  return ((day << 16) | clock) >>> 0;
}

function block4(type, flags, body, data = Buffer.alloc(0)) {
  const covered = Buffer.concat([Buffer.from([type]), u16(flags), u16(7 + body.length), body]);
  return Buffer.concat([u16(crc32(covered)), covered, data]);
}

/** RAR 4 of `[{name, bytes}]`, all with one time. */
export function rar4(files, at) {
  const blocks = files.map(({ name, bytes }) => {
    const stored = Buffer.from(name, "latin1");
    const body = Buffer.concat([
      u32(bytes.length),
      u32(bytes.length),
      Buffer.from([2]),
      u32(crc32(bytes)),
      u32(dosTime(at)),
      Buffer.from([20, 0x30]),
      u16(stored.length),
      u32(0x20),
      stored,
    ]);
    return block4(0x74, 0x8000, body, bytes);
  });
  const mark = Buffer.from("526172211a0700", "hex");
  return Buffer.concat([
    mark,
    block4(0x73, 0, Buffer.alloc(6)),
    ...blocks,
    block4(0x7b, 0x4000, Buffer.alloc(0)),
  ]);
}

function vint(value) {
  const bytes = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Buffer.from(bytes);
}

function block5(fields, data = Buffer.alloc(0)) {
  const body = Buffer.concat(fields);
  const covered = Buffer.concat([vint(body.length), body]);
  return Buffer.concat([u32(crc32(covered)), covered, data]);
}

/** RAR 5 of `[{name, bytes}]`, all with one time. */
export function rar5(files, at) {
  const blocks = files.map(({ name, bytes }) => {
    const stored = Buffer.from(name, "utf8");
    const clock = Buffer.alloc(8);
    clock.writeBigUInt64LE((BigInt(at) + 11_644_473_600_000n) * 10_000n);
    const time = Buffer.concat([vint(3), vint(2), clock]);
    const extra = Buffer.concat([vint(time.length), time]);
    const head = [2, 3, extra.length, bytes.length, 4, bytes.length, 0x20].map(vint);
    return block5(
      [...head, u32(crc32(bytes)), vint(0), vint(0), vint(stored.length), stored, extra],
      bytes,
    );
  });
  const mark = Buffer.from("526172211a070100", "hex");
  return Buffer.concat([mark, block5([1, 0, 0].map(vint)), ...blocks, block5([5, 0, 0].map(vint))]);
}
