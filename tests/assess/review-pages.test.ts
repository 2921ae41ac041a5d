/** Big texts are read by page: how they are cut and drawn, what a mark keeps of it, and that unread pages never help a claim. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answersOf } from "../../src/assess/answers.ts";
import { boundsOf } from "../../src/assess/bounds.ts";
import { readClaim } from "../../src/assess/read-claim.ts";
import { isMark, withId } from "../../src/assess/review/marks.ts";
import { marksText, readMarks } from "../../src/assess/review/marks-file.ts";
import { drawnPages, PAGE_CHARS, pageName, pagesOfText } from "../../src/assess/review/pages.ts";
import { type ReadingOf, seenIn } from "../../src/assess/review/reading.ts";
import { tallyOf } from "../../src/assess/tally.ts";
import { verdictOf } from "../../src/assess/verdict.ts";
import type { Answer, Mark } from "../../src/model/claim.ts";
import { joinPlaces } from "../../src/text-places.ts";
import { inventedFrame, inventedSurvey } from "../support/invented-claim.ts";

const hex = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("pages of a text", () => {
  it("are its places, long ones cut at line ends", () => {
    const line = `${"x".repeat(99)}\n`;
    const pages = pagesOfText(
      joinPlaces([
        { place: "page 1", text: "Dear" },
        { place: "page 2", text: " \n" },
        { place: "sheet Umsatz", text: line.repeat(100) },
      ]),
    );
    expect(pages.map(({ place, text }) => [place, text.length])).toEqual([
      ["page 1", 4],
      ["sheet Umsatz", 4000],
      ["sheet Umsatz", 4000],
      ["sheet Umsatz", 2000],
    ]);
    expect(pages.map((page, i) => pageName(page, i + 1, pages.length))).toEqual([
      "page 1 of 4",
      "sheet Umsatz (2 of 4)",
      "sheet Umsatz (3 of 4)",
      "sheet Umsatz (4 of 4)",
    ]);
  });

  it("together are the text, none too long, none ending inside a character", () => {
    const text = fc
      .array(fc.constantFrom("x".repeat(700), "\n", "é", "\u{1f4b6}".repeat(300), "a b\n"), {
        maxLength: 60,
      })
      .map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, (written) => {
        const pages = pagesOfText(written).map((page) => page.text);
        const cut = pages.join("");
        expect(cut.replace(/\s/g, "")).toBe(written.replace(/\s/g, ""));
        for (const page of pages) {
          expect(page.length).toBeLessThanOrEqual(PAGE_CHARS);
          expect(page).toBe(page.toWellFormed());
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("drawn pages", () => {
  it("are those with the smallest SHA-256 of seed, content id and page number, and more keep what was drawn", () => {
    const [seed, id] = [hex("seed"), hex("file")];
    const key = (page: number): string =>
      createHash("sha256")
        .update(Buffer.concat([Buffer.from(seed + id, "hex"), Buffer.from(String(page))]))
        .digest("hex");
    const byKey = Array.from({ length: 240 }, (_, i) => i + 1).sort((a, b) =>
      key(a) < key(b) ? -1 : 1,
    );
    const ascending = (numbers: number[]): number[] => numbers.sort((a, b) => a - b);
    expect(drawnPages(seed, id, 240, 10)).toEqual(ascending(byKey.slice(0, 10)));
    expect(drawnPages(seed, id, 240, 25)).toEqual(ascending(byKey.slice(0, 25)));
    expect(drawnPages(seed, hex("other"), 240, 10)).not.toEqual(drawnPages(seed, id, 240, 10));
    expect(drawnPages(seed, id, 3, 10)).toEqual([1, 2, 3]);
  });
});

const mark = (row: Partial<Mark>): Mark =>
  withId({
    question: hex("q"),
    contentId: hex("0"),
    reader: "anna",
    via: "sample",
    answer: "no",
    note: "",
    parts: [0],
    pages: [],
    atMs: 1,
    undoes: "",
    ...row,
  });
const json = (value: unknown): string => JSON.stringify(value);

describe("a mark with pages", () => {
  const paged = mark({ parts: [0, 2], pages: [{ part: 2, of: 240, shown: [3, 17] }] });

  it("goes through export and merge unchanged, and no page can be changed by hand", () => {
    const text = marksText("test", hex("q"), [paged, mark({ atMs: 2 })], json);
    expect(readMarks("a", text, hex("q"))).toEqual([paged, mark({ atMs: 2 })]);
    expect(() => readMarks("a", text.replace("[3,17]", "[3,18]"), hex("q"))).toThrow("a:2:");
    for (const shown of [[17, 3], [3, 3], [0], [241], ["3"]])
      expect(isMark(mark({ parts: [0, 2], pages: [{ part: 2, of: 240, shown } as never] }))).toBe(
        false,
      );
    expect(isMark(mark({ parts: [0], pages: [{ part: 2, of: 240, shown: [3] }] }))).toBe(false);
  });

  it("is read from files of version 1, which know no pages, under the id it had there", () => {
    const { pages: _, ...old } = mark({ parts: [0, 1] });
    const head = { formatVersion: 1, kind: "leaksift review marks", claimId: "test" };
    // The id of version 1: the hash of its fields in this order
    const fields = [hex("q"), hex("0"), "anna", "sample", "no", "", [0, 1], 1, ""];
    expect(old.markId).toBe(hex(json(fields)));
    expect(readMarks("a", `${json(head)}\n${json(old)}\n`, hex("q"))).toEqual([
      mark({ parts: [0, 1] }),
    ]);
    const newer = { ...head, formatVersion: 5 };
    expect(() => readMarks("a", `${json(newer)}\n`, hex("q"))).toThrow("newer leaksift");
  });
});

describe("what several readers saw of a file", () => {
  const pagesOf = (...marks: Partial<Mark>[]) =>
    answersOf(marks.map((row, i) => mark({ atMs: i, ...row }))).byContent.get(hex("0"))?.pages;
  const shows = (of: number, ...shown: number[]): Partial<Mark> => ({
    parts: [0, 1],
    pages: [{ part: 1, of, shown }],
  });

  it("adds up, and is all of it once every page was shown or somebody saw it as a whole", () => {
    expect([...(pagesOf(shows(4, 1), { reader: "ben", ...shows(4, 3) }) ?? [])]).toEqual([
      [1, { part: 1, of: 4, shown: [1, 3] }],
    ]);
    expect(pagesOf(shows(4, 1, 2), { reader: "ben", ...shows(4, 3, 4) })?.size).toBe(0);
    expect(pagesOf(shows(4, 1), { reader: "ben", parts: [0, 1] })?.size).toBe(0);
    expect([...(pagesOf(shows(4, 1), shows(40, 1, 2)) ?? [])]).toEqual([
      [1, { part: 1, of: 4, shown: [1] }],
    ]);
  });
});

const DOCUMENTS = 60;
const CLAIM = readClaim(
  "x",
  "schema: leaksift-claim/1\nid: x\nclaim: X.\nkind: universal\npopulation: {query: '*'}\ncounterEvidence: {question: Is it?, queries: [{name: a, query: a}]}\nsample: {size: 40}\nseed: {author: x}\n",
);
const survey = inventedSurvey(DOCUMENTS, 6);
const frame = inventedFrame(survey);
const idAt = (at: number): string => survey.items[at]?.contentId ?? "";
/** Every third document carries two files, the second a big one of five pages. */
const hasFiles = (at: number): boolean => at % 3 === 0;
const readingOf: ReadingOf = ({ docId }, { parts, pages }) => {
  const seen = pages.get(2);
  return {
    unopened: hasFiles(docId) ? [1, 2].filter((part) => !parts.has(part)).length : 0,
    byPage: pages.size,
    pagesShown: seen?.shown.length ?? 0,
    pages: seen?.of ?? 0,
  };
};

