/** What counts as read: screens that were shown, and documents this program cannot show. The real program, keys from a pipe. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leaksiftEnds } from "../support/cli.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-screens-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mail = (n: number, body: string, file = ""): string =>
  [
    "From: Anna <anna@example.org>",
    "To: Ben <ben@example.org>",
    `Subject: notes ${n}`,
    `Date: ${1 + n} May 2018 10:00:00 +0000`,
    `Message-ID: <${n}@example.org>`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/mixed; boundary="b"`,
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "",
    body,
    ...(file === ""
      ? []
      : [
          "--b",
          "Content-Type: audio/mpeg",
          `Content-Disposition: attachment; filename="call.mp3"`,
          "Content-Transfer-Encoding: base64",
          "",
          file,
        ]),
    "--b--",
    "",
  ].join("\r\n");

const CLAIM = `schema: leaksift-claim/1
id: screens
claim: All of it is banal.
kind: share
threshold: 0.5
population: {query: '*'}
counterEvidence: {question: Is it about cash?, queries: [{name: cash, query: 'offshore'}]}
sample: {size: 5, blindShare: 0}
seed: {author: test}
`;

/** Frames of a sound file: silence, but nobody knows before it was heard. */
const SOUND = Buffer.concat(
  Array.from({ length: 20 }, () =>
    Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)]),
  ),
).toString("base64");

beforeAll(() => {
  const source = join(folder, "source");
  mkdirSync(source);
  const lines = Array.from({ length: 400 }, (_, i) => (i === 300 ? "money offshore" : `line ${i}`));
  writeFileSync(join(source, "1.eml"), mail(1, lines.join("\r\n")));
  for (let n = 2; n < 6; n++) writeFileSync(join(source, `${n}.eml`), mail(n, `text ${n}`));
  writeFileSync(join(source, "9.eml"), mail(9, "listen to this", SOUND));
  writeFileSync(join(folder, "claim.yaml"), CLAIM);
  leaksiftEnds(0, ["index", source, "--index", "index"], { cwd: folder });
});

const run = (input: string, ...args: string[]): string =>
  leaksiftEnds(0, [...args, "--index", "index"], { cwd: folder, input }).out;

interface Exported {
  readonly answer: string;
  readonly note: string;
  readonly pages: readonly { readonly shown: readonly number[]; readonly of: number }[];
  readonly viewing: {
    readonly from: string;
    readonly elsewhere: boolean;
    readonly screens: unknown[];
  };
}
const lastMark = (): Exported =>
  JSON.parse(run("", "review", "export", "claim.yaml").trim().split("\n").at(-1) ?? "") as Exported;
const tally = (): Readonly<Record<string, number>> =>
  (
    JSON.parse(run("", "assess", "claim.yaml", "--json")) as {
      review: { tally: Record<string, number> };
    }
  ).review.tally;

describe("read means shown", () => {
  it("opens at the match and takes a no before the last screen as a no to part", () => {
    const out = run("nq", "review", "claim.yaml", "--reader", "anna");
    expect(out).toContain("money »offshore«");
    expect(out.split("money")[0]).not.toContain("line 200\n");
    expect(out).toMatch(/A no from part of it \(2 of 7 screens shown\)/);
    expect(lastMark()).toMatchObject({ answer: "no", viewing: { from: "pipe", elsewhere: false } });
    expect(tally()).toMatchObject({ censusRead: 1, censusInPart: 1 });
  });

  it("takes it as a no to all once every screen was shown, from wherever it began", () => {
    run(`z${" ".repeat(7)}nq`, "review", "claim.yaml", "--reader", "anna");
    expect(lastMark().pages).toEqual([]);
    expect(lastMark().viewing.screens).toHaveLength(7);
    expect(tally()).toMatchObject({ censusRead: 1, censusInPart: 0 });
  });

  it("says how much was seen, and that answers came from a pipe", () => {
    const out = run("", "assess", "claim.yaml").replace(/\s+/g, " ");
    expect(out).toContain("Seen in full: 1 of 1 documents.");
    expect(out).toMatch(/1 answers? came from a pipe in [\d.]+ s, not from a person at a terminal/);
  });
});

describe("what cannot be read here", () => {
  it("is a possible yes, sound included, until somebody says how it was heard", () => {
    expect(tally()).toMatchObject({ unreadable: 1 });
    run("nq", "review", "claim.yaml", "--unreadable", "--reader", "anna");
    expect(tally()).toMatchObject({ unreadable: 1 });
    run("zN\nq", "review", "claim.yaml", "--unreadable", "--reader", "anna");
    expect(tally()).toMatchObject({ unreadable: 1 });
    run("Nlistened to\nq", "review", "claim.yaml", "--unreadable", "--reader", "anna");
    expect(lastMark()).toMatchObject({ note: "listened to", viewing: { elsewhere: true } });
    expect(tally()).toMatchObject({ unreadable: 0, censusRead: 2 });
    expect(run("", "assess", "claim.yaml").replace(/\s+/g, " ")).toContain(
      "Read or heard elsewhere, by the word of the reader: 1.",
    );
  });
});
