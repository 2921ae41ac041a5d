/** People, their cards and first mentions over invented mail, as the real program says them; who wrote what is listed here by hand. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ownPart } from "../../src/search/people/own-part.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";
import { docxBody } from "../support/office-files.ts";

const home = testFolder("people");
const AT = ["--index", "ix"];

interface Mail {
  readonly from: string;
  readonly to: string;
  readonly day: string;
  readonly text: string;
  readonly subject?: string;
  readonly parent?: number;
  readonly extra?: string;
}

const ANNA = "Anna Schneir <anna@riva.example>";
const VCARD = [
  "BEGIN:VCARD",
  "VERSION:3.0",
  "FN:Boris Zimin",
  "EMAIL;TYPE=work:boris@riva.example",
  "EMAIL;TYPE=home:bz77@post.example",
  "END:VCARD",
].join("\n");

const MAILS: readonly Mail[] = [
  {
    from: ANNA,
    to: "boris@riva.example",
    day: "01",
    text: "Dear Boris,\nhello.\n-- \nAnna Schneir\nTreasurer, +33 1 44 55 66 77",
  },
  {
    from: '"Schneir, Anna" <a.schneir@riva.example>',
    to: "boris@riva.example",
    day: "02",
    text: "Boris,\nagain.\n-- \nAnna Schneir\nTreasurer, +33 1 44 55 66 77",
  },
  {
    from: ANNA,
    to: "boris@riva.example",
    day: "03",
    text: "More.\n-- \nAnna Schneir\nTreasurer, +33 1 44 55 66 77",
    extra: "X-Mailer: Pigeon 2",
  },
  {
    from: "Boris Zimin <boris@riva.example>",
    to: ANNA,
    day: "04",
    text: "Hi Annie,\nthe tower costs much.",
    subject: "the tower",
  },
  // Answers from an address to which the mail did not go, under the same name
  {
    from: "Anna Schneir <annie@autre.example>",
    to: "boris@riva.example",
    day: "05",
    text: "No.\n\n> the tower costs much.",
    parent: 3,
    subject: "Re: the tower",
  },
  {
    from: "Carla Nowak <carla@riva.example>",
    to: "dora@riva.example, bz77@post.example",
    day: "06",
    text: "See below.\n\n-----Original Message-----\nFrom: Boris\nthe tower costs much.",
  },
  {
    from: "Dora Klein <dora@riva.example>",
    to: "carla@riva.example",
    day: "07",
    text: "Hi Carla,\nwhich tower?",
  },
  // Two of one name where everybody has an address
  { from: "Jan Maria Weber <jan1@gmail.com>", to: "dora@riva.example", day: "08", text: "one" },
  { from: "Jan Maria Weber <jan2@gmail.com>", to: "dora@riva.example", day: "09", text: "two" },
  // A function, not a person
  ...["a", "b", "c", "d", "e"].map((name) => ({
    from: `Service Desk <${name}.desk@riva.example>`,
    to: "dora@riva.example",
    day: "10",
    text: "ticket",
  })),
  { from: "Тарас Рошка <roshka@riva.example>", to: "dora@riva.example", day: "11", text: "three" },
];

const core = (creator: string, saver: string): string =>
  `<cp:coreProperties><dc:creator>${creator}</dc:creator><cp:lastModifiedBy>${saver}</cp:lastModifiedBy></cp:coreProperties>`;

const run = (...words: string[]) => leaksiftEnds(0, [...words, ...AT], { cwd: home });
const json = (...words: string[]) => JSON.parse(run(...words, "--json").out);

interface Listed {
  readonly handle: string;
  readonly name: string;
  readonly addresses: string;
}
/** Addresses of each person, sorted. */
const sets = (): string[] =>
  (json("people", "--limit", "0") as { people: Listed[] }).people
    .map(({ addresses }) => addresses.split("; ").sort().join(" "))
    .sort();

