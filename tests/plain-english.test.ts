/** Words that give a translation away, in what people read: messages and help (every string of the source), and pages. docs/style.md has the rule. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** What is looked for, and what to write instead. */
const SLIPS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/(?<!\b[Tt]here )\b(?:is|are|was|were) no (?!longer\b|more\b|less\b|other\b)\w+/g, "is not a …"],
  [/\banew\b/g, "again"],
  [
    /\b(?:stands?|stood) (?:in|for|on|at|there|alone|once|under|behind|beside)\b/g,
    "is, has, means",
  ],
  [/\blies? (?:in|at|on|beside)\b/g, "is in"],
  [/\b(?:is|are) (?:told|heard)\b/g, "say who tells, or who sees"],
  [/\btaken (?:in|up) again\b/g, "continued"],
  [/\b(?:all|none|most|part) of it is\b/g, "name the thing"],
  [/\bno no\b/g, "does not mean no"],
];

/** Files whose words are data: the closed vocabulary of checks, and the page that lists the slips. */
const DATA = ["src/checks/engine/vocabulary.ts", "docs/style.md"];

const filesBelow = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)).replaceAll("\\", "/"))
    .filter((path) => path.endsWith(ending) && !DATA.includes(path))
    .sort();

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");

/** "place: the words around the slip (write: …)" of every slip. */
function slips(path: string, text: string): string[] {
  return SLIPS.flatMap(([pattern, instead]) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }) => {
      const around = text.slice(Math.max(0, index - 40), index + found.length + 30);
      return `${path}: …${around.replace(/\s+/g, " ")}… (write: ${instead})`;
    }),
  );
}

describe("plain English", () => {
  it("is what the program says: messages and help", () => {
    const found = filesBelow("src", ".ts").flatMap((path) =>
      slips(path, withoutComments(readFileSync(path, "utf8"))),
    );
    expect(found).toEqual([]);
  });

  it("is what the pages say", () => {
    const pages = [
      "README.md",
      "CONTRIBUTING.md",
      "SECURITY.md",
      "CHANGELOG.md",
      "bench/README.md",
    ];
    const found = [...pages, ...filesBelow("docs", ".md")].flatMap((path) =>
      slips(path, readFileSync(path, "utf8")),
    );
    expect(found).toEqual([]);
  });

  it("finds a slip, and lets plain sentences pass", () => {
    const found = (text: string): number => slips("x", text).length;
    expect(found("That is no list of ids.")).toBe(1);
    expect(found("The names stand in the files.")).toBe(1);
    expect(found("There is no index here. It is no longer there.")).toBe(0);
  });
});
