/** The order of reading, from marks alone: invented surveys, readers that answer by rule, no index. */
import { describe, expect, it } from "vitest";
import { activeState } from "../../src/assess/active/stopping.ts";
import { answersOf } from "../../src/assess/answers.ts";
import { readClaim } from "../../src/assess/read-claim.ts";
import { conflictsOf, isMark, withId } from "../../src/assess/review/marks.ts";
import { itemAt, progressOf, type ReviewPlan, type Stratum } from "../../src/assess/review/plan.ts";
import { nextPartly, nextRuling, nextTurn } from "../../src/assess/review/queue.ts";
import type { Answer, Mark } from "../../src/model/claim.ts";
import { inventedFrame, inventedId, inventedSurvey } from "../support/invented-claim.ts";

const CLAIM = readClaim(
  "test.yaml",
  `schema: leaksift-claim/1
id: test
claim: All of it is banal.
kind: universal
population: {query: '*'}
counterEvidence: {question: Is it?, queries: [{name: cash, query: cash}]}
sample: {size: 150, blindShare: 0.1}
seed: {author: test}
`,
);

const idOf = inventedId;

/** 400 documents; the first `census` match the counter-evidence. */
function invented(census: number): ReviewPlan {
  const survey = inventedSurvey(400, census);
  const frame = inventedFrame(survey);
  const inCensus = new Set(frame.census);
  return {
    claim: CLAIM,
    question: idOf(-2),
    survey,
    frame,
    seed: idOf(-1),
    shuffle: idOf(-1),
    positionOf: (contentId) => survey.population.find((n) => idOf(n) === contentId),
    stratumOf: (at): Stratum => (inCensus.has(at) ? "census" : "sample"),
    readingOf: () => ({ unopened: 0, byPage: 0, pagesShown: 0, pages: 0 }),
  };
}

/** Reads to the end; returns all marks. */
function read(
  plan: ReviewPlan,
  reader: string,
  before: readonly Mark[],
  answer: (at: number) => Answer,
  known: readonly number[] = [],
): Mark[] {
  const marks = [...before];
  for (let n = 0; n < 1000; n++) {
    const turn = nextTurn(plan, marks, { reader, extend: 0, known, skipped: new Set() });
    if (turn === null) return marks;
    marks.push(
      withId({
        question: plan.question,
        contentId: itemAt(plan, turn.at).contentId,
        reader,
        via: turn.via,
        answer: answer(turn.at),
        note: "",
        parts: [0],
        pages: [],
        atMs: before.length + n + 1,
        undoes: "",
      }),
    );
  }
  throw new Error("the queue does not end");
}

const viaCount = (marks: readonly Mark[], via: string): number =>
  marks.filter((mark) => mark.via === via).length;

