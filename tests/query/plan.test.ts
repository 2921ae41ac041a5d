import { describe, expect, it } from "vitest";
import { expandSaved } from "../../src/query/expand-saved.ts";
import { compileGlob } from "../../src/query/glob.ts";
import { parseQuery } from "../../src/query/parse-query.ts";
import { type Plan, planQuery } from "../../src/query/plan.ts";
import type { Lookup } from "../../src/query/plan-clause.ts";
import type { TermSet } from "../../src/query/plan-terms.ts";
import { printQuery } from "../../src/query/print-query.ts";

const CLOCK = { nowMs: Date.UTC(2017, 4, 31), timeZone: "UTC" };
const planOf = (query: string): Plan => planQuery(parseQuery(query).tree, { clock: CLOCK });

const termText = (terms: TermSet): string => {
  switch (terms.kind) {
    case "term":
      return terms.term;
    case "oneOf":
      return terms.terms.join("|");
    case "pattern":
      return terms.pattern;
    case "fuzzy":
      return `${terms.term}~${terms.distance}`;
    case "regex":
      return `/${terms.source}/`;
    case "name":
      return `name ${terms.word}`;
    case "stem":
      return `stem ${terms.language ?? ""}:${terms.term}`;
    case "any":
      return "*";
  }
};

const lookupText = (lookup: Lookup): string => {
  switch (lookup.kind) {
    case "terms":
      return `${lookup.fields.join("+")}=${termText(lookup.terms)}`;
    case "phrase":
      return `${lookup.fields.join("+")}="${lookup.slots.map(termText).join(" ")}"~${lookup.slop}`;
    case "exact":
      return `${lookup.fields.join("+")}==${lookup.slots.map((s) => `${s.term}(${s.written})`).join(" ")}`;
    case "both":
      return lookup.sides.map((side) => side.map(lookupText).join("|")).join("&");
    default:
      return JSON.stringify(lookup);
  }
};

/** A plan in short: file groups in braces. */
const shape = (plan: Plan): string => {
  switch (plan.kind) {
    case "all":
      return "*";
    case "and":
      return `(${plan.operands.map(shape).join(" ")})`;
    case "or":
      return `(${plan.operands.map(shape).join(" | ")})`;
    case "not":
      return `-${shape(plan.operand)}`;
    case "sameFile":
      return `{${shape(plan.operand)}}`;
    case "clause":
      return printQuery(plan.node);
  }
};

const lookups = (query: string): string[] => {
  const plan = planOf(query);
  return plan.kind === "clause" ? plan.lookups.map(lookupText) : [];
};

const DEFAULT = "subject+body+from+to+attachment+filename";

