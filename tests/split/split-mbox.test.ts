import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SourceRange } from "../../src/model/source.ts";
import { bytesSource } from "../../src/split/byte-source.ts";
import { messageBytes } from "../../src/split/message-bytes.ts";
import { splitMbox, splitMboxSource } from "../../src/split/split-mbox.ts";
import { splitSource } from "../../src/split/split-source.ts";
import { bytesOf, emlOf, type WriterVariant, writeMbox } from "./mbox-writer.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leaksift-split-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function collect(ranges: AsyncIterable<readonly SourceRange[]>): Promise<SourceRange[]> {
  const all: SourceRange[] = [];
  for await (const some of ranges) all.push(...some);
  return all;
}

const split = (text: string, options = {}) =>
  collect(splitMboxSource(bytesSource(bytesOf(text)), options));

/** Ranges as text: messages as they stand, gaps in brackets with their reason. */
async function pieces(text: string): Promise<string[]> {
  return (await split(text)).map((range) => {
    const part = text.slice(range.offset, range.offset + range.length);
    return range.kind === "gap" ? `[${range.reason}] ${part}` : part;
  });
}

const FROM = "From a@example.org Mon Jan  1 10:00:00 2018\n";
const MAIL = "Subject: x\n\nbody\n\n";

describe("what begins a record", () => {
  const rows: readonly (readonly [name: string, ...records: string[]])[] = [
    ["a dated From_ line", `${FROM}${MAIL}`, `${FROM}${MAIL}`],
    ["Netscape's From - with a date", `From - Tue Feb 21 10:04:06 2017\n${MAIL}`, `${FROM}${MAIL}`],
    ["Netscape's From - without a date", `From -\n${MAIL}`, `From - \n${MAIL}`],
    ["a bare From_ line", `From \n${MAIL}`, `From \n${MAIL}`],
    ["Google's undated id", `From 1844@xxx\nX-GM-THRID: 1\n${MAIL}`, `From 1845@xxx\n${MAIL}`],
    ["Google's dated id", `From 1844@xxx Mon Jan 01 10:00:00 +0000 2018\n${MAIL}`],
    ["a sender with blanks", `${FROM}${MAIL}`, `From Anna W. Mon Jan 1 10:00 2018\n${MAIL}`],
    ["an RFC 5322 date", `${FROM}${MAIL}`, `From a@b Mon, 1 Jan 2018 10:00:00 +0100\n${MAIL}`],
    ["a date without a time", `${FROM}${MAIL}`, `From a@b Mon Jan 1 2018\n${MAIL}`],
    ["no blank line before it", `${FROM}Subject: x\n\nbody\n`, `${FROM}${MAIL}`],
    ["a second From_ line after it", `${FROM}>From b Tue Jan 2 10:00:00 2018\n${MAIL}`],
    ["8-bit bytes in it", `${FROM}${MAIL}`, `From \xfc@b Mon Jan 1 10:00:00 2018\n${MAIL}`],
    ["a message without headers", `${FROM}\n1\n\n`, `${FROM}\n2\n`],
    ["a last From_ line and nothing more", `${FROM}${MAIL}`, FROM],
    ["a last From_ line that is cut off", `${FROM}${MAIL}`, "From b Mon Jan  1 10:00:00 2018"],
    ["no final newline", `${FROM}${MAIL}`, `${FROM}Subject: x\n\nbody`],
    ["a single message", `${FROM}${MAIL}`],
    ["a damaged message after a whole one", `${FROM}${MAIL}`, `${FROM}\0\0 no header\n\n`],
  ];
  it.each(rows)("%s", async (_name, ...records) => {
    expect(await pieces(records.join(""))).toEqual(records);
    const crlf = records.map((record) => record.replaceAll("\n", "\r\n"));
    expect(await pieces(crlf.join("")), "with CRLF").toEqual(crlf);
    const cr = records.map((record) => record.replaceAll("\n", "\r"));
    expect(await pieces(cr.join("")), "with CR only (classic Mac OS)").toEqual(cr);
  });

  const prose = [
    "From now on we meet at ten.\nAnna",
    `and no blank line before\n${FROM}Dear Anna`,
    "\nFrom Anna, Mon Jan  1 10:00:00 2018\nDear Bob",
    "text\nFrom now on: no more\nmails",
    "\nFrom what I hear\nNote: nothing is settled",
    "\nFrom what I hear\nhttp://example.org/",
    "\nFrom Russia with love\nYear: 1963",
    "\nFrom the desk of\nFrom another desk",
    "\nFrom 10:30 in 2019 on\nwe were closed",
    "\nFrom 1844@xxx\nno header",
    ">From a@example.org Mon Jan  1 10:00:00 2018\nSubject: quoted",
    " From a@example.org Mon Jan  1 10:00:00 2018\nSubject: indented",
  ];
  it("not a line that is too long to be true", async () => {
    const mbox = `${FROM}${MAIL}From ${"x".repeat(2000)} Mon Jan 1 10:00:00 2018\n${MAIL}`;
    expect(await pieces(mbox)).toEqual([mbox]);
  });

  it.each(prose)("not this prose: %j", async (text) => {
    const mbox = `${FROM}Subject: x\n\n${text}\n\n`;
    expect(await pieces(mbox)).toEqual([mbox]);
  });
});

