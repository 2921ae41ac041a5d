/** The table of docs/formats.md beside the code: each reader is in a row, each row names a test that is there. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/extract/formats.ts";
import { TEXTUAL } from "../../src/extract/no-reader.ts";
import { READER_TYPES } from "../../src/extract/read-file.ts";

const rowsOf = (type: string): string[] =>
  FORMATS.filter(({ types }) =>
    types.some((each) => (/[./]$/.test(each) ? type.startsWith(each) : each === type)),
  ).map(({ name }) => name);

describe("the table of formats", () => {
  it("has a row for every type that has a reader, and none that is not read", () => {
    expect(READER_TYPES.filter((type) => rowsOf(type).length === 0)).toEqual([]);
    expect([...TEXTUAL.keys()].filter((type) => rowsOf(type).length > 0)).toEqual([]);
  });

  it.each(FORMATS.map((row) => [row.name, row] as const))("proves what it says of %s", (_, row) => {
    const [file, words] = row.proof;
    const source = readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
    expect(source).toContain(words);
    const isRead = [row.text, row.people, row.times, row.places, row.children].join("") !== "";
    expect(isRead).toBe(row.by !== "no reader");
  });
});
