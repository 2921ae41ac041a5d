/** `leaksift show`: the exact bytes, the safe view, the ids that name a document. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Sqlite } from "../../src/catalog/sqlite.ts";
import { type CliRun, leaksift, leaksiftEnds } from "../support/cli.ts";
import { mail, mbox, writeSmallDump } from "../support/small-dump.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-show-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const show = (code: number, ...args: string[]): CliRun =>
  leaksiftEnds(code, ["show", ...args], { cwd: folder });

const idOf = (text: string | Buffer): string => createHash("sha256").update(text).digest("hex");

interface DumpLine {
  readonly source: string;
  readonly number: number;
  readonly parent: number | null;
  readonly kind: string;
  readonly contentId: string;
  readonly name: string;
  readonly record: { readonly offset: number; readonly length: number } | null;
}
let documents: readonly DumpLine[] = [];

const ESC = "\u001b]0;pwned\u0007\u001b[31m\u202e\u009b";
/** Escape sequences in every header, as raw bytes and in encoded words, in names, in the text. */
const HOSTILE = [
  `From: "${ESC}" <a${ESC}@example.org>`,
  `To: =?utf-8?B?${Buffer.from(`to${ESC}`).toString("base64")}?= <b@example.org>`,
  `Cc: ${ESC} <c@example.org>`,
  `Subject: =?utf-8?B?${Buffer.from(`subject${ESC} http://evil.example.org/x`).toString("base64")}?=`,
  `Date: ${ESC} not a date`,
  `Message-ID: <${ESC}@example.org>`,
  `In-Reply-To: <${ESC}>`,
  `References: <${ESC}> <x${ESC}@y>`,
  `Received: from ${ESC} by ${ESC}; ${ESC}`,
  `X-Mailer: ${ESC}`,
  `X-${ESC}: ${ESC}`,
  `List-Id: ${ESC} <list.example.org>`,
  "MIME-Version: 1.0",
  `Content-Type: multipart/mixed; boundary="b"; x="${ESC}"`,
  "",
  "--b",
  "Content-Type: text/plain; charset=utf-8",
  "",
  `hostile text ${ESC} https://evil.example.org/click`,
  "--b",
  `Content-Type: application/${ESC}; name="=?utf-8?B?${Buffer.from(`file${ESC}.txt`).toString("base64")}?="`,
  `Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent(`file${ESC}.txt`)}`,
  "",
  `attached ${ESC}`,
  "--b--",
  "",
].join("\r\n");

beforeAll(() => {
  writeSmallDump(join(folder, "dump"));
  writeFileSync(join(folder, "dump", "hostile.eml"), HOSTILE);
  writeFileSync(join(folder, "dump", "nested.eml"), nested());
  leaksift(["index", "dump"], { cwd: folder });
  const { out } = leaksiftEnds(0, ["dump"], { cwd: folder });
  documents = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as DumpLine)
    .filter((line) => line.contentId !== undefined);
}, 120_000);

function nested(): string {
  const inner = mail(901, { files: [["inner.txt", "innermost words"]] });
  return [
    "From: a@example.org",
    "Subject: outer",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="o"',
    "",
    "--o",
    "Content-Type: text/plain",
    "",
    "outer text",
    "--o",
    "Content-Type: message/rfc822",
    "",
    inner,
    "--o--",
    "",
  ].join("\r\n");
}

