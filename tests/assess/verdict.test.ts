import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundsOf, sideBoundsOf } from "../../src/assess/bounds.ts";
import { logPmf, upperOneSided } from "../../src/assess/statistics/hypergeometric.ts";
import type { Tally } from "../../src/assess/tally.ts";
import { readersSentence, verdictOf } from "../../src/assess/verdict.ts";
import type { ClaimKind } from "../../src/model/claim.ts";
import { FULL } from "./statistics/rationals.ts";

const EMPTY: Tally = {
  population: 500,
  unreadable: 0,
  census: 0,
  censusRead: 0,
  censusYes: 0,
  censusUnsure: 0,
  censusInPart: 0,
  rest: 500,
  planned: 300,
  read: 0,
  yes: 0,
  unsure: 0,
  inPart: 0,
  byPage: 0,
  plannedFound: 0,
  confirmed: 0,
  censusConfirmed: 0,
  sampleConfirmed: 0,
  doubleRead: 0,
  doubleDiffer: 0,
  anomalous: 0,
  seededPlanned: 20,
  seededKnown: 0,
  seededSeen: 0,
};

const wordOf = (kind: ClaimKind, threshold: number, tally: Tally): string =>
  verdictOf(kind, threshold, tally, boundsOf(tally, 0.95)).word;

const NEARNESS = ["contradicted", "undecided", "consistent with"];

