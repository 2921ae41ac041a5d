/** Clock decoders: vectors made here by the rule written out, real-looking ids of published examples, and texts that are no clock. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrivalTimes } from "../../src/checks/clocks/arrival-filetime.ts";
import { datedMessageId, isServerMade } from "../../src/checks/clocks/dated-message-id.ts";
import { eximMessageId } from "../../src/checks/clocks/exim-message-id.ts";
import { FILETIME_EPOCH_MS } from "../../src/checks/clocks/filetime-clock.ts";
import { gmailBoundary } from "../../src/checks/clocks/gmail-boundary.ts";
import { californiaHours, gmailReceivedId } from "../../src/checks/clocks/gmail-received-id.ts";
import { javaBoundary } from "../../src/checks/clocks/java-boundary.ts";
import { javaMessageId } from "../../src/checks/clocks/java-message-id.ts";
import { mozillaMessageId } from "../../src/checks/clocks/mozilla-message-id.ts";
import { outlookBoundary } from "../../src/checks/clocks/outlook-boundary.ts";
import { outlookMessageId } from "../../src/checks/clocks/outlook-message-id.ts";
import { selectorDate } from "../../src/checks/clocks/selector-date.ts";
import { sesMessageId } from "../../src/checks/clocks/ses-message-id.ts";
import { signatureTime } from "../../src/checks/clocks/signature-time.ts";
import {
  attachmentCreation,
  exchangeTime,
  gmailNumber,
  notesTime,
  ulidTime,
  uuidTime,
} from "../../src/checks/clocks/stated-clocks.ts";
import { threadIndex } from "../../src/checks/clocks/thread-index.ts";

const AT = Date.UTC(2017, 2, 27, 7, 14, 5);
const iso = (clock: { epochMs: number } | null): string | null =>
  clock === null ? null : new Date(clock.epochMs).toISOString();
const hex = (n: bigint, width: number): string => n.toString(16).padStart(width, "0");
const fileTime = (ms: number): bigint => BigInt(ms + FILETIME_EPOCH_MS) * 10_000n;
const words = (ms: number): [string, string] => {
  const all = hex(fileTime(ms), 16).toUpperCase();
  return [all.slice(0, 8), all.slice(8)];
};
const [high, low] = words(AT);

/** Boundary as Gmail writes it, from the microsecond. */
const gmail = (ms: number, prefix = "000000000000"): string => {
  const clock = hex(BigInt(ms) * 1000n, 14);
  return `${prefix}${clock.slice(8)}${clock.slice(0, 8)}01`;
};

describe("clocks in boundaries", () => {
  it("reads Gmail's microseconds with low digits before high ones", () => {
    expect(iso(gmailBoundary(gmail(AT)))).toBe("2017-03-27T07:14:05.000Z");
    expect(iso(gmailBoundary(gmail(AT, "94eb2c0a1b2c")))).toBe("2017-03-27T07:14:05.000Z");
    expect(gmailBoundary(gmail(Date.UTC(2003, 0, 1)))).toBeNull();
    expect(gmailBoundary("0123456789abcdef")).toBeNull();
  });

  it("reads JavaMail's milliseconds", () => {
    expect(iso(javaBoundary(`----=_Part_12_345678.${AT}`))).toBe("2017-03-27T07:14:05.000Z");
    expect(iso(javaBoundary(`----=_Part_12_-345678.${AT}`))).toBe("2017-03-27T07:14:05.000Z");
    expect(javaBoundary("----=_Part_12_345678.99")).toBeNull();
  });

  it.each([
    ["Microsoft Outlook 15.0", "sender"],
    ["Microsoft Office Outlook 12.0", "sender"],
    ["Microsoft Office Outlook, Build 11.0.5510", "sender"],
    ["Microsoft Outlook Express 6.00.2900.2180", "utc"],
    ["Microsoft Windows Mail 6.0.6000.16480", "utc"],
  ])("reads Outlook's FILETIME in the zone that %s writes", (mailer, zone) => {
    const clock = outlookBoundary(`----=_NextPart_000_0012_${high}.${low}`, mailer);
    expect(clock?.zone).toBe(zone);
    expect(iso(clock)).toBe("2017-03-27T07:14:05.000Z");
  });

  it.each(["", "Microsoft Windows Live Mail 15", "The Bat! (v3.51)", "Microsoft CDO"])(
    "gives no verdict for the program %j",
    (mailer) => {
      expect(outlookBoundary(`----=_NextPart_000_0012_${high}.${low}`, mailer)).toBeNull();
    },
  );
});