const NEARNESS = ["contradicted", "undecided", "consistent with"];
function nearness(kind: "universal" | "share" | "existence", limit: number, marks: Mark[]): number {
  const answers = answersOf(marks);
  const seenOf = (at: number): "all" | "pages" | "files" => {
    const [item, known] = [survey.items[at], answers.byContent.get(idAt(at))];
    return item === undefined || known === undefined ? "files" : seenIn(readingOf(item, known));
  };
  const tally = tallyOf(survey, frame, answers, CLAIM.sample, true, seenOf);
  return NEARNESS.indexOf(verdictOf(kind, limit, tally, boundsOf(tally, 0.95)).word);
}

describe("pages and files that were not read", () => {
  it("never move a verdict towards the claim (marks with fewer pages and parts, everything else equal)", () => {
    const read = fc.record({
      kind: fc.constantFrom(
        "share" as const,
        "share" as const,
        "universal" as const,
        "existence" as const,
      ),
      limit: fc.constantFrom(0.05, 0.1, 0.2, 0.3, 0.5),
      length: fc.integer({ min: 20, max: 54 }),
      rows: fc.array(
        fc.record({
          answer: fc.nat(19).map((n) => (n === 7 ? "yes" : "no") as Answer),
          pages: fc.subarray([1, 2, 3, 4, 5], { minLength: 4 }),
          left: fc.subarray([1, 2, 3, 4, 5], { maxLength: 2 }),
          isTwice: fc.boolean(),
          forgetsFile: fc.boolean(),
          cut: fc.boolean(),
        }),
        { minLength: DOCUMENTS, maxLength: DOCUMENTS },
      ),
    });
    let moved = 0;
    fc.assert(
      fc.property(read, ({ kind, limit, length, rows }) => {
        const marksOf = (isCut: boolean): Mark[] =>
          [...frame.census, ...frame.rest.slice(0, length)].flatMap((at, n) => {
            const row = rows[at];
            if (row === undefined) return [];
            const less = isCut && row.cut;
            const shown = less ? row.left.filter((page) => row.pages.includes(page)) : row.pages;
            const isWholeRead = !less && row.isTwice;
            const second = isWholeRead || shown.length === 5 ? [] : [{ part: 2, of: 5, shown }];
            return mark({
              contentId: idAt(at),
              via: n < frame.census.length ? "census" : "sample",
              answer: row.answer,
              parts: hasFiles(at) ? (less && row.forgetsFile ? [0, 2] : [0, 1, 2]) : [0],
              pages: hasFiles(at) ? second : [],
              atMs: n,
            });
          });
        const before = nearness(kind, limit, marksOf(false));
        const after = nearness(kind, limit, marksOf(true));
        expect(after).toBeLessThanOrEqual(before);
        if (after < before) moved++;
      }),
      { numRuns: 1000 },
    );
    process.stdout.write(`verdicts moved away from the claim: ${moved}\n`);
    expect(moved).toBeGreaterThan(20); // else the cases would be too tame to show anything
  });
});
