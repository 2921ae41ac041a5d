/**
 * One process that opens an index and runs the mixed set: each query once, after as many others of the same kinds for warming up, so that no
 * time is one of a repeated query. A search here is what `leaksift search` does: match, rank, fetch 20 hits with snippets.
 * Prints JSON: `{times: [{kind, ms, cpuMs}], slowest, peakBytes, openMs, cold}`.
 */
import { readFileSync } from "node:fs";
import { indexPaths } from "../dist/catalog/index-folder.js";
import { openIndex } from "../dist/search/open-index.js";
import { searchIndex } from "../dist/search/search.js";
import { coldWords, mixedQueries } from "./queries.js";
import { seededRandom } from "./random.js";

const PER_KIND = 30;
const [folder = "", seed = "1"] = process.argv.slice(2);
const openedAt = process.hrtime.bigint();
const index = openIndex(indexPaths(folder));
const openMs = Number(process.hrtime.bigint() - openedAt) / 1e6;

const options = {
  clock: { nowMs: Date.now(), timeZone: "UTC" },
  sort: "relevance",
  limit: 20,
  offset: 0,
  strict: false,
};

function timed(query) {
  const cpuBefore = process.cpuUsage();
  const startedAt = process.hrtime.bigint();
  const answer = searchIndex(index, query, options);
  for (const hit of answer.hits) answer.view(hit);
  const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
  const cpu = process.cpuUsage(cpuBefore);
  return { ms, cpuMs: (cpu.user + cpu.system) / 1000, total: answer.total };
}

/** In an order of its own, so that no kind comes first. */
function shuffled(random, queries) {
  return queries
    .map((query) => [random(), query])
    .sort(([a], [b]) => a - b)
    .map(([, query]) => query);
}

const random = seededRandom(Number(seed));
const cold = coldWords(index, random);
for (const { query } of shuffled(random, mixedQueries(index, random, PER_KIND))) timed(query);
const times = [];
let slowest = { ms: 0, query: "", total: 0 };
for (const { kind, query } of shuffled(random, mixedQueries(index, random, PER_KIND))) {
  // Fixed phrases come up again: they are the slow kind, and nothing of an answer is kept
  const { ms, cpuMs, total } = timed(query);
  times.push({ kind, ms, cpuMs });
  if (ms > slowest.ms) slowest = { ms, query, total };
}
index.close();
const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "latin1"));
process.stdout.write(
  `${JSON.stringify({ times, slowest, openMs, peakBytes: Number(peak?.[1] ?? 0) * 1024, cold })}\n`,
);
