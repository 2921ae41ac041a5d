/** What became of sources since the last run, through the real program: every kind of change, and that an index after it equals one made at once. */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { ids, json, testFolder } from "../support/custody.ts";
import { differences, dumpOf } from "../support/dump.ts";
import { mail, mbox } from "../support/small-dump.ts";

const parent = testFolder("changes");
let home = "";
beforeEach(() => {
  home = mkdtempSync(join(parent, "t-"));
  mkdirSync(join(home, "dump"));
  writeFileSync(join(home, "dump", "a.mbox"), mbox([mail(1), mail(2), mail(3)]));
  writeFileSync(join(home, "dump", "b.eml"), mail(4));
  writeFileSync(join(home, "dump", "c.eml"), mail(5));
  leaksiftEnds(0, ["index", "dump", "--index", "ix"], { cwd: home });
});

const at = (name: string): string => join(home, "dump", name);

/** Runs `index` again: how many sources each thing happened to. */
function again(code: number): Record<string, unknown> {
  return json(home, code, "index", "dump", "--index", "ix")["changes"] as Record<string, unknown>;
}

const UNCHANGED = { added: 0, unchanged: 3, appended: 0, changed: 0, truncated: 0, vanished: 0 };

function expectLikeNew(): void {
  leaksiftEnds(0, ["index", "dump", "--index", "new"], { cwd: home });
  expect(differences(dumpOf(join(home, "new")), dumpOf(join(home, "ix")))).toEqual([]);
  leaksiftEnds(0, ["verify", "--index", "ix"], { cwd: home });
}

it("a source with another time and the same bytes is unchanged", () => {
  utimesSync(at("a.mbox"), 1000, 1000);
  utimesSync(at("b.eml"), 1000, 1000);
  expect(again(0)).toEqual(UNCHANGED);
});

it("of an mbox that grew the new messages are read", () => {
  appendFileSync(at("a.mbox"), mbox([mail(6)]));
  expect(again(0)).toEqual({ ...UNCHANGED, unchanged: 2, appended: 1 });
  expect(ids(home, "number6", "ix")).toHaveLength(1);
  expectLikeNew();
});

it("a last message that was cut is read again when the rest has come", () => {
  const whole = mbox([mail(1), mail(2), mail(7, { body: "the first half and the secondhalf" })]);
  writeFileSync(at("a.mbox"), whole.slice(0, whole.indexOf("secondhalf")));
  expect(again(0)).toMatchObject({ changed: 1 });
  writeFileSync(at("a.mbox"), whole);
  expect(again(0)).toMatchObject({ appended: 1 });
  expect(ids(home, "secondhalf", "ix")).toHaveLength(1);
  expect(ids(home, "half", "ix")).toHaveLength(1);
  expectLikeNew();
});

it("other bytes of the same length replace what was indexed", () => {
  writeFileSync(at("b.eml"), mail(4).replace("number4", "numberX"));
  utimesSync(at("b.eml"), 2000, 2000);
  expect(again(0)).toEqual({ ...UNCHANGED, unchanged: 2, changed: 1 });
  expect(ids(home, "numberx", "ix")).toHaveLength(1);
  expect(ids(home, "number4", "ix")).toEqual([]);
  expectLikeNew();
});

it("a beginning that changed makes an mbox that grew a changed one", () => {
  writeFileSync(at("a.mbox"), mbox([mail(8), mail(2), mail(3), mail(9)]));
  expect(again(0)).toMatchObject({ changed: 1, appended: 0 });
  expectLikeNew();
});

it("a vanished source stays in the index, is told each time, and may come back", () => {
  renameSync(at("b.eml"), join(home, "away.eml"));
  const gone = { ...UNCHANGED, unchanged: 2, vanished: 1 };
  expect(again(3)).toEqual(gone);
  expect(again(3)).toEqual(gone);
  expect(ids(home, "number4", "ix")).toHaveLength(1);
  expect(
    leaksiftEnds(0, ["problems", "--index", "ix"], { cwd: home }).out.match(/source-vanished/g),
  ).toHaveLength(1);
  const [id = ""] = ids(home, "number4", "ix");
  expect(leaksiftEnds(2, ["show", id, "--raw", "--index", "ix"], { cwd: home }).err).toContain(
    "sources relocate",
  );
  renameSync(join(home, "away.eml"), at("b.eml"));
  expect(again(0)).toEqual(UNCHANGED);
  expectLikeNew();
});

it("an mbox cut short keeps what was indexed and says how much is gone", () => {
  const size = statSync(at("a.mbox")).size;
  const record = size - mbox([mail(1), mail(2)]).length;
  truncateSync(at("a.mbox"), size - Math.floor(record / 2));
  expect(again(3)).toEqual({ ...UNCHANGED, unchanged: 2, truncated: 1 });
  expect(ids(home, "number3", "ix")).toHaveLength(1);
  const verified = leaksiftEnds(3, ["verify", "--index", "ix"], { cwd: home });
  expect(verified.out).toContain("no longer there in full");
});

it("a new file and a removed index folder file do not disturb the rest", () => {
  writeFileSync(at("d.eml"), mail(10));
  expect(again(0)).toEqual({ ...UNCHANGED, added: 1 });
  expectLikeNew();
});

it("many changes leave an index that equals one made at once, after merges too", () => {
  for (let round = 0; round < 4; round++) {
    appendFileSync(at("a.mbox"), mbox([mail(20 + round)]));
    writeFileSync(at("b.eml"), mail(30 + round));
    writeFileSync(at(`new-${round}.mbox`), mbox([mail(40 + round), mail(50 + round)]));
    if (round === 2) rmSync(at("new-0.mbox"));
    leaksift(["index", "dump", "--index", "ix"], { cwd: home });
  }
  writeFileSync(at("new-0.mbox"), mbox([mail(40), mail(50)]));
  again(0);
  expectLikeNew();
});
