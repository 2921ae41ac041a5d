import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDate } from "../../src/parse/header-date.ts";
import { itWith } from "../support/corpora.ts";
import { askPython } from "../support/python-oracle.ts";
import { sampleMails } from "../support/sample-mails.ts";

describe("readDate", () => {
  // text, instant, zone in minutes
  const rows: readonly (readonly [string, string | null, number | null])[] = [
    ["Mon, 27 Mar 2017 09:14:05 +0200", "2017-03-27T07:14:05Z", 120],
    ["27 Mar 2017 09:14 +0200", "2017-03-27T07:14:00Z", 120],
    ["Mon,27 Mar 2017 09:14:05 -0330", "2017-03-27T12:44:05Z", -210],
    ["Mon, 27 Mar 2017 09:14:05 +0200 (CEST)", "2017-03-27T07:14:05Z", 120],
    ["Mon, 27 Mar 2017 09:14:05 -0000", "2017-03-27T09:14:05Z", 0],
    ["Mon, 27 Mar 2017 (a (nested) remark) 09:14:05 GMT", "2017-03-27T09:14:05Z", 0],
    // years of two and three digits, RFC 5322 section 4.3
    ["27 Mar 00 09:14:05 GMT", "2000-03-27T09:14:05Z", 0],
    ["27 Mar 49 09:14:05 GMT", "2049-03-27T09:14:05Z", 0],
    ["27 Mar 50 09:14:05 GMT", "1950-03-27T09:14:05Z", 0],
    ["27 Mar 51 09:14:05 GMT", "1951-03-27T09:14:05Z", 0],
    ["27 Mar 99 09:14:05 GMT", "1999-03-27T09:14:05Z", 0],
    ["27 Mar 100 09:14:05 GMT", "2000-03-27T09:14:05Z", 0],
    ["27 Mar 117 09:14:05 GMT", "2017-03-27T09:14:05Z", 0],
    // obsolete zones, RFC 5322 section 4.3
    ["Mon, 27 Mar 2017 09:14:05 EST", "2017-03-27T14:14:05Z", -300],
    ["Mon, 27 Mar 2017 09:14:05 PDT", "2017-03-27T16:14:05Z", -420],
    ["Mon, 27 Mar 2017 09:14:05 UT", "2017-03-27T09:14:05Z", 0],
    ["Mon, 27 Mar 2017 09:14:05 Z", "2017-03-27T09:14:05Z", 0],
    ["Mon, 27 Mar 2017 09:14:05 A", "2017-03-27T09:14:05Z", 0],
    // names and forms mailers invented
    ["Mon, 27 Mar 2017 09:14:05 CET", "2017-03-27T08:14:05Z", 60],
    ["Mon, 27 Mar 2017 09:14:05 MSK", "2017-03-27T06:14:05Z", 180],
    ["Mon, 27 Mar 2017 09:14:05 Eastern Daylight Time", "2017-03-27T13:14:05Z", -240],
    ['Mon, 27 Mar 2017 09:14:05 "GMT"', "2017-03-27T09:14:05Z", 0],
    ["Mon, 27 Mar 2017 09:14:05 GMT+0200", "2017-03-27T07:14:05Z", 120],
    ["Mon, 27 Mar 2017 09:14:05 +02:00", "2017-03-27T07:14:05Z", 120],
    ["Mon, 27 Mar 2017 09:14:05 +-0500", "2017-03-27T04:14:05Z", 300],
    ["Mon, 27 Mar 2017 09:14:05 +0200 junk after it", "2017-03-27T07:14:05Z", 120],
    ["Mon, 27 Mar 2017 9:14:05 AM +0200", "2017-03-27T07:14:05Z", 120],
    ["Mon, 27 Mar 2017 9:14:05 PM", "2017-03-27T21:14:05Z", null],
    ["Mon, 27 Mar 2017 09.14.05 +0200", "2017-03-27T07:14:05Z", 120],
    ["27-Mar-2017 09:14:05 +0200", "2017-03-27T07:14:05Z", 120],
    ["Mon Mar 27 09:14:05 2017", "2017-03-27T09:14:05Z", null],
    ["Mon Mar 27 09:14:05 CEST 2017", "2017-03-27T07:14:05Z", 120],
    ["Mar 27, 2017 9:14:05 PM", "2017-03-27T21:14:05Z", null],
    ["March 27, 2017", "2017-03-27T00:00:00Z", null],
    ["2017-03-27 09:14:05 +0200", "2017-03-27T07:14:05Z", 120],
    ["2017-03-27T09:14:05.123Z", "2017-03-27T09:14:05Z", 0],
    ["Mo, 27 März 2017 09:14:05 +0200", "2017-03-27T07:14:05Z", 120],
    ["lun., 27 févr. 2017 09:14:05 +0100", "2017-02-27T08:14:05Z", 60],
    ["Lun, 27 Dic 2017 09:14:05 +0100", "2017-12-27T08:14:05Z", 60],
    ["Tuesday, 1st February 2005 09:14:05 +0000", "2005-02-01T09:14:05Z", 0],
    // years, RFC 5322 section 4.3
    ["Mon, 27 Mar 17 09:14:05 GMT", "2017-03-27T09:14:05Z", 0],
    ["Mon, 27 Mar 97 09:14:05 GMT", "1997-03-27T09:14:05Z", 0],
    ["Mon, 27 Mar 104 09:14:05 GMT", "2004-03-27T09:14:05Z", 0],
    ["Mon, 27 Mar 0002 09:14:05 GMT", "2002-03-27T09:14:05Z", 0],
    // zones beyond 59 minutes
    ["Mon, 27 Mar 2017 09:14:05 -0060", "2017-03-27T10:14:05Z", -60],
    // no dates
    ["", null, null],
    ["no date", null, null],
    ["Mon, 32 Mar 2017 09:14:05 GMT", null, null],
    ["Fri, 30 Feb 2017 09:14:05 GMT", null, null],
    ["Mon, 27 Xyz 2017 09:14:05 GMT", null, null],
    ["Mon, 27 Mar 2017 25:14:05 GMT", null, null],
    ["Mon, 27 Mar 2017 09:61:05 GMT", null, null],
    // which is the day and which the month cannot be known
    ["01/02/2024 10:00:00", null, null],
    ["%DATE%", null, null],
  ];
  it.each(rows)("%s", (text, expected, zone) => {
    const date = readDate(text);
    expect(date.text).toBe(text);
    expect(date.at === null ? null : new Date(date.at).toISOString().replace(".000", "")).toBe(
      expected,
    );
    expect(date.zoneMinutes).toBe(zone);
  });

  it("reads back every instant as RFC 5322 writes it", () => {
    const dates = fc.date({
      min: new Date("1950-01-01"),
      max: new Date("2099-12-31"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        const seconds = Math.floor(date.getTime() / 1000) * 1000;
        expect(readDate(new Date(seconds).toUTCString()).at).toBe(seconds);
      }),
    );
  });

  it("never throws and never looks at the clock", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readDate(text)).toEqual(readDate(text));
      }),
    );
  });

  /** Why our reading differs from Python's; anything else fails the test. */
  const explained: readonly (readonly [string, RegExp])[] = [
    [
      "Python knows no zone names but the American ones and reads the others as UTC",
      /\b(?:CET|CEST|MET|MEST|BST|WEST|EET|EEST|MSK|MSD|JST|KST|IST|AEST|AEDT|HKT|SGT|NZST|NZDT|SAST|BRT|HST)\b/i,
    ],
    ["zones in words", /(?:Standard|Daylight|Summer|Sommer|europ)/i],
    [
      "years counted from 1900 with a zero in front, which Python takes as they stand",
      /\b01\d\d \d\d:/,
    ],
    ["a time with blanks or dots inside", /\d\s+:|:\s+\d|\d\.\d/],
  ];
  itWith(
    { corpus: "mail-50k", tools: ["python3"] },
    "agrees with Python on the Date headers of real mail, or differs for a listed cause",
    () => {
      const differences: string[] = [];
      let compared = 0;
      for (const { dates, dateSeconds } of askPython(sampleMails(40))) {
        for (const [i, text] of dates.entries()) {
          const theirs = dateSeconds[i];
          const ours = readDate(text.replace(/\r?\n/g, "")).at;
          compared++;
          const same =
            theirs === null || theirs === undefined ? ours === null : ours === theirs * 1000;
          if (!same && !explained.some(([, cause]) => cause.test(text)))
            differences.push(`${text} => ${ours} / ${theirs}`);
        }
      }
      expect(compared).toBeGreaterThan(1000);
      expect(differences).toEqual([]);
    },
    120_000,
  );
});
