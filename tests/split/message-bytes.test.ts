import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesSource } from "../../src/split/byte-source.ts";
import { canonicalBytes, canonicalSha256, messageBytes } from "../../src/split/message-bytes.ts";
import { splitMboxSource } from "../../src/split/split-mbox.ts";
import { itWith } from "../support/corpora.ts";
import { bytesOf, emlOf, type WriterVariant, writeMbox } from "./mbox-writer.ts";

const FROM = "From a@example.org Mon Jan  1 10:00:00 2018\n";
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

describe("messageBytes", () => {
  const rows: readonly (readonly [string, Parameters<typeof messageBytes>[1], string, string])[] = [
    ["takes off From_ line and separator", "mboxrd", `${FROM}A: b\n\nc\n\n`, "A: b\n\nc\n"],
    [
      "keeps a final newline that no blank line follows",
      "mboxrd",
      `${FROM}A: b\n\nc\n`,
      "A: b\n\nc\n",
    ],
    ["keeps a missing final newline missing", "mboxrd", `${FROM}A: b\n\nc`, "A: b\n\nc"],
    ["takes off one of several blank lines", "mboxrd", `${FROM}A: b\n\nc\n\n\n`, "A: b\n\nc\n\n"],
    ["CRLF", "mboxrd", `${FROM}A: b\r\n\r\nc\r\n\r\n`, "A: b\r\n\r\nc\r\n"],
    ["CR only", "mboxrd", "From x\rA: b\r\r>From c\r\r", "A: b\r\rFrom c\r"],
    ["nothing after the From_ line", "mboxrd", FROM, ""],
    ["nothing but the separator", "mboxrd", `${FROM}\n`, ""],
    ["a From_ line without end", "mboxrd", FROM.trim(), ""],
    [
      "mboxrd: one > off every level",
      "mboxrd",
      `${FROM}\n>From a\n>>From b\n`,
      "\nFrom a\n>From b\n",
    ],
    ["mboxcl: the same", "mboxcl", `${FROM}\n>From a\n>>From b\n`, "\nFrom a\n>From b\n"],
    [
      "mboxo: only off the first level",
      "mboxo",
      `${FROM}\n>From a\n>>From b\n`,
      "\nFrom a\n>>From b\n",
    ],
    ["mboxcl2: nothing", "mboxcl2", `${FROM}\n>From a\n>>From b\n`, "\n>From a\n>>From b\n"],
    [
      "only at the start of a line",
      "mboxrd",
      `${FROM}\nx >From a\n> >From b\n`,
      "\nx >From a\n> >From b\n",
    ],
    ["in the first header line too", "mboxrd", `${FROM}>From a\nB: c\n`, "From a\nB: c\n"],
    ["eml: the bytes", "eml", "From x\nA: b\n\n>From c\n\n", "From x\nA: b\n\n>From c\n\n"],
    ["file: the bytes", "file", "\0\n>From ", "\0\n>From "],
    ["emlx: the counted bytes", "emlx", "7      \nA: b\n\nc<?xml", "A: b\n\nc"],
    ["emlx that counts too much: what is there", "emlx", "99\nA: b\n", "A: b\n"],
    ["emlx without a count: the bytes", "emlx", "A: b\n", "A: b\n"],
  ];
  it.each(rows)("%s (%s)", (_name, variant, record, message) => {
    expect(text(messageBytes(bytesOf(record), variant))).toBe(message);
  });

  it("copies nothing when nothing is escaped", () => {
    const record = bytesOf(`${FROM}A: b\n\nc >From d\n\n`);
    expect(messageBytes(record, "mboxrd").buffer).toBe(record.buffer);
  });
});

