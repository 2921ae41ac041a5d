import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readReceived } from "../../src/parse/received.ts";

type Expected = Partial<ReturnType<typeof readReceived>>;

const at = Date.UTC(2017, 2, 27, 7, 14, 5);
const date = "Mon, 27 Mar 2017 09:14:05 +0200";

const rows: readonly (readonly [string, string, Expected])[] = [
  [
    "a Postfix hop",
    `from mx.example.org (mx.example.org [192.0.2.1]) by in.example.net (Postfix) with ESMTPS id 4AB7 for <b@example.net>; ${date}`,
    {
      from: "mx.example.org",
      by: "in.example.net",
      with: "ESMTPS",
      id: "4AB7",
      ips: ["192.0.2.1"],
      atText: date,
      at,
    },
  ],
  [
    "a local Exim hop",
    `from anna by host.example.org with local (Exim 4.80) (envelope-from <anna@example.org>) id 1abc-0002; ${date}`,
    { from: "anna", by: "host.example.org", with: "local", id: "1abc-0002", ips: [] },
  ],
  [
    "an Exchange hop with IPv6",
    `from A.example (2001:db8::1) by B.example (2001:db8::2) with Microsoft SMTP Server (TLS) id 15.1.2; ${date}`,
    { from: "A.example", by: "B.example", with: "Microsoft", id: "15.1.2", ips: ["2001:db8::1"] },
  ],
  [
    "a qmail hop",
    `(qmail 12345 invoked from network); ${date}`,
    { from: null, by: null, ips: [], at },
  ],
  [
    "a hop with an id in brackets",
    `by x.example id <a;b@c>; ${date}`,
    { by: "x.example", id: "a;b@c", at },
  ],
  [
    "a literal sender",
    `from [192.0.2.9] by x.example with HTTP; ${date}`,
    { from: "192.0.2.9", ips: ["192.0.2.9"] },
  ],
  [
    "no date",
    "from a.example by b.example",
    { from: "a.example", by: "b.example", atText: "", at: null },
  ],
  [
    "a date that is none",
    "from a.example by b.example; yesterday",
    { atText: "yesterday", at: null },
  ],
  ["numbers that are no address", `from a (999.1.1.1 1.2.3.4.5) by b; ${date}`, { ips: [] }],
  ["nothing", "", { from: null, by: null, with: null, id: null, ips: [], atText: "", at: null }],
  ["an unclosed comment", `from a.example (b by c; ${date}`, { from: "a.example", at }],
];

describe("readReceived", () => {
  it.each(rows)("reads %s", (_name, value, expected) => {
    expect(readReceived(value)).toMatchObject(expected);
  });

  it("never throws", () => {
    const piece = fc.constantFrom(
      "from ",
      "by ",
      "(",
      ")",
      "[1.2.3.4]",
      ";",
      " id ",
      "<",
      ":",
      date,
      "::1 ",
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(readReceived(pieces.join("")).ips.length).toBeLessThanOrEqual(16);
      }),
    );
  });
});