describe("verdicts", () => {
  it("say nothing before anything is read", () => {
    expect(boundsOf(EMPTY, 0.95)).toMatchObject({ lower: 0, upperWorst: 500 });
    for (const kind of ["universal", "share", "existence"] as const)
      expect(wordOf(kind, 0.01, EMPTY)).toBe("undecided");
  });

  it("contradict a universal claim by one confirmed counter-example, not by one that is flagged or unconfirmed", () => {
    const yes = { ...EMPTY, census: 1, rest: 499, censusRead: 1, censusYes: 1 };
    expect(wordOf("universal", 0, yes)).toBe("undecided");
    expect(wordOf("universal", 0, { ...yes, anomalous: 1 })).toBe("undecided");
    expect(wordOf("universal", 0, { ...yes, confirmed: 1 })).toBe("contradicted");
  });

  it("share the error of the upper end among three statements when counter-examples were seeded", () => {
    const many = { population: 50_000, rest: 50_000 };
    const read = { ...EMPTY, ...many, read: 300, yes: 2, plannedFound: 2 };
    const seeded = boundsOf({ ...read, seededKnown: 20, seededSeen: 20 }, 0.95);
    const alpha = 0.05 / 3;
    // All of twenty seen: the bound of Clopper and Pearson is the twentieth root of the error (Biometrika 26, 1934)
    expect(seeded.sensitivity).toBeCloseTo(alpha ** (1 / 20), 9);
    expect(seeded.restUpper).toBe(boundsOf(read, 1 - alpha).restUpper);
    expect(seeded.restUpper).not.toBe(boundsOf(read, 1 - 0.05 / 2).restUpper);
    expect(seeded.restUpper).not.toBe(boundsOf(read, 1 - 0.05 / 4).restUpper);
    expect(boundsOf(read, 0.95).sensitivity).toBeNull();
  });

  it("never find a universal claim consistent, even when all was read", () => {
    expect(wordOf("universal", 0, { ...EMPTY, planned: 500, read: 500 })).toBe("undecided");
  });

  it("count unreadable documents against a share", () => {
    const read = { ...EMPTY, read: 300 };
    expect(wordOf("share", 0.02, read)).toBe("consistent with");
    expect(wordOf("share", 0.02, { ...read, population: 520, unreadable: 20 })).toBe("undecided");
  });

  it("count a no from part of a document as a possible yes, and say so", () => {
    const read = { ...EMPTY, read: 300 };
    expect(wordOf("share", 0.02, read)).toBe("consistent with");
    expect(wordOf("share", 0.02, { ...read, inPart: 5, plannedFound: 5 })).toBe("undecided");
    const census = { ...read, census: 20, censusRead: 20, rest: 480, censusInPart: 9 };
    expect(boundsOf(census, 0.95).upperWorst).toBe(
      boundsOf({ ...census, censusInPart: 0 }, 0.95).upperWorst + 9,
    );
    const said = (tally: Tally): string =>
      verdictOf("share", 0.02, tally, boundsOf(tally, 0.95)).because;
    expect(said(census)).toContain("9 of them were answered no from part of what they hold");
    expect(said(census)).toContain("(one-sided, 95 %, ");
    expect(said(census)).not.toContain("by page");
    expect(said({ ...census, byPage: 4 })).toContain("4 of them read by page only");
  });

  it("never move towards the claim when fewer documents were read with the same findings", () => {
    const tally = fc
      .record({
        unreadable: fc.nat(20),
        census: fc.nat(30),
        rest: fc.integer({ min: 1, max: 2000 }),
        plannedShare: fc.double({ min: 0.01, max: 1, noNaN: true }),
        found: fc.nat(12),
        extra: fc.oneof(fc.constant(0), fc.nat(400)),
        fewer: fc.integer({ min: 1, max: 400 }),
        toPlanned: fc.boolean(),
        foundLate: fc.nat(12),
        censusFewer: fc.nat(5),
        threshold: fc.constantFrom(0.001, 0.01, 0.05, 0.2),
        confirmed: fc.nat(1),
        kind: fc.constantFrom<ClaimKind>("universal", "share", "existence"),
      })
      .map((drawn) => {
        const yes = Math.min(drawn.found, drawn.rest);
        const planned = Math.max(1, Math.ceil(drawn.rest * drawn.plannedShare));
        const read = Math.min(drawn.rest, Math.max(yes, planned) + drawn.extra);
        const more: Tally = {
          ...EMPTY,
          population: drawn.unreadable + drawn.census + drawn.rest,
          unreadable: drawn.unreadable,
          census: drawn.census,
          censusRead: drawn.census,
          rest: drawn.rest,
          planned,
          read,
          yes,
          // Some may have been found after the planned number was read
          plannedFound: Math.min(
            planned,
            Math.max(0, yes - drawn.foundLate, yes - (read - Math.min(read, planned))),
          ),
          confirmed: Math.min(drawn.confirmed, yes),
        };
        // The same findings among fewer: also exactly the planned number, where the bound is the tightest
        const lessRead = Math.max(
          yes,
          drawn.toPlanned && planned < read ? planned : read - drawn.fewer,
        );
        const less: Tally = {
          ...more,
          read: lessRead,
          plannedFound: lessRead <= planned ? yes : more.plannedFound,
          censusRead: Math.max(0, drawn.census - drawn.censusFewer),
        };
        return { more, less, kind: drawn.kind, threshold: drawn.threshold };
      });
    fc.assert(
      fc.property(tally, ({ more, less, kind, threshold }) => {
        const before = NEARNESS.indexOf(wordOf(kind, threshold, more));
        const after = NEARNESS.indexOf(wordOf(kind, threshold, less));
        expect(after).toBeLessThanOrEqual(before);
      }),
      { numRuns: FULL ? 50_000 : 3000 },
    );
  });
});

/** A tally of a plain sample: nothing in the census, all readable. */
const sampled = (
  rest: number,
  planned: number,
  read: number,
  yes: number,
  early: number,
): Tally => ({
  ...EMPTY,
  population: rest,
  rest,
  planned,
  read,
  yes,
  plannedFound: early,
});

/** Largest number found at which the printed upper end is below `marked`; -1 for none. Grows with what is read, so the search begins at the last. */
function ruledOutUpTo(at: (found: number) => Tally, marked: number, last: number): number {
  const isOut = (found: number): boolean => boundsOf(at(found), 0.95).upperWorst < marked;
  let found = Math.max(0, last);
  if (!isOut(found)) {
    while (found >= 0 && !isOut(found)) found--;
    return found;
  }
  while (found < at(found).read && isOut(found + 1)) found++;
  return found;
}

