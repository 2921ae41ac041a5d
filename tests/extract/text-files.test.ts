import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { readCards } from "../../src/extract/mail/vcard-ics.ts";
import { readFile } from "../../src/extract/read-file.ts";
import type { ReadContext } from "../../src/extract/reader.ts";
import { readHtml } from "../../src/extract/text/html-file.ts";
import { readPlainText } from "../../src/extract/text/plain-text.ts";
import { readXml } from "../../src/extract/text/xml-file.ts";
import { LIMITS } from "../../src/limits.ts";
import type { Extraction } from "../../src/model/extraction.ts";

const CONTEXT: ReadContext = { name: "a.txt", declaredType: "", sniffedType: "text/plain" };
const valuesOf = (extraction: Extraction): string[] =>
  extraction.metadata.map((v) => `${v.field} ${v.source}: ${v.text}`);
const textOf = (extraction: Extraction): string =>
  extraction.text.map((block) => block.text).join("\n");

const RUSSIAN = "Прошу оплатить счёт до пятницы. С уважением, бухгалтерия";

describe("plain text", () => {
  it.each<[string, Buffer, string[]]>([
    ["UTF-8", Buffer.from(RUSSIAN), []],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${RUSSIAN}`), []],
    ["UTF-16LE with a byte order mark", Buffer.from(`\ufeff${RUSSIAN}`, "utf16le"), []],
    [
      "UTF-16BE with a byte order mark",
      Buffer.from(`\ufeff${RUSSIAN}`, "utf16le").swap16(),
      ["codepage text bytes: utf-16be"],
    ],
    [
      "Windows Cyrillic",
      iconv.encode(RUSSIAN, "win1251"),
      ["codepage text bytes, guessed: windows-1251"],
    ],
    ["KOI8-R", iconv.encode(RUSSIAN, "koi8-r"), ["codepage text bytes, guessed: koi8-r"]],
  ])("reads %s", async (_charset, bytes, values) => {
    const extraction = await readPlainText(bytes, CONTEXT);
    expect([textOf(extraction), valuesOf(extraction)]).toEqual([RUSSIAN, values]);
  });

  it("reads UTF-16 without a byte order mark", async () => {
    const text = "Invoice number 2041\r\nto be paid on Friday\r\n";
    expect(textOf(await readPlainText(Buffer.from(text, "utf16le"), CONTEXT))).toBe(text);
    expect(textOf(await readPlainText(Buffer.from(text, "utf16le").swap16(), CONTEXT))).toBe(text);
  });

  it("says how much of a huge file is not read", async () => {
    const bytes = Buffer.alloc(LIMITS.maxTextFileBytes + 100, "x");
    const { problems } = await readPlainText(bytes, CONTEXT);
    expect(problems.map((p) => p.code)).toEqual(["text-too-long"]);
  });

  it("marks a PGP message as encrypted", async () => {
    const bytes = Buffer.from("-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n");
    const { markers } = await readFile(bytes, {
      ...CONTEXT,
      sniffedType: "application/pgp-encrypted",
    });
    expect(markers).toEqual(["encrypted"]);
  });
});

describe("HTML files", () => {
  it("names author, last author and program as Word writes them", async () => {
    const html = `<html xmlns:o="urn:o"><head><meta http-equiv=Content-Type content="text/html; charset=windows-1251">
      <meta name=Generator content="Microsoft Word 11"><title>Счёт</title><!--[if gte mso 9]><xml><o:DocumentProperties>
      <o:Author>Anna Weber</o:Author><o:LastAuthor>Карл</o:LastAuthor><o:Revision>2</o:Revision><o:TotalTime>7</o:TotalTime>
      <o:LastSaved>2017-03-27T09:14:00Z</o:LastSaved><o:Company>Example &amp; Co</o:Company></o:DocumentProperties></xml><![endif]-->
      </head><body><p>Text</p></body></html>`;
    const extraction = await readHtml(iconv.encode(html, "win1251"));
    expect(valuesOf(extraction)).toEqual([
      "codepage declared charset: windows-1251",
      "title HTML title: Счёт",
      "app HTML meta Generator: Microsoft Word 11",
      "creator HTML o:Author: Anna Weber",
      "lastsavedby HTML o:LastAuthor: Карл",
      "revision HTML o:Revision: 2",
      "editminutes HTML o:TotalTime: 7",
      "modified HTML o:LastSaved: 2017-03-27T09:14:00Z",
      "company HTML o:Company: Example & Co",
    ]);
    expect(extraction.metadata.find((v) => v.field === "revision")?.number).toBe(2);
    expect(textOf(extraction)).toContain("Text");
  });

  it("says where a saved page comes from", async () => {
    const html =
      "<!-- saved from url=(0023)http://intranet.example/a --><html><body>x</body></html>";
    expect(valuesOf(await readHtml(Buffer.from(html)))).toEqual([
      "link HTML saved from url: http://intranet.example/a",
    ]);
  });

  it.each([
    "<meta ".repeat(100_000),
    "<o:Author>".repeat(100_000),
    `<title${" a=".repeat(100_000)}`,
    "<div>".repeat(200_000),
  ])("reads hostile markup in one pass (case %#)", async (html) => {
    expect((await readHtml(Buffer.from(html))).children).toEqual([]);
  });
});

describe("XML and SVG", () => {
  it("gives text, attributes, the drawing program and who made it", async () => {
    const svg = `<?xml version="1.0"?><!-- Generator: Adobe Illustrator 19.0 --><svg xmlns="http://www.w3.org/2000/svg"
      xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:cc="http://creativecommons.org/ns#" xmlns:inkscape="i" inkscape:export-filename="C:\\Users\\anna\\logo.png">
      <metadata><rdf:RDF><cc:Work><dc:creator><cc:Agent><dc:title>Anna Weber</dc:title></cc:Agent></dc:creator></cc:Work></rdf:RDF></metadata>
      <path d="M0 0 L10 10"/><text>Confidential</text></svg>`;
    const extraction = await readXml(Buffer.from(svg));
    expect(valuesOf(extraction)).toEqual([
      "creator XMP cc:Work/dc:creator/cc:Agent/dc:title: Anna Weber",
      "app XML comment Generator: Adobe Illustrator 19.0",
      "path XML inkscape:export-filename: C:\\Users\\anna\\logo.png",
    ]);
    expect(textOf(extraction)).toContain("Confidential");
    expect(textOf(extraction)).not.toContain("L10");
  });

  it("does not expand entities", async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "${"x".repeat(500)}"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;&c;</a>`;
    expect(textOf(await readXml(Buffer.from(bomb))).length).toBeLessThan(700);
  });

  it.each(["<a>".repeat(100_000), "<a b=", "<a></b></c>text"])(
    "reads what is not well-formed as text (case %#)",
    async (xml) => {
      expect((await readXml(Buffer.from(xml))).problems.map((p) => p.code)).toEqual([
        "xml-damaged",
      ]);
    },
  );
});

