/** `leaksift assess commit` and the ledger: what is frozen, which seeds are told apart, what an answer says of earlier variants. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { indexPaths } from "../../src/catalog/index-folder.ts";
import { Sqlite } from "../../src/catalog/sqlite.ts";
import { type CliRun, leaksiftEnds } from "../support/cli.ts";
import { writeSmallDump } from "../support/small-dump.ts";

const folder = mkdtempSync(join(tmpdir(), "leaksift-assess-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  writeSmallDump(join(folder, "dump"));
  leaksiftEnds(0, ["index", "dump", "--index", "ix"], { cwd: folder });
});

const CLAIM = `schema: leaksift-claim/1
id: loans
claim: There are no loans.
kind: share
threshold: 0.5
population: {query: '*'}
counterEvidence: {question: Is it a loan?, queries: [{name: loan, query: loan}]}
sample: {size: 5}
`;
const claim = (name: string, rest: string): string => {
  writeFileSync(join(folder, name), CLAIM + rest);
  return name;
};
const run = (...args: string[]): CliRun =>
  leaksiftEnds(0, [...args, "--index", "ix"], { cwd: folder });

interface Found {
  readonly claim: { readonly hash: string; readonly committed: boolean };
  readonly seed: { readonly known: boolean; readonly afterCommit: boolean | null };
  readonly otherVariants: number;
  readonly otherVariantsOfThis: number;
  readonly ledgerIntact: boolean;
}
const assess = (name: string): Found => JSON.parse(run("assess", name, "--json").out) as Found;

describe("leaksift assess commit", () => {
  it("prints a hash that a value published later does not change, and tells such a value from an older one", () => {
    const open = claim("open.yaml", "seed: {source: lottery, date: '2999-12-05'}\n");
    const hash = run("assess", "commit", open).out.trim();
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(assess(open)).toMatchObject({
      claim: { hash, committed: true },
      seed: { known: false },
    });
    const drawn = claim("drawn.yaml", "seed: {source: lottery, date: '2999-12-05', value: 3 17}\n");
    expect(assess(drawn)).toMatchObject({
      claim: { hash },
      seed: { known: true, afterCommit: true },
    });
    const old = claim("old.yaml", "seed: {source: lottery, date: '2001-12-05', value: 3 17}\n");
    run("assess", "commit", old);
    expect(assess(old).seed.afterCommit).toBe(false);
    expect(run("assess", old).out).toContain("NOT PUBLISHED AFTER A COMMIT");
    const vague = claim("vague.yaml", "seed: {source: lottery, date: next week, value: 3 17}\n");
    const args = ["assess", vague, "--index", "ix"];
    expect(leaksiftEnds(2, args, { cwd: folder }).err).toMatch(/vague\.yaml:9:\d+: "date"/);
  });

  it("does not count as one when the sample was drawn before", () => {
    const late = claim("late.yaml", "seed: {author: shopped}\n");
    run("review", "draw", late);
    expect(run("assess", "commit", late).err).toContain("before it was committed");
    expect(assess(late).claim.committed).toBe(false);
  });

  it("keeps every variant in a ledger that shows when it was changed by hand", () => {
    const [a, b] = ["a", "b"].map((seed) => claim(`${seed}.yaml`, `seed: {author: ${seed}}\n`));
    assess(a ?? "");
    const found = assess(b ?? "");
    expect(found.otherVariantsOfThis).toBeGreaterThan(0);
    expect(found.ledgerIntact).toBe(true);
    const work = new Sqlite(indexPaths(join(folder, "ix")).work, "write");
    work.exec("DELETE FROM ledger WHERE entryId = 2");
    work.close();
    expect(assess(b ?? "").ledgerIntact).toBe(false);
    expect(run("assess", b ?? "").out).toContain("CHANGED BY HAND");
  });

  it("points at line and column of what is wrong in a claim file", () => {
    const bad = CLAIM.replace("query: loan}", "query: 'nofield:x'}");
    writeFileSync(join(folder, "bad.yaml"), `${bad}seed: {author: x}\n`);
    const { err } = leaksiftEnds(2, ["assess", "bad.yaml", "--index", "ix"], { cwd: folder });
    expect(err).toMatch(/^leaksift: bad\.yaml:7:\d+: /);
    expect(readFileSync(join(folder, "bad.yaml"), "utf8")).toContain("nofield");
  });
});
