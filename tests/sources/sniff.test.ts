import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findFiles } from "../../src/sources/find-files.ts";
import { SNIFF_BYTES, sniffFormat, sniffType } from "../../src/sources/sniff.ts";
import { guessTextEncoding } from "../../src/sources/sniff-text.ts";
import { corpusPath, itWith } from "../support/corpora.ts";

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

function format(text: string, name = "x"): string {
  const bytes = latin1(text);
  return sniffFormat(bytes.subarray(0, SNIFF_BYTES), bytes.length, name);
}

const HEADERS = "From: Anna <a@example.org>\nTo: b@example.org\nSubject: x\n";

describe("sniffFormat", () => {
  it.each([
    ["dated From_ line", `From a@b Mon Jan  1 10:00:00 2018\n${HEADERS}`],
    ["From -", `From -\n${HEADERS}`],
    ["bare From_ line", `From \n${HEADERS}`],
    ["Google's id", `From 1844@xxx Mon Jan 01 10:00:00 +0000 2018\nX-GM-THRID: 1\n`],
    ["Google's id without a date", "From 1844@xxx\nMIME-Version: 1.0\n"],
    ["a message without headers", "From a@b Mon Jan  1 10:00:00 2018\n\n1\n"],
    ["a byte order mark", `\xef\xbb\xbfFrom -\n${HEADERS}`],
    ["blank lines first", `\r\n\nFrom -\n${HEADERS}`],
    ["CRLF", `From -\r\n${HEADERS.replaceAll("\n", "\r\n")}`],
    ["CR only", `From -\r${HEADERS.replaceAll("\n", "\r")}`],
  ])("mbox: %s", (_name, text) => {
    expect(format(text)).toBe("mbox");
  });

  it("mbox: a piece that begins in the middle of a message, when its name says so", () => {
    const piece = `rest of a mail\n\nFrom a@b Mon Jan  1 10:00:00 2018\n${HEADERS}`;
    expect(format(piece, "inbox.mbox")).toBe("mbox");
    expect(format(piece, "notes.txt")).toBe("file");
  });

  it.each([
    ["plain", HEADERS],
    ["CRLF", HEADERS.replaceAll("\n", "\r\n")],
    ["CR only", HEADERS.replaceAll("\n", "\r")],
    ["a byte order mark", `\xef\xbb\xbf${HEADERS}`],
    ["blank lines first", `\n\r\n${HEADERS}`],
    ["a >From line first", `>From a@b Mon Jan 1 10:00:00 2018\n${HEADERS}`],
    ["Received first", "Received: from a by b;\n\tMon, 1 Jan 2018 10:00:00 +0000\nDate: x\n"],
    ["an odd order", "MIME-Version: 1.0\nX-Foo: 1\nContent-Type: text/plain\n\n"],
    ["a bare MIME entity", 'Content-Type: multipart/mixed;\n boundary="x"\n\n--x\n'],
    ["blanks before the colon", "Message-ID : <1@a>\nSubject : x\n"],
    ["a line without a colon inside", "Message-ID: <1@a>\nrubbish\nSubject: x\n"],
    ["headers only, cut off", "Return-Path: <a@example.org>\nSubject: cut of"],
    ["many headers that only its sender knows", `Message-ID: <1@a>\n${"X-A: 1\n".repeat(90)}`],
    ["an address without a name", "From: a@example.org\nDate: Mon, 1 Jan 2018 10:00:00 +0100\n"],
  ])("eml: %s", (_name, text) => {
    expect(format(text)).toBe("eml");
  });

  it("eml: one header is enough in a file named .eml or in a maildir", () => {
    expect(format("Subject: x\n\nbody", "a.eml")).toBe("eml");
    expect(format("Subject: x\n\nbody", "1529.M61P2.host:2,S")).toBe("eml");
    expect(format("Subject: x\n\nbody", "a.txt")).toBe("file");
    expect(format("no header at all", "a.eml")).toBe("file");
  });

  it("emlx: a count, a message and a property list", () => {
    const message = `${HEADERS}\nbody\n`;
    const text = `${message.length}      \n${message}<?xml version="1.0"?><plist/>`;
    expect(format(text)).toBe("emlx");
    expect(format(`999999\n${message}`)).toBe("file");
    expect(format("42\nis the answer\n")).toBe("file");
  });

  it.each([
    ["nothing", ""],
    ["C source", '#include <stdio.h>\nint main(void) {\ndefault: puts("From: a@b");\n}\n'],
    ["C labels", "done: return 0;\nerror: return 1;\nFrom: x\n"],
    ["CSV", "From,To,Subject,Date\na@b,c@d,x,2018\n"],
    ["a note", "From: Anna\nTo: Bert\nSubject: lunch\nDate: Tuesday\n\nAt ten?\n"],
    ["another note", "Note: call a@example.org\nDone: yes\n"],
    ["prose", "From now on we meet at ten.\nSubject: to change\n"],
    ["prose that begins with From and a colon line", "From the desk of\nNote: x\n"],
    ["HTML", "<!DOCTYPE html>\n<p>From: a@b</p>\n"],
    ["a vCard", "BEGIN:VCARD\nVERSION:3.0\nFN:A\nEMAIL:a@example.org\nEND:VCARD\n"],
    ["a calendar", "BEGIN:VCALENDAR\nMETHOD:REQUEST\nORGANIZER:mailto:a@example.org\n"],
    [
      "an HTTP answer",
      "HTTP/1.1 200 OK\nDate: Mon, 1 Jan 2018 10:00:00 GMT\nContent-Type: text/html\n",
    ],
    [
      "HTTP headers",
      "Date: Mon, 1 Jan 2018 10:00:00 GMT\nServer: a\nContent-Type: text/html\nX-A: 1\n",
    ],
    ["an HTTP request", "Host: example.org\nUser-Agent: x\nFrom: bot@example.org\nAccept: */*\n"],
    ["a web form", "Content-Type: multipart/form-data; boundary=x\nContent-Length: 3\n"],
    ["YAML", "name: x\nversion: 1\nfrom: node\nto: dist\nsubject: y\ndate: 2018-01-01\n"],
    ["YAML with sections", "smtp:\n  from: a@example.org\n  to: b@example.org\nhost: x\n"],
    [
      "settings",
      `${Array.from({ length: 30 }, (_, n) => `key${n}: 1\n`).join("")}from: a@b\nto: c@d\n`,
    ],
    ["front matter", "---\nfrom: a@b\nto: c@d\nsubject: x\n---\n"],
    ["a package's control file", "Package: x\nVersion: 1\nMaintainer: A <a@example.org>\n"],
    ["a git log", "commit 0123\nAuthor: A <a@example.org>\nDate:   Mon Jan 1 10:00:00 2018\n"],
    ["an SMTP session", "HELO a\nMAIL FROM:<a@example.org>\nRCPT TO:<b@example.org>\n"],
    ["zeros", "\0".repeat(1000)],
  ])("file: %s", (_name, text) => {
    expect(format(text)).toBe("file");
  });

  it("never throws, whatever the bytes, and takes linear time", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, name) => {
        expect(["mbox", "eml", "emlx", "file"]).toContain(sniffFormat(bytes, bytes.length, name));
        expect(sniffType(bytes, name)).toMatch(/^[a-z0-9.+/-]+$/);
      }),
      { numRuns: 500 },
    );
    for (const unit of [
      "From ",
      "a:",
      ":",
      "\nFrom ",
      "PK\x03\x04",
      "<!--",
      "<?",
      "\r",
      "x-a:\n",
    ]) {
      const bytes = latin1(unit.repeat(SNIFF_BYTES / unit.length));
      sniffFormat(bytes, bytes.length, "a.mbox");
      sniffType(bytes, "a.docx");
    }
  });
});

