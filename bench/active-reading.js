/**
 * Active reading on hand-labelled mail: how many documents until 80 % of a category are read, beside BM25 order and random order, and whether the
 * bounds it states on recall hold.
 *
 *     node bench/active-reading.js LABELS.tsv CATEGORIES.txt MAILS [SEEDS] [REVIEWS]
 *
 * LABELS.tsv has a header with the columns `id`, `path` and columns of codes (`1.1x2;2.2x1`); paths start at MAILS. CATEGORIES.txt has a line "1.1 words"
 * for each code. A review begins with those words as a first positive and one random positive: what a reader has who asks a question. Prints a table.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { featuresOf } from "../dist/assess/active/features.js";
import { batchAfter, ranker } from "../dist/assess/active/order.js";
import { isDone, recallOf, ruleFor } from "../dist/assess/active/stopping.js";
import { indexPaths } from "../dist/catalog/index-folder.js";
import { openIndex } from "../dist/search/open-index.js";
import { searchIndex } from "../dist/search/search.js";
import { termsOf } from "../dist/tokenize.js";
import { median } from "./measure.js";
import { pick, seededRandom } from "./random.js";

const [labelsPath = "", categoriesPath = "", mails = "", seedCount = "20", reviews = "1000"] =
  process.argv.slice(2);
const RECALL = 0.8;
const SAMPLE = 300;
const ALPHA = 0.05;

function labelled() {
  const [head = "", ...lines] = readFileSync(labelsPath, "utf8").trim().split("\n");
  const columns = head.split("\t");
  return lines.map((line) => {
    const cells = line.split("\t");
    const cell = (name) => cells[columns.indexOf(name)] ?? "";
    const codes = cells.flatMap((text) => [...text.matchAll(/(?:^|;)(\d\.\d+)x\d/g)]);
    return { path: cell("path"), codes: new Set(codes.map(([, code]) => code)) };
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

/** Reads in the order of the model until `enough` positives are read or, with 0, all documents. Returns rows in order of reading. */
function readActively(rank, isYes, given, seed, enough) {
  const random = seededRandom(seed);
  const positives = isYes.flatMap((yes, row) => (yes ? [row] : []));
  const order = [pick(random, positives)];
  const read = new Set(order);
  let found = 1;
  while (order.length < isYes.length && (enough === 0 || found < enough)) {
    const ranked = rank(
      {
        rows: isYes.length,
        read: (row) => read.has(row),
        positive: order.filter((row) => isYes[row]),
        negative: order.filter((row) => !isYes[row]),
        given,
      },
      seed * 7919 + order.length,
    );
    for (const row of ranked.slice(0, batchAfter(order.length))) {
      order.push(row);
      read.add(row);
      if (isYes[row]) found++;
      if (found === enough) break;
    }
  }
  return order;
}

/** How many documents of an order hold `enough` positives. */
function depthOf(order, isYes, enough) {
  let found = 0;
  for (const [at, row] of order.entries()) if (isYes[row] && ++found === enough) return at + 1;
  return order.length;
}

/** Documents in BM25 order of an OR over the words. */
function bm25Hits(index, docIds, words) {
  const rowOf = new Map(docIds.map((docId, row) => [docId, row]));
  const options = {
    clock: { nowMs: 0, timeZone: "UTC" },
    sort: "relevance",
    limit: docIds.length,
    offset: 0,
    strict: false,
  };
  const { hits } = searchIndex(index, words.map((word) => `"${word}"`).join(" OR "), options);
  return hits.flatMap((hit) => rowOf.get(hit.rootId) ?? []);
}

/** Rows 0 to `size` by chance, those in `first` before all others. */
function chanceOrder(size, random, first = []) {
  const seen = new Set(first);
  const drawn = Array.from({ length: size }, (_, row) => [random(), row]);
  const rest = drawn.sort(([a], [b]) => a - b).map(([, row]) => row);
  return [...first, ...rest.filter((row) => !seen.has(row))];
}

