import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanHeaders } from "../../src/parse/header-scan.ts";

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

describe("scanHeaders", () => {
  it("keeps order, duplicates, spelling and byte offsets", () => {
    const text = "Received: a\r\nX-Odd : b\r\n c\r\nreceived: d\r\n\r\nbody";
    const scan = scanHeaders(bytes(text));
    expect(scan.headers).toEqual([
      { name: "Received", key: "received", value: "a", offsetBytes: 0, lengthBytes: 13 },
      { name: "X-Odd", key: "x-odd", value: "b c", offsetBytes: 13, lengthBytes: 15 },
      { name: "received", key: "received", value: "d", offsetBytes: 28, lengthBytes: 13 },
    ]);
    expect(text.slice(scan.bodyOffsetBytes)).toBe("body");
    expect(scan.problems).toEqual([]);
  });

  const starts: readonly (readonly [string, string, readonly string[]])[] = [
    ["a byte order mark", "\xef\xbb\xbfFrom: a@b\n\nbody", ["leading-bom"]],
    ["blank lines", "\r\n\nFrom: a@b\n\nbody", ["leading-blank-lines"]],
    [
      "an mbox From_ line",
      "From a@b Mon Jan  1 00:00:00 2018\nFrom: a@b\n\nbody",
      ["leading-from-line"],
    ],
    [
      "a quoted From_ line",
      ">From a@b Mon Jan  1 00:00:00 2018\nFrom: a@b\n\nbody",
      ["leading-from-line"],
    ],
    ["bare CR line ends", "From: a@b\r\rbody", ["bare-cr-lines"]],
    ["no empty line before the body", "From: a@b\nbody of words\nmore words\n", ["no-blank-line"]],
    ["a stray line among the headers", "X: y\nstray\nFrom: a@b\n\nbody", []],
    ["a fold of only blanks", "X: y\n \nFrom: a@b\n\nbody", []],
  ];
  it.each(starts)("finds From after %s", (_name, text, problems) => {
    const scan = scanHeaders(bytes(text));
    expect(scan.headers.find((header) => header.key === "from")?.value).toBe("a@b");
    expect(scan.problems.map((problem) => problem.code)).toEqual(problems);
    expect(Buffer.from(scan.bytes).toString("latin1", scan.bodyOffsetBytes)).toMatch(/^body/);
  });

  it("reads bytes that do not start with a header as body", () => {
    const scan = scanHeaders(bytes("Dear all,\n\nhello\n"));
    expect(scan.headers).toEqual([]);
    expect(scan.bodyOffsetBytes).toBe(0);
    expect(scan.problems.map((problem) => problem.code)).toEqual(["no-headers"]);
  });

  const eightBit: readonly (readonly [string, Buffer, string])[] = [
    ["UTF-8", Buffer.from("Subject: Grüße\n\n"), "Grüße"],
    ["windows-1252", bytes("Subject: Gr\xfc\xdfe aus M\xfcnchen\n\n"), "Grüße aus München"],
    ["koi8-r", bytes("Subject: \xf0\xd2\xc9\xd7\xc5\xd4 \xcd\xc9\xd2\n\n"), "Привет мир"],
    ["windows-1251", bytes("Subject: \xcf\xf0\xe8\xe2\xe5\xf2 \xec\xe8\xf0\n\n"), "Привет мир"],
  ];
  it.each(eightBit)("decodes a raw 8-bit header in %s", (_name, input, value) => {
    expect(scanHeaders(input).headers[0]?.value).toBe(value);
  });

  it("covers the header block without gaps, whatever the bytes", () => {
    const line = fc.constantFrom(
      "A: b\r\n",
      "A: b\n",
      " fold\n",
      "\tfold\r\n",
      "no colon\n",
      ": x\n",
      "B:\n",
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const text = `Z: z\n${lines.join("")}\nbody`;
        const scan = scanHeaders(bytes(text));
        let at = scan.startBytes;
        for (const header of scan.headers) {
          expect(header.offsetBytes).toBe(at);
          at += header.lengthBytes;
        }
        expect(scan.bodyOffsetBytes - at).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("never throws and keeps offsets inside the input", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (input) => {
        const scan = scanHeaders(input);
        expect(scan.bodyOffsetBytes).toBeLessThanOrEqual(input.length);
      }),
    );
  });
});