/** A zip of small deflated members; `atEnd` false leaves the central directory out, as in a head. */
function zip(members: Record<string, string>, central = true): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(members)) {
    const stored = name === "mimetype";
    const data = stored ? latin1(content) : deflateRawSync(latin1(content));
    const local = Buffer.alloc(30);
    local.write("PK\x03\x04", "latin1");
    local.writeUInt16LE(stored ? 0 : 8, 8);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.write("PK\x01\x02", "latin1");
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, latin1(name), data);
    directory.push(entry, latin1(name));
    offset += 30 + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt32LE(offset, 16);
  return Buffer.concat(central ? [...locals, ...directory, end] : locals);
}

const OOXML = "application/vnd.openxmlformats-officedocument.";
const ODT = "application/vnd.oasis.opendocument.text";

describe("sniffType", () => {
  const common = { "[Content_Types].xml": "x", "_rels/.rels": "x" };
  const zips: readonly (readonly [Record<string, string>, string])[] = [
    [{ ...common, "word/document.xml": "x" }, `${OOXML}wordprocessingml.document`],
    [{ ...common, "xl/workbook.xml": "x" }, `${OOXML}spreadsheetml.sheet`],
    [{ ...common, "ppt/presentation.xml": "x" }, `${OOXML}presentationml.presentation`],
    [{ "docProps/": "", "xl/styles.xml": "x" }, `${OOXML}spreadsheetml.sheet`],
    [
      { ...common, "xl/workbook.bin": "x" },
      "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    ],
    [
      { ...common, "word/document.xml": "x", "xl/embedded": "" },
      `${OOXML}wordprocessingml.document`,
    ],
    [{ mimetype: ODT, "content.xml": "x" }, ODT],
    [{ mimetype: "application/epub+zip" }, "application/epub+zip"],
    [{ mimetype: "text/../../x" }, "application/zip"],
    [{ "META-INF/MANIFEST.MF": "x" }, "application/java-archive"],
    [{ "a.txt": "x", "word/document.xml": "x" }, "application/zip"],
  ];
  it.each(zips)("zip of %j is %s", (members, type) => {
    expect(sniffType(zip(members), "")).toBe(type);
    expect(sniffType(zip(members, false), ""), "from the head alone").toBe(type);
  });

  it("an OOXML head that ends too early goes by its name", () => {
    const head = zip({ "[Content_Types].xml": "x" }, false);
    expect(sniffType(head, "A.DOCX")).toBe(`${OOXML}wordprocessingml.document`);
    expect(sniffType(head, "a")).toBe("application/zip");
  });

  it("an empty zip is a zip", () => {
    expect(sniffType(zip({}), "")).toBe("application/zip");
  });

  it.each([
    ["d0cf11e0a1b11ae1", "application/x-ole-storage"],
    ["255044462d312e34", "application/pdf"],
    ["0a0a4a756e6b255044462d312e34", "application/pdf"],
    ["7b5c72746631", "application/rtf"],
    ["ffd8ffe0", "image/jpeg"],
    ["89504e470d0a1a0a", "image/png"],
    ["474946383961", "image/gif"],
    ["524946460011223357454250", "image/webp"],
    ["49492a0008000000", "image/tiff"],
    ["4d4d002a00000008", "image/tiff"],
    ["424d1122334400000000", "image/bmp"],
    ["00000018667479706865696300000000", "image/heic"],
    ["00000018667479706d70343200000000", "video/mp4"],
    ["1f8b0800", "application/gzip"],
    ["425a6839314159265359", "application/x-bzip2"],
    ["fd377a585a00", "application/x-xz"],
    ["526172211a0700", "application/x-rar"],
    ["526172211a070100", "application/vnd.rar"],
    ["377abcaf271c", "application/x-7z-compressed"],
    ["789f3e22", "application/vnd.ms-tnef"],
    ["2142444e", "application/vnd.ms-outlook-pst"],
    ["4d5a9000", "application/x-msdownload"],
    ["00010203", "application/octet-stream"],
    ["", "application/octet-stream"],
  ])("%s is %s", (hex, type) => {
    expect(sniffType(Buffer.from(hex, "hex"), "wrong.name")).toBe(type);
  });

  it("tar with magic, and old tar by its checksum", () => {
    const header = Buffer.alloc(512);
    header.write("a.txt");
    header.write("0000644\0", 100);
    header.fill(" ", 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    expect(sniffType(header, "")).toBe("application/x-tar");
    header[0] = 98;
    expect(sniffType(header, "")).not.toBe("application/x-tar");
    header.write("ustar", 257);
    expect(sniffType(header, "")).toBe("application/x-tar");
  });

  it.each([
    ["<html><body>", "", "text/html"],
    ["  \n<!-- x --><!DOCTYPE HTML PUBLIC>", "", "text/html"],
    ['<?xml version="1.0"?>\n<html xmlns="x">', "", "text/html"],
    ['<?xml version="1.0"?><pkg:package>', "", "application/xml"],
    ['<?xml version="1.0"?><!DOCTYPE svg><svg width="1">', "", "image/svg+xml"],
    ["<svg>", "", "image/svg+xml"],
    ["<feedback>", "a.xml", "application/xml"],
    ["BEGIN:VCARD\r\n", "", "text/vcard"],
    ["begin:vcalendar\r\n", "", "text/calendar"],
    ["-----BEGIN PGP MESSAGE-----", "", "application/pgp-encrypted"],
    ["a;b;c\n", "a.CSV", "text/csv"],
    ["a;b;c\n", "a", "text/plain"],
    ["MZ is a bank\n", "", "text/plain"],
    ["BM said so, and more\n", "", "text/plain"],
    ["ID3 tags\n", "", "text/plain"],
    ["\xfcber\n", "", "text/plain"],
    ["%PDF is a format, said \x00\x01", "", "application/pdf"],
  ])("text %j named %j is %s", (text, name, type) => {
    expect(sniffType(latin1(text), name)).toBe(type);
  });

  it("UTF-16 text is text", () => {
    const html = Buffer.from("\ufeff<html><body>", "utf16le");
    expect(sniffType(html, "")).toBe("text/html");
  });

  const BY_EXTENSION = new Map([
    [".pdf", "application/pdf"],
    [".xlsx", `${OOXML}spreadsheetml.sheet`],
    [".docx", `${OOXML}wordprocessingml.document`],
    [".pptx", `${OOXML}presentationml.presentation`],
    [".xls", "application/x-ole-storage"],
    [".doc", "application/x-ole-storage"],
    [".rtf", "application/rtf"],
    [".odt", ODT],
    [".jpg", "image/jpeg"],
    [".png", "image/png"],
  ]);

  itWith({ corpus: "documents" }, "agrees with the names of 1,300 real documents", async () => {
    const { files } = await findFiles([corpusPath("documents", "docs")]);
    let agreed = 0;
    const differing: string[] = [];
    for (const { path, sizeBytes } of files) {
      const expected = BY_EXTENSION.get(extname(path).toLowerCase());
      if (expected === undefined) continue;
      const head = readFileSync(path).subarray(0, SNIFF_BYTES);
      expect(sniffFormat(head, sizeBytes, basename(path)), path).toBe("file");
      const type = sniffType(head, basename(path));
      if (type === expected) agreed++;
      else differing.push(`${basename(path)}: ${type}`);
    }
    // What differs is wrongly named or damaged on purpose: encrypted OOXML is OLE2, fuzzed PDFs have no header …
    expect(agreed).toBeGreaterThan(1300);
    expect(differing.length / agreed, differing.join("\n")).toBeLessThan(0.02);
  });
});

itWith({ corpus: "labelled" }, "every real mail of two spam sets is a mail", async () => {
  const counts = new Map<string, number>();
  for (const set of ["spamassassin", "csdmc2010"]) {
    const { files } = await findFiles([corpusPath("labelled", `labelled/${set}`)]);
    for (const { path, sizeBytes } of files) {
      if (!/\d{5}/.test(basename(path))) continue;
      const head = readFileSync(path).subarray(0, SNIFF_BYTES);
      const found = sniffFormat(head, sizeBytes, basename(path));
      counts.set(found, (counts.get(found) ?? 0) + 1);
    }
  }
  expect(Object.fromEntries(counts)).toEqual({ eml: 1069, mbox: 4077 });
});

describe("guessTextEncoding", () => {
  it.each([
    ["plain", latin1("plain\r\n\t\f"), "utf-8"],
    ["UTF-8", Buffer.from("über 日本"), "utf-8"],
    ["UTF-8 cut off in a character", Buffer.from("über 日本").subarray(0, -1), "utf-8"],
    ["Latin-1", latin1("\xfcber"), "8-bit"],
    ["UTF-16 with a mark", Buffer.from("\ufeffab", "utf16le"), "utf-16le"],
    ["UTF-16 without", Buffer.from("some words", "utf16le"), "utf-16le"],
    ["big-endian UTF-16 without", Buffer.from("some words", "utf16le").swap16(), "utf-16be"],
    ["a NUL", latin1("a\0b"), null],
    ["control characters", latin1("\x01\x02\x03\x04"), null],
  ])("%s", (_name, bytes, encoding) => {
    expect(guessTextEncoding(bytes)).toBe(encoding);
  });
});
