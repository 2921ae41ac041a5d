/** What happens only with many families: common words looked up document by document, the best few of many kept, memory used again. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { parseQuery } from "../../src/query/parse-query.ts";
import { planQuery } from "../../src/query/plan.ts";
import { pageOf } from "../../src/search/hits.ts";
import { matchSegments } from "../../src/search/match/match.ts";
import { scoreUnits } from "../../src/search/score-units.ts";
import { beginSearch } from "../../src/segment/room.ts";
import { bruteForce } from "../support/brute-force.ts";
import {
  buildSegments,
  type PlainDocument,
  type PlainFamily,
  storedTexts,
} from "../support/plain-corpus.ts";

const folder = mkdtempSync(join(tmpdir(), "leaksift-many-"));
afterAll(() => rmSync(folder, { recursive: true }));

const FAMILIES = 2400;
/** By how rare they are: the first stands in nearly every text. */
const WORDS = ["the", "and", "budget", "invoice", "anna", "harbour", "quince", "zephyr"];

/** A generator of numbers in [0, 1): the corpus is made once, so that only queries are random. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = numbers(20170505);

function textOf(length: number): string {
  return Array.from({ length }, () => {
    const word = Math.floor(-Math.log2(1 - random()) * 1.3);
    return WORDS[word] ?? `filler${Math.floor(random() * 300)}`;
  }).join(" ");
}

const document = (kind: string, texts: Record<string, readonly string[]>): PlainDocument => ({
  texts,
  tokens: { kind: [kind] },
  numbers: { date: [Date.UTC(2016, 0, 1) + Math.floor(random() * 400) * 86_400_000] },
  headers: [],
});

const CORPUS: readonly PlainFamily[] = Array.from({ length: FAMILIES }, () => {
  const root = document("message", {
    body: [textOf(1 + Math.floor(random() ** 3 * 60))],
    ...(random() < 0.3 ? { subject: [textOf(3)] } : {}),
    ...(random() < 0.5 ? { from: [textOf(2)] } : {}),
  });
  const files = random() < 0.15 ? 1 + Math.floor(random() * 3) : 0;
  return [
    root,
    ...Array.from({ length: files }, () =>
      document("attachment", { attachment: [textOf(20)], filename: [textOf(1)] }),
    ),
  ];
});

const word = fc.constantFrom(...WORDS);
const query = fc.oneof(
  word,
  fc.tuple(word, word).map((words) => words.join(" ")),
  fc.tuple(word, word, word).map((words) => words.join(" ")),
  fc.tuple(word, word).map(([a, b]) => `${a} OR ${b}`),
  fc.tuple(word, word).map(([a, b]) => `${a} -${b}`),
  fc.tuple(word, word).map(([a, b]) => `"${a} ${b}" ${a}`),
  fc.tuple(word, word, word).map((words) => `"${words.join(" ")}"`),
  fc.tuple(word, word).map(([a, b]) => `subject:${a} ${b}`),
  fc.tuple(word, word).map(([a, b]) => `kind:attachment ${a} ${b}`),
  fc.constantFrom("f*", "filler1*", "f* zephyr", "*e", "filler12 the", "filler299 the -and"),
  word.map((each) => `${each} date:2016-06`),
);

describe.each([700, 5000])("in segments of %i families", (perSegment) => {
  const segments = buildSegments(CORPUS, folder, perSegment);
  afterAll(() => {
    for (const { reader } of segments) reader.close();
  });
  const texts = storedTexts(CORPUS);
  const rootOf: number[] = [];
  let docId = 0;
  for (const family of CORPUS) {
    rootOf.push(docId);
    docId += family.length;
  }

  function search(text: string) {
    const { tree } = parseQuery(text);
    const plan = planQuery(tree, { clock: { nowMs: 0, timeZone: "UTC" } });
    beginSearch();
    const matches = matchSegments(plan, segments, { texts });
    const page = (limit: number) =>
      pageOf(matches, scoreUnits(plan), { sort: "relevance", offset: 0, limit });
    return { tree, matches, page };
  }

  it("finds what a brute-force evaluator finds, and the best are the first of all", () => {
    fc.assert(
      fc.property(query, (text) => {
        const { tree, matches, page } = search(text);
        const best = page(10);
        const all = page(FAMILIES);
        expect(best.hits, text).toEqual(all.hits.slice(0, 10));
        const expected = bruteForce(tree, CORPUS);
        const roots = all.hits.map((hit) => hit.rootId).sort((a, b) => a - b);
        expect(roots, text).toEqual(expected.families.map((family) => rootOf[family]));
        const documents = matches.flatMap(({ terms, documents: found }) =>
          Array.from(found, (local) => terms.segment.firstDoc + local),
        );
        expect(documents, text).toEqual(expected.documents);
        const ofHits = all.hits.flatMap((hit) => hit.documents).sort((a, b) => a - b);
        expect(ofHits, text).toEqual(expected.documents);
        const isFile = new Set(
          CORPUS.flatMap((family, i) =>
            family.slice(1).map((_, f) => (rootOf[i] as number) + 1 + f),
          ),
        );
        expect(all.files, text).toBe(expected.documents.filter((each) => isFile.has(each)).length);
      }),
      { numRuns: 60 },
    );
  });
});
