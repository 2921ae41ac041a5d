/** Message checks, each with its table: what fires, and one silent row for each ordinary cause and more. */
import { createHash } from "node:crypto";
import { MESSAGE_CHECKS } from "../../src/checks/engine/message-checks.ts";
import { type Headers, messageTable } from "./tables.ts";

const check = (id: string) => {
  const found = MESSAGE_CHECKS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return found;
};

type Rows = Parameters<typeof messageTable>[1];
const table = (id: string, rows: Rows): void => messageTable(check(id), rows);
const hop = (at: string, more = "id 4Qx7Ab12Cd"): string =>
  `from a.example.org (a.example.org [192.0.2.9]) by b.example.net with ESMTP ${more}; ${at}`;

table("date-weekday-wrong", {
  fires: [
    ["a Friday that was a Tuesday", { Date: "Fri, 14 Jun 2016 09:41:03 +0200" }],
    ["a day off by one", { Date: "Sun, 27 Mar 2017 09:14:05 +0200" }],
  ],
  silent: [
    ["the right day", {}],
    ["a day that is right in the zone written", { Date: "Tue, 28 Mar 2017 00:30:00 +0900" }],
    ["no day at all", { Date: "27 Mar 2017 09:14:05 +0200" }],
    ["a day name in another language", { Date: "lun., 27 Mar 2017 09:14:05 +0200" }],
  ],
});

table("date-zone-impossible", {
  fires: [
    ["minutes that are no quarter", { Date: "Mon, 27 Mar 2017 09:14:05 -0480" }],
    ["an offset beyond any zone", { Date: "Mon, 27 Mar 2017 09:14:05 +1900" }],
  ],
  silent: [
    ["Kathmandu", { Date: "Mon, 27 Mar 2017 09:14:05 +0545" }],
    ["an unknown zone by the standard", { Date: "Mon, 27 Mar 2017 09:14:05 -0000" }],
    ["Kiribati", { Date: "Mon, 27 Mar 2017 09:14:05 +1400" }],
    ["no zone", { Date: "Mon, 27 Mar 2017 09:14:05" }],
  ],
});

const twice: readonly (readonly [string, string, string, string])[] = [
  ["duplicate-from", "From", "Anna Weber <anna@example.org>", "Carl <carl@example.com>"],
  ["duplicate-date", "Date", "Mon, 27 Mar 2017 09:14:05 +0200", "Sun, 26 Mar 2017 09:14:05 +0200"],
  ["duplicate-subject", "Subject", "Budget", "Another"],
  ["duplicate-message-id", "Message-ID", "<7b1f@example.org>", "<9c2e@example.com>"],
];
for (const [id, name, first, second] of twice) {
  table(id, {
    fires: [
      ["two values", { [name]: [first, second] }],
      ["three, the last different", { [name]: [first, first, second] }],
    ],
    silent: [
      ["one", { [name]: first }],
      ["the same twice", { [name]: [first, first] }],
      ["the same twice with other blanks", { [name]: [first, `  ${first.replace(" ", "  ")}`] }],
    ],
  });
}

table("outlook-without-its-boundary", {
  fires: [
    [
      "Outlook with a boundary of Python",
      {
        "X-Mailer": "Microsoft Outlook 15.0",
        "Content-Type": 'multipart/mixed; boundary="===============4154775175054648335=="',
      },
    ],
    [
      "Outlook Express with digits",
      {
        "X-Mailer": "Microsoft Outlook Express 6.00",
        "Content-Type": "multipart/mixed; boundary=12345678901234567890",
      },
    ],
  ],
  silent: [
    [
      "Outlook's own",
      {
        "X-Mailer": "Microsoft Outlook 15.0",
        "Content-Type": 'multipart/mixed; boundary="----=_NextPart_000_0012_01D2A6F1.2A3B4C5D"',
      },
    ],
    [
      "Exchange on the way",
      {
        "X-Mailer": "Microsoft Outlook 15.0",
        "Content-Type":
          'multipart/mixed; boundary="_004_AM0PR0102MB0000000000000000000000000000000000000000_"',
      },
    ],
    [
      "Outlook for Mac, which names itself so",
      {
        "X-Mailer": "Microsoft-MacOutlook/10.c",
        "Content-Type": "multipart/mixed; boundary=B_3573",
      },
    ],
    [
      "another program",
      {
        "X-Mailer": "Apple Mail (2.3124)",
        "Content-Type": "multipart/mixed; boundary=Apple-Mail-1",
      },
    ],
  ],
});

