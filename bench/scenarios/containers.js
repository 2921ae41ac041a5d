/**
 * Containers nothing here writes: RAR 4 and RAR 5 without compression (RAR technical notes), and workbooks of Excel 97 to 2003 ([MS-XLS]):
 * one sheet, property set with the code page of the saver's script.
 */
import { crc32 } from "node:zlib";
import iconv from "iconv-lite";
import { rebuildOle } from "../../dist/extract/ole-rebuild.js";

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

/** A compound file of named streams. */
function compound(streams) {
  const entry = (id, name, kind, parent) => ({
    id,
    name,
    kind,
    parent,
    sizeBytes: kind === "stream" ? streams[id - 1][1].length : 0,
    children: [],
    clsid: "00020820-0000-0000-c000-000000000046",
    createdTicks: 0n,
    modifiedTicks: 0n,
  });
  const root = entry(0, "Root Entry", "root", -1);
  const own = streams.map(([name], i) => entry(i + 1, name, "stream", 0));
  return Buffer.from(
    rebuildOle(
      {
        root,
        entries: new Map([root, ...own].map((each) => [each.id, each])),
        problems: [],
        childrenOf: (storage) => (storage.id === 0 ? own : []),
        child: (_storage, name) => own.find((each) => each.name === name),
        read: ({ id }) => (id === 0 ? new Uint8Array(0) : streams[id - 1][1]),
      },
      root,
    ),
  );
}

const record = (type, ...parts) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([u16(type), u16(body.length), body]);
};

function workbook(rows) {
  const bof = (kind) =>
    record(0x809, u16(0x600), u16(kind), u16(0x0dbb), u16(0x07cc), u32(0), u32(6));
  const end = record(0x0a);
  const sheet = (at) =>
    record(0x85, u32(at), Buffer.from([0, 0, 6, 0]), Buffer.from("Sheet1", "latin1"));
  const codePage = record(0x42, u16(1200));
  const start = bof(5).length + codePage.length + sheet(0).length + end.length;
  const cells = rows.flatMap(([label, number], row) => {
    const text = Buffer.from(label, "latin1");
    const value = Buffer.alloc(8);
    value.writeDoubleLE(number);
    return [
      record(0x204, u16(row), u16(0), u16(0), u16(text.length), Buffer.from([0]), text),
      record(0x203, u16(row), u16(1), u16(0), value),
    ];
  });
  return Buffer.concat([bof(5), codePage, sheet(start), end, bof(0x10), ...cells, end]);
}

/** SummaryInformation of `{creator, saver, created, modified}` in a code page: 1251 for Cyrillic, 1253 Greek, 936 Chinese, else 1252 or 1250. */
function summary({ creator, saver, created, modified }, codePage) {
  const text = (value) => {
    const bytes = iconv.encode(`${value}\0`, `cp${codePage}`);
    return [30, Buffer.concat([u32(bytes.length), bytes])];
  };
  const time = (at) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE((BigInt(at) + 11_644_473_600_000n) * 10_000n);
    return [64, bytes];
  };
  const values = [
    [1, [2, u16(codePage)]],
    [4, text(creator)],
    [8, text(saver)],
    [18, text("Microsoft Excel")],
    [12, time(created)],
    [13, time(modified)],
  ].map(([id, [type, body]]) => [
    id,
    Buffer.concat([u32(type), body, Buffer.alloc((4 - (body.length % 4)) % 4)]),
  ]);
  let at = 8 + 8 * values.length;
  const table = values.map(([id, bytes]) => {
    const row = Buffer.concat([u32(id), u32(at)]);
    at += bytes.length;
    return row;
  });
  const header = Buffer.alloc(48);
  header.writeUInt16LE(0xfffe, 0);
  header.writeUInt32LE(0x00020105, 4);
  header.writeUInt32LE(1, 24);
  Buffer.from("e0859ff2f94f6810ab9108002b27b3d9", "hex").copy(header, 28);
  header.writeUInt32LE(48, 44);
  return Buffer.concat([
    header,
    u32(at),
    u32(values.length),
    ...table,
    ...values.map(([, v]) => v),
  ]);
}

const CODE_PAGES = { cyrillic: 1251, greek: 1253, chinese: 936, latin: 1250 };

/** An Excel 97 to 2003 workbook of `[label, number]` rows. Its text is of the saver's script. */
export function xls(rows, meta, script) {
  return compound([
    ["Workbook", workbook(rows)],
    ["\x05SummaryInformation", summary(meta, CODE_PAGES[script])],
  ]);
}
