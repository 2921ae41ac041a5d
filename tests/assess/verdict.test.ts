import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundsOf, type Tally, verdictOf } from "../../src/assess/verdict.ts";
import type { ClaimKind } from "../../src/model/claim.ts";

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
  confirmed: 0,
  anomalous: 0,
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
    expect(wordOf("share", 0.02, { ...read, inPart: 5 })).toBe("undecided");
    const census = { ...read, census: 20, censusRead: 20, rest: 480, censusInPart: 9 };
    expect(boundsOf(census, 0.95).upperWorst).toBe(
      boundsOf({ ...census, censusInPart: 0 }, 0.95).upperWorst + 9,
    );
    const { because } = verdictOf("share", 0.02, census, boundsOf(census, 0.95));
    expect(because).toContain("9 of them were answered no from part of what they hold");
  });

  it("never move towards the claim when fewer documents were read with the same findings", () => {
    const tally = fc
      .record({
        unreadable: fc.nat(20),
        census: fc.nat(30),
        rest: fc.integer({ min: 1, max: 2000 }),
        plannedShare: fc.double({ min: 0.01, max: 1, noNaN: true }),
        found: fc.nat(12),
        extra: fc.nat(400),
        fewer: fc.integer({ min: 1, max: 400 }),
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
          confirmed: Math.min(drawn.confirmed, yes),
        };
        const less: Tally = {
          ...more,
          read: Math.max(yes, read - drawn.fewer),
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
      { numRuns: 2000 },
    );
  });
});
