/** The walk for regular messages gives what mailparser gives, and leaves to mailparser what is not regular. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanHeaders } from "../../src/parse/header-scan.ts";
import { splitWithMailparser } from "../../src/parse/part-bytes.ts";
import { splitRegular } from "../../src/parse/regular-walk.ts";
import { itWith } from "../support/corpora.ts";
import { sampleMails, tortureMails } from "../support/sample-mails.ts";

const both = (bytes: Uint8Array) => {
  const scan = scanHeaders(bytes);
  return { regular: splitRegular(scan), reference: splitWithMailparser(scan) };
};

const mail = (...lines: string[]): Buffer => Buffer.from(lines.join("\n"), "latin1");

const TWO_PARTS = [
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="b1"',
  "",
  "preamble",
  "--b1",
  "Content-Type: text/plain;",
  '\tcharset="iso-8859-1"; format=flowed; delsp=yes',
  "Content-Transfer-Encoding: Quoted-Printable",
  "",
  "-- ",
  "text",
  "--b1",
  'Content-Type: application/pdf; name="a b.pdf"',
  "Content-Disposition: attachment; filename=c.pdf",
  "Content-ID: <x@y>",
  "",
  "%PDF",
  "",
  "--b1--",
  "epilogue",
];

const replaced = (from: string, ...to: string[]): Buffer =>
  mail(...TWO_PARTS.flatMap((line) => (line === from ? to : [line])));

describe("a regular message", () => {
  it.each([
    ["a text without any header", mail("Subject: x", "", "text", "--b1", "more")],
    ["two parts", mail(...TWO_PARTS)],
    ["two parts with CRLF", Buffer.from(TWO_PARTS.join("\r\n"))],
    ["an empty part", replaced("%PDF", "--b1", "", "%PDF")],
    [
      "a multipart in a multipart",
      replaced(
        "text",
        "text",
        "--b1",
        "Content-Type: multipart/alternative; boundary=inner",
        "",
        "--inner",
        "",
        "plain",
        "--inner",
        "Content-Type: text/html",
        "",
        "<p>rich",
        "--inner--",
        "after",
      ),
    ],
  ])("%s is split as mailparser does", (_, bytes) => {
    const { regular, reference } = both(bytes);
    expect(regular).not.toBeNull();
    expect(regular).toEqual(reference);
  });

  it.each([
    ["a missing end", replaced("--b1--", "text")],
    ["blanks behind a boundary", replaced("--b1", "--b1 ")],
    ["a boundary that another begins with", replaced("text", "--b12")],
    [
      "a part without an empty line",
      replaced("Content-ID: <x@y>", "Content-ID: <x@y>", "no header"),
    ],
    ["a comment", replaced("Content-ID: <x@y>", "Content-Type: text/plain (comment)")],
    [
      "a name in an encoded word",
      replaced(
        'Content-Type: application/pdf; name="a b.pdf"',
        'Content-Type: application/pdf; name="=?utf-8?q?a?="',
      ),
    ],
    [
      "a continued parameter",
      replaced(
        "Content-Disposition: attachment; filename=c.pdf",
        "Content-Disposition: attachment; filename*0=c; filename*1=.pdf",
      ),
    ],
    ["two types", replaced("Content-ID: <x@y>", "Content-Type: text/plain")],
    ["a boundary after the end", replaced("epilogue", "--b1")],
    [
      "a digest",
      replaced(
        'Content-Type: multipart/mixed; boundary="b1"',
        'Content-Type: multipart/digest; boundary="b1"',
      ),
    ],
    [
      "a multipart that is left open",
      replaced(
        "text",
        "text",
        "--b1",
        "Content-Type: multipart/mixed; boundary=i",
        "",
        "--i",
        "",
        "x",
      ),
    ],
  ])("with %s is left to mailparser", (_, bytes) => {
    expect(both(bytes).regular).toBeNull();
  });

  it("is split as mailparser does, or left to it, whatever was changed in it", () => {
    const lines = TWO_PARTS.map((line, i) => (i === 9 ? "--inner" : line));
    const piece = fc.constantFrom(
      ...TWO_PARTS,
      "--inner--",
      "--inner",
      "Content-Type: multipart/related; boundary=inner",
      "Content-Type: message/rfc822",
      'Content-Disposition: inline; filename="x;y"',
      " folded",
      "",
      "--",
      "---b1",
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(lines.length), fc.nat(2), fc.array(piece, { maxLength: 4 }))),
        fc.constantFrom("\n", "\r\n"),
        (edits, lineEnd) => {
          const edited = lines.slice();
          for (const [at, gone, put] of edits) edited.splice(at, gone, ...put);
          const { regular, reference } = both(Buffer.from(edited.join(lineEnd)));
          if (regular !== null) expect(regular).toEqual(reference);
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe("regular walk on real mail", () => {
  const differences = (mails: readonly { readonly id: string; readonly bytes: Uint8Array }[]) => {
    let regular = 0;
    const different: string[] = [];
    for (const { id, bytes } of mails) {
      const found = both(bytes);
      if (found.regular === null) continue;
      regular++;
      if (JSON.stringify(found.regular) !== JSON.stringify(found.reference)) different.push(id);
    }
    return { regular, different };
  };

  itWith({ corpus: "torture" }, "is that of mailparser on the torture set", () => {
    const { regular, different } = differences(tortureMails());
    expect(different).toEqual([]);
    expect(regular).toBeGreaterThan(100);
  });

  itWith({ corpus: "mail-50k" }, "is that of mailparser on real mails, nearly all regular", () => {
    const mails = sampleMails(25);
    const { regular, different } = differences(mails);
    expect(different).toEqual([]);
    expect(regular).toBeGreaterThan(mails.length * 0.95);
  });
});