table("outlook-without-its-headers", {
  fires: [
    ["Outlook and nothing of it", { "X-Mailer": "Microsoft Outlook 15.0" }],
    ["Outlook, Build", { "X-Mailer": "Microsoft Office Outlook, Build 11.0.5510" }],
  ],
  silent: [
    ["Thread-Index is there", { "X-Mailer": "Microsoft Outlook 15.0", "Thread-Index": "AdKm" }],
    [
      "X-MimeOLE is there",
      { "X-Mailer": "Microsoft Outlook, Build 10.0.2616", "X-MimeOLE": "Produced By" },
    ],
    ["Outlook Express", { "X-Mailer": "Microsoft Outlook Express 6.00" }],
    ["Outlook for Mac", { "X-Mailer": "Microsoft-MacOutlook/10.c" }],
  ],
});

table("date-after-first-hop", {
  fires: [
    ["a Date two days late", { Date: "Wed, 29 Mar 2017 09:14:05 +0200" }],
    ["years late", { Date: "Sun, 27 Mar 2022 09:14:05 +0200" }],
  ],
  silent: [
    ["a day that an offset no zone has makes", { Date: "Tue, 28 Mar 2017 00:14:05 -1900" }],
    ["some hours, as with a wrong zone", { Date: "Mon, 27 Mar 2017 20:14:05 +0200" }],
    [
      "no readable stamp",
      { Received: "by in.example.net; not a date", Date: "Wed, 29 Mar 2017 09:14:05 +0200" },
    ],
    ["no Received at all", { Received: null, Date: "Wed, 29 Mar 2017 09:14:05 +0200" }],
    ["no Date", { Date: null }],
  ],
});

table("date-week-before-first-hop", {
  fires: [
    ["eight days", { Date: "Sun, 19 Mar 2017 07:00:00 +0200" }],
    ["three years", { Date: "Thu, 27 Mar 2014 07:00:00 +0200" }],
  ],
  silent: [
    ["six days in an outbox", { Date: "Tue, 21 Mar 2017 09:14:05 +0200" }],
    ["an hour", { Date: "Mon, 27 Mar 2017 08:14:05 +0200" }],
    [
      "no Received, as in a folder of drafts",
      { Received: null, Date: "Sun, 19 Mar 2017 07:00:00 +0200" },
    ],
    ["an unreadable stamp", { Received: "by x; soon", Date: "Sun, 19 Mar 2017 07:00:00 +0200" }],
  ],
});

table("date-before-first-hop", {
  fires: [
    ["two hours", { Date: "Mon, 27 Mar 2017 07:10:05 +0200" }],
    ["three days", { Date: "Fri, 24 Mar 2017 09:10:05 +0200" }],
  ],
  silent: [
    ["seconds", {}],
    ["more than a week, which is another check", { Date: "Sun, 12 Mar 2017 09:10:05 +0200" }],
    ["a Date after the stamp", { Date: "Mon, 27 Mar 2017 12:10:05 +0200" }],
  ],
});

const backwards = (first: string, second: string): Headers => ({
  Received: [hop(second), hop(first)],
});
table("received-goes-backwards", {
  fires: [
    [
      "six days back",
      backwards("Mon, 27 Mar 2017 09:14:07 +0200", "Tue, 21 Mar 2017 09:14:09 +0200"),
    ],
    [
      "a month back in the middle",
      {
        Received: [
          hop("Mon, 27 Mar 2017 09:14:20 +0200"),
          hop("Mon, 27 Feb 2017 09:14:10 +0200"),
          hop("Mon, 27 Mar 2017 09:14:07 +0200"),
        ],
      },
    ],
  ],
  silent: [
    [
      "a clock an hour behind",
      backwards("Mon, 27 Mar 2017 09:14:07 +0200", "Mon, 27 Mar 2017 08:14:09 +0200"),
    ],
    [
      "a zone written wrongly",
      backwards("Mon, 27 Mar 2017 09:14:07 +0200", "Mon, 27 Mar 2017 09:14:09 +1200"),
    ],
    [
      "a queue of days",
      backwards("Mon, 20 Mar 2017 09:14:07 +0200", "Mon, 27 Mar 2017 09:14:09 +0200"),
    ],
    ["one hop only", {}],
  ],
});

