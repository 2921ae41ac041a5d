/** When mail was sent by the sender's clock, and across which border: held to the text of the Date header and to the addresses, as the test wrote them. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leaksift, leaksiftEnds } from "../support/cli.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-hours-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (...args: string[]) => leaksiftEnds(0, args, { cwd: folder });

interface Mail {
  readonly number: number;
  readonly date: string;
  readonly from: string;
  readonly to: readonly string[];
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const ZONES = ["+0000", "+0100", "-0800", "+0530", "+1300", "-0330"];
const PEOPLE = [
  "anna@riva.example",
  "bob@mail.riva.example",
  "carl@gmail.com",
  "dora@other.example",
];
const two = (number: number): string => String(number).padStart(2, "0");

/** Clocks all around the day and the week; every pair of people. */
const MAILS: readonly Mail[] = Array.from({ length: 96 }, (_, number) => {
  const day = 1 + (number % 28);
  const date = `${DAYS[new Date(Date.UTC(2017, 2, day)).getUTCDay()]}, ${two(day)} Mar 2017 ${two((number * 7) % 24)}:${two((number * 13) % 60)}:00`;
  const [from = "", to = "", cc = ""] = [0, 1, 2].map((i) => PEOPLE[(number * (i + 1) + i) % 4]);
  return {
    number,
    date:
      number % 16 === 5 ? `${date} -0000`.replace(" -0000", "") : `${date} ${ZONES[number % 6]}`,
    from,
    to: number % 3 === 0 ? [to, cc] : [to],
  };
});

const has = (date: string): boolean => /[+-]\d{4}$/.test(date);
const hourOf = ({ date }: Mail): number => (has(date) ? Number(date.slice(17, 19)) : -1);
const dayOf = ({ date }: Mail): string => (has(date) ? date.slice(0, 3).toLowerCase() : "");
const utcHourOf = ({ date }: Mail): number =>
  new Date(has(date) ? date : `${date} +0000`).getUTCHours();

const inside = (address: string): boolean =>
  address.endsWith("@riva.example") ||
  address.endsWith(".riva.example") ||
  address === "carl@gmail.com";
const sideOf = ({ from, to }: Mail): string => {
  if (!inside(from)) return to.some(inside) ? "inbound" : "";
  return to.every(inside) ? "internal" : "outbound";
};

const numbers = (query: string): number[] =>
  (
    JSON.parse(run("search", query, "--json", "-n", "0").out) as { hits: { subject: string }[] }
  ).hits
    .map(({ subject }) => Number(subject.slice(1)))
    .sort((a, b) => a - b);
const expected = (test: (mail: Mail) => boolean): number[] =>
  MAILS.filter(test).map(({ number }) => number);

beforeAll(() => {
  mkdirSync(join(folder, "dump"));
  for (const { number, date, from, to } of MAILS)
    writeFileSync(
      join(folder, "dump", `${number}.eml`),
      `From: ${from}\r\nTo: ${to.join(", ")}\r\nSubject: n${number}\r\nDate: ${date}\r\nMessage-ID: <${number}@x.example>\r\n\r\nbody ${number}\r\n`,
    );
  leaksift(["index", "dump"], { cwd: folder });
});

