/**
 * Workbooks of Excel 97 to 2003 ([MS-XLS], [MS-CFB], [MS-OLEPS]): one sheet, and a property set in the code page of the saver's script. The
 * compound file is put together by the program's own writer.
 */
import iconv from "iconv-lite";
import { rebuildOle } from "../../../dist/extract/ole/ole-rebuild.js";
import { fileTime } from "../base/time.js";

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

/** A compound file of named streams; `written` is the time of its root entry, none when absent. */
export function compound(streams, written) {
  const entry = (id, name, kind, parent) => ({
    id,
    name,
    kind,
    parent,
    sizeBytes: kind === "stream" ? streams[id - 1][1].length : 0,
    children: [],
    clsid: "00020820-0000-0000-c000-000000000046",
    createdTicks: 0n,
    modifiedTicks: kind === "root" && written !== undefined ? fileTime(written) : 0n,
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

/** SummaryInformation of `{creator, saver, created, modified, app?}` in a code page: 1251 for Cyrillic, 1253 Greek, 936 Chinese, else 1252 or 1250. */
export function summary({ creator, saver, created, modified, app = "Microsoft Excel" }, codePage) {
  const text = (value) => {
    const bytes = iconv.encode(`${value}\0`, `cp${codePage}`);
    return [30, Buffer.concat([u32(bytes.length), bytes])];
  };
  const time = (at) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(fileTime(at));
    return [64, bytes];
  };
  const values = [
    [1, [2, u16(codePage)]],
    [4, text(creator)],
    [8, text(saver)],
    [18, text(app)],
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

/** A workbook of `[label, number]` rows. `meta`: creator, saver, created, modified, written?; its texts are of the saver's script. */
export function xls(rows, meta, script) {
  const streams = [
    ["Workbook", workbook(rows)],
    ["\x05SummaryInformation", summary(meta, CODE_PAGES[script])],
  ];
  return compound(streams, meta.written);
}
