import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { answersOf } from "../../src/assess/answers.ts";
import { claimHash } from "../../src/assess/claim-hash.ts";
import { amountsIn } from "../../src/assess/content/amounts.ts";
import { readClaim } from "../../src/assess/read-claim.ts";
import type { Mark } from "../../src/model/claim.ts";

const BANAL = readFileSync(new URL("../../claims/banal.yaml", import.meta.url), "utf8");

describe("claim files", () => {
  it.each(["banal", "financial-wrongdoing"])("that ship are read: %s", (name) => {
    const text = readFileSync(new URL(`../../claims/${name}.yaml`, import.meta.url), "utf8");
    expect(readClaim(`${name}.yaml`, text).id).toBe(name);
  });

  it.each([
    ["an unknown key", "kind: universal", "knid: universal", /^x\.yaml:\d+:1: .*"knid"/],
    ["another kind", "kind: universal", "kind: total", /^x\.yaml:\d+:7: "kind" must be/],
    ["a query not read as written", "query: '*'", "query: 'nofield:x'", /^x\.yaml:\d+:10: /],
    ["broken YAML", "kind: universal", "kind: [", /^x\.yaml:\d+:\d+: /],
    ["another schema", "leaksift-claim/1", "leaksift-claim/9", /^x\.yaml:3:9: /],
  ])("name line and column of %s", (_, from, to, error) => {
    expect(BANAL).toContain(from);
    expect(() => readClaim("x.yaml", BANAL.replace(from, to))).toThrow(error);
  });

  it("have a hash that comments and layout do not change, and the question does", () => {
    const hash = claimHash(readClaim("a", BANAL));
    expect(claimHash(readClaim("b", `# a comment\n${BANAL}`))).toBe(hash);
    expect(claimHash(readClaim("c", BANAL.replace("size: 300", "size: 301")))).not.toBe(hash);
  });
});

describe("the keys for big texts", () => {
  const hashOf = (sample: string): string =>
    claimHash(readClaim("x", BANAL.replace("  size: 300\n", `  size: 300\n${sample}`)));

  it("leave hashes that were published before they existed as they are", () => {
    expect(readClaim("x", BANAL).sample).toMatchObject({ pagesOver: 30, pages: 10 });
    // Printed by the program that knew neither key
    expect(hashOf("")).toBe("652c6f784cb409fb84b838a02f92eb65fe0af470554f9270fe8cad854199d2c6");
    expect(hashOf("  pagesOver: 30\n  pages: 10\n")).toBe(hashOf(""));
    expect(hashOf("  pagesOver: 31\n")).not.toBe(hashOf(""));
    expect(hashOf("  pages: 11\n")).not.toBe(hashOf(""));
  });
});

describe("amounts", () => {
  it.each([
    ["Les 14 000 euros en espèces", 14_000, "EUR"],
    ["Rechnung über 1.234,56 EUR", 1234.56, "EUR"],
    ["£1,234.50 due", 1234.5, "GBP"],
    ["$5k", 5000, "USD"],
    ["3 millions d'euros", 3e6, "EUR"],
    ["CHF 1'200 an", 1200, "CHF"],
    ["12\u202f500,50\u00a0€", 12_500.5, "EUR"],
    ["$2.384 billion of it", 2.384e9, "USD"],
    ["$1,500 million", 1.5e9, "USD"],
    ["2,384 milliards d'euros", 2.384e9, "EUR"],
    ["1.500 Millionen Euro", 1.5e9, "EUR"],
    ["$690M extension", 690e6, "USD"],
    ["£203bn", 203e9, "GBP"],
    ["Notional $ 68,330,674 469,184,058", 68_330_674, "USD"],
    ["1 234 567,89 EUR", 1_234_567.89, "EUR"],
  ])("reads %s", (text, value, currency) => {
    expect(amountsIn(text)).toMatchObject([{ value, currency }]);
  });

  it.each([
    ["Notre facture n° 12, 190 euros", "invoice"],
    ["190 euros en espèces, sans facture", "cash"],
    ["Das Darlehen über 4.900 Euro", "loan"],
    ["He was paid $500 for it", "payment"],
    ["A loan.\n\nNew paragraph: $500 it is", "none"],
    ["The barrister asks $500", "none"],
  ])("takes %s for %s", (text, role) => {
    expect(amountsIn(text)[0]?.role).toBe(role);
  });

  it.each(["02 61 91 30 08", "page 12", "2017-03-27", "12 Europeans"])(
    "finds none in %s",
    (text) => {
      expect(amountsIn(text)).toEqual([]);
    },
  );
});

const mark = (row: Partial<Mark>): Mark => ({
  markId: "1",
  question: "q",
  contentId: "aa",
  reader: "anna",
  via: "census",
  answer: "no",
  note: "",
  parts: [0],
  pages: [],
  atMs: 1,
  undoes: "",
  ...row,
});

describe("answers", () => {
  it("are undecided where readers differ, until somebody decides", () => {
    const marks = [mark({ answer: "yes" }), mark({ markId: "2", reader: "bob", atMs: 2 })];
    expect(answersOf(marks).byContent.get("aa")).toMatchObject({
      answer: "unsure",
      disputed: true,
    });
    const decided = [...marks, mark({ markId: "3", via: "adjudication", answer: "yes", atMs: 3 })];
    expect(answersOf(decided).byContent.get("aa")).toMatchObject({
      answer: "yes",
      confirmed: true,
    });
    expect(answersOf([...decided].reverse()).byContent).toEqual(answersOf(decided).byContent);
  });

  it("forget what was taken back, and bring back what an undone undo took", () => {
    const marks = [mark({ answer: "yes" }), mark({ markId: "2", undoes: "1", atMs: 2 })];
    expect(answersOf(marks).byContent.size).toBe(0);
    const again = [...marks, mark({ markId: "3", undoes: "2", atMs: 3 })];
    expect(answersOf(again).byContent.get("aa")?.answer).toBe("yes");
  });
});
