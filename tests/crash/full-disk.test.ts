/** A disk that fills up while indexing: what was committed can be searched and verified, the message says what to do, and the next run completes. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { itWith } from "../support/corpora.ts";
import { testFolder } from "../support/custody.ts";
import { differences, dumpOf } from "../support/dump.ts";
import { mail, mbox, writeSmallDump } from "../support/small-dump.ts";

const home = testFolder("full");

itWith(
  { root: true, tools: ["mount", "umount"] },
  "a full disk loses nothing that was committed",
  () => {
    const messages = Array.from({ length: 6500 }, (_, i) =>
      mail(i, { body: `Body number${i}\r\n${`term${(i * 7919) % 20_011} `.repeat(30)}` }),
    );
    writeFileSync(join(home, "dump.mbox"), mbox(messages));
    const disk = join(home, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=6m", "tmpfs", disk]);
    try {
      const index = ["dump.mbox", "--workers", "1", "--memory", "200MB", "--index"];
      const failed = leaksift(["index", ...index, "disk/ix"], { cwd: home });
      expect(failed.code, failed.out + failed.err).toBe(4);
      expect(failed.err).toContain("is full");
      expect(failed.err).toContain("run the same command again");
      const kept = Number(
        leaksiftEnds(0, ["search", "*", "--count", "--index", "disk/ix"], { cwd: home }).out,
      );
      expect(kept).toBeGreaterThan(0);
      leaksiftEnds(0, ["verify", "--hashes-only", "--index", "disk/ix"], { cwd: home });
      execFileSync("mount", ["-o", "remount,size=200m", disk]);
      const resumed = leaksiftEnds(0, ["index", ...index, "disk/ix", "--json"], { cwd: home });
      expect((JSON.parse(resumed.out) as { messages: number }).messages).toBe(6500 - kept);
      leaksiftEnds(0, ["index", ...index, "clean"], { cwd: home });
      expect(differences(dumpOf(join(home, "clean")), dumpOf(join(disk, "ix")))).toEqual([]);
    } finally {
      execFileSync("umount", [disk]);
    }
  },
);

itWith(
  { root: true, tools: ["mount", "umount"] },
  "a disk that is full before the first commit leaves an index that the same command completes",
  () => {
    const tiny = join(home, "tiny");
    mkdirSync(tiny);
    writeSmallDump(join(home, "small"));
    leaksiftEnds(0, ["index", "small", "--index", "small-clean"], { cwd: home });
    const clean = dumpOf(join(home, "small-clean"));
    for (const size of ["40k", "100k", "250k"]) {
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", tiny]);
      try {
        const failed = leaksift(["index", "small", "--index", "tiny/ix"], { cwd: home });
        expect(failed.code, size + failed.out + failed.err).toBe(4);
        expect(failed.err).toMatch(/is full/);
        const search = leaksift(["search", "number1", "--index", "tiny/ix"], { cwd: home });
        expect(search.out + search.err).not.toMatch(/damaged|rebuild/);
        execFileSync("mount", ["-o", "remount,size=50m", tiny]);
        leaksiftEnds(0, ["index", "small", "--index", "tiny/ix"], { cwd: home });
        expect(differences(clean, dumpOf(join(tiny, "ix")))).toEqual([]);
      } finally {
        execFileSync("umount", [tiny]);
      }
    }
  },
);
