/** Places where formats hide text or names that readers tend to miss without a word: each row is a kind of file, built here. */
import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readImage } from "../../src/extract/image/image.ts";
import { pstSourceOf, readPst } from "../../src/extract/mail/read-pst.ts";
import { readOle } from "../../src/extract/ole/read-ole.ts";
import { LIMITS } from "../../src/limits.ts";
import { leaksiftEnds } from "../support/cli.ts";
import { corpusPath, itWith } from "../support/corpora.ts";
import { ooxml, placesOf, readOffice } from "../support/office-files.ts";
import { writeOle } from "../support/ole-writer.ts";
import { tiffOf } from "../support/picture-writer.ts";
import { zipOf } from "../support/zip-writer.ts";

const CONTEXT = { name: "", declaredType: "", sniffedType: "" };
const u16 = (value: number): Buffer => Buffer.from([value & 255, value >> 8]);
const u32 = (value: number): Buffer => Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);

const box = (kind: string, ...body: readonly Uint8Array[]): Buffer => {
  const inside = Buffer.concat(body);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(inside.length + 8);
  head.write(kind, 4, "latin1");
  return Buffer.concat([head, inside]);
};
const be = (bytes: number, value: number): Buffer => {
  const out = Buffer.alloc(bytes);
  out.writeUIntBE(value, 0, bytes);
  return out;
};

/** A HEIC of one Exif item, whose item entry ends after its type; the item is in the file, in two pieces, or in the idat box. */
function heicOf(where: "file" | "pieces" | "idat", exif: Uint8Array): Buffer {
  const item = Buffer.concat([be(4, 6), Buffer.from("Exif\0\0"), exif]);
  const entry = box(
    "infe",
    Buffer.from("02000000", "hex"),
    be(2, 1),
    be(2, 0),
    Buffer.from("Exif"),
  );
  const start = box("ftyp", Buffer.from("heic"), be(4, 0), Buffer.from("mif1"));
  const locate = (at: number): Buffer => {
    const pieces =
      where === "pieces"
        ? [be(4, at), be(4, 20), be(4, at + 20), be(4, item.length - 20)]
        : [be(4, where === "idat" ? 0 : at), be(4, item.length)];
    return box(
      "iloc",
      Buffer.from("010000004400", "hex"),
      ...[be(2, 1), be(2, 1), be(2, where === "idat" ? 1 : 0), be(2, 0), be(2, pieces.length / 2)],
      ...pieces,
    );
  };
  const meta = (at: number): Buffer =>
    box(
      "meta",
      be(4, 0),
      box("iinf", be(4, 0), be(2, 1), entry),
      locate(at),
      box("idat", where === "idat" ? item : Buffer.alloc(0)),
      box("iprp", box("ipco", box("ispe", be(4, 0), be(4, 400), be(4, 300)))),
    );
  const at = start.length + meta(0).length + 8;
  return Buffer.concat([start, meta(at), box("mdat", item)]);
}

describe("a phone's picture", () => {
  const exif = tiffOf({ main: [[0x0110, 2, "Pocket 9"]] });
  it.each(["file", "pieces", "idat"] as const)(
    "gives the EXIF of an item without a name, kept in %s",
    async (where) => {
      const { metadata, problems } = await readImage(heicOf(where, exif));
      expect(problems).toEqual([]);
      expect(metadata.map(({ text }) => text)).toEqual(["Pocket 9", "400 x 300"]);
    },
  );
});

describe("a chart", () => {
  it("gives labels written in the chart itself, and those of charts since Office 2016", async () => {
    const chart =
      "<c:chartSpace><c:ser><c:tx><c:v>POOR</c:v></c:tx><c:cat><c:strLit><c:pt><c:v>North</c:v></c:pt></c:strLit></c:cat></c:ser></c:chartSpace>";
    const since2016 =
      '<cx:chartSpace><cx:strDim><cx:f>A1</cx:f><cx:lvl>\n<cx:pt idx="0">South</cx:pt>\n<cx:pt idx="1">West</cx:pt></cx:lvl></cx:strDim><cx:txData><cx:v>Sales</cx:v></cx:txData></cx:chartSpace>';
    const read = async (part: string): Promise<string> =>
      placesOf(await readOffice(ooxml("xlsx", { "xl/charts/chart1.xml": part })))["chart"] ?? "";
    expect(await read(chart)).toBe("POOR\nNorth");
    expect(await read(since2016)).toBe("South\nWest\nSales");
  });
});

const record = (type: number, body: Uint8Array): Buffer =>
  Buffer.concat([u16(type), u16(body.length), body]);
