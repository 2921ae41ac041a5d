import { describe, expect, it } from "vitest";
import { readHeaderBlock } from "../../src/search/match/header-block.ts";
import { pathTest } from "../../src/search/path-test.ts";

describe("readHeaderBlock", () => {
  it.each([
    [
      "X-Mailer: Tool 1.0\r\nX-A: b\r\n\r\nBody: no",
      [
        ["x-mailer", "Tool 1.0"],
        ["x-a", "b"],
      ],
    ],
    ["Received: from a\r\n\tby b;\r\n Mon", [["received", "from a by b; Mon"]]],
    ["Subject: =?utf-8?B?w4l0w6k=?=", [["subject", "Été"]]],
    ["Subject: =?iso-8859-1?Q?=C9t=E9_2017?= =?utf-8?q?_ici?=", [["subject", "Été 2017 ici"]]],
    ["Subject: =?no-such-charset?Q?a?=", [["subject", "=?no-such-charset?Q?a?="]]],
    ["no colon here\nA: 1", [["a", "1"]]],
    [" folded first\nA:", [["a", ""]]],
    ["", []],
  ])("reads %j", (block, headers) => {
    expect(readHeaderBlock(Buffer.from(block, "utf8"))).toEqual(headers);
  });

  it("reads 8-bit bytes that are no UTF-8 as Latin-1", () => {
    expect(readHeaderBlock(Buffer.from("Subject: \u00c9t\u00e9", "latin1"))).toEqual([
      ["subject", "Été"],
    ]);
  });
});

describe("pathTest", () => {
  it.each([
    ["inbox.mbox", "/dump/anna/inbox.mbox", true],
    ["inbox", "/dump/anna/inbox.mbox", true],
    ["ANNA", "/dump/anna/inbox.mbox", true],
    ["anna/inbox", "/dump/anna/inbox.mbox", true],
    ["/dump/anna/", "/dump/anna/inbox.mbox", true],
    ["inb", "/dump/anna/inbox.mbox", false],
    ["inb*", "/dump/anna/inbox.mbox", true],
    ["an?a", "/dump/anna/inbox.mbox", true],
    ["dump/inbox", "/dump/anna/inbox.mbox", false],
    ["dump/*/inbox", "/dump/anna/inbox.mbox", true],
    ["été", "/dump/Ete/a.eml", true],
    ["sent", "C:\\mail\\Sent\\1.eml", true],
  ])("in:%s and the source %s: %s", (pattern, path, expected) => {
    expect(pathTest(pattern)(path)).toBe(expected);
  });
});
