/** `leaksift peek`: what headers alone say of a dump is what `search` says once it is indexed, and nothing is written. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { mail, mbox } from "../support/small-dump.ts";

const CLEAN = resolve("sample-corpus/clean");
const folder = mkdtempSync(join(tmpdir(), "leaksift-peek-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Peeked {
  readonly messages: number;
  readonly matching: number;
  readonly unknown: number;
  readonly matches: readonly { readonly subject: string; readonly path: string }[];
}
const peek = (...words: string[]): Peeked =>
  JSON.parse(leaksiftEnds(0, ["peek", ...words, "--json"], { cwd: folder }).out) as Peeked;

describe("peek and search", () => {
  beforeAll(() => {
    leaksiftEnds(0, ["index", CLEAN, "--index", "ix"], { cwd: folder });
  });

  it.each([
    "from:henrike",
    "from:halle.example",
    "subject:facture",
    "subject:fact*",
    "date:2016-05",
    "to:odile -from:bastien",
    "from:henrike OR cc:pia",
    "participants:odile subject:facture",
    "after:2016-05-01 before:2016-06-01 from:henrike",
  ])("find the same messages: %s", (query) => {
    const found = JSON.parse(
      leaksiftEnds(0, ["search", `(${query}) kind:message`, "--json", "--index", "ix"], {
        cwd: folder,
      }).out,
    ) as { messages: number; copies: number };
    expect(found.messages).toBeGreaterThan(0);
    expect(peek(CLEAN, query).matching).toBe(found.messages + found.copies);
  });

  it("says which answers headers cannot give", () => {
    const all = peek(CLEAN, "from:henrike");
    const words = peek(CLEAN, "from:henrike body:bonjour");
    expect([words.matching, words.unknown]).toEqual([0, all.matching]);
    expect(peek(CLEAN, "-body:bonjour").unknown).toBe(all.messages);
    const text = leaksiftEnds(0, ["peek", CLEAN, "body:bonjour"], { cwd: folder }).out;
    expect(text).toContain("more may match: peek reads no text");
  });
});

describe("peek", () => {
  it("writes nothing, and shows what a hostile header says as text", () => {
    writeFileSync(join(folder, "a.mbox"), mbox([mail(1), mail(2)]));
    writeFileSync(
      join(folder, "b.eml"),
      "From: \u001b[31mEve\u001b[0m <eve@example.org>\nTo: a@example.org\nSubject: \u001b]0;title\u0007 \u202egnp.exe\nDate: Mon, 27 Mar 2017 10:00:00 +0000\nMessage-ID: <1@example.org>\n\nhi\n",
    );
    const before = readdirSync(folder).sort();
    for (const args of [["."], [".", "from:eve"], [".", "from:eve", "--csv"]]) {
      const run = leaksift(["peek", ...args], { cwd: folder });
      expect(run.out + run.err).not.toMatch(
        /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e]/,
      );
    }
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it("reads a header block that is longer than the first look, and one that never ends", () => {
    const long = `X-Long: ${"x".repeat(60_000)}\n`;
    const message = (body: string): string =>
      `From: Ann <ann@example.org>\nTo: b@example.org\n${long}Date: Mon, 27 Mar 2017 10:00:00 +0000\nSubject: Far down\nMessage-ID: <2@example.org>${body}`;
    writeFileSync(join(folder, "long.eml"), message("\n\nbody\n"));
    writeFileSync(join(folder, "endless.eml"), message(""));
    for (const name of ["long.eml", "endless.eml"])
      expect(peek(name, "subject:down").matches.map(({ subject }) => subject)).toEqual([
        "Far down",
      ]);
  });

  it("needs a dump that is there", () => {
    expect(leaksift(["peek"], { cwd: folder }).code).toBe(2);
    expect(leaksift(["peek", "nowhere"], { cwd: folder }).code).toBe(2);
  });
});