table("received-clock-skew", {
  fires: [
    ["an hour", backwards("Mon, 27 Mar 2017 09:14:07 +0200", "Mon, 27 Mar 2017 08:14:09 +0200")],
    [
      "fifteen minutes",
      backwards("Mon, 27 Mar 2017 09:14:07 +0200", "Mon, 27 Mar 2017 08:59:00 +0200"),
    ],
  ],
  silent: [
    ["a minute", backwards("Mon, 27 Mar 2017 09:14:07 +0200", "Mon, 27 Mar 2017 09:13:09 +0200")],
    ["in order", backwards("Mon, 27 Mar 2017 09:14:07 +0200", "Mon, 27 Mar 2017 09:14:09 +0200")],
    [
      "days, which is another check",
      backwards("Mon, 27 Mar 2017 09:14:07 +0200", "Mon, 20 Mar 2017 09:14:09 +0200"),
    ],
  ],
});

table("no-received", {
  fires: [
    ["a sent mail", { Received: null }],
    ["a draft", { Received: null, "Message-ID": null }],
  ],
  silent: [
    ["one hop", {}],
    ["a hop without a time", { Received: "from a by b" }],
    ["an unreadable hop", { Received: "?" }],
  ],
});

table("message-id-missing", {
  fires: [
    ["no Message-ID on received mail", { "Message-ID": null }],
    [
      "two hops and none",
      {
        "Message-ID": null,
        Received: [hop("Mon, 27 Mar 2017 09:14:09 +0200"), hop("Mon, 27 Mar 2017 09:14:07 +0200")],
      },
    ],
  ],
  silent: [
    ["a draft, which passed no server", { "Message-ID": null, Received: null }],
    ["an id", {}],
    ["a malformed id, which is another check", { "Message-ID": "x" }],
  ],
});

table("message-id-malformed", {
  fires: [
    ["no brackets", { "Message-ID": "005e01ca6528$c6ab1b00$54015100$@com" }],
    ["no at sign", { "Message-ID": "<bejwnhzyjmngaugdlyesje>" }],
    ["a blank inside", { "Message-ID": "<a b@example.org>" }],
  ],
  silent: [
    ["a plain id", {}],
    ["signs that old programs use", { "Message-ID": "<$a%b/c+d@[192.0.2.1]>" }],
    ["two at signs, as gateways write", { "Message-ID": "<a@b@example.org>" }],
    ["a comment behind", { "Message-ID": "<a@example.org> (added by mx)" }],
  ],
});

table("message-id-domain-unrelated", {
  fires: [
    [
      "a domain nowhere else",
      {
        "Message-ID": "<a@elsewhere.example.com>",
        Received: "from a.other.net by b.other.net; Mon, 27 Mar 2017 09:14:07 +0200",
      },
    ],
    ["a made-up host", { "Message-ID": "<a@laptop.local>" }],
  ],
  silent: [
    ["the sender's own", {}],
    ["a host of the sender's", { "Message-ID": "<a@mail7.example.org>" }],
    ["a server on the way", { "Message-ID": "<a@in.example.net>" }],
    ["no Received to compare with", { "Message-ID": "<a@laptop.local>", Received: null }],
  ],
});

table("message-id-domain-differs", {
  fires: [
    ["a provider", { "Message-ID": "<a@mail.provider.com>" }],
    ["a local host", { "Message-ID": "<a@laptop.local>" }],
  ],
  silent: [
    ["the sender's", {}],
    ["a host of the sender's", { "Message-ID": "<a@mx.example.org>" }],
    ["no id", { "Message-ID": null }],
  ],
});

table("reply-to-elsewhere", {
  fires: [
    ["another domain", { "Reply-To": "anna@example.com" }],
    ["a name with another domain", { "Reply-To": "Anna Weber <a@mailbox.net>" }],
  ],
  silent: [
    ["the same domain", { "Reply-To": "helpdesk@example.org" }],
    ["a list", { "Reply-To": "list@lists.net", "List-Id": "<list.lists.net>" }],
    ["none", {}],
  ],
});

table("display-name-holds-other-address", {
  fires: [
    ["an address of another domain as name", { From: '"ceo@company.com" <x@example.org>' }],
    ["an address inside a name", { From: '"Anna (anna@company.com)" <x@example.org>' }],
  ],
  silent: [
    ["the own address as name", { From: '"anna@example.org" <anna@example.org>' }],
    ["a host of the own domain", { From: '"anna@mail.example.org" <anna@example.org>' }],
    ["a name with an at sign and no domain", { From: '"Anna @ work" <anna@example.org>' }],
    ["a name", {}],
  ],
});

