/** Properties of the whole parser on random bytes and on random pieces of MIME. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHeadersOnly, parseMessage } from "../../src/parse/parse-message.ts";
import { replayPart } from "../../src/parse/part-bytes.ts";
import { decodeTransfer } from "../../src/parse/transfer.ts";

const piece = fc.constantFrom(
  "From: a@example.org\r\n",
  "Subject: =?utf-8?q?=C3=BC?=\n",
  "Content-Type: multipart/mixed; boundary=b\r\n",
  'Content-Type: multipart/alternative; boundary="c"\n',
  "Content-Type: multipart/digest; boundary=b\n",
  "Content-Type: text/html\r\n",
  "Content-Type: text/plain; format=flowed; delsp=yes\n",
  "Content-Type: message/rfc822\n",
  "Content-Type: application/x-a; name*=utf-8''%C3%BC\n",
  "Content-Disposition: attachment; filename=x\n",
  "Content-Transfer-Encoding: base64\n",
  "Content-Transfer-Encoding: quoted-printable\r\n",
  "Content-Transfer-Encoding: x-uuencode\n",
  " folded\r\n",
  "\r\n",
  "\n",
  "\r",
  "--b\r\n",
  "--b--\n",
  "--c\n",
  "--c--\r\n",
  "--b \t\r\n",
  "QUJD\r\n",
  "QUI=\n",
  "=C3=BC=\r\n",
  "begin 644 a\n#0V%T\n`\nend\n",
  "<p>one<br>two</p>\n",
  "words of a body\n",
  "From a@b Mon Jan  1 00:00:00 2018\n",
  "\ufeff",
  "\0",
);
const message = fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.join("")));

describe("parseMessage", () => {
  it("resolves on random bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        const read = await parseMessage({ bytes, locator: [] });
        expect(read.bodyOffsetBytes).toBeLessThanOrEqual(bytes.length);
        expect(parseHeadersOnly({ bytes, locator: [] }, "killed").headers).toEqual(read.headers);
      }),
    );
  });

  it("gives attachments that their steps lead to, on random MIME", async () => {
    await fc.assert(
      fc.asyncProperty(message, async (bytes) => {
        const { attachments } = await parseMessage({ bytes, locator: [] });
        for (const file of attachments) {
          let replayed: Uint8Array = bytes;
          for (const step of file.steps) {
            if (step.step === "mimePart")
              replayed = replayPart(replayed, step.path) ?? new Uint8Array();
            else if (step.step === "decode") replayed = decodeTransfer(replayed, step.encoding);
            else if (step.step === "range")
              replayed = replayed.subarray(step.offset, step.offset + step.length);
          }
          expect(Buffer.compare(replayed, file.bytes)).toBe(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("gives the same for the same bytes, and leaves them unchanged", async () => {
    await fc.assert(
      fc.asyncProperty(message, async (bytes) => {
        const before = Buffer.from(bytes);
        const first = await parseMessage({ bytes, locator: [] });
        expect(await parseMessage({ bytes, locator: [] })).toEqual(first);
        expect(Buffer.compare(before, bytes)).toBe(0);
      }),
    );
  });

  it("finds a word of a text part wherever the part stands", async () => {
    const before = fc.array(
      fc.constantFrom("--b\n\nother\n", "--b\nContent-Type: a/b\n\nx\n", "--b\n\n<p>\n"),
    );
    await fc.assert(
      fc.asyncProperty(before, before, async (left, right) => {
        const head = "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n";
        const text = `${head}${left.join("")}--b\nContent-Type: text/plain\n\nneedle\n${right.join("")}--b--\n`;
        const read = await parseMessage({ bytes: Buffer.from(text), locator: [] });
        expect(read.text).toContain("needle");
        expect(read.problems).toEqual([]);
      }),
    );
  });
});
