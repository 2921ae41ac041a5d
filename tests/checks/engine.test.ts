/** The registry and the texts of checks: one file a check, sorted, described, worded from the closed vocabulary, documented. */

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
// @ts-expect-error: a script without types; what it returns is compared as text
import { checkPages, OTHER_PAGES } from "../../scripts/checks-docs.js";
// @ts-expect-error: a script without types
import { dishonest, evidenceRows } from "../../scripts/evidence-table.js";
import { NAME_ALTERNATIVES, NOT_SAID } from "../../src/checks/engine/alternatives.ts";
import { ALL_CHECKS, checkById } from "../../src/checks/engine/engine.ts";
import { expectedByChance, pooledRate, wilson } from "../../src/checks/engine/expected.ts";
import { RATES } from "../../src/checks/engine/rates.ts";
import { bannedWords, lintTemplate, templatesOf } from "../../src/checks/engine/wording.ts";
import { registeredDomain } from "../../src/checks/facts/domains.ts";
import { EVIDENCE_LINES, LEVELS } from "../../src/model/flag.ts";
import { SILENT_CASES } from "./innocent-causes.ts";

const FOLDERS = { message: "message", file: "document", corpus: "corpus" } as const;
/** Conditions that half of all mail has: never more than context (rows that must never stand alone). */
const NEVER_ALONE = [
  "message-id-domain-differs",
  "message-id-domain-unrelated",
  "no-received",
  "reply-to-elsewhere",
  "last-saver-differs-from-creator",
];

