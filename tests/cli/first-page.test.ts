/** The first page: the same at the end of `index` and from `stats`, on one screen, in any terminal. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DayCount, datePlot, mainDays } from "../../src/render/date-plot.ts";
import { firstPageText } from "../../src/render/first-page.ts";
import { displayWidth } from "../../src/render/terminal.ts";
import { typeLabel, typeTokens } from "../../src/type-names.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { SMALL_DUMP_MESSAGES, writeSmallDump } from "../support/small-dump.ts";

let folder = "";
let indexed = "";

const stats = (env: Readonly<Record<string, string>> = {}): string =>
  leaksiftEnds(0, ["stats"], { cwd: folder, env: { COLUMNS: "80", ...env } }).out;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "leaksift-first-page-"));
  writeSmallDump(join(folder, "dump"));
  indexed = leaksift(["index", "dump"], { cwd: folder, env: { COLUMNS: "80" } }).out;
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the first page", () => {
  it("ends index, and is what stats prints", () => {
    // The run says beside its other figures how mail was split; stats says it last
    expect(indexed).toContain(`\n\n${stats().split(/(?<=\n)Mail split /)[0]}`);
  });

  it("fits 80 columns and 24 rows", () => {
    const lines = stats().trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.filter((line) => displayWidth(line) > 80)).toEqual([]);
  });

  it("says how much, from where, by whom, of what kind, what was not read and what to type", () => {
    const page = stats();
    expect(page).toContain(`${SMALL_DUMP_MESSAGES} messages`);
    for (const part of [
      /by day, most \d+ in 2017-03/,
      /inbox\.mbox +25/,
      /sender1@example\.org +\d+/,
    ])
      expect(page).toMatch(part);
    expect(page).toMatch(/csv +\d/);
    expect(page).toContain("Not read");
    expect(page).toMatch(/leaksift search from:sender\d@example\.org/);
  });

  it("suggests a query that finds something", () => {
    const query = /leaksift search (from:\S+)/.exec(stats())?.[1] ?? "";
    const { out } = leaksiftEnds(0, ["search", "--count", query], { cwd: folder });
    expect(Number(out)).toBeGreaterThan(0);
  });

  it("is ASCII under LANG=C, and one thing a line in plain style", () => {
    expect(stats({ LANG: "C" })).toMatch(/^[\n -~]*$/);
    const plain = stats({ LEAKSIFT_PLAIN: "1" });
    expect(plain).toMatch(/^ {2}2017: \d+$/m);
    expect(plain).toMatch(/^ {2}inbox\.mbox: 25$/m);
    expect(plain).not.toMatch(/[█▁·]/);
  });
});

describe("a page of large numbers", () => {
  it("fits 80 columns and 24 rows too", () => {
    const many = 1_234_567;
    const list = Array.from({ length: 9 }, (_, i) => ({
      value: `${"long-name-".repeat(9)}${i}`,
      count: many,
    }));
    const numbers = {
      messages: many,
      looseFiles: many,
      attachments: many,
      members: many,
      nestedMessages: many,
      copies: many,
      undated: many,
      bodies: many,
      sources: many,
      unfinishedSources: 0,
      bytes: 123e12,
      highest: many,
    };
    const page = firstPageText(
      {
        ...numbers,
        days: Array.from({ length: 30 }, (_, i) => ({ value: `${1990 + i}-01-01`, count: many })),
        custodians: list,
        senders: list,
        types: list,
        problems: list.map(({ value, count }) => ({ code: value, severity: "lost", count })),
        findings: list.map(({ value }) => ({ level: "high", check: value, sentence: value })),
        exampleQuery: "from:someone@example.org",
      },
      { colour: false, columns: 80, unicode: true },
    );
    const lines = page.trimEnd().split("\n");
    expect(lines.filter((line) => displayWidth(line) > 80)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(24);
  });
});

describe("the plot of dates", () => {
  const style = { colour: false, columns: 80, unicode: true };
  const days = (counts: Readonly<Record<string, number>>): DayCount[] =>
    Object.entries(counts).map(([value, count]) => ({ value, count }));

  it("has a column for each period, empty ones marked", () => {
    const [said, , , base, axis] = datePlot(
      days({ "2017-03-01": 8, "2017-03-02": 1, "2017-03-05": 8 }),
      5,
      style,
    );
    expect(said).toBe("by day, most 8 in 2017-03-01");
    expect(base).toBe("█▃··█");
    expect(axis).toBe("2017-03");
  });

  it("chooses the smallest period that fits", () => {
    const many = days({ "1999-01-05": 3, "2004-06-01": 5 });
    expect(datePlot(many, 78, style)[0]).toMatch(/^by month/);
    expect(datePlot(many, 40, style)[0]).toMatch(/^by quarter/);
    expect(datePlot(many, 8, style)[0]).toMatch(/^by year/);
    expect(datePlot(many, 78, style).at(-1)).toMatch(/^1999 +2000 +2001/);
  });

  it("leaves years of wrong clocks out and says so", () => {
    const some = days({ "1970-01-01": 1, "2001-05-01": 3000, "2001-05-03": 1, "2038-01-19": 2 });
    expect(mainDays(some)).toMatchObject({ before: 1, after: 2 });
    expect(datePlot(some, 78, style)[0]).toBe(
      "by day, most 3,000 in 2001-05-01, 1 earlier, 2 later",
    );
  });

  it("is nothing for no days", () => {
    expect(datePlot([], 78, style)).toEqual([]);
  });
});

describe("the short name of a type", () => {
  it("is one that type: takes", () => {
    for (const type of [
      "image/jpeg",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "application/x-tar",
      "message/rfc822",
    ])
      expect(typeTokens(type)).toContain(typeLabel(type));
  });
});
