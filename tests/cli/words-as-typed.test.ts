/** What is said beside an answer: other forms of the words, why several words find nothing together, that indexing still runs. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { indexPaths } from "../../src/catalog/index-folder.ts";
import { endIndexingState, writeIndexingState } from "../../src/catalog/indexing-state.ts";
import { runLeaksift } from "../support/run-leaksift.ts";
import { mail } from "../support/small-dump.ts";

const BODIES = [
  "one invoice for the hotel",
  "two invoices arrived",
  "he invoiced the zebra twice",
  "the hotel bill",
  "a zebra and a lion",
  "계약서를 보냈다",
];

describe("what is said beside an answer", () => {
  let folder = "";
  const paths = () => indexPaths(join(folder, "index"));
  const run = (...args: string[]) => runLeaksift([...args, "--index", join(folder, "index")]);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "leaksift-typed-"));
    mkdirSync(join(folder, "dump"));
    for (const [i, body] of BODIES.entries())
      writeFileSync(join(folder, "dump", `${i}.eml`), mail(i, { body }));
    expect(run("index", join(folder, "dump")).code).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("finds the word itself, and says how many its forms find and how to ask for them", () => {
    const { out, err } = run("search", "invoice");
    expect(out.match(/Message \d/g)).toHaveLength(1);
    expect(err).toContain("1 message; 3 with other forms: stem:invoice\n");
    expect(run("search", "stem:invoice", "--count").out.trim()).toBe("3");
  });

  it("says nothing of forms where they find no more, and beside lists for programs", () => {
    expect(run("search", "zebra").err).not.toContain("other forms");
    expect(run("search", "invoice", "--count").err).toBe("");
    expect(run("search", "invoice", "--json").err).not.toContain("other forms");
    expect(run("search", "=invoice").err).not.toContain("other forms");
  });

  it("says what each word of a query that finds nothing has, and which one emptied it", () => {
    const { err } = run("search", "hotel zebra lion");
    expect(err).toContain("Each by itself: hotel 2, zebra 2, lion 1.\n");
    expect(err).toContain("Without hotel: 1 message.\n");
    expect(err).not.toContain("Without lion");
    expect(run("search", "hotel qqqq").err).toContain(
      "qqqq is in nothing, which empties the rest.\n",
    );
  });

  it("takes the forms with one key at the prompt", () => {
    const { out, err } = runLeaksift(
      ["prompt", "--index", join(folder, "index")],
      undefined,
      "invoice\nf\n",
    );
    expect(err).toContain("1 message; 3 with other forms: stem:invoice  (f takes it)");
    expect(out).toContain("3 messages");
  });

  it("says beside every answer how far an index run is, and that one was stopped", () => {
    expect(existsSync(join(folder, "index", "indexing.json"))).toBe(false);
    writeIndexingState(paths(), { percent: 31.7, messages: 4120, atMs: Date.now() + 5_000 });
    for (const args of [
      ["search", "zebra"],
      ["search", "zebra", "--count"],
      ["stats"],
      ["problems"],
    ])
      expect(run(...args).err).toContain("indexing: 31 %, 4,120 messages so far\n");
    writeIndexingState(paths(), { percent: 31.7, messages: 4120, atMs: Date.now() - 3_600_000 });
    expect(run("search", "zebra").err).toContain("Indexing was stopped at 31 %.");
    writeFileSync(join(folder, "index", "indexing.json"), "{");
    expect(run("search", "zebra").err).not.toContain("ndexing");
    endIndexingState(paths());
    expect(run("search", "zebra").err).not.toContain("ndexing");
  });

  it("takes the state of a killed run away when there is nothing left to read", () => {
    writeIndexingState(paths(), { percent: 99, messages: 6, atMs: 0 });
    expect(run("index", join(folder, "dump")).code).toBe(0);
    expect(existsSync(join(folder, "index", "indexing.json"))).toBe(false);
  });
});
