/** Bounds of 72 patterns of answers against scipy, by a program that shares no code with ours. Skipped, and said so, where scipy is missing. */
import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { boundsOf, sideBoundsOf } from "../../../src/assess/bounds.ts";
import type { Tally } from "../../../src/assess/tally.ts";

const SCRIPT = fileURLToPath(new URL("../../support/claims_reference.py", import.meta.url));
/** Debian's own has Debian's scipy; another Python may come first on the path. */
const PYTHON = ["python3", "/usr/bin/python3"].find(
  (python) => spawnSync(python, [SCRIPT, "--probe"], { stdio: "ignore" }).status === 0,
);

const PLAIN: Tally = {
  population: 400,
  unreadable: 0,
  census: 0,
  censusRead: 0,
  censusYes: 0,
  censusUnsure: 0,
  censusInPart: 0,
  rest: 400,
  planned: 60,
  read: 60,
  yes: 0,
  unsure: 0,
  inPart: 0,
  byPage: 0,
  plannedFound: 0,
  confirmed: 0,
  censusConfirmed: 0,
  sampleConfirmed: 0,
  anomalous: 0,
  seededPlanned: 20,
  seededKnown: 0,
  seededSeen: 0,
  doubleRead: 0,
  doubleDiffer: 0,
};

/** Confirmed yes answers of the sample. */
const sampleYes = (yes: number): Partial<Tally> => ({
  yes,
  plannedFound: yes,
  sampleConfirmed: yes,
  confirmed: yes,
});
const CENSUS = { census: 40, censusRead: 40, rest: 360 };
/** What was counted -> [name, what differs from nothing found in 60 of 400]. */
const READ: readonly (readonly [string, Partial<Tally>])[] = [
  ["nothing found", {}],
  ["nothing read", { read: 0 }],
  ["one read", { read: 1 }],
  ["before the plan", { read: 30 }],
  ["beyond the plan", { read: 100 }],
  ["all read", { planned: 400, read: 400 }],
  ["three confirmed", sampleYes(3)],
  ["three of one reader", { yes: 3, plannedFound: 3 }],
  ["all yes", sampleYes(60)],
  ["unsure", { unsure: 4, plannedFound: 4 }],
  ["no to part", { inPart: 5, plannedFound: 5 }],
  ["unreadable", { population: 430, unreadable: 30 }],
  ["only unreadable", { population: 30, unreadable: 30, rest: 0, read: 0 }],
  ["empty", { population: 0, rest: 0, read: 0 }],
  ["census in full", { ...CENSUS, censusYes: 5, confirmed: 5, censusConfirmed: 5 }],
  ["census in part", { ...CENSUS, censusRead: 10, censusYes: 2, censusUnsure: 1, censusInPart: 3 }],
  ["flagged", { ...CENSUS, censusYes: 25, anomalous: 25 }],
  ["some flagged", { ...CENSUS, censusYes: 25, anomalous: 5, confirmed: 20, censusConfirmed: 20 }],
];
/** What is known of readers. */
const READERS: readonly (readonly [string, Partial<Tally>])[] = [
  ["untested", {}],
  ["1 of 1 known seen", { seededKnown: 1, seededSeen: 1 }],
  ["18 of 20 known seen", { seededKnown: 20, seededSeen: 18 }],
  [
    "20 of 20 seen, 2 of 40 read twice differ",
    { seededKnown: 20, seededSeen: 20, doubleRead: 40, doubleDiffer: 2 },
  ],
];

describe("bounds as scipy has them", () => {
  const patterns = READ.flatMap(([name, read]) =>
    READERS.map(([who, readers]) => ({
      name: `${name}, ${who}`,
      tally: { ...PLAIN, ...read, ...readers },
    })),
  );
  const title = `are the same for ${patterns.length} patterns of answers`;

  it.skipIf(PYTHON === undefined)(
    PYTHON === undefined ? `${title} [skipped: python3-scipy is not installed]` : title,
    () => {
      const input = patterns.map(({ tally }) => JSON.stringify(tally)).join("\n");
      const lines = execFileSync(PYTHON ?? "", [SCRIPT], { input })
        .toString()
        .trim()
        .split("\n");
      const ours = patterns.map(({ name, tally }) => {
        const [{ lower, upperWorst }, sides] = [boundsOf(tally, 0.95), sideBoundsOf(tally, 0.95)];
        const { joint, upperIfAllSeen, upperIfTenthMissed, noneGenuine, allGenuineLow, falseYes } =
          sides;
        return {
          name,
          lower,
          upperWorst,
          ...joint,
          upperIfAllSeen,
          upperIfTenthMissed,
          noneGenuineHigh: noneGenuine.high,
          allGenuineLow,
          falseYes: falseYes === null ? null : Number(falseYes.toFixed(9)),
        };
      });
      const theirs = lines.map((line, i) => ({
        name: patterns[i]?.name,
        ...(JSON.parse(line) as object),
      }));
      expect(patterns.length).toBeGreaterThanOrEqual(60);
      expect(ours).toEqual(theirs);
    },
    300_000,
  );
});
