/** Lines at the prompt: what they are read as, what Tab offers, where one gets to. */
import { describe, expect, it } from "vitest";
import { offered, wantedAt } from "../../src/prompt/complete.ts";
import { facetClause } from "../../src/prompt/facet-clause.ts";
import { helpText } from "../../src/prompt/help.ts";
import { MAX_LINE_CHARS, readLine } from "../../src/prompt/read-line.ts";
import { goBack, goTo, promptText, refined, START } from "../../src/prompt/state.ts";
import { findVerb, VERBS } from "../../src/prompt/verbs.ts";
import { parseQuery } from "../../src/query/parse-query.ts";
import { printQuery } from "../../src/query/print-query.ts";
import { displayWidth } from "../../src/render/terminal.ts";

/** "verb:rest", or "?text" for a query; "~" in front when the line begins like a command. */
function read(line: string): string {
  const got = readLine(line);
  if (got.kind === "verb") return `${got.verb.name}:${got.rest}`;
  return `${got.almost === null ? "" : "~"}?${got.text}`;
}

describe("a line at the prompt", () => {
  const LINES: readonly (readonly [string, string])[] = [
    ["invoice from:anna", "?invoice from:anna"],
    ["3", "open:3"],
    ["open 3", "open:3"],
    ["open 3f9a01c2d4e5", "open:3f9a01c2d4e5"],
    ["", "next:"],
    ["n", "next:"],
    ["NEXT", "next:"],
    ["next year", "~?next year"],
    ["open letter", "~?open letter"],
    ["/next", "search:next"],
    ["/ 2017", "search:2017"],
    ["search open", "search:open"],
    ["search", "~?search"],
    ["?", "help:"],
    ["? tag", "help:tag"],
    ["+ type:pdf", "refine:type:pdf"],
    ["refine 2", "refine:2"],
    ["tag +read -new", "tag:+read -new"],
    ["tag read", "~?tag read"],
    ["note called her", "note:called her"],
    ["text 2", "text:2"],
    ["text of the note", "~?text of the note"],
    ["facets sender,month", "facets:sender,month"],
    ["sort newest", "sort:newest"],
    ["export out/key", "export:out/key"],
    ["q", "quit:"],
    ["-draft", "?-draft"],
    ['"let me know"', '?"let me know"'],
    ["  budget  ", "?budget"],
  ];
  for (const [line, meant] of LINES)
    it(`${JSON.stringify(line)} is ${meant}`, () => expect(read(line)).toBe(meant));

  it("is cut where it is longer than anyone types", () => {
    expect(read("a".repeat(1_000_000)).length).toBe(MAX_LINE_CHARS + 1);
  });
});

describe("the table of commands", () => {
  it("has every word once and a usage that begins with the name", () => {
    const words = VERBS.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
    for (const verb of VERBS) expect(verb.usage.split(" ")[0]).toBe(verb.name);
  });

  it("is all in the help, in 80 columns", () => {
    const style = { colour: false, columns: 80, unicode: true };
    const text = helpText("", style);
    for (const { usage } of VERBS) expect(text).toContain(`  ${usage}`);
    expect(text.split("\n").filter((line) => displayWidth(line) > 80)).toEqual([]);
    for (const { name, what } of VERBS) expect(helpText(name, style)).toContain(what);
    expect(helpText("lastsavedby", style)).toContain("lastsavedby:");
    expect(helpText("lastsav", style)).toContain("lastsavedby:");
    expect(findVerb("?")?.name).toBe("help");
  });

  it("shows queries that are read as written", () => {
    const text = helpText("", { colour: false, columns: 80, unicode: true, plain: true });
    const examples = [...text.matchAll(/^(.+): both words|^(.+): (?:when|with files|what)/gm)];
    expect(examples.length).toBeGreaterThan(3);
    for (const [, first, second] of examples)
      expect(parseQuery(first ?? second ?? "").problems).toEqual([]);
  });
});

describe("Tab", () => {
  const tab = (line: string, values: readonly string[] = []): string[] =>
    offered(wantedAt(line, ["sender", "month", "mailer"]), values);

  it("offers commands and fields at the front, fields after words", () => {
    expect(tab("meta")).toEqual(["metadata"]);
    expect(tab("invoice lasts")).toEqual(["lastsavedby:"]);
    expect(tab("invoice -lasts")).toEqual(["-lastsavedby:"]);
    expect(tab("facets sender,m")).toEqual(["sender,month", "sender,mailer"]);
    expect(tab("sort new")).toEqual(["newest"]);
    expect(tab("? prev")).toEqual(["previous"]);
  });

  it("asks for values of a field and quotes those with spaces", () => {
    expect(wantedAt("x from:an", [])).toMatchObject({
      word: "from:an",
      field: "from",
      prefix: "an",
    });
    expect(tab("x from:an", ["anna@example.org"])).toEqual(["from:anna@example.org"]);
    expect(wantedAt('filename:"the bu', [])).toMatchObject({ field: "filename", prefix: "the bu" });
    expect(tab('filename:"the bu', ["the budget.xlsx"])).toEqual(['filename:"the budget.xlsx"']);
    expect(tab("tag +re", ["read"])).toEqual(["+read"]);
  });

  it("never offers what a terminal must not see, or what would change the line", () => {
    const hostile = [
      "a\u001b[31mb",
      "a\u202eb",
      "a\nb",
      'a"b',
      "a\u200bb",
      "a*",
      "a\\",
      "x".repeat(500),
    ];
    expect(tab("filename:a", hostile)).toEqual([]);
  });
});

describe("where one is", () => {
  const view = { ...START.view, query: "a", total: 30, ids: ["00", "11"], offset: 10 };

  it("stands in the prompt", () => {
    expect(promptText(START)).toBe("leaksift> ");
    expect(promptText({ ...START, view })).toBe("11-12 of 30> ");
    expect(promptText({ ...START, view: { ...view, open: { id: "1122", at: 11 } } })).toBe(
      "12 of 30> ",
    );
    expect(promptText({ ...START, view: { ...view, total: 0, ids: [] } })).toBe("no hits> ");
  });

  it("can be gone back from, not further than the start", () => {
    const first = goTo(START, view);
    const second = goTo(first, { ...view, query: "b" });
    const back = goBack(second);
    expect(back?.view.query).toBe("a");
    expect(back === null ? "" : goBack(back)).toBeNull();
    let state = START;
    for (let i = 0; i < 200; i++) state = goTo(state, { ...view, query: String(i) });
    expect(state.trail.length).toBe(50);
  });

  it("narrows without tearing an OR apart", () => {
    expect(refined(null, "a")).toBe("a");
    expect(refined("*", "a")).toBe("a");
    expect(refined("a", "b")).toBe("a b");
    expect(refined("a OR b", "c OR d")).toBe("(a OR b) (c OR d)");
  });

  it("takes facet values as clauses that are read back as they are", () => {
    for (const value of ['say "x"', "a*b?", "back\\slash", "тест 例", "a b", "x:y", "(z)"]) {
      const { tree, problems } = parseQuery(facetClause("creator", value));
      expect(problems).toEqual([]);
      expect(printQuery(parseQuery(printQuery(tree)).tree)).toBe(printQuery(tree));
    }
    expect(facetClause("month", "2017-03")).toBe("date:2017-03");
    expect(facetClause("sender", "a@b.c")).toBe('from:"a@b.c"');
  });
});