describe("checks", () => {
  it("are sorted by id, each once", () => {
    const ids = ALL_CHECKS.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it("stand in a file of their own name", () => {
    for (const [scope, folder] of Object.entries(FOLDERS)) {
      const files = readdirSync(resolve("src/checks", folder))
        .map((name) => name.replace(/\.ts$/, ""))
        .filter((name) => name !== "corpus-view");
      expect(files.sort()).toEqual(
        ALL_CHECKS.filter((check) => check.scope === scope).map(({ id }) => id),
      );
    }
  });

  it("have a table of what fires and what stays silent", () => {
    const tests = readdirSync("tests/checks")
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => readFileSync(join("tests/checks", name), "utf8"))
      .join("\n");
    const isNamed = (id: string): boolean =>
      tests.includes(`"${id}"`) || tests.includes(`/${id}.ts"`);
    const missing = ALL_CHECKS.filter(({ id }) => !isNamed(id));
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  it("are silent, or context at most, on so many ordinary causes", () => {
    expect(Object.keys(SILENT_CASES).filter((id) => checkById(id) === undefined)).toEqual([]);
    const count = (checks: typeof ALL_CHECKS): number =>
      checks.reduce((sum, { innocentCauses }) => sum + innocentCauses.length, 0);
    const isContext = ({ level }: { level: string }): boolean => level === "information";
    const withRow = Object.values(SILENT_CASES).flat().length;
    // The rest looks like the condition itself: the flag names the cause. bench/README.md has these figures
    expect([
      count(ALL_CHECKS),
      count(ALL_CHECKS.filter(isContext)),
      withRow,
      Object.keys(SILENT_CASES).length,
    ]).toEqual([297, 84, 81, 49]);
  });

  it.each(ALL_CHECKS.map((check) => [check.id, check] as const))(
    "%s says what it must",
    (_id, check) => {
      expect(check.id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
      expect(LEVELS).toContain(check.level);
      expect(EVIDENCE_LINES).toContain(check.line);
      expect(check.innocentCauses.length).toBeGreaterThanOrEqual(3);
      expect(check.sources.length).toBeGreaterThan(0);
      expect(check.sentence).toMatch(/\.$/);
      expect(check.sentence).toMatch(/\{|^[A-Z]/);
    },
  );

  it.each(NEVER_ALONE)("%s stays context", (id) => {
    expect(ALL_CHECKS.find((check) => check.id === id)?.level).toBe("information");
  });
});

describe("wording", () => {
  it.each(ALL_CHECKS.map((check) => [check.id, check] as const))(
    "of %s keeps to the vocabulary",
    (_id, check) => {
      expect(templatesOf(check).flatMap(lintTemplate)).toEqual([]);
      expect(check.sources.flatMap(bannedWords)).toEqual([]);
    },
  );

  it("of alternatives and of the closing words keeps to it", () => {
    expect([...NAME_ALTERNATIVES, NOT_SAID].flatMap(lintTemplate)).toEqual([]);
  });

  it.each([
    "a fake mail",
    "forged by hand",
    "the hacker saved it",
    "tampered with",
    "edited by Anna",
    "the account belongs to Anna",
    "this proves that",
    "a Russian name",
    "a decoy",
    "a suspicious file",
    "she saved it",
  ])("refuses %j", (text) => {
    expect(bannedWords(text)).not.toEqual([]);
  });

  it("refuses a word that is not in the vocabulary", () => {
    expect(lintTemplate("The file is bamboozled.").map(({ word }) => word)).toEqual(["bamboozled"]);
  });
});

describe("rates", () => {
  it("are measured or absent, never zero of nothing", () => {
    for (const [id, rows] of RATES) {
      expect(ALL_CHECKS.map((check) => check.id)).toContain(id);
      for (const row of rows) {
        expect(row.applies).toBeGreaterThan(0);
        expect(row.fired).toBeLessThanOrEqual(row.applies);
        expect(row.clustersFired).toBeLessThanOrEqual(row.clusters);
      }
    }
  });

  it("give null for a check that was not measured", () => {
    expect(expectedByChance("no-such-check", 100)).toBeNull();
  });

  it("are bounded by cluster: none of 585 senders still allows some", () => {
    const rates = new Map([
      [
        "x",
        [
          {
            corpus: "c",
            era: "e",
            unit: "message" as const,
            applies: 2116,
            fired: 0,
            clusters: 585,
            clustersFired: 0,
          },
        ],
      ],
    ]);
    const upper = pooledRate("x", rates)?.upper ?? 0;
    expect(upper).toBeGreaterThan(3 / 585);
    expect(upper).toBeLessThan(4.5 / 585);
  });

  it("have Wilson bounds around the share", () => {
    expect(wilson(0, 100)[1]).toBeCloseTo(0.037, 3);
    expect(wilson(50, 100)[0]).toBeCloseTo(0.4038, 3);
    expect(wilson(0, 0)).toEqual([0, 1]);
  });

  it("allow no check more than one high flag in 5,000 genuine mails by itself", () => {
    for (const check of ALL_CHECKS) {
      if (check.level !== "high") continue;
      const rate = pooledRate(check.id);
      if (rate !== null && check.scope === "corpus")
        expect(rate.share).toBeLessThanOrEqual(1 / 2000);
    }
  });
});

describe("registered domains", () => {
  it.each([
    ["mail.example.org", "example.org"],
    ["example.org", "example.org"],
    ["mail.example.co.uk", "example.co.uk"],
    ["example.co.uk", "example.co.uk"],
    ["co.uk", "co.uk"],
    ["a.b.example.de.", "example.de"],
    ["localhost", "localhost"],
    ["", ""],
    [".", ""],
  ])("of %j is %j", (domain, registered) => {
    expect(registeredDomain(domain)).toBe(registered);
  });
});

describe("docs/checks", async () => {
  const evidence = await evidenceRows();
  const pages = checkPages({
    checks: ALL_CHECKS,
    rates: RATES,
    wilson,
    pooledRate,
    nameAlternatives: NAME_ALTERNATIVES,
    evidence,
  }) as Map<string, string>;

  it("name a check, or a reason why there is none, for everything that is stored", () => {
    expect(dishonest(evidence)).toEqual([]);
    expect(evidence.length).toBeGreaterThan(60);
  });

  it("agree with the code (else: node scripts/checks-docs.js)", () => {
    const names = readdirSync("docs/checks").filter(
      (name) => !(OTHER_PAGES as string[]).includes(name),
    );
    expect(names.sort()).toEqual([...pages.keys()].sort());
    const stale = [...pages].filter(
      ([name, text]) => readFileSync(join("docs/checks", name), "utf8") !== text,
    );
    expect(stale.map(([name]) => name)).toEqual([]);
  });
});
