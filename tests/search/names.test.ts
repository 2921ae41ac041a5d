/** Names are suggested by sound and letters, from a FlexSearch Document that is made after a run, kept in the index, and made again when much has changed or was forgotten. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { indexPaths } from "../../src/catalog/index-folder.ts";
import { Sqlite } from "../../src/catalog/sqlite.ts";
import { areNamesOld, namesOf } from "../../src/catalog/suggestions/names.ts";
import { LIMITS } from "../../src/limits.ts";
import { nearestNameWord, suggestNames, suggestPeople } from "../../src/search/names.ts";
import { type OpenIndex, openIndex } from "../../src/search/open-index.ts";
import { buildNames, Names } from "../../src/segment/names.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { ids, testFolder } from "../support/custody.ts";
import { mail, mbox } from "../support/small-dump.ts";

const home = testFolder("names");
const from = (
  number: number,
  name: string,
  address: string,
  subject = `Subject ${number}`,
): string =>
  mail(number, { subject, body: "nothing of note" }).replace(
    /From: .*/,
    `From: ${name} <${address}>`,
  );

const PEOPLE: readonly (readonly [string, string])[] = [
  ["Bruno Schneier", "bruno@example.org"],
  ["Jan Kaufmann", "jan@example.org"],
  ["Stephen Moore", "smoore@example.org"],
  ["Ольга Бреннеке", "olga@example.org"],
  ["Jeffrey Skillmann", "jeffrey@example.org"],
];

const withIndex = <T>(name: string, body: (index: OpenIndex) => T): T => {
  const index = openIndex(indexPaths(join(home, name)));
  try {
    return body(index);
  } finally {
    index.close();
  }
};

const searchText = (query: string): string => {
  const { out, err } = leaksift(["search", query, "--index", "ix"], { cwd: home });
  return out + err;
};

beforeAll(() => {
  const mails = PEOPLE.flatMap(([name, address], i) => [
    from(3 * i, name, address, "Guarantee for the dairy"),
    from(3 * i + 1, name, address, "Re: Guarantee for the dairy"),
  ]);
  writeFileSync(join(home, "box.mbox"), mbox(mails));
  leaksiftEnds(0, ["index", "box.mbox", "--index", "ix"], { cwd: home });
});

describe("people", () => {
  it.each([
    ["Schneir", "Bruno Schneier <bruno@example.org>"],
    ["Shneier", "Bruno Schneier <bruno@example.org>"],
    ["bruno Schnieer", "Bruno Schneier <bruno@example.org>"],
    ["Kofman", "Jan Kaufmann <jan@example.org>"],
    ["Steven", "Stephen Moore <smoore@example.org>"],
    ["Geoffrey", "Jeffrey Skillmann <jeffrey@example.org>"],
    ["Бренеке", "Ольга Бреннеке <olga@example.org>"],
    ["Бренеки", "Ольга Бреннеке <olga@example.org>"],
  ])("%s may be %s", (text, value) => {
    expect(withIndex("ix", (index) => suggestPeople(index, text, 1))).toMatchObject([
      { value, fields: ["from"], count: 2 },
    ]);
  });

  it.each(["Zzyzx", "", "***", "Schneierhoffmannsen"])("%j may be nobody", (text) => {
    expect(withIndex("ix", (index) => suggestPeople(index, text))).toEqual([]);
  });

  it("are only looked for in the fields that are asked", () => {
    withIndex("ix", (index) => {
      expect(suggestNames(index, ["subject"], "Schneir", 5)).toEqual([]);
      expect(suggestNames(index, ["subject"], "garantee", 5)).toMatchObject([
        { value: "Guarantee for the dairy", count: 10 },
      ]);
      expect(nearestNameWord(index, ["body"], "schneir")).toBeUndefined();
      expect(nearestNameWord(index, ["from"], "kofman")).toBe("kaufmann");
    });
  });
});

describe("a query without hits", () => {
  it.each([
    ["~Schneyrr", "Did you mean ~schneier?"],
    ["from:~Schneyrr", "Did you mean ~schneier?"],
    ["Kofman", "Did you mean kaufmann?"],
    ["from:Kofman", "Did you mean kaufmann?"],
    ["Kofman~1", "Did you mean kaufmann?"],
  ])("%s is answered: %s", (query, answer) => {
    expect(searchText(query)).toContain(answer);
  });

  it("is not answered with what has nothing to do with it", () => {
    expect(searchText("~Zzyzx")).not.toContain("Did you mean");
  });
});

