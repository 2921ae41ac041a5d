/**
 * How much the tests notice: makes small changes to the source, one at a time, and runs the tests nearest to each. `npm run mutants` tries 400, drawn with
 * a seed; `-- --count 50 --seed 7 --only src/signatures` others, `--at src/x.ts:12` those of a line. All of it happens in a copy of the project in a temporary folder.
 * A change that no test notices is printed: either a test is missing, or nothing that anybody could see depends on it.
 */
import { spawn } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { transformSync } from "rolldown/utils";
import { mutantsOf, mutated } from "./mutants/find-mutants.js";

const AREAS = [
  "checks",
  "signatures",
  "assess",
  "query",
  "split",
  "parse",
  "segment",
  "search",
  "flags",
  "replay",
];
/** Measured figures and names: one off by one is not a rule broken. */
const DATA = /(?:rates|limits|-names|code-pages)\.ts$/;
/** Folders of tests looked into for a source folder, nearest first; those that run the program come last. */
const NEAREST = {
  assess: ["assess"],
  flags: ["flags", "cli/flags", "cli/authors"],
  replay: ["replay", "export", "cli/show"],
  query: ["query", "search"],
  search: ["search", "cli/lists", "oracle"],
  segment: ["segment", "search"],
  split: ["split", "ingest"],
};
/** Tests that import one of these run the built program: they notice a change of any file. */
const PROGRAM = ["tests/support/cli.ts", "tests/support/run-leaksift.ts"];
const MOST_FILES = 6;
/** Of the nearest files those are run that take no longer than this together, the nearest in any case. */
const MOST_MS = 12_000;
const LEAST_MS = 30_000;

const { values: options } = parseArgs({
  options: {
    count: { type: "string", default: "400" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "src" },
    at: { type: "string" },
    minutes: { type: "string", default: "600" },
    out: { type: "string" },
  },
});

const home = resolve(import.meta.dirname, "..");
const tree = mkdtempSync(join(tmpdir(), "leaksift-mutants-"));

/** mulberry32: the same seed draws the same changes everywhere. */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function draw(all) {
  const next = random(Number(options.seed));
  const pool = [...all];
  const drawn = [];
  while (pool.length > 0 && drawn.length < Number(options.count))
    drawn.push(pool.splice(Math.floor(next() * pool.length), 1)[0]);
  return drawn;
}

