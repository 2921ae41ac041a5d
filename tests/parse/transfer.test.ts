import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64, endOfBase64 } from "../../src/parse/base64.ts";
import { decodeQuotedPrintable, decodeTransfer, decodeUuencode } from "../../src/parse/transfer.ts";
import { findUuencoded } from "../../src/parse/uuencoded.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const b64 = (input: string): string => text(decodeBase64(Buffer.from(input, "latin1")));
const qp = (input: string): string => text(decodeQuotedPrintable(Buffer.from(input, "latin1")));

describe("decodeBase64", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["nothing", "", ""],
    ["lines", "QUJD\r\nREVG\r\n", "ABCDEF"],
    ["groups cut by line ends", "QU\nJDR\nEVG", "ABCDEF"],
    ["padding", "QUI=", "AB"],
    ["missing padding", "QUI", "AB"],
    ["a single leftover character", "QUJDR", "ABC"],
    ["junk between", "Q U*J-D", "ABC"],
    // Buffer.from stops at the first "="
    ["concatenated encodings", "QUI=\nQUI=\n", "ABAB"],
    ["padding in one run", "QUI=QUI=", "ABAB"],
    ["a list server's footer", "QUJDRA==\r\n____\r\nlist footer\r\n", "ABCD"],
  ];
  it.each(rows)("reads %s", (_name, input, expected) => {
    expect(b64(input)).toBe(expected);
  });

  it("tells where base64 ends and a footer starts", () => {
    const input = Buffer.from("QUJDRA==\r\n____\r\nfooter");
    expect(text(input.subarray(endOfBase64(input)))).toBe("____\r\nfooter");
    expect(endOfBase64(Buffer.from("QUJDRA==\r\n"))).toBe(10);
  });

  it("gives back any bytes, in any line length, with junk in the middle of a large body", () => {
    const sizes = fc.constantFrom(4, 60, 64, 72, 76, 77, 1000);
    const eols = fc.constantFrom("\n", "\r\n");
    fc.assert(
      fc.property(
        sizes,
        eols,
        fc.integer({ min: 0, max: 400_000 }),
        fc.boolean(),
        (size, eol, length, junk) => {
          const bytes = Buffer.alloc(length);
          for (let i = 0; i < length; i++) bytes[i] = (i * 2654435761) >>> 24;
          const encoded = bytes.toString("base64");
          const lines: string[] = [];
          for (let i = 0; i < encoded.length; i += size) lines.push(encoded.slice(i, i + size));
          if (junk && lines.length > 2) lines[Math.floor(lines.length / 2)] += "*!*";
          const decoded = decodeBase64(Buffer.from(lines.join(eol)));
          expect(Buffer.compare(decoded, bytes)).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("decodeQuotedPrintable", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["escapes in both cases", "a=3Db=c3=BC", "a=b\xc3\xbc"],
    ["soft breaks", "a=\r\nb=\nc", "abc"],
    ["a soft break with blanks after it", "a= \t\r\nb", "ab"],
    ["a soft break at the end", "a=", "a"],
    ["blanks before a line end", "a \t\r\nb  \n", "a\r\nb\n"],
    ["blanks that are encoded", "a=20\r\nb", "a \r\nb"],
    ["blanks before a soft break", "a =\r\nb", "a b"],
    ["equals signs that encode nothing", "a=zz=1=", "a=zz=1"],
    ["an equals sign before blanks", "a=  b", "a=  b"],
    ["8-bit bytes", "\xe9t\xe9", "\xe9t\xe9"],
  ];
  it.each(rows)("reads %s", (_name, input, expected) => {
    expect(qp(input)).toBe(expected);
  });

  it("gives back any bytes when each is escaped", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const escaped = [...bytes]
          .map((byte) => `=${byte.toString(16).padStart(2, "0")}`)
          .join("=\r\n");
        expect([...decodeQuotedPrintable(Buffer.from(escaped))]).toEqual([...bytes]);
      }),
    );
  });

  it("never throws and never grows", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeQuotedPrintable(bytes).length).toBeLessThanOrEqual(bytes.length);
        expect(decodeBase64(bytes).length).toBeLessThanOrEqual(bytes.length);
        expect(decodeUuencode(bytes).length).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});

/** uuencodes as the POSIX tool does. */
function uuencode(bytes: Uint8Array, name: string): string {
  const lines = [`begin 644 ${name}`];
  for (let i = 0; i < bytes.length; i += 45) {
    const line = bytes.subarray(i, i + 45);
    let out = String.fromCharCode(32 + line.length);
    for (let j = 0; j < line.length; j += 3) {
      const group = ((line[j] ?? 0) << 16) | ((line[j + 1] ?? 0) << 8) | (line[j + 2] ?? 0);
      for (const shift of [18, 12, 6, 0]) out += String.fromCharCode(((group >> shift) & 63) + 32);
    }
    lines.push(out.replaceAll(" ", "`"));
  }
  return `${[...lines, "`", "end"].join("\n")}\n`;
}

describe("uuencode", () => {
  it("gives back any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const block = Buffer.from(uuencode(bytes, "a.bin"));
        expect([...decodeUuencode(block)]).toEqual([...bytes]);
      }),
    );
  });

  it("finds blocks between prose and keeps their range", () => {
    const block = uuencode(Buffer.from("plan"), "plan b.doc");
    const input = Buffer.from(`before\n${block}after\nbegin the day\nend\n`);
    expect(findUuencoded(input, 10)).toEqual([
      { name: "plan b.doc", start: 7, end: 7 + block.length },
    ]);
  });

  it("reads begin-base64 blocks", () => {
    const input = Buffer.from("begin-base64 644 a.txt\nQUJD\n====\n");
    const [block] = findUuencoded(input, 10);
    expect(block?.name).toBe("a.txt");
    expect(text(decodeUuencode(input))).toBe("ABC");
  });

  it("is no transfer encoding under another name", () => {
    expect(() => decodeTransfer(Buffer.from(""), "gzip")).toThrow(
      "gzip is not a transfer encoding",
    );
  });
});
