/** Exported chats as messages: each form of export with its sender, time, words and thread; what is no chat stays a text. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFile } from "../../src/extract/read-file.ts";
import { LIMITS } from "../../src/limits.ts";
import type { EmbeddedMessage, Extraction } from "../../src/model/extraction.ts";
import { sniffType } from "../../src/sources/sniff.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { ids } from "../support/custody.ts";
import { zipOf } from "../support/zip-writer.ts";

const read = (text: string, name: string): Promise<Extraction> => {
  const bytes = Buffer.from(text, "utf8");
  return readFile(bytes, { name, declaredType: "", sniffedType: sniffType(bytes, name) });
};
const messages = ({ children }: Extraction): EmbeddedMessage[] =>
  children.flatMap(({ extraction }) => extraction?.message ?? []);
const brief = (extraction: Extraction): string[] =>
  messages(extraction).map(
    ({ from, sentAt, text }) =>
      `${from[0]?.name ?? "-"} ${sentAt === null ? "?" : new Date(sentAt).toISOString().slice(0, 19)} ${text}`,
  );

const dated = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

/** Date forms of countries and phones: the lines, and the two times they mean. */
const FORMS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    "Android, 24 hours",
    ["31/12/2016, 21:05 - Ida: a", "01/01/2017, 08:00 - Bo: b"],
    ["2016-12-31T21:05:00", "2017-01-01T08:00:00"],
  ],
  [
    "Android, USA",
    ["12/31/16, 9:05 PM - Ida: a", "1/1/17, 8:00 AM - Bo: b"],
    ["2016-12-31T21:05:00", "2017-01-01T08:00:00"],
  ],
  [
    "Android, USA, narrow space",
    ["12/31/16, 9:05\u202fPM - Ida: a", "1/1/17, 12:00\u202fAM - Bo: b"],
    ["2016-12-31T21:05:00", "2017-01-01T00:00:00"],
  ],
  [
    "Android, Germany",
    ["31.12.16, 21:05 - Ida: a", "01.01.17, 08:00 - Bo: b"],
    ["2016-12-31T21:05:00", "2017-01-01T08:00:00"],
  ],
  [
    "Android, Spain",
    ["31/12/16, 9:05 p. m. - Ida: a", "1/1/17, 8:00 a. m. - Bo: b"],
    ["2016-12-31T21:05:00", "2017-01-01T08:00:00"],
  ],
  [
    "iPhone",
    ["[31/12/2016, 21:05:33] Ida: a", "\u200e[01/01/2017, 08:00:01] Bo: b"],
    ["2016-12-31T21:05:33", "2017-01-01T08:00:01"],
  ],
  [
    "iPhone, USA",
    ["[12/31/16, 9:05:33 PM] Ida: a", "[1/1/17, 8:00:01 AM] Bo: b"],
    ["2016-12-31T21:05:33", "2017-01-01T08:00:01"],
  ],
  [
    "iPhone, Sweden",
    ["[2016-12-31, 21:05:33] Ida: a", "[2017-01-01, 08:00:01] Bo: b"],
    ["2016-12-31T21:05:33", "2017-01-01T08:00:01"],
  ],
  [
    "order told by time alone",
    ["02/01/2017, 21:05 - Ida: a", "01/02/2017, 08:00 - Bo: b"],
    ["2017-01-02T21:05:00", "2017-02-01T08:00:00"],
  ],
];

