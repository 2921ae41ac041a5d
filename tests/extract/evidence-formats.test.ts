/** iWork, Windows shortcuts and binary property lists, written here byte by byte: what they say, and what damage and bombs come to. */
import { describe, expect, it } from "vitest";
import { readFile } from "../../src/extract/read-file.ts";
import type { Extraction } from "../../src/model/extraction.ts";
import { sniffType } from "../../src/sources/sniff.ts";
import { zipOf } from "../support/zip-writer.ts";

const read = (bytes: Uint8Array, name: string): Promise<Extraction> =>
  readFile(bytes, { name, declaredType: "", sniffedType: sniffType(bytes, name) });
const textOf = ({ text }: Extraction): string => text.map((block) => block.text).join("\n");
const valuesOf = ({ metadata }: Extraction, field: string): string[] =>
  metadata.filter((value) => value.field === field).map(({ text }) => text);

const varint = (n: number): Buffer => {
  const bytes: number[] = [];
  let rest = n;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
};
const field = (number: number, value: number | string | Buffer): Buffer => {
  if (typeof value === "number") return Buffer.concat([varint(number * 8), varint(value)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
};
const message = (type: number, ...fields: Buffer[]): Buffer => {
  const body = Buffer.concat(fields);
  const info = Buffer.concat([field(1, type), field(3, body.length)]);
  const head = Buffer.concat([field(1, 7), field(2, info)]);
  return Buffer.concat([varint(head.length), head, body]);
};
const chunk = (block: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUIntLE(block.length, 1, 3);
  return Buffer.concat([head, block]);
};
/** Snappy with literals alone. */
const packed = (plain: Buffer): Buffer => {
  const parts = [varint(plain.length)];
  for (let at = 0; at < plain.length; at += 60) {
    const some = plain.subarray(at, at + 60);
    parts.push(Buffer.from([(some.length - 1) << 2]), some);
  }
  return chunk(Buffer.concat(parts));
};

/** A cell of Numbers with a decimal of 128 bits: 1250 as 125e1. */
const CELL = Buffer.alloc(28);
CELL[0] = 5;
CELL[1] = 2;
CELL.writeUInt32LE(1, 8);
CELL[12] = 125;
CELL.writeUInt16LE((0x1820 + 1) << 1, 12 + 14);
const ROW = Buffer.concat([field(6, CELL), field(7, Buffer.from([0, 0, 0xff, 0xff]))]);

const NUMBERS = {
  "Index/Document.iwa": packed(
    Buffer.concat([
      message(2, field(1, "Harbour dues")),
      message(6001, field(8, "Quay table")),
      message(2001, field(3, "A note in a box")),
      message(212, field(1, "Ida Quist")),
      message(3056, field(1, "check this berth")),
    ]),
  ),
  "Index/Tables/DataList.iwa": packed(
    message(6005, field(3, Buffer.concat([field(1, 1), field(3, "Mooring fee")]))),
  ),
  "Index/Tables/Tile.iwa": packed(message(6002, field(5, ROW))),
  "Metadata/BuildVersionHistory.plist":
    "<plist><array><string>Template: Blank (11.2)</string><string>M14.1-7040.0.73-4</string></array></plist>",
  "Data/crane.txt": "crane list",
};

describe("iWork", () => {
  it("reads text, cells, names, comments, authors, template and program of a Numbers document", async () => {
    const found = await read(zipOf(NUMBERS), "dues.numbers");
    expect(found.contentType).toBe("application/vnd.apple.numbers");
    for (const words of [
      "A note in a box",
      "Quay table",
      "Mooring fee",
      "check this berth",
      "1250",
    ])
      expect(textOf(found)).toContain(words);
    expect(valuesOf(found, "sheet")).toEqual(["Harbour dues"]);
    expect(valuesOf(found, "commentby")).toEqual(["Ida Quist"]);
    expect(valuesOf(found, "template")).toEqual(["Blank (11.2)"]);
    expect(valuesOf(found, "app")).toEqual(["M14.1-7040.0.73-4"]);
    expect(found.children.map(({ name }) => name)).toEqual(["Data/crane.txt"]);
    expect(found.problems).toEqual([]);
  });

  it("reads a package whose archives are a zip in the zip, and copies of Snappy that overlap", async () => {
    // 14 characters: a literal "dock ", then a copy of 5 back over itself
    const body = message(2001, field(3, "dock dock dock"));
    const at = body.length - 14;
    const block = Buffer.concat([
      varint(body.length),
      Buffer.from([(at + 5 - 1) << 2]),
      body.subarray(0, at + 5),
      Buffer.from([((9 - 1) << 2) | 2, 5, 0]),
    ]);
    const index = zipOf({ "Document.iwa": chunk(block) });
    const outer = zipOf({ "a.pages/Index.zip": index, "a.pages/QuickLook/Thumbnail.jpg": "x" });
    expect(textOf(await read(outer, "a.pages.zip"))).toBe("dock dock dock");
  });

  it("reads the XML of '09 with its author", async () => {
    const xml =
      '<?xml version="1.0"?><key:presentation xmlns:key="k" xmlns:sf="s" xmlns:sfa="a"><key:metadata><key:authors><key:string sfa:string="Ida Quist"/></key:authors></key:metadata><sf:p>Slide words</sf:p></key:presentation>';
    const found = await read(
      zipOf({ "index.apxl": xml, "QuickLook/Thumbnail.jpg": "x" }),
      "talk.key",
    );
    expect(found.contentType).toBe("application/vnd.apple.keynote");
    expect(textOf(found)).toContain("Slide words");
    expect(valuesOf(found, "creator")).toEqual(["Ida Quist"]);
  });

  it.each([
    ["cut", chunk(Buffer.from([200, 1, 0xf0]))],
    ["a copy of what is not there", chunk(Buffer.from([10, 0x26, 5, 0]))],
    ["a bomb that claims gigabytes", chunk(Buffer.concat([varint(8e9), Buffer.from([0, 65])]))],
  ])("says that an archive is damaged: %s", async (_, iwa) => {
    const found = await read(zipOf({ "Index/Document.iwa": iwa }), "a.numbers");
    expect(found.problems).toMatchObject([{ code: "text-damaged", severity: "partial" }]);
    expect(found.markers).toContain("unreadable");
  });
});

const u16 = (n: number): Buffer => Buffer.from([n & 255, n >> 8]);
const u32 = (n: number): Buffer =>
  Buffer.from([n & 255, (n >> 8) & 255, (n >> 16) & 255, n >>> 24]);
const wide = (text: string): Buffer => Buffer.from(text, "utf16le");

function shortcut(): Buffer {
  const header = Buffer.alloc(76);
  Buffer.from("4c0000000114020000000000c000000000000046", "hex").copy(header);
  header.writeUInt32LE(0x02 | 0x08 | 0x20 | 0x80, 20);
  header.writeBigUInt64LE(131350796450000000n, 28);
  header.writeUInt32LE(4711, 52);
  const label = Buffer.from("HAFEN\0");
  const volume = Buffer.concat([u32(16 + label.length), u32(3), u32(0xcafe1234), u32(16), label]);
  const path = Buffer.from("C:\\Users\\ida\\plan.xlsx\0");
  const suffix = Buffer.from("\0");
  const pathAt = 28 + volume.length;
  const info = Buffer.concat([
    u32(28),
    u32(1),
    u32(28),
    u32(pathAt),
    u32(0),
    u32(pathAt + path.length),
    volume,
    path,
    suffix,
  ]);
  const strings = ["..\\plan.xlsx", "/s quay"].map((text) =>
    Buffer.concat([u16(text.length), wide(text)]),
  );
  const machine = Buffer.alloc(16);
  machine.write("quay-pc-07");
  const droid = Buffer.from("00112233445566778899aabbccddeeff", "hex");
  const uuid = Buffer.from("a0b1c2d3e4f5e611a1b2001122334455", "hex");
  const tracker = Buffer.concat([
    u32(0x60),
    u32(0xa0000003),
    u32(0x58),
    u32(0),
    machine,
    droid,
    uuid,
    droid,
    uuid,
  ]);
  return Buffer.concat([header, u32(info.length + 4), info, ...strings, tracker, u32(0)]);
}

describe("Windows shortcuts", () => {
  it("say target, volume, arguments, machine and its MAC address", async () => {
    const found = await read(shortcut(), "plan.lnk");
    expect(valuesOf(found, "path")).toEqual(["C:\\Users\\ida\\plan.xlsx", "..\\plan.xlsx"]);
    expect(valuesOf(found, "docid")).toContain("cafe1234");
    expect(valuesOf(found, "other")).toEqual(
      expect.arrayContaining(["HAFEN", "/s quay", "quay-pc-07", "00:11:22:33:44:55", "4711"]),
    );
    expect(found.metadata.find(({ source }) => source.includes("creation"))?.time?.epochMs).toBe(
      Date.parse("2017-03-27T09:14:05Z"),
    );
    expect(found.problems).toEqual([]);
  });

  it("are said to be damaged at every cut, and none throws", async () => {
    const whole = shortcut();
    for (let end = 20; end < whole.length - 4; end += 7) {
      const found = await read(whole.subarray(0, end), "plan.lnk");
      expect(found.problems.length + found.metadata.length).toBeGreaterThan(0);
    }
  });
});

/** `{Author: "Ida", When: 2017-03-27, Names: ["quay", "пирс"]}`, and a dictionary that holds itself. */
function plist(): Buffer {
  const date = Buffer.alloc(9);
  date[0] = 0x33;
  date.writeDoubleBE(Date.parse("2017-03-27T09:14:05Z") / 1000 - 978_307_200, 1);
  const cyrillic = Buffer.from("пирс", "utf16le").swap16();
  const objects = [
    Buffer.from([0xd4, 1, 2, 3, 9, 4, 5, 6, 0]),
    Buffer.from([0x56, ...Buffer.from("Author")]),
    Buffer.from([0x54, ...Buffer.from("When")]),
    Buffer.from([0x55, ...Buffer.from("Names")]),
    Buffer.from([0x53, ...Buffer.from("Ida")]),
    date,
    Buffer.from([0xa2, 7, 8]),
    Buffer.from([0x54, ...Buffer.from("quay")]),
    Buffer.concat([Buffer.from([0x64]), cyrillic]),
    Buffer.from([0x54, ...Buffer.from("Self")]),
  ];
  const offsets: number[] = [];
  let at = 8;
  for (const object of objects) {
    offsets.push(at);
    at += object.length;
  }
  const trailer = Buffer.alloc(32);
  trailer[6] = 1;
  trailer[7] = 1;
  trailer.writeUInt32BE(objects.length, 12);
  trailer.writeUInt32BE(at, 28);
  return Buffer.concat([Buffer.from("bplist00"), ...objects, Buffer.from(offsets), trailer]);
}

describe("binary property lists", () => {
  it("are read as keys with values, dates and lists, in any script, cycles or not", async () => {
    const found = await read(plist(), "a.plist");
    expect(textOf(found).split("\n")).toEqual([
      "Author: Ida",
      "When: 2017-03-27T09:14:05.000Z",
      "Names",
      "Self",
      "quay",
      "пирс",
    ]);
    expect(found.problems).toEqual([]);
  });

  it("are damaged, not endless, when counts are forged", async () => {
    const forged = plist();
    forged.writeUInt32BE(0xffffffff, forged.length - 20);
    expect((await read(forged, "a.plist")).problems).toMatchObject([{ code: "plist-damaged" }]);
  });
});
