/**
 * The least that must work on another version of Node: `NODE scripts/smoke.js` with the built program. Demo, cold and warm search, prompt, verify, report; ends with 1
 * when a command ends otherwise than it should, says something of the runtime (an unknown flag, a deprecation), or when two ways to one answer differ.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "leaksift-smoke-"));
const mistakes = [];

/** What only the runtime says: V8 about its flags, Node about what it is going to drop. */
const FROM_RUNTIME = /unrecognized flag|Warning: |DeprecationWarning|ExperimentalWarning/;

function run(name, words, { ends = [0], input = "" } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: root,
    encoding: "utf8",
    input,
    env: { ...process.env, LEAKSIFT_INDEX: join(folder, "index"), LEAKSIFT_QUIET_PLACE: "1" },
  });
  if (!ends.includes(status)) mistakes.push(`${name} ended with ${status}: ${stderr.slice(-500)}`);
  if (FROM_RUNTIME.test(stderr)) mistakes.push(`${name}: ${FROM_RUNTIME.exec(stderr).input}`);
  return stdout;
}

const leaksift = (words, options) => run(words[0], ["bin/leaksift.js", ...words], options);

function expect(name, isTrue) {
  if (!isTrue) mistakes.push(name);
}

try {
  run("demo", ["scripts/demo.js"]);
  // 3: the sample corpus holds a damaged file on purpose
  leaksift(["index", "sample-corpus/clean", "sample-corpus/odd", "sample-corpus/tampered"], {
    ends: [0, 3],
  });
  const cold = leaksift(["search", "tombola", "--ids"]);
  expect("a cold search finds something", cold !== "");
  // The same in the prompt: one process that stays
  const warm = leaksift(["prompt"], { input: "tombola\ntombola\n" });
  const [first = "", ...more] = warm
    .split("\n")
    .filter((line) => /^\d+ (?:messages|loose files)/.test(line));
  const counts = [...first.matchAll(/(\d+) (?:message|loose file)/g)].map(([, n]) => Number(n));
  expect(
    "a warm search finds as many",
    counts.reduce((sum, n) => sum + n, 0) === cold.trimEnd().split("\n").length,
  );
  expect("and again", more.length > 0 && more.every((line) => line === first));
  leaksift(["show", cold.slice(0, 12)]);
  leaksift(["verify"], { ends: [0, 3] });
  leaksift(["flags", "--json"]);
  const page = join(folder, "report.html");
  leaksift(["assess", "claims/banal.yaml", "--report", page]);
  expect(
    "the report is a page",
    existsSync(page) && readFileSync(page, "utf8").startsWith("<!doctype html>"),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const each of mistakes) process.stderr.write(`smoke on Node ${process.version}: ${each}\n`);
if (mistakes.length === 0) process.stdout.write(`smoke on Node ${process.version}: passed\n`);
process.exitCode = mistakes.length === 0 ? 0 : 1;
