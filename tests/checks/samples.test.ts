/** The sample corpus: its clean part stays silent above information, and each altered sample fires on the files it names. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ALL_CHECKS, checkById, runCorpusChecks } from "../../src/checks/engine/engine.ts";
import { bannedWords } from "../../src/checks/engine/wording.ts";
import { corpusOf, type ReadFolder, readFolder } from "./read-folder.ts";

const TAMPERED = "sample-corpus/tampered";
const samples = readdirSync(TAMPERED, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

interface Expected {
  readonly check: string;
  readonly fires: readonly string[];
  readonly mayAlsoFire?: readonly string[];
  readonly note: string;
}

let clean: ReadFolder;
beforeAll(async () => {
  clean = await readFolder("sample-corpus/clean");
});

/** [check, level, source file] of everything found in folders, corpus checks included. */
function foundIn(
  folders: readonly ReadFolder[],
): { check: string; level: string; source: string }[] {
  const view = corpusOf(folders);
  const flags = folders.flatMap(({ documents }) =>
    documents.flatMap(({ source, checked }) =>
      (checked?.flags ?? []).map(({ check, level }) => ({ check, level, source })),
    ),
  );
  const findings = runCorpusChecks(view).findings.flatMap(({ check, level, members }) =>
    members.map(({ docId }) => ({ check, level, source: view.sourceOf(docId) })),
  );
  return [...flags, ...findings];
}

describe("the clean corpus", () => {
  it("stays silent above information", () => {
    const loud = foundIn([clean]).filter(({ level }) => level !== "information");
    expect(loud).toEqual([]);
  });
});

describe("an altered sample", () => {
  it.each(samples)(
    "%s fires on the files it names, and nothing unexpected above information does",
    async (name) => {
      const folder = join(TAMPERED, name);
      const wanted = JSON.parse(readFileSync(join(folder, "expect.json"), "utf8")) as Expected;
      expect(bannedWords(wanted.note)).toEqual([]);
      const found = foundIn([clean, await readFolder(folder)]);
      const fired = new Set(
        found.filter(({ check }) => check === wanted.check).map(({ source }) => source),
      );
      expect(wanted.fires.filter((file) => !fired.has(file))).toEqual([]);
      const known = new Set([wanted.check, ...(wanted.mayAlsoFire ?? [])]);
      const unexpected = found.filter(
        ({ check, level }) => level !== "information" && !known.has(check),
      );
      expect([...new Set(unexpected.map(({ check }) => check))]).toEqual([]);
    },
  );

  it("is there for every check", () => {
    expect(ALL_CHECKS.map(({ id }) => id).filter((id) => !samples.includes(id))).toEqual([]);
  });

  it("stands under the id of a check", () => {
    expect(samples.filter((name) => checkById(name) === undefined)).toEqual([]);
  });
});