const filesBelow = (folder, end) =>
  readdirSync(join(home, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith(end))
    .sort();

/** What a file imports of the project, as paths from its top. */
function importsOf(path) {
  return [
    ...readFileSync(join(home, path), "utf8").matchAll(/(?:from|import)\s*\(?"(\.[^"]+)"/g),
  ].map(([, target]) => join(dirname(path), target));
}

/** Steps of import from each test file to the source file, for those that reach it. */
function distances(tests) {
  const imports = new Map();
  return new Map(
    tests.map((test) => {
      const steps = new Map([[test, 0]]);
      for (const at of steps.keys()) {
        if (!imports.has(at)) {
          try {
            imports.set(at, importsOf(at));
          } catch {
            imports.set(at, []); // of a package, or built
          }
        }
        for (const target of imports.get(at))
          if (!steps.has(target)) steps.set(target, steps.get(at) + 1);
      }
      return [test, steps];
    }),
  );
}

function nearestTests(path, reach) {
  const [, area] = path.split("/");
  const folders = NEAREST[area] ?? [area];
  const rank = (test) => folders.findIndex((folder) => test.startsWith(`tests/${folder}`));
  const runsProgram = (test) => PROGRAM.some((file) => reach.get(test).has(file));
  return [...reach.keys()]
    .filter((test) => rank(test) >= 0)
    .map((test) => ({ test, rank: rank(test), steps: reach.get(test).get(path) }))
    .filter(({ test, steps }) => steps !== undefined || runsProgram(test))
    .sort((a, b) => (a.steps ?? 99) - (b.steps ?? 99) || a.rank - b.rank)
    .slice(0, MOST_FILES)
    .map(({ test }) => test);
}

/** Puts a source file into the copy, as the tests import it and as the program runs it. */
function put(path, source) {
  const code = transformSync(path, source, {
    typescript: { rewriteImportExtensions: "rewrite" },
  }).code;
  for (const [file, text] of [
    [path, source],
    [path.replace(/^src\//, "dist/").replace(/\.ts$/, ".js"), code],
  ]) {
    rmSync(join(tree, file), { force: true });
    writeFileSync(join(tree, file), text);
  }
}

class Runner {
  async start() {
    this.child = spawn(process.execPath, [join(tree, "bench/mutants/child.js")], {
      cwd: tree,
      detached: true, // it and the processes it starts are ended together
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      env: { ...process.env, CI: "true", NO_COLOR: "1" },
    });
    await this.answer(120_000);
  }

  answer(limitMs) {
    const { child } = this;
    return new Promise((done) => {
      const end = (value) => {
        clearTimeout(timer);
        child.removeAllListeners();
        done(value);
      };
      const timer = setTimeout(() => end(null), limitMs);
      child.once("message", end);
      child.once("exit", () => end(null));
    });
  }

  /** The first test file that fails, null when none does, "no end" when they took too long or ended the process. */
  async run(changed, files, limitMs) {
    if (this.child === undefined) await this.start();
    this.child.send({
      changed: changed.map((path) => join(tree, path)),
      files: files.map((file) => join(tree, file)),
    });
    const answer = await this.answer(limitMs);
    if (answer !== null) return answer;
    this.stop();
    return { failed: "no end", ms: limitMs };
  }

  stop() {
    if (this.child === undefined) return;
    try {
      process.kill(-this.child.pid, "SIGKILL");
    } catch {
      // it has ended by itself
    }
    this.child = undefined;
  }
}

/** Of these test files, nearest first, those that pass without a change and are run in the time there is; and how long they take. */
async function affordable(runner, near) {
  const tests = [];
  let ms = 0;
  for (const file of near) {
    const { failed, ms: took } = await runner.run([], [file], MOST_MS * 4);
    if (failed !== null) console.log(`left out, since it fails without a change: ${file}`);
    else if (tests.length === 0 || ms + took <= MOST_MS) {
      tests.push(file);
      ms += took;
    }
    if (ms > MOST_MS) break;
  }
  return { tests, ms };
}

function copyProject() {
  for (const name of [
    "src",
    "dist",
    "tests",
    "bin",
    "bench/mutants",
    "scripts",
    "docs",
    "sample-corpus",
    "claims",
    "man",
    "package.json",
    "vitest.config.ts",
    "README.md",
    "biome.json",
    "tsconfig.json",
  ])
    cpSync(join(home, name), join(tree, name), { recursive: true });
  symlinkSync(join(home, "node_modules"), join(tree, "node_modules"));
  // The program of the copy runs the separate files, of which one is changed at a time, not the bundle.
  writeFileSync(
    join(tree, "bin/leaksift.js"),
    '#!/usr/bin/env node\nimport("../dist/cli.js").then(({ main }) => main(process.argv.slice(2))).then((code) => {\n  process.exitCode = code;\n});\n',
  );
}

async function main() {
  const sources = AREAS.flatMap((area) => filesBelow(`src/${area}`, ".ts")).filter(
    (path) => !DATA.test(path),
  );
  const texts = new Map(sources.map((path) => [path, readFileSync(join(home, path), "utf8")]));
  const all = sources
    .filter((path) => path.startsWith(options.only))
    .flatMap((path) => mutantsOf(path, texts.get(path)));
  const chosen =
    options.at === undefined
      ? draw(all)
      : all.filter(({ path, line }) => options.at === `${path}:${line}`);
  const reach = distances(filesBelow("tests", ".test.ts"));
  console.log(
    `${all.length} possible changes in ${texts.size} files; ${chosen.length} tried, seed ${options.seed}`,
  );
  copyProject();
  const runner = new Runner();
  const untouched = new Map();
  const results = [];
  const until = Date.now() + Number(options.minutes) * 60_000;
  for (const [number, mutant] of chosen.entries()) {
    if (Date.now() > until) break;
    const { path, line, was, becomes } = mutant;
    const near = nearestTests(path, reach);
    const key = near.join(" ");
    if (!untouched.has(key)) untouched.set(key, await affordable(runner, near));
    const { tests, ms } = untouched.get(key);
    let killer = null;
    if (tests.length > 0) {
      put(path, mutated(texts.get(path), mutant));
      killer = (await runner.run([path], tests, Math.max(LEAST_MS, ms * 4))).failed;
      put(path, texts.get(path));
      if (runner.child !== undefined) await runner.run([path], [], LEAST_MS);
    }
    const around = texts.get(path).split("\n")[line - 1].trim();
    results.push({ ...mutant, killer, tests, around });
    console.log(
      `${number + 1}/${chosen.length} ${killer === null ? (tests.length === 0 ? "NO TEST " : "SURVIVED") : "killed  "} ${path}:${line} ${JSON.stringify(was)} -> ${JSON.stringify(becomes)}   ${around.slice(0, 100)}${killer === null ? "" : `   [${killer}]`}`,
    );
    if (options.out !== undefined) writeFileSync(options.out, JSON.stringify(results, null, 1));
  }
  runner.stop();
  report(results);
}

function report(results) {
  const rows = AREAS.map((area) => {
    const here = results.filter(({ path }) => path.startsWith(`src/${area}/`));
    const killed = here.filter(({ killer }) => killer !== null).length;
    return `| ${area} | ${here.length} | ${killed} | ${here.length - killed} |`;
  });
  const killed = results.filter(({ killer }) => killer !== null).length;
  console.log(
    `\n| folder | tried | killed | survived |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n| all | ${results.length} | ${killed} | ${results.length - killed} |\n\n${((killed / results.length) * 100).toFixed(1)} % killed`,
  );
}

try {
  await main();
} finally {
  rmSync(tree, { recursive: true, force: true });
}