const label = (row: number, text: string): Buffer =>
  record(
    0x204,
    Buffer.concat([
      u16(row),
      u16(0),
      u16(0),
      u16(text.length),
      Buffer.from([0]),
      Buffer.from(text),
    ]),
  );
const BOF = record(0x809, Buffer.concat([u16(0x600), u16(0x10), Buffer.alloc(12)]));
const GLOBALS = record(0x809, Buffer.concat([u16(0x600), u16(5), Buffer.alloc(12)]));
const EOF = record(0x0a, Buffer.alloc(0));

describe("an old workbook", () => {
  it("goes on behind a record of zeros", async () => {
    const BOOK = Buffer.concat([
      GLOBALS,
      EOF,
      BOF,
      label(0, "before"),
      Buffer.alloc(4),
      label(1, "behind"),
      EOF,
    ]);
    const found = await readOle(writeOle({ Workbook: BOOK }), CONTEXT);
    expect(found.text.map(({ text }) => text)).toEqual(["before\nbehind"]);
  });
});

/** The block of numbers at the start of a Word 6 document; its text follows in one run. */
function word6(
  text: Buffer,
  fields: { lcid: number; environment: number; charset: number },
): Buffer {
  const fib = Buffer.alloc(0x300);
  fib.writeUInt16LE(0xa5dc, 0);
  fib.writeUInt16LE(0x68, 2);
  fib.writeUInt16LE(fields.lcid, 6);
  fib[18] = fields.environment;
  fib.writeUInt16LE(fields.charset, 20);
  fib.writeUInt32LE(fib.length, 24);
  fib.writeUInt32LE(text.length, 0x34);
  return Buffer.concat([fib, text]);
}

describe("an old Word document", () => {
  it.each([
    ["Mac Roman", { lcid: 0x40c, environment: 1, charset: 256 }, "8e74e9", "étÈ"],
    ["Mac Cyrillic", { lcid: 0x419, environment: 1, charset: 256 }, "8380", "ГА"],
    ["Windows", { lcid: 0x40c, environment: 0, charset: 0 }, "e974e9", "été"],
  ])("is decoded as its block of numbers says: %s", async (_what, fields, bytes, text) => {
    const stream = word6(Buffer.from(bytes, "hex"), fields);
    const found = await readOle(writeOle({ WordDocument: stream }), CONTEXT);
    expect(found.text.map((block) => block.text)).toEqual([text]);
  });

  it("gives the time its block of numbers keeps of the last saving", async () => {
    const fib = Buffer.alloc(0x9a + 93 * 8);
    fib.writeUInt16LE(0xa5ec, 0);
    fib.writeUInt16LE(0xc1, 2);
    fib.writeUInt16LE(14, 32);
    fib.writeUInt16LE(22, 62);
    fib.writeUInt16LE(93, 0x98);
    fib.writeBigUInt64LE(131_350_796_450_000_000n, 0x9a + 87 * 8);
    const found = await readOle(
      writeOle({ WordDocument: fib, "0Table": Buffer.alloc(8) }),
      CONTEXT,
    );
    expect(found.metadata.filter(({ source }) => source.startsWith("Fib"))).toMatchObject([
      { field: "modified", text: "2017-03-27T09:14:05Z", time: { zoneSource: "format" } },
    ]);
  });
});

describe("a message file", () => {
  it("gives its times whatever length the stream of properties has", async () => {
    const row = Buffer.alloc(16);
    row.writeUInt32LE(0x0039_0040, 0);
    row.writeBigUInt64LE(131_350_796_450_000_000n, 8);
    for (const tail of [0, 4, 8, 12]) {
      const stream = Buffer.concat([Buffer.alloc(32), row, Buffer.alloc(tail)]);
      const found = await readOle(writeOle({ "__properties_version1.0": stream }), CONTEXT);
      expect(found.message?.sentAt, `${tail} bytes behind`).toBe(Date.UTC(2017, 2, 27, 9, 14, 5));
    }
  });
});

const sha512 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash("sha512").update(Buffer.concat(parts)).digest();