beforeAll(() => {
  const dump = join(home, "dump");
  mkdirSync(dump);
  for (const [number, { from, to, day, text, subject, parent, extra }] of MAILS.entries())
    writeFileSync(
      join(dump, `${String(number).padStart(2, "0")}.eml`),
      [
        `From: ${from}`,
        `To: ${to}`,
        `Date: ${day} Mar 2017 23:30:00 +0200`,
        `Subject: ${subject ?? `mail ${number}`}`,
        `Message-ID: <m${number}@riva.example>`,
        ...(parent === undefined ? [] : [`In-Reply-To: <m${parent}@riva.example>`]),
        ...(extra === undefined ? [] : [extra]),
        "Content-Type: text/plain; charset=utf-8",
        "",
        text,
        "",
      ].join("\n"),
    );
  writeFileSync(join(dump, "card.vcf"), VCARD);
  for (const [name, creator, saver] of [
    ["1", "Anna Schneir", "Egon Tarr"],
    ["2", "Anna Schneir", "Egon Tarr"],
    ["3", "Egon Tarr", "Anna Schneir"],
  ] as const)
    writeFileSync(
      join(dump, `${name}.docx`),
      docxBody(`<w:p><w:r><w:t>plan ${name}</w:t></w:r></w:p>`, {
        "docProps/core.xml": core(creator, saver),
      }),
    );
  leaksift(["index", "dump", ...AT], { cwd: home });
}, 60_000);

describe("people", () => {
  const JOINED = [
    "a.desk@riva.example",
    "a.schneir@riva.example anna@riva.example annie@autre.example",
    "b.desk@riva.example",
    "boris@riva.example bz77@post.example",
    "c.desk@riva.example",
    "carla@riva.example",
    "d.desk@riva.example",
    "dora@riva.example",
    "e.desk@riva.example",
    "jan1@gmail.com",
    "jan2@gmail.com",
    "roshka@riva.example",
  ];

  it("are addresses joined by a name in one domain, by an answer and by a vCard, and by nothing else", () => {
    expect(sets()).toEqual(JOINED);
    const { person } = json("people", "anna@riva.example") as {
      person: { joined: { kind: string; address: string; other: string; id: string | null }[] };
    };
    expect(
      person.joined.map(({ kind, address, other, id }) => [kind, address, other, id !== null]),
    ).toEqual([
      ["name-in-domain", "anna@riva.example", "a.schneir@riva.example", false],
      ["answered-from", "anna@riva.example", "annie@autre.example", true],
    ]);
  });

  it("are found by a beginning, another script and a slip of the finger", () => {
    for (const [words, name] of [
      ["schn", "Anna Schneir"],
      ["anna schneir", "Anna Schneir"],
      ["shneir", "Anna Schneir"],
      ["Roschka", "Тарас Рошка"],
      ["bz77@post.example", "Boris Zimin"],
    ] as const)
      expect((json("people", words) as { person: Listed }).person.name, words).toBe(name);
    expect(run("people", "nobodyatall").err).toContain("Nobody in the mail");
  });

  it("have a card: hours on their own clock, zone, program, how mails end, what others call them, names in files", () => {
    const { person } = json("people", "anna@riva.example") as { person: Record<string, unknown> };
    const hours = new Array(24).fill(0);
    hours[23] = 4;
    expect(person["hours"]).toEqual(hours);
    expect(person["zones"]).toEqual([{ value: "+0200", count: 4 }]);
    expect(person["mailers"]).toEqual([{ value: "pigeon", count: 1 }]);
    expect(person["writesTo"]).toEqual([{ value: "Boris Zimin", count: 4 }]);
    expect(person["calledBy"]).toEqual([{ value: "Annie", count: 1 }]);
    expect(person["signature"]).toEqual([
      { value: "Anna Schneir", count: 3 },
      { value: "Treasurer, +33 1 44 55 66 77", count: 3 },
    ]);
    expect(
      (person["carried"] as { role: string; files: number }[]).map(({ role, files }) => [
        role,
        files,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ["creator", 2],
        ["lastsavedby", 1],
      ]),
    );
    const text = run("people", "anna@riva.example").out.replace(/\s+/g, " ");
    for (const words of [
      "both carry the name",
      "was answered from the other",
      "carry this name as",
    ])
      expect(text).toContain(words);
  });

  it("who save and never write come first", () => {
    const { savers } = json("people", "--savers") as {
      savers: { value: string; role: string; files: number; sent: number; writes: string }[];
    };
    expect(
      savers.map(({ value, role, files, sent, writes }) => [value, role, files, sent, writes]),
    ).toEqual([
      ["Egon Tarr", "lastsavedby", 2, 0, "no"],
      ["Egon Tarr", "creator", 1, 0, "no"],
      ["Anna Schneir", "creator", 2, 4, "yes"],
      ["Anna Schneir", "lastsavedby", 1, 4, "yes"],
    ]);
  });

  it("stand in a query by the handle of any of their addresses", () => {
    const found = (words: string): string[] =>
      (json("people", words) as { people?: Listed[]; person?: Listed }).person === undefined
        ? []
        : [(json("people", words) as { person: Listed }).person.handle];
    const [handle = ""] = found("anna@riva.example");
    expect(run("search", `from:@${handle}`, "--count").out).toBe("4\n");
    expect(run("search", `to:@${handle} tower`, "--count").out).toBe("1\n");
    const none = leaksift(["search", "from:@p00000000", ...AT], { cwd: home });
    expect([none.code, none.err]).toEqual([2, expect.stringContaining("no person @p00000000")]);
  });

  it("are taken apart and joined by hand, and each decision can be undone", () => {
    run("people", "split", "annie@autre.example");
    expect(sets()).toContain("annie@autre.example");
    run("people", "merge", "jan1@gmail.com", "jan2@gmail.com");
    expect(sets()).toContain("jan1@gmail.com jan2@gmail.com");
    leaksift(["index", "--rebuild", ...AT], { cwd: home });
    expect(sets()).toContain("jan1@gmail.com jan2@gmail.com");
    run("people", "merge", "annie@autre.example", "anna@riva.example");
    run("people", "split", "jan2@gmail.com");
    expect(sets()).toEqual(JOINED);
    for (const wrong of [
      ["merge", "jan1@gmail.com"],
      ["split", "nobodyatall"],
    ])
      expect(leaksift(["people", ...wrong, ...AT], { cwd: home }).code).toBe(2);
  });
});