describe("gaps", () => {
  const record = `${FROM}${MAIL}`;
  it.each([
    ["\xef\xbb\xbf", "byte order mark"],
    ["\n\n", "blank lines before the first From_ line"],
    ["\r\n", "blank lines before the first From_ line"],
    ["\xef\xbb\xbf\n", "blank lines before the first From_ line"],
    ["half a message\n\n", "bytes before the first From_ line"],
    [" half a message\n".repeat(2), "bytes before the first From_ line"],
  ])("%j before the first record is a gap", async (before, reason) => {
    expect(await pieces(before + record)).toEqual([`[${reason}] ${before}`, record]);
  });

  it("a gap may be longer than a chunk", async () => {
    const text = "half a message\n".repeat(5000) + record;
    const ranges = await split(text, { chunkBytes: 4096 });
    expect(ranges.map((range) => [range.kind, range.length])).toEqual([
      ["gap", 75000],
      ["message", record.length],
    ]);
  });

  it("a file without any record is one gap", async () => {
    expect(await pieces("just text\n")).toEqual([
      "[bytes before the first From_ line] just text\n",
    ]);
  });

  it("an empty file has no ranges", async () => {
    expect(await pieces("")).toEqual([]);
  });

  it("a file that became shorter ends with a gap up to its recorded size", async () => {
    const path = join(folder, "shrunk.mbox");
    await writeFile(path, record);
    expect(await collect(splitMbox(path, record.length + 100))).toEqual([
      { kind: "message", offset: 0, length: record.length, variant: "mboxrd" },
      {
        kind: "gap",
        offset: record.length,
        length: 100,
        reason: "the file became shorter while it was read",
      },
    ]);
  });

  it("bytes appended after the size was recorded are left to the next run", async () => {
    const path = join(folder, "grown.mbox");
    await writeFile(path, record + record);
    expect(await collect(splitMbox(path, record.length))).toHaveLength(1);
    const rest = await collect(splitMbox(path, 2 * record.length, { startOffset: record.length }));
    expect(rest).toEqual([
      { kind: "message", offset: record.length, length: record.length, variant: "mboxrd" },
    ]);
  });

  it("a file handle is read and left open", async () => {
    const path = join(folder, "handle.mbox");
    await writeFile(path, record);
    const handle = await open(path);
    expect(await collect(splitMbox(handle, record.length))).toHaveLength(1);
    expect((await handle.stat()).size).toBe(record.length);
    await handle.close();
  });
});

describe("Content-Length", () => {
  const inner = `${FROM}Subject: quoted\n\nnot a message of this file\n`;
  const counted = (body: string, n = body.length) =>
    `${FROM}Subject: x\nContent-Length: ${n}\n\n${body}`;

  it("keeps an unescaped From_ line inside the body when it is right", async () => {
    const first = `${counted(inner)}\n`;
    const second = `${counted("hi\n")}\n`;
    expect(await pieces(first + second)).toEqual([first, second]);
    const ranges = await split(first + second);
    expect(ranges.map((range) => range.kind === "message" && range.variant)).toEqual([
      "mboxcl2",
      "mboxcl2",
    ]);
  });

  it.each([-1, 0, 1, 2, 3])("is right when it misses the length by %i", async (shift) => {
    const first = `${counted(inner, inner.length + shift)}\n`;
    expect(await pieces(first + counted("hi\n"))).toEqual([first, counted("hi\n")]);
  });

  it.each([-2, 4, 1e9, 1e14])("is ignored when it misses the length by %i", async (shift) => {
    const first = `${FROM}Subject: x\nContent-Length: ${inner.length + shift}\n\n`;
    expect(await pieces(`${first}${inner}\n${FROM}${MAIL}`)).toEqual([
      first,
      `${inner}\n`,
      `${FROM}${MAIL}`,
    ]);
  });

  it("of a later message cannot swallow others in a file whose writer does not count", async () => {
    const swallow = counted(`${inner}\n`);
    const records = [`${FROM}${MAIL}`, swallow.slice(0, -inner.length - 1), `${inner}\n`];
    expect(await pieces([...records, `${FROM}${MAIL}`].join(""))).toEqual([
      ...records,
      `${FROM}${MAIL}`,
    ]);
  });

  it("tells mboxcl by a body that has no unescaped From_ line", async () => {
    const ranges = await split(`${counted(">From here\n")}\n${counted("hi\n")}\n`);
    expect(ranges.map((range) => range.kind === "message" && range.variant)).toEqual([
      "mboxcl",
      "mboxcl",
    ]);
  });
});

