/** The message names a version of a program that came out after its Date. */
import { flagOf, type MessageCheck, quoted } from "../engine/check.ts";
import { comparedHeader, headerEvidence, isoSeconds, spanText } from "../facts/evidence.ts";
import type { MessageFacts } from "../facts/message-facts.ts";

/** Versions of a program with the day each came out, rising. A version between two rows is not older than the lower row. */
interface Program {
  readonly pattern: RegExp;
  readonly versions: readonly (readonly [version: number, day: string])[];
  /** Test versions of the same number were in use so many days before. */
  readonly testedDays: number;
}

/** Release notes of each program. A version is major + minor / 1000. */
const PROGRAMS: readonly Program[] = [
  {
    // A version with a letter is a test version
    pattern: /\bThunderbird[/ ](\d+)\.(\d+)(?![\w.]*[ab])/,
    versions: [
      [1, "2004-12-07"],
      [1.005, "2006-01-11"],
      [2, "2007-04-18"],
      [3, "2009-12-08"],
      [3.001, "2010-06-24"],
      [5, "2011-06-28"],
      [6, "2011-08-16"],
      [7, "2011-09-27"],
      [8, "2011-11-08"],
      [9, "2011-12-20"],
      [10, "2012-01-31"],
      [13, "2012-06-05"],
      [17, "2012-11-20"],
      [24, "2013-09-17"],
      [31, "2014-07-22"],
      [38, "2015-06-11"],
      [45, "2016-04-12"],
      [52, "2017-04-04"],
      [60, "2018-08-06"],
      [68, "2019-08-27"],
      [78, "2020-07-17"],
      [91, "2021-08-11"],
      [102, "2022-06-28"],
      [115, "2023-07-11"],
      [128, "2024-07-11"],
    ],
    testedDays: 30,
  },
  {
    pattern: /^Microsoft (?:Office )?Outlook[, ](?:Build )?(\d+)\.(\d+)/,
    versions: [
      [9, "1999-06-07"],
      [10, "2001-05-31"],
      [11, "2003-10-21"],
      [12, "2007-01-30"],
      [14, "2010-04-15"],
      [15, "2012-10-11"],
      [16, "2015-07-09"],
    ],
    testedDays: 500,
  },
  {
    pattern: /^Apple Mail \((?:\d+\.)?(\d{4})(?:\.(\d+))?/,
    versions: [
      [1082, "2010-11-10"],
      [1244, "2011-07-20"],
      [1278, "2012-07-25"],
      [1499, "2012-07-25"],
      [1816, "2013-10-22"],
      [1990, "2014-10-16"],
      [3094, "2015-09-30"],
      [3226, "2016-09-20"],
      [3445, "2017-09-25"],
      [3601, "2019-10-07"],
      [3654, "2020-11-12"],
      [3693, "2021-10-25"],
      [3731, "2022-10-24"],
      [3774, "2023-09-26"],
      [3818, "2024-09-16"],
    ],
    testedDays: 200,
  },
  {
    pattern: /^Mutt\/(\d+)\.(\d+)/,
    versions: [
      [1.006, "2016-04-04"],
      [1.007, "2016-08-18"],
      [1.009, "2017-09-02"],
      [1.01, "2018-05-19"],
      [1.011, "2018-11-25"],
      [1.012, "2019-05-25"],
      [1.013, "2019-11-30"],
      [1.014, "2020-05-02"],
      [2, "2020-11-07"],
      [2.002, "2022-02-12"],
    ],
    testedDays: 30,
  },
  {
    pattern: /^git-send-email (\d+)\.(\d+)/,
    versions: [
      [2, "2014-05-28"],
      [2.01, "2016-09-02"],
      [2.02, "2018-12-09"],
      [2.03, "2020-12-27"],
      [2.04, "2023-03-12"],
    ],
    testedDays: 120,
  },
];

const DAY_MS = 86_400_000;

/** The version named with the first day it can have been in use; null for programs and versions not in the table. */
function firstUse(mailer: string): { readonly version: string; readonly at: number } | null {
  for (const { pattern, versions, testedDays } of PROGRAMS) {
    const found = pattern.exec(mailer);
    if (found === null) continue;
    const named = Number(found[1]) + Number(found[2] ?? 0) / 1000;
    const row = versions.findLast(([version]) => version <= named);
    if (row === undefined) return null;
    return { version: found[0].trim(), at: Date.parse(row[1]) - testedDays * DAY_MS };
  }
  return null;
}

const programHeader = (facts: MessageFacts) => facts.first("x-mailer") ?? facts.first("user-agent");

export const programNewerThanDate: MessageCheck = {
  scope: "message",
  id: "program-newer-than-date",
  catalogue: "O02",
  line: "clock",
  level: "medium",
  sentence: "The message names {program}, which came out {span} after its Date at the earliest.",
  looksFor:
    "A version of Thunderbird, Outlook, Apple Mail, Mutt or git send-email that was not yet out at the time in the Date header, test versions counted.",
  whyItMatters:
    "The program writes its version beside the Date. A version that was not out yet was written later.",
  innocentCauses: [
    "the clock of the sender's computer was wrong, for example reset by an empty battery",
    "a version handed out to few before it came out",
    "an old draft sent again with a new program that kept its Date",
  ],
  sources: ["years of the programs as commonly known; not checked against their release notes"],
  cost: "trivial",
  applies: ({ mailer, sentAt }) => sentAt !== null && firstUse(mailer) !== null,
  run: (facts) => {
    const { sentAt, mailer } = facts;
    const first = firstUse(mailer);
    const program = programHeader(facts);
    const date = facts.first("date");
    if (sentAt === null || first === null || program === undefined || date === undefined) return [];
    // Any two zones are at most 26 hours apart
    if (first.at - sentAt <= 26 * 3_600_000) return [];
    const values = { program: quoted(first.version), span: spanText(first.at - sentAt) };
    const steps = [`${first.version}: not before ${isoSeconds(first.at).slice(0, 10)}`];
    return [
      flagOf(programNewerThanDate, values, [
        headerEvidence(program, first.version, comparedHeader("the Date header", date), steps),
      ]),
    ];
  },
};