describe("planQuery", () => {
  it.each([
    ["a b", "(a b)"],
    ["filename:a", "filename:a"],
    ["filename:a creator:b", "{(filename:a creator:b)}"],
    ["filename:a word creator:b", "(filename:a word creator:b)"],
    ["word filename:a creator:b c", "(word {(filename:a creator:b)} c)"],
    ["filename:a -creator:b", "{(filename:a -creator:b)}"],
    ["-creator:b filename:a", "{(-creator:b filename:a)}"],
    ["-filename:a -creator:b", "(-filename:a -creator:b)"],
    ["word -filename:a", "(word -filename:a)"],
    ["filename:a (creator:b OR company:c)", "{(filename:a (creator:b | company:c))}"],
    ["filename:a (creator:b OR word)", "(filename:a (creator:b | word))"],
    [
      "filename:a ((creator:b company:c) OR manager:d)",
      "{(filename:a ((creator:b company:c) | manager:d))}",
    ],
    ["filename:a -(creator:b company:c)", "{(filename:a -(creator:b company:c))}"],
    [
      "(filename:a creator:x) (filename:b creator:y)",
      "({(filename:a creator:x)} {(filename:b creator:y)})",
    ],
    ["filename:a (creator:x company:y)", "(filename:a {(creator:x company:y)})"],
    ["(filename:a creator:b) OR c", "({(filename:a creator:b)} | c)"],
    ["type:pdf modified:2017 revision:<3", "{(type:pdf modified:2017 revision:<3)}"],
    ["lastsavedby:script:cyrillic created:2012", "{(lastsavedby:script:cyrillic created:2012)}"],
    ["author:x company:*", "{(author:x company:*)}"],
    ["from:a to:b", "(from:a to:b)"],
    ["date:2017 size:>5", "(date:2017 size:>5)"],
    ["*", "*"],
  ])("plans %s as %s", (query, expected) => {
    expect(shape(planOf(query))).toBe(expected);
  });

  it.each([
    ["Été", [`${DEFAULT}=ete`]],
    ["l'accord", [`${DEFAULT}="l accord"~0`]],
    ["INV-2041-77", [`${DEFAULT}="inv 2041 77"~0`, "ids=inv204177"]],
    ["Anna@Example.org", [`${DEFAULT}="anna example org"~0`, "ids=anna@example.org"]],
    ['"+33 6 12 34 56 78"', [`${DEFAULT}="33 6 12 34 56 78"~0`, "ids=33612345678|tel:612345678"]],
    ['"call anna@example.org"', [`${DEFAULT}="call anna example org"~0`]],
    ["from:anna@example.org", ['from="anna example org"~0']],
    ["ids:INV-2041-77", ["ids=inv204177|inv-2041-77"]],
    ["headers:<A@x.org>", ["headers=a@x.org"]],
    ["participants:weber", ["from+to=weber"]],
    ["author:weber", ["creator+lastsavedby+manager+changedby+commentby+people=weber"]],
    ['"let me"~3', [`${DEFAULT}="let me"~3`]],
    ['"joh* l\'accord"~2', [`${DEFAULT}="joh* l accord"~2`]],
    ["joh*", [`${DEFAULT}=joh*`]],
    ["INV-20*", [`${DEFAULT}="inv 20*"~0`, "ids=inv20*"]],
    ["*@example.org", [`${DEFAULT}="* example org"~0`, "ids=*@example.org"]],
    ["filename:*.pdf", ['filename="* pdf"~0']],
    ["filename:ÉT?*", ["filename=et?*"]],
    ["invoce~1", [`${DEFAULT}=invoce~1`]],
    ["subject:l'acord~2", ['subject="l acord~2"~0']],
    ["=Été", [`${DEFAULT}==ete(Été)`]],
    ["type:/pdf|doc/", ["type=/pdf|doc/"]],
    ["type:ms*", ["type=ms*"]],
    ["domain:Example.org", ["domain=example.org"]],
    ["between:(a b)", ["from=a&to=b", "from=b&to=a"]],
    ["script:cyrillic", ["script=cyrillic"]],
    ["subject:stem:fr:Factures", ["subject=stem fr:factures"]],
    ["body:stem:invoices", ["body=stem :invoices"]],
  ])("looks %s up as %j", (query, expected) => {
    expect(lookups(query)).toEqual(expected);
  });

  it("gives a word without a term nothing to look up", () => {
    expect(lookups("\u0640")).toEqual([]);
  });

  it("looks a name up in any order, by initials for all words but one, and as wrong charsets show it", () => {
    const plan = planOf('from:~"Georgy Petrovich Roshka"');
    const found = plan.kind === "clause" ? plan.lookups : [];
    expect(found.filter((each) => each.kind === "phrase").map((each) => each.slots)).toEqual([
      [
        { kind: "name", word: "georgy", initial: false },
        { kind: "name", word: "roshka", initial: true },
      ],
      [
        { kind: "name", word: "georgy", initial: true },
        { kind: "name", word: "roshka", initial: false },
      ],
    ]);
    const written = found.flatMap((each) =>
      each.kind === "exact" ? [each.slots.map((slot) => slot.written).join(" ")] : [],
    );
    expect(written).toContain("Ãåîðãèé Ðîøêà");
    expect(written).toContain("Ðîøêà Ãåîðãèé");
    expect(written.length).toBeLessThan(130);
  });

  it("resolves times against the clock given", () => {
    const plan = planOf("date:yesterday");
    expect(plan.kind === "clause" && plan.lookups).toEqual([
      {
        kind: "range",
        field: "date",
        range: {
          low: Date.UTC(2017, 4, 30),
          lowInclusive: true,
          high: Date.UTC(2017, 4, 31),
          highInclusive: false,
        },
      },
    ]);
  });
});

describe("compileGlob", () => {
  it.each([
    ["a*", "abc", true],
    ["a*", "bac", false],
    ["*a", "bca", true],
    ["*b*", "abc", true],
    ["a*c", "ac", true],
    ["a*a", "a", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["?", "😀", true],
    ["*a*b*c", "xxaxxbxxc", true],
    ["*a*b*c", "xxaxxbxx", false],
    ["a\\*", "a*", true],
    ["a\\*", "ab", false],
    ["abc", "abc", true],
    ["*", "", true],
    ["?*?", "a", false],
  ])("matches %s with %s: %s", (pattern, text, expected) => {
    expect(compileGlob(pattern).test(text)).toBe(expected);
  });

  it("takes time in proportion on a hostile pattern", () => {
    expect(compileGlob(`${"*a".repeat(60)}b`).test("a".repeat(10_000))).toBe(false);
  });
});

describe("expandSaved", () => {
  const saved = new Map(
    Object.entries({ press: "anna OR bob", deep: "@press c", loop: "@pool", pool: "@loop" }).map(
      ([name, text]) => [name, parseQuery(text).tree] as const,
    ),
  );
  const expand = (query: string) => expandSaved(parseQuery(query).tree, (name) => saved.get(name));

  it.each([
    ["-@press x", "-(anna OR bob) x"],
    ["@deep", "(anna OR bob) c"],
    ["x @deep", "x ((anna OR bob) c)"],
  ])("puts the saved tree in place: %s is %s", (query, expected) => {
    const { tree, problems } = expand(query);
    expect(problems).toEqual([]);
    expect(printQuery(tree)).toBe(expected);
  });

  it("names saved queries that are unknown or use themselves, and matches nothing there", () => {
    expect(expand("@nobody").problems).toEqual([{ name: "nobody", reason: "unknown" }]);
    const { tree, problems } = expand("@loop");
    expect(problems).toEqual([{ name: "loop", reason: "circular" }]);
    expect(printQuery(tree)).toBe("-*");
  });
});
