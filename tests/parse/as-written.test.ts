/** Mail as it was written: raw 8-bit headers, bodies of every text type, transfer encodings under other names, parts that are not undone. */
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import type { Message } from "../../src/model/message.ts";
import { parseMessage } from "../../src/parse/parse-message.ts";

const parse = (bytes: Buffer): Promise<Message> => parseMessage({ bytes, locator: [] });
const codesOf = ({ problems }: Message): string[] => problems.map(({ code }) => code);

/** A mail whose From and Subject are raw bytes of a charset. */
function rawHeaders(charset: string, words: string, rest: string, body: Buffer): Buffer {
  const name = iconv.encode(words, charset);
  return Buffer.concat([
    Buffer.from("From: "),
    name,
    Buffer.from(" <writer@example.org>\r\nTo: b@example.net\r\nSubject: "),
    name,
    Buffer.from(`\r\nMIME-Version: 1.0\r\n${rest}\r\n\r\n`),
    body,
  ]);
}

const SAMPLES: readonly (readonly [charset: string, label: string, words: string])[] = [
  ["windows-1251", "windows-1251", "Протокол заседания правления"],
  ["koi8-r", "koi8-r", "Протокол заседания правления"],
  ["iso-8859-5", "iso-8859-5", "Протокол заседания правления"],
  ["windows-1253", "iso-8859-7", "Πρόσκληση σε συνεδρίαση"],
  ["windows-1255", "windows-1255", "פרוטוקול ישיבת הנהלה"],
  ["windows-1256", "windows-1256", "محضر اجتماع مجلس الإدارة"],
  ["euc-kr", "euc-kr", "회의록 검토 요청드립니다"],
  ["euc-jp", "euc-jp", "議事録の確認をお願いします"],
  ["shift_jis", "shift_jis", "議事録の確認をお願いします"],
  ["gb2312", "gb2312", "关于会议付款的通知"],
  ["big5", "big5", "關於會議付款的通知"],
  ["windows-1254", "iso-8859-9", "Toplantı tutanağı için görüş"],
  ["windows-1250", "windows-1250", "Zápis z jednání výboru příští týden"],
  ["windows-1252", "iso-8859-1", "Protokoll für Vorstände übermäßig"],
  ["windows-874", "windows-874", "รายงานการประชุมคณะกรรมการ"],
];

describe("raw 8-bit headers", () => {
  it.each(SAMPLES)(
    "are read as the mail declares at its top: %s",
    async (charset, label, words) => {
      const body = iconv.encode(words, charset);
      const type = `Content-Type: text/plain; charset=${label}\r\nContent-Transfer-Encoding: 8bit`;
      const message = await parse(rawHeaders(charset, words, type, body));
      expect([message.subject, message.from[0]?.name]).toEqual([words, words]);
      expect(message.text.trim()).toBe(words);
      expect(codesOf(message)).toEqual([]);
    },
  );

  it.each(SAMPLES)(
    "are read as the first text part declares: %s",
    async (charset, label, words) => {
      const body = Buffer.concat([
        Buffer.from(`--b\r\nContent-Type: text/plain; charset=${label}\r\n\r\n`),
        iconv.encode(words, charset),
        Buffer.from("\r\n--b--\r\n"),
      ]);
      const type = "Content-Type: multipart/mixed; boundary=b";
      const message = await parse(rawHeaders(charset, words, type, body));
      expect([message.subject, message.from[0]?.name]).toEqual([words, words]);
      expect(codesOf(message)).toEqual([]);
    },
  );

  /** Nothing says what they are: the guess is told, and all headers of a mail have one charset. */
  it.each(SAMPLES.filter(([charset]) => charset !== "iso-8859-5"))(
    "are guessed as one where nothing is declared: %s",
    async (charset, _label, words) => {
      const message = await parse(
        rawHeaders(charset, words, "Content-Type: text/plain; charset=utf-8", Buffer.from("ok")),
      );
      expect([message.subject, message.from[0]?.name]).toEqual([words, words]);
      const guessed = message.problems.filter(({ code }) => code === "charset-guessed");
      expect(guessed.map(({ reason }) => /^From, Subject: /.test(reason))).toEqual([true]);
    },
  );

  it("are UTF-8 where they are valid UTF-8, whatever is declared", async () => {
    const message = await parse(
      rawHeaders(
        "utf-8",
        "Übersicht für März",
        "Content-Type: text/plain; charset=koi8-r",
        Buffer.from("x"),
      ),
    );
    expect(message.subject).toBe("Übersicht für März");
    expect(codesOf(message)).toEqual([]);
  });

  it("do not take a declared charset that cannot read them", async () => {
    const words = "議事録の確認をお願いします";
    const message = await parse(
      rawHeaders(
        "shift_jis",
        words,
        "Content-Type: text/plain; charset=us-ascii",
        Buffer.from("x"),
      ),
    );
    expect(message.subject).toBe(words);
    expect(codesOf(message)).toContain("charset-guessed");
  });
});