it("completion offers what sounds like it where nothing begins so", () => {
  const words = leaksift(["completion", "words", "--", "search", "from:Kofman"], {
    cwd: home,
    env: { LEAKSIFT_INDEX: "ix" },
  });
  expect(words.out).toBe("from:jan@example.org\n");
});

describe("what is kept", () => {
  const values = (counts: Record<string, number>) =>
    new Map([["from", new Map(Object.entries(counts))]]);
  const namesFrom = async (counts: Record<string, number>): Promise<Names> => {
    const parts = await buildNames(values(counts));
    return new Names((field) => parts.filter((part) => part.field === field));
  };

  it("is the same for the same values, and the most frequent comes first", async () => {
    const counts = { "anna one": 1, "anna two": 3, "anna three": 2 };
    expect(await buildNames(values(counts))).toEqual(await buildNames(values(counts)));
    expect((await namesFrom(counts)).like("from", "anna")).toEqual([
      ["anna two", 3],
      ["anna three", 2],
      ["anna one", 1],
    ]);
  });

  it("leaves out long values, and looks at no more than so many", async () => {
    const long = (length: number): string => "anna ".repeat(length).slice(0, length);
    const { maxNameChars: most, maxNameCandidates: few } = LIMITS;
    const names = await namesFrom({ [long(most)]: 1, [long(most + 1)]: 1 });
    expect(names.like("from", "anna")).toEqual([[long(most), 1]]);
    for (const count of [few - 1, few, few + 1]) {
      const many = Object.fromEntries(Array.from({ length: count }, (_, i) => [`anna ${i}`, 1]));
      expect((await namesFrom(many)).like("from", "anna")).toHaveLength(Math.min(count, few));
    }
  });

  it("keeps no more values than the limit, the rarest left out", async () => {
    const most = LIMITS.maxNameValues;
    for (const count of [most - 1, most, most + 1]) {
      const many = new Map(Array.from({ length: count }, (_, i) => [`n${i}`, i === 0 ? 1 : 2]));
      const parts = await buildNames(new Map([["company", many]]));
      const values = JSON.parse(parts.find(({ part }) => part === "values")?.body ?? "[]");
      expect([values.length, values.some(([value]: [string]) => value === "n0")]).toEqual([
        Math.min(count, most),
        count <= most,
      ]);
    }
  });

  it("is nothing in an index of nothing", async () => {
    expect((await namesFrom({})).like("from", "anna")).toEqual([]);
    expect(new Names(() => []).like("subject", "anna")).toEqual([]);
  });
});

it("names are made again when a fiftieth of the documents changed, and without what was forgotten", () => {
  const more = join(home, "more.mbox");
  const odd = from(900, "Quentin Verbruggen", "quentin@example.org");
  writeFileSync(more, mbox([odd, ...Array.from({ length: 60 }, (_, i) => mail(100 + i))]));
  leaksiftEnds(0, ["index", "more.mbox", "--index", "ix"], { cwd: home });
  const asked = (text: string) => withIndex("ix", (index) => suggestPeople(index, text, 1));
  expect(asked("Verbrugen")).toHaveLength(1);

  writeFileSync(join(home, "one.eml"), from(901, "Wilma Oosterhuis", "wilma@example.org"));
  leaksiftEnds(0, ["index", "one.eml", "--index", "ix"], { cwd: home });
  expect(asked("Osterhuis"), "one of 72 is not yet worth it").toEqual([]);

  const [id = ""] = ids(home, "from:verbruggen", "ix");
  leaksiftEnds(0, ["forget", id, "--yes", "--index", "ix"], { cwd: home });
  expect(asked("Verbrugen")).toEqual([]);
  expect(asked("Osterhuis")).toHaveLength(1);
  expect(existsSync(join(home, "ix", "catalog.sqlite"))).toBe(true);
});

it("an index made before names were kept is read, and gets them with its next run", () => {
  leaksiftEnds(0, ["index", "box.mbox", "--index", "old"], { cwd: home });
  const database = new Sqlite(join(home, "old", "catalog.sqlite"), "write");
  database.exec("DROP TABLE name");
  database.exec("DELETE FROM meta WHERE key = 'namesMadeOf'");
  expect(namesOf(database, "from")).toEqual([]);
  expect(areNamesOld(database)).toBe(true);
  database.close();
  expect(withIndex("old", (index) => suggestPeople(index, "Schneir"))).toEqual([]);
  leaksiftEnds(0, ["index", "box.mbox", "--index", "old"], { cwd: home });
  expect(withIndex("old", (index) => suggestPeople(index, "Schneir"))).toHaveLength(1);
});
