/** What leaksift reads in mails, for compare.py: paths on standard input, a line of JSON each on standard output. Needs a build. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseMessage } from "../../dist/parse/parse-message.js";

for await (const path of createInterface({ input: process.stdin })) {
  const bytes = readFileSync(path);
  const { from, sender, to, cc, bcc, subject, text, attachments } = await parseMessage({
    bytes,
    locator: [],
  });
  const line = {
    addresses: [...from, ...sender, ...to, ...cc, ...bcc].map(({ address }) => address),
    subject,
    text,
    files: attachments.map((file) => createHash("sha256").update(file.bytes).digest("hex")),
    // Words of a text that is a file are words too
    fileText: attachments
      .filter(({ declaredType }) => /^(?:text|message)\//.test(declaredType))
      .map((file) => Buffer.from(file.bytes).toString("utf8"))
      .join("\n"),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
