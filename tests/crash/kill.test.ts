/**
 * The program is killed (SIGKILL) at every point where a crash could leave something half done, and at random moments; after running the
 * same command again the index must equal one that was never interrupted. LEAKSIFT_FULL=1 kills 200 times on a larger dump.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FAULT_POINTS, type FaultPoint } from "../../src/fault.ts";
import { leaksift, leaksiftEnds, PROGRAM, plainEnvironment } from "../support/cli.ts";
import { differences, dumpOf } from "../support/dump.ts";
import { FULL, PATIENCE_MS, report, SEED } from "../support/long-run.ts";
import { seededRandom } from "../support/mutate.ts";
import { mail, mbox, writeSmallDump } from "../support/small-dump.ts";

const parent = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-kill-")));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** `index` to its end; the code of a dump with things that cannot be read is 3. */
function finish(folder: string, args: readonly string[]): void {
  const run = leaksift(["index", ...args], { cwd: folder, timeoutMs: PATIENCE_MS });
  expect([0, 3], run.out + run.err).toContain(run.code);
}

/** Runs until the named point is passed for the `count`th time. Returns whether it was killed there. */
function killAt(
  folder: string,
  args: readonly string[],
  point: FaultPoint,
  count: number,
): boolean {
  const env = { LEAKSIFT_FAULT: `${point}:${count}` };
  return leaksift(["index", ...args], { cwd: folder, env }).code === null;
}

/** What is in the index folder beside segments and the sketches of these. */
function strayFiles(index: string): string[] {
  const names = readdirSync(join(index, "segments"));
  const segments = new Set(names.filter((name) => /^\d+\.seg$/.test(name)));
  return names.filter((name) => !segments.has(name.replace(/\.sketch$/, ".seg")));
}

describe("an index begun anew", () => {
  const dump = join(parent, "dump");
  const args = ["dump", "--workers", "1", "--index"];
  let clean: string[] = [];
  beforeAll(() => {
    writeSmallDump(dump);
    finish(parent, [...args, "clean"]);
    clean = dumpOf(join(parent, "clean"));
  });

  const points: readonly FaultPoint[] = [
    "run-begun",
    "source-added",
    "source-hashed",
    "segment-written",
    "segment-renamed",
    "commit-half",
    "commit-done",
    "run-ended",
    "checkpointed",
  ];
  for (const point of points) {
    it(`equals the clean one after a kill at ${point}`, () => {
      const index = join(parent, point);
      expect(killAt(parent, [...args, point], point, 1)).toBe(true);
      finish(parent, [...args, point]);
      expect(differences(clean, dumpOf(index))).toEqual([]);
      expect(strayFiles(index)).toEqual([]);
    });
  }
});

describe("an index of sources that changed", () => {
  const home = join(parent, "changing");
  const args = ["dump", "--workers", "1", "--index"];
  let clean: string[] = [];
  beforeAll(() => {
    writeSmallDump(join(home, "dump"));
    writeFileSync(join(home, "dump", "grows.mbox"), mbox([mail(100), mail(101)]));
    writeFileSync(join(home, "dump", "changes.eml"), mail(110));
    finish(home, [...args, "before"]);
    appendFileSync(join(home, "dump", "grows.mbox"), mbox([mail(102)]));
    writeFileSync(join(home, "dump", "changes.eml"), mail(111, { subject: "Another" }));
    // About as much as there was, so that the two segments are merged.
    const added = Array.from({ length: 60 }, (_, i) => mail(120 + i));
    writeFileSync(join(home, "dump", "new.mbox"), mbox(added));
    cpSync(join(home, "before"), join(home, "clean"), { recursive: true });
    finish(home, [...args, "clean"]);
    clean = dumpOf(join(home, "clean"));
  });

  it("equals an index that was made of them at once", () => {
    finish(home, [...args, "at-once"]);
    expect(differences(dumpOf(join(home, "at-once")), clean)).toEqual([]);
  });

  const points: readonly (readonly [FaultPoint, number])[] = [
    ["source-reset", 1],
    ["source-reset", 2],
    ["removal-half", 1],
    ["segment-renamed", 1],
    ["commit-half", 1],
    ["merge-written", 1],
    ["merge-renamed", 1],
    ["merge-half", 1],
    ["merge-done", 1],
  ];
  for (const [point, count] of points) {
    it(`equals the clean one after a kill at ${point} (${count})`, () => {
      const name = `${point}-${count}`;
      cpSync(join(home, "before"), join(home, name), { recursive: true });
      expect(killAt(home, [...args, name], point, count)).toBe(true);
      finish(home, [...args, name]);
      expect(differences(clean, dumpOf(join(home, name)))).toEqual([]);
      expect(strayFiles(join(home, name))).toEqual([]);
      leaksiftEnds(0, ["verify", "--index", name], { cwd: home });
    });
  }

  it("has every named point in one of the two tables", () => {
    const tried = new Set<string>([
      ...points.map(([point]) => point),
      ...[
        "run-begun",
        "source-added",
        "source-hashed",
        "segment-written",
        "commit-done",
        "run-ended",
        "checkpointed",
      ],
    ]);
    expect(FAULT_POINTS.filter((point) => !tried.has(point))).toEqual([]);
  });
});

/** Whether the run was still going when its moment came. */
async function killAfter(folder: string, args: readonly string[], ms: number): Promise<boolean> {
  const child = spawn(process.execPath, [PROGRAM, "index", ...args], {
    cwd: folder,
    env: plainEnvironment(),
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), ms);
  await ended;
  clearTimeout(timer);
  return child.signalCode === "SIGKILL";
}

describe("kills at random moments", () => {
  const kills = FULL ? 200 : 4;
  /** Each index is killed several times before it may finish. */
  const perIndex = FULL ? 8 : 2;

  it(`${kills} kills leave indexes equal to the clean one (seed ${SEED})`, {
    timeout: PATIENCE_MS,
  }, async () => {
    const home = mkdtempSync(join(parent, "random-"));
    const count = FULL ? 600 : 120;
    const messages = Array.from({ length: count }, (_, i) =>
      mail(i, { body: `Body number${i}\r\n${`word${i % 97} `.repeat(40)}` }),
    );
    writeSmallDump(join(home, "dump"));
    writeFileSync(join(home, "dump", "large.mbox"), mbox(messages));
    const args = ["dump", "--workers", "2", "--index"];
    const startedAt = Date.now();
    finish(home, [...args, "clean"]);
    const wholeMs = Date.now() - startedAt;
    const clean = dumpOf(join(home, "clean"));
    const random = seededRandom(SEED);
    let killed = 0;
    let indexes = 0;
    for (; killed < kills; indexes++) {
      const name = `killed-${indexes}`;
      for (let kill = 0; kill < perIndex; kill++)
        if (await killAfter(home, [...args, name], random() * wholeMs)) killed++;
      finish(home, [...args, name]);
      expect(differences(clean, dumpOf(join(home, name)))).toEqual([]);
      rmSync(join(home, name), { recursive: true });
    }
    report(
      `${killed} runs killed at random moments of ${wholeMs} ms, ${indexes} indexes of ${count} messages all equal to the clean one`,
    );
  });
});