/** Exact chance that the upper end printed at any moment of reading is below the truth: what a reader who stops at the best moment errs. */
function bestMomentError(rest: number, planned: number, marked: number, most: number): number {
  let chances = new Float64Array(most + 2);
  chances[0] = 1;
  let wrong = 0;
  let limit = -1;
  for (let read = 1; read <= most; read++) {
    const next = new Float64Array(most + 2);
    for (let found = 0; found < read; found++) {
      const chance = chances[found] as number;
      const hit = Math.max(0, marked - found) / (rest - read + 1);
      next[found + 1] = (next[found + 1] as number) + chance * hit;
      next[found] = (next[found] as number) + chance * (1 - hit);
    }
    // After the planned number: the bound of then was not below the truth, else it was counted, so it does not matter
    const early = (found: number): number => (read > planned ? planned : found);
    const at = (found: number): Tally => sampled(rest, planned, read, found, early(found));
    const out = ruledOutUpTo(at, marked, read === planned ? 0 : limit);
    if (read !== planned) limit = out;
    for (let found = 0; found <= out; found++) {
      wrong += next[found] as number;
      next[found] = 0;
    }
    chances = next;
  }
  return wrong;
}

describe("the upper end as it is printed while reading", () => {
  const CELLS = [
    [200, 60],
    [2000, 60],
    [2000, 300],
    [21_075, 300],
    ...(FULL
      ? ([
          [2000, 1500],
          [21_075, 1500],
          [71_848, 600],
        ] as const)
      : []),
  ] as const;
  const SHARES = [0.0002, 0.001, 0.005, 0.01, 0.05, 0.3, 0.5];

  it("is wrong for at most 5 % of readers who stop at the best moment, before, at or after the plan (exact)", () => {
    let worst = { wrong: 0, cell: "" };
    for (const [rest, planned] of CELLS)
      for (const share of SHARES) {
        const marked = Math.round(share * rest);
        const wrong = bestMomentError(rest, planned, marked, Math.min(rest, planned + 60));
        if (wrong >= worst.wrong) worst = { wrong, cell: `N=${rest} n=${planned} p=${share}` };
        expect(wrong).toBeLessThanOrEqual(0.05);
      }
    process.stdout.write(`worst best-moment error: ${worst.wrong.toFixed(4)} at ${worst.cell}\n`);
  });

  it("is at the planned size on average at most 1.10 times the exact bound that nobody watches", () => {
    let worst = { ratio: 0, cell: "" };
    for (const [rest, planned] of CELLS)
      for (const share of SHARES) {
        const marked = Math.round(share * rest);
        let [ours, reference] = [0, 0];
        for (let found = 0; found <= Math.min(marked, planned); found++) {
          const chance = Math.exp(logPmf({ population: rest, marked, drawn: planned }, found));
          if (chance < 1e-12) continue;
          ours += chance * boundsOf(sampled(rest, planned, planned, found, found), 0.95).upperWorst;
          reference += chance * upperOneSided({ population: rest, drawn: planned, found }, 0.05);
        }
        const ratio = ours / reference;
        if (ratio >= worst.ratio) worst = { ratio, cell: `N=${rest} n=${planned} p=${share}` };
        expect(ratio).toBeLessThanOrEqual(1.1);
      }
    process.stdout.write(`worst mean width: ${worst.ratio.toFixed(3)} at ${worst.cell}\n`);
  });
});

/** Chances of 0 to n successes, by adding one trial at a time. */
function binomial(n: number, share: number): number[] {
  let chances = [1];
  for (let trial = 0; trial < n; trial++) {
    const next = Array<number>(chances.length + 1).fill(0);
    for (const [x, chance] of chances.entries()) {
      next[x] = (next[x] as number) + chance * (1 - share);
      next[x + 1] = (next[x + 1] as number) + chance * share;
    }
    chances = next;
  }
  return chances;
}

