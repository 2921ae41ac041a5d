/**
 * Messages that hang their reader cost themselves and nothing else: each is indexed from its raw headers, the others in full.
 * LEAKSIFT_FULL=1 spreads 200 over 5,000 and prints the times.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Allowance } from "../../src/ingest/allowance.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { ids, testFolder } from "../support/custody.ts";
import { childSeconds, FULL, PATIENCE_MS, report } from "../support/long-run.ts";
import { mail, mbox } from "../support/small-dump.ts";

const home = testFolder("watchdog");

it("hanging messages cost themselves", { timeout: PATIENCE_MS }, () => {
  const [count, hanging] = FULL ? [5000, 200] : [300, 6];
  const step = count / hanging;
  const messages = Array.from({ length: count }, (_, i) =>
    mail(i, { body: `Body number${i}\r\n${`word${i % 97} and ${i} `.repeat(150)}` }),
  );
  writeFileSync(join(home, "good.mbox"), mbox(messages));
  const bad = messages.map((message, i) =>
    i % step === 3
      ? message.replace("MIME-Version", "X-Leaksift-Fault: hang\r\nMIME-Version")
      : message,
  );
  writeFileSync(join(home, "bad.mbox"), mbox(bad));
  const times: number[] = [];
  const processor: number[] = [];
  for (const name of ["good", "bad"]) {
    const startedAt = Date.now();
    const before = childSeconds();
    const env = { LEAKSIFT_FAULT: "none" };
    const run = leaksift(["index", `${name}.mbox`, "--index", name, "--workers", "2"], {
      cwd: home,
      env,
      timeoutMs: PATIENCE_MS,
    });
    times.push((Date.now() - startedAt) / 1000);
    processor.push(childSeconds() - before);
    expect(run.code, run.err).toBe(name === "good" ? 0 : 3);
  }
  const [wholeSeconds = 0, seconds = 0] = times.map((time) => Math.round(time));
  const [wholeCpu = 0, cpu = 0] = processor;
  report(
    `${hanging} hanging messages among ${count}: ${seconds} s, without them ${wholeSeconds} s; CPU ${cpu.toFixed(0)} s and ${wholeCpu.toFixed(0)} s, ${(cpu / wholeCpu).toFixed(1)} times`,
  );
  const killed = leaksiftEnds(
    0,
    ["problems", "--code", "reader-killed", "--csv", "--index", "bad"],
    { cwd: home },
  );
  expect(killed.out.trimEnd().split("\n")).toHaveLength(hanging + 1);
  expect(ids(home, "kind:message", "bad")).toHaveLength(count);
  expect(ids(home, `subject:"Message 3"`, "bad")).toHaveLength(1);
  leaksiftEnds(0, ["verify", "--index", "bad"], { cwd: home, timeoutMs: PATIENCE_MS });
});

it("a message that fills the memory of its reader costs itself", () => {
  const messages = Array.from({ length: 60 }, (_, i) => mail(i));
  const bad = mail(40).replace("MIME-Version", "X-Leaksift-Fault: memory\r\nMIME-Version");
  writeFileSync(join(home, "full.mbox"), mbox(messages.with(40, bad)));
  const args = ["index", "full.mbox", "--index", "full", "--workers", "1", "--memory", "200MB"];
  const run = leaksift(args, { cwd: home, env: { LEAKSIFT_FAULT: "none" } });
  expect(run.code, run.err).toBe(3);
  const asked = ["problems", "--code", "reader-killed", "--index", "full"];
  const said = leaksiftEnds(0, asked, { cwd: home }).out;
  expect(said.match(/reader-killed/g)).toHaveLength(1);
  expect(said).toContain("memory");
  expect(ids(home, "kind:message", "full")).toHaveLength(60);
  expect(ids(home, "number39 OR number41", "full")).toHaveLength(2);
  leaksiftEnds(0, ["verify", "--index", "full"], { cwd: home });
});

it("the allowance falls after culprits, never below its floor, and rises again", () => {
  const allowance = new Allowance();
  const now = (): number => allowance.forRecord(0, 1);
  expect(now()).toBe(5000);
  for (let i = 0; i < 10; i++) allowance.onCulprit();
  expect(now()).toBe(100);
  expect(allowance.forRecord(2_000_000, 1)).toBe(2100);
  expect(allowance.forRecord(0, 0)).toBe(2000);
  expect(allowance.forRecord(0, 10)).toBe(1000);
  for (let i = 0; i < 22; i++) allowance.onCulprit();
  expect(now(), "with 32 culprits").toBe(100);
  allowance.onCulprit();
  expect(now(), "with 33, which share").toBe(50);
  expect(allowance.forRecord(0, 10)).toBe(500);
  allowance.onGood(1000);
  expect(allowance.forRecord(0, 10), "half of them are forgotten").toBe(1000);
  allowance.onGood(100_000);
  expect(now()).toBe(5000);
  expect(allowance.forRecord(0, 0)).toBe(5000);
});
