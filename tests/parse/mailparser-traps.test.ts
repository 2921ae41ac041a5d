/**
 * Known traps of mail parsing, each tried on the stock mailparser that is installed and on ours. `stock` says whether the stock
 * parser still falls into it, so that an update of mailparser that changes something is noticed; ours must not.
 */
import iconv from "iconv-lite";
import { type ParsedMail, simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import type { Message } from "../../src/model/message.ts";
import { parseMessage } from "../../src/parse/parse-message.ts";

interface Trap {
  readonly name: string;
  /** Whether the stock parser falls into it: "fixed" ones are kept so that they stay fixed. */
  readonly stock: "trapped" | "fixed";
  readonly bytes: Buffer;
  /** True when the stock parser came through unharmed. */
  readonly stockPasses: (mail: ParsedMail) => boolean;
  readonly oursPasses: (message: Message) => boolean;
}

const HEAD = "From: a@example.org\r\nSubject: s\r\nMIME-Version: 1.0\r\n";
const RUSSIAN = "Уважаемые коллеги";

function mail(rest: string | Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(HEAD),
    typeof rest === "string" ? Buffer.from(rest, "latin1") : rest,
  ]);
}

function mixed(body: string): Buffer {
  return mail(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${body}`);
}

/** A trap about the text of the body. */
function textTrap(name: string, stock: Trap["stock"], bytes: Buffer, wanted: string): Trap {
  return {
    name,
    stock,
    bytes,
    stockPasses: (read) => (read.text ?? "").includes(wanted),
    oursPasses: (message) => message.text.includes(wanted),
  };
}

/** A trap about how many attachments are found. */
function fileTrap(name: string, stock: Trap["stock"], bytes: Buffer, count: number): Trap {
  return {
    name,
    stock,
    bytes,
    stockPasses: (read) => read.attachments.length === count,
    oursPasses: (message) => message.attachments.length === count,
  };
}

/** A trap about the From header. */
function fromTrap(name: string, stock: Trap["stock"], bytes: Buffer): Trap {
  return {
    name,
    stock,
    bytes,
    stockPasses: (read) => read.from?.value[0]?.address === "a@example.org",
    oursPasses: (message) => message.from[0]?.address === "a@example.org",
  };
}

/** A trap about the subject. */
function subjectTrap(name: string, stock: Trap["stock"], bytes: Buffer, wanted: string): Trap {
  return {
    name,
    stock,
    bytes,
    stockPasses: (read) => read.subject === wanted,
    oursPasses: (message) => message.subject === wanted,
  };
}

function labelled(charset: string, body: Buffer): Buffer {
  return mail(
    Buffer.concat([Buffer.from(`Content-Type: text/plain; charset=${charset}\r\n\r\n`), body]),
  );
}

const PDF = "Content-Type: application/pdf\r\n\r\nx\r\n";

const TRAPS: readonly Trap[] = [
  textTrap(
    "100,000 blanks inside a quoted-printable line took 26 s",
    "fixed",
    mail(`Content-Transfer-Encoding: quoted-printable\r\n\r\nx${" ".repeat(100_000)}needle`),
    "needle",
  ),
  {
    name: "an unreadable Date becomes the current time",
    stock: "trapped",
    bytes: mail("Date: 1 Smarch 2017\r\n\r\nx"),
    stockPasses: (read) => read.date === undefined,
    oursPasses: (message) => message.date?.at === null && message.date.text === "1 Smarch 2017",
  },
  {
    name: "a Date with the zone CET becomes the current time",
    stock: "trapped",
    bytes: mail("Date: Mon, 27 Mar 2017 09:14:05 CET\r\n\r\nx"),
    stockPasses: (read) => read.date?.getTime() === Date.UTC(2017, 2, 27, 8, 14, 5),
    oursPasses: (message) => message.date?.at === Date.UTC(2017, 2, 27, 8, 14, 5),
  },
  {
    name: "only the first of duplicate headers is kept",
    stock: "trapped",
    bytes: mail("From: b@example.org\r\n\r\nx"),
    stockPasses: (read) => read.from?.value.length === 2,
    oursPasses: (message) => message.from.length === 2,
  },
  fileTrap(
    "blanks after a boundary lost the whole multipart",
    "fixed",
    mixed(`--b \t\r\n${PDF}--b-- \r\n`),
    1,
  ),
  fileTrap(
    "an inner multipart that never closes swallowed the next part",
    "fixed",
    mixed(
      `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\ntext\r\n--b\r\n${PDF}--b--\r\n`,
    ),
    1,
  ),
  fileTrap(
    "an unclosed multipart two levels down swallowed the next part",
    "fixed",
    mixed(
      `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\nContent-Type: multipart/mixed; boundary=d\r\n\r\n--d\r\n\r\ntext\r\n--b\r\n${PDF}--b--\r\n`,
    ),
    1,
  ),
  textTrap(
    "8-bit text without charset",
    "trapped",
    mail("\r\nGr\xfc\xdfe aus M\xfcnchen"),
    "Grüße aus München",
  ),
  textTrap(
    "8-bit text labelled us-ascii",
    "trapped",
    labelled("us-ascii", iconv.encode(RUSSIAN, "koi8-r")),
    RUSSIAN,
  ),
  textTrap(
    "Latin text labelled utf-8",
    "trapped",
    labelled("utf-8", Buffer.from("Gr\xfc\xdfe", "latin1")),
    "Grüße",
  ),
  textTrap(
    "a charset nobody knows",
    "trapped",
    labelled("x-nowhere", iconv.encode(RUSSIAN, "windows-1251")),
    RUSSIAN,
  ),
  textTrap("utf-7 stays encoded", "trapped", labelled("utf-7", Buffer.from("1 +IKw-")), "1 €"),
  textTrap(
    "hz-gb-2312 stays encoded",
    "trapped",
    labelled("hz-gb-2312", Buffer.from("~{<:Ky2;S{~}")),
    "己所不欲",
  ),
  textTrap(
    "iso-2022-kr stays encoded",
    "trapped",
    labelled("iso-2022-kr", Buffer.from("\x1b$)C\x0e>H3g\x0f")),
    "안녕",
  ),
  textTrap(
    "smart quotes under iso-8859-1",
    "fixed",
    labelled("iso-8859-1", Buffer.from("it\x92s", "latin1")),
    "it’s",
  ),
  subjectTrap(
    "a raw 8-bit subject",
    "trapped",
    Buffer.from("Subject: Gr\xfc\xdfe\r\n\r\nx", "latin1"),
    "Grüße",
  ),
  fromTrap(
    "a byte order mark hides the first header",
    "trapped",
    Buffer.from(`\ufeff${HEAD}\r\nx`),
  ),
  fromTrap(
    "a blank line before the headers makes them body",
    "trapped",
    Buffer.from(`\r\n${HEAD}\r\nx`),
  ),
  fromTrap("bare CR line ends", "trapped", Buffer.from(`${HEAD}\r\nx`.replaceAll("\r\n", "\r"))),
  textTrap(
    "a body without headers loses its first line",
    "trapped",
    Buffer.from("needle one\r\nand two\r\n\r\nthree"),
    "needle one",
  ),
  textTrap(
    "a line that is no header swallows the body up to a blank line",
    "trapped",
    mixed("--b\r\nneedle\r\n--b--\r\n"),
    "needle",
  ),
  fileTrap(
    "more than 1000 parts lose the message",
    "trapped",
    mixed(`${`--b\r\n${PDF}`.repeat(1_500)}--b--`),
    1_500,
  ),
  textTrap(
    "a header of 2 MB loses the message",
    "trapped",
    mail(`X-Long: ${"a".repeat(2_000_000)}\r\n\r\nneedle`),
    "needle",
  ),
  fileTrap(
    "a uuencoded file stays text",
    "trapped",
    mail("\r\nbegin 644 a\r\n#0V%T\r\n`\r\nend\r\n"),
    1,
  ),
  textTrap(
    "a transfer encoding in odd case",
    "fixed",
    mail("Content-Transfer-Encoding: BASE64 (x)\r\n\r\nbmVlZGxl"),
    "needle",
  ),
  textTrap(
    "base64 that goes on after padding",
    "fixed",
    mail("Content-Transfer-Encoding: base64\r\n\r\nbmVlZA==\r\nbGU=\r\n"),
    "needle".slice(0, 4).concat("le"),
  ),
  textTrap(
    "prose labelled base64",
    "trapped",
    mail("Content-Transfer-Encoding: base64\r\n\r\nA needle, not encoded at all.\r\n"),
    "needle",
  ),
  textTrap(
    "200,000 nested tags lose the HTML text",
    "trapped",
    mail(`Content-Type: text/html\r\n\r\n${"<b>".repeat(200_000)}needle`),
    "needle",
  ),
  fileTrap(
    "an inline message is dissolved into the text",
    "trapped",
    mixed(
      "--b\r\nContent-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\nSubject: x\r\n\r\ny\r\n--b--",
    ),
    1,
  ),
  fileTrap(
    "parts of a digest are not seen as messages",
    "trapped",
    mail(
      "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: x\r\n\r\ny\r\n--b--",
    ),
    1,
  ),
  textTrap(
    "a boundary that never appears loses the body",
    "trapped",
    mixed("needle\r\n"),
    "needle",
  ),
];

/** The stock parser's verdict; a rejected message counts as trapped. */
async function stockVerdict(trap: Trap): Promise<Trap["stock"]> {
  try {
    const read = await simpleParser(trap.bytes, { skipTextToHtml: true });
    return trap.stockPasses(read) ? "fixed" : "trapped";
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return "trapped";
  }
}

describe("traps of mailparser", () => {
  it.each(TRAPS.map((trap) => [trap.name, trap] as const))("%s", async (_name, trap) => {
    expect(trap.oursPasses(await parseMessage({ bytes: trap.bytes, locator: [] }))).toBe(true);
    expect(await stockVerdict(trap)).toBe(trap.stock);
  });
});