table("reply-without-references", {
  fires: [
    ["Re: and nothing", { Subject: "Re: Budget" }],
    ["AW: and nothing", { Subject: "AW: Budget" }],
  ],
  silent: [
    ["In-Reply-To", { Subject: "Re: Budget", "In-Reply-To": "<a@b>" }],
    ["Exchange's Thread-Index", { Subject: "Re: Budget", "Thread-Index": "AdKm" }],
    ["no reply", { Subject: "Regarding: Budget" }],
  ],
});

table("date-without-zone", {
  fires: [
    ["no zone", { Date: "Mon, 27 Mar 2017 09:14:05" }],
    ["an unknown zone name", { Date: "Mon, 27 Mar 2017 09:14:05 QQQ" }],
  ],
  silent: [
    ["an offset", {}],
    ["GMT", { Date: "Mon, 27 Mar 2017 09:14:05 GMT" }],
    ["an obsolete name", { Date: "Mon, 27 Mar 2017 09:14:05 EST" }],
    ["no date, which is another check", { Date: "soon" }],
  ],
});

table("date-unreadable", {
  fires: [
    ["a word", { Date: "soon" }],
    ["a month that is none", { Date: "Mon, 27 Xyz 2017 09:14:05 +0200" }],
  ],
  silent: [
    ["a date", {}],
    ["an old form", { Date: "27-Mar-17 09:14" }],
    ["no Date header", { Date: null }],
  ],
});

table("zone-comment-contradicts-offset", {
  fires: [
    ["EST with UTC's offset", { Date: "Mon, 27 Mar 2017 09:14:05 +0000 (EST)" }],
    ["CET in summer offset", { Date: "Mon, 27 Mar 2017 09:14:05 +0200 (CET)" }],
  ],
  silent: [
    ["a name that fits", { Date: "Mon, 27 Mar 2017 09:14:05 +0200 (CEST)" }],
    ["IST of three zones", { Date: "Mon, 27 Mar 2017 09:14:05 +0530 (IST)" }],
    ["CST in China", { Date: "Mon, 27 Mar 2017 09:14:05 +0800 (CST)" }],
    ["a name that is not known", { Date: "Mon, 27 Mar 2017 09:14:05 +0200 (XYZT)" }],
  ],
});

/** FILETIME of 2017-03-27 07:14:05 UTC: 131350724450000000. */
const FILETIME = "B7D51C80:01D2A6C9";
const arrival = (text: string, filetime = FILETIME): Headers => ({
  "X-OriginalArrivalTime": `${text} (UTC) FILETIME=[${filetime}]`,
});
table("arrival-time-contradicts-itself", {
  fires: [
    ["another day in the text", arrival("20 Mar 2017 07:14:05.0123")],
    ["another hour in the text", arrival("27 Mar 2017 08:14:05.0123")],
  ],
  silent: [
    ["both the same", arrival("27 Mar 2017 07:14:05.0123")],
    ["a second apart", arrival("27 Mar 2017 07:14:06.0001")],
    ["another form", { "X-OriginalArrivalTime": "27 Mar 2017" }],
  ],
});

const gmailHop = (id: string, at: string): Headers => ({
  Received: `by mail-a.google.com with SMTP id ${id}; ${at}`,
});
table("gmail-id-contradicts-received", {
  fires: [
    [
      "an id of years before",
      gmailHop("d9443c01a7336sm1.25.2012.02.12.03.04.05", "Mon, 27 Mar 2017 00:14:05 -0700 (PDT)"),
    ],
    [
      "an id of three days before",
      gmailHop("d9443c01a7336sm1.25.2017.03.24.00.14.05", "Mon, 27 Mar 2017 00:14:05 -0700 (PDT)"),
    ],
  ],
  silent: [
    [
      "an id of that second",
      gmailHop("d9443c01a7336sm1.25.2017.03.27.00.14.05", "Mon, 27 Mar 2017 00:14:05 -0700 (PDT)"),
    ],
    [
      "an id that was queued for hours",
      gmailHop("d9443c01a7336sm1.25.2017.03.26.14.14.05", "Mon, 27 Mar 2017 00:14:05 -0700 (PDT)"),
    ],
    ["another form of id", {}],
  ],
});

const signature = (selector: string, domain = "gmail.com"): string =>
  `v=1; a=rsa-sha256; d=${domain}; s=${selector}; h=from; bh=x; b=y`;