describe("show --raw and --stored", () => {
  it("give the bytes whose SHA-256 is the id, for every document of the dump", () => {
    expect(documents.length).toBeGreaterThan(55);
    // Messages in mboxes with LF have ids over CRLF bytes; all others have the id of their bytes.
    const seen = new Set<string>();
    for (const { contentId, kind, source } of documents) {
      if (seen.has(contentId) || (source.includes("mail/") && kind === "message")) continue;
      seen.add(contentId);
      if (seen.size % 3 !== 0) continue; // a third of them: each costs a process
      const { outBytes } = show(0, contentId, "--raw");
      const bytes =
        kind === "message" ? outBytes.toString("latin1").replace(/\r?\n/g, "\r\n") : outBytes;
      expect(idOf(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes)).toBe(
        contentId,
      );
    }
  });

  it("give the message of an mbox without its From_ line and escapes, and the record with them", () => {
    const box = readFileSync(join(folder, "dump", "inbox.mbox"));
    const escaped = mail(3, { body: "From now on,\r\n>From here to there." });
    const id = idOf(escaped);
    const document = documents.find((d) => d.contentId === id && d.source.endsWith("inbox.mbox"));
    if (document?.record == null) throw new Error("the escaped message is not indexed");
    expect(show(0, id, "--raw").out).toBe(escaped.replaceAll("\r\n", "\n"));
    const { offset, length } = document.record;
    const stored = show(0, id, "--stored").outBytes;
    expect(stored.equals(box.subarray(offset, offset + length))).toBe(true);
    expect(stored.toString()).toMatch(
      /^From sender@example\.org .*\n[\s\S]*\n>From now on,\n>>From here/,
    );
  });

  it("give what a message carries, by its number and by its own id, inner messages included", () => {
    const id = idOf(nested());
    expect(show(0, id, "--part", "1", "--raw").out).toBe(
      mail(901, { files: [["inner.txt", "innermost words"]] }),
    );
    expect(show(0, id, "--part", "2", "--raw").out).toBe("innermost words");
    const inner = documents.find((d) => d.name === "inner.txt");
    expect(inner?.contentId).toBe(idOf("innermost words"));
    expect(show(0, idOf("innermost words"), "--raw").out).toBe("innermost words");
    const stored = leaksift(["show", idOf("innermost words"), "--stored"], { cwd: folder });
    expect([stored.code, stored.out]).toEqual([2, ""]);
  });

  it("say which bytes are missing when the source is gone, while the text can still be read", () => {
    const other = join(folder, "gone");
    const run = { cwd: folder, env: { LEAKSIFT_INDEX: other } };
    writeFileSync(join(folder, "gone.mbox"), mbox([mail(77)]));
    leaksiftEnds(0, ["index", "gone.mbox"], run);
    rmSync(join(folder, "gone.mbox"));
    const id = idOf(mail(77));
    expect(leaksiftEnds(0, ["show", id], run).out).toContain("Body number77");
    expect(leaksiftEnds(0, ["search", "--count", "number77"], run).out).toBe("1\n");
    const raw = leaksift(["show", id, "--raw"], run);
    expect([raw.code, raw.out]).toEqual([2, ""]);
    expect(raw.err).toMatch(/gone\.mbox/);
    expect(raw.err).not.toMatch(/\n {4}at /);
  });
});

describe("ids", () => {
  it("may be shortened as long as they are unique, in any case", () => {
    const id = idOf(mail(1));
    const whole = show(0, id).out;
    expect(show(0, id.slice(0, 12)).out).toBe(whole);
    expect(show(0, id.slice(0, 12).toUpperCase()).out).toBe(whole);
  });

  it("that several documents share are refused with longer ones to choose from", () => {
    // Made in the catalog, since four hex digits do not meet by chance in a small dump.
    const other = join(folder, "twins");
    const run = { cwd: folder, env: { LEAKSIFT_INDEX: other } };
    writeFileSync(join(folder, "twins.mbox"), mbox([mail(1), mail(2)]));
    leaksiftEnds(0, ["index", "twins.mbox"], run);
    const database = new Sqlite(join(other, "catalog.sqlite"), "write");
    const ids = ["abcd1", "abcd2"].map((prefix) => prefix.padEnd(64, "0"));
    for (const [i, id] of ids.entries()) {
      database
        .prepare("UPDATE document SET contentId = ? WHERE docId = ?")
        .run([Buffer.from(id, "hex"), i]);
    }
    database.close();
    const run1 = leaksift(["show", "abcd"], run);
    expect(run1.code).toBe(2);
    expect(run1.err).toMatch(/Several documents begin with abcd: abcd1\S*, abcd2/);
    leaksiftEnds(0, ["show", "abcd1"], run);
  });

  const WRONG: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["none", [], /Which one\?/],
    ["one that is not there", ["ffffffffffff"], /no document ffffffffffff/],
    ["one that is no id", ["letter.doc"], /is not a document id/],
    ["one that is too short", ["abc"], /4 to 64 hex digits/],
    ["one that is too long", ["a".repeat(65)], /4 to 64 hex digits/],
    ["an escape sequence", ["\u001b[31mabc"], /is not a document id/],
  ];
  for (const [title, args, message] of WRONG) {
    it(`that are wrong end with code 2: ${title}`, () => {
      const run = leaksift(["show", ...args], { cwd: folder });
      expect([run.code, run.out]).toEqual([2, ""]);
      expect(run.err).toMatch(message);
      expect(run.err).not.toContain("\u001b");
    });
  }

  it("of a part that is not there say how many there are", () => {
    const run = leaksift(["show", idOf(nested()), "--part", "9"], { cwd: folder });
    expect(run.code).toBe(2);
    expect(run.err).toMatch(/files 1 to 2/);
    expect(leaksift(["show", idOf(mail(1)), "--part", "1"], { cwd: folder }).err).toMatch(
      /no files/,
    );
  });
});