describe("the queue of a reader", () => {
  it("shows census and sample once each, and about a tenth a second time after at least ten others", () => {
    const plan = invented(20);
    const marks = read(plan, "anna", [], () => "no");
    expect([viaCount(marks, "census"), viaCount(marks, "sample")]).toEqual([20, 150]);
    expect(viaCount(marks, "blind")).toBeGreaterThan(6);
    expect(viaCount(marks, "blind")).toBeLessThan(30);
    const last = marks.length - 1;
    for (const [i, mark] of marks.entries()) {
      if (mark.via !== "blind") continue;
      const first = marks.findIndex((other) => other.contentId === mark.contentId);
      if (i < last - 12) expect(i - first).toBeGreaterThanOrEqual(10);
    }
    expect(answersOf(marks).blind).toMatchObject({ observed: 1 });
  });

  it("mixes known counter-examples in, about one in twenty, and measures who sees them", () => {
    const plan = invented(20);
    const known = Array.from({ length: 40 }, (_, i) => 300 + i);
    const marks = read(plan, "anna", [], (at) => (at % 2 === 0 ? "yes" : "no"), known);
    const { seeded } = answersOf(marks);
    expect(seeded.known).toBe(viaCount(marks, "seeded"));
    expect(seeded.known).toBeGreaterThan(2);
    expect(seeded.known).toBeLessThan(25);
    expect(seeded.seen).toBeLessThan(seeded.known);
    const { bounds } = progressOf(plan, answersOf(marks));
    expect(bounds.sensitivity).toBeNull();
  });

  it("never mixes in more known ones than the claim file fixes, nor any that its queries find", () => {
    const plan = invented(20);
    const few = { ...plan, claim: { ...CLAIM, sample: { ...CLAIM.sample, seeded: 3 } } };
    const known = Array.from({ length: 60 }, (_, i) => 300 + i);
    expect(
      viaCount(
        read(few, "anna", [], () => "no", known),
        "seeded",
      ),
    ).toBe(3);
    const easy = Array.from({ length: 20 }, (_, i) => i);
    expect(
      viaCount(
        read(plan, "anna", [], () => "no", easy),
        "seeded",
      ),
    ).toBe(0);
  });

  it("gives a second reader what one alone said yes to, and nothing else again", () => {
    const plan = invented(20);
    const first = read(plan, "anna", [], (at) => (at < 5 ? "yes" : "no"));
    const both = read(plan, "ben", first, () => "yes");
    const bens = both.slice(first.length).filter((mark) => mark.via !== "blind");
    const looked = bens.map((mark) => plan.positionOf(mark.contentId) ?? -1);
    expect(looked.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    expect(progressOf(plan, answersOf(both)).tally.confirmed).toBe(5);
  });

  it("comes out the same whatever the order in which marks were merged", () => {
    const plan = invented(20);
    const marks = read(plan, "anna", [], (at) => (at % 7 === 0 ? "yes" : "no")).slice(0, 90);
    const options = { reader: "anna", extend: 0, known: [], skipped: new Set<string>() };
    const next = nextTurn(plan, marks, options);
    expect(nextTurn(plan, [...marks].reverse(), options)).toEqual(next);
    expect(conflictsOf([...marks].reverse())).toEqual(conflictsOf(marks));
  });

  it("asks for a ruling where readers differ, one yes stands alone or somebody is unsure, once", () => {
    const plan = invented(3);
    const said = (n: number, reader: string, answer: Answer, atMs: number): Mark =>
      withId({
        question: plan.question,
        contentId: idOf(n),
        reader,
        via: "census",
        answer,
        note: "",
        parts: [0],
        pages: [],
        atMs,
        undoes: "",
      });
    const marks = [
      said(0, "anna", "yes", 1),
      said(0, "ben", "no", 2),
      said(1, "anna", "unsure", 3),
      said(2, "anna", "no", 4),
    ];
    const asked: number[] = [];
    for (let n = 0; n < 10; n++) {
      const turn = nextRuling(plan, marks, new Set());
      if (turn === null) break;
      asked.push(turn.at);
      marks.push({ ...said(turn.at, "carla", "no", 10 + n), via: "adjudication" });
    }
    expect(asked.sort()).toEqual([0, 1]);
  });
});

describe("documents answered no from part of what they hold", () => {
  it("are offered once a session, until all of them was shown", () => {
    const plan = {
      ...invented(20),
      readingOf: ({ docId }: { docId: number }) => ({
        unopened: docId % 10 === 0 ? 1 : 0,
        byPage: 0,
        pagesShown: 0,
        pages: 0,
      }),
    };
    const marks = read(plan, "anna", [], () => "no");
    const startMs = 1000;
    const offered: number[] = [];
    for (let n = 0; n < 100; n++) {
      const turn = nextPartly(plan, marks, { reader: "anna", startMs, skipped: new Set() });
      if (turn === null) break;
      offered.push(turn.at);
      const { contentId } = itemAt(plan, turn.at);
      marks.push(
        withId({
          question: plan.question,
          contentId,
          reader: "anna",
          via: turn.via,
          answer: "no",
          note: "",
          parts: [0],
          pages: [],
          atMs: startMs + n,
          undoes: "",
        }),
      );
    }
    const tenth = [...plan.frame.census, ...plan.frame.rest.slice(0, 150)].filter(
      (at) => at % 10 === 0,
    );
    expect(offered).toEqual(tenth);
    expect(progressOf(plan, answersOf(marks)).tally.inPart).toBe(tenth.length - 2);
  });

  it("are possible positives among what active reading left", () => {
    const whole = invented(20);
    const plan = {
      ...whole,
      readingOf: ({ docId }: { docId: number }) => ({
        unopened: docId % 10 === 0 ? 1 : 0,
        byPage: 0,
        pagesShown: 0,
        pages: 0,
      }),
    };
    const answers = answersOf(read(plan, "anna", [], () => "no"));
    const inPart = plan.frame.rest.slice(0, 150).filter((at) => at % 10 === 0).length;
    expect(inPart).toBeGreaterThan(0);
    expect(activeState(whole, answers).discardFound).toBe(0);
    expect(activeState(plan, answers).discardFound).toBe(inPart);
  });
});

describe("a mark", () => {
  it("is itself only with the id of its content", () => {
    const mark = withId({
      question: idOf(1),
      contentId: idOf(2),
      reader: "anna",
      via: "census",
      answer: "yes",
      note: "",
      parts: [0, 3],
      pages: [],
      atMs: 5,
      undoes: "",
    });
    expect(isMark(mark)).toBe(true);
    expect(isMark(JSON.parse(JSON.stringify(mark)))).toBe(true);
    for (const changed of [{ answer: "no" }, { note: "x" }, { parts: [0] }, { via: "chance" }])
      expect(isMark({ ...mark, ...changed })).toBe(false);
  });
});