table("signature-key-younger-than-date", {
  fires: [
    ["a key named for 2021 on a mail of 2017", { "DKIM-Signature": signature("20210112") }],
    [
      "a key named for 2023",
      { "DKIM-Signature": signature("20230601", "example-org.20230601.gappssmtp.com") },
    ],
  ],
  silent: [
    ["a key of before", { "DKIM-Signature": signature("20161025") }],
    ["a key of the same day", { "DKIM-Signature": signature("20170327") }],
    [
      "somebody else's way to name keys",
      { "DKIM-Signature": signature("20210112", "example.org") },
    ],
    ["no signature", {}],
  ],
});

const ticksAt = (ms: number): bigint => (BigInt(ms) + 11_644_473_600_000n) * 10_000n;
/** A Thread-Index begun at one time with one reply at another, which wraps after 2^49 ticks. */
const thread = (begun: number, reply: number): string => {
  const head = ticksAt(begun) >> 16n;
  const delta = ((ticksAt(reply) - (head << 16n)) >> 18n) & 0x7fffffffn;
  const block = `${delta.toString(16).padStart(8, "0")}10`;
  const hex = `${head.toString(16).padStart(12, "0")}00112233445566778899aabbccddeeff${block}`;
  return Buffer.from(hex, "hex").toString("base64");
};

const BOUNDARY_2017 = "multipart/mixed; boundary=001a1140f6a8"; // prefix; the clock is put behind
const gmailAt = (ms: number): string => {
  const clock = (BigInt(ms) * 1000n).toString(16).padStart(14, "0");
  return `${BOUNDARY_2017}${clock.slice(8)}${clock.slice(0, 8)}01`;
};
const DAY = 86_400_000;
const SENT = Date.UTC(2017, 2, 27, 7, 14, 5);
const gmail = (clockMs: number, more: Headers = {}): Headers => ({
  "Message-ID": "<CAF1abc@mail.gmail.com>",
  "Content-Type": gmailAt(clockMs),
  ...more,
});
table("composition-clock-disagrees-with-date", {
  fires: [
    ["a boundary forty days later than the Date", gmail(SENT + 40 * DAY)],
    [
      "a boundary and a server that agree on another month",
      gmail(SENT + 40 * DAY, { Received: hop("Sat, 06 May 2017 09:14:09 +0200") }),
    ],
    ["a draft of a month before, as context", gmail(SENT - 30 * DAY)],
    [
      "a reply made forty days later than the Date",
      {
        "Thread-Index": thread(SENT - DAY, SENT + 40 * DAY),
        Received: hop("Sat, 06 May 2017 09:14:09 +0200"),
      },
    ],
    [
      "a conversation begun after the Date",
      { "Thread-Index": thread(SENT + 3 * DAY, SENT + 3 * DAY) },
    ],
    [
      "a UUID made in May",
      { "X-Universally-Unique-Identifier": "5b2a7c80-3c1d-11e7-8c2d-0a1b2c3d4e5f" },
    ],
  ],
  silent: [
    [
      "a reply two windows of Thread-Index after its beginning",
      { "Thread-Index": thread(SENT - 1400 * DAY, SENT) },
    ],
    [
      "a Thread-Index of another month beside a boundary of the same minute",
      gmail(SENT, { "Thread-Index": thread(SENT - 100 * DAY, SENT - 60 * DAY) }),
    ],
    ["a boundary of the same minute", gmail(SENT)],
    ["a draft of yesterday", gmail(SENT - DAY)],
    ["28 hex digits that nobody says are Google's", { "Content-Type": gmailAt(SENT + 40 * DAY) }],
    [
      "an id that an archive gave",
      { "Message-ID": `<1.2.${SENT + 900 * DAY}.JavaMail.export@archive>` },
    ],
    ["an old conversation taken up again", { "Thread-Index": "AcHRnI3ya5iSPfXETiyMu9wGkVgJzw==" }],
  ],
});

table("transport-clock-disagrees-with-date", {
  fires: [
    [
      "taken in by Exchange forty days later",
      {
        Received: null,
        "X-MS-Exchange-CrossTenant-OriginalArrivalTime": "06 May 2017 07:14:05.1234 (UTC)",
      },
    ],
    [
      "signed a week later",
      { "DKIM-Signature": `${signature("s1", "example.org")}; t=${(SENT + 7 * DAY) / 1000}` },
    ],
    [
      "taken in by Gmail a week later",
      gmailHop("d9443c01a7336sm1.25.2017.04.03.00.14.05", "Mon, 03 Apr 2017 00:14:05 -0700"),
    ],
  ],
  silent: [
    ["signed at once", { "DKIM-Signature": `${signature("s1", "example.org")}; t=${SENT / 1000}` }],
    [
      "signed after a night in a queue",
      { "DKIM-Signature": `${signature("s1", "example.org")}; t=${(SENT + DAY / 2) / 1000}` },
    ],
    ["no clock at all", {}],
  ],
});

