/** docs/problems.md names every problem code of the source and no other; docs/limits.md is the table of limits. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { LIMIT_ROWS } from "../../src/limits.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const READERS = /^(sources|split|parse|extract|ingest|custody)\//;

/** How a code stands in the source: as a property, as the first or second word of a call that makes a problem, or before its severity. */
const PATTERNS = [
  /\bcode: "([a-z0-9-]+)"/g,
  /\b(?:problem|note|report|refused|addProblem)\(\s*(?:[a-zA-Z]+, )?(?:[a-z]+ \? )?"([a-z0-9]+(?:-[a-z0-9]+)*)"/g,
  /"([a-z0-9]+(?:-[a-z0-9]+)+)",\s*"(?:lost|partial|note)"/g,
  /return \["([a-z]+(?:-[a-z]+)+)", ["`]/g,
];

function codesInSource(): string[] {
  const codes = new Set<string>();
  for (const name of readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })) {
    if (!READERS.test(name) || !name.endsWith(".ts")) continue;
    const text = readFileSync(join(root, "src", name), "utf8");
    for (const pattern of PATTERNS)
      for (const found of text.matchAll(pattern)) codes.add(found[1] ?? "");
  }
  return [...codes].sort();
}

it("every problem code is explained", () => {
  const page = readFileSync(join(root, "docs", "problems.md"), "utf8");
  const explained = new Set([...page.matchAll(/^\| ([a-z0-9-]+) \|/gm)].map((row) => row[1]));
  // Lost, partial and note are severities; short words are other things that are called alike.
  const missing = codesInSource().filter((code) => code.length > 4 && !explained.has(code));
  expect(missing).toEqual([]);
});

it("no code is explained that does not exist", () => {
  const page = readFileSync(join(root, "docs", "problems.md"), "utf8");
  const source = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => READERS.test(name) && name.endsWith(".ts"))
    .map((name) => readFileSync(join(root, "src", name), "utf8"))
    .join("\n");
  const codes = [...page.matchAll(/^\| ([a-z0-9-]+) \|/gm)]
    .map((row) => row[1] ?? "")
    .filter((code) => !["severity", "code", "lost", "partial", "note", "---"].includes(code));
  const unused = codes.filter(
    (code) => !source.includes(`"${code}"`) && !source.includes(`'${code}'`),
  );
  expect(unused).toEqual([]);
});

it("docs/limits.md has every limit with its value and the attack it stops", () => {
  const page = readFileSync(join(root, "docs", "limits.md"), "utf8");
  const rows = LIMIT_ROWS.map(
    ([name, { value, over, stops }]) => `| ${name} | ${value} | ${over} | ${stops} |`,
  );
  expect(page.split("\n").filter((line) => /^\| (max|min)/.test(line))).toEqual(rows);
});
