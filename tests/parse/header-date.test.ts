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
    // an offset without its sign
    ["Di, 17 Mai 2005 12:31:00 0200", "2005-05-17T10:31:00Z", 120],
    ["Mon, 27 Mar 2017 09:14:05 2017", "2017-03-27T09:14:05Z", null],
    // numbers only, where they say which is the day
    ["29-04-2017 23:34", "2017-04-29T23:34:00Z", null],
    ["29.04.2017 23:34:10 +0200", "2017-04-29T21:34:10Z", 120],
    ["05.04.2017 23:34", "2017-04-05T23:34:00Z", null],
    ["8/21/2019 5:51:51 PM", "2019-08-21T17:51:51Z", null],
    ["05-04-2017 23:34", null, null],
    ["Sat, 029 Apr 2017 10:00:00 +0000", "2017-04-29T10:00:00Z", 0],
    ["14/Mar/2017 10:00:00 +0000", "2017-03-14T10:00:00Z", 0],
    ["=?utf-8?q?Mon,_27_Mar_2017_09:14:05_+0200?=", "2017-03-27T07:14:05Z", 120],
    // a year that is written out counts from nothing
    ["Mon, 01 Jan 0100 10:00:00 +0000", null, null],
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

  /** The twelve months as mailers and people of a language write them. */
  const languages: Readonly<Record<string, string>> = {
    Russian: "янв фев мар апр мая июн июл авг сен окт ноя дек",
    "Russian, in full":
      "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    Ukrainian:
      "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    Bulgarian: "яну фев март апр май юни юли авг септ окт ное дек",
    Slovak: "jan feb mar apr máj jún júl aug sep okt nov dec",
    Polish:
      "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "Polish, short": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    Czech: "led úno bře dub kvě čvn čvc srp zář říj lis pro",
    "Czech, in full":
      "ledna února března dubna května června července srpna září října listopadu prosince",
    Spanish:
      "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    Italian:
      "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    Portuguese:
      "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    Dutch: "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "Dutch, in full":
      "januari februari maart april mei juni juli augustus september oktober november december",
    Turkish: "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
    "Turkish, in full":
      "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    French: "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    German: "Jän Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
    Swedish: "jan feb mar apr maj jun jul aug sep okt nov dec",
    Hungarian: "jan febr márc ápr máj jún júl aug szept okt nov dec",
    Romanian: "ian feb mar apr mai iun iul aug sept oct noi dec",
  };
  it.each(Object.entries(languages))("reads the months of %s", (_, names) => {
    const months = names
      .split(" ")
      .map((name) => readDate(`xx, 14 ${name} 2017 10:00:00 +0100`).at)
      .map((at) => (at === null ? null : new Date(at).getUTCMonth()));
    expect(months).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it("reads a date as Spanish and Portuguese speak it", () => {
    expect(readDate("14 de marzo de 2017 10:00").at).toBe(Date.UTC(2017, 2, 14, 10));
  });

  it("says when an offset had no sign", () => {
    expect(readDate("17 May 2005 12:31:00 0200").zoneUnsigned).toBe(true);
    expect(readDate("17 May 2005 12:31:00 +0200").zoneUnsigned).toBeUndefined();
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
      "a four-digit year before 1900, which Python takes and we call unreadable",
      /\b0[1-9]\d\d \d\d:/,
    ],
    ["an offset without its sign, which Python reads as UTC", /:\d\d 0\d00$/],
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
