import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nameTest } from "../../src/query/name-keys.ts";
import { planQuery } from "../../src/query/plan.ts";
import { garbledName } from "../../src/query/plan-name.ts";
import { matchSegments } from "../../src/search/match/match.ts";
import { acceptsName } from "../../src/search/match/name-bytes.ts";
import { termsOf } from "../../src/tokenize.ts";
import { buildSegments, type PlainFamily, storedTexts } from "../support/plain-corpus.ts";

const CLOCK = { nowMs: Date.UTC(2017, 4, 31), timeZone: "UTC" };
const folder = mkdtempSync(join(tmpdir(), "leaksift-names-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Pair {
  readonly same: boolean;
  readonly asked: string;
  readonly text: string;
}

const PAIRS: readonly Pair[] = readFileSync("tests/query/name-pairs.tsv", "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => {
    const [label, asked = "", text = ""] = line.split("\t");
    return { same: label === "same", asked, text };
  });

/** Which of the pairs a search for the name finds in its text: each text is the sender of a message of its own. */
function foundPairs(pairs: readonly Pair[]): boolean[] {
  const families: PlainFamily[] = pairs.map(({ text }) => [
    { texts: { from: [text] }, tokens: { kind: ["message"] }, numbers: {}, headers: [] },
  ]);
  const segments = buildSegments(families, folder, 400);
  const texts = storedTexts(families);
  try {
    return pairs.map(({ asked }, i) => {
      const plan = planQuery({ kind: "name", field: null, text: asked }, { clock: CLOCK });
      const matches = matchSegments(plan, segments, { texts });
      return matches.some((match) => match.families.includes(i - match.terms.segment.firstDoc));
    });
  } finally {
    for (const { reader } of segments) reader.close();
  }
}

describe("names", () => {
  it("finds labelled pairs with a recall of 95 % and a precision of 80 % at least", () => {
    expect(PAIRS.length).toBeGreaterThanOrEqual(300);
    const found = foundPairs(PAIRS);
    const pair = ({ asked, text }: Pair): string => `${asked} / ${text}`;
    const missed = PAIRS.filter((each, i) => each.same && !found[i]).map(pair);
    const wrong = PAIRS.filter((each, i) => !each.same && found[i]).map(pair);
    const wanted = PAIRS.filter(({ same }) => same).length;
    const right = wanted - missed.length;
    const said = JSON.stringify({ missed, wrong }, null, 1);
    expect(right / wanted, said).toBeGreaterThanOrEqual(0.95);
    expect(right / (right + wrong.length), said).toBeGreaterThanOrEqual(0.8);
  });

  it("refuses no spelling on its bytes that the full test takes", () => {
    const terms = [...new Set(PAIRS.flatMap(({ asked, text }) => termsOf(`${asked} ${text}`)))];
    let taken = 0;
    for (const word of new Set(PAIRS.flatMap(({ asked }) => termsOf(asked)))) {
      const test = nameTest({ word, initial: true });
      const accepts = acceptsName(word, test);
      for (const term of terms) {
        const bytes = Buffer.from(term, "utf8");
        if (!test(term)) continue;
        taken++;
        expect(accepts(bytes, bytes.length), `${word} ${term}`).toBe(true);
      }
    }
    expect(taken).toBeGreaterThan(500);
  });

  it("knows what a name looks like in a wrong charset, short words left out", () => {
    const written = (text: string): string[] =>
      garbledName(text).map((slots) => [...new Set(slots.map((slot) => slot.written))].join(" "));
    expect(written("Рошка")).toContain("Ðîøêà");
    expect(written("Roshka")).toContain("Ðîøêà");
    expect(written("Müller")).toContain("MÃ¼ller");
    expect(written("Li")).toEqual([]);
  });
});