describe("the upper end when readers miss some, known ones mixed in to tell how many", () => {
  it("is not below the truth in at least 95 % (exact), read in full or as a sample", () => {
    let worst = { coverage: 1, cell: "" };
    for (const [rest, read] of [
      [200, 200],
      [2000, 300],
    ] as const)
      for (const marked of [5, 20, 50])
        for (const sees of [0.6, 0.8, 0.95])
          for (const known of [20, 40, 200]) {
            const found = Array<number>(marked + 1).fill(0);
            for (let drawn = 0; drawn <= Math.min(marked, read); drawn++) {
              const chance = Math.exp(logPmf({ population: rest, marked, drawn: read }, drawn));
              if (!(chance > 1e-12)) continue;
              for (const [x, seen] of binomial(drawn, sees).entries())
                found[x] = (found[x] as number) + chance * seen;
            }
            let coverage = 0;
            for (const [seededSeen, ofKnown] of binomial(known, sees).entries())
              for (const [yes, chance] of found.entries()) {
                if (ofKnown * chance < 1e-10) continue;
                const tally = { ...sampled(rest, read, read, yes, yes), seededKnown: known };
                const { upperWorst } = boundsOf({ ...tally, seededSeen }, 0.95);
                if (upperWorst >= marked) coverage += ofKnown * chance;
              }
            const cell = `N=${rest} n=${read} K=${marked} sees=${sees} known=${known}`;
            if (coverage <= worst.coverage) worst = { coverage, cell };
            expect(coverage, cell).toBeGreaterThanOrEqual(0.95);
          }
    process.stdout.write(`worst coverage: ${worst.coverage.toFixed(4)} at ${worst.cell}\n`);
  });
});

/** Chances of what is counted of a sample: true ones drawn, each called yes with one share, the others with another. */
function yesChances(
  rest: number,
  marked: number,
  read: number,
  sees: number,
  wrong: number,
): number[] {
  const found = Array<number>(read + 1).fill(0);
  for (let drawn = 0; drawn <= Math.min(marked, read); drawn++) {
    const chance = Math.exp(logPmf({ population: rest, marked, drawn: read }, drawn));
    if (!(chance > 1e-12)) continue;
    const mistaken = binomial(read - drawn, wrong);
    for (const [x, seen] of binomial(drawn, sees).entries())
      for (const [y, more] of mistaken.entries())
        found[x + y] = (found[x + y] as number) + chance * seen * more;
  }
  return found;
}

describe("both ends when readers miss some and call others yes by mistake", () => {
  const ERRORS = [0, 0.05, 0.2];

  it("hold in at least 95 % each (exact), known ones mixed in and documents read twice", () => {
    let worst = { wrong: 0, cell: "" };
    const [rest, read, known, twice] = [1000, 120, 40, 100];
    for (const marked of [0, 10, 60])
      for (const falseNo of ERRORS)
        for (const falseYes of ERRORS) {
          const sees = 1 - falseNo;
          const one = yesChances(rest, marked, read, sees, falseYes);
          const both = yesChances(rest, marked, read, sees ** 2, falseYes ** 2);
          let [low, high] = [0, 0];
          for (const [seededSeen, ofKnown] of binomial(known, sees).entries())
            for (const [yes, chance] of one.entries()) {
              if (ofKnown * chance < 1e-10) continue;
              const tally = { ...sampled(rest, read, read, yes, yes), seededKnown: known };
              if (boundsOf({ ...tally, seededSeen }, 0.95).upperWorst < marked)
                high += ofKnown * chance;
            }
          const differ = binomial(twice, 2 * falseYes * (1 - falseYes));
          for (const [doubleDiffer, ofTwice] of differ.entries())
            for (const [sampleConfirmed, chance] of both.entries()) {
              if (ofTwice * chance < 1e-10) continue;
              const tally = { ...sampled(rest, read, read, 0, 0), sampleConfirmed };
              const { lower } = boundsOf({ ...tally, doubleRead: twice, doubleDiffer }, 0.95);
              if (lower > marked) low += ofTwice * chance;
            }
          const cell = `K=${marked} false no=${falseNo} false yes=${falseYes}`;
          for (const wrong of [low, high]) {
            if (wrong >= worst.wrong) worst = { wrong, cell };
            expect(wrong, cell).toBeLessThanOrEqual(0.05);
          }
        }
    process.stdout.write(`worst error of an end: ${worst.wrong.toFixed(4)} at ${worst.cell}\n`);
  });
});

