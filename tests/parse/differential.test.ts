/** Real mail: what we read against stock mailparser and Python, and every attachment's steps replayed to its bytes. */
import { simpleParser } from "mailparser";
import { describe, expect } from "vitest";
import type { Attachment } from "../../src/model/message.ts";
import { parseMessage } from "../../src/parse/parse-message.ts";
import { replayPart } from "../../src/parse/part-bytes.ts";
import { decodeTransfer } from "../../src/parse/transfer.ts";
import { itWith } from "../support/corpora.ts";
import { askPython } from "../support/python-oracle.ts";
import { sampleMails, tortureMails } from "../support/sample-mails.ts";
import { readEverything, sha256Of, wordsOf } from "../support/words.ts";

/** Bytes that a mail's steps lead to, with nothing but the mail and the steps. */
function replay(mail: Uint8Array, file: Attachment): Uint8Array {
  let bytes = mail;
  for (const step of file.steps) {
    if (step.step === "mimePart") bytes = replayPart(bytes, step.path) ?? new Uint8Array();
    else if (step.step === "decode") bytes = decodeTransfer(bytes, step.encoding);
    else if (step.step === "range") bytes = bytes.subarray(step.offset, step.offset + step.length);
  }
  return bytes;
}

describe("real mail", () => {
  itWith(
    { corpus: "torture" },
    "every attachment of the torture set replays to its bytes",
    async () => {
      let files = 0;
      for (const mail of tortureMails()) {
        const { attachments } = await parseMessage({ bytes: mail.bytes, locator: [] });
        for (const file of attachments) {
          files++;
          expect(sha256Of(replay(mail.bytes, file)), `${mail.id} ${file.name}`).toBe(
            sha256Of(file.bytes),
          );
        }
      }
      expect(files).toBeGreaterThan(300);
    },
    60_000,
  );

  itWith(
    { corpus: "mail-50k", tools: ["python3"] },
    "gives at least the words and files of stock mailparser and Python, and replays every attachment",
    async () => {
      const mails = sampleMails(40);
      const python = askPython(mails);
      const lost: string[] = [];
      for (const [i, mail] of mails.entries()) {
        const message = await parseMessage({ bytes: mail.bytes, locator: [] });
        for (const file of message.attachments)
          expect(sha256Of(replay(mail.bytes, file)), mail.id).toBe(sha256Of(file.bytes));
        const ours = await readEverything(mail.bytes);
        const words = wordsOf(ours.text);
        const stock = await simpleParser(mail.bytes, {
          skipHtmlToText: true,
          skipTextToHtml: true,
          ignoreEmbedded: true,
        });
        const theirWords = wordsOf(`${python[i]?.text ?? ""} ${stock.text ?? ""}`);
        for (const word of theirWords) if (!words.has(word)) lost.push(`${mail.id}: word ${word}`);
        const hashes = new Set(ours.hashes);
        for (const file of stock.attachments)
          if (!hashes.has(sha256Of(file.content))) lost.push(`${mail.id}: file ${file.filename}`);
        for (const file of python[i]?.attachments ?? []) {
          // Python ends base64 at its first padding, where concatenated encodings go on: its file is then the start of ours
          const isStart = (one: Attachment): boolean =>
            sha256Of(one.bytes.subarray(0, file.size)) === file.sha256;
          if (!hashes.has(file.sha256) && !message.attachments.some(isStart))
            lost.push(`${mail.id}: file ${file.name}`);
        }
      }
      expect(lost).toEqual([]);
    },
    300_000,
  );
});