/** A package encrypted as Excel does ([MS-OFFCRYPTO] 2.3.4.10), written apart from the reader. */
function locked(content: Uint8Array, password: string, rounds: number): Uint8Array {
  const [salt, dataSalt, secret, input] = [16, 16, 32, 16].map((length) => randomBytes(length));
  if (!salt || !dataSalt || !secret || !input) throw new Error("no random bytes");
  const seal = (key: Uint8Array, iv: Uint8Array, bytes: Uint8Array): Buffer => {
    const cipher = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
    const padded = Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)]);
    return Buffer.concat([cipher.update(padded), cipher.final()]);
  };
  let hash = sha512(salt, Buffer.from(password, "utf16le"));
  for (let i = 0; i < Math.min(rounds, 1000); i++) hash = sha512(u32(i), hash);
  const sealed = (purpose: string, bytes: Uint8Array): string =>
    seal(sha512(hash, Buffer.from(purpose, "hex")).subarray(0, 32), salt, bytes).toString("base64");
  const common =
    'saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"';
  const xml = `<encryption><keyData ${common} saltValue="${dataSalt.toString("base64")}"/><p:encryptedKey spinCount="${rounds}" ${common} saltValue="${salt.toString("base64")}" encryptedVerifierHashInput="${sealed("fea7d2763b4b9e79", input)}" encryptedVerifierHashValue="${sealed("d7aa0f6d3061344e", sha512(input))}" encryptedKeyValue="${sealed("146e0be7abacd0d6", secret)}"/></encryption>`;
  const pieces: Buffer[] = [u32(content.length), u32(0)];
  for (let at = 0; at < content.length; at += 4096)
    pieces.push(
      seal(
        secret,
        sha512(dataSalt, u32(at / 4096)).subarray(0, 16),
        content.subarray(at, at + 4096),
      ),
    );
  return writeOle({
    EncryptionInfo: Buffer.concat([u16(4), u16(4), u32(0x40), Buffer.from(xml)]),
    EncryptedPackage: Buffer.concat(pieces),
  });
}

describe("an encrypted workbook", () => {
  const cells =
    '<worksheet><sheetData><row><c t="inlineStr"><is><t>open</t></is></c></row></sheetData></worksheet>';
  const book = ooxml("xlsx", { "xl/worksheets/sheet1.xml": cells });

  it("opens where the password is the one Excel itself uses, and a row says so", async () => {
    const found = await readOle(locked(book, "VelvetSweatshop", 1000), CONTEXT);
    expect(found.text.map(({ text }) => text.trim())).toEqual(["open"]);
    expect(found.problems.map(({ code, severity }) => [code, severity])).toContainEqual([
      "default-password",
      "note",
    ]);
    expect(found.markers).toEqual([]);
  });

  it("stays closed with any other password, and where opening it would take too long", async () => {
    for (const bytes of [
      locked(book, "another", 1000),
      locked(book, "VelvetSweatshop", LIMITS.maxPasswordRounds + 1),
    ]) {
      const found = await readOle(bytes, CONTEXT);
      expect(found.text).toEqual([]);
      expect(found.problems.map(({ code }) => code)).toEqual(["encrypted"]);
    }
  });

  it("never throws on changed bytes", async () => {
    const seed = locked(book, "VelvetSweatshop", 10);
    for (let at = 512; at < seed.length; at += 37) {
      const bytes = Buffer.from(seed);
      bytes[at] = (bytes[at] ?? 0) ^ 0x15;
      await readOle(bytes, CONTEXT);
    }
  });
});

describe("an Outlook mailbox", () => {
  itWith({ corpus: "torture" }, "tells of a header whose checksum is wrong", () => {
    const path = corpusPath("torture", "torture/ingest-file/tests/fixtures/testPST.pst");
    const bytes = Buffer.from(readFileSync(path));
    const told = (): string[] => {
      const reasons: string[] = [];
      for (const _item of readPst(pstSourceOf(bytes), (reason) => reasons.push(reason)));
      return reasons;
    };
    expect(told()).toEqual([]);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    expect(told()).toEqual([expect.stringContaining("the checksum of its header at byte 4")]);
  });
});

describe("dump", () => {
  it("lists the messages of a mailbox in an archive", () => {
    const folder = mkdtempSync(join(tmpdir(), "leaksift-dump-"));
    try {
      const mail = (subject: string): string =>
        `From a@example.org Mon Mar 27 09:14:05 2017\nFrom: a@example.org\nSubject: ${subject}\n\ntext\n\n`;
      writeFileSync(join(folder, "a.zip"), zipOf({ "in.mbox": mail("one") + mail("two") }));
      leaksiftEnds(0, ["index", "a.zip"], { cwd: folder });
      const lines = leaksiftEnds(0, ["dump"], { cwd: folder }).out.trim().split("\n");
      const subjects = lines.flatMap((line: string) => JSON.parse(line).envelope?.subject ?? []);
      expect(subjects).toEqual(["one", "two"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
