/** `verify` has stock FlexSearch answer questions about a sample, and says where the index answers otherwise. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { indexPaths } from "../../src/catalog/index-folder.ts";
import { openIndex } from "../../src/search/open-index.ts";
import { type SecondOpinion, secondOpinion } from "../../src/search/second-opinion.ts";
import { leaksiftEnds } from "../support/cli.ts";
import { json, testFolder } from "../support/custody.ts";
import { mail, mbox } from "../support/small-dump.ts";

const home = testFolder("opinion");
const words = [
  "alpha",
  "beta",
  "gamma",
  "delta",
  "\u0441\u043c\u0435\u0442\u0430",
  "\u00e9t\u00e9",
];
const COUNT = 60;

beforeAll(() => {
  const messages = Array.from({ length: COUNT }, (_, i) =>
    mail(i, {
      subject: `${words[i % 6]} ${words[(i * 5 + 1) % 6]}`,
      body: `${words[(i + 2) % 6]} number${i} ${words[(i * 3) % 5]}`,
      files: i % 4 === 0 ? [[`plan${i}.txt`, `attached ${words[i % 5]} plan`]] : [],
    }),
  );
  writeFileSync(join(home, "box.mbox"), mbox([...messages, messages[0] ?? ""]));
  leaksiftEnds(0, ["index", "box.mbox", "--index", "ix"], { cwd: home });
});

const opinion = (count: number, seed = 1): SecondOpinion => {
  const index = openIndex(indexPaths(join(home, "ix")));
  try {
    return secondOpinion(index, count, seed);
  } finally {
    index.close();
  }
};

describe("a second opinion", () => {
  it.each([
    [0, COUNT],
    [1, 1],
    [20, 20],
    [COUNT + 1, COUNT],
  ])("on %i families looks at %i, and agrees", (count, sampled) => {
    const { questions, ...rest } = opinion(count);
    expect(rest).toEqual({ sampled, families: COUNT, different: [] });
    expect(questions).toBeGreaterThan(0);
  });

  it("asks the same of the same index, and something else with another seed", () => {
    expect(opinion(20)).toEqual(opinion(20));
    expect(new Set([1, 2, 3, 4].map((seed) => opinion(5, seed).questions)).size).toBeGreaterThan(1);
  });

  it("notices a family that the index does not find", () => {
    const index = openIndex(indexPaths(join(home, "ix")));
    try {
      // An index whose segment has lost documents: the catalog still has their texts
      const segments = index.segments.map((segment) => ({
        ...segment,
        removed: Uint32Array.of(3, 4, 5, 9),
      }));
      const { different } = secondOpinion({ ...index, segments }, 0, 1);
      expect(different.length).toBeGreaterThan(0);
      expect(different[0]).toMatch(/^\S+.*: FlexSearch finds \d+ of the sample, the index \d+$/);
    } finally {
      index.close();
    }
  });
});

describe("verify", () => {
  it("says how many families and questions, and none with --hashes-only", () => {
    const { out } = leaksiftEnds(0, ["verify", "--index", "ix"], { cwd: home });
    expect(out).toMatch(
      /Second opinion: 60 of 60 families indexed by FlexSearch, \d+ questions: the same answers\./,
    );
    expect(json(home, 0, "verify", "--hashes-only", "--index", "ix")["secondOpinion"]).toBeNull();
    expect(
      json(home, 0, "verify", "--hashes-only", "--sample", "7", "--index", "ix")["secondOpinion"],
    ).toMatchObject({ sampled: 7, families: 60, different: [] });
  });
});
