/** Every row of docs/threats.md has a test that tries it: named here by the beginning of the row, the file and a part of the test's title. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const TESTS: Readonly<Record<string, readonly [file: string, title: string]>> = {
  "input that takes all memory or time": [
    "ingest/bombs.test.ts",
    "the process tree stays below a gigabyte",
  ],
  "input that ends a reader": ["ingest/watchdog.test.ts", "costs itself"],
  "code in a document": ["protection/network.test.ts", "every command works without a network"],
  "tracking: remote images": [
    "protection/network.test.ts",
    "no source file imports a module that can reach a network",
  ],
  "terminal control": ["cli/hostile-views.test.ts", "is harmless in: "],
  "formulas in CSV": ["render/escape.test.ts", "no spreadsheet takes for a formula"],
  "file names": ["export/safe-name.test.ts", "never a path"],
  "links, pipes, devices among the files": [
    "sources/find-files.test.ts",
    "fifos and sockets are problems and never opened",
  ],
  "a message built to swallow others": [
    "crash/mutations.test.ts",
    "damaged mails cost nobody but themselves",
  ],
  "forged metadata": ["checks/innocent-causes.ts", ""],
  "a `.leaksift` folder in the dump": [
    "protection/received-index.test.ts",
    "is refused in one sentence that says how to accept it",
  ],
  "an index with triggers, views": [
    "protection/hostile-schema.test.ts",
    "is refused in one sentence",
  ],
  "a source path of a received index": [
    "export/edited-sources.test.ts",
    "give right bytes or none",
  ],
  "a planted mass of mail": ["ingest/copies.test.ts", "with equal ids"],
  "other users": ["catalog/index-folder.test.ts", "makes folders for this user alone"],
  "a stolen disk": ["protection/place-warning.test.ts", "is unknown, and nothing is warned of"],
  "a folder that a cloud service copies": [
    "protection/place-warning.test.ts",
    "is known by the marks of its client above it",
  ],
  "traces after deleting": ["custody/custody.test.ts", "purge deletes what leaksift wrote"],
  "somebody alters the index": ["custody/custody.test.ts", "tells that the index was changed"],
  "somebody alters a source": ["export/edited-sources.test.ts", "give right bytes or none"],
  "writing into the evidence": [
    "catalog/index-folder.test.ts",
    "refuses the source itself, what lies in it",
  ],
  "losing part of it in silence": ["extract/no-silence.test.ts", "gives its text or has a row"],
  "two programs writing at once": [
    "catalog/index-folder.test.ts",
    "is freed by the operating system after kill -9",
  ],
  "a crash, a full disk, a kill": [
    "crash/kill-commands.test.ts",
    "leaves the same after it is run again",
  ],
  "a damaged, older or newer index": [
    "custody/custody.test.ts",
    "helps where the catalog is damaged or of another version",
  ],
  "a reading room that says more": [
    "room/room.test.ts",
    "holds no term, name or hash of a document outside it",
  ],
  "a mail that attacks the page of a reading room": [
    "room/hostile-room.test.ts",
    "markup of a mail is text in the page",
  ],
  "a leak pushed to the wrong place": ["engine/access.test.ts", "refuses %s"],
  "a password or key that others see": [
    "engine/access.test.ts",
    "or from a file that nobody else can read",
  ],
  "an answer that lacks a part of the index": ["engine/access.test.ts", "is no answer"],
  "a message that hangs its reader": [
    "ingest/watchdog.test.ts",
    "hanging messages cost themselves",
  ],
};

const ROWS = readFileSync(join(ROOT, "docs", "threats.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| (?!attack|threat|accident|-)/.test(line))
  .map((line) => line.slice(2));

describe("docs/threats.md", () => {
  it("has a test for each row, and no row is gone", () => {
    const names = Object.keys(TESTS);
    expect(ROWS.filter((row) => !names.some((name) => row.startsWith(name)))).toEqual([]);
    expect(names.filter((name) => !ROWS.some((row) => row.startsWith(name)))).toEqual([]);
  });

  it.each(Object.entries(TESTS))("%s is tried", (_row, [file, title]) => {
    expect(readFileSync(join(ROOT, "tests", file), "utf8")).toContain(title);
  });
});
