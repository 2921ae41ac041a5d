/** Pages kept by hand, held to what they describe. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadAll } from "../src/program/commands.ts";

interface Packages {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

describe("pages made from tables", () => {
  it("say what the help says: commands, options, fields, the prompt, the manual page", () => {
    const run = spawnSync(process.execPath, ["scripts/build-docs.js", "--check"], {
      encoding: "utf8",
    });
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
  });

  it("name in docs/json.md every command that prints JSON", async () => {
    const page = readFileSync("docs/json.md", "utf8");
    const specs = await loadAll();
    const withJson = specs.filter(({ options }) => options.some(({ name }) => name === "json"));
    expect(withJson.length).toBeGreaterThan(10);
    const missing = withJson.filter(({ name }) => !new RegExp(`\\b${name} .*--json`).test(page));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});

describe("pages kept by hand", () => {
  it("docs/dependencies.md names every package with its version, and no other", () => {
    const packages = JSON.parse(readFileSync("package.json", "utf8")) as Packages;
    const wanted = Object.entries({
      ...packages.dependencies,
      ...packages.optionalDependencies,
      ...packages.devDependencies,
    });
    const page = readFileSync("docs/dependencies.md", "utf8");
    const named = [...page.matchAll(/^\| `([^`]+)` \| ([\d.]+) \| [^|]+\| [^|]+\|/gm)];
    expect(named.map(([, name, version]) => `${name} ${version}`).sort()).toEqual(
      wanted.map(([name, version]) => `${name} ${version}`).sort(),
    );
  });
});