describe("canonicalBytes", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["LF becomes CRLF", "a\nb\n", "a\r\nb\r\n"],
    ["CRLF stays", "a\r\nb\r\n", "a\r\nb\r\n"],
    ["mixed ends become one", "a\r\nb\nc\r\n", "a\r\nb\r\nc\r\n"],
    ["an unfinished last line is finished", "a\nb", "a\r\nb\r\n"],
    ["a last line that ends in CR is finished too", "a\nb\r", "a\r\nb\r\r\n"],
    ["blank lines at the end stay", "a\n\n\n", "a\r\n\r\n\r\n"],
    ["a bare CR is content", "a\rb\n", "a\rb\r\n"],
    ["CR is the line end where there is no LF", "a\rb\r", "a\r\nb\r\n"],
    ["the same without a last one", "a\rb", "a\r\nb\r\n"],
    ["nothing stays nothing", "", ""],
    ["one LF", "\n", "\r\n"],
  ];
  it.each(rows)("%s", (_name, message, canonical) => {
    expect(text(canonicalBytes(bytesOf(message)))).toBe(canonical);
  });

  it("is the same object when nothing changes", () => {
    const message = bytesOf("A: b\r\n\r\nc\r\n");
    expect(canonicalBytes(message)).toBe(message);
  });

  it("agrees with a plain replacement, is its own fixed point, and is what the id hashes", () => {
    const piece = fc.constantFrom("a", "\n", "\r", "\r\n", "abcdefg", "\xff\n", "x".repeat(70_000));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (parts) => {
        const message = parts.join("");
        const unix = message.includes("\n") ? message : message.replaceAll("\r", "\n");
        const lines = unix.replaceAll("\r\n", "\n").replaceAll("\n", "\r\n");
        const expected = lines === "" || lines.endsWith("\r\n") ? lines : `${lines}\r\n`;
        const canonical = canonicalBytes(bytesOf(message));
        expect(text(canonical) === expected).toBe(true);
        expect(canonicalBytes(canonical)).toBe(canonical);
        const id = createHash("sha256").update(bytesOf(expected)).digest("hex");
        expect(canonicalSha256(bytesOf(message))).toBe(id);
        expect(canonicalSha256(canonical)).toBe(id);
      }),
      { numRuns: 200 },
    );
  });

  it("works on a view into a larger buffer", () => {
    const view = new Uint8Array(bytesOf("..a\nb\n..")).subarray(2, 6);
    expect(text(canonicalBytes(view))).toBe("a\r\nb\r\n");
  });
});

const message = fc.record({
  headers: fc.array(fc.constantFrom("X-A: 1", "To: b@example.org"), { maxLength: 2 }),
  body: fc.array(
    fc.oneof(
      fc.constantFrom("", "From here on", "From - ", "\xe9\xff"),
      fc.string({ maxLength: 30, unit: "grapheme-ascii" }),
    ),
    { maxLength: 6 },
  ),
});

describe("one mail, one id", () => {
  const VARIANTS: readonly WriterVariant[] = ["mboxo", "mboxrd", "mboxcl", "mboxcl2"];
  it.each(VARIANTS)("from .eml and %s, with LF and CRLF", async (variant) => {
    await fc.assert(
      fc.asyncProperty(message, async (draft) => {
        const written = { headers: ["Subject: x", ...draft.headers], body: draft.body };
        // Content-Length counts bytes, so it is another header, hence another mail, for other line ends.
        for (const eol of ["\n", "\r\n"] as const) {
          const eml = emlOf(written, variant, eol);
          const ids = new Set([canonicalSha256(bytesOf(eml))]);
          if (variant === "mboxo" || variant === "mboxrd")
            ids.add(canonicalSha256(bytesOf(emlOf(written, variant, "\n"))));
          // A mail whose last newline got lost on the way is that mail; a mail that ends in a blank line has lost a line.
          const cut = eml.slice(0, -eol.length);
          if (!cut.endsWith("\n")) ids.add(canonicalSha256(bytesOf(cut)));
          const mbox = bytesOf(writeMbox([written], variant, eol));
          for await (const ranges of splitMboxSource(bytesSource(mbox))) {
            for (const { kind, offset, length, ...rest } of ranges) {
              expect(kind).toBe("message");
              const record = mbox.subarray(offset, offset + length);
              if ("variant" in rest) ids.add(canonicalSha256(messageBytes(record, rest.variant)));
            }
          }
          expect([...ids]).toHaveLength(1);
        }
      }),
      { numRuns: 100 },
    );
  });

  itWith({ tools: ["python3"] }, "from an mbox that python's mailbox module wrote", async () => {
    const drafts = fc.sample(message, { numRuns: 60, seed: 20170505 });
    const messages = drafts.map(({ headers, body }, n) =>
      emlOf({ headers: [`Subject: ${n}`, ...headers], body }, "mboxo", "\n"),
    );
    const folder = mkdtempSync(join(tmpdir(), "leaksift-mailbox-"));
    try {
      const list = join(folder, "messages.json");
      const mbox = join(folder, "out.mbox");
      writeFileSync(list, JSON.stringify(messages));
      const script = [
        "import json, mailbox, sys",
        "box = mailbox.mbox(sys.argv[2])",
        "for text in json.load(open(sys.argv[1])): box.add(text.encode('latin-1'))",
        "box.close()",
      ].join("\n");
      execFileSync("python3", ["-c", script, list, mbox]);
      const bytes = readFileSync(mbox);
      const found: string[] = [];
      for await (const ranges of splitMboxSource(bytesSource(bytes)))
        for (const range of ranges) {
          if (range.kind === "gap") throw new Error(`gap at ${range.offset}`);
          const record = bytes.subarray(range.offset, range.offset + range.length);
          found.push(text(messageBytes(record, range.variant)));
        }
      expect(found).toEqual(messages);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
