/** Messages that others answer and that are not there: who had them, their text as quoted, and the answers as a search finds them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { introductionOf, quotedLines } from "../../src/checks/facts/quoted-lines.ts";
import { plainSubject } from "../../src/flags/missing.ts";
import { testFolder } from "../support/custody.ts";
import { runLeaksift } from "../support/run-leaksift.ts";

const home = testFolder("missing");

const mail = (id: string, from: string, day: number, answered: string, body: string): string =>
  [
    "From - Mon Jan  4 00:00:00 2016",
    `Date: ${new Date(Date.UTC(2016, 5, day, 9)).toUTCString()}`,
    `From: <${from}@example.org>`,
    "To: <carl@example.org>",
    `Subject: Re: AW: Till ${day}`,
    `Message-ID: <${id}@example.org>`,
    ...(answered === "" ? [] : [`In-Reply-To: <${answered}@example.org>`]),
    "",
    body,
    "",
    "",
  ].join("\n");

const BOX = [
  mail("here", "anna", 1, "", "The till is short."),
  mail("one", "bob", 2, "here", "Is it?"),
  mail(
    "two",
    "anna",
    4,
    "gone",
    "On 3 June 2016, Carl Maier wrote:\n> Count it again,\n> all 400.\n\nI did.",
  ),
  mail("three", "bob", 5, "gone", "> Count it again,\n\nNot me."),
  mail("four", "bob", 6, "silent", "Yes."),
].join("");

const run = (...words: readonly string[]) =>
  runLeaksift([...words, "--index", join(home, "index")]);

describe("missing mail", () => {
  beforeAll(() => {
    writeFileSync(join(home, "till.mbox"), BOX);
    expect(run("index", join(home, "till.mbox")).code).toBe(0);
  });

  it("has those who answered it, and the longest quotation", () => {
    const { missing, total } = JSON.parse(run("missing", "--json").out) as {
      missing: readonly Record<string, unknown>[];
      total: number;
    };
    expect(total).toBe(2);
    expect(missing[0]).toMatchObject({
      messageId: "gone@example.org",
      subject: "Till 4",
      answers: 2,
      firstAnsweredAt: "2016-06-04T09:00:00Z",
      answeredBy: ["anna@example.org", "bob@example.org"],
      introduction: "On 3 June 2016, Carl Maier wrote:",
      text: "Count it again,\nall 400.",
    });
    expect(missing[1]).toMatchObject({ messageId: "silent@example.org", text: null });
  });

  it("shows the whole text of one", () => {
    const { out } = run("missing", "subject:till", "--limit", "1");
    expect(out).toContain("> all 400.");
    expect(out).toContain("answered by anna@example.org, bob@example.org");
  });

  it("is what the answers of is:orphan name, and no other message", () => {
    const orphans = run("search", "is:orphan", "--ids").out.trim().split("\n").sort();
    const answers = run("missing", "--ids").out.trim().split("\n").sort();
    expect(orphans).toHaveLength(3);
    expect(orphans).toEqual(answers);
    expect(run("search", "-is:orphan", "--count").out.trim()).toBe("2");
  });
});

it.each([
  ["Re: Till", "Till"],
  ["AW: Re[2]: FW: Till", "Till"],
  ["Retail", "Retail"],
])("the subject %s is %s", (subject, plain) => {
  expect(plainSubject(subject)).toBe(plain);
});

it.each([
  ["On 3 June 2016,\nAnna wrote:\n\n> a", "On 3 June 2016, Anna wrote:"],
  ["Yes.\n> a", ""],
  ["> a", ""],
])("the line in front of %j is %j", (text, expected) => {
  expect(introductionOf(text, quotedLines(text)[0])).toBe(expected);
});