describe("clocks in ids", () => {
  it.each([
    [
      "Amazon's service",
      sesMessageId(`0100${hex(BigInt(AT), 12)}-1b2c3d4e-5f60-000000@email.amazonses.com`),
    ],
    [
      "Thunderbird",
      mozillaMessageId(
        `${hex(BigInt(AT / 1000), 8).toUpperCase()}.1040905@example.org`,
        "Mozilla/5.0 Thunderbird/38",
      ),
    ],
    ["JavaMail", javaMessageId(`1234.56.${AT}.JavaMail.app@app3.example.org`)],
    ["Yahoo", javaMessageId(`12345.67890.${AT}@mail.yahoo.com`)],
    ["Outlook", outlookMessageId(`0005${high.toLowerCase()}$${low.toLowerCase()}$0200a8c0@host`)],
    ["Gmail's Received id", gmailReceivedId("d9443c01a7336.12.2017.03.27.00.14.05")],
    ["a signature", signatureTime(`v=1; a=rsa-sha256; t=${AT / 1000}; bh=abc=`)],
  ])("reads the time in the id of %s", (_name, clock) => {
    expect(iso(clock)).toBe("2017-03-27T07:14:05.000Z");
    expect(clock?.steps.length).toBeGreaterThan(0);
  });

  it("reads Exim's base 62", () => {
    // 1csP1t = 1*62^5 + ...: worked out by hand from the alphabet 0-9 A-Z a-z
    const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let n = AT / 1000;
    let digits = "";
    while (n > 0) {
      digits = alphabet[n % 62] + digits;
      n = Math.floor(n / 62);
    }
    expect(iso(eximMessageId(`E${digits}-0004Ab-Cd@mail.example.org`))).toBe(
      "2017-03-27T07:14:05.000Z",
    );
    expect(eximMessageId("E1-2-3@x")).toBeNull();
  });

  it("reads whole dates without a zone, and tells servers' ids from programs'", () => {
    expect(datedMessageId("20170327091405.GA1234@bench.example.org")).toMatchObject({
      zone: "unknown",
    });
    expect(iso(datedMessageId("20170327091405.GA1234@x.org"))).toBe("2017-03-27T09:14:05.000Z");
    expect(datedMessageId("20171327091405.GA1234@x.org")).toBeNull();
    expect(isServerMade("20170327091405.B4E3BC2EB2@solo.example.org")).toBe(true);
    expect(isServerMade("20170327091405.1234.qmail@example.org")).toBe(true);
    expect(isServerMade("20170327091405.GA1234@example.org")).toBe(false);
  });

  it("needs Mozilla to name itself, and Amazon's own domain", () => {
    expect(mozillaMessageId("58D8BB9D.1040905@example.org", "The Bat!")).toBeNull();
    expect(sesMessageId(`0100${hex(BigInt(AT), 12)}-1b2c3d4e-5f60-000000@example.org`)).toBeNull();
  });

  it("knows when Los Angeles keeps summer time, by the rules of 1987 and of 2007", () => {
    const hours = (text: string): number => californiaHours(Date.parse(`${text}Z`));
    expect(hours("2017-03-12T01:59:59")).toBe(8);
    expect(hours("2017-03-12T02:00:00")).toBe(7);
    expect(hours("2017-11-05T01:59:59")).toBe(7);
    expect(hours("2017-11-05T02:00:00")).toBe(8);
    expect(hours("2006-04-02T03:00:00")).toBe(7);
    expect(hours("2006-03-20T03:00:00")).toBe(8);
    expect(hours("2006-10-29T03:00:00")).toBe(8);
  });

  it("reads the day in the selector of Google's keys only", () => {
    expect(iso(selectorDate("v=1; d=gmail.com; s=20161025; h=from"))).toBe(
      "2016-10-25T00:00:00.000Z",
    );
    expect(iso(selectorDate("v=1; d=example-org.20150623.gappssmtp.com; s=20150623;"))).toBe(
      "2015-06-23T00:00:00.000Z",
    );
    expect(selectorDate("v=1; d=example.org; s=20161025; h=from")).toBeNull();
  });

  it("reads both times of X-OriginalArrivalTime", () => {
    const times = arrivalTimes(`27 Mar 2017 07:14:05.0123 (UTC) FILETIME=[${low}:${high}]`);
    expect(times?.stated).toBe(AT);
    expect(times?.clock.epochMs).toBe(AT);
    expect(arrivalTimes("Mon, 27 Mar 2017")).toBeNull();
  });
});

