/**
 * docs/query-language.md, row by row: each example is read exactly as written, printed and read again to the same tree, and finds on the sample corpus just
 * what the brute-force evaluator finds. What only the catalog answers (in:, id:, tag: …) is run, and held to other tests.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { indexPaths } from "../../src/catalog/index-folder.ts";
import { FIELDS } from "../../src/fields.ts";
import { parseQuery } from "../../src/query/parse-query.ts";
import { printQuery } from "../../src/query/print-query.ts";
import type { QueryNode } from "../../src/query/tree.ts";
import { catalogTexts } from "../../src/search/catalog-texts.ts";
import { didYouMean } from "../../src/search/did-you-mean.ts";
import { explainPlan } from "../../src/search/explain-plan.ts";
import { type OpenIndex, openIndex } from "../../src/search/open-index.ts";
import { readQuery, searchRoots } from "../../src/search/search.ts";
import { COLUMN_FIELD_NUMBER, POSTING_FIELD_NUMBER } from "../../src/segment/format.ts";
import { visitField } from "../../src/segment/scan-dictionary.ts";
import { bruteForce } from "../support/brute-force.ts";
import { PROGRAM, plainEnvironment } from "../support/cli.ts";
import type { PlainDocument, PlainFamily } from "../support/plain-corpus.ts";

const CLOCK = { nowMs: Date.UTC(2017, 4, 31), timeZone: "UTC" };
const folder = mkdtempSync(join(tmpdir(), "leaksift-page-"));
let index: OpenIndex;
let families: readonly PlainFamily[];
let roots: readonly number[];

/** Examples that are read with a remark, as the page says. */
const REMARKED = new Set(["date:27/03/2017", "date:27.03.2017"]);
/** Saved by the reader of the page. */
const SAVED: QueryNode = parseQuery("presse OR journal").tree;

