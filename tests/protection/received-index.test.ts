/**
 * An index folder that came with a dump, made to do harm: links, pipes, second names, files that only look like ours. Nothing outside is written, deleted or
 * given another mode; a folder that was found and not named is refused in one sentence; named, it is used without following anything in it.
 */

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  chooseIndex,
  createIndexFolder,
  findIndex,
  indexPaths,
} from "../../src/catalog/index-folder.ts";
import { IndexStateError, UserError } from "../../src/errors.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";
import { mail } from "../support/small-dump.ts";

const home = testFolder("received-index");
mkdirSync(join(home, "made"));
writeFileSync(join(home, "made", "one.eml"), mail(1));
leaksiftEnds(0, ["index", "one.eml"], { cwd: join(home, "made") });
const MADE = join(home, "made", ".leaksift");

/** Somebody's own files beside the dump. */
const private_ = join(home, "private");
mkdirSync(private_);
writeFileSync(join(private_, "photo.jpg"), "a photo");
writeFileSync(join(private_, "letter.txt"), "a letter");
chmodSync(private_, 0o755);

const state = (): string =>
  JSON.stringify([
    statSync(private_).mode,
    readdirSync(private_).map((name) => [name, readFileSync(join(private_, name), "utf8")]),
  ]);
const BEFORE = state();

let count = 0;
/** A dump with the index of somebody else in it, changed by `harm`. `known` leaves the mark of this machine in it. */
function dumpWith(harm: (index: string) => void, known = false): string {
  const dump = join(home, `dump${count++}`);
  mkdirSync(dump);
  writeFileSync(join(dump, "one.eml"), mail(1));
  const index = join(dump, ".leaksift");
  cpSync(MADE, index, { recursive: true, verbatimSymlinks: true });
  if (!known) rmSync(join(index, "opened-here"));
  harm(index);
  return dump;
}

const fifo = (path: string): void => {
  execFileSync("mkfifo", [path]);
};
const inPlaceOf = (name: string, put: (path: string) => void) => (index: string) => {
  rmSync(join(index, name), { recursive: true, force: true });
  put(join(index, name));
};

const HARM: readonly (readonly [string, (index: string) => void])[] = [
  ["segments/ is a link", inPlaceOf("segments", (path) => symlinkSync("../../private", path))],
  [
    "a segment is a link",
    inPlaceOf("segments/0.seg", (path) => symlinkSync("../../../private/letter.txt", path)),
  ],
  ["a segment is a pipe", inPlaceOf("segments/0.seg", fifo)],
  [
    "the history is a link",
    inPlaceOf("prompt-history", (path) => symlinkSync("../../private/letter.txt", path)),
  ],
  [
    "the history is a second name",
    inPlaceOf("prompt-history", (path) => linkSync(join(private_, "letter.txt"), path)),
  ],
  ["the history is a pipe", inPlaceOf("prompt-history", fifo)],
  [
    "the work file is a link",
    inPlaceOf("work.sqlite", (path) => symlinkSync("../../private/letter.txt", path)),
  ],
  ["the work file is a pipe", inPlaceOf("work.sqlite", fifo)],
  [
    "the catalog is a link",
    inPlaceOf("catalog.sqlite", (path) => symlinkSync("../../made/.leaksift/catalog.sqlite", path)),
  ],
  [
    "the log of the catalog is a link",
    inPlaceOf("catalog.sqlite-wal", (path) => symlinkSync("../../private/letter.txt", path)),
  ],
  [
    "the lock is a link",
    inPlaceOf("writer.lock.sqlite", (path) => symlinkSync("../../private/letter.txt", path)),
  ],
  ["the lock is a folder", inPlaceOf("writer.lock.sqlite", (path) => mkdirSync(path))],
  [
    "the recovered keys are a link",
    inPlaceOf("recovered-keys.tsv", (path) => symlinkSync("../../private/letter.txt", path)),
  ],
  [
    "the mark is a link",
    inPlaceOf("opened-here", (path) => symlinkSync("../../private/letter.txt", path)),
  ],
  [
    "what a rebuild leaves is a link",
    inPlaceOf("catalog.new.sqlite", (path) => symlinkSync("../../private/letter.txt", path)),
  ],
  [
    "what a merge leaves is a link",
    inPlaceOf("segments/merge-1.tmp", (path) => symlinkSync("../../../private/letter.txt", path)),
  ],
];

const COMMANDS: readonly (readonly string[])[] = [["flags"], ["index", "one.eml"], ["prompt"]];

const oneSentence = (text: string): void => {
  expect(text).toMatch(/^leaksift: [^\n]*\n$/);
  expect(text).not.toContain("node:");
};

