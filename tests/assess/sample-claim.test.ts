/** The claim that ships, on the corpus that ships: the verdict of the manifest, and the same answers however the mail is stored. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { leaksiftEnds } from "../support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "leaksift-claim-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CORPUS = resolve("sample-corpus");
const BANAL = resolve("claims/banal.yaml");
const COUNTER = join(CORPUS, "claims/counter-examples");

interface Assessment {
  readonly verdict: { readonly word: string; readonly because: string };
  readonly counter: { readonly top: readonly { readonly id: string; readonly locator: unknown }[] };
  readonly review: { readonly tally: Readonly<Record<string, number>> };
}
const json = (args: readonly string[]): unknown =>
  JSON.parse(leaksiftEnds(0, [...args, "--json"], { cwd: folder }).out);
const assess = (index: string): Assessment =>
  json(["assess", BANAL, "--index", index]) as Assessment;

describe("banal.yaml on the sample corpus", () => {
  it("lists exactly the planted counter-examples, and is contradicted once two readers have said yes", () => {
    const manifest = JSON.parse(readFileSync(join(CORPUS, "manifest.json"), "utf8")) as {
      claims: { counterExamples: readonly { id: string }[] };
    };
    const planted = manifest.claims.counterExamples.map(({ id }) => id).sort();
    const sources = [join(CORPUS, "clean"), COUNTER];
    leaksiftEnds(0, ["index", ...sources, "--index", "whole"], { cwd: folder });
    const before = assess("whole");
    expect(before.counter.top.map(({ id }) => id).sort()).toEqual(planted);
    expect(before.verdict.word).toBe("undecided");
    expect(before.verdict.because).toContain("Nothing was read yet");
    const rows = planted.flatMap((id) => [`${id},yes,anna`, `${id},yes,ben`]);
    writeFileSync(join(folder, "marks.csv"), ["id,answer,reader", ...rows].join("\n"));
    const marks = ["review", BANAL, "--index", "whole", "--marks", "marks.csv"];
    leaksiftEnds(0, marks, { cwd: folder });
    const after = assess("whole");
    expect(after.verdict.word).toBe("contradicted");
    expect(after.review.tally).toMatchObject({ confirmed: 5, anomalous: 0, censusRead: 5 });
  });
});

/** Mails as they lie in a folder of .eml files, written in three forms. */
function writeForms(): void {
  const inbox = join(CORPUS, "clean/coordinator/mail/inbox");
  const mails = [inbox, COUNTER].flatMap((from) =>
    readdirSync(from)
      .filter((name) => name.endsWith(".eml"))
      .map((name) => ({ name, bytes: readFileSync(join(from, name)) })),
  );
  mkdirSync(join(folder, "maildir/new"), { recursive: true });
  for (const name of ["cur", "tmp"]) mkdirSync(join(folder, "maildir", name));
  mkdirSync(join(folder, "eml"));
  const records: string[] = [];
  for (const [i, { name, bytes }] of [...mails].reverse().entries()) {
    writeFileSync(join(folder, "eml", name), bytes);
    writeFileSync(join(folder, "maildir/new", `${1_480_000_000 + i}.M${i}P1.host`), bytes);
    const text = bytes
      .toString("latin1")
      .replaceAll("\r\n", "\n")
      .replace(/^(>*From )/gm, ">$1");
    records.push(`From a@example.org Mon May  1 10:00:00 2017\n${text}\n`);
  }
  writeFileSync(join(folder, "one.mbox"), Buffer.from(records.join(""), "latin1"));
}

describe("the same mail as mbox, maildir and .eml, on one worker and on two", () => {
  it("gives the same draw and the same assessment", () => {
    writeForms();
    const answers = (
      [
        ["eml", "1"],
        ["maildir", "2"],
        ["one.mbox", "2"],
      ] as const
    ).map(([source, workers]) => {
      const index = `index-${source}`;
      const args = ["index", source, "--index", index, "--workers", workers];
      leaksiftEnds(0, args, { cwd: folder });
      const found = assess(index);
      // Where the bytes lie is what differs
      const top = found.counter.top.map(({ locator: _, ...document }) => document);
      const draw = json(["review", "draw", BANAL, "--index", index]);
      return { draw, found: { ...found, counter: { ...found.counter, top } } };
    });
    const [first, ...others] = answers;
    expect(first?.found.counter.top.length).toBe(5);
    for (const other of others) expect(other).toEqual(first);
  });
});
