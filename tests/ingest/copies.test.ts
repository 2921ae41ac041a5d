/** Exact copies: the same mail from an mbox and from a file of its own has one id and is counted as a copy. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect } from "vitest";
import { indexPaths } from "../../src/catalog/index-folder.ts";
import { openIndex } from "../../src/search/open-index.ts";
import { itWith } from "../support/corpora.ts";
import { runLeaksift } from "../support/run-leaksift.ts";
import { sampleMails } from "../support/sample-mails.ts";

const COPIED = 500;

const folder = mkdtempSync(join(tmpdir(), "leaksift-copies-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The mail of an mboxrd record without From_ line, written anew: no escapes, no separating newline. */
function ownBytes(record: Buffer): Buffer {
  const text = record.toString("latin1");
  const message = text.endsWith("\n\n") ? text.slice(0, -1) : text;
  return Buffer.from(message.replace(/^>(>*From )/gm, "$1"), "latin1");
}

describe("an mbox and some of its mails as files", () => {
  itWith(
    { corpus: "mail-50k" },
    `reports exactly ${COPIED} copies, with equal ids, also with other line ends`,
    () => {
      // Not the whole mbox: 2,500 of its mails, spread over it; with LEAKSIFT_FULL=1 all
      const mails = sampleMails(20);
      const box = join(folder, "all.mbox");
      const from = Buffer.from("From copies@example.org Thu Jan  1 00:00:00 2015\n");
      writeFileSync(box, Buffer.concat(mails.flatMap(({ bytes }) => [from, bytes])));
      const files = join(folder, "files");
      mkdirSync(files);
      const step = Math.floor(mails.length / COPIED);
      for (let i = 0; i < COPIED; i++) {
        const bytes = ownBytes(mails[i * step]?.bytes ?? Buffer.alloc(0));
        const isCrlf = i % 2 === 1 && !bytes.includes("\r");
        const written = isCrlf
          ? Buffer.from(bytes.toString("latin1").replaceAll("\n", "\r\n"), "latin1")
          : bytes;
        writeFileSync(join(files, `${String(i).padStart(3, "0")}.eml`), written);
      }
      const index = join(folder, "index");
      const { code, out, err } = runLeaksift(["index", box, files, "--index", index, "--json"]);
      expect([0, 3], err).toContain(code);
      const { copies, messages } = JSON.parse(out) as { copies: number; messages: number };
      expect(copies).toBe(COPIED);
      expect(messages).toBeGreaterThanOrEqual(mails.length + COPIED);

      const opened = openIndex(indexPaths(index));
      try {
        const idsUnder = (path: string): Set<string> =>
          new Set(
            opened.catalog
              .sourceSpans()
              .filter((span) => span.path.startsWith(path))
              .flatMap(({ firstDoc, lastDoc }) =>
                Array.from({ length: lastDoc - firstDoc + 1 }, (_, i) => firstDoc + i),
              )
              .map((docId) => opened.catalog.document(docId))
              .filter((document) => document.parentId === null)
              .map((document) => document.contentId),
          );
        const inBox = idsUnder(box);
        const inFiles = idsUnder(files);
        expect(inFiles.size).toBe(COPIED);
        expect([...inFiles].filter((id) => !inBox.has(id))).toEqual([]);
      } finally {
        opened.close();
      }
    },
    600_000,
  );
});
