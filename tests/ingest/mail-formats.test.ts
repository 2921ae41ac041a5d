/**
 * Every container format of the table in docs/mail-formats.md, seen in three places: on disk, in an archive, attached to a mail. The mails of each are
 * found with sender, date and attachment wherever they are, replay to their bytes, and nothing is lost without a row.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runLeaksift } from "../support/run-leaksift.ts";
import { zipOf } from "../support/zip-writer.ts";

const DAY = "Tue, 14 Mar 2017 10:00:00 +0100";

const mail = (word: string): string =>
  [
    `From: Ida Bell <${word}@sender.example>`,
    "To: Paul Martin <paul@rcpt.example>",
    `Subject: about ${word}`,
    `Date: ${DAY}`,
    `Message-ID: <${word}@sender.example>`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    `body ${word}`,
    "--b",
    'Content-Type: text/plain; name="plan.txt"',
    'Content-Disposition: attachment; filename="plan.txt"',
    "",
    `plan${word}`,
    "--b--",
    "",
  ].join("\n");

const crlf = (text: string): string => text.replaceAll("\n", "\r\n");
const PLIST = '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict/></plist>\n';

const babylRecord = (text: string): string => {
  const end = text.indexOf("\n\n");
  return `\x1f\f\n1,, answered,\nSummary-line: 14-Mar\n${text.slice(0, end)}\nReceived: from a by b\n\n*** EOOH ***\n${text.slice(0, end)}\n${text.slice(end + 1)}`;
};
const mbxRecord = (text: string): string =>
  `14-Mar-2017 10:00:00 +0100,${Buffer.byteLength(crlf(text))};000000000001-00000001\r\n${crlf(text)}`;

const olm = (word: string): Uint8Array =>
  zipOf({
    "Categories.xml": "<categories/>",
    "Accounts/ida/com.microsoft.__Messages/Inbox/message_00000.xml": `<?xml version="1.0" encoding="UTF-8"?>\n<emails elementCount="1"><email><OPFMessageCopyBody>&lt;html&gt;&lt;p&gt;body ${word}&lt;/p&gt;&lt;/html&gt;</OPFMessageCopyBody><OPFMessageCopySentTime>2017-03-14T09:00:00</OPFMessageCopySentTime><OPFMessageCopySubject>about ${word}</OPFMessageCopySubject><OPFMessageCopySenderAddress><emailAddress OPFContactEmailAddressAddress="${word}@sender.example" OPFContactEmailAddressName="Ida Bell"/></OPFMessageCopySenderAddress><OPFMessageCopyToAddresses><emailAddress OPFContactEmailAddressAddress="paul@rcpt.example"/></OPFMessageCopyToAddresses><OPFMessageCopyAttachmentList><messageAttachment OPFAttachmentName="plan.txt" OPFAttachmentURL="Accounts/ida/com.microsoft.__Messages/Inbox/com.microsoft.__Attachments/1"/></OPFMessageCopyAttachmentList></email></emails>`,
    "Accounts/ida/com.microsoft.__Messages/Inbox/com.microsoft.__Attachments/1": `plan${word}`,
  });

/** One row of the table: a file of the format with one mail for each word. */
interface Row {
  readonly format: string;
  readonly file: string;
  readonly bytes: (words: readonly string[]) => string | Uint8Array;
  readonly words: number;
}

const ROWS: readonly Row[] = [
  { format: "eml", file: "one.eml", bytes: ([a = ""]) => mail(a), words: 1 },
  {
    format: "eml",
    file: "saved from a web page",
    bytes: ([a = ""]) => `   \t  \r\n\r\n${crlf(mail(a))}`,
    words: 1,
  },
  {
    format: "emlx",
    file: "1.emlx",
    bytes: ([a = ""]) => `${Buffer.byteLength(mail(a))}       \n${mail(a)}${PLIST}`,
    words: 1,
  },
  {
    format: "mbox",
    file: "inbox",
    bytes: (words) =>
      words.map((a) => `From ida@sender.example Tue Mar 14 10:00:00 2017\n${mail(a)}\n`).join(""),
    words: 2,
  },
  {
    format: "mmdf",
    file: "mmdf.box",
    bytes: (words) => words.map((a) => `\x01\x01\x01\x01\n${mail(a)}\x01\x01\x01\x01\n`).join(""),
    words: 2,
  },
  {
    format: "babyl",
    file: "RMAIL",
    bytes: (words) =>
      `BABYL OPTIONS: -*- rmail -*-\nVersion: 5\nLabels:\n${words.map((a) => babylRecord(mail(a))).join("")}\x1f`,
    words: 2,
  },
  {
    format: "mbx",
    file: "uw.mbx",
    bytes: (words) =>
      `${"*mbx*\r\n5ae1b3c200000002\r\n".padEnd(2046, " ")}\r\n${words.map((a) => mbxRecord(mail(a))).join("")}`,
    words: 2,
  },
  {
    format: "rnews",
    file: "batch",
    bytes: (words) =>
      words.map((a) => `#! rnews ${Buffer.byteLength(mail(a))}\n${mail(a)}`).join(""),
    words: 2,
  },
  { format: "olm", file: "export.olm", bytes: ([a = ""]) => olm(a), words: 1 },
];

