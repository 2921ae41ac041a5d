/** `leaksift review` as people use it: the real program, keys from a pipe, work files of several readers. */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliRun, leaksiftEnds, PROGRAM, plainEnvironment } from "../support/cli.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-review-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ESC = "\u001b]0;pwned\u0007\u001b[31m\u202e";

const mail = (n: number, subject: string, body: string, odd = ""): string =>
  [
    `From: Anna <anna@example.org>`,
    `To: Ben <ben@example.org>`,
    `Subject: ${subject}`,
    `Date: ${new Date(Date.UTC(2017, 4, 1 + n, 10)).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${n}@example.org>`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/mixed; boundary="b"`,
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "",
    body,
    "--b",
    `Content-Type: text/plain; name="list${odd}.txt"`,
    `Content-Disposition: attachment; filename="list${odd}.txt"`,
    "",
    `attached text ${n}`,
    "--b--",
    "",
  ].join("\r\n");

const CLAIM = `schema: leaksift-claim/1
id: test
claim: All of it is banal.
kind: universal
population: {query: '*'}
counterEvidence:
  question: Is it about cash?
  queries: [{name: cash, query: 'offshore'}, {name: odd, query: 'hidden'}]
sample: {size: 12, blindShare: 0.3}
seed: {author: test}
`;

let indexed = "";
beforeAll(() => {
  const source = join(folder, "source");
  mkdirSync(source);
  for (let n = 0; n < 30; n++)
    writeFileSync(join(source, `${n}.eml`), mail(n, `notes ${n}`, `the text of number ${n}`));
  for (let n = 30; n < 33; n++)
    writeFileSync(join(source, `${n}.eml`), mail(n, `money ${n}`, `offshore ${n}`));
  writeFileSync(join(source, "33.eml"), mail(33, `hidden ${ESC}`, `hidden ${ESC}`, ESC));
  writeFileSync(join(folder, "claim.yaml"), CLAIM);
  indexed = join(folder, "indexed");
  leaksiftEnds(0, ["index", source, "--index", indexed], { cwd: folder });
});

/** An index of its own with the same documents. */
function place(name: string): string {
  const target = join(folder, name);
  cpSync(indexed, target, { recursive: true });
  return target;
}

function run(index: string, args: readonly string[], input = ""): CliRun {
  const [command = "", ...rest] = args;
  return leaksiftEnds(0, [command, "--index", index, ...rest], { cwd: folder, input });
}
const review = (index: string, reader: string, keys: string, ...more: string[]): CliRun =>
  run(index, ["review", "claim.yaml", "--reader", reader, ...more], keys);

interface Status {
  readonly marks: number;
  readonly tally: Readonly<Record<string, number>>;
  readonly blind: { readonly documents: number };
  readonly seeded: { readonly known: number };
  readonly toDecide: number;
  readonly next: { readonly id: string } | null;
  readonly active: {
    readonly rule: { readonly kind: string };
    readonly shown: number;
    readonly recall: { readonly low: number } | null;
  } | null;
}
const status = (index: string): Status =>
  JSON.parse(run(index, ["review", "status", "claim.yaml", "--json"]).out) as Status;

interface Draw {
  readonly census: readonly string[];
  readonly sample: readonly string[];
}
const draw = (index: string): Draw =>
  JSON.parse(run(index, ["review", "draw", "claim.yaml", "--json"]).out) as Draw;

interface ExportedMark {
  readonly contentId: string;
  readonly answer: string;
  readonly note: string;
  readonly parts: readonly number[];
  readonly undoes: string;
  readonly via: string;
}
const exported = (index: string): ExportedMark[] =>
  run(index, ["review", "export", "claim.yaml"])
    .out.trim()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line) as ExportedMark);

describe("leaksift review", () => {
  it("shows the census first, keeps answers with note and opened parts, goes on where it stopped", () => {
    const index = place("resume");
    const { census, sample } = draw(index);
    expect([census.length, sample.length]).toEqual([4, 12]);
    review(index, "anna", "1tsee the list\nyq");
    expect(exported(index)).toMatchObject([
      { contentId: census[0], answer: "yes", note: "see the list", parts: [0, 1], via: "census" },
    ]);
    review(index, "anna", "nunnn");
    const { tally } = status(index);
    expect(tally).toMatchObject({ censusRead: 4, censusYes: 1, censusUnsure: 1, read: 2, yes: 0 });
    expect(exported(index).map((mark) => mark.contentId)).toEqual([
      ...census,
      ...sample.slice(0, 2),
    ]);
  });

  it("takes answers back one after the other, and shows the document again", () => {
    const index = place("undo");
    review(index, "anna", "ynzz");
    expect(status(index)).toMatchObject({ marks: 0, tally: { censusRead: 0 } });
    expect(exported(index)).toHaveLength(4);
    review(index, "anna", "n");
    expect(status(index).tally).toMatchObject({ censusRead: 1, censusYes: 0 });
  });

  it("leaves skipped documents for the end", () => {
    const index = place("skip");
    const { census } = draw(index);
    review(index, "anna", "sn");
    expect(exported(index).map((mark) => mark.contentId)).toEqual([census[1]]);
  });

  it("shows some documents again unannounced until the plan is read, and never more of the sample", () => {
    const index = place("whole");
    const { out } = review(index, "anna", "n".repeat(60));
    const { tally, blind, next, marks } = status(index);
    expect(tally).toMatchObject({ censusRead: 4, read: 12, planned: 12 });
    expect(next).toBe(null);
    expect(blind.documents).toBeGreaterThan(0);
    expect(marks).toBe(16 + blind.documents);
    expect(out).toContain("All that was planned is read.");
    expect(out).not.toMatch(/blind|again|second/i);
    review(index, "anna", "n".repeat(60), "--extend", "5");
    expect(status(index).tally).toMatchObject({ read: 17 });
    const ids = exported(index)
      .filter((mark) => mark.via === "sample")
      .map((mark) => mark.contentId);
    expect(ids.slice(0, 12)).toEqual(draw(index).sample);
  });

  it("escapes everything that comes from the corpus", () => {
    const index = place("hostile");
    const { out } = review(index, `anna${ESC}`, `h1w?tnote ${ESC}\n0 fq\ny`);
    expect(out).toContain("pwned");
    const harmful = [...out].filter((char) => char === "\u202e" || (char < " " && char !== "\n"));
    expect(harmful).toEqual([]);
  });

  it("finds a universal claim contradicted once a second reader or a ruling confirms, not before", () => {
    const index = place("verdict");
    const verdict = (): string => {
      const { out } = run(index, ["assess", "claim.yaml", "--json"]);
      return (JSON.parse(out) as { verdict: { word: string } }).verdict.word;
    };
    review(index, "anna", "nynn");
    expect(verdict()).toBe("undecided");
    review(index, "ben", "y");
    expect(verdict()).toBe("contradicted");
    const { out } = run(index, ["assess", "claim.yaml"]);
    expect(out).toContain("answered no, files not opened         3 documents, 3 files");
  });

  it("merges in any order to the same marks, lists where readers differ, and lets one decide", () => {
    const [a, b] = [place("merge-a"), place("merge-b")];
    review(a, "anna", "ynn");
    review(b, "ben", "nnn");
    const file = (index: string, name: string): string => {
      writeFileSync(join(folder, name), run(index, ["review", "export", "claim.yaml"]).out);
      return name;
    };
    const [fromA, fromB] = [file(a, "a.ndjson"), file(b, "b.ndjson")];
    run(a, ["review", "merge", "claim.yaml", fromB, fromA]);
    run(b, ["review", "merge", "claim.yaml", fromA]);
    run(b, ["review", "merge", "claim.yaml", fromA, fromB]);
    expect(exported(a)).toEqual(exported(b));
    const conflicts = run(a, ["review", "conflicts", "claim.yaml"]);
    expect(conflicts.out).toMatch(/not decided\n {4}anna: yes\n {4}ben: no\n/);
    const decided = review(a, "carla", "y", "--adjudicate");
    expect(decided.out).toContain("ben says no");
    expect(run(a, ["review", "conflicts", "claim.yaml"]).out).toContain("decided: yes");
    expect(status(a).toDecide).toBe(0);
  });

  it("refuses marks that were changed, cut or answer another question, and says where", () => {
    const index = place("refuse");
    review(index, "anna", "yn");
    const text = run(index, ["review", "export", "claim.yaml"]).out;
    const refused = (changed: string): string => {
      writeFileSync(join(folder, "changed.ndjson"), changed);
      return leaksiftEnds(
        2,
        ["review", "merge", "claim.yaml", "changed.ndjson", "--index", index],
        { cwd: folder },
      ).err;
    };
    expect(refused(text.replace('"answer":"yes"', '"answer":"no"'))).toContain("changed.ndjson:2:");
    expect(refused(text.slice(0, -20))).toContain("changed.ndjson:3:");
    expect(refused("[]\n")).toContain("changed.ndjson:1:");
  });

  it("takes answers from a CSV, each as what its document is", () => {
    const index = place("csv");
    const { census, sample } = draw(index);
    const rows = [
      `${census[0]},yes,anna,"a ""note"", with comma",0 1`,
      `${census[0]?.slice(0, 12)},yes,ben,,`,
      ...sample.map((id) => `${id},no,anna,,`),
    ];
    const csv = (lines: readonly string[]): string =>
      ["id,answer,reader,note,parts", ...lines].join("\r\n");
    writeFileSync(join(folder, "marks.csv"), csv(rows));
    run(index, ["review", "claim.yaml", "--marks", "marks.csv"]);
    expect(status(index).tally).toMatchObject({ censusRead: 1, confirmed: 1, read: 12 });
    expect(exported(index)[0]).toMatchObject({ note: 'a "note", with comma', parts: [0, 1] });
    const again = run(index, ["review", "claim.yaml", "--marks", "marks.csv"]);
    expect(again.err).toContain("0 answers imported");
    writeFileSync(join(folder, "bad.csv"), csv([`${census[0]},yes`, `${census[1]},maybe`]));
    const bad = ["review", "claim.yaml", "--marks", "bad.csv", "--index", index];
    expect(leaksiftEnds(2, bad, { cwd: folder }).err).toContain("bad.csv:3:");
  });

  it("keeps what was marked when it is killed", async () => {
    const index = place("killed");
    const args = ["review", "claim.yaml", "--index", index, "--reader", "anna"];
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: folder,
      env: plainEnvironment(),
      stdio: ["pipe", "pipe", "inherit"],
    });
    child.stdin.write("yn");
    let out = "";
    for await (const chunk of child.stdout) {
      out += String(chunk);
      if (out.includes("2 of 4 flagged")) break;
    }
    child.kill("SIGINT");
    if (child.exitCode === null && child.signalCode === null)
      await new Promise((resolve) => child.once("exit", resolve));
    expect(status(index).tally).toMatchObject({ censusRead: 2, censusYes: 1 });
  });

  it("draws the same from the same bytes, and never shows what a seed does not allow", () => {
    const index = place("public");
    const seeded = CLAIM.replace("{author: test}", "{source: lottery, date: '2026-12-05'}");
    writeFileSync(join(folder, "public.yaml"), seeded);
    const { out } = run(index, ["review", "public.yaml"], "nnnnnn");
    expect(out).toContain("not known yet");
    const { tally } = JSON.parse(
      run(index, ["review", "status", "public.yaml", "--json"]).out,
    ) as Status;
    expect(tally).toMatchObject({ censusRead: 4, read: 0 });
  });

  it("brings likely ones first, never counts them for the sample, and states recall only by the rule fixed first", () => {
    const index = place("active");
    review(index, "anna", "ynyn", "--active", "--depth", "8");
    const begun = status(index);
    expect(begun.tally).toMatchObject({ censusRead: 4, read: 0 });
    const early = review(index, "anna", "nnq", "--active", "--depth", "3");
    expect(early.out).toContain("stays");
    expect(early.out).toContain("Recall unknown");
    const done = review(index, "anna", "nnnn", "--active");
    expect(done.out).toContain("ended by its rule");
    expect(done.out).toContain("Recall unknown: the random sample is not read in full");
    expect(status(index).tally).toMatchObject({ read: 0 });
    review(index, "anna", "n".repeat(60));
    const { active, tally } = status(index);
    expect(tally).toMatchObject({ read: 12 });
    expect(active).toMatchObject({ rule: { kind: "depth" }, shown: 8 });
    expect(active?.recall?.low).toBeGreaterThan(0);
    expect(active?.recall?.low).toBeLessThan(1);
  });
});
