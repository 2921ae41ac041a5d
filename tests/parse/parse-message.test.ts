import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import type { Attachment, Message } from "../../src/model/message.ts";
import { parseHeadersOnly, parseMessage } from "../../src/parse/parse-message.ts";
import { replayPart } from "../../src/parse/part-bytes.ts";
import { decodeTransfer } from "../../src/parse/transfer.ts";

const HEAD =
  "From: Anna <anna@example.org>\nTo: bob@example.org\nSubject: Plan\nMIME-Version: 1.0\n";

const parse = (text: string): Promise<Message> =>
  parseMessage({ bytes: Buffer.from(HEAD + text, "latin1"), locator: [] });

const codes = (message: Message): string[] => message.problems.map((problem) => problem.code);

const content = (file: Attachment | undefined): string =>
  Buffer.from(file?.bytes ?? []).toString("latin1");

function multipart(kind: string, ...parts: string[]): string {
  return `Content-Type: multipart/${kind}; boundary=b\n\n${parts.map((part) => `--b\n${part}\n`).join("")}--b--\n`;
}

const PLAIN = "Content-Type: text/plain; charset=utf-8\n\n";
const HTML = "Content-Type: text/html; charset=utf-8\n\n";

describe("parseMessage", () => {
  it("reads the envelope from the raw headers", async () => {
    const text =
      "Message-ID: <1@x>\nIn-Reply-To: <0@x>\nReferences: <a@x> <0@x>\nDate: Mon, 27 Mar 2017 09:14:05 +0200\n" +
      "Received: from a by b; Mon, 27 Mar 2017 10:00:00 +0200\nCc: c@example.org\nReply-To: r@example.org\n\nbody";
    expect(await parse(text)).toMatchObject({
      subject: "Plan",
      from: [{ name: "Anna", address: "anna@example.org" }],
      to: [{ name: "", address: "bob@example.org" }],
      cc: [{ address: "c@example.org" }],
      replyTo: [{ address: "r@example.org" }],
      messageId: "1@x",
      inReplyTo: ["0@x"],
      references: ["a@x", "0@x"],
      date: { at: Date.UTC(2017, 2, 27, 7, 14, 5), zoneMinutes: 120 },
      receivedAt: Date.UTC(2017, 2, 27, 8, 0, 0),
      text: "body",
      attachments: [],
      problems: [],
    });
  });

  it("leaves an unreadable Date null and its text as written", async () => {
    expect((await parse("Date: soon\n\nx")).date).toEqual({
      text: "soon",
      at: null,
      zoneMinutes: null,
    });
    expect((await parse("\nx")).date).toBeNull();
  });

  // what the body says, by structure
  const texts: readonly (readonly [string, string, string])[] = [
    ["a body without MIME headers", "\nhello\n", "hello\n"],
    ["HTML alone", `${HTML}<p>one</p>two`, "one\ntwo"],
    [
      "quoted-printable UTF-8",
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: Quoted-Printable\n\nGr=C3=BC=\n=C3=9Fe",
      "Grüße",
    ],
    ["base64 with a comment", "Content-Transfer-Encoding: base64 (x)\n\naGVsbG8=\n", "hello"],
    [
      "parts in order",
      multipart("mixed", `${PLAIN}one`, `${HTML}two`, `${PLAIN}three`),
      "one\ntwo\nthree",
    ],
    [
      "an alternative that says the same",
      multipart("alternative", `${PLAIN}one two`, `${HTML}<b>one</b> two`),
      "one two",
    ],
    [
      "an alternative that says more",
      multipart(
        "alternative",
        `${PLAIN}see the HTML`,
        `${HTML}<p>see the html</p><p>invoice 77</p>`,
      ),
      "see the HTML\ninvoice 77",
    ],
    ["an HTML alternative alone", multipart("alternative", `${HTML}<p>one</p>`), "one"],
    ["flowed text", "Content-Type: text/plain; format=flowed\n\na long \nline\n", "a long line\n"],
    [
      "a delivery status",
      multipart(
        "report",
        `${PLAIN}failed`,
        "Content-Type: message/delivery-status\n\nAction: failed",
      ),
      "failed\nAction: failed",
    ],
    ["a part without headers or empty line", multipart("mixed", "just text"), "just text"],
    [
      "headers that run into the body",
      multipart("mixed", "Content-Type: text/plain\nbar\n"),
      "bar\n",
    ],
    ["an unknown transfer encoding", "Content-Transfer-Encoding: x-odd\n\nhello", "hello"],
    ["no usable content type", "Content-Type: text\n\nhello", "hello"],
    [
      "a footer after base64",
      "Content-Transfer-Encoding: base64\n\naGVsbG8=\n____\nfooter",
      "hello\n____\nfooter",
    ],
  ];
  it.each(texts)("reads the text of %s", async (_name, input, text) => {
    expect((await parse(input)).text).toBe(text);
  });

  it("gives every leaf part that is not text as attachment, with the steps to its bytes", async () => {
    const inner =
      "Content-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: image/png; name=a.png\nContent-ID: <i@x>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\nQUJD\n--c--";
    const message = await parse(
      multipart(
        "mixed",
        `${PLAIN}text`,
        inner,
        "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=utf-8''%C3%BC.pdf\n\nraw",
      ),
    );
    expect(message.attachments.map(({ bytes: _bytes, ...file }) => file)).toEqual([
      {
        name: "a.png",
        declaredType: "image/png",
        disposition: "inline",
        contentId: "i@x",
        steps: [
          { step: "mimePart", path: "2.1" },
          { step: "decode", encoding: "base64" },
        ],
      },
      {
        name: "ü.pdf",
        declaredType: "application/pdf",
        disposition: "attachment",
        contentId: "",
        steps: [{ step: "mimePart", path: "3" }],
      },
    ]);
    expect(message.attachments.map(content)).toEqual(["ABC", "raw"]);
  });

  it("gives attached messages whole, however they are encoded, and does not open them", async () => {
    const mail = "Subject: inner\n\ninner text";
    const encoded = Buffer.from(mail).toString("base64");
    const message = await parse(
      multipart(
        "mixed",
        `Content-Type: message/rfc822\n\n${mail}`,
        `Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n${encoded}`,
        `Content-Type: message/rfc822\nContent-Disposition: inline\n\n${mail}`,
      ),
    );
    expect(message.attachments.map(content)).toEqual([mail, mail, mail]);
    expect(message.text).toBe("");
  });

  it("takes the parts of a digest for messages", async () => {
    const message = await parse(
      multipart("digest", "\nSubject: one\n\nx", "Content-Type: text/plain\n\ny"),
    );
    expect(message.attachments.map((file) => [file.declaredType, content(file)])).toEqual([
      ["message/rfc822", "Subject: one\n\nx"],
    ]);
    expect(message.text).toBe("y");
  });

  it("gives a named text part both as text and as a file", async () => {
    const message = await parse(
      multipart("mixed", 'Content-Type: text/plain; name="notes.txt"\n\nwords'),
    );
    expect(message.text).toBe("words");
    expect(message.attachments.map((file) => [file.name, content(file)])).toEqual([
      ["notes.txt", "words"],
    ]);
  });

  it("cuts uuencoded files out of the text and keeps what stands around them", async () => {
    const message = await parse("\nbefore\nbegin 644 a.txt\n#0V%T\n`\nend\nafter\n");
    expect(message.text).toBe("before\nafter\n");
    expect(message.attachments.map((file) => [file.name, content(file), file.steps])).toEqual([
      [
        "a.txt",
        "Cat",
        [
          { step: "mimePart", path: "1" },
          { step: "range", offset: 7, length: 28 },
          { step: "decode", encoding: "uuencode" },
        ],
      ],
    ]);
  });

  // oddities, with what is kept of the text
  const odd: readonly (readonly [string, string, string, readonly string[]])[] = [
    [
      "a boundary that never appears",
      "Content-Type: multipart/mixed; boundary=b\n\nlost words\n",
      "lost words\n",
      ["boundary-not-found"],
    ],
    [
      "a multipart without boundary",
      "Content-Type: multipart/mixed\n\nlost words\n",
      "lost words\n",
      ["boundary-not-found"],
    ],
    [
      "a message cut off",
      `Content-Type: multipart/mixed; boundary=b\n\n--b\n${PLAIN}cut`,
      "cut",
      ["boundary-not-closed"],
    ],
    [
      "text after the last boundary",
      `${multipart("mixed", `${PLAIN}one`)}hidden words`,
      "one\nhidden words",
      ["text-outside-parts"],
    ],
    [
      "text before the first boundary",
      "Content-Type: multipart/mixed; boundary=b\n\nhidden words\n--b\n\none\n--b--",
      "one\nhidden words",
      ["text-outside-parts"],
    ],
    [
      "the usual preamble",
      "Content-Type: multipart/mixed; boundary=b\n\nThis is a multi-part message in MIME format.\n--b\n\none\n--b--",
      "one",
      [],
    ],
    [
      "8-bit text without charset",
      "\nGr\xfc\xdfe aus M\xfcnchen",
      "Grüße aus München",
      ["charset-guessed"],
    ],
  ];
  it.each(odd)("reads %s and says so", async (_name, input, text, problems) => {
    const message = await parse(input);
    expect(message.text).toBe(text);
    expect(codes(message)).toEqual(problems);
  });

  const lists: readonly (readonly [string, string])[] = [
    ["addresses", `To: ${"a@b.example,".repeat(LIMITS.maxAddresses + 1)}\n\nx`],
    ["references", `References: ${"<a@b>".repeat(LIMITS.maxReferences + 1)}\n\nx`],
    ["hops", `${"Received: x\n".repeat(LIMITS.maxHops + 1)}\nx`],
    ["headers", `${"X: y\n".repeat(LIMITS.maxHeaders + 1)}\nx`],
  ];
  it.each(lists)("says so when %s were cut at a limit", async (name, input) => {
    expect(codes(await parse(input))).toEqual([
      name === "headers" ? "header-limit" : "header-list-limit",
    ]);
  });

  it("reads only headers and the first text of a message over the limit", async () => {
    const bytes = Buffer.alloc(LIMITS.maxMessageBytes + 1, "word ");
    Buffer.from(`${HEAD}\n`).copy(bytes);
    const message = await parseMessage({ bytes, locator: [] });
    expect(message.subject).toBe("Plan");
    expect(message.text.startsWith("ord word") || message.text.includes("word")).toBe(true);
    expect(codes(message)).toEqual(["headers-only"]);
  });
});

