/**
 * Active reading on hand-labelled mail: how many documents until 80 % of a category are read, beside BM25 order and random order, and whether the
 * bounds it states on recall hold. Two more columns say how far any order could come on these labels: "all known" is the same model trained on nine
 * tenths of all answers, "one coder" reads first what one of the two coders alone would name. A second table counts as positive only what both named.
 *
 *     node bench/active-reading.js LABELS.tsv CATEGORIES.txt MAILS [SEEDS] [REVIEWS]
 *
 * LABELS.tsv has a header with the columns `id`, `path` and columns of codes and how many coders gave them (`1.1x2;2.2x1`); paths start at MAILS. CATEGORIES.txt has a line "1.1 words"
 * for each code. A review begins with those words as a first positive and one random positive: what a reader has who asks a question. Prints a table.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { featuresOf } from "../dist/assess/active/features.js";
import { ranker } from "../dist/assess/active/order.js";
import { indexPaths } from "../dist/catalog/index-folder.js";
import { openIndex } from "../dist/search/open-index.js";
import { termsOf } from "../dist/tokenize.js";
import { boundsThatHold } from "./active-reading/bounds.js";
import {
  bm25Hits,
  chanceOrder,
  depthOf,
  orderKnowingMost,
  orderOfOneCoder,
  readActively,
} from "./active-reading/orders.js";
import { median } from "./measure.js";
import { seededRandom } from "./random.js";

const [labelsPath = "", categoriesPath = "", mails = "", seedCount = "20", reviews = "1000"] =
  process.argv.slice(2);
const RECALL = 0.8;

function labelled() {
  const [head = "", ...lines] = readFileSync(labelsPath, "utf8").trim().split("\n");
  const columns = head.split("\t");
  return lines.map((line) => {
    const cells = line.split("\t");
    const cell = (name) => cells[columns.indexOf(name)] ?? "";
    const codes = cells.flatMap((text) => [...text.matchAll(/(?:^|;)(\d\.\d+)x(\d)/g)]);
    return {
      path: cell("path"),
      times: new Map(codes.map(([, code, times]) => [code, Number(times)])),
    };
  });
}

/** Documents of the index in the order of the labels. */
function indexed(folder, rows) {
  mkdirSync(join(folder, "mails"));
  for (const [row, { path }] of rows.entries())
    copyFileSync(join(mails, path), join(folder, "mails", `${row}.eml`));
  const program = fileURLToPath(new URL("../bin/leaksift.js", import.meta.url));
  const at = join(folder, "index");
  execFileSync(process.execPath, [program, "index", join(folder, "mails"), "--index", at], {
    stdio: "ignore",
  });
  const index = openIndex(indexPaths(at));
  const docIds = rows.map(() => -1);
  for (const row of index.catalog.database
    .prepare("SELECT docId, sourceId FROM document")
    .all([])) {
    const name = index.catalog.sourcePath(row.sourceId).split("/").at(-1);
    docIds[Number.parseInt(name, 10)] = row.docId;
  }
  return { index, docIds };
}

/** `1.2` -> its words. */
function categoryNames() {
  const lines = readFileSync(categoriesPath, "utf8").split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [, code, words] = /^(\d\.\d+) (.*)$/.exec(line) ?? [];
      return code === undefined ? [] : [[code, words.trim()]];
    }),
  );
}

/** Prints a table of the categories of 1 to 10 % when `coders` must have named one; returns the reviews read to their end. */
function compare(index, docIds, rows, coders) {
  const size = rows.length;
  const names = categoryNames();
  const isYesOf = (code) => rows.map(({ times }) => (times.get(code) ?? 0) >= coders);
  const categories = [...names.keys()].filter((code) => {
    const share = isYesOf(code).filter(Boolean).length / size;
    return share >= 0.01 && share <= 0.1;
  });
  const words = categories.map((code) => [
    ...new Set(termsOf(names.get(code)).filter((word) => word.length > 2)),
  ]);
  const matrix = featuresOf(index, docIds, words);
  const rank = ranker(matrix);
  process.stdout.write(
    `\n${size} documents, ${categories.length} categories of 1 to 10 % (named by ${coders} or more), ${seedCount} seeds; documents read until ${100 * RECALL} % are found (median)\n\n| category | positives | allowed | active | BM25 | random | all known | one coder | |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n`,
  );
  const within = { active: 0, bm25: 0, random: 0, known: 0, coder: 0 };
  let better = 0;
  const whole = [];
  for (const [c, code] of categories.entries()) {
    const isYes = isYesOf(code);
    const times = rows.map((row) => row.times.get(code) ?? 0);
    const positives = isYes.filter(Boolean).length;
    const enough = Math.ceil(RECALL * positives);
    const allowed = Math.floor(Math.max(0.15 * size, 4 * positives));
    const ranked = bm25Hits(index, docIds, words[c]);
    const depths = { active: [], bm25: [], random: [], known: [], coder: [] };
    for (let seed = 1; seed <= Number(seedCount); seed++) {
      // One review is read to the end: the simulated ones stop at different places of it
      const order = readActively(rank, isYes, size + c, seed, seed === 1 ? 0 : enough);
      if (seed === 1) whole.push({ order, isYes, depth: allowed });
      const random = seededRandom(seed);
      const orders = {
        active: order,
        bm25: chanceOrder(size, random, ranked),
        random: chanceOrder(size, random),
        known: orderKnowingMost(matrix, isYes, size + c, seed),
        coder: orderOfOneCoder(times, random),
      };
      for (const [name, each] of Object.entries(orders))
        depths[name].push(depthOf(each, isYes, enough));
    }
    const cells = Object.entries(depths).map(([name, each]) => {
      const middle = Math.round(median(each));
      if (middle <= allowed) within[name]++;
      return middle;
    });
    if (cells[0] < cells[1]) better++;
    process.stdout.write(
      `| ${[`${code} ${names.get(code)}`, positives, allowed, ...cells, cells[0] <= allowed ? "met" : "missed"].join(" | ")} |\n`,
    );
  }
  process.stdout.write(
    `\nwithin what is allowed, of ${categories.length}: active ${within.active}, BM25 ${within.bm25}, random ${within.random}, all known ${within.known}, one coder ${within.coder}; active fewer than BM25: ${better}\n`,
  );
  return whole;
}

const folder = mkdtempSync(join(tmpdir(), "leaksift-active-"));
try {
  const rows = labelled();
  const { index, docIds } = indexed(folder, rows);
  const whole = compare(index, docIds, rows, 1);
  process.stdout.write(`${boundsThatHold(whole, Number(reviews)).join("\n")}\n`);
  compare(index, docIds, rows, 2);
  index.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
