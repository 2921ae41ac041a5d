import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { POSTING_FIELD_NUMBER } from "../../src/segment/format.ts";
import { mergeSegmentFiles } from "../../src/segment/merge.ts";
import { SegmentReader } from "../../src/segment/reader.ts";
import { buildSegments, type PlainDocument } from "../support/plain-corpus.ts";

const folder = mkdtempSync(join(tmpdir(), "leaksift-pairs-"));
afterAll(() => rmSync(folder, { recursive: true }));

let state = 7;
/** Small numbers mostly (a linear congruential generator of Numerical Recipes). */
function below(most: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) ** 3 * most);
}
/** Common words first, four hundred in all; a document holds several values, which no pair may join. */
const text = (words: number): string =>
  Array.from({ length: words }, () => `w${below(400)}`).join(" ");
const document = (): PlainDocument => ({
  texts: { body: [text(below(80)), text(below(10))], subject: [text(4)], to: [text(3)] },
  tokens: {},
  numbers: {},
  headers: [],
});

const [body, subject, to] = ["body", "subject", "to"].map((name) =>
  Number(POSTING_FIELD_NUMBER.get(name)),
) as [number, number, number];

/** Documents of each pair of ranks in a field, by the forward index. */
function pairsOf(reader: SegmentReader, field: number): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (let number = 0; number < reader.documentCount; number++) {
    const ranks = reader.forward(number, field);
    const own = new Set<string>();
    for (let i = 1; i < ranks.length; i++)
      if (ranks[i - 1] !== 0 && ranks[i] !== 0) own.add(`${ranks[i - 1]} ${ranks[i]}`);
    for (const pair of own) found.set(pair, [...(found.get(pair) ?? []), number]);
  }
  return found;
}

function check(reader: SegmentReader): void {
  for (const field of [body, subject]) {
    const pairs = pairsOf(reader, field);
    for (let first = 1; first <= 300; first++)
      for (const second of [1, 2, 3, 17, 200, 255, 256, 300]) {
        const found = reader.pair(field, first, second);
        if (first > 255 || second > 255) expect(found).toBeNull();
        else expect([...(found ?? [-1])]).toEqual(pairs.get(`${first} ${second}`) ?? []);
      }
  }
  expect(reader.pair(to, 1, 2)).toBeNull();
}

it("pairs of common terms are those of the forward index, also after a merge without what was removed", async () => {
  const families = Array.from({ length: 600 }, () => [document()]);
  const segments = buildSegments(families, folder, 250);
  for (const { reader } of segments) check(reader);
  const tombstones = Uint32Array.of(0, 5, 6, 249);
  const inputs = segments.map(({ reader }, i) => ({
    reader,
    tombstones: i === 0 ? tombstones : new Uint32Array(0),
  }));
  const path = join(folder, "merged.seg");
  await mergeSegmentFiles(inputs, path);
  const merged = new SegmentReader(path);
  check(merged);
  expect(merged.pair(body, 1, 2)?.length).toBeGreaterThan(10);
  for (const reader of [merged, ...segments.map((segment) => segment.reader)]) reader.close();
});
