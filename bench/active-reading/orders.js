/** Orders in which labelled documents are read: by active reading, by BM25, by chance, and two that no reader could have, as measures of the others. */
import { scoreOf, trainModel } from "../../dist/assess/active/logistic.js";
import { batchAfter } from "../../dist/assess/active/order.js";
import { searchIndex } from "../../dist/search/search.js";
import { pick, seededRandom } from "../random.js";

const FOLDS = 10;

/** Reads in the order of the model until `enough` positives are read or, with 0, all documents. Returns rows in order of reading. */
export function readActively(rank, isYes, given, seed, enough) {
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

/** Documents in BM25 order of an OR over the words. */
export function bm25Hits(index, docIds, words) {
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
export function chanceOrder(size, random, first = []) {
  const seen = new Set(first);
  const drawn = Array.from({ length: size }, (_, row) => [random(), row]);
  const rest = drawn.sort(([a], [b]) => a - b).map(([, row]) => row);
  return [...first, ...rest.filter((row) => !seen.has(row))];
}

/** Rows by the score of a model that knows the answers of nine tenths of all other documents: what reading more could teach it. */
export function orderKnowingMost(matrix, isYes, given, seed) {
  const random = seededRandom(seed);
  const fold = chanceOrder(isYes.length, random).reduce(
    (folds, row, at) => folds.with(row, at % FOLDS),
    new Array(isYes.length).fill(0),
  );
  const scores = new Array(isYes.length).fill(0);
  for (let held = 0; held < FOLDS; held++) {
    const rows = [...isYes.keys()].filter((row) => fold[row] !== held);
    const positive = [...rows.filter((row) => isYes[row]), given];
    const negative = rows.filter((row) => !isYes[row]);
    const model = trainModel(matrix, { positive, negative }, seed * 31 + held);
    for (const row of isYes.keys())
      if (fold[row] === held) scores[row] = scoreOf(matrix, model, row);
  }
  return [...isYes.keys()].sort((a, b) => scores[b] - scores[a] || a - b);
}

/** Rows as one coder would order them: what both named and half of what one named, then the rest by chance. */
export function orderOfOneCoder(times, random) {
  const named = chanceOrder(times.length, random).filter(
    (row) => times[row] > 1 || (times[row] === 1 && random() < 0.5),
  );
  return chanceOrder(times.length, random, named);
}

/** How many documents of an order hold `enough` positives. */
export function depthOf(order, isYes, enough) {
  let found = 0;
  for (const [at, row] of order.entries()) if (isYes[row] && ++found === enough) return at + 1;
  return order.length;
}