const WHERE = ["disk", "archive", "attached"] as const;
type Where = (typeof WHERE)[number];

const wordOf = (row: number, where: Where, n: number): string =>
  `${"abcdefghij".charAt(row)}${where}${"xyz".charAt(n)}`;
const wordsOf = (row: number, where: Where): string[] =>
  Array.from({ length: ROWS[row]?.words ?? 0 }, (_, n) => wordOf(row, where, n));

/** A mail that carries the file. */
const carrier = (row: Row, bytes: Buffer): string =>
  [
    "From: carrier@sender.example",
    "To: paul@rcpt.example",
    `Subject: carries ${row.format}`,
    `Date: ${DAY}`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="c"',
    "",
    "--c",
    `Content-Type: application/octet-stream; name="${row.file}"`,
    `Content-Disposition: attachment; filename="${row.file}"`,
    "Content-Transfer-Encoding: base64",
    "",
    bytes.toString("base64").replace(/.{76}/g, "$&\n"),
    "--c--",
    "",
  ].join("\n");

describe("every container format, wherever it is", () => {
  let folder = "";
  const run = (...args: string[]) => runLeaksift([...args, "--index", join(folder, "index")]);
  const count = (query: string): string => run("search", query, "--count").out.trim();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "leaksift-formats-"));
    for (const [i, row] of ROWS.entries()) {
      const bytesFor = (where: Where): Buffer => Buffer.from(row.bytes(wordsOf(i, where)));
      const dump = join(folder, "dump", String(i));
      mkdirSync(dump, { recursive: true });
      writeFileSync(join(dump, row.file), bytesFor("disk"));
      writeFileSync(join(dump, "box.zip"), zipOf({ [`in/${row.file}`]: bytesFor("archive") }));
      writeFileSync(join(dump, "carrier.eml"), carrier(row, bytesFor("attached")));
    }
    expect(run("index", join(folder, "dump")).code).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const [i, row] of ROWS.entries()) {
    for (const where of WHERE) {
      it(`${row.format} (${row.file}), ${where}: each mail has its sender, date, words and file`, () => {
        for (const word of wordsOf(i, where)) {
          expect(
            count(`from:${word}@sender.example body:${word} filename:plan.txt plan${word}`),
          ).toBe("1");
          const dated = where === "attached" ? "date:2017-03-14" : `from:${word} date:2017-03-14`;
          expect(Number(count(`${dated} ${word}`))).toBe(1);
        }
      });
    }
  }

  it("leaves no problem and accounts for every byte", () => {
    expect(run("problems").err).toContain("No problems");
    const verified = run("verify");
    expect(verified.out).toContain("Everything holds");
  });

  it("has a row for each format in docs/mail-formats.md", () => {
    const page = readFileSync(
      join(dirname(fileURLToPath(import.meta.url)), "../../docs/mail-formats.md"),
      "utf8",
    );
    for (const { format } of ROWS) expect(page).toContain(`| ${format} |`);
  });
});

