import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDate, writeDate } from "../../src/query/dates.ts";
import { type Clock, isTimeZone, resolveDate } from "../../src/query/resolve-date.ts";
import { dateExpression } from "../support/query-trees.ts";

/** Wednesday. */
const NOW = Date.UTC(2017, 4, 31, 10, 30);
const UTC: Clock = { nowMs: NOW, timeZone: "UTC" };
const PARIS: Clock = { nowMs: NOW, timeZone: "Europe/Paris" };

const WRITTEN: readonly (readonly [written: string, canonical: string])[] = [
  ["2017", "2017"],
  ["2017-3", "2017-03"],
  ["2017-03-27", "2017-03-27"],
  ["20170327", "2017-03-27"],
  ["2017-03-27T14", "2017-03-27T14"],
  ["2017-03-27T14:05", "2017-03-27T14:05"],
  ["2017-03-27 14:05:09", "2017-03-27T14:05:09"],
  ["2017-03-27T14:05Z", "2017-03-27T14:05Z"],
  ["2017-03-27T14:05-0930", "2017-03-27T14:05-09:30"],
  ["27/03/2017", "2017-03-27"],
  ["27-03-2017", "2017-03-27"],
  ["27.3.2017", "2017-03-27"],
  ["03/2017", "2017-03"],
  ["mar 2017", "2017-03"],
  ["März 2017", "2017-03"],
  ["27. März 2017", "2017-03-27"],
  ["27 mars 2017", "2017-03-27"],
  ["1er août 2017", "2017-08-01"],
  ["March 27th, 2017", "2017-03-27"],
  ["27-Mar-2017", "2017-03-27"],
  ["févr. 2016", "2016-02"],
  ["29 feb 2016", "2016-02-29"],
  ["today", "today"],
  ["Aujourd’hui", "today"],
  ["gestern", "yesterday"],
  ["last-week", "last week"],
  ["la semaine dernière", "last week"],
  ["letzten Monat", "last month"],
  ["3d", "3d"],
  ["3 days", "3d"],
  ["a week ago", "1w"],
  ["il y a 3 mois", "3m"],
  ["vor 2 Jahren", "2y"],
  ["12h", "12h"],
];

const NOT_DATES = [
  "",
  "soon",
  "17",
  "2017-13",
  "2017-02-29",
  "31.04.2017",
  "27/3-2017",
  "mars",
  "mars 17",
  "32 mars 2017",
  "3 apples",
  "week",
  "2017-03-27T25:00",
  "2017-03-27 14",
  "0999",
  "a".repeat(10_000),
];

/** From and up to, as ISO instants. */
const COVERS: readonly (readonly [Clock, string, string, string])[] = [
  [UTC, "2017", "2017-01-01T00:00Z", "2018-01-01T00:00Z"],
  [UTC, "2017-12", "2017-12-01T00:00Z", "2018-01-01T00:00Z"],
  [UTC, "2016-02-29", "2016-02-29T00:00Z", "2016-03-01T00:00Z"],
  [UTC, "2017-03-27T14", "2017-03-27T14:00Z", "2017-03-27T15:00Z"],
  [UTC, "2017-03-27T14:05", "2017-03-27T14:05Z", "2017-03-27T14:06Z"],
  [UTC, "2017-03-27T14:05+02:00", "2017-03-27T12:05Z", "2017-03-27T12:06Z"],
  [PARIS, "2017-03-27T14:05", "2017-03-27T12:05Z", "2017-03-27T12:06Z"],
  // Clocks go forward on 26 March 2017 in Paris: a day of 23 hours; and back on 29 October: of 25
  [PARIS, "2017-03-26", "2017-03-25T23:00Z", "2017-03-26T22:00Z"],
  [PARIS, "2017-10-29", "2017-10-28T22:00Z", "2017-10-29T23:00Z"],
  [PARIS, "2017-03", "2017-02-28T23:00Z", "2017-03-31T22:00Z"],
  [UTC, "today", "2017-05-31T00:00Z", "2017-06-01T00:00Z"],
  [{ nowMs: NOW, timeZone: "Pacific/Auckland" }, "today", "2017-05-30T12:00Z", "2017-05-31T12:00Z"],
  [UTC, "yesterday", "2017-05-30T00:00Z", "2017-05-31T00:00Z"],
  [UTC, "this week", "2017-05-29T00:00Z", "2017-06-05T00:00Z"],
  [UTC, "last week", "2017-05-22T00:00Z", "2017-05-29T00:00Z"],
  [UTC, "last month", "2017-04-01T00:00Z", "2017-05-01T00:00Z"],
  [UTC, "this year", "2017-01-01T00:00Z", "2018-01-01T00:00Z"],
  [UTC, "last year", "2016-01-01T00:00Z", "2017-01-01T00:00Z"],
  [UTC, "3d", "2017-05-28T00:00Z", "2017-05-29T00:00Z"],
  [UTC, "2w", "2017-05-17T00:00Z", "2017-05-18T00:00Z"],
  [UTC, "1m", "2017-04-30T00:00Z", "2017-05-01T00:00Z"],
  [UTC, "3m", "2017-02-28T00:00Z", "2017-03-01T00:00Z"],
  [UTC, "1y", "2016-05-31T00:00Z", "2016-06-01T00:00Z"],
  [UTC, "2h", "2017-05-31T08:00Z", "2017-05-31T09:00Z"],
];

describe("dates", () => {
  it.each(WRITTEN)("reads %s as %s", (written, canonical) => {
    const read = parseDate(written);
    expect(read).not.toBeNull();
    expect(read?.note).toBeNull();
    expect(read && writeDate(read.date)).toBe(canonical);
  });

  it.each([
    ["03/04/2017", "2017-04-03"],
    ["03/27/2017", "2017-03-27"],
    ["27/03/17", "2017-03-27"],
    ["27/03/85", "1985-03-27"],
  ])("reads %s as %s and says that it may be read otherwise", (written, canonical) => {
    expect(parseDate(written)?.note).toMatchObject({
      code: "ambiguous-date",
      suggestion: canonical,
    });
  });

  it("has no doubt where day and month are the same", () => {
    expect(parseDate("04/04/2017")?.note).toBeNull();
  });

  it.each(NOT_DATES)("does not read %s as a date", (written) => {
    expect(parseDate(written)).toBeNull();
  });

  it("gives back every date that is written", () => {
    fc.assert(
      fc.property(dateExpression, (date) => {
        expect(parseDate(writeDate(date))).toEqual({ date, note: null });
      }),
    );
  });

  it.each(COVERS)("%j: %s covers from %s up to %s", (clock, written, from, to) => {
    const read = parseDate(written);
    const { startMs, endMs } = resolveDate(read?.date ?? { kind: "named", name: "now" }, clock);
    expect(new Date(startMs).toISOString()).toBe(new Date(from).toISOString());
    expect(new Date(endMs).toISOString()).toBe(new Date(to).toISOString());
  });

  it("covers a time before it ends, in any zone", () => {
    const zones = fc.constantFrom("UTC", "Europe/Paris", "America/Sao_Paulo", "Asia/Kathmandu");
    fc.assert(
      fc.property(dateExpression, zones, (date, timeZone) => {
        const { startMs, endMs } = resolveDate(date, { nowMs: NOW, timeZone });
        expect(startMs).toBeLessThan(endMs);
      }),
    );
  });

  it("knows which zones there are", () => {
    expect(isTimeZone("Europe/Paris")).toBe(true);
    expect(isTimeZone("Europe/Atlantis")).toBe(false);
  });
});
