/** An index of somebody else whose SQLite files run code of their own: triggers, views, virtual tables, a pipe or device as a source. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { itWith } from "../support/corpora.ts";
import { testFolder } from "../support/custody.ts";
import { mail } from "../support/small-dump.ts";

const home = testFolder("hostile-schema");
mkdirSync(join(home, "dump"));
writeFileSync(join(home, "dump", "one.eml"), mail(1));
leaksiftEnds(0, ["index", "dump", "--index", "made"], { cwd: home });
leaksiftEnds(0, ["tag", "+seen", "kind:message", "--index", "made"], { cwd: home });

const SCHEMA: readonly (readonly [string, string])[] = [
  ["a trigger", "CREATE TRIGGER harm AFTER UPDATE ON source BEGIN DELETE FROM document; END"],
  ["a view", "CREATE VIEW harm AS SELECT 1"],
  ["a virtual table", "CREATE VIRTUAL TABLE harm USING fts5(a)"],
];
const COMMANDS = [["search", "number1"], ["sources"], ["problems"], ["flags"], ["index", "dump"]];

function altered(file: string, sql: string): void {
  rmSync(join(home, "ix"), { recursive: true, force: true });
  cpSync(join(home, "made"), join(home, "ix"), { recursive: true });
  const code =
    "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()";
  execFileSync("python3", ["-c", code, join(home, "ix", file), sql]);
}

describe("an index with code in its database", () => {
  itWith({ tools: ["python3"] }, "is refused in one sentence, and nothing is deleted", () => {
    for (const [what, sql] of SCHEMA) {
      altered("catalog.sqlite", sql);
      for (const command of COMMANDS) {
        const ended = leaksift([...command, "--index", "ix"], { cwd: home });
        expect(ended.code, `${what}, ${command}: ${ended.out}${ended.err}`).toBe(4);
        expect(ended.err).toMatch(/^leaksift: [^\n]*\n$/);
      }
    }
    expect(existsSync(join(home, "dump", "one.eml"))).toBe(true);
  });

  itWith({ tools: ["python3"] }, "is refused in the marks of people too", () => {
    altered("work.sqlite", "CREATE VIEW harm AS SELECT 1");
    const ended = leaksift(["tags", "--index", "ix"], { cwd: home });
    expect(ended.code, ended.out + ended.err).toBe(4);
    expect(ended.err).toMatch(/^leaksift: [^\n]*\n$/);
  });
});
