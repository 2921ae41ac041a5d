/** Mail whose headers and parts are written in unusual ways: what must be found in it, and what problems must say. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runLeaksift } from "../support/run-leaksift.ts";

const HEAD = {
  From: "Anna Weber <anna@example.org>",
  To: "Paul Martin <paul@example.net>",
  Date: "Tue, 14 Mar 2017 10:00:00 +0100",
  "MIME-Version": "1.0",
};

/** Bytes of a mail: headers beside the usual ones, an empty line, the body; each character is one byte. */
const mail = (headers: Readonly<Record<string, string>>, ...body: string[]): Buffer => {
  const lines = Object.entries({ ...HEAD, ...headers }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([...lines, "", ...body, ""].join("\n"), "latin1");
};

interface Case {
  readonly bytes: Buffer;
  /** Queries that find it, alone. */
  readonly found: readonly string[];
  /** Queries that find nothing. */
  readonly not?: readonly string[];
  /** Codes of its problems, sorted. */
  readonly problems?: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  "an open bracket in From": {
    bytes: mail({ From: "Ida (Legal <ida@open.example>" }, "x"),
    found: ["from:ida@open.example", 'from:"ida legal"'],
    problems: ["address-recovered"],
  },
  "a group with a name, and a comment": {
    bytes: mail({ To: "Auditors: bo@rcpt.example, eva@rcpt.example (Tax desk);" }, "x"),
    found: ["to:auditors", '"tax desk"', "to:bo@rcpt.example", "to:eva@rcpt.example"],
  },
  "a Notes name": {
    bytes: mail({ From: "CN=Mona Notes/OU=Sales/O=Acme@ACME" }, "x"),
    found: ['from:"mona notes"'],
  },
  "reply and delivery headers": {
    bytes: mail(
      {
        "Reply-To": "Pay <pay@reply.example>",
        "Return-Path": "<bounce@path.example>",
        "Resent-To": "hugo@resent.example",
      },
      "x",
    ),
    found: [
      "replyto:reply.example",
      "domain:path.example",
      "envelope:hugo@resent.example",
      "ids:bounce@path.example",
    ],
    not: ["from:reply.example", "to:resent.example"],
  },
  "a journal report": {
    bytes: mail(
      { "X-MS-Journal-Report": "", "Content-Type": "multipart/mixed; boundary=J" },
      "--J",
      "Content-Type: text/plain",
      "",
      "Sender: carla@corp.example",
      "Message-Id: <i@corp.example>",
      "To: dan@corp.example",
      "To: team@corp.example, Expanded: list@corp.example",
      "Bcc: hidden@rival.example",
      "",
      "--J",
      "Content-Type: message/rfc822",
      "",
      "From: carla@corp.example",
      "To: dan@corp.example",
      "Subject: inside the journal",
      "Date: Tue, 14 Mar 2017 10:00:00 +0100",
      "",
      "journaled",
      "--J--",
    ),
    found: ["bcc:hidden@rival.example", "envelope:list@corp.example"],
    not: ["bcc:dan@corp.example"],
  },
  "raw headers in the charset of the first text part": {
    bytes: mail(
      {
        Subject: iconv.encode("Отчёт о поставке", "koi8-r").toString("latin1"),
        "Content-Type": "multipart/mixed; boundary=R",
      },
      "--R",
      "Content-Type: text/plain; charset=koi8-r",
      "",
      "x",
      "--R--",
    ),
    found: ['subject:"отчёт о поставке"'],
  },
  "raw headers that nothing declares": {
    bytes: mail({ Subject: iconv.encode("회의 요청 확인", "cp949").toString("latin1") }, "x"),
    found: ['subject:"회의 요청"'],
    problems: ["charset-guessed"],
  },
  "HTML that names its charset itself": {
    bytes: mail(
      { "Content-Type": "text/html" },
      `<meta charset=windows-1251><p>${iconv.encode("поставка", "windows-1251").toString("latin1")}`,
    ),
    found: ["body:поставка"],
  },
  "enriched text": {
    bytes: mail(
      { "Content-Type": "text/enriched" },
      "<bold>Kind</bold> <color><param>green</param>wo<italic>rd</italic></color> 1 << 2",
    ),
    found: ["body:kind", "body:word"],
    not: ["green", "bold"],
  },
  "markdown as the only part": {
    bytes: mail({ "Content-Type": "text/markdown" }, "# Heading kept"),
    found: ["body:heading"],
  },
  "XHTML as the only part": {
    bytes: mail({ "Content-Type": "application/xhtml+xml" }, "<p>xhtmlbody</p>"),
    found: ["body:xhtmlbody"],
    not: ["body:p"],
  },
  ...Object.fromEntries(
    ["base64;", '"base64"', "x-base64", "BASE64, 7bit", "base-64"].map(
      (encoding): [string, Case] => [
        `the transfer encoding ${encoding}`,
        {
          bytes: mail(
            { "Content-Transfer-Encoding": encoding, "Content-Type": "text/plain" },
            Buffer.from("meant as base64, of course").toString("base64"),
          ),
          found: ["body:meant"],
        },
      ],
    ),
  ),
  quoted_printable: {
    bytes: mail(
      {
        "Content-Transfer-Encoding": "quoted_printable",
        "Content-Type": "text/plain; charset=utf-8",
      },
      "fa=C3=A7ade",
    ),
    found: ["body:façade"],
  },
  "a transfer encoding that nobody knows": {
    bytes: mail({ "Content-Transfer-Encoding": "rot13", "Content-Type": "text/plain" }, "xyzzy"),
    found: ["body:xyzzy"],
    problems: ["transfer-encoding-unknown"],
  },
  "a multipart all in base64": {
    bytes: mail(
      { "Content-Type": "multipart/mixed; boundary=S", "Content-Transfer-Encoding": "base64" },
      Buffer.from(
        "--S\n\nsapbody\n--S\nContent-Disposition: attachment; filename=s.txt\n\nsapfile\n--S--\n",
      ).toString("base64"),
    ),
    found: ["body:sapbody", "attachment:sapfile", "filename:s.txt"],
  },
  "a piece of a mail, and BinHex that is cut off": {
    bytes: mail(
      { "Content-Type": "multipart/mixed; boundary=H" },
      "--H",
      "Content-Type: application/mac-binhex40; name=memo.hqx",
      "",
      "(This file must be converted with BinHex 4.0)",
      ":ab",
      "--H",
      'Content-Type: message/partial; id="p@x"; number=1; total=2',
      "",
      "Subject: piece",
      "--H--",
    ),
    found: ["filename:memo.hqx"],
    problems: ["archive-damaged", "archive-damaged", "message-in-pieces"],
  },
  "a date in Ukrainian": {
    bytes: mail({ Date: "=?utf-8?b?MTQg0YHRltGH?= 2011 10:00:00 +0200" }, "x"),
    found: ["date:2011-01-14"],
  },
  "a date that is none": {
    bytes: mail({ Date: "Mon, 01 Jan 0100 10:00:00 +0000", Subject: "undatable" }, "x"),
    found: ["is:undated subject:undatable"],
    problems: ["date-unreadable"],
  },
  "an offset without sign": {
    bytes: mail({ Date: "Di, 17 Mai 2005 12:31:00 0200" }, "x"),
    found: ["date:2005-05-17", "flag:date-without-zone"],
    problems: ["date-offset-unsigned"],
  },
};

describe("mail as it was written", () => {
  let folder = "";
  const run = (...args: string[]) => runLeaksift([...args, "--index", join(folder, "index")]);
  const names = Object.keys(CASES);
  const fileOf = (name: string): string => `case-${names.indexOf(name)}.eml`;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "leaksift-written-"));
    mkdirSync(join(folder, "dump"));
    for (const [name, { bytes }] of Object.entries(CASES))
      writeFileSync(join(folder, "dump", fileOf(name)), bytes);
    expect([0, 3]).toContain(run("index", join(folder, "dump")).code);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(Object.entries(CASES))("finds %s", (name, { found, not = [] }) => {
    const count = (query: string) => run("search", `in:${fileOf(name)} ${query}`, "--count").out;
    expect(found.map((query) => [query, count(query)])).toEqual(found.map((q) => [q, "1\n"]));
    expect(not.map((query) => [query, count(query)])).toEqual(not.map((q) => [q, "0\n"]));
  });

  it("has a row for what was read otherwise than it is written, and for nothing else", () => {
    const rows = run("problems", "--ndjson").out.trim().split("\n");
    const codes = new Map<string, string[]>(names.map((name) => [fileOf(name), []]));
    for (const row of rows) {
      const file = /case-\d+\.eml/.exec(row)?.[0] ?? "";
      codes.get(file)?.push((JSON.parse(row) as { code: string }).code);
    }
    for (const [name, { problems = [] }] of Object.entries(CASES))
      expect([name, ...(codes.get(fileOf(name)) ?? []).sort()]).toEqual([name, ...problems]);
  });

  it("marks the recipient that only the journal names", () => {
    const id = run("search", "bcc:hidden@rival.example", "--ids").out.trim().split("\n")[0] ?? "";
    expect(run("show", id, "--part", "1").out).toContain("(by journal)");
  });
});
