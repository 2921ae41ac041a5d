/** Files as ASCII: BinHex as Python's checksums have it, yEnc in the text of mails; damage, pieces and bombs have a row. */
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readFile } from "../../src/extract/read-file.ts";
import { parseMessage } from "../../src/parse/parse-message.ts";
import { decodeTransfer } from "../../src/parse/transfer.ts";
import { sniffType } from "../../src/sources/sniff.ts";

const ALPHABET = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";

const crc16 = (bytes: Buffer): Buffer => {
  let crc = 0;
  for (const byte of bytes)
    for (let bit = 7; bit >= 0; bit--) {
      const top = (crc >> 15) ^ ((byte >> bit) & 1);
      crc = ((crc << 1) & 0xffff) ^ (top === 1 ? 0x1021 : 0);
    }
  return Buffer.from([crc >> 8, crc & 255]);
};

/** A BinHex file; runs of four and more are packed. */
function binhex(
  name: string,
  data: Buffer,
  resource = Buffer.alloc(0),
  stated = data.length,
): string {
  const head = Buffer.alloc(name.length + 20);
  head[0] = name.length;
  head.write(name, 1, "latin1");
  head.write("TEXTttxt", name.length + 2, "latin1");
  head.writeUInt32BE(stated, name.length + 12);
  head.writeUInt32BE(resource.length, name.length + 16);
  const plain = Buffer.concat([head, data, resource].flatMap((each) => [each, crc16(each)]));
  const packed: number[] = [];
  for (let i = 0; i < plain.length; ) {
    const byte = plain[i] as number;
    let run = 1;
    while (run < 255 && plain[i + run] === byte) run++;
    const one = byte === 0x90 ? [0x90, 0] : [byte];
    packed.push(...(run > 3 ? [...one, 0x90, run] : Array(run).fill(one).flat()));
    i += run;
  }
  const bits = packed.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const text = (bits.match(/.{1,6}/g) ?? [])
    .map((six) => ALPHABET[Number.parseInt(six.padEnd(6, "0"), 2)])
    .join("");
  const lines = `:${text}:`.match(/.{1,64}/g)?.join("\n");
  return `(This file must be converted with BinHex 4.0)\n\n${lines}\n`;
}

const yencoded = (bytes: Buffer): Buffer =>
  Buffer.from(
    [...bytes].flatMap((byte) => {
      const c = (byte + 42) & 255;
      return [0, 10, 13, 61].includes(c) ? [61, (c + 64) & 255] : [c];
    }),
  );

const read = (text: string) => {
  const bytes = Buffer.from(text, "latin1");
  const sniffedType = sniffType(bytes, "a.hqx");
  return readFile(bytes, { name: "a.hqx", declaredType: "", sniffedType });
};
const mail = (...body: (string | Buffer)[]) =>
  parseMessage({
    bytes: Buffer.concat(["From: a@example.org\n\n", ...body].map((each) => Buffer.from(each))),
    locator: [],
  });

const DATA = Buffer.concat([
  Buffer.from("walrus".repeat(20)),
  Buffer.alloc(700, 0x90),
  Buffer.from([1, 2, 3]),
]);

describe("BinHex", () => {
  it("the data fork is a file of its own, the resource fork another", async () => {
    const { children, problems, metadata } = await read(
      `hello\n${binhex("m\x8emo.txt", DATA, Buffer.from("RSRC"))}`,
    );
    expect(problems).toEqual([]);
    expect(children.map(({ name }) => name)).toEqual(["mémo.txt", "mémo.txt (resource fork)"]);
    expect(Buffer.from(children[0]?.bytes ?? [])).toEqual(DATA);
    expect(metadata.map(({ text }) => text)).toContain("TEXT / ttxt");
  });

  it.each([
    ["cut off", (text: string) => text.slice(0, 200)],
    [
      "a character changed",
      (text: string) => text.replace(/.(?=:\n$)/, "!").replace(/\n:..../, "\n:!!!!"),
    ],
    ["nothing behind the mark", (text: string) => text.slice(0, text.indexOf(":") + 1)],
  ])("%s has a row", async (_, damage) => {
    const { problems } = await read(damage(binhex("a.txt", DATA)));
    expect(problems.map(({ code }) => code)).toContain("archive-damaged");
  });

  it("a file that states more than it holds gives what is there", async () => {
    const { children, problems } = await read(
      binhex("a.txt", Buffer.alloc(5), undefined, 0xffff_fff0),
    );
    expect(problems.map(({ code }) => code)).toContain("archive-damaged");
    expect(children[0]?.bytes.length).toBeLessThan(20);
  });

  it("in the text of a mail is a file, and the text around stays", async () => {
    const { text, attachments } = await mail("before\n", binhex("a.txt", DATA), "after\n");
    expect(text.replaceAll(/\s+/g, " ")).toBe("before after ");
    expect(attachments.map(({ name }) => name)).toEqual(["file.hqx"]);
    const inside = await read(Buffer.from(attachments[0]?.bytes ?? []).toString("latin1"));
    expect(Buffer.from(inside.children[0]?.bytes ?? [])).toEqual(DATA);
  });

  it("a text that only names the mark keeps all its words", async () => {
    const { text, attachments } = await mail(
      "(This file must be converted with BinHex 4.0) it says\n",
    );
    expect(attachments).toEqual([]);
    expect(text).toContain("it says");
  });
});

const ALL = Buffer.from(Array.from({ length: 600 }, (_, i) => i & 255));
const block = (bytes: Buffer, crc: number, size = bytes.length): Buffer =>
  Buffer.concat([
    Buffer.from(`=ybegin line=128 size=${size} name=all bytes.bin\r\n`),
    yencoded(bytes),
    Buffer.from(`\r\n=yend size=${size} crc32=${crc.toString(16)}\r\n`),
  ]);

describe("yEnc", () => {
  it("is decoded, and the same bytes come by its locator", async () => {
    const bytes = block(ALL, crc32(ALL));
    const { attachments, problems, text } = await mail("before\n", bytes, "after\n");
    expect(problems).toEqual([]);
    expect(text).toBe("before\nafter\n");
    const [file] = attachments;
    expect([file?.name, Buffer.from(file?.bytes ?? [])]).toEqual(["all bytes.bin", ALL]);
    expect(file?.steps.at(-1)).toEqual({ step: "decode", encoding: "yenc" });
    expect(Buffer.from(decodeTransfer(bytes, "yenc"))).toEqual(ALL);
  });

  it.each([
    ["a checksum that does not fit", block(ALL, 1)],
    ["no end", block(ALL, crc32(ALL)).subarray(0, 300)],
    [
      "one piece of several",
      Buffer.from(
        `=ybegin part=1 total=2 line=128 size=9 name=a\n=ypart begin=1 end=2\n\x6b\n=yend size=1 part=1\n`,
        "latin1",
      ),
    ],
  ])("%s has a row", async (_, bytes) => {
    const { problems } = await mail(bytes);
    expect(problems.map(({ code }) => code)).toContain("encoded-file-incomplete");
  });
});
