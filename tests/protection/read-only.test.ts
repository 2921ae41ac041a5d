/**
 * Sources and indexes that cannot be written (a read-only disk, somebody else's folder), a mistyped --index, a source that is unplugged: reading works
 * as far as it can, everything else says in one sentence what is the matter and what to do, and nothing is made or changed anywhere.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { itWith } from "../support/corpora.ts";
import { ids, testFolder } from "../support/custody.ts";
import { writeSmallDump } from "../support/small-dump.ts";

const home = testFolder("read-only");
writeSmallDump(join(home, "dump"));

const READS: readonly (readonly [number, readonly string[]])[] = [
  [0, ["search", "number1"]],
  [0, ["search", "*", "--count"]],
  [0, ["show", "ID"]],
  [0, ["thread", "ID"]],
  [0, ["variants"]],
  [0, ["people"]],
  [0, ["first", "number1"]],
  [0, ["similar", "ID"]],
  [0, ["diff", "ID", "ID"]],
  [0, ["stats"]],
  [0, ["authors"]],
  [0, ["flags"]],
  [0, ["tags"]],
  [0, ["problems"]],
  [0, ["sources"]],
  [0, ["dump"]],
];
const FROM_SOURCES: typeof READS = [
  [0, ["show", "ID", "--raw"]],
  [0, ["verify"]],
  [0, ["export", "ID", "--to", "OUT"]],
];
const WRITES: readonly (readonly string[])[] = [
  ["index", "dump"],
  ["index", "--rebuild"],
  ["intake", "dump"],
  ["tag", "+key", "ID"],
  ["note", "ID", "a note"],
  ["people", "split", "sender1@example.org"],
  ["forget", "ID", "--yes"],
  ["sources", "relocate", "dump", "dump"],
  ["purge", "--yes"],
];

/** Every reading command works on this index, every other ends with 2, one sentence and what to do. */
function expectReadOnly(cwd: string, index: string, id: string, uid?: number): void {
  const run = (words: readonly string[]) =>
    leaksift(
      [
        ...words.map((word) =>
          word === "ID" ? id : word === "OUT" ? join(home, index.replaceAll("/", "-")) : word,
        ),
        "--index",
        index,
      ],
      { cwd, ...(uid === undefined ? {} : { uid }) },
    );
  for (const [code, words] of uid === undefined ? [...READS, ...FROM_SOURCES] : READS) {
    const ended = run(words);
    expect(ended.code, `${words.join(" ")}: ${ended.out}${ended.err}`).toBe(code);
  }
  for (const words of WRITES) {
    const ended = run(words);
    expect(ended.code, `${words.join(" ")}: ${ended.out}${ended.err}`).toBe(2);
    expect(ended.err).toMatch(/^leaksift: The index .* cannot be written \(E[A-Z]+\): .*\n$/);
  }
}

itWith(
  { root: true, tools: ["mount", "umount"] },
  "a read-only disk holds sources and index",
  () => {
    const disk = join(home, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=50m", "tmpfs", disk]);
    try {
      cpSync(join(home, "dump"), join(disk, "dump"), { recursive: true });
      leaksiftEnds(0, ["index", "dump", "--index", "ix"], { cwd: disk });
      const [id = ""] = ids(disk, "number1", "ix");
      execFileSync("mount", ["-o", "remount,ro", disk]);
      expectReadOnly(disk, "ix", id);
      // Sources on it are indexed elsewhere; where the index cannot be made, that is said.
      leaksiftEnds(0, ["index", join(disk, "dump"), "--index", "elsewhere"], { cwd: home });
      const refused = leaksiftEnds(2, ["index", "dump"], { cwd: disk });
      expect(refused.err).toContain("read-only disk");
      expect(refused.err).toContain("--index DIR");
    } finally {
      execFileSync("umount", [disk]);
    }
  },
);

itWith({ root: true }, "somebody else's index can be searched when its folder may be read", () => {
  leaksiftEnds(0, ["index", "dump", "--index", "theirs"], { cwd: home });
  const [id = ""] = ids(home, "number1", "theirs");
  for (const name of ["", ...readdirSync(join(home, "theirs"))])
    chmodSync(join(home, "theirs", name), name === "" || name === "segments" ? 0o755 : 0o644);
  chmodSync(home, 0o755);
  const NOBODY = 65_534;
  for (const name of readdirSync(join(home, "theirs", "segments")))
    chmodSync(join(home, "theirs", "segments", name), 0o644);
  expectReadOnly(home, "theirs", id, NOBODY);
});

describe("a mistyped --index", () => {
  it("makes nothing and says which place was meant", () => {
    for (const words of [["search", "x"], ["verify"], ["tag", "+a", "b"], ["purge", "--yes"]]) {
      const ended = leaksift([...words, "--index", "no-such"], { cwd: home });
      expect(ended.code, words.join(" ")).toBe(2);
      expect(ended.err).toMatch(/^leaksift: .*no-such/);
    }
    expect(existsSync(join(home, "no-such"))).toBe(false);
  });
});

describe("an unplugged source", () => {
  it("leaves everything searchable; what needs its bytes names it and the way back", () => {
    mkdirSync(join(home, "stick"));
    cpSync(join(home, "dump"), join(home, "stick", "dump"), { recursive: true });
    leaksiftEnds(0, ["index", "stick/dump", "--index", "unplugged"], { cwd: home });
    const [id = ""] = ids(home, "number1", "unplugged");
    renameSync(join(home, "stick"), join(home, "drawer"));
    const run = (code: number, ...words: string[]) =>
      leaksiftEnds(code, [...words, "--index", "unplugged"], { cwd: home });
    expect(run(0, "search", "number1").out).toContain("Message 1");
    expect(run(0, "show", id).out).toContain("number1");
    for (const words of [
      ["show", id, "--raw"],
      ["show", id, "--stored"],
    ])
      expect(run(2, ...words).err).toContain("sources relocate");
    expect(run(3, "export", id, "--to", "unplugged-out").err).toContain("sources relocate");
    expect(run(3, "verify").out).toContain("stick/dump");
    // A rebuild without them would lose what was indexed from them.
    expect(run(2, "index", "--rebuild").err).toContain("sources relocate");
    cpSync(join(home, "drawer", "dump", "inbox.mbox"), join(home, "stick", "dump", "inbox.mbox"), {
      recursive: true,
    });
    expect(run(2, "index", "--rebuild").err).toContain("sources relocate");
    rmSync(join(home, "stick"), { recursive: true });
    expect(run(0, "search", "number1").out).toContain("Message 1");
    run(0, "sources", "relocate", "stick", "drawer");
    run(0, "verify");
    expect(run(0, "show", id, "--raw").out).toContain("number1");
  });
});
