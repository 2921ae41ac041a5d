/**
 * `npm run robustness [-- --seed N]`: the long form of the tests that damage, kill, hang and fill: 200 kills at random moments and one at each
 * named point, 200 of whole groups in the other commands that write, 20,000 damaged mails, 200 hanging messages among 5,000, 1,000 edits to sources, 100,000 files in
 * one folder, 10 million "From " lines, a disk that fails, a clock that jumps, every bomb, the hostile set at full size, a message of 1 GB. One after the other; each prints its
 * figures in lines that begin with "robustness:". Takes about an hour of an idle machine with two cores, and 6 GB in the temporary folder.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FILES = [
  "tests/ingest/watchdog.test.ts",
  "tests/ingest/too-large.test.ts",
  "tests/crash/mutations.test.ts",
  "tests/crash/hostile-dump.test.ts",
  "tests/crash/kill.test.ts",
  "tests/crash/kill-commands.test.ts",
  "tests/crash/odd-systems.test.ts",
  "tests/export/edited-sources.test.ts",
  "tests/ingest/bombs.test.ts",
];

const at = process.argv.indexOf("--seed");
const seed = at < 0 ? {} : { LEAKSIFT_SEED: process.argv[at + 1] };
let failed = 0;
for (const file of FILES) {
  const run = spawnSync("npx", ["vitest", "run", file], {
    cwd: ROOT,
    env: { ...process.env, LEAKSIFT_FULL: "1", ...seed },
    stdio: "inherit",
  });
  if (run.status !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