describe("properties", () => {
  const hostileLine = fc.oneof(
    fc.constantFrom(
      "",
      "From ",
      "From -",
      ">From ",
      FROM.trim(),
      "Subject: x",
      "From x y",
      "Content-Length: 40",
      "Content-Length: 12",
      "\r",
      "\xef\xbb\xbf",
      "x".repeat(5000),
    ),
    fc.string({ maxLength: 20 }),
  );
  const hostileFile = fc
    .tuple(fc.array(hostileLine, { maxLength: 30 }), fc.constantFrom("\n", "\r\n", "\r"))
    .map(([lines, eol]) => lines.join(eol));

  it("every byte is in exactly one range, whatever the bytes", async () => {
    await fc.assert(
      fc.asyncProperty(hostileFile, async (text) => {
        let at = 0;
        for (const range of await split(text)) {
          expect(range.offset).toBe(at);
          expect(range.length).toBeGreaterThan(0);
          at += range.length;
        }
        expect(at).toBe(bytesOf(text).length);
      }),
      { numRuns: 300 },
    );
  });

  it("the read size changes nothing, and reading can go on wherever a range ended", async () => {
    await fc.assert(
      fc.asyncProperty(hostileFile, fc.integer({ min: 1, max: 9000 }), async (text, chunkBytes) => {
        const whole = await split(text);
        expect(await split(text, { chunkBytes })).toEqual(whole);
        for (const [index, range] of whole.entries()) {
          const startOffset = range.offset + range.length;
          const rest = await split(text, { startOffset, chunkBytes });
          expect(rest).toEqual(whole.slice(index + 1));
        }
      }),
      { numRuns: 300 },
    );
  });

  const VARIANTS: readonly WriterVariant[] = ["mboxo", "mboxrd", "mboxcl", "mboxcl2"];
  const bodyLine = fc.oneof(
    fc.constantFrom("", "From here on", ">From here", ">>From there", "From - ", "\xe9\xff", "."),
    fc.string({ maxLength: 30, unit: "grapheme-ascii" }),
  );
  const message = fc.record({
    headers: fc.array(fc.constantFrom("X-A: 1", "To: b@example.org", "X-Long: a\n b"), {
      minLength: 0,
      maxLength: 3,
    }),
    body: fc.array(bodyLine, { maxLength: 8 }),
  });

  it.each(VARIANTS)("messages written as %s come back byte by byte", async (variant) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 5 }),
        fc.constantFrom<"\n" | "\r\n">("\n", "\r\n"),
        async (drafts, eol) => {
          const messages = drafts
            .map(({ headers, body }) => ({
              headers: ["Subject: x", ...headers].map((line) => line.replace("\n", eol)),
              body,
            }))
            // mboxo escapes "From " but not ">From ": the one thing it cannot give back.
            .filter(({ body }) => variant !== "mboxo" || !body.some((l) => /^>+From /.test(l)));
          // That a writer does not escape shows in a bare From_ line only; one such line, and the whole file is read so.
          if (variant === "mboxcl2")
            messages.unshift({ headers: ["Subject: first"], body: ["From here"] });
          const text = writeMbox(messages, variant, eol);
          const ranges = await split(text);
          const found = ranges.map((range) => {
            if (range.kind === "gap") throw new Error("a gap in a written mbox");
            const record = bytesOf(text.slice(range.offset, range.offset + range.length));
            return Buffer.from(messageBytes(record, range.variant)).toString("latin1");
          });
          expect(found).toEqual(messages.map((written) => emlOf(written, variant, eol)));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("splitSource", () => {
  it.each(["eml", "emlx", "file"] as const)("%s is one range", async (format) => {
    expect(await collect(splitSource("/nowhere", format, 42))).toEqual([
      { kind: "message", offset: 0, length: 42, variant: format },
    ]);
    expect(await collect(splitSource("/nowhere", format, 42, 42))).toEqual([]);
  });

  it("an empty file is one empty range, so that its name is not lost", async () => {
    expect(await collect(splitSource("/nowhere", "file", 0))).toHaveLength(1);
  });

  it("an mbox whose path is no UTF-8 opens by its file URL", async () => {
    const bytes = Buffer.concat([Buffer.from(folder), Buffer.from("/caf\xe9.mbox", "latin1")]);
    await writeFile(bytes, `${FROM}${MAIL}`);
    const url = `file://${folder}/caf%E9.mbox`;
    expect(await collect(splitSource(url, "mbox", FROM.length + MAIL.length))).toHaveLength(1);
  });
});
