import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect } from "vitest";
import { planQuery } from "../../src/query/plan.ts";
import { printQuery } from "../../src/query/print-query.ts";
import { matchSegments } from "../../src/search/match/match.ts";
import { bruteForce } from "../support/brute-force.ts";
import { corpusPath, itWith } from "../support/corpora.ts";
import { storedTexts } from "../support/plain-corpus.ts";
import { readRealMails } from "../support/real-mails.ts";
import { realTrees } from "../support/real-trees.ts";

const CLOCK = { nowMs: Date.UTC(2017, 4, 31), timeZone: "UTC" };
const SEED = 20_170_505;
const QUERIES = process.env["LEAKSIFT_FULL"] === "1" ? 2000 : 500;
const folder = mkdtempSync(join(tmpdir(), "leaksift-real-mails-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("search over real mails", () => {
  itWith(
    { corpus: "mail-50k" },
    `finds exactly what a brute-force evaluator finds for ${QUERIES} queries on 5,000 mails`,
    async () => {
      const path = corpusPath("mail-50k", "mail-50k.mbox");
      const { families, segments } = await readRealMails(path, 10, 1300, folder);
      expect(families.length).toBeGreaterThan(4900);
      const texts = storedTexts(families);
      const firstDocs: number[] = [];
      let docId = 0;
      for (const family of families) {
        firstDocs.push(docId);
        docId += family.length;
      }
      let finding = 0;
      for (const node of realTrees(families, QUERIES, SEED)) {
        const matches = matchSegments(planQuery(node, { clock: CLOCK }), segments, { texts });
        const docIds = (set: "families" | "documents"): number[] =>
          matches.flatMap((match) =>
            Array.from(match[set], (local) => match.terms.segment.firstDoc + local),
          );
        const expected = bruteForce(node, families);
        const roots = expected.families.map((family) => firstDocs[family]);
        expect(docIds("families"), printQuery(node)).toEqual(roots);
        expect(docIds("documents"), printQuery(node)).toEqual(expected.documents);
        if (roots.length > 0 && roots.length < families.length) finding++;
      }
      for (const { reader } of segments) reader.close();
      expect(finding).toBeGreaterThan(QUERIES * 0.6);
    },
    600_000,
  );
});
