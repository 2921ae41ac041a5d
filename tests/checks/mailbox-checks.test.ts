/** Checks over a mailbox as a whole, and over pictures among other files: each with its table of small corpora. */
import { CORPUS_CHECKS } from "../../src/checks/engine/corpus-checks.ts";
import type { MessageRow } from "../../src/model/corpus-view.ts";
import type { MessageTraits } from "../../src/model/traits.ts";
import { corpusTable, type Entry, person, sheetValues, TRAITS } from "./small-corpus.ts";
import { value } from "./tables.ts";

type Rows = Parameters<typeof corpusTable>[1];
const table = (id: string, rows: Rows): void => {
  const check = CORPUS_CHECKS.find((each) => each.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  corpusTable(check, rows);
};

/** Sixty mails of one box; `more` changes the traits of one, `row` the rest of it. */
const box = (
  more: (i: number) => Partial<MessageTraits>,
  row: (i: number) => Partial<MessageRow> = () => ({}),
): Entry[] =>
  Array.from({ length: 60 }, (_, i) => ({
    message: { id: `b${i}@example.org`, traits: { ...TRAITS, ...more(i) }, ...row(i) },
  }));

table("mailbox-number-out-of-order", {
  fires: [
    ["a number from long before", box((i) => ({ uid: i === 30 ? 4 : 100 + i }))],
    ["a number from long after", box((i) => ({ uid: i === 30 ? 9999 : 100 + i }))],
    ["one mail without a number", box((i) => ({ uid: i === 30 ? null : 100 + i }))],
    ["one mail without a status", box((i) => ({ hasStatus: i !== 30 }))],
  ],
  silent: [
    ["numbers with gaps", box((i) => ({ uid: 100 + i * i }))],
    ["a sorted mailbox", box((i) => ({ uid: (i * 37) % 61 }))],
    ["new mail at the end, which nobody opened", box((i) => ({ hasStatus: i < 55 }))],
    ["a mailbox without marks", box(() => ({}))],
  ],
});

table("line-ends-unlike-mailbox", {
  fires: [
    ["one mail with CR LF", box((i) => ({ lineEnds: i === 9 ? "crlf" : "" }))],
    ["one mail with LF", box((i) => ({ lineEnds: i === 9 ? "" : "crlf" }))],
    ["one mail with both", box((i) => ({ lineEnds: i === 9 ? "mixed" : "" }))],
  ],
  silent: [
    ["all alike", box(() => ({ lineEnds: "crlf" }))],
    ["a mailbox put together from two", box((i) => ({ lineEnds: i < 30 ? "crlf" : "" }))],
    ["a small box", box((i) => ({ lineEnds: i === 9 ? "crlf" : "" })).slice(0, 30)],
  ],
});

const toBob = { to: [person("bob@example.net")] };
const toOther = { to: [person("carl@example.net")], from: [person("dora@example.com")] };
table("owner-not-named", {
  fires: [
    [
      "a mail to somebody else",
      box(
        () => ({}),
        (i) => (i === 9 ? toOther : toBob),
      ),
    ],
    [
      "a mail to nobody",
      box(
        () => ({}),
        (i) => (i === 9 ? { to: [], from: [person("dora@example.com")] } : toBob),
      ),
    ],
  ],
  silent: [
    [
      "Bcc, which the server notes",
      box(
        (i) => ({ deliveredTo: i === 9 ? ["bob@example.net"] : [] }),
        (i) => (i === 9 ? toOther : { ...toBob, from: [person(`p${i}@example.org`)] }),
      ),
    ],
    [
      "bulk mail",
      box(
        (i) => ({ bulk: i === 9 }),
        (i) => (i === 9 ? toOther : toBob),
      ),
    ],
    [
      "a box of many people",
      box(
        () => ({}),
        (i) => (i % 2 === 0 ? toOther : toBob),
      ),
    ],
  ],
});

const SAVED = "2016-03-04T10:30:00Z";
const holding = (taken: string): Entry[] => [
  {
    file: {
      name: "a.docx",
      docId: 7,
      metadata: sheetValues("A", "A", "2016-03-01T09:00:00Z", SAVED),
    },
  },
  {
    file: {
      name: "image1.jpeg",
      type: "image/jpeg",
      parentId: 7,
      metadata: [value("taken", taken, "EXIF DateTimeOriginal", "unknown")],
    },
  },
];
table("picture-taken-after-saving", {
  fires: [
    ["a month later", holding("2016-04-04T10:30:00")],
    ["two days later", holding("2016-03-06T12:31:00")],
  ],
  silent: [
    ["before", holding("2016-02-01T10:30:00")],
    ["hours later, of another zone", holding("2016-03-05T08:00:00")],
    ["no time", holding("")],
  ],
});

const picture = (name: string, serial: string, model: string, more: object = {}): Entry => ({
  file: {
    name,
    type: "image/jpeg",
    metadata: [
      value("docid", serial, "EXIF BodySerialNumber"),
      value("camera", model, "EXIF Model"),
    ],
    ...more,
  },
});
table("camera-shared", {
  fires: [
    [
      "two models",
      [picture("a.jpg", "HC7709213", "HC-20"), picture("b.jpg", "HC7709213", "HC-40")],
    ],
    ["two makers", [picture("a.jpg", "7709213", "HC-20"), picture("b.jpg", "7709213", "D 300")]],
  ],
  silent: [
    ["one model", [picture("a.jpg", "HC7709213", "HC-20"), picture("b.jpg", "HC7709213", "hc-20")]],
    [
      "two cameras",
      [picture("a.jpg", "HC7709213", "HC-20"), picture("b.jpg", "HC7709214", "HC-40")],
    ],
    ["a placeholder", [picture("a.jpg", "0000000", "HC-20"), picture("b.jpg", "0000000", "HC-40")]],
  ],
});