const BODY = "Dear Bob,\r\n\r\nthe budget is attached.\r\n";
const hashOf = (body: string): string =>
  createHash("sha256").update(body, "latin1").digest("base64");
const signedWith = (bh: string, more = ""): string =>
  `v=1; a=rsa-sha256; c=simple/simple; d=example.org; s=a; h=from;${more} bh=${bh}; b=Zm9v`;
const PASSED = "mx.example.net; dkim=pass header.d=example.org";
table("signed-body-differs", {
  fires: [
    [
      "another body",
      { "Authentication-Results": PASSED, "DKIM-Signature": signedWith(hashOf("other\r\n")) },
    ],
    [
      "two signatures, neither of this body",
      {
        "Authentication-Results": PASSED,
        "DKIM-Signature": [signedWith(hashOf("a\r\n")), signedWith(hashOf("b\r\n"))],
      },
    ],
  ],
  silent: [
    [
      "the signed body",
      { "Authentication-Results": PASSED, "DKIM-Signature": signedWith(hashOf(BODY)) },
    ],
    [
      "one signature of two that fits",
      {
        "Authentication-Results": PASSED,
        "DKIM-Signature": [signedWith(hashOf("a\r\n")), signedWith(hashOf(BODY))],
      },
    ],
    [
      "a part signed, the rest added",
      {
        "Authentication-Results": PASSED,
        "DKIM-Signature": signedWith(hashOf(BODY.slice(0, 9)), " l=9;"),
      },
    ],
    [
      "blanks written anew under a relaxed signature",
      {
        "Authentication-Results": PASSED,
        "DKIM-Signature": signedWith(hashOf(BODY)).replace("simple/simple", "relaxed/relaxed"),
      },
    ],
    ["no note of the server", { "DKIM-Signature": signedWith(hashOf("other\r\n")) }],
    [
      "a list that adds to the body",
      {
        "Authentication-Results": PASSED,
        "List-Id": "<a.example.org>",
        "DKIM-Signature": signedWith(hashOf("other\r\n")),
      },
    ],
  ],
});

const GMAIL_ID = "<CAKx4o7Yt2Wn5pQ8sZ1vBcD3eF6gH9jKlMnOpQrStUvWxYz0123@mail.gmail.com>";
table("gmail-id-under-other-program", {
  fires: [
    ["Thunderbird", { "User-Agent": "Mozilla Thunderbird", "Message-ID": GMAIL_ID }],
    ["Mutt", { "X-Mailer": "Mutt 1.5.21", "Message-ID": GMAIL_ID }],
  ],
  silent: [
    ["an id of its own", { "User-Agent": "Mozilla Thunderbird" }],
    [
      "an id of Thunderbird at gmail.com",
      { "User-Agent": "Mozilla Thunderbird", "Message-ID": "<58D8BC5D.1040905@gmail.com>" },
    ],
    ["no program named", { "Message-ID": GMAIL_ID }],
    ["a phone", { "X-Mailer": "iPhone Mail (14E277)", "Message-ID": GMAIL_ID }],
  ],
});

table("program-newer-than-date", {
  fires: [
    [
      "a version of 2021",
      {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:91.0) Gecko/20100101 Thunderbird/91.2.0",
      },
    ],
    [
      "Outlook of 2015 in 2012",
      { "X-Mailer": "Microsoft Outlook 16.0", Date: "Tue, 27 Mar 2012 09:14:05 +0200" },
    ],
    ["git of 2020 in 2017", { "X-Mailer": "git-send-email 2.30.1" }],
  ],
  silent: [
    [
      "the version of the day",
      {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:45.0) Gecko/20100101 Thunderbird/45.8.0",
      },
    ],
    [
      "a test version",
      {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:54.0) Gecko/20100101 Thunderbird/54.0a2",
      },
    ],
    [
      "an old version long after",
      { "X-Mailer": "Microsoft Outlook 14.0", Date: "Wed, 27 Mar 2024 09:14:05 +0200" },
    ],
    ["a program not in the table", { "X-Mailer": "The Bat! (v99.1)" }],
  ],
});