describe("WhatsApp", () => {
  it.each(FORMS)("reads the times of %s", async (_, lines, times) => {
    const found = await read(dated(lines), "_chat.txt");
    expect(brief(found)).toEqual([`Ida ${times[0]} a`, `Bo ${times[1]} b`]);
  });

  it("joins lines that go on, keeps what the program says, and lets equal words be two messages", async () => {
    const chat = dated([
      "31/12/2016, 21:05 - Messages are end-to-end encrypted.",
      "31/12/2016, 21:06 - Ida: first",
      "second: line",
      "31/12/2016, 21:07 - Bo: ok",
      "31/12/2016, 21:07 - Bo: ok",
    ]);
    const found = await read(chat, "WhatsApp Chat with Bo.txt");
    expect(brief(found).map((line) => line.replace(/ \S+/, ""))).toEqual([
      "- Messages are end-to-end encrypted.",
      "Ida first\nsecond: line",
      "Bo ok",
      "Bo ok",
    ]);
    expect(new Set(found.children.map(({ bytes }) => Buffer.from(bytes).toString())).size).toBe(4);
    expect(messages(found)[0]?.subject).toBe("WhatsApp Chat with Bo");
    expect(found.text).toEqual([]);
  });

  it("says that the order of day and month is a guess where nothing tells it", async () => {
    const found = await read(
      "01/02/2017, 08:00 - Bo: b\n03/04/2017, 08:00 - Ida: a\n",
      "_chat.txt",
    );
    expect(found.problems.map(({ code }) => code)).toEqual(["chat-dates-ambiguous"]);
  });

  it.each([
    ["2017-03-27 09:14:05,123 - root: started\n2017-03-27 09:14:06,001 - root: done\n", "app.log"],
    ["[2017-03-27, 09:14:05] ERROR: disk\n[2017-03-27, 09:14:06] INFO: done\n", "app.log"],
    ["[2017-03-27 09:14:05] worker: a\n[2017-03-27 09:14:06] worker: b\n", "x.txt"],
    ["01/02/2017, 08:00 - one dated line of a diary: it goes on\nand on\n", "diary.txt"],
    ['[{"id":1,"text":"no chat","sender":"x"}]', "x.json"],
    ['[{"date":"2017-03-27T09:14:05","sender":"x","body":"a mail","subject":"s"}]', "mails.json"],
  ])("leaves a log or diary a text: %s", async (text, name) => {
    const found = await read(text, name);
    expect(found.children).toEqual([]);
    expect(found.text).toHaveLength(1);
  });

  it("keeps to the limit of messages and says what is left out", async () => {
    const line = "31/12/2016, 21:05 - B: x\n";
    const found = await read(line.repeat(LIMITS.maxChatMessages + 3), "_chat.txt");
    expect(found.children).toHaveLength(LIMITS.maxChatMessages);
    expect(found.problems).toContainEqual(
      expect.objectContaining({
        code: "chat-too-long",
        reason: expect.stringMatching(/^3 messages/),
      }),
    );
  }, 60_000);
});

const slackDay = JSON.stringify([
  {
    type: "message",
    user: "U01",
    text: "see &lt;this&gt; <https://a.example|plan> <@U02>",
    ts: "1490606045.000100",
    thread_ts: "1490606045.000100",
  },
  {
    type: "message",
    user: "U02",
    text: "fine",
    ts: "1490606050.000200",
    thread_ts: "1490606045.000100",
    files: [{ id: "F1", name: "ledger.xlsx", title: "Harbour ledger" }],
  },
]);

const JSON_FORMS: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    "Slack",
    "general/2017-03-27.json",
    slackDay,
    [
      "U01 2017-03-27T09:14:05 see <this> plan (https://a.example) @U02",
      "U02 2017-03-27T09:14:10 fine\nledger.xlsx\nHarbour ledger",
    ],
  ],
  [
    "Telegram",
    "result.json",
    JSON.stringify({
      name: "Quay",
      type: "private_chat",
      id: 7,
      messages: [
        {
          id: 1,
          type: "message",
          date: "2017-03-27T11:14:05",
          date_unixtime: "1490606045",
          from: "Ida",
          from_id: "user1",
          text: ["see ", { type: "link", text: "a.example" }],
        },
        {
          id: 2,
          type: "message",
          date: "2017-03-27T11:14:10",
          date_unixtime: "1490606050",
          from: "Bo",
          from_id: "user2",
          text: "yes",
          reply_to_message_id: 1,
        },
      ],
    }),
    ["Ida 2017-03-27T09:14:05 see a.example", "Bo 2017-03-27T09:14:10 yes"],
  ],
  [
    "Telegram, all chats",
    "result.json",
    JSON.stringify({
      chats: {
        list: [
          {
            name: "Quay",
            messages: [
              { id: 1, type: "message", date: "2017-03-27T11:14:05", from: "Ida", text: "a" },
            ],
          },
        ],
      },
    }),
    ["Ida 2017-03-27T11:14:05 a"],
  ],
  [
    "Teams",
    "messages.json",
    JSON.stringify({
      conversations: [
        {
          id: "19:x",
          displayName: "Quay",
          MessageList: [
            {
              id: "1490606045000",
              displayName: "Ida",
              originalarrivaltime: "2017-03-27T09:14:05.000Z",
              messagetype: "RichText/Html",
              content: "<p>see <b>plan</b></p>",
              from: "8:ida",
            },
          ],
        },
      ],
    }),
    ["Ida 2017-03-27T09:14:05 see plan\n8:ida"],
  ],
  [
    "Microsoft Graph",
    "chat.json",
    JSON.stringify({
      value: [
        {
          id: "1",
          createdDateTime: "2017-03-27T09:14:05Z",
          from: { user: { id: "u", displayName: "Ida" } },
          body: { contentType: "html", content: "<div>see plan</div>" },
        },
      ],
    }),
    ["Ida 2017-03-27T09:14:05 see plan"],
  ],
  [
    "Signal, a line a message",
    "data.json",
    `${JSON.stringify({ date: "2017-03-27T09:14:05", sender: "Ida", body: "a", quote: "" })}\n${JSON.stringify({ date: "2017-03-27T09:14:10", sender: "Bo", body: "b", quote: "" })}\n`,
    ["Ida 2017-03-27T09:14:05 a", "Bo 2017-03-27T09:14:10 b"],
  ],
];

