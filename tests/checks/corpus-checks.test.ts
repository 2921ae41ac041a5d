/** Corpus checks, each with its table of small corpora. */
import { describe, expect, it } from "vitest";
import { quotedTextDiffers } from "../../src/checks/corpus/quoted-text-differs.ts";
import { CORPUS_CHECKS } from "../../src/checks/engine/corpus-checks.ts";
import type { FileRow, MessageRow } from "../../src/model/corpus-view.ts";
import type { MetadataValue } from "../../src/model/metadata.ts";
import {
  chatter,
  corpusTable,
  type Entry,
  findingsOf,
  person,
  START,
  sheetValues,
  TRAITS,
} from "./small-corpus.ts";
import { value } from "./tables.ts";

type Rows = Parameters<typeof corpusTable>[1];
const table = (id: string, rows: Rows): void => {
  const check = CORPUS_CHECKS.find((each) => each.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  corpusTable(check, rows);
};
const message = (id: string, more: Partial<MessageRow> = {}, text = ""): Entry => ({
  message: { id, ...more },
  text,
});
const loose = (
  name: string,
  metadata: readonly MetadataValue[],
  more: Partial<FileRow> = {},
  text = "",
): Entry => ({ file: { name, metadata, ...more }, text });
const attached = (
  to: string,
  name: string,
  metadata: readonly MetadataValue[],
  text = "",
  more: Partial<FileRow> = {},
): Entry => ({ file: { name, metadata, ...more }, text, in: to });
const DAY = 86_400_000;
const HOUR = 3_600_000;

const ORIGINAL =
  "Dear Bob,\n\nThe fair brought in 1240 euros, counted twice.\nThe cheque for the sound was 310 euros.\nPlease tell Martin Keller that it is not settled yet.\n";
const quote = (text: string): string =>
  text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
const reply = (text: string): Entry[] => [
  message("a@x", {}, ORIGINAL),
  message("b@x", { parents: ["a@x"] }, `Thank you.\n\n${text}`),
];
table("quoted-text-differs", {
  fires: [
    ["an amount", reply(quote(ORIGINAL.replace("1240", "4240")))],
    ["a negation taken out", reply(quote(ORIGINAL.replace("is not settled", "is settled")))],
    ["a name", reply(quote(ORIGINAL.replace("Keller", "Brandt")))],
  ],
  silent: [
    [
      "the time in the header lines of a quoted message",
      [
        message("a@x", {}, `Sent: Saturday, October 05, 2002 11:56 PM\n${ORIGINAL}`),
        message(
          "b@x",
          { parents: ["a@x"] },
          `Yes.\n\n> Sent: Saturday, October 05, 2002 9:35 PM\n${quote(ORIGINAL)}`,
        ),
      ],
    ],
    ["a word for word quotation", reply(quote(ORIGINAL))],
    [
      "a quotation wrapped elsewhere",
      reply(quote(ORIGINAL.replace("counted twice.", "counted\ntwice."))),
    ],
    ["letters lost in a charset accident", reply(quote(ORIGINAL.replace("fair", "fa?r")))],
    ["a rewritten link or address", reply(quote(ORIGINAL.replace("310 euros", "310 euro$")))],
    ["a free retelling", reply("> the fair brought about 4000\n> sound was cheap\n")],
    ["a parent that is not here", [message("b@x", { parents: ["a@x"] }, quote(ORIGINAL))]],
  ],
});

it("quoted-text-differs is of the highest level for an exchange only, not for a word left out", () => {
  const levelOf = (changed: string): string | undefined =>
    findingsOf(quotedTextDiffers, reply(quote(changed)))[0]?.level;
  expect(levelOf(ORIGINAL.replace("1240", "4240"))).toBe("high");
  expect(levelOf(ORIGINAL.replace("is not settled", "is settled"))).toBe("medium");
});

const same = (first: string, second: string, more: Partial<MessageRow> = {}): Entry[] => [
  message("a@x", { sentAt: START }, first),
  message("a@x", { sentAt: START, ...more }, second),
];
const BODY =
  "Dear Odile,\n\nI agree to the offer of the clockmaker: 860 euros and not more.\nThe deposit was paid in May by the treasurer.\nBest regards to all of you\n";
table("same-message-id-different-body", {
  fires: [
    ["an amount changed", same(BODY, BODY.replace("860", "8600"))],
    [
      "a sentence replaced",
      same(
        BODY,
        BODY.replace(
          "The deposit was paid in May by the treasurer.",
          "Say nothing of this to anybody.",
        ),
      ),
    ],
  ],
  silent: [
    [
      "an address masked by whoever passed the mail on",
      same(`${BODY}Write to anna@halle.example.\n`, `${BODY}Write to xxx@example.com.\n`),
    ],
    ["a list footer", same(BODY, `${BODY}\n____\nlist mailing list\nhttp://lists.example.net\n`)],
    ["other blanks", same(BODY, BODY.replaceAll(" ", "  "))],
    [
      "a personal copy to another sender's list",
      same(BODY, "Something else entirely is said here.", { from: [person("c@x")] }),
    ],
    [
      "ids that a program reuses on other days",
      same(BODY, "Something else entirely is said here.", { sentAt: START + DAY }),
    ],
    ["an empty copy", same(BODY, "")],
  ],
});

const carried = (
  modified: string,
  created = "2015-01-01T00:00:00Z",
  mail: Partial<MessageRow> = {},
): Entry[] => [
  message("a@x", { sentAt: Date.UTC(2016, 8, 6, 9), ...mail }),
  attached("a@x", "a.xlsx", sheetValues("Anna", "Anna", created, modified)),
];
table("saved-after-sent", {
  fires: [
    ["forty days later", carried("2016-10-16T12:00:00Z")],
    ["made after it was sent", carried("2016-10-16T12:00:00Z", "2016-10-16T11:00:00Z")],
  ],
  silent: [
    ["before", carried("2016-09-05T12:00:00Z")],
    ["some hours after: a zone", carried("2016-09-06T21:00:00Z")],
    [
      "before it was received, late",
      carried("2016-10-16T12:00:00Z", "2015-01-01T00:00:00Z", {
        receivedAt: Date.UTC(2016, 9, 20),
      }),
    ],
    ["a slot filled with nonsense", carried("2120-01-01T00:00:00Z")],
    [
      "a loose file",
      [
        loose(
          "a.xlsx",
          sheetValues("Anna", "Anna", "2015-01-01T00:00:00Z", "2017-01-01T00:00:00Z"),
        ),
      ],
    ],
  ],
});

const times = (n: number, gapSeconds: number): string[] =>
  Array.from({ length: n }, (_, i) =>
    new Date(Date.UTC(2017, 2, 27, 9, 12) + i * gapSeconds * 1000).toISOString(),
  );
const burst = (
  n: number,
  gapSeconds: number,
  created: (i: number) => string,
  saver = "Tomas Zelin",
): Entry[] =>
  times(n, gapSeconds).map((at, i) =>
    loose(`f${i}.xlsx`, sheetValues("Odile", saver, created(i), at)),
  );
const yearly = (i: number): string => `${2006 + (i % 10)}-0${1 + (i % 8)}-11T10:0${i % 10}:00Z`;
table("re-save-burst", {
  fires: [
    ["nine files of ten years in four minutes", burst(9, 28, yearly)],
    ["four in fifteen minutes", burst(4, 280, yearly)],
    ["a migration, which is one too, at a lower level", burst(200, 4, yearly)],
  ],
  silent: [
    ["three", burst(3, 30, yearly)],
    ["a day's work with pauses", burst(9, 1800, yearly)],
    ["an export that makes all files anew", burst(9, 10, () => "2017-03-27T09:00:00Z")],
    ["files made and saved in one week", burst(9, 28, (i) => `2017-03-2${i % 5}T10:0${i}:00Z`)],
    [
      "copies of one file",
      burst(9, 28, yearly).map((entry) =>
        "file" in entry ? { ...entry, file: { ...entry.file, contentId: "one" } } : entry,
      ),
    ],
  ],
});

const saved = (saver: string, creator = "Anna Weber"): Entry[] =>
  [0, 1].map((i) =>
    loose(
      `f${i}.xlsx`,
      sheetValues(creator, saver, "2016-01-01T00:00:00Z", `2016-02-0${i + 1}T00:00:00Z`),
    ),
  );
table("saver-seen-nowhere-else", {
  fires: [
    ["a saver of two files of a correspondent", [...chatter(5), ...saved("Tomas Zelin")]],
    ["a name in another script", [...chatter(5), ...saved("Зимин Тарас")]],
  ],
  silent: [
    ["a correspondent", [...chatter(5), ...saved("Bob Fell")]],
    [
      "a correspondent with the family name first",
      [...chatter(5, 0, { to: [person("t@x", "Zelin, Tomas")] }), ...saved("Tomas Zelin")],
    ],
    [
      "somebody who is written about",
      [...chatter(5), message("z@x", {}, "Ask Tomas Zelin."), ...saved("Tomas Zelin")],
    ],
    [
      "somebody who also makes files",
      [
        ...chatter(5),
        ...saved("Tomas Zelin"),
        loose(
          "own.xlsx",
          sheetValues("Tomas Zelin", "Anna Weber", "2016-01-01T00:00:00Z", "2016-01-02T00:00:00Z"),
        ),
      ],
    ],
    [
      "a default name",
      [...chatter(5), ...saved("Microsoft Office User"), ...saved("Пользователь")],
    ],
  ],
});

const cyrillic = (n: number): Entry[] =>
  chatter(n, 500, { subject: "Смета на крышу", from: [person("t@x", "Тарас Зимин")] });
const foreign = (text: string, field = "lastsavedby"): Entry[] =>
  [0, 1].map((i) =>
    loose(
      `f${i}.xlsx`,
      [
        ...sheetValues(
          "Anna Weber",
          "Anna Weber",
          "2016-01-01T00:00:00Z",
          "2016-01-02T00:00:00Z",
        ).filter((v) => v.field !== field),
        value(field, text, "docProps/core.xml cp:lastModifiedBy"),
      ],
      { contentId: `c${i}` },
    ),
  );
table("foreign-script-metadata", {
  fires: [
    ["a Cyrillic saver among Latin mail", [...chatter(60), ...foreign("Зимин Тарас")]],
    [
      "a Latin saver among Cyrillic mail",
      [
        ...cyrillic(60),
        ...foreign("Anna Weber")
          .slice(0, 2)
          .map((e) => ("file" in e ? { ...e, file: { ...e.file, name: "смета.xlsx" } } : e)),
      ],
    ],
    ["a Greek saver", [...chatter(60), ...foreign("Νίκος Παππάς")]],
    ["an Arabic saver", [...chatter(60), ...foreign("محمد علي")]],
    ["a Hebrew saver", [...chatter(60), ...foreign("דוד כהן")]],
  ],
  silent: [
    ["a correspondent of that name", [...chatter(60), ...cyrillic(1), ...foreign("Тарас Зимин")]],
    ["a script at home here", [...chatter(60), ...cyrillic(10), ...foreign("Зимин Пётр")]],
    ["a supplier's own company, as context", [...chatter(60), ...foreign("Мастерская", "company")]],
    ["a default name", [...chatter(60), ...foreign("Пользователь")]],
    ["accented letters, which are Latin", [...chatter(60), ...foreign("Žofie Bělohlávková")]],
  ],
});

const TEXT =
  "Invoice for the repair of the roof: twelve beams, delivered and fitted in May, paid in two parts, 1240 euros in all, with regards to the board of the association.";
const versions = (second: string, modified: string): Entry[] => [
  message("a@x"),
  attached(
    "a@x",
    "invoice.xlsx",
    sheetValues("Anna", "Anna", "2016-01-01T00:00:00Z", "2016-01-02T00:00:00Z"),
    TEXT,
  ),
  message("b@x"),
  attached(
    "b@x",
    "invoice.xlsx",
    sheetValues("Anna", "Anna", "2016-01-01T00:00:00Z", modified),
    second,
  ),
];
table("attachment-variants", {
  fires: [
    [
      "one amount changed, one time of saving",
      versions(TEXT.replace("1240", "4240"), "2016-01-02T00:00:00Z"),
    ],
    [
      "two numbers changed",
      versions(TEXT.replace("1240", "4240").replace("twelve", "thirteen"), "2016-01-02T00:00:00Z"),
    ],
  ],
  silent: [
    ["the same file twice", versions(TEXT, "2016-01-02T00:00:00Z")],
    [
      "a draft saved again, as context",
      versions(TEXT.replace("1240", "4240"), "2016-01-09T00:00:00Z"),
    ],
    [
      "another text under one name",
      versions("Something else entirely, of another length.", "2016-01-02T00:00:00Z"),
    ],
    [
      "a picture's common name",
      versions(TEXT.replace("1240", "4240"), "2016-01-02T00:00:00Z").map((e) =>
        "file" in e ? { ...e, file: { ...e.file, type: "image/png" } } : e,
      ),
    ],
  ],
});

const twin = (saver: string, modified: string, contentId = "other"): Entry[] => [
  message("a@x"),
  attached(
    "a@x",
    "plan.xlsx",
    sheetValues("Anna", "Anna", "2014-05-05T10:00:07Z", "2014-06-01T00:00:00Z"),
  ),
  loose("plan.xlsx", sheetValues("Anna", saver, "2014-05-05T10:00:07Z", modified), { contentId }),
];
table("loose-file-twin-differs", {
  fires: [
    ["saved later by another", twin("Tomas Zelin", "2017-03-27T00:00:00Z")],
    ["saved the next year", twin("Зимин", "2015-06-01T00:00:00Z")],
  ],
  silent: [
    ["saved later by the same", twin("Anna", "2017-03-27T00:00:00Z")],
    ["an earlier state", twin("Tomas Zelin", "2014-05-06T00:00:00Z")],
    ["the very same file", twin("Anna", "2014-06-01T00:00:00Z", "content 1")],
    ["no twin in any mail", twin("Tomas Zelin", "2017-03-27T00:00:00Z").slice(2)],
  ],
});

const answers = (n: number, at: number, parent: (i: number) => string): Entry[] =>
  Array.from({ length: n }, (_, i) =>
    message(`r${at + i}@x`, { sentAt: at + i * HOUR, parents: [parent(i)] }),
  );
const answered = Array.from({ length: 40 }, (_, week) =>
  answers(15, START + week * 7 * DAY, (i) => (i === 0 && week > 0 ? "gone@x" : "m0@example.org")),
).flat();
table("referenced-mail-missing", {
  fires: [
    [
      "a week whose parents are all gone",
      [...chatter(1), ...answered, ...answers(20, START + 300 * DAY, (i) => `gone${i}@x`)],
    ],
    [
      "two such weeks",
      [
        ...chatter(1),
        ...answered,
        ...answers(20, START + 300 * DAY, () => "g@x"),
        ...answers(20, START + 330 * DAY, () => "g@x"),
      ],
    ],
  ],
  silent: [
    ["the usual share", [...chatter(1), ...answered]],
    [
      "a few more than usual",
      [...chatter(1), ...answered, ...answers(4, START + 300 * DAY, () => "g@x")],
    ],
    ["no answers", chatter(30)],
    ["a corpus where most parents are elsewhere", answers(200, START, (i) => `gone${i}@x`)],
  ],
});

const daily = (days: number, perDay: number, skip: (day: number) => boolean): Entry[] =>
  Array.from({ length: days * perDay }, (_, i) => ({ day: Math.floor(i / perDay), i }))
    .filter(({ day }) => !skip(day))
    .map(({ day, i }) => message(`d${i}@x`, { sentAt: START + day * DAY + (i % perDay) * HOUR }));
table("mail-hole", {
  fires: [
    ["ten days of none among five a day", daily(120, 5, (day) => day >= 50 && day < 60)],
    ["two holes", daily(160, 5, (day) => (day >= 50 && day < 60) || (day >= 110 && day < 120))],
  ],
  silent: [
    ["weekends", daily(120, 5, (day) => day % 7 > 4)],
    ["a long weekend", daily(120, 5, (day) => day >= 50 && day < 53)],
    ["mail that is sparse anyway", daily(220, 1, (day) => day >= 50 && day < 60)],
    ["few mails", daily(20, 5, (day) => day >= 8 && day < 14)],
  ],
});

describe("a hole in the mail of one person", () => {
  const check = CORPUS_CHECKS.find(({ id }) => id === "mail-hole");
  if (check === undefined) throw new Error("no such check");
  const sorted = (entries: readonly Entry[], folders: number): Entry[] =>
    entries.map((entry, i) =>
      "message" in entry
        ? { message: { ...entry.message, container: `dump/anna/folder-${i % folders}` } }
        : entry,
    );
  const other: Entry = { message: { id: "o@x", container: "dump/bob/Inbox" } };
  const hole = daily(120, 5, (day) => day >= 50 && day < 60);

  it("is found in folders of which none has much mail, and named with its days", () => {
    const findings = findingsOf(check, [...sorted(hole, 10), other]);
    expect(findings.map(({ level }) => level)).toEqual(["medium"]);
    expect(findings[0]?.sentence).toMatch(
      /^“dump\/anna” holds no mail for 1[01] days, from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\./,
    );
  });

  it("is context where such pauses are usual", () => {
    const often = daily(160, 5, (day) => [30, 60, 90, 120].some((at) => day >= at && day < at + 9));
    const levels = findingsOf(check, often).map(({ level }) => level);
    expect(new Set(levels)).toEqual(new Set(["information"]));
  });
});

/** Mail between two mailboxes; `lacking` are left out of the recipient's. */
const sides = (n: number, lacking: (i: number) => boolean): Entry[] => {
  const pair = { from: [person("anna@x")], to: [person("bob@x")] };
  const anna = Array.from({ length: n }, (_, i) =>
    message(`s${i}@x`, { ...pair, sourceId: 1, container: "dump/anna/Sent" }),
  );
  const bob = Array.from({ length: n }, (_, i) => i)
    .filter((i) => !lacking(i))
    .map((i) => message(`s${i}@x`, { ...pair, sourceId: 1, container: "dump/bob/Inbox" }));
  const own = (container: string, address: string): Entry[] =>
    Array.from({ length: 40 }, (_, i) =>
      message(`${address}${i}`, {
        sourceId: 1,
        container,
        from: [person(address)],
        to: [person(`c${i}@y`)],
      }),
    );
  return [...anna, ...bob, ...own("dump/anna/Sent", "anna@x"), ...own("dump/bob/Inbox", "bob@x")];
};
table("one-sided-mail", {
  fires: [
    ["two of fifty missing", sides(50, (i) => i === 7 || i === 8)],
    ["one of thirty missing", sides(30, (i) => i === 3)],
  ],
  silent: [
    ["all on both sides", sides(50, () => false)],
    ["half missing: another selection", sides(50, (i) => i % 2 === 0)],
    ["few mails", sides(10, (i) => i === 3)],
    [
      "one mailbox only",
      sides(50, () => false).filter(
        (e) => "message" in e && e.message.container?.includes("anna") === true,
      ),
    ],
  ],
});

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const doc = (name: string, creator: string, rsids: readonly string[]): Entry =>
  loose(
    name,
    [
      value("creator", creator, "docProps/core.xml dc:creator"),
      ...rsids.map((id) => value("docid", id, "word/settings.xml w:rsid")),
    ],
    { type: DOCX },
  );
table("shared-rsids", {
  fires: [
    [
      "two ids in files of two creators",
      [doc("a.docx", "Anna", ["00a1", "00b2", "00c3"]), doc("b.docx", "Carl", ["00a1", "00b2"])],
    ],
    [
      "three files",
      [
        doc("a.docx", "Anna", ["00a1", "00b2"]),
        doc("b.docx", "Carl", ["00a1", "00b2"]),
        doc("c.docx", "Dora", ["00a1", "00b2"]),
      ],
    ],
  ],
  silent: [
    ["one id by chance", [doc("a.docx", "Anna", ["00a1"]), doc("b.docx", "Carl", ["00a1"])]],
    [
      "a template of the house",
      Array.from({ length: 8 }, (_, i) => doc(`${i}.docx`, `P${i}`, ["00a1", "00b2"])),
    ],
    [
      "one creator",
      [doc("a.docx", "Anna", ["00a1", "00b2"]), doc("b.docx", "anna", ["00a1", "00b2"])],
    ],
    [
      "versions of one file",
      [doc("a.docx", "Anna", ["00a1", "00b2"]), doc("a.docx", "Carl", ["00a1", "00b2"])],
    ],
  ],
});

const pair = (backMs: number): Entry[] => [
  message("a@x", { sentAt: START }),
  message("b@x", { parents: ["a@x"], sentAt: START - backMs }),
];
table("reply-before-parent", {
  fires: [
    ["two days before", pair(2 * DAY)],
    ["a year before", pair(365 * DAY)],
  ],
  silent: [
    ["after", pair(-HOUR)],
    ["an hour before: clocks", pair(HOUR)],
    ["a day before: zones", pair(25 * HOUR)],
    [
      "no date",
      [message("a@x", { sentAt: START }), message("b@x", { parents: ["a@x"], sentAt: null })],
    ],
  ],
});

const talk = (id: string, conversation: string, subject: string, from: string, to: string): Entry =>
  message(id, {
    traits: { ...TRAITS, conversation },
    subject,
    from: [person(from)],
    to: [person(to)],
  });
table("conversation-id-reused", {
  fires: [
    [
      "two mails with nothing in common",
      [
        talk("a@x", "c1", "Budget", "anna@x", "bob@x"),
        talk("b@x", "c1", "Holidays", "carl@y", "dora@y"),
      ],
    ],
    [
      "a third one in between",
      [
        talk("a@x", "c1", "Budget", "anna@x", "bob@x"),
        talk("c@x", "c1", "Re: Budget", "bob@x", "anna@x"),
        talk("b@x", "c1", "Holidays", "carl@y", "dora@y"),
      ],
    ],
  ],
  silent: [
    [
      "a reply",
      [
        talk("a@x", "c1", "Budget", "anna@x", "bob@x"),
        talk("b@x", "c1", "RE: Budget", "bob@x", "anna@x"),
      ],
    ],
    [
      "forwarded to others under the same subject",
      [
        talk("a@x", "c1", "Budget", "anna@x", "bob@x"),
        talk("b@x", "c1", "FW: Budget", "carl@y", "dora@y"),
      ],
    ],
    [
      "an old mail taken as pattern by one of its people",
      [
        talk("a@x", "c1", "Budget", "anna@x", "bob@x"),
        talk("b@x", "c1", "Holidays", "anna@x", "dora@y"),
      ],
    ],
    [
      "no conversation id",
      [
        talk("a@x", "", "Budget", "anna@x", "bob@x"),
        talk("b@x", "", "Holidays", "carl@y", "dora@y"),
      ],
    ],
  ],
});

const queued = (id: string, queueId: string, more: Partial<MessageRow> = {}): Entry =>
  message(id, { traits: { ...TRAITS, queueIds: [`mx.example.org ${queueId}`] }, ...more });
table("queue-id-shared", {
  fires: [
    [
      "two senders",
      [queued("a@x", "4Qx7Ab12Cd"), queued("b@x", "4Qx7Ab12Cd", { from: [person("carl@y")] })],
    ],
    ["one sender, days apart", [queued("a@x", "4Qx7Ab12Cd"), queued("b@x", "4Qx7Ab12Cd")]],
  ],
  silent: [
    ["the same message twice", [queued("a@x", "4Qx7Ab12Cd"), queued("a@x", "4Qx7Ab12Cd")]],
    [
      "several mails over one connection",
      [
        queued("a@x", "4Qx7Ab12Cd", { sentAt: START }),
        queued("b@x", "4Qx7Ab12Cd", { sentAt: START + 60_000 }),
      ],
    ],
    [
      "a server that repeats ids as a habit",
      Array.from({ length: 12 }, (_, i) =>
        queued(`h${i}@x`, `same${i % 2}`, { sentAt: START + i * DAY }),
      ),
    ],
    ["ids of their own", [queued("a@x", "4Qx7Ab12Cd"), queued("b@x", "9Zz1Ab12Cd")]],
  ],
});

const PAGE =
  "Offer 2016-88\nReplacement of twelve beams, fitting included\nTotal amount of the offer: 7400 euros\nValid for three months from today\n";
const pdf = (before: string, after: string): Entry[] => [
  { file: { name: "offer.pdf", type: "application/pdf" }, text: after },
  {
    file: { name: "revision 1 of 2", type: "application/pdf", parentId: 0, rootId: 0 },
    text: before,
  },
];
table("pdf-revision-text-changed", {
  fires: [
    ["an amount", pdf(PAGE, PAGE.replace("7400", "17400"))],
    [
      "a name",
      pdf(
        PAGE.replace("three months from today", "Martin Keller of Halle"),
        PAGE.replace("three months from today", "Martin Brandt of Halle"),
      ),
    ],
  ],
  silent: [
    ["a signature, which changes no text", pdf(PAGE, PAGE)],
    ["a form filled in", pdf(PAGE, `${PAGE}Name: Anna Weber\nDate: 4 July 2016\n`)],
    ["a comment added", pdf(PAGE, `${PAGE}[comments] please check\n`)],
    ["one revision", [{ file: { name: "offer.pdf", type: "application/pdf" }, text: PAGE }]],
  ],
});

const made = (
  name: string,
  saver: string,
  modified: string,
  text: string,
  created = "2010-03-03T08:00:01Z",
): Entry => loose(name, sheetValues("Anna Weber", saver, created, modified), {}, text);
const LETTER =
  "We invite the members to the yearly meeting\nin the town hall on the third of May\n";
const OTHER =
  "Payments to the contractor are to be made in cash\nand not entered in the books of the association\n";
table("inherited-from-other-file", {
  fires: [
    [
      "an emptied letter with other text, saved by another",
      [
        made("letter.docx", "Anna Weber", "2010-03-04T00:00:00Z", LETTER),
        made("memo.docx", "Tomas Zelin", "2016-03-04T00:00:00Z", OTHER),
      ],
    ],
    [
      "two such files",
      [
        made("letter.docx", "Anna Weber", "2010-03-04T00:00:00Z", LETTER),
        made("memo.docx", "Tomas Zelin", "2016-03-04T00:00:00Z", OTHER),
        made("note.docx", "Tomas Zelin", "2016-03-05T00:00:00Z", OTHER),
      ],
    ],
  ],
  silent: [
    [
      "a shared template, each file with a date of its own",
      [
        made("letter.docx", "Anna Weber", "2010-03-04T00:00:00Z", LETTER),
        made("memo.docx", "Tomas Zelin", "2016-03-04T00:00:00Z", OTHER, "2016-03-03T00:00:00Z"),
      ],
    ],
    [
      "the author's own reuse",
      [
        made("letter.docx", "Anna Weber", "2010-03-04T00:00:00Z", LETTER),
        made("memo.docx", "Anna Weber", "2016-03-04T00:00:00Z", OTHER),
      ],
    ],
    [
      "a form filled in by others",
      [
        made("letter.docx", "Anna Weber", "2010-03-04T00:00:00Z", LETTER),
        made(
          "filled.docx",
          "Tomas Zelin",
          "2016-03-04T00:00:00Z",
          `${LETTER}Name: Tomas Zelin is coming\n`,
        ),
      ],
    ],
    [
      "a new version under its own name",
      [
        made("letter.docx", "Anna Weber", "2010-03-04T00:00:00Z", LETTER),
        made("letter.docx", "Tomas Zelin", "2016-03-04T00:00:00Z", OTHER),
      ],
    ],
  ],
});

const unlike = {
  mailer: "the bat",
  idShape: "9.9",
  charset: "windows-1251",
  firstHop: "203.0.113.9",
} as const;
const usual = { ...TRAITS, firstHop: "192.0.2.7" };
const odd = (traits: Partial<typeof TRAITS>, more: Partial<MessageRow> = {}): Entry[] => [
  ...chatter(40, 0, { traits: usual }),
  message("odd@x", { traits: { ...usual, ...traits }, ...more }),
];
const few = (traits: Partial<typeof TRAITS>, more: Partial<MessageRow> = {}): Entry[] => [
  ...chatter(10, 0, { traits: usual }),
  message("odd@x", { traits: { ...usual, ...traits }, ...more }),
];
const mixed = (vary: (i: number) => Partial<MessageRow>): Entry[] =>
  Array.from({ length: 40 }, (_, i) => message(`x${i}@x`, { traits: usual, ...vary(i) }));
const single: readonly (readonly [
  string,
  Partial<typeof TRAITS>,
  Partial<MessageRow>,
  (i: number) => Partial<MessageRow>,
])[] = [
  ["sender-zone-new", {}, { zoneMinutes: 480 }, (i) => ({ zoneMinutes: i * 15 })],
  [
    "sender-client-new",
    { mailer: "the bat" },
    {},
    (i) => ({ traits: { ...usual, mailer: `m${i}` } }),
  ],
  [
    "sender-message-id-shape-new",
    { idShape: "9.9" },
    {},
    (i) => ({ traits: { ...usual, idShape: `s${i}` } }),
  ],
  [
    "sender-charset-new",
    { charset: "koi8-r" },
    {},
    (i) => ({ traits: { ...usual, charset: `c${i}` } }),
  ],
  [
    "sender-first-hop-new",
    { firstHop: "203.0.113.9" },
    {},
    (i) => ({ traits: { ...usual, firstHop: `10${i}.0.0.1` } }),
  ],
];
for (const [id, traits, more, vary] of single) {
  table(id, {
    fires: [
      ["one mail unlike forty", odd(traits, more)],
      ["the first of them", odd(traits, more).toReversed()],
    ],
    silent: [
      ["no difference", odd({})],
      ["a sender of few mails", few(traits, more)],
      ["a sender without habits", mixed(vary)],
      ["mail through a list", odd({ ...traits, bulk: true }, more)],
    ],
  });
}
table("unlike-senders-history", {
  fires: [
    [
      "three traits at once",
      odd({ mailer: unlike.mailer, idShape: unlike.idShape, charset: unlike.charset }),
    ],
    ["five at once", odd(unlike, { zoneMinutes: 480 })],
  ],
  silent: [
    ["a new program alone", odd({ mailer: unlike.mailer })],
    ["travel: zone and network", odd({ firstHop: unlike.firstHop }, { zoneMinutes: 480 })],
    ["a sender of few mails", few(unlike, { zoneMinutes: 480 })],
    [
      "a form letter through a service, which is bulk",
      odd({ ...unlike, bulk: true }, { zoneMinutes: 480 }),
    ],
  ],
});

const zoned = (n: number, offset: string, creator = "Perrine Coste"): Entry =>
  loose(`sheet-${n}.pdf`, [
    value("creator", creator, "Info /Author"),
    {
      ...value("created", `2016-0${(n % 9) + 1}-07T10:00:00Z`, "Info /CreationDate", "stated"),
      text: `D:20160107120000${offset}`,
    },
  ]);
const habit = Array.from({ length: 8 }, (_, n) => zoned(n, n % 2 === 0 ? "+01'00'" : "+02'00'"));
table("saver-zone-new", {
  fires: [
    ["a file of nine elsewhere", [...habit, zoned(8, "-05'00'")]],
    ["a file three hours further", [...habit, zoned(8, "+05'00'")]],
  ],
  silent: [
    ["summer and winter time", [...habit, zoned(8, "+03'00'")]],
    ["travel twice: no habit", [...habit, zoned(8, "-05'00'"), zoned(9, "-05'00'")]],
    ["too few files", [...habit.slice(0, 3), zoned(8, "-05'00'")]],
    ["another of another name", [...habit, zoned(8, "-05'00'", "Bob Fell")]],
  ],
});

const packed = (at: string): Entry[] => [
  { file: { name: "papers.zip", metadata: [], type: "application/zip" } },
  {
    file: {
      name: "list.txt",
      parentId: 30,
      kind: "member",
      metadata: [value("membertime", at, "zip directory, DOS time", "unknown")],
    },
  },
];
const box = Array.from({ length: 30 }, (_, i) => message(`m${i}@x`, { sentAt: START + i * DAY }));
table("archive-packed-after-mail", {
  fires: [
    ["two years later", [...box, ...packed("2018-02-03T11:04:00")]],
    ["a week later", [...box, ...packed("2016-04-09T11:04:00")]],
  ],
  silent: [
    ["before the mail ends", [...box, ...packed("2016-03-05T11:04:00")]],
    ["the next hours", [...box, ...packed("2016-03-31T08:04:00")]],
    ["too little mail to tell an end", [...box.slice(0, 3), ...packed("2018-02-03T11:04:00")]],
  ],
});

const sealed = (id: string, seals: readonly string[]): Entry =>
  message(id, { traits: { ...TRAITS, seals } });
table("signature-shared", {
  fires: [
    [
      "one signature, two ids",
      [sealed("a@x", ["x.example abc"]), sealed("b@x", ["x.example abc"])],
    ],
    [
      "the second of two signatures",
      [sealed("a@x", ["y.example 1", "x.example abc"]), sealed("b@x", ["x.example abc"])],
    ],
  ],
  silent: [
    ["copies of one message", [sealed("a@x", ["x.example abc"]), sealed("a@x", ["x.example abc"])]],
    ["two signatures", [sealed("a@x", ["x.example abc"]), sealed("b@x", ["x.example abd"])]],
    ["no id", [sealed("", ["x.example abc"]), sealed("b@x", ["x.example abc"])]],
  ],
});