describe("raw 8-bit file names", () => {
  const mail = (charset: string, label: string, words: string): Buffer => {
    const name = iconv.encode(`${words}.txt`, charset);
    return Buffer.concat([
      Buffer.from(
        `From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain${label === "" ? "" : `; charset=${label}`}\r\n\r\nhello\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="`,
      ),
      name,
      Buffer.from('"\r\n\r\nx\r\n--b--\r\n'),
    ]);
  };

  it.each(SAMPLES)("are in the charset the mail declares: %s", async (charset, label, words) => {
    const message = await parse(mail(charset, label, words));
    expect(message.attachments.map(({ name }) => name)).toEqual([`${words}.txt`]);
    expect(codesOf(message)).toEqual([]);
  });

  it("are UTF-8 where they are valid UTF-8, and guessed with a row where nothing is declared", async () => {
    const utf8 = await parse(mail("utf-8", "koi8-r", "Übersicht für März"));
    expect(utf8.attachments[0]?.name).toBe("Übersicht für März.txt");
    const guessed = await parse(mail("windows-1251", "", "Протокол заседания правления"));
    expect(guessed.attachments[0]?.name).toBe("Протокол заседания правления.txt");
    expect(guessed.problems.map(({ reason }) => reason.split(":", 1)[0])).toEqual(["file name"]);
  });

  it("that are encoded as RFC 2231 has it stay as they are", async () => {
    const bytes = single("application/octet-stream; name*=iso-8859-1''f%FCr.txt", "", "x\r\n");
    expect((await parse(bytes)).attachments[0]?.name).toBe("für.txt");
  });
});

const single = (type: string, encoding: string, body: string | Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      `From: a@example.org\r\nTo: b@example.net\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n${encoding === "" ? "" : `Content-Transfer-Encoding: ${encoding}\r\n`}\r\n`,
    ),
    Buffer.from(body),
  ]);

describe("transfer encodings under other names", () => {
  const words = "A lantern for the garden, délivré";
  const base64 = Buffer.from(words).toString("base64");
  const quoted = "A lantern for the garden, d=C3=A9livr=C3=A9";
  it.each([
    ["base64", base64],
    ["base64;", base64],
    ['"base64"', base64],
    ["BASE64, 7bit", base64],
    ["x-base64", base64],
    ["base-64", base64],
    ["quoted-printable", quoted],
    ["quoted_printable", quoted],
    ["QuotedPrintable", quoted],
    ["8bit", words],
    ["8-bit", words],
    ["none", words],
  ])("%s is read as it is meant", async (encoding, body) => {
    const message = await parse(single("text/plain; charset=utf-8", encoding, `${body}\r\n`));
    expect(message.text.trim()).toBe(words);
    expect(codesOf(message)).toEqual([]);
  });

  it("an unknown one is a row that counts as read in part", async () => {
    const message = await parse(single("text/plain; charset=utf-8", "x-rot13", "uryyb\r\n"));
    expect(message.problems.map(({ code, severity }) => [code, severity])).toEqual([
      ["transfer-encoding-unknown", "partial"],
    ]);
  });

  it("a multipart whose whole body is in base64 has its parts", async () => {
    const inner = "--b\r\nContent-Type: text/plain\r\n\r\nlantern\r\n--b--\r\n";
    const packed = Buffer.from(inner).toString("base64");
    const message = await parse(single("multipart/mixed; boundary=b", "base64", `${packed}\r\n`));
    expect([message.text.trim(), codesOf(message)]).toEqual(["lantern", []]);
  });
});