describe("hours and weekdays", () => {
  const CASES: readonly (readonly [query: string, test: (mail: Mail) => boolean])[] = [
    ["hour:22..5", (mail) => hourOf(mail) >= 22 || (hourOf(mail) >= 0 && hourOf(mail) <= 5)],
    ["hour:9", (mail) => hourOf(mail) === 9],
    ["hour:>=20", (mail) => hourOf(mail) >= 20],
    [
      "hour:<6 weekday:sat..sun",
      (mail) => hourOf(mail) >= 0 && hourOf(mail) < 6 && /sat|sun/.test(dayOf(mail)),
    ],
    ["weekday:fri..mon", (mail) => /fri|sat|sun|mon/.test(dayOf(mail))],
    ["weekday:(tuesday OR 3)", (mail) => /tue|wed/.test(dayOf(mail))],
    ["hourutc:22..5", (mail) => utcHourOf(mail) >= 22 || utcHourOf(mail) <= 5],
    ["-hour:*", (mail) => hourOf(mail) < 0],
  ];
  it.each(CASES)("%s finds what the Date headers say", (query, test) => {
    expect(numbers(query)).toEqual(expected(test));
  });

  it.each(["hour:25", "hour:late", "weekday:someday"])("%s is refused in words", (query) => {
    const wrong = leaksift(["search", query], { cwd: folder });
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("e.g. ")]);
  });

  it("are counted by hour and weekday, and what has no clock is said", () => {
    const { timeline, hours } = JSON.parse(
      run("search", "*", "--timeline", "hour", "--json").out,
    ) as {
      timeline: { bars: { count: number }[] };
      hours: { weekdays: string[]; counts: number[][]; without: number };
    };
    const byHour = Array.from(
      { length: 24 },
      (_, hour) => expected((mail) => hourOf(mail) === hour).length,
    );
    expect(timeline.bars.map(({ count }) => count)).toEqual(byHour);
    expect(hours.counts).toEqual(
      hours.weekdays.map((day) =>
        byHour.map(
          (_, hour) => expected((mail) => hourOf(mail) === hour && dayOf(mail) === day).length,
        ),
      ),
    );
    expect(hours.without).toBe(expected((mail) => hourOf(mail) < 0).length);
    const { out } = run("search", "*", "--timeline", "hour");
    expect(out).toMatch(/^ {2}sat .+ \d+$/m);
    expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(run("search", "*", "--timeline", "hour", "--plain").out).toMatch(/^\w{3} \d\d h: \d+$/m);
  });

  it("are shown in the time of the sender where that is asked for", () => {
    const late = MAILS.find((mail) => mail.date.endsWith("+1300"));
    const shown = run("search", `subject:n${late?.number}`, "--tz", "sender").out;
    expect(shown).toContain(` ${late?.date.slice(17, 22)} `);
    expect(run("search", `subject:n${late?.number}`).out).not.toContain(
      ` ${late?.date.slice(17, 22)} `,
    );
  });
});

describe("inside and outside", () => {
  it("is said to be unknown before the owners are", () => {
    const early = leaksift(["search", "is:inbound", "--count"], { cwd: folder });
    expect([early.out, early.err]).toEqual(["0\n", expect.stringContaining("leaksift owners")]);
  });

  it("finds the owners, and takes those that are set instead", () => {
    expect(run("owners").out).toMatch(/^riva\.example +found/m);
    run("owners", "+Riva.example", "+carl@gmail.com", "+typo.example");
    run("owners", "-typo.example");
    const { owners } = JSON.parse(run("owners", "--json").out) as {
      owners: { party: string; how: string; sent: number }[];
    };
    expect(owners.map(({ party, how, sent }) => [party, how, sent])).toEqual([
      ["carl@gmail.com", "set", expected(({ from }) => from === "carl@gmail.com").length],
      ["riva.example", "set", expected(({ from }) => from.endsWith("riva.example")).length],
    ]);
  });

  it.each(["inbound", "outbound", "internal"])("is:%s finds what crosses the border so", (side) => {
    expect(numbers(`is:${side}`)).toEqual(expected((mail) => sideOf(mail) === side));
  });

  it("counts owners and recipients as facets", () => {
    const { out } = run("search", "*", "--facet", "owner,recipient", "--csv");
    const on = (name: string): number =>
      expected(({ from, to }) => [from, ...to].some((each) => each.endsWith(name))).length;
    expect(out).toContain(`"owner","riva.example",${on("riva.example")}`);
    const to = expected((mail) => mail.to.includes("dora@other.example")).length;
    expect(out).toContain(`"recipient","dora@other.example",${to}`);
  });

  it.each([["+no domain"], ["riva.example"], ["-never.example"]])(
    "owners %s is refused in words",
    (word) => {
      expect(leaksift(["owners", word], { cwd: folder }).code).toBe(2);
    },
  );
});