describe("chats as JSON", () => {
  it.each(JSON_FORMS)("reads %s", async (_, name, text, lines) => {
    expect(brief(await read(text, name))).toEqual(lines);
  });

  it("makes one thread of a chat, and an answer a child of what it answers", async () => {
    const found = messages(await read(slackDay, "general/2017-03-27.json"));
    expect(found[0]?.references).toEqual([]);
    expect(found[1]?.references).toEqual([found[0]?.messageId]);
    expect(found[0]?.subject).toBe("general");
  });
});

const TELEGRAM_HTML = `<!DOCTYPE html><html><body><div class="page_header"><div class="text bold">
Quay
</div></div><div class="history">
<div class="message service" id="message-1"><div class="body details">27 March 2017</div></div>
<div class="message default clearfix" id="message5"><div class="body"><div class="pull_right date details" title="27.03.2017 11:14:05 UTC+02:00">11:14</div><div class="from_name">
Ida
</div><div class="text">see &lt;plan&gt;</div></div></div>
<div class="message default clearfix joined" id="message6"><div class="body"><div class="pull_right date details" title="27.03.2017 11:14:10 UTC+02:00">11:14</div><div class="reply_to details">In reply to <a href="#go_to_message5">this</a></div><div class="text">again</div></div></div>
</div></body></html>`;

describe("Telegram as HTML", () => {
  it("reads sender, time with zone, text and answer; a joined message is of the same person", async () => {
    const found = await read(TELEGRAM_HTML, "messages.html");
    expect(brief(found).slice(1)).toEqual([
      "Ida 2017-03-27T09:14:05 see <plan>",
      expect.stringMatching(/^Ida 2017-03-27T09:14:10 .*again$/s),
    ]);
    const [, first, second] = messages(found);
    expect(second?.references).toEqual([first?.messageId]);
  });
});

describe("in an index", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "leaksift-chat-"));
    mkdirSync(join(folder, "in"));
    writeFileSync(
      join(folder, "in", "_chat.txt"),
      dated([
        "[31/12/2016, 21:05:33] Ida Quist: the quaycrane",
        "[31/12/2016, 21:06:01] Bo: quaycrane again",
      ]),
    );
    const users = JSON.stringify([
      { id: "U01", name: "ida", profile: { real_name: "Ida Quist", email: "ida@quay.example" } },
    ]);
    writeFileSync(
      join(folder, "in", "slack.zip"),
      zipOf({
        "users.json": users,
        "general/2017-03-27.json": slackDay,
      }),
    );
    leaksift(["index", "in"], { cwd: folder });
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("finds messages by sender, date and word, and their thread", () => {
    const index = join(folder, ".leaksift");
    expect(ids(folder, "from:quist quaycrane", index)).toHaveLength(1);
    expect(ids(folder, "quaycrane date:2016-12-31", index)).toHaveLength(2);
    expect(ids(folder, "from:ida@quay.example plan", index)).toHaveLength(1);
    expect(ids(folder, "type:chat-message", index)).toHaveLength(4);
    const [id = ""] = ids(folder, "from:bo quaycrane", index);
    expect(
      leaksiftEnds(0, ["thread", id, "--ids"], { cwd: folder }).out.trim().split("\n"),
    ).toHaveLength(2);
    const shown = leaksiftEnds(0, ["show", id], { cwd: folder }).out;
    expect(shown).toContain("2016-12-31 21:06 UTC (zone not stated)");
  });

  it("lets no check of mail speak about chats", () => {
    expect(
      leaksiftEnds(0, ["flags", "--json", "--level", "information"], { cwd: folder }).out,
    ).toContain('"entries":[]');
    expect(leaksiftEnds(0, ["verify"], { cwd: folder }).out).toContain("Everything holds");
  });
});