describe("bodies of every text type", () => {
  it.each([
    [
      "text/enriched",
      "<bold>lan</bold>tern <color><param>red</param>here</color> << ok",
      "lantern here < ok",
    ],
    ["text/richtext", "lantern<nl>here <bold>now</bold>", "lantern\nhere now"],
    ["text/markdown", "# lantern", "# lantern"],
    ["text/unheard-of", "lantern", "lantern"],
    ["application/xhtml+xml", "<html><body><p>lan<b>tern</b></p></body></html>", "lantern"],
  ])("%s is text, without its marks", async (type, body, words) => {
    const message = await parse(single(`${type}; charset=utf-8`, "", `${body}\r\n`));
    expect(message.text.trim()).toBe(words);
    expect(message.attachments).toEqual([]);
  });

  it("HTML without a declared charset is read as its meta element says", async () => {
    const html = '<html><head><meta charset="gb2312"></head><body>关于会议的通知</body></html>';
    const message = await parse(single("text/html", "8bit", iconv.encode(html, "gb2312")));
    expect(message.text.trim()).toBe("关于会议的通知");
    expect(codesOf(message)).toEqual([]);
  });

  it.each([['message/partial; id="a@b"; number=1; total=2', "message-in-pieces"]])(
    "%s is not undone, and a row says so",
    async (type, code) => {
      expect(codesOf(await parse(single(type, "", "x\r\n")))).toContain(code);
    },
  );

  it.each([
    ["ÀÉÈÊ", "ÀÉÈÊ"],
    ["ÄÖÜ ÆØÅ", "ÄÖÜ ÆØÅ"],
    ["À ÉTÉ, ÇA", "À ÉTÉ, ÇA"],
    ["äöü ßßß éèê", "äöü ßßß éèê"],
  ])("%s in Latin-1 without a hint is not Hebrew or Arabic", async (text) => {
    const bytes = Buffer.from(`From: a@example.org\r\nSubject: ${text}\r\n\r\n${text}`, "latin1");
    const message = await parseMessage({ bytes, locator: [] });
    expect(`${message.subject}${message.text}`).not.toMatch(/[\u0590-\u06ff]/);
  });

  it("a line of another charset in UTF-8 does not turn the rest, and is read where it can be", async () => {
    const bytes = Buffer.concat([
      Buffer.from(
        "From: a@example.org\nContent-Type: text/plain; charset=utf-8\n\nGrüße überall\n",
      ),
      Buffer.from("un été là\n", "latin1"),
      Buffer.concat([
        Buffer.from("größer und schöner "),
        Buffer.from([0xe9]),
        Buffer.from("\nÜbung\n"),
      ]),
    ]);
    const { text } = await parseMessage({ bytes, locator: [] });
    expect(text).toBe("Grüße überall\nun été là\ngrößer und schöner \ufffd\nÜbung\n");
  });

  it("headers that a bounce gives back alone are not a mail in part", async () => {
    const head = "From: a@example.org\nContent-Type: multipart/mixed; boundary=z\n\n";
    const { problems } = await parseMessage({ bytes: Buffer.from(head), locator: [] });
    expect(problems).toEqual([]);
  });

  it.each([
    ["Pete (chap) <pete(his account)@silly.test(his host)>", "pete@silly.test", "his account"],
    ["Chris <c@(Chris's host.)public.example>", "c@public.example", "Chris's host."],
    ["jdoe@test   . example", "jdoe@test.example", ""],
    ["(a) <b@c.example>", "b@c.example", "a"],
    ["Odd <(only a comment)>", "(onlyacomment)", ""],
  ])(
    "comments and blanks inside an address are not part of it: %s",
    async (from, address, said) => {
      const bytes = Buffer.from(`From: ${from}\r\nTo: x@y.example\r\n\r\nx`);
      const [person] = (await parseMessage({ bytes, locator: [] })).from;
      expect(person?.address).toBe(address);
      expect(person?.name).toContain(said);
    },
  );
});