describe("parseHeadersOnly", () => {
  it("gives the envelope and the printable text, with the reason as problem", () => {
    const bytes = Buffer.from(`${HEAD}\nwords\0\u0001more`);
    const message = parseHeadersOnly({ bytes, locator: [] }, "killed after 9 s");
    expect(message.subject).toBe("Plan");
    expect(message.text).toBe("words more");
    expect(message.problems[0]?.reason).toContain("killed after 9 s");
  });
});

describe("replayPart", () => {
  const bytes = Buffer.from(
    HEAD +
      multipart(
        "mixed",
        `${PLAIN}one`,
        "Content-Type: a/b\nContent-Transfer-Encoding: base64\n\nQUJD",
      ),
  );

  it("gives the undecoded body of a part, the message for the empty path, null for no part", () => {
    expect(Buffer.from(replayPart(bytes, "1") ?? []).toString()).toBe("one");
    const raw = replayPart(bytes, "2");
    expect(Buffer.from(raw ?? []).toString()).toBe("QUJD");
    expect(Buffer.from(decodeTransfer(raw ?? Buffer.alloc(0), "base64")).toString()).toBe("ABC");
    expect(replayPart(bytes, "")).toBe(bytes);
    expect(replayPart(bytes, "3")).toBeNull();
    expect(replayPart(bytes, "1.1")).toBeNull();
  });
});
