import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseQuery } from "../../src/query/parse-query.ts";
import { planQuery } from "../../src/query/plan.ts";
import { pageOf, rootIds, type Sort } from "../../src/search/hits.ts";
import { matchSegments } from "../../src/search/match/match.ts";
import type { SegmentMatch } from "../../src/search/match/segment-match.ts";
import { scoreUnits } from "../../src/search/score-units.ts";
import type { SearchSegment } from "../../src/search/segment-terms.ts";
import {
  buildSegments,
  type PlainDocument,
  type PlainFamily,
  storedTexts,
} from "../support/plain-corpus.ts";

const folder = mkdtempSync(join(tmpdir(), "leaksift-hits-"));
const opened: SearchSegment[] = [];
afterAll(() => {
  for (const { reader } of opened) reader.close();
  rmSync(folder, { recursive: true });
});

const mail = (
  body: string,
  numbers: Record<string, number[]> = {},
  subject = "",
): PlainDocument => ({
  texts: subject === "" ? { body: [body] } : { body: [body], subject: [subject] },
  tokens: { kind: ["message"] },
  numbers,
  headers: [],
});
const file = (text: string): PlainDocument => ({
  texts: { attachment: [text] },
  tokens: { kind: ["attachment"] },
  numbers: {},
  headers: [],
});

function searchIn(
  families: readonly PlainFamily[],
  perSegment: number,
  change: (segment: SearchSegment) => SearchSegment = (segment) => segment,
) {
  const segments = buildSegments(families, folder, perSegment).map(change);
  opened.push(...segments);
  const texts = storedTexts(families);
  return (query: string) => {
    const plan = planQuery(parseQuery(query).tree, { clock: { nowMs: 0, timeZone: "UTC" } });
    const matches: SegmentMatch[] = matchSegments(plan, segments, { texts });
    const page = (sort: Sort, offset = 0, limit = 10) =>
      pageOf(matches, scoreUnits(plan), { sort, offset, limit });
    return { page, roots: rootIds(matches) };
  };
}

const day = (date: number): number => Date.UTC(2017, 0, date);

describe("pageOf", () => {
  const search = searchIn(
    [
      [mail("budget", { date: [day(3)], size: [10] })],
      [mail("budget budget budget meeting", { date: [day(1)], size: [30] })],
      [mail("lunch", { size: [20] }, "budget")],
      [mail("lunch and a long talk about much else and the budget", { date: [day(2)] })],
    ],
    2,
  );
  const order = (query: string, sort: Sort): number[] =>
    search(query)
      .page(sort)
      .hits.map((hit) => hit.rootId);

  it("orders by time and size, with those that have none last", () => {
    expect(order("budget", "newest")).toEqual([0, 3, 1, 2]);
    expect(order("budget", "oldest")).toEqual([1, 3, 0, 2]);
    expect(order("budget", "largest")).toEqual([1, 2, 0, 3]);
  });

  it("ranks the subject above the body, and short above long", () => {
    expect(order("budget -meeting", "relevance")).toEqual([2, 0, 3]);
  });

  it("is newest first by relevance when there is no word to rank by", () => {
    expect(order("date:2017", "relevance")).toEqual([0, 3, 1]);
  });

  it("gives pages that join to the whole, and counts that do not depend on the page", () => {
    const { page } = search("budget");
    const whole = page("relevance").hits.map((hit) => hit.rootId);
    const pages = [0, 1, 2, 3].flatMap((offset) =>
      page("relevance", offset, 1).hits.map((hit) => hit.rootId),
    );
    expect(pages).toEqual(whole);
    expect(page("relevance", 0, 0)).toMatchObject({ total: 4, hits: [] });
    expect(page("relevance", 9, 1)).toMatchObject({ total: 4, hits: [] });
  });

  it("keeps equal hits in the order of the index", () => {
    const same = searchIn(
      Array.from({ length: 30 }, () => [mail("same")]),
      7,
    );
    const ids = same("same")
      .page("relevance", 5, 10)
      .hits.map((hit) => hit.rootId);
    expect(ids).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });

  it("names the documents that matched, and counts the files among them", () => {
    const families = searchIn(
      [[mail("budget"), file("budget"), file("lunch")], [mail("lunch")]],
      5,
    );
    const { hits, files, total } = families("budget").page("relevance");
    expect({ total, files, documents: hits.map((hit) => hit.documents) }).toEqual({
      total: 1,
      files: 1,
      documents: [[0, 1]],
    });
  });
});

describe("exact copies", () => {
  // 2 and 4 are copies of 0; 4 stands in another segment
  const search = searchIn(
    [[mail("a one")], [mail("a two")], [mail("a one")], [mail("b")], [mail("a one")]],
    3,
    (segment) => ({
      ...segment,
      copies: segment.firstDoc === 0 ? new Map([[2, 0]]) : new Map([[1, 0]]),
    }),
  );

  it("are one hit with their number", () => {
    const { page, roots } = search("one");
    const { total, copies, hits } = page("relevance");
    expect({ total, copies }).toEqual({ total: 1, copies: 2 });
    expect(hits).toMatchObject([{ rootId: 0, copies: [2, 4] }]);
    expect(roots).toEqual([0]);
  });

  it("are shown even where the first of them does not match", () => {
    const removed = searchIn([[mail("a")], [mail("a")], [mail("a")]], 5, (segment) => ({
      ...segment,
      copies: new Map([
        [1, 0],
        [2, 0],
      ]),
      removed: Uint32Array.of(0),
    }));
    expect(removed("a").page("relevance")).toMatchObject({
      total: 1,
      copies: 1,
      hits: [{ rootId: 1, copies: [2] }],
    });
    expect(removed("*").page("newest").total).toBe(1);
    expect(removed("-b").roots).toEqual([1]);
  });
});