/** Code in the first column of the tables that are headed "write", pipes unescaped. */
function examplesOf(page: string): readonly string[] {
  const examples: string[] = [];
  let open = false;
  for (const line of page.split("\n")) {
    if (!line.startsWith("|")) open = false;
    else if (line.startsWith("| write")) open = true;
    else if (open) {
      const [, first = ""] = line.split(/(?<!\\)\|/);
      for (const [, code = ""] of first.matchAll(/`([^`]+)`/g))
        examples.push(code.replaceAll("\\|", "|"));
    }
  }
  return examples;
}

/** Dates without their field, as the table of times writes them. */
const queryOf = (example: string): string =>
  /^(?:yesterday|(?:this|last) \w+|\d{4}(?:-\d\d)?<?\.\.)/.test(example)
    ? `date:"${example}"`
    : example;

const EXAMPLES = examplesOf(readFileSync("docs/query-language.md", "utf8"));

function add<T>(map: Map<string, T[]> | undefined, key: string, value: T): void {
  map?.set(key, [...(map.get(key) ?? []), value]);
}

/** The documents of the index as plain data: texts from the catalog, tokens and numbers from the segments. */
function plainFamilies(): { families: PlainFamily[]; roots: number[] } {
  const texts = catalogTexts(index.catalog, index.segments);
  const textFields = FIELDS.filter((f) => f.type === "text" && POSTING_FIELD_NUMBER.has(f.name));
  const tokenFields = FIELDS.filter((f) => f.type === "token" && POSTING_FIELD_NUMBER.has(f.name));
  const found: PlainDocument[][] = [];
  const rootIds: number[] = [];
  for (const { reader, firstDoc } of index.segments) {
    const count = reader.documentCount;
    const tokens = Array.from({ length: count }, () => new Map<string, string[]>());
    for (const { name } of tokenFields)
      visitField(reader, POSTING_FIELD_NUMBER.get(name) as number, (term, documents) => {
        for (const document of documents) add(tokens[document], name, term);
      });
    const numbers = Array.from({ length: count }, () => new Map<string, number[]>());
    for (const [name, number] of COLUMN_FIELD_NUMBER) {
      const column = reader.column(number);
      for (const [i, document] of column.documents.entries())
        add(numbers[document], name, column.values[i] as number);
    }
    const numberOfRoot = new Map<number, number>();
    for (let document = 0; document < count; document++) {
      const docId = firstDoc + document;
      const root = reader.roots[document] as number;
      const values = textFields.map(({ name }) => [name, texts.values(docId, name)] as const);
      const plain: PlainDocument = {
        texts: Object.fromEntries(values),
        tokens: Object.fromEntries(tokens[document] ?? []),
        numbers: Object.fromEntries(numbers[document] ?? []),
        headers: texts.headers(docId),
      };
      if (root === document) {
        numberOfRoot.set(root, found.push([]) - 1);
        rootIds.push(docId);
      }
      (found[numberOfRoot.get(root) as number] as PlainDocument[]).push(plain);
    }
  }
  return { families: found, roots: rootIds };
}

beforeAll(() => {
  const into = join(folder, "index");
  execFileSync(process.execPath, [PROGRAM, "index", "sample-corpus/clean", "--index", into], {
    env: plainEnvironment(),
    stdio: "ignore",
  });
  index = openIndex(indexPaths(into));
  ({ families, roots } = plainFamilies());
}, 120_000);

afterAll(() => {
  index.close();
  rmSync(folder, { recursive: true });
});

/** Whether the oracle has no answer: what the catalog knows, and times that depend on today (dates.test.ts). */
const isBeyond = (node: QueryNode): boolean => {
  if (node.kind === "timeRange")
    return [node.low, node.high].some((bound) => bound !== null && bound.date.kind !== "calendar");
  if (node.kind === "not") return isBeyond(node.operand);
  if (node.kind === "and" || node.kind === "or") return node.operands.some(isBeyond);
  if (node.kind === "saved") return true;
  return "field" in node && FIELDS.some((f) => f.name === node.field && f.type === "catalog");
};

describe("docs/query-language.md", () => {
  it("has an example of every kind of condition", () => {
    const kinds = new Set<string>();
    const visit = (node: QueryNode): void => {
      kinds.add(node.kind);
      if (node.kind === "not") visit(node.operand);
      if (node.kind === "and" || node.kind === "or") node.operands.forEach(visit);
    };
    for (const example of EXAMPLES) visit(parseQuery(queryOf(example)).tree);
    expect([...kinds].sort()).toEqual(
      "all and between fuzzy header name not numberRange or pattern phrase presence regex saved script stem term timeRange".split(
        " ",
      ),
    );
    expect(EXAMPLES.length).toBeGreaterThan(100);
  });

  it.each(EXAMPLES)("%s", (example) => {
    const query = queryOf(example);
    const { tree, problems } = parseQuery(query);
    if (!REMARKED.has(example)) expect(problems).toEqual([]);
    expect(parseQuery(printQuery(tree)).tree).toEqual(tree);
    const options = { clock: CLOCK, strict: false, saved: () => SAVED };
    const found = searchRoots(index, query, options);
    if (!isBeyond(tree)) {
      const expected = bruteForce(tree, families).families.map((family) => roots[family] as number);
      const copies = new Set(
        index.segments.flatMap(({ copies: of, firstDoc }) =>
          [...of.keys()].map((local) => local + firstDoc),
        ),
      );
      expect(found.filter((root) => !copies.has(root))).toEqual(
        expected.filter((root) => !copies.has(root)),
      );
    }
  });
});

describe("--explain", () => {
  const explained = (query: string): string =>
    explainPlan(
      index,
      readQuery(query, { clock: CLOCK, strict: false, saved: () => SAVED }).plan,
    ).join("\n");

  it("has a line for each clause of every example", () => {
    for (const example of EXAMPLES)
      if (queryOf(example) !== "*")
        expect(explained(queryOf(example)), example).toMatch(/: \d+ documents in \d+ families/);
  });

  it("lists the spellings, forms and misspellings that this index has, with their counts", () => {
    expect(explained("from:~Бреннеке")).toMatch(/in any spelling in from: brenneke \(\d+\)/);
    expect(explained("stem:fr:factures")).toMatch(/forms of factures .*: .*facture \(\d+\)/);
    expect(explained("facturee~1")).toMatch(/facturee~1 in .*: facture \(\d+\)/);
    expect(explained("~Zzyzx")).toContain("nothing in this index");
  });
});

describe("a query without hits", () => {
  it.each([
    ["facturee", [{ asked: "facturee", nearest: ["facture"] }]],
    ["-bonjour facturee", [{ asked: "facturee", nearest: ["facture"] }]],
    ["type:pfd", [{ asked: "type:pfd", nearest: ["type:pdf"] }]],
    [
      "lang:french",
      [{ asked: "lang:french", nearest: ["lang:fr", "lang:en", "lang:de", "lang:ru"] }],
    ],
    ["facture", []],
    ["subject:xqzzkw", []],
  ])("%s may have meant %j", (query, expected) => {
    const { plan } = readQuery(query, { clock: CLOCK, strict: false });
    expect(didYouMean(index, plan)).toEqual(expected);
  });
});
