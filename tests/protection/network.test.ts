/** No command needs, opens or prepares a network connection: the source imports no such module, and everything works where there is no network. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { PROGRAM, plainEnvironment } from "../support/cli.ts";
import { itWith } from "../support/corpora.ts";
import { testFolder } from "../support/custody.ts";
import { writeSmallDump } from "../support/small-dump.ts";

const src = fileURLToPath(new URL("../../src", import.meta.url));

it("no source file imports a module that can reach a network", () => {
  const forbidden =
    /from "(?:node:)?(?:net|http|https|http2|dns|dns\/promises|dgram|tls|undici|ws)"|(?:await|return|=|\.) ?fetch\(|\bWebSocket\b|inspector\.open|XMLHttpRequest|EventSource/;
  const offending = readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .filter((name) => forbidden.test(readFileSync(join(src, name), "utf8")));
  expect(offending).toEqual([]);
});

/** The files of a bundle that are loaded with one of them, at once or later. */
function loadedWith(folder: string, name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  const text = readFileSync(join(folder, name), "utf8");
  for (const [, file = ""] of text.matchAll(/["']\.\/([\w.-]+\.c?js)["']/g))
    if (existsSync(join(folder, file))) loadedWith(folder, file, found);
  return found;
}

it.each([
  ["bundle", "cli.js"],
  ["bundle", "worker.js"],
  ["bundle", "prompt-child.js"],
  ["bundle", "reader-child.js"],
  ["cold", "start.cjs"],
])("dist/%s/%s loads no network code: only bin/leaksift-engine.js does", (folder, name) => {
  const dist = fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url));
  const network =
    /opensearch-project|(?:from|import|require\(|import\() ?["'](?:node:)?(?:net|http|https|http2|dns|dns\/promises|dgram|tls)["']/;
  const files = [...loadedWith(dist, name)];
  const text = (file: string): string => readFileSync(join(dist, file), "utf8");
  // libsql's loader is kept from looking up names by a test of its own
  expect(files.filter((file) => network.test(text(file)))).toEqual([]);
  if (folder === "bundle") expect(files).not.toContain("engine.js");
});

it("bin/leaksift-engine.js does load it, so the test above would see it", () => {
  const dist = fileURLToPath(new URL("../../dist/bundle", import.meta.url));
  const texts = [...loadedWith(dist, "engine.js")].map((file) =>
    readFileSync(join(dist, file), "utf8"),
  );
  expect(texts.some((text) => text.includes("@opensearch-project/opensearch"))).toBe(true);
});

const CLAIM = fileURLToPath(new URL("../../claims/banal.yaml", import.meta.url));

/** Every command with words that make it work on a small index; tests/conventions.test.ts finds a command without a row. */
const RUNS: readonly (readonly [string, readonly string[], readonly number[]])[] = [
  ["peek", ["dump"], [0]],
  ["intake", ["dump"], [0]],
  ["index", ["dump"], [0, 3]],
  ["search", ["number1"], [0]],
  ["show", ["ID"], [0]],
  ["thread", ["ID"], [0]],
  ["variants", [], [0]],
  ["similar", ["ID"], [0]],
  ["diff", ["ID", "ID"], [0]],
  ["tag", ["+key", "ID"], [0]],
  ["note", ["ID", "a note"], [0]],
  ["tags", [], [0]],
  ["saved", ["bills", "invoice"], [0]],
  ["flags", [], [0]],
  ["stats", [], [0]],
  ["prompt", [], [0]],
  ["completion", ["words", "--", "search", "from:sender"], [0]],
  ["authors", [], [0]],
  ["owners", [], [0]],
  ["identifiers", ["--kind", "email"], [0]],
  ["missing", [], [0]],
  ["files", [], [0]],
  ["reread", ["import", "dump"], [3]],
  ["people", [], [0]],
  ["first", ["number1"], [0]],
  ["signatures", [], [0]],
  ["keys", ["recover"], [0]],
  ["problems", [], [0]],
  ["dump", [], [0]],
  ["push", ["--to", "http://127.0.0.1:1/leak", "--yes"], [4]],
  ["sources", [], [0]],
  ["verify", [], [0]],
  ["export", ["ID", "--to", "out"], [0]],
  ["room", ["ID", "--to", "room"], [0]],
  ["forget", ["ID", "--yes"], [0]],
  ["fields", [], [0]],
  ["assess", [CLAIM], [0]],
  ["review", [CLAIM], [0]],
  ["purge", ["--yes"], [0]],
];

itWith({ root: true, tools: ["unshare"] }, "every command works without a network", () => {
  const home = testFolder("network");
  writeSmallDump(join(home, "dump"));
  mkdirSync(join(home, "ix"));
  const run = (name: string, words: readonly string[]) =>
    spawnSync(
      "unshare",
      [
        "-n",
        process.execPath,
        PROGRAM,
        name,
        ...words,
        ...(name === "fields" || name === "peek" ? [] : ["--index", "ix"]),
      ],
      {
        cwd: home,
        env: plainEnvironment(),
        encoding: "utf8",
      },
    );
  let id = "";
  for (const [name, words, codes] of RUNS) {
    const ended = run(
      name,
      words.map((word) => (word === "ID" ? id : word)),
    );
    expect(codes, `${name}: ${ended.stdout}${ended.stderr}`).toContain(ended.status);
    if (name === "index") id = run("search", ["number1", "--ids"]).stdout.split("\n")[0] ?? "";
  }
});