/** One review as it would be done: a random sample, active reading by the rule, the bound stated at its end. Null: recall unknown. */
function simulate(order, isYes, depth, random) {
  const size = isYes.length;
  const sample = chanceOrder(size, random).slice(0, SAMPLE);
  const targets = sample.filter((row) => isYes[row]);
  const stateAt = (shown) => {
    const seen = new Set(order.slice(0, shown));
    const left = sample.filter((row) => !seen.has(row));
    return {
      shown,
      positives: order.slice(0, shown).filter((row) => isYes[row]).length,
      targets: targets.length,
      targetsMet: targets.filter((row) => seen.has(row)).length,
      discard: size - shown,
      discardRead: left.length,
      discardFound: left.filter((row) => isYes[row]).length,
      isWholeSampleRead: true,
    };
  };
  const rule = ruleFor(stateAt(0), depth);
  let shown = rule.kind === "depth" ? depth : 1;
  while (!isDone(rule, stateAt(shown))) shown++;
  const state = stateAt(shown);
  const bound = recallOf(rule, state, ALPHA);
  const recall = state.positives / isYes.filter(Boolean).length;
  return { kind: rule.kind, bound, recall };
}

const folder = mkdtempSync(join(tmpdir(), "leaksift-active-"));
try {
  const rows = labelled();
  const { index, docIds } = indexed(folder, rows);
  const names = new Map(
    readFileSync(categoriesPath, "utf8")
      .split("\n")
      .flatMap((line) => {
        const [, code, words] = /^(\d\.\d+) (.*)$/.exec(line) ?? [];
        return code === undefined ? [] : [[code, words.trim()]];
      }),
  );
  const size = rows.length;
  const categories = [...names.keys()].filter((code) => {
    const share = rows.filter(({ codes }) => codes.has(code)).length / size;
    return share >= 0.01 && share <= 0.1;
  });
  const words = categories.map((code) => [
    ...new Set(termsOf(names.get(code)).filter((word) => word.length > 2)),
  ]);
  const rank = ranker(featuresOf(index, docIds, words));
  process.stdout.write(
    `${size} documents, ${categories.length} categories of 1 to 10 %, ${seedCount} seeds; documents read until ${100 * RECALL} % are found (median)\n\n| category | positives | allowed | active | BM25 | random | |\n| --- | --- | --- | --- | --- | --- | --- |\n`,
  );
  let met = 0;
  let better = 0;
  const whole = [];
  for (const [c, code] of categories.entries()) {
    const isYes = rows.map(({ codes }) => codes.has(code));
    const positives = isYes.filter(Boolean).length;
    const enough = Math.ceil(RECALL * positives);
    const allowed = Math.floor(Math.max(0.15 * size, 4 * positives));
    const ranked = bm25Hits(index, docIds, words[c]);
    const depths = { active: [], bm25: [], random: [] };
    for (let seed = 1; seed <= Number(seedCount); seed++) {
      // One review is read to the end: the simulated ones stop at different places of it
      const order = readActively(rank, isYes, size + c, seed, seed === 1 ? 0 : enough);
      if (seed === 1) whole.push({ order, isYes, depth: allowed });
      depths.active.push(depthOf(order, isYes, enough));
      const random = seededRandom(seed);
      depths.bm25.push(depthOf(chanceOrder(size, random, ranked), isYes, enough));
      depths.random.push(depthOf(chanceOrder(size, random), isYes, enough));
    }
    const [active, bm25, random] = Object.values(depths).map((each) => Math.round(median(each)));
    if (active <= allowed) met++;
    if (active < bm25) better++;
    process.stdout.write(
      `| ${code} ${names.get(code)} | ${positives} | ${allowed} | ${active} | ${bm25} | ${random} | ${active <= allowed ? "met" : "missed"} |\n`,
    );
  }
  process.stdout.write(
    `\nwithin what is allowed: ${met} of ${categories.length}; fewer than in BM25 order: ${better}\n`,
  );
  const random = seededRandom(4);
  const outcomes = Array.from({ length: Number(reviews) }, () => {
    const { order, isYes, depth } = pick(random, whole);
    return simulate(order, isYes, depth, random);
  });
  for (const kind of ["depth", "targets"]) {
    const stated = outcomes.filter((each) => each.kind === kind && each.bound !== null);
    const held = stated.filter(({ bound, recall }) => bound.low <= recall && recall <= bound.high);
    process.stdout.write(
      `bounds by rule "${kind}": ${held.length} of ${stated.length} hold (${((100 * held.length) / Math.max(1, stated.length)).toFixed(1)} %); median lower bound ${(100 * median(stated.map(({ bound }) => bound.low))).toFixed(0)} %\n`,
    );
  }
  index.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
