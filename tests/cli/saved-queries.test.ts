/** `leaksift saved` and `search --batch`: queries that outlive one command line. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliRun, leaksiftEnds } from "../support/cli.ts";
import { mail } from "../support/small-dump.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-saved-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ends = (code: number, ...args: string[]): CliRun => leaksiftEnds(code, args, { cwd: folder });
const count = (query: string): string => ends(0, "search", "--count", query).out.trim();

beforeAll(() => {
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  ends(0, "--help");
  for (const [i, body] of ["invoice for the hotel", "invoice draft", "lunch"].entries())
    write(`${i}.eml`, mail(i, { subject: `Mail ${i}`, body }));
  ends(0, "index", "0.eml", "1.eml", "2.eml");
});

describe("leaksift saved", () => {
  it("saves, lists, uses, replaces and deletes", () => {
    expect(ends(0, "saved").err).toContain("No saved queries yet");
    expect(ends(0, "saved", "bills", "invoice", "-draft").err).toContain("@bills");
    expect(ends(0, "saved").out).toBe("@bills  invoice -draft\n");
    expect(ends(0, "saved", "@bills").out).toBe("invoice -draft\n");
    expect(count("@bills")).toBe("1");
    expect(count("@BILLS OR lunch")).toBe("2");
    expect(count("-@bills")).toBe("2");
    expect(ends(0, "saved", "bills", "invoice").err).toContain("before it was: invoice -draft");
    expect(count("@bills")).toBe("2");
    ends(0, "saved", "more", "@bills OR lunch");
    expect(count("@more")).toBe("3");
    ends(0, "tag", "+seen", "@more");
    expect(count("tag:seen")).toBe("3");
    expect(ends(0, "saved", "--delete", "bills").err).toContain("it was: invoice");
    expect(ends(2, "search", "@more").err).toContain("There is no saved query @bills");
    const { saved } = JSON.parse(ends(0, "saved", "--json").out);
    expect(saved).toMatchObject([{ name: "more", text: "@bills OR lunch" }]);
  });

  it.each([
    [["saved", "x", "form:anna"], /There is no field "form".*column 1/],
    [["saved", "x", '"open'], /never closed/],
    [["saved", "x", "@x"], /would use itself/],
    [["saved", "x", "@nothing"], /@nothing, which is not there/],
    [["saved", "a b", "x"], /cannot name a saved query/],
    [["saved", "unknown"], /There is no saved query @unknown/],
    [["saved", "--delete", "unknown"], /There is no saved query @unknown/],
  ])("refuses %j", (args, said) => {
    expect(ends(2, ...args).err).toMatch(said);
  });
});

describe("search --batch", () => {
  const batch = (code: number, text: string, ...args: string[]): CliRun => {
    writeFileSync(join(folder, "terms.csv"), text);
    return ends(code, "search", "--batch", "terms.csv", ...args);
  };

  it("counts each query of the file, with ids and a column for each custodian", () => {
    const text = '\ufeff# terms\r\ninvoice\r\n\r\n"""the hotel"" OR lunch"\r\nxyzzy\r\n';
    const { queries, custodians } = JSON.parse(batch(0, text, "--json").out);
    expect(
      queries.map((row: { line: number; query: string; total: number }) => [
        row.line,
        row.query,
        row.total,
      ]),
    ).toEqual([
      [2, "invoice", 2],
      [4, '"the hotel" OR lunch', 2],
      [5, "xyzzy", 0],
    ]);
    expect(queries[0].ids).toHaveLength(2);
    expect(queries[0].ids[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(custodians.length).toBeGreaterThan(0);
    const csv = batch(0, text, "--csv").out.split(/\r?\n/);
    expect(csv[0]).toContain('"line","query","messages","looseFiles","copies","files","ids"');
    expect(csv[1]).toMatch(/^2,"invoice",2,0,0,0,/);
    expect(batch(0, text).err).toContain("3 queries, 1 of them without a hit");
  });

  it("tells every mistake with line and column, and searches nothing then", () => {
    const { out, err } = batch(2, "invoice\nx form:anna\n(open\n");
    expect(out).toBe("");
    expect(err).toContain('terms.csv:2:3: There is no field "form"');
    expect(err).toContain("terms.csv:3:1: This parenthesis is never closed.");
    expect(batch(2, "# nothing\n\n").err).toContain("has no query");
    expect(ends(2, "search", "--batch", "none.csv").err).toContain("none.csv cannot be read");
    expect(ends(2, "search", "--batch", "terms.csv", "word").err).toContain("leave the query out");
  });
});
