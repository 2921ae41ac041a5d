/** Mail inside loose containers: each message is a hit of its own, replays to its bytes, and has the id it has anywhere else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runLeaksift } from "../support/run-leaksift.ts";
import { zipOf } from "../support/zip-writer.ts";

const mail = (number: number): string =>
  [
    `Message-ID: <m${number}@example.org>`,
    "From: Anna Weber <anna@example.org>",
    "To: Paul Martin <paul@example.net>",
    `Subject: note ${number}`,
    "Date: Tue, 14 Mar 2017 10:00:00 +0100",
    "",
    `body of number ${number}`,
    "",
  ].join("\n");

const NUMBERS = [1, 2, 3];
const mailbox = NUMBERS.map(
  (n) => `From anna@example.org Tue Mar 14 10:00:00 2017\n${mail(n)}\n`,
).join("");

describe("mail in loose containers", () => {
  let folder = "";
  let index = "";
  const run = (...args: string[]) => runLeaksift([...args, "--index", index]);
  const ids = (query: string): string[] => run("search", query, "--ids").out.trim().split("\n");

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "leaksift-containers-"));
    index = join(folder, "index");
    const dump = join(folder, "dump");
    mkdirSync(dump);
    writeFileSync(join(dump, "direct.mbox"), mailbox);
    writeFileSync(join(dump, "packed.mbox.gz"), gzipSync(mailbox));
    writeFileSync(
      join(dump, "box.zip"),
      zipOf({ "mail/in.mbox": mailbox, "one.eml": mail(4), "note.txt": "a loose zipnote" }),
    );
    expect(run("index", dump).code).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("makes every message of a mailbox in an archive a hit of its own", () => {
    expect(run("search", "subject:note", "--count").out.trim()).toBe("4");
    expect(run("search", "in:box.zip subject:note", "--count").out.trim()).toBe("4");
  });

  it("gives them the ids they have in a plain mailbox, so that copies are seen", () => {
    expect(ids("in:packed.mbox.gz subject:note").sort()).toEqual(ids("in:direct.mbox").sort());
    const answer = JSON.parse(run("search", "subject:note", "--json").out) as {
      total: number;
      copies: number;
    };
    expect(answer).toMatchObject({ total: 4, copies: 6 });
  });

  it("keeps the archive and its other members as a family", () => {
    const answer = JSON.parse(run("search", "zipnote", "--json").out) as {
      hits: { kind: string; matched: object[] }[];
    };
    expect(answer.hits).toHaveLength(1);
    expect(answer.hits[0]).toMatchObject({ kind: "file", matched: [{ filename: "note.txt" }] });
  });

  it("shows the exact bytes of a message in an archive", () => {
    const [id] = ids("in:box.zip number 4");
    expect(run("show", id ?? "", "--raw").out).toBe(mail(4));
    const [inMailbox] = ids("in:packed.mbox.gz number 2");
    expect(run("show", inMailbox ?? "", "--raw").out).toBe(mail(2));
  });

  it("accounts for every byte and every member", () => {
    const verified = run("verify");
    expect(verified.out).toContain("Everything holds");
    expect(verified.code).toBe(0);
  });
});