describe("vCard and iCalendar", () => {
  it("reads folded lines, escapes and people", async () => {
    const card =
      "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna\r\n  Weber\r\nORG:Example Ltd;Accounts\r\nitem1.EMAIL;TYPE=work:anna@example.org\r\nNOTE:first\\nsecond\\, third\r\nREV:20170327T091405Z\r\nEND:VCARD\r\n";
    const extraction = await readCards(Buffer.from(card));
    expect(valuesOf(extraction)).toEqual([
      "people VCARD FN: Anna Weber",
      "company VCARD ORG: Example Ltd; Accounts",
      "modified VCARD REV: 20170327T091405Z",
    ]);
    expect(extraction.text).toEqual([
      {
        place: "VCARD 1",
        text: "FN: Anna Weber\nORG: Example Ltd; Accounts\nEMAIL: anna@example.org\nNOTE: first\nsecond, third",
      },
    ]);
  });

  it("reads quoted-printable in the charset a vCard 2.1 names", async () => {
    const card =
      "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=C0=ED=ED=\n=E0\nEND:VCARD\n";
    expect(valuesOf(await readCards(Buffer.from(card)))).toEqual(["people VCARD FN: Анна"]);
  });

  it("reads an event: who asked whom, when it was made, and an attached file", async () => {
    const event = `BEGIN:VCALENDAR\nPRODID:-//Planner 3//EN\nBEGIN:VEVENT\nUID:77@example.org\nSUMMARY:Signing\nORGANIZER;CN="Weber, Anna":mailto:anna@example.org\nATTENDEE;CN=Ben Carter:mailto:ben@example.net\nDTSTART;TZID=Europe/Paris:20170327T091400\nCREATED:20170320T080000Z\nATTACH;ENCODING=BASE64;VALUE=BINARY;FMTTYPE=text/plain;X-FILENAME=note.txt:${Buffer.from("hello").toString("base64")}\nEND:VEVENT\nEND:VCALENDAR\n`;
    const extraction = await readCards(Buffer.from(event));
    expect(valuesOf(extraction)).toEqual([
      "app VCALENDAR PRODID: -//Planner 3//EN",
      "docid VEVENT UID: 77@example.org",
      "title VEVENT SUMMARY: Signing",
      "people VEVENT ORGANIZER: Weber, Anna <mailto:anna@example.org>",
      "people VEVENT ATTENDEE: Ben Carter <mailto:ben@example.net>",
      "created VEVENT CREATED: 20170320T080000Z",
    ]);
    expect(
      extraction.children.map((c) => [c.name, c.declaredType, Buffer.from(c.bytes).toString()]),
    ).toEqual([["note.txt", "text/plain", "hello"]]);
    expect(textOf(extraction)).toContain("DTSTART: 20170327T091400");
  });

  it("never throws and loses no words of lines it does not know", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^[ -~]{0,40}$/), { maxLength: 20 }),
        async (lines) => {
          const extraction = await readCards(
            Buffer.from(["BEGIN:VCARD", ...lines, "NOTE:marker", "END:VCARD"].join("\r\n")),
          );
          expect(extraction.problems.length).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });
});

it.each(["application/vnd.ms-cab-compressed", "application/x-lzh", "application/zstd"])(
  "says that a %s of four bytes is damaged",
  async (sniffedType) => {
    const { problems, markers } = await readFile(Buffer.from("MSCF"), { ...CONTEXT, sniffedType });
    expect([problems.map((p) => p.code), markers]).toEqual([["archive-damaged"], ["unreadable"]]);
  },
);