describe("an index found in a dump", () => {
  it("is refused in one sentence that says how to accept it, whatever the command", () => {
    const dump = dumpWith(() => undefined);
    for (const command of COMMANDS) {
      const ended = leaksiftEnds(2, command, { cwd: dump, input: "invoice\n" });
      oneSentence(ended.err);
      expect(ended.err).toContain(`--index ${join(dump, ".leaksift")}`);
    }
    expect(existsSync(join(dump, ".leaksift", "opened-here"))).toBe(false);
  });

  it("is known from then on when it was named once", () => {
    const dump = dumpWith(() => undefined);
    leaksiftEnds(0, ["search", "number1", "--index", ".leaksift"], { cwd: dump });
    leaksiftEnds(0, ["search", "number1"], { cwd: dump });
  });

  it("is refused as a link, and without a catalog", () => {
    const dump = dumpWith((index) => rmSync(index, { recursive: true }));
    symlinkSync(MADE, join(dump, ".leaksift"));
    oneSentence(leaksiftEnds(2, ["stats"], { cwd: dump }).err);
    const bare = dumpWith((index) => {
      for (const name of readdirSync(index)) rmSync(join(index, name), { recursive: true });
      symlinkSync("../../private", join(index, "segments"));
    });
    oneSentence(leaksiftEnds(2, ["index", "one.eml"], { cwd: bare }).err);
    expect(state()).toBe(BEFORE);
  });

  it("is refused inside what an index further up was made from, though it was opened here before", () => {
    const outer = join(home, "outer");
    mkdirSync(join(outer, "dump"), { recursive: true });
    writeFileSync(join(outer, "dump", "one.eml"), mail(1));
    leaksiftEnds(0, ["index", "dump"], { cwd: outer });
    leaksiftEnds(0, ["search", "number1"], { cwd: join(outer, "dump") });
    cpSync(MADE, join(outer, "dump", ".leaksift"), { recursive: true });
    const ended = leaksiftEnds(2, ["search", "number1"], { cwd: join(outer, "dump") });
    oneSentence(ended.err);
    expect(ended.err).toContain("which");
  });

  it("with a journal that SQLite would play back is refused though it was named", () => {
    const dump = dumpWith((index) => writeFileSync(join(index, "catalog.sqlite-journal"), "x"));
    const ended = leaksiftEnds(4, ["stats", "--index", ".leaksift"], { cwd: dump });
    oneSentence(ended.err);
  });
});

describe("nothing in an index is followed, found or named, known or not", () => {
  it.each(HARM)("%s", (_, harm) => {
    for (const known of [false, true]) {
      const dump = dumpWith(harm, known);
      const index = join(dump, ".leaksift");
      expect(() => findIndex(undefined, undefined, dump)).toThrow(UserError);
      expect(() => findIndex(index, undefined, dump)).toThrow(IndexStateError);
      expect(() => chooseIndex(undefined, undefined, dump)).toThrow(UserError);
      expect(() => chooseIndex(index, undefined, dump)).toThrow(IndexStateError);
      expect(() => createIndexFolder(indexPaths(index))).toThrow(IndexStateError);
      expect(state()).toBe(BEFORE);
    }
  });

  it("and the program says so in one sentence", () => {
    const dump = dumpWith(HARM[0]?.[1] ?? (() => undefined), true);
    for (const command of [["flags"], ["index", "--rebuild", "--index", ".leaksift"]]) {
      const ended = leaksiftEnds(4, command, { cwd: dump });
      oneSentence(ended.err);
      expect(state()).toBe(BEFORE);
    }
  });
});

describe("what is not ours in an index", () => {
  it("is never deleted: not by a run, not by a rebuild, not by purge", () => {
    const dump = join(home, "kept");
    mkdirSync(dump);
    writeFileSync(join(dump, "one.eml"), mail(1));
    leaksiftEnds(0, ["index", "one.eml"], { cwd: dump });
    const index = join(dump, ".leaksift");
    writeFileSync(join(index, "segments", "diary.txt"), "mine");
    mkdirSync(join(index, "segments", "7.photos"));
    writeFileSync(join(index, "note.txt"), "mine");
    leaksiftEnds(0, ["index", "one.eml"], { cwd: dump });
    leaksiftEnds(0, ["index", "--rebuild"], { cwd: dump });
    const purged = leaksiftEnds(0, ["purge", "--yes"], { cwd: dump });
    expect(readdirSync(index).sort()).toEqual(["note.txt", "segments"]);
    expect(readdirSync(join(index, "segments")).sort()).toEqual(["7.photos", "diary.txt"]);
    expect(purged.out).toContain("diary.txt");
  });

  it("purge deletes all that leaksift wrote, the typed lines and the mark with it", () => {
    const dump = join(home, "purged");
    mkdirSync(dump);
    writeFileSync(join(dump, "one.eml"), mail(1));
    leaksiftEnds(0, ["index", "one.eml"], { cwd: dump });
    leaksift(["prompt"], { cwd: dump, input: "number1\n" });
    writeFileSync(join(dump, ".leaksift", "prompt-history"), "typed\n");
    leaksiftEnds(0, ["purge", "--yes"], { cwd: dump });
    expect(existsSync(join(dump, ".leaksift"))).toBe(false);
  });
});