describe("what is no mail, and what is kept apart from one", () => {
  let folder = "";
  const run = (...args: string[]) => runLeaksift([...args, "--index", join(folder, "index")]);
  const count = (query: string): string => run("search", query, "--count").out.trim();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "leaksift-apart-"));
    const put = (path: string, content: string | Buffer): void => {
      const file = join(folder, "dump", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    };
    const partial = (word: string, extra = ""): string => {
      const text = mail(word)
        .replace(`plan${word}\n`, "")
        .replace("attachment;", `attachment;${extra}`);
      return `${Buffer.byteLength(text)}\n${text}${PLIST}`;
    };
    put("Data/Messages/7.partial.emlx", partial("besidefolder"));
    put("Data/Attachments/7/2/plan.txt", "planapart seven");
    put("Data/Messages/8.partial.emlx", partial("besidepart"));
    put("Data/Messages/8.2.emlxpart", "planapart eight");
    put("Data/Messages/9.partial.emlx", partial("besidenothing"));
    put(
      "eudora/In.mbx",
      `From ???@??? Tue Mar 14 10:00:00 2017\nFrom: e@sender.example\nSubject: converted\nDate: ${DAY}\n\nsee eudorafile\n\nAttachment Converted: "C:\\EUDORA\\ATTACH\\Budget 2001.txt"\nAttachment Converted: "C:\\EUDORA\\ATTACH\\gone.doc"\n`,
    );
    put("eudora/Attach/budget 2001.txt", "planapart budget");
    put(
      "page.mhtml",
      `From: <Saved by Blink>\nSnapshot-Content-Location: https://intranet.example/p\nSubject: Saved ibexpage\nDate: ${DAY}\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="p"\n\n--p\nContent-Type: text/html; charset=utf-8\n\n<p>chamoisword</p>\n--p\nContent-Type: image/gif\nContent-Transfer-Encoding: base64\nContent-Location: https://intranet.example/i.gif\n\nR0lGODlhAQABAAAAACw=\n--p--\n`,
    );
    put(
      "labels.mbox",
      `From 1@xxx Tue Mar 14 10:00:00 +0000 2017\nX-GM-THRID: 99887766\nX-Gmail-Labels: Inbox,"Projekt, Falke",=?UTF-8?Q?Bo=C3=AEte?=\nX-Mozilla-Status: 0009\nFrom: l@sender.example\nSubject: labelled\nDate: ${DAY}\n\nhello\n`,
    );
    put(
      "store.dbx",
      Buffer.concat([Buffer.from("cfad12fec5fd746f66e3d111", "hex"), Buffer.alloc(9000)]),
    );
    put(
      "headers.eml",
      `From: h@sender.example\nTo: paul@rcpt.example\nSubject: with headers\nDate: ${DAY}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain\n\nsee file\n--x\nContent-Type: text/plain; name="headers.txt"\nContent-Disposition: attachment; filename="headers.txt"\n\nReceived: from lynxserver.example (lynxserver.example [192.0.2.78]) by mx.example; ${DAY}\nX-Evidence: lynxword\nSubject: hidden\n--x\nContent-Type: text/plain; name="saved.txt"\nContent-Disposition: attachment; filename="saved.txt"\n\nReceived: from martenserver.example by mx.example; ${DAY}\nFrom: other@sender.example\nSubject: saved\n\nmartenbody\n--x--\n`,
    );
    expect(run("index", join(folder, "dump")).code).toBe(3);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("joins what Apple Mail keeps beside a partial message, and says what is missing", () => {
    expect(count("besidefolder planapart seven")).toBe("1");
    expect(count("besidepart planapart eight")).toBe("1");
    const problems = run("problems", "--code", "attachment-without-bytes").out;
    expect(problems).toContain("9.partial.emlx");
    expect(problems).not.toContain("7.partial.emlx");
  });

  it("joins by name what Eudora took out of a mail, and says what is missing", () => {
    expect(count("eudorafile planapart budget")).toBe("1");
    expect(run("problems", "--code", "attachment-without-bytes").out).toContain("gone.doc");
  });

  it("exports a joined file with its mail", () => {
    const out = join(folder, "out");
    expect(run("export", "besidefolder", "--to", out).code).toBe(0);
    expect(run("verify").out).toContain("Everything holds");
  });

  it("takes a saved web page for a file with parts", () => {
    expect(count("kind:file chamoisword type:gif")).toBe("1");
    expect(count("chamoisword kind:message")).toBe("0");
    expect(count("title:ibexpage")).toBe("1");
  });

  it("has labels, thread ids and Mozilla's deleted flag as fields", () => {
    for (const query of [
      'label:"Projekt, Falke"',
      "label:boite",
      "label:inbox",
      "threadid:99887766",
      "is:deleted",
    ])
      expect(count(query)).toBe("1");
    expect(run("search", "labelled", "--facet", "label").out).toContain("projekt, falke");
  });

  it("says that a mail store of Outlook Express is not read", () => {
    expect(run("problems").out).toContain("store.dbx");
  });

  it("keeps all words of a text that begins like a mail", () => {
    for (const query of ["lynxserver", "lynxword", "192.0.2.78", "martenserver", "martenbody"])
      expect(count(query)).toBe("1");
  });
});