describe("first mentions", () => {
  it("say for each person when they wrote, received and were shown the words", () => {
    const { people } = json("first", "tower") as { people: Record<string, string | null>[] };
    const at = (number: number): string => `2017-03-${String(number).padStart(2, "0")}T21:30:00Z`;
    expect(
      people.map((row) => [
        row["name"],
        row["how"],
        row["wroteAt"],
        row["receivedAt"],
        row["shownAt"],
      ]),
    ).toEqual([
      ["Boris Zimin", "wrote", at(4), null, at(5)],
      ["Anna Schneir", "received", null, at(4), at(5)],
      ["Carla Nowak", "shown", null, at(7), at(6)],
      ["Dora Klein", "shown", at(7), null, at(6)],
    ]);
  });

  it("end before a day that the query names", () => {
    const { people, messages } = json("first", "tower before:2017-03-05") as {
      people: object[];
      messages: number;
    };
    expect([people.length, messages]).toEqual([2, 1]);
    expect(run("first", "tower").out.split("\n")[1]).toMatch(
      /^2017-03-04 21:30 +wrote +Boris Zimin/,
    );
  });

  it.each([
    ["Yes.\n> shall we?\nNo.", "Yes.\nNo."],
    ["Yes.\n\n-----Original Message-----\nFrom: x\nold", "Yes.\n"],
    ["Yes.\nOn Mon, 6 Mar 2017, Boris wrote:\nold", "Yes."],
    ["Oui.\nLe 6 mars 2017, Boris a écrit :\nold", "Oui."],
    ["Ja.\nAm 6. März 2017 schrieb Boris:\nstays", "Ja.\nAm 6. März 2017 schrieb Boris:\nstays"],
    ["Ok.\nFrom: Boris\nSent: Monday\nold", "Ok."],
    ["from: here to there", "from: here to there"],
  ])("take as a sender's own words what is not quoted: %j", (text, own) => {
    expect(ownPart(text)).toBe(own);
  });
});
