/** Ctrl-C: the running commit ends, the exit code is 130, and the same command goes on from there. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { leaksift, leaksiftEnds, PROGRAM, plainEnvironment } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";
import { differences, dumpOf } from "../support/dump.ts";
import { mail, mbox } from "../support/small-dump.ts";

const home = testFolder("interrupt");

it("a run interrupted before anything is committed ends too, and does not say that every byte was read", async () => {
  const messages = Array.from({ length: 4000 }, (_, i) =>
    mail(i, { body: `number${i} ${"word ".repeat(1000)}` }),
  );
  writeFileSync(join(home, "large.mbox"), mbox(messages));
  const args = ["index", "large.mbox", "--workers", "1", "--memory", "200MB", "--index", "early"];
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: home, env: plainEnvironment() });
  const ended = once(child, "exit");
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  while (!existsSync(join(home, "early", "segments")) && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 10));
  // The first records are with the worker, which is still starting, and more wait for it
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill("SIGINT");
  const [code] = (await ended) as [number];
  expect(code).toBe(130);
  expect(out).toContain("Stopped on request");
  expect(out).not.toContain("every byte was read");
});

it("an interrupted run ends with 130 and the next one completes it", async () => {
  const messages = Array.from({ length: 6000 }, (_, i) =>
    mail(i, { body: `number${i} ${"word ".repeat(20)}` }),
  );
  writeFileSync(join(home, "dump.mbox"), mbox(messages));
  const args = ["index", "dump.mbox", "--workers", "1", "--memory", "200MB", "--index"];
  const child = spawn(process.execPath, [PROGRAM, ...args, "ix"], {
    cwd: home,
    env: plainEnvironment(),
  });
  const ended = once(child, "exit");
  // As soon as the first segment is there: some is committed then, most is not.
  while (!existsSync(join(home, "ix", "segments", "0.seg")) && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 10));
  child.kill("SIGINT");
  const [code] = (await ended) as [number];
  expect(code).toBe(130);
  leaksiftEnds(0, ["verify", "--hashes-only", "--index", "ix"], { cwd: home });
  expect(leaksift([...args, "ix"], { cwd: home }).code).toBe(0);
  leaksiftEnds(0, [...args, "clean"], { cwd: home });
  expect(differences(dumpOf(join(home, "clean")), dumpOf(join(home, "ix")))).toEqual([]);
});

it("an export that is stopped leaves whole families, each listed with its hash", async () => {
  const to = join(home, "out");
  const child = spawn(process.execPath, [PROGRAM, "export", "*", "--index", "clean", "--to", to], {
    cwd: home,
    env: plainEnvironment(),
  });
  const ended = once(child, "exit");
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  while (!existsSync(to) && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill("SIGINT");
  const [code] = (await ended) as [number];
  expect(code).toBe(130);
  expect(said).toMatch(/Stopped on request: [\d,]+ of 6,000 families/);
  const sums = readFileSync(join(to, "SHA256SUMS"), "utf8").trim().split("\n");
  for (const line of sums) {
    const [sum, path = ""] = line.split("  ");
    expect(
      createHash("sha256")
        .update(readFileSync(join(to, path)))
        .digest("hex"),
    ).toBe(sum);
  }
});