/** Harmful to a terminal, by Unicode's tables; a newline and a tab are not. */
const HARMFUL = /(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

describe("a message with escape sequences in every header", () => {
  const id = idOf(HOSTILE);
  const COMMANDS: readonly (readonly string[])[] = [
    ["show", id],
    ["show", id, "--headers"],
    ["show", id, "--text"],
    ["show", id, "--metadata"],
    ["show", id, "--json"],
    ["show", id, "--part", "1"],
    ["show", id, "--part", "1", "--metadata"],
    ["search", "hostile"],
    ["search", "hostile", "--json"],
    ["search", "hostile", "--csv"],
    ["search", `${ESC}hostile`],
    ["stats"],
    ["stats", "--json"],
    ["problems"],
    ["problems", "--json"],
    ["problems", "--csv"],
    ["dump"],
  ];
  for (const args of COMMANDS) {
    const shown = args.map((arg) => (arg === id ? "ID" : JSON.stringify(arg))).join(" ");
    it(`reaches no terminal unescaped: ${shown}`, () => {
      const run = leaksift(args, { cwd: folder });
      const { out, err } = run;
      expect(run.code).toBe(0);
      // RFC 4180 ends lines with CRLF.
      const text = args.includes("--csv") ? out.replaceAll("\r\n", "\n") : out;
      expect(text.split("\n").filter((line) => HARMFUL.test(line))).toEqual([]);
      expect(err.split("\n").filter((line) => HARMFUL.test(line))).toEqual([]);
    });
  }

  it("shows no URL that can be clicked", () => {
    for (const args of [
      ["show", id],
      ["show", id, "--headers"],
      ["search", "hostile"],
    ]) {
      const { out } = leaksiftEnds(0, args, { cwd: folder });
      expect(out).not.toMatch(/https?:\/\//);
    }
    expect(show(0, id).out).toContain("hxxps://evil[.]example[.]org/click");
  });

  it("keeps its values in JSON as they are", () => {
    const view = JSON.parse(show(0, id, "--json").out) as {
      subject: string;
      text: { text: string }[];
      attachments: { filename: string }[];
    };
    expect(view.subject).toBe(`subject${ESC} http://evil.example.org/x`);
    expect(view.text[0]?.text).toContain(`hostile text ${ESC}`);
    expect(view.attachments[0]?.filename).toContain("file");
  });

  it("gives its own bytes with --raw", () => {
    expect(show(0, id, "--raw").out).toBe(HOSTILE);
  });
});

describe("an address that is no valid text", () => {
  it("does not end stats", () => {
    const other = join(folder, "surrogate");
    const run = { cwd: folder, env: { LEAKSIFT_INDEX: other } };
    writeFileSync(join(folder, "one.eml"), mail(1));
    leaksiftEnds(0, ["index", "one.eml"], run);
    const database = new Sqlite(join(other, "catalog.sqlite"), "write");
    const row = database.prepare("SELECT envelope FROM document").get([]);
    const envelope = Buffer.from(row?.["envelope"] as Buffer).toString("utf8");
    expect(envelope).toContain("sender1@");
    const changed = envelope.replace("sender1@", "sender\\ud800\\u0000@");
    database.prepare("UPDATE document SET envelope = ?").run([Buffer.from(changed)]);
    database.close();
    expect(leaksiftEnds(0, ["stats"], run).out).toContain("1 message");
  });
});
