/**
 * Every command that writes is killed with all its processes at a random moment and run again: the index must equal one that was never interrupted.
 * A kill in `index` is in kill.test.ts. LEAKSIFT_FULL=1 kills 200 times in all, else once in each.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, cpSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { leaksift, leaksiftEnds, PROGRAM, plainEnvironment } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";
import { differences, dumpOf } from "../support/dump.ts";
import { FULL, PATIENCE_MS, report, SEED } from "../support/long-run.ts";
import { seededRandom } from "../support/mutate.ts";
import { mail, mbox, writeSmallDump } from "../support/small-dump.ts";

const home = testFolder("kill-commands");
const options = { cwd: home, timeoutMs: PATIENCE_MS };

/** Whether the whole group was still going when its moment came. */
async function killGroup(args: readonly string[], ms: number): Promise<boolean> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: home,
    env: plainEnvironment(),
    stdio: "ignore",
    detached: true,
  });
  const ended = once(child, "exit");
  const timer = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  }, ms);
  await ended;
  clearTimeout(timer);
  return child.signalCode === "SIGKILL";
}

/** What each does to a copy of the index, and the folder that it makes anew. */
const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ["a source that grew, and a merge", ["index", "dump", "--workers", "2"]],
  ["index --rebuild", ["index", "--rebuild"]],
  ["forget", ["forget", "number7 OR number8", "--yes", "--reason", "asked"]],
  ["tag", ["tag", "+seen", "kind:message"]],
  ["export", ["export", "kind:message", "--to", "out"]],
];

const stateOf = (index: string): string[] => [
  ...dumpOf(join(home, index)),
  leaksiftEnds(0, ["tags", "--json", "--index", index], options).out.replaceAll(index, "INDEX"),
];

/** How `verify` ends: 3 where the command does not read the source that grew. */
const proofOf = (index: string): number | null =>
  leaksift(["verify", "--hashes-only", "--index", index], options).code;

describe("a command that is killed with its processes", () => {
  beforeAll(() => {
    writeSmallDump(join(home, "dump"));
    writeFileSync(join(home, "dump", "grows.mbox"), mbox([mail(100), mail(101)]));
    leaksiftEnds(0, ["index", "dump", "--index", "base"], options);
    appendFileSync(join(home, "dump", "grows.mbox"), mbox([mail(102)]));
    // About as much as there was, so that segments are merged
    const added = Array.from({ length: 60 }, (_, i) => mail(120 + i));
    writeFileSync(join(home, "dump", "new.mbox"), mbox(added));
  });

  const random = seededRandom(SEED);
  const each = FULL ? 200 / COMMANDS.length : 1;
  for (const [name, args] of COMMANDS) {
    it(`leaves the same after it is run again: ${name} (seed ${SEED})`, {
      timeout: PATIENCE_MS,
    }, async () => {
      const run = (index: string): void => {
        rmSync(join(home, "out"), { recursive: true, force: true });
        const ended = leaksift([...args, "--index", index], options);
        expect([0, 3], ended.out + ended.err).toContain(ended.code);
      };
      cpSync(join(home, "base"), join(home, "clean"), { recursive: true });
      const startedAt = Date.now();
      run("clean");
      const wholeMs = Date.now() - startedAt;
      const clean = stateOf("clean");
      const proof = proofOf("clean");
      const files = existsSync(join(home, "out")) ? readdirSync(join(home, "out")).length : 0;
      let killed = 0;
      for (let kill = 0; kill < each; kill++) {
        cpSync(join(home, "base"), join(home, "killed"), { recursive: true });
        rmSync(join(home, "out"), { recursive: true, force: true });
        if (await killGroup([...args, "--index", "killed"], (0.2 + 0.8 * random()) * wholeMs))
          killed++;
        run("killed");
        expect(differences(clean, stateOf("killed"))).toEqual([]);
        if (files > 0) expect(readdirSync(join(home, "out"))).toHaveLength(files);
        expect(proofOf("killed")).toBe(proof);
        rmSync(join(home, "killed"), { recursive: true });
      }
      rmSync(join(home, "clean"), { recursive: true });
      report(
        `${name}: ${killed} of ${each} runs killed with their group, all equal to the clean one`,
      );
    });
  }
});
