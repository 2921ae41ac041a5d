/** docs/index-format.md names every table and column of the catalog and every section of a segment. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { SCHEMA } from "../src/catalog/schema.ts";
import { SECTIONS } from "../src/segment/format.ts";

const doc = readFileSync(new URL("../docs/index-format.md", import.meta.url), "utf8");

it("names every table and column of the catalog", () => {
  const missing: string[] = [];
  for (const [, table, body] of SCHEMA.matchAll(/CREATE TABLE (\w+) \(\n([\s\S]*?)\n\)/g)) {
    if (!new RegExp(`^\\| ${table} \\|`, "m").test(doc)) missing.push(table ?? "");
    for (const [, column] of (body ?? "").matchAll(/^ {2}([a-z]\w*) /gm)) {
      if (!new RegExp(`\\b${column}\\b`).test(doc)) missing.push(`${table}.${column}`);
    }
  }
  expect(missing).toEqual([]);
});

it("names every section of a segment file", () => {
  expect(SECTIONS.filter((name) => !doc.includes(`| ${name} |`))).toEqual([]);
});
