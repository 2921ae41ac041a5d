/**
 * The same answers from a server as from the local index, on a real OpenSearch. Skipped where it is not in the cache (npm run engine fetches it) or where
 * there is no Java for it; the name of the test then says why.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { indexPaths } from "../../src/catalog/index-folder.ts";
import { Connection } from "../../src/engine/connect.ts";
import { EngineSearch } from "../../src/engine/search-engine.ts";
import { UserError } from "../../src/errors.ts";
import { printQuery } from "../../src/query/print-query.ts";
import type { QueryNode } from "../../src/query/tree.ts";
import { type OpenIndex, openIndex } from "../../src/search/open-index.ts";
import { readQuery, searchIndex } from "../../src/search/search.ts";
import { UNLIMITED } from "../../src/search/time-budget.ts";
import { type CliRun, leaksift, leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";
import { familiesOf } from "../support/index-families.ts";
import { realTrees } from "../support/real-trees.ts";
import { tree } from "../support/search-trees.ts";
import { runningServer } from "./server.ts";

const SAMPLE = fileURLToPath(new URL("../../sample-corpus", import.meta.url));
const SEED = 20_170_505;
const QUERIES = process.env["LEAKSIFT_FULL"] === "1" ? 2000 : 200;
const CLOCK = { nowMs: Date.UTC(2017, 4, 31), timeZone: "UTC" };

const server = await runningServer();
const home = testFolder("engine");
const to = `${server.url}/sample`;
let index: OpenIndex;
let connection: Connection;

const ask = (...words: readonly string[]): CliRun => leaksift(["search", ...words], { cwd: home });

/** Scores are the server's own. */
const comparable = (text: string): string => text.replace(/"score":[-+.e\d]+/g, '"score":0');

beforeAll(() => {
  if (server.reason !== null) return;
  leaksiftEnds(3, ["index", SAMPLE], { cwd: home });
  leaksift(["flags"], { cwd: home });
  leaksiftEnds(0, ["push", "--to", to, "--yes"], { cwd: home });
  index = openIndex(indexPaths(join(home, ".leaksift")));
  connection = new Connection(to, {});
}, 240_000);

afterAll(async () => {
  if (server.reason !== null) return;
  index.close();
  await connection.close();
});

describe.skipIf(server.reason !== null)(`a server (${server.reason ?? "OpenSearch"})`, () => {
  it(`finds what the local index finds for ${QUERIES} random trees: ids in order, totals, copies, files`, async () => {
    const nodes: QueryNode[] = [
      ...realTrees(familiesOf(index), QUERIES * 0.6, SEED),
      ...fc.sample(tree, { numRuns: QUERIES * 0.4, seed: SEED }),
    ];
    let refused = 0;
    let finding = 0;
    for (const node of nodes) {
      const text = printQuery(node);
      const options = { clock: CLOCK, strict: false };
      const local = searchIndex(index, text, {
        ...options,
        sort: "newest",
        limit: 1_000_000,
        offset: 0,
        timeoutSeconds: 0,
      });
      try {
        const search = await EngineSearch.begin(connection, readQuery(text, options), UNLIMITED);
        const ids: string[] = [];
        for await (const id of search.ids("newest")) ids.push(id);
        const { total, copies, looseFiles, files, filesInside } = local;
        expect(await search.counts(), text).toEqual({
          total,
          copies,
          looseFiles,
          files,
          filesInside,
        });
        expect(ids, text).toEqual(index.catalog.contentIds(local.hits.map((hit) => hit.rootId)));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        expect(error.message, text).toMatch(/^(?:On a server|Inside a phrase a server)/);
        refused++;
      }
      if (local.total > 0) finding++;
    }
    expect(finding).toBeGreaterThan(QUERIES * 0.4);
    expect(refused).toBeLessThan(QUERIES * 0.1);
  }, 900_000);

  it("has what was pushed: nothing is sent twice, and 300 drawn queries are answered alike", () => {
    const again = leaksiftEnds(0, ["push", "--to", to, "--yes", "--json"], { cwd: home });
    expect(JSON.parse(again.out)).toEqual({
      formatVersion: 1,
      index: "sample",
      families: 0,
      removed: 0,
      interrupted: false,
      problems: [],
    });
    expect(leaksiftEnds(0, ["push", "--to", to, "--verify"], { cwd: home }).out).toMatch(
      /all alike/,
    );
  }, 300_000);

  it.each([
    [["invoice OR compteur", "--sort", "newest", "-n", "0", "--json"]],
    [["*", "--sort", "oldest", "--csv"]],
    [["*", "--sort", "newest", "-n", "7", "--offset", "3", "--json"]],
    [["has:attachment", "--sort", "largest", "--ids"]],
    [["in:sent OR in:inbox", "--sort", "newest", "--ndjson"]],
    [["=Invoice", "--json", "--sort", "newest"]],
    [["/INV-\\d+/", "--json", "--sort", "newest"]],
    [["header:subject=*e*", "--count"]],
    [["stem:invoices", "--json", "--sort", "newest"]],
    [["~henrike", "--json", "--sort", "newest"]],
    [['"in* the"', "--json", "--sort", "newest"]],
    [["flags:>=1", "--json", "--sort", "newest"]],
    [["is:duplicate", "--json", "--sort", "newest"]],
    [["has:attachment", "--fields", "id,from,subject,creator", "--csv", "--sort", "newest"]],
    [
      [
        "type:pdf OR from:weber",
        "--json",
        "--facet",
        "type,sender,month,lang,folder,custodian,creator,flag,program",
      ],
    ],
    [["*", "--timeline", "week", "--csv"]],
  ])("prints the same for %j", (words) => {
    const local = ask(...words);
    const there = ask("--engine", to, ...words);
    expect(there.err).not.toMatch(/refused|reached/);
    expect(there.code).toBe(local.code);
    expect(comparable(there.out)).toBe(comparable(local.out));
    expect(local.out.length).toBeGreaterThan(1);
  });
});
