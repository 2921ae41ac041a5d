/**
 * `npm run test:area AREA…`: the tests of one area, and the conventions. An area is a folder of tests/ ("parse"), or a folder of src/ that is tested under another
 * name. Without an area it lists them.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

/** Folder of src/ -> where its tests are, when they do not have the same name. */
const ELSEWHERE = {
  cli: ["cli"],
  commands: ["cli"],
  decode: ["parse"],
  flags: ["checks", "cli"],
  model: [],
  program: ["cli"],
  records: ["ingest", "export"],
  replay: ["export", "custody"],
};

const areas = process.argv.slice(2);
const folders = readdirSync("tests", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "support")
  .map(({ name }) => name);
const known = [...new Set([...folders, ...Object.keys(ELSEWHERE)])].sort();
const unknown = areas.filter((area) => !known.includes(area));
if (areas.length === 0 || unknown.length > 0) {
  console.error(unknown.length > 0 ? `There is no area ${unknown.join(", ")}.` : "Name an area.");
  console.error(`Areas: ${known.join(", ")}`);
  process.exit(2);
}
const tests = areas
  .flatMap((area) => [area, ...(ELSEWHERE[area] ?? [])])
  .map((name) => `tests/${name}`)
  .filter((path) => existsSync(path));
const run = spawnSync("npx", ["vitest", "run", "tests/conventions.test.ts", ...new Set(tests)], {
  stdio: "inherit",
  shell: process.platform === "win32",
});
process.exitCode = run.status ?? 1;