describe("Thread-Index", () => {
  const guid = "00112233445566778899aabbccddeeff";
  const classic = (ms: number): Buffer => Buffer.from(hex(fileTime(ms) >> 16n, 12) + guid, "hex");
  const modern = (ms: number): Buffer =>
    Buffer.from(`01${hex(fileTime(ms) >> 24n, 10)}${guid}`, "hex");
  const child = (ticks: bigint): Buffer => {
    const block = Buffer.alloc(5);
    block.writeUInt32BE(Number((ticks >> 18n) & 0x7fffffffn));
    return block;
  };

  it("reads the header block of both forms", () => {
    const old = threadIndex(classic(AT).toString("base64"));
    const fresh = threadIndex(modern(AT).toString("base64"));
    expect(old?.form).toBe("classic");
    expect(fresh?.form).toBe("modern");
    expect(Math.abs((old?.clock.epochMs ?? 0) - AT)).toBeLessThan(10);
    expect(Math.abs((fresh?.clock.epochMs ?? 0) - AT)).toBeLessThan(2000);
    expect(old?.conversation).toBe(guid);
  });

  it("adds the replies to a classic header", () => {
    const reply = Buffer.concat([
      classic(AT),
      child(fileTime(AT + 3_600_000) - ((fileTime(AT) >> 16n) << 16n)),
    ]);
    expect(
      Math.abs((threadIndex(reply.toString("base64"))?.clock.epochMs ?? 0) - AT - 3_600_000),
    ).toBeLessThan(100);
  });

  it("moves the replies of a modern header by whole windows, also one in the same second", () => {
    for (const later of [0, 3_600_000, 400 * 86_400_000]) {
      const header = modern(AT);
      // Its writers take the delta from the classic reading of the six bytes
      const misread = BigInt(`0x${header.toString("hex", 0, 6)}`) << 16n;
      const reply = Buffer.concat([header, child(fileTime(AT + later) - misread)]);
      const found = threadIndex(reply.toString("base64"));
      expect(Math.abs((found?.clock.epochMs ?? 0) - AT - later)).toBeLessThan(2000);
    }
  });

  it("is null for what is none", () => {
    for (const text of ["", "AdKm", "not base64 at all but long enough!", "A".repeat(9000)])
      expect(threadIndex(text)).toBeNull();
  });
});

describe("every decoder", () => {
  it("never throws, whatever the text", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(..."0123456789abcdefABCDEF.-_=$@E[]:"), maxLength: 80 }),
    );
    fc.assert(
      fc.property(text, (id) => {
        for (const decode of [
          gmailBoundary,
          javaBoundary,
          sesMessageId,
          javaMessageId,
          outlookMessageId,
          eximMessageId,
          datedMessageId,
          gmailReceivedId,
          signatureTime,
          selectorDate,
        ])
          decode(id);
        threadIndex(id);
        arrivalTimes(id);
        mozillaMessageId(id, "Mozilla");
        outlookBoundary(id, "Microsoft Outlook 15.0");
      }),
    );
  });
});

/** UUID of version 1 by the layout of RFC 9562 section 5.1. */
const uuidOne = (ms: number): string => {
  const ticks = hex(BigInt(ms) * 10_000n + 122_192_928_000_000_000n, 15);
  return `${ticks.slice(7)}-${ticks.slice(3, 7)}-1${ticks.slice(0, 3)}-8c2d-0a1b2c3d4e5f`;
};
const ulid = (ms: number): string =>
  `${[...Array(10).keys()]
    .map((i) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[Math.floor(ms / 32 ** (9 - i)) % 32])
    .join("")}ARZ3NDEKTSV4RRFF`;
const notesId = (ms: number): string => {
  const day = hex(BigInt(Math.floor(ms / 86_400_000) + 2_440_588), 6);
  const time = hex(BigInt((ms % 86_400_000) / 10), 8);
  return `OF1A2B3C4D.5E6F7A8B-ON85${day}.${time}-85${day}.${time}@example.org`.toUpperCase();
};

describe("clocks of the table", () => {
  it.each([
    ["Exchange", exchangeTime("27 Mar 2017 07:14:05.1234 (UTC) FILETIME=[1:2]")],
    ["Gmail's numbers", gmailNumber(String(BigInt(AT) << 20n))],
    ["a UUID of version 1", uuidTime(`<${uuidOne(AT)}@example.org>`)],
    [
      "a UUID of version 7",
      uuidTime(
        `${hex(BigInt(AT), 12).slice(0, 8)}-${hex(BigInt(AT), 12).slice(8)}-7abc-8def-0123456789ab`,
      ),
    ],
    ["a ULID", ulidTime(`<${ulid(AT)}@example.org>`)],
    ["Notes", notesTime(notesId(AT))],
    [
      "an attachment",
      attachmentCreation(Buffer.from('creation-date="Mon, 27 Mar 2017 07:14:05 GMT"')),
    ],
  ])("reads %s", (_, clock) => {
    expect(iso(clock)).toBe("2017-03-27T07:14:05.000Z");
    expect(clock?.steps.length).toBeGreaterThan(1);
  });

  it.each([
    ["a UUID of chance", uuidTime("58d8bc5d-1a2b-4c3d-8e4f-0a1b2c3d4e5f")],
    ["a long number", gmailNumber("12345")],
    ["text for an arrival", exchangeTime("yesterday")],
    ["digits only", ulidTime("01490598845000000000000000")],
    ["an older ULID than ULIDs", ulidTime(ulid(Date.UTC(2010, 0, 1)))],
    [
      "a Notes id with an impossible time",
      notesTime(notesId(AT).replace(/[0-9A-F]{8}@/, "FFFFFFFF@")),
    ],
    [
      "a date without zone",
      attachmentCreation(Buffer.from('creation-date="27 Mar 2017 07:14:05"')),
    ],
  ])("gives nothing for %s", (_, clock) => {
    expect(clock).toBeNull();
  });
});
