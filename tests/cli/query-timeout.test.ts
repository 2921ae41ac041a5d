import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runLeaksift } from "../support/run-leaksift.ts";

/** Needs looking ahead, so that no linear engine can run it, and doubles its time with each letter. */
const ENDLESS = "/^(a+)+$(?!x)/";
const MAILS = 12;

let folder = "";
const run = (...args: readonly string[]) =>
  runLeaksift([...args, "--index", join(folder, "index")]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "leaksift-timeout-"));
  mkdirSync(join(folder, "dump"));
  for (let i = 0; i < MAILS; i++) {
    const mail = `From: anna@example.org\r\nSubject: ${i}\r\n\r\n${"a".repeat(40)}b${i}\r\n`;
    writeFileSync(join(folder, "dump", `${i}.eml`), mail);
  }
  run("index", join(folder, "dump"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a query whose time is up", () => {
  it("ends, keeps what it found, and says what it has not looked at", () => {
    const { code, out, err } = run("search", `subject:7 OR ${ENDLESS}`, "--timeout", "1", "--json");
    const answer = JSON.parse(out) as { readonly total: number; readonly notLookedAt: number };
    expect(code).toBe(3);
    expect(answer.total).toBe(1);
    expect(answer.notLookedAt).toBeGreaterThan(0);
    expect(err).toContain("were not looked at; shown is what was found until then");
  });

  it("does not list under a NOT what it has not looked at", () => {
    const { code, out } = run("search", `NOT ${ENDLESS}`, "--timeout", "1", "--json");
    const answer = JSON.parse(out) as { readonly total: number; readonly notLookedAt: number };
    expect(code).toBe(3);
    expect(answer.notLookedAt).toBeGreaterThan(0);
    expect(answer.total).toBeLessThanOrEqual(MAILS - answer.notLookedAt + 1);
  });

  it("is told with its line in a batch", () => {
    const batch = join(folder, "batch.txt");
    writeFileSync(batch, `subject:7\n${ENDLESS}\n`);
    const { code, out, err } = run("search", "--batch", batch, "--timeout", "1", "--json");
    const { queries } = JSON.parse(out) as { readonly queries: { readonly notLookedAt: number }[] };
    expect(code).toBe(3);
    expect(queries.map(({ notLookedAt }) => notLookedAt > 0)).toEqual([false, true]);
    expect(err).toContain("line 2: the time was up");
  });

  it("takes what backtracks and has a linear form to its end", () => {
    const { code, out } = run("search", "/^(a+)+$/", "--count");
    expect([code, out]).toEqual([0, "0\n"]);
  });

  it("looks without a limit where it is told to", () => {
    expect(run("search", "subject:7", "--timeout", "0", "--count")).toMatchObject({
      code: 0,
      out: "1\n",
    });
  });
});
