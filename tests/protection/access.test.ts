/** A command that is declared as reading opens the index for reading only: nothing in the folder changes, and one that would write is stopped. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadAll } from "../../src/program/commands.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { ids, testFolder } from "../support/custody.ts";
import { writeSmallDump } from "../support/small-dump.ts";

const home = testFolder("access");
const index = join(home, "ix");

/** Words of each reading command; ID is a document, OUT a folder that is not there yet. */
const READS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  authors: [[], ["--json", "number1"]],
  completion: [["bash"]],
  diff: [["ID", "ID"]],
  dump: [[]],
  export: [["ID", "--to", "OUT"]],
  fields: [["--json"]],
  files: [[], ["--csv"]],
  missing: [[], ["--csv"]],
  first: [["number1"]],
  peek: [["dump"]],
  push: [["--to", "http://127.0.0.1:1/leak", "--yes"]],
  problems: [[], ["--summary", "--json"], ["--gaps"]],
  room: [["number1", "--to", "OUT"]],
  search: [["number1"], ["tag:*", "--json"], ["flag:*", "--csv"], ["*", "--facet", "sender,flag"]],
  show: [["ID"], ["ID", "--json"], ["ID", "--raw"]],
  signatures: [[], ["ID"]],
  similar: [["ID"]],
  stats: [[], ["--json"], ["--correspondents"]],
  thread: [["ID"]],
  variants: [[], ["number1"]],
  verify: [[], ["--hashes-only"]],
};

/** Hash by name of every file of the index, but for the memory that SQLite's readers share: in it each notes what it reads. */
function state(): Record<string, string> {
  const names = readdirSync(index, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith("-shm"))
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    names
      .sort()
      .map((name) => [name, createHash("sha256").update(readFileSync(name)).digest("hex")]),
  );
}

let id = "";
beforeAll(() => {
  writeSmallDump(join(home, "dump"));
  leaksift(["index", "dump", "--index", "ix"], { cwd: home });
  [id = ""] = ids(home, "number1", "ix");
  leaksiftEnds(0, ["tag", "+seen", id, "--index", "ix"], { cwd: home });
  leaksiftEnds(0, ["note", id, "a note", "--index", "ix"], { cwd: home });
  leaksiftEnds(0, ["search", "number1", "--index", "ix"], { cwd: home });
});

describe("commands that read", () => {
  it("are all in this table", async () => {
    const reading = (await loadAll()).filter(({ access }) => access !== "write");
    expect(reading.map(({ name }) => name).sort()).toEqual(Object.keys(READS).sort());
  });

  for (const [name, lines] of Object.entries(READS))
    it(`${name} changes nothing in the index`, () => {
      const before = state();
      for (const words of lines) {
        const out = join(mkdtempSync(join(home, "out-")), "new");
        const given = words.map((word) => (word === "ID" ? id : word === "OUT" ? out : word));
        const ended = leaksift(
          [
            name,
            ...given,
            ...(["fields", "completion", "peek"].includes(name) ? [] : ["--index", "ix"]),
          ],
          { cwd: home },
        );
        expect(
          name === "push" ? [4] : [0, 3],
          `${name} ${words.join(" ")}: ${ended.err}`,
        ).toContain(ended.code);
      }
      expect(state()).toEqual(before);
    });

  it("are stopped where they would open a file of the index for writing", () => {
    const sqlite = new URL("../../dist/catalog/sqlite.js", import.meta.url).href;
    const code = `const { openOnlyForReading, Sqlite } = await import(${JSON.stringify(sqlite)});
      const path = ${JSON.stringify(join(index, "catalog.sqlite"))};
      new Sqlite(path, "write").close();
      openOnlyForReading();
      new Sqlite(path, "read").close();
      for (const mode of ["write", "lock"])
        try { new Sqlite(path, mode); process.stdout.write("opened "); }
        catch (error) { process.stdout.write(error.message.includes("for writing") ? "stopped " : error.message); }`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
      encoding: "utf8",
    });
    expect([stdout, stderr]).toEqual(["stopped stopped ", ""]);
  });
});
