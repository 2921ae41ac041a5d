/** The splitter against what others say about real mailboxes: MimeKit's offsets, python's mailbox module, known counts. */
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect } from "vitest";
import type { SourceRange } from "../../src/model/source.ts";
import { findFiles } from "../../src/sources/find-files.ts";
import { SNIFF_BYTES, sniffFormat } from "../../src/sources/sniff.ts";
import { bytesSource } from "../../src/split/byte-source.ts";
import { messageBytes } from "../../src/split/message-bytes.ts";
import { splitMbox, splitMboxSource } from "../../src/split/split-mbox.ts";
import { corpusPath, itWith } from "../support/corpora.ts";

async function collect(ranges: AsyncIterable<readonly SourceRange[]>): Promise<SourceRange[]> {
  const all: SourceRange[] = [];
  for await (const some of ranges) all.push(...some);
  return all;
}

interface Marker {
  readonly mboxMarkerOffset: number;
  readonly beginOffset: number;
  readonly endOffset: number;
}

describe("MimeKit's offsets", () => {
  const rows = [
    ["content-length", "unix", 29],
    ["content-length", "dos", 29],
    ["issue1189", "unix", 4],
    ["issue1189", "dos", 4],
  ] as const;
  for (const [name, style, count] of rows) {
    itWith({ corpus: "torture" }, `${name}, ${style}: ${count} messages`, async () => {
      const folder = corpusPath("torture", "torture/mimekit/UnitTests/TestData/mbox");
      const unix = readFileSync(join(folder, `${name}.mbox.txt`), "latin1");
      const bytes = Buffer.from(style === "dos" ? unix.replaceAll("\n", "\r\n") : unix, "latin1");
      const markers: Marker[] = JSON.parse(
        readFileSync(join(folder, `${name}.${style}-offsets.json`), "utf8"),
      );
      const ranges = await collect(splitMboxSource(bytesSource(bytes)));
      expect(ranges.map((range) => range.offset)).toEqual(markers.map((m) => m.mboxMarkerOffset));
      expect(ranges).toHaveLength(count);
      for (const [index, range] of ranges.entries()) {
        const { beginOffset, endOffset } = markers[index] as Marker;
        const record = bytes.subarray(range.offset, range.offset + range.length);
        const message = messageBytes(record, "mboxcl2");
        expect(message.byteOffset - bytes.byteOffset).toBe(beginOffset);
        // MimeKit leaves out the newline after the last boundary of a multipart; message bytes keep it.
        const more = message.length - (endOffset - beginOffset);
        expect([0, style === "dos" ? 2 : 1]).toContain(more);
      }
    });
  }
});

describe("python's mailbox module", () => {
  /** Where the counts differ, and why ours is right. */
  const EXPLAINED: ReadonlyMap<string, { ours: number; python: number; why: string }> = new Map([
    [
      "unmunged.mbox.txt",
      {
        ours: 2,
        python: 3,
        why: 'python misses the first message behind the byte order mark and splits at two lines "From Russia with love"',
      },
    ],
  ]);

  itWith(
    { corpus: "torture", tools: ["python3"] },
    "counts the same in every mbox of the torture corpus, but for the explained ones",
    async () => {
      const { files } = await findFiles([corpusPath("torture", "torture")]);
      const ours: { path: string; count: number }[] = [];
      for (const { path, sizeBytes } of files) {
        const bytes = readFileSync(path);
        const format = sniffFormat(bytes.subarray(0, SNIFF_BYTES), sizeBytes, basename(path));
        if (format !== "mbox") continue;
        const ranges = await collect(splitMboxSource(bytesSource(bytes)));
        ours.push({ path, count: ranges.filter((range) => range.kind === "message").length });
      }
      expect(ours.length).toBeGreaterThan(90);
      const script =
        "import json, mailbox, sys\n" +
        "print(json.dumps([len(mailbox.mbox(p, create=False)) for p in json.load(sys.stdin)]))";
      const input = JSON.stringify(ours.map(({ path }) => path));
      const python: number[] = JSON.parse(
        execFileSync("python3", ["-c", script], { input, encoding: "utf8" }),
      );
      for (const [index, { path, count }] of ours.entries()) {
        const explained = EXPLAINED.get(basename(path));
        const expected = explained ?? { ours: python[index], python: python[index] };
        expect([count, python[index]], path).toEqual([expected.ours, expected.python]);
      }
    },
    60_000,
  );
});

itWith(
  { corpus: "mail-50k" },
  "mail-50k.mbox is 50,000 messages and nothing else, every byte covered",
  async () => {
    const path = corpusPath("mail-50k", "mail-50k.mbox");
    const { size } = statSync(path);
    let at = 0;
    let count = 0;
    for await (const ranges of splitMbox(path, size)) {
      for (const range of ranges) {
        if (range.kind !== "message" || range.offset !== at) throw new Error(`at ${at}`);
        at += range.length;
        count++;
      }
    }
    expect([count, at]).toEqual([50_000, size]);
  },
  60_000,
);
