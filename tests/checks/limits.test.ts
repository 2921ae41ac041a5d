/** Every check with a named limit, one step below it, at it and one step above: a limit that is off by one step is a genuine document flagged, or a change missed. */
import { describe, expect, it } from "vitest";
import { CORPUS_CHECKS } from "../../src/checks/engine/corpus-checks.ts";
import { FILE_CHECKS } from "../../src/checks/engine/file-checks.ts";
import { MESSAGE_CHECKS } from "../../src/checks/engine/message-checks.ts";
import type { FileInput } from "../../src/checks/facts/file-facts.ts";
import { type Entry, findingsOf, person, START, sheetValues } from "./small-corpus.ts";
import { count, file, fileFlags, type Headers, mail, messageFlags, value, word } from "./tables.ts";

function named<T extends { readonly id: string }>(checks: readonly T[], id: string): T {
  const check = checks.find((each) => each.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  return check;
}

/** "fires" for each step, e.g. `["at", 600, false]`: what, input in the unit of the row, whether it fires. */
type Steps = readonly (readonly [where: string, amount: number, fires: boolean])[];
const upTo = (limit: number, step = 1): Steps => [
  ["one step below", limit - step, false],
  ["at", limit, false],
  ["one step above", limit + step, true],
];

const HOUR = 3600;
const DAY = 24 * HOUR;
/** The Received time of the plain mail. */
const HOP = Date.UTC(2017, 2, 27, 7, 14, 7);
const mailTime = (ms: number): string => new Date(ms).toUTCString().replace("GMT", "+0000");
const hop = (ms: number): string =>
  `from mx.example.org (mx.example.org [192.0.2.7]) by in.example.net with ESMTP id 4Qx7Ab12Cd; ${mailTime(ms)}`;
const dated = (seconds: number): Headers => ({ Date: mailTime(HOP + seconds * 1000) });
/** The upper server stamps so many seconds before the lower one. */
const back = (seconds: number): Headers => ({
  Date: mailTime(HOP),
  Received: [hop(HOP - seconds * 1000), hop(HOP)],
});
/** FILETIME as two hex words, low first. */
const filetime = (ms: number): string => {
  const ticks = BigInt(ms + 11_644_473_600_000) * 10_000n;
  const hex = ticks.toString(16).padStart(16, "0").toUpperCase();
  return `[${hex.slice(8)}:${hex.slice(0, 8)}]`;
};
const arrived = (apartMs: number): Headers => ({
  "X-OriginalArrivalTime": `27 Mar 2017 07:14:05.0000 (UTC) FILETIME=${filetime(Date.UTC(2017, 2, 27, 7, 14, 5) + apartMs)}`,
});
const signedAt = (seconds: number): Headers => ({
  ...dated(0),
  "DKIM-Signature": `v=1; a=rsa-sha256; d=example.org; s=s; t=${HOP / 1000 + seconds}; h=from; bh=AAAA; b=AAAA`,
});

const MESSAGE_ROWS: readonly (readonly [string, string, (amount: number) => Headers, Steps])[] = [
  ["received-clock-skew", "seconds backwards", back, upTo(600)],
  [
    "received-clock-skew",
    "seconds backwards, at its upper end",
    back,
    [
      ["one step below", DAY - 1, true],
      ["at", DAY, true],
      ["one step above", DAY + 1, false],
    ],
  ],
  ["received-goes-backwards", "seconds backwards", back, upTo(DAY)],
  ["date-after-first-hop", "seconds after the first hop", dated, upTo(DAY)],
  ["date-before-first-hop", "seconds before the first hop", (n) => dated(-n), upTo(HOUR)],
  [
    "date-before-first-hop",
    "seconds before the first hop, at its upper end",
    (n) => dated(-n),
    [
      ["one step below", 7 * DAY - 1, true],
      ["at", 7 * DAY, true],
      ["one step above", 7 * DAY + 1, false],
    ],
  ],
  ["date-week-before-first-hop", "seconds before the first hop", (n) => dated(-n), upTo(7 * DAY)],
  ["arrival-time-contradicts-itself", "ms apart", arrived, upTo(2000)],
  ["arrival-time-contradicts-itself", "ms apart, the other way", (n) => arrived(-n), upTo(2000)],
  ["transport-clock-disagrees-with-date", "seconds of DKIM t= later", signedAt, upTo(26 * HOUR)],
  [
    "transport-clock-disagrees-with-date",
    "seconds of DKIM t= earlier",
    (n) => signedAt(-n),
    upTo(26 * HOUR),
  ],
];

describe("limits of checks of messages", () => {
  it.each(
    MESSAGE_ROWS.flatMap(([id, what, input, steps]) =>
      steps.map(([where, amount, fires]) => [id, what, where, input(amount), fires] as const),
    ),
  )("%s: %s: %s", async (id, _what, _where, headers, fires) => {
    const flags = await messageFlags(named(MESSAGE_CHECKS, id), mail(headers));
    expect(flags.length > 0).toBe(fires);
  });
});

const MODIFIED = Date.UTC(2016, 2, 4, 10, 30);
const iso = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");
const CORE = "docProps/core.xml";
const core = (field: string, element: string, ms: number) =>
  value(field, iso(ms), `${CORE} ${element}`);
const printedAfter = (seconds: number): FileInput =>
  word([core("printed", "cp:lastPrinted", MODIFIED + seconds * 1000)]);
const createdAfter = (seconds: number): FileInput =>
  word([core("created", "dcterms:created", MODIFIED + seconds * 1000)]);
/** A file as old as `age` seconds with 600 minutes of editing. */
const edited = (ageSeconds: number): FileInput =>
  word([
    core("created", "dcterms:created", MODIFIED - ageSeconds * 1000),
    count("editminutes", 600, "docProps/app.xml TotalTime"),
  ]);
const pdf = (created: number, modified: number): FileInput =>
  file("application/pdf", [
    value("created", iso(created), "Info CreationDate"),
    value("modified", iso(modified), "Info ModDate"),
  ]);
const twoPlaces = (seconds: number): FileInput =>
  file("application/pdf", [
    value("created", iso(MODIFIED), "Info CreationDate"),
    value("created", iso(MODIFIED + seconds * 1000), "XMP xmp:CreateDate"),
  ]);
const container = (seconds: number): FileInput =>
  file("application/msword", [
    value("modified", iso(MODIFIED), "SummaryInformation 13 last saved"),
    value("other", iso(MODIFIED + seconds * 1000), "root directory entry, modified"),
  ]);
const archive = (members: number, spanSeconds: number): FileInput =>
  file("application/zip", [], {
    children: Array.from({ length: members }, (_, i) => ({
      name: `${i}.txt`,
      metadata: [
        value(
          "membertime",
          iso(MODIFIED + (i === 0 ? spanSeconds * 1000 : 0)),
          "zip directory, DOS time",
        ),
      ],
    })) as unknown as NonNullable<FileInput["children"]>,
  });

const FILE_ROWS: readonly (readonly [string, string, (amount: number) => FileInput, Steps])[] = [
  ["printed-after-modified", "seconds", printedAfter, upTo(HOUR)],
  ["modified-before-created", "seconds", createdAfter, upTo(120)],
  [
    "edit-time-exceeds-lifetime",
    "seconds of life, 600 minutes edited",
    edited,
    [
      ["an hour less and one step below", 540 * 60 - 1, true],
      ["an hour less", 540 * 60, false],
      ["an hour less and one step above", 540 * 60 + 1, false],
    ],
  ],
  ["pdf-modified-before-created", "seconds", (n) => pdf(MODIFIED + n * 1000, MODIFIED), upTo(120)],
  ["pdf-dates-disagree", "seconds", twoPlaces, upTo(120)],
  ["container-written-after-saving", "seconds", container, upTo(26 * HOUR)],
  [
    "archive-times-all-equal",
    "seconds from the first to the last",
    (n) => archive(5, n),
    [
      ["one step below", 9, true],
      ["at", 10, true],
      ["one step above", 11, false],
    ],
  ],
  [
    "archive-times-all-equal",
    "members",
    (n) => archive(n, 0),
    [
      ["one step below", 4, false],
      ["at", 5, true],
      ["one step above", 6, true],
    ],
  ],
];

describe("limits of checks of files", () => {
  it.each(
    FILE_ROWS.flatMap(([id, what, input, steps]) =>
      steps.map(([where, amount, fires]) => [id, what, where, input(amount), fires] as const),
    ),
  )("%s: %s: %s", (id, _what, _where, input, fires) => {
    expect(fileFlags(named(FILE_CHECKS, id), input).length > 0).toBe(fires);
  });
});

const DAY_MS = DAY * 1000;
const reply = (seconds: number): Entry[] => [
  { message: { id: "a@x", sentAt: START } },
  { message: { id: "b@x", parents: ["a@x"], sentAt: START - seconds * 1000 } },
];
const savedAfter = (seconds: number): Entry[] => [
  { message: { id: "a@x", sentAt: START, receivedAt: START } },
  {
    file: {
      name: "a.xlsx",
      metadata: sheetValues("Anna", "Anna", "2015-01-01T00:00:00Z", iso(START + seconds * 1000)),
    },
    in: "a@x",
  },
];
/** So many mails, four an even day before and after a hole of so many ms. */
const hole = (messages: number, holeMs: number, aDay = 8): Entry[] => {
  const half = Math.floor(messages / 2);
  const step = DAY_MS / aDay;
  return Array.from({ length: messages }, (_, i) => ({
    message: { id: `h${i}@x`, sentAt: START + i * step + (i >= half ? holeMs - step : 0) },
  }));
};
/** Mail between two mailboxes of which the recipient's lacks so many; 40 more in each are its owner's. */
const sides = (between: number, lacking: number): Entry[] => {
  const pair = { from: [person("anna@x")], to: [person("bob@x")] };
  const own = (sourceId: number, address: string): Entry[] =>
    Array.from({ length: 40 }, (_, i) => ({
      message: {
        id: `${address}${i}`,
        container: `box ${sourceId}`,
        from: [person(address)],
        to: [person(`c${i}@y`)],
      },
    }));
  return [
    ...Array.from({ length: between }, (_, i) => ({
      message: { id: `s${i}@x`, ...pair, container: "box 1" },
    })),
    ...Array.from({ length: between - lacking }, (_, i) => ({
      message: { id: `s${i}@x`, ...pair, container: "box 2" },
    })),
    ...own(1, "anna@x"),
    ...own(2, "bob@x"),
  ];
};

const CORPUS_ROWS: readonly (readonly [string, string, (amount: number) => Entry[], Steps])[] = [
  ["reply-before-parent", "seconds", reply, upTo(26 * HOUR)],
  ["saved-after-sent", "seconds", savedAfter, upTo(26 * HOUR)],
  [
    "mail-hole",
    "ms of the hole",
    (ms) => hole(800, ms, 20),
    [
      ["one step below", 4 * DAY_MS - 1, false],
      ["at", 4 * DAY_MS, true],
      ["one step above", 4 * DAY_MS + 1, true],
    ],
  ],
  [
    "mail-hole",
    "messages of the source",
    (n) => hole(n, 12 * DAY_MS),
    [
      ["one step below", 199, false],
      ["at", 200, true],
      ["one step above", 201, true],
    ],
  ],
  [
    "one-sided-mail",
    "messages between two mailboxes, one missing",
    (n) => sides(n, 1),
    [
      ["one step below", 19, false],
      ["at", 20, true],
      ["one step above", 21, true],
    ],
  ],
  [
    "one-sided-mail",
    "missing of fifty",
    (n) => sides(50, n),
    [
      ["one step below", 9, true],
      ["at", 10, true],
      ["one step above", 11, false],
    ],
  ],
];

describe("limits of checks of the corpus", () => {
  it.each(
    CORPUS_ROWS.flatMap(([id, what, input, steps]) =>
      steps.map(([where, amount, fires]) => [id, what, where, input(amount), fires] as const),
    ),
  )("%s: %s: %s", (id, _what, _where, entries, fires) => {
    expect(findingsOf(named(CORPUS_CHECKS, id), entries).length > 0).toBe(fires);
  });
});
