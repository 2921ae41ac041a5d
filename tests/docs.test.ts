/** Pages kept by hand, held to what they describe. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Packages {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

describe("pages kept by hand", () => {
  it("docs/dependencies.md names every package with its version, and no other", () => {
    const packages = JSON.parse(readFileSync("package.json", "utf8")) as Packages;
    const wanted = Object.entries({ ...packages.dependencies, ...packages.devDependencies });
    const page = readFileSync("docs/dependencies.md", "utf8");
    const named = [...page.matchAll(/^\| `([^`]+)` \| ([\d.]+) \| [^|]+\| [^|]+\|/gm)];
    expect(named.map(([, name, version]) => `${name} ${version}`).sort()).toEqual(
      wanted.map(([name, version]) => `${name} ${version}`).sort(),
    );
  });
});