describe("one rule for what counts as yes", () => {
  const flagged = {
    ...EMPTY,
    population: 400,
    census: 40,
    rest: 360,
    planned: 60,
    read: 60,
    censusRead: 40,
  };

  it("lets no answer of one reader, and none on a flagged document, decide a claim of any kind", () => {
    const single = { ...flagged, censusYes: 25 };
    const confirmed = { ...single, anomalous: 25 };
    for (const tally of [single, confirmed])
      for (const kind of ["universal", "share", "existence"] as const)
        expect(wordOf(kind, 0.01, tally)).toBe("undecided");
    const said = verdictOf("share", 0.01, confirmed, boundsOf(confirmed, 0.95)).because;
    expect(said).toMatch(
      /25 confirmed yes are flagged .* if none is genuine the share is between 0 % and /,
    );
  });

  it("lets confirmed ones that no check flags decide each kind", () => {
    const tally = { ...flagged, censusYes: 25, confirmed: 25, censusConfirmed: 25 };
    expect(wordOf("universal", 0, tally)).toBe("contradicted");
    expect(wordOf("share", 0.01, tally)).toBe("contradicted");
    expect(wordOf("existence", 0, tally)).toBe("consistent with");
  });
});

describe("testing readers", () => {
  const read = { ...EMPTY, population: 400, rest: 400, planned: 60, read: 60 };

  it("does not widen the bound before as many known ones were shown as were fixed", () => {
    const plain = boundsOf(read, 0.95).upperWorst;
    for (const known of [1, 19])
      expect(boundsOf({ ...read, seededKnown: known, seededSeen: known }, 0.95)).toMatchObject({
        sensitivity: null,
        upperWorst: plain,
      });
    const more = { ...read, seededPlanned: 30, seededKnown: 29, seededSeen: 29 };
    expect(boundsOf(more, 0.95).sensitivity).toBeNull();
  });

  it("prints the bound with and without what readers may miss, tested or not", () => {
    const say = (tally: Tally): string =>
      readersSentence(tally, boundsOf(tally, 0.95), sideBoundsOf(tally, 0.95));
    expect(say(read)).toMatch(
      /Readers were not tested: if they miss none, the bound is \d+; if they miss 10 %, it is \d+\./,
    );
    expect(say({ ...read, seededKnown: 20, seededSeen: 19 })).toMatch(
      /Of 20 known .* saw 19, .* if they miss none\. The first is larger because/,
    );
    expect(say(read)).toContain("False yes answers are not modelled");
    expect(say({ ...read, doubleRead: 40, doubleDiffer: 2 })).toContain(
      "2 of 40 double readings differ",
    );
  });
});

describe("ends that are named together", () => {
  it("are wider than each alone, and an empty population is said to be empty", () => {
    const tally = {
      ...EMPTY,
      read: 300,
      yes: 3,
      plannedFound: 3,
      sampleConfirmed: 3,
      confirmed: 3,
    };
    const { joint } = sideBoundsOf(tally, 0.95);
    const single = boundsOf(tally, 0.95);
    expect(joint.low).toBeLessThanOrEqual(single.lower);
    expect(joint.high).toBeGreaterThan(single.upperWorst);
    const none = { ...EMPTY, population: 0, rest: 0 };
    expect(verdictOf("share", 0.01, none, boundsOf(none, 0.95)).because).toContain(
      "its population is empty",
    );
  });
});
