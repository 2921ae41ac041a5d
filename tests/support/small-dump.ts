/** A small made-up mail dump with one of everything: mbox, emails, maildir, loose files, exact copies, things that cannot be read. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One message as it would be sent: CRLF, text, optionally files. */
export function mail(
  number: number,
  options: {
    readonly subject?: string;
    readonly body?: string;
    readonly files?: readonly [string, string][];
  } = {},
): string {
  const { subject = `Message ${number}`, body = `Body number${number} of the dump.` } = options;
  const files = options.files ?? [];
  const day = String((number % 28) + 1).padStart(2, "0");
  const head = [
    `Received: from mx${number}.example.org by in.example.org; ${day} Mar 2017 10:00:05 +0100`,
    `From: Sender ${number % 3} <sender${number % 3}@example.org>`,
    "To: Anna Weber <anna@example.org>",
    `Subject: ${subject}`,
    `Date: ${day} Mar 2017 10:00:00 +0100`,
    `Message-ID: <m${number}@example.org>`,
    "MIME-Version: 1.0",
  ];
  if (files.length === 0)
    return `${[...head, "Content-Type: text/plain; charset=utf-8", "", body, ""].join("\r\n")}`;
  const parts = files.map(([name, content]) =>
    [
      "--b",
      `Content-Type: application/octet-stream; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      "Content-Transfer-Encoding: base64",
      "",
      Buffer.from(content).toString("base64"),
    ].join("\r\n"),
  );
  return [
    ...head,
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "",
    body,
    ...parts,
    "--b--",
    "",
  ].join("\r\n");
}

/** An mbox (mboxrd, LF) of these messages. */
export function mbox(messages: readonly string[]): string {
  return messages
    .map((message) => {
      const lines = message.replaceAll("\r\n", "\n").replace(/^(>*From )/gm, ">$1");
      return `From sender@example.org Fri Mar  3 10:00:00 2017\n${lines}\n`;
    })
    .join("");
}

/** How many messages {@link writeSmallDump} writes, copies included. */
export const SMALL_DUMP_MESSAGES = 40;

/** Writes the dump into a new folder. */
export function writeSmallDump(folder: string): void {
  const write = (name: string, content: string | Buffer): void => {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  const inbox = Array.from({ length: 25 }, (_, i) => mail(i));
  inbox[3] = mail(3, { body: "From now on,\r\n>From here to there." });
  inbox[7] = mail(7, {
    files: [
      ["budget.csv", "item,price\nlantern,12\n"],
      ["note.txt", "see the shed"],
    ],
  });
  write("inbox.mbox", mbox(inbox));
  for (let i = 0; i < 8; i++)
    write(
      `mail/${i}.eml`,
      mail(100 + i, { files: i % 2 === 0 ? [[`f${i}.txt`, `file word${i}`]] : [] }),
    );
  write("mail/copy of 3.eml", inbox[3]);
  write("mail/copy of 4.eml", inbox[4] ?? "");
  for (let i = 0; i < 5; i++) write(`Maildir/cur/149000000${i}.M1P1.host:2,S`, mail(200 + i));
  write("loose/list.csv", "name,phone\nAnna Weber,06 12 34 56 78\n");
  write("loose/page.html", "<html><title>Page</title><body><p>hidden treasure</body></html>");
  // Too few bytes to hold a text that nobody read: a note, so that an untouched dump has no problem
  write("loose/data.bin", Buffer.from(Array.from({ length: 200 }, (_, i) => (i * 7) & 255)));
  write("loose/empty.txt", "");
  write("empty.mbox", "");
}
