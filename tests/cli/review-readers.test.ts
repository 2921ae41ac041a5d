/** Who answered: signed marks, names that share a key, a machine or a sitting. The real program, keys from a pipe, an independent check of signatures. */
import { execFileSync } from "node:child_process";
import { createPublicKey, verify } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { identitiesOf } from "../../src/assess/review/identities.ts";
import { withId } from "../../src/assess/review/marks.ts";
import type { Mark } from "../../src/model/claim.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";

const folder = testFolder("readers");
const CLAIM = `schema: leaksift-claim/1
id: readers
claim: All of it is banal.
kind: universal
population: {query: '*'}
counterEvidence: {question: Is it about cash?, queries: [{name: cash, query: 'offshore'}]}
sample: {size: 4, blindShare: 0}
seed: {author: test}
`;

beforeAll(() => {
  const source = join(folder, "source");
  mkdirSync(source);
  for (let n = 1; n < 5; n++)
    writeFileSync(
      join(source, `${n}.eml`),
      `From: anna@example.org\r\nSubject: note ${n}\r\nDate: ${n} May 2018 10:00:00 +0000\r\n\r\ntext ${n}\r\n`,
    );
  writeFileSync(join(folder, "claim.yaml"), CLAIM);
  for (const index of ["a", "b"])
    leaksiftEnds(0, ["index", source, "--index", index], { cwd: folder });
});

const run = (index: string, input: string, ...args: string[]) =>
  leaksiftEnds(0, [...args, "--index", index], { cwd: folder, input });
const exported = (index: string): Mark[] =>
  run(index, "", "review", "export", "claim.yaml")
    .out.trim()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line) as Mark);

describe("a reader's key", () => {
  it("is made once, private to its owner, and its public half is what openssl says", () => {
    const made = leaksiftEnds(0, ["review", "key", "anna.key"], { cwd: folder });
    expect(statSync(join(folder, "anna.key")).mode & 0o777).toBe(0o600);
    const der = execFileSync("openssl", [
      "pkey",
      "-in",
      join(folder, "anna.key"),
      "-pubout",
      "-outform",
      "DER",
    ]);
    expect(made.out.trim()).toBe(der.subarray(-32).toString("hex"));
    const again = leaksift(["review", "key", "anna.key"], { cwd: folder });
    expect([again.code, again.err]).toEqual([2, expect.stringContaining("is there already")]);
  });

  it("signs each answer over the hash of all else in the mark", () => {
    run("a", "nnq", "review", "claim.yaml", "--reader", "anna", "--key", "anna.key");
    const marks = exported("a");
    expect(marks).toHaveLength(2);
    for (const { markId, signed } of marks) {
      const spki = Buffer.concat([
        Buffer.from("302a300506032b6570032100", "hex"),
        Buffer.from(signed?.key ?? "", "hex"),
      ]);
      const key = createPublicKey({ key: spki, format: "der", type: "spki" });
      const text = Buffer.from(`leaksift review mark\n${markId}`);
      expect(verify(null, text, key, Buffer.from(signed?.signature ?? "", "hex"))).toBe(true);
    }
  });

  it("survives a merge, and another's signature on a mark is refused", () => {
    run("a", "nq", "review", "claim.yaml", "--reader", "ben");
    const { out } = run("a", "", "review", "export", "claim.yaml");
    writeFileSync(join(folder, "all.ndjson"), out);
    const merged = run("b", "", "review", "merge", "claim.yaml", "all.ndjson");
    expect(merged.err).toContain("Signed with a reader's key: 2 of 3 answers.");
    expect(run("b", "", "review", "export", "claim.yaml").out).toBe(out);
    const lines = out.split("\n");
    const [first, second] = [lines[1], lines[2]].map((line) => JSON.parse(line ?? "") as Mark);
    lines[1] = JSON.stringify({ ...first, signed: second?.signed });
    writeFileSync(join(folder, "forged.ndjson"), lines.join("\n"));
    const forged = leaksift(["review", "merge", "claim.yaml", "forged.ndjson", "--index", "b"], {
      cwd: folder,
    });
    expect([forged.code, forged.err]).toEqual([2, expect.stringContaining("forged.ndjson:2:")]);
  });

  it.each([
    ["a text", "no key"],
    [
      "a key of another kind",
      execFileSync("openssl", ["genrsa", "2048"], { stdio: "pipe" }).toString(),
    ],
  ])("is not %s", (_, text) => {
    writeFileSync(join(folder, "other.key"), text);
    const end = leaksift(["review", "claim.yaml", "--key", "other.key", "--index", "a"], {
      cwd: folder,
      input: "q",
    });
    expect([end.code, end.err]).toEqual([2, expect.stringContaining("is not a reader's key")]);
  });
});

describe("names", () => {
  it("that answered on one machine in one sitting are named together, in every answer", () => {
    for (const command of ["assess", "review status"]) {
      const { out } = run("a", "", ...command.split(" "), "claim.yaml");
      expect(out.replace(/\s+/g, " ")).toContain(
        "anna and ben answered on one machine in one sitting: they may be one person",
      );
    }
    const { review } = JSON.parse(run("a", "", "assess", "claim.yaml", "--json").out) as {
      review: { identities: unknown };
    };
    expect(review.identities).toMatchObject({
      signed: 2,
      unsigned: 1,
      sharedSittings: [["anna", "ben"]],
    });
  });

  it("are not printed in a public report", () => {
    run("a", "", "assess", "claim.yaml", "--report", "page.html", "--public");
    const page = readFileSync(join(folder, "page.html"), "utf8");
    expect(page).toContain("reader 1 and reader 2 answered on one machine");
    expect(page).not.toMatch(/\b(?:anna|ben) (?:and|signed|used)/);
  });

  const at = (reader: string, minutes: number, machine: string): Mark =>
    withId({
      question: "0".repeat(64),
      contentId: "1".repeat(64),
      reader,
      via: "sample",
      answer: "no",
      note: "",
      parts: [0],
      pages: [],
      viewing: { from: "terminal", elsewhere: false, ms: 1, screens: [], machine },
      atMs: minutes * 60_000,
      undoes: "",
    });
  const M = "0123456789abcdef";
  it.each([
    ["below an hour apart on one machine", [at("a", 0, M), at("b", 59.9, M)], [["a", "b"]]],
    ["an hour apart", [at("a", 0, M), at("b", 60, M)], []],
    ["on two machines", [at("a", 0, M), at("b", 1, M.replace("0", "f"))], []],
    [
      "with a bridge of answers between",
      [at("a", 0, M), at("a", 50, M), at("b", 100, M)],
      [["a", "b"]],
    ],
  ])("%s", (_, marks, expected) => {
    expect(identitiesOf(marks).sharedSittings).toEqual(expected);
  });
});
