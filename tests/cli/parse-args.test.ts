/** The fast parser and yargs must read every command line alike: one is used for search and show, the other for the rest. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { CommandSpec, ParsedArgs } from "../../src/cli/command.ts";
import { closest, parseArgs } from "../../src/cli/parse-args.ts";
import { UserError } from "../../src/errors.ts";
import { COMMANDS, loadAll } from "../../src/program/commands.ts";
import { parseWithYargs } from "../../src/program/program.ts";

/** What a parser makes of the words: the answer, or "mistake". Anything but a UserError is a bug and is thrown. */
async function outcome(
  parse: (spec: CommandSpec, words: readonly string[]) => Promise<ParsedArgs>,
  spec: CommandSpec,
  words: readonly string[],
): Promise<ParsedArgs | "mistake"> {
  try {
    return await parse(spec, words);
  } catch (error) {
    if (error instanceof UserError) return "mistake";
    throw error;
  }
}

const specs = new Map<string, CommandSpec>();
beforeAll(async () => {
  for (const spec of await loadAll()) specs.set(spec.name, spec);
});

function specOf(name: string): CommandSpec {
  const spec = specs.get(name);
  if (spec === undefined) throw new Error(`no command ${name}`);
  return spec;
}

/** A command for this test with one option of each type. */
const ALL_TYPES: CommandSpec = {
  name: "test",
  positional: "WORD…",
  access: "none",
  summary: "",
  options: [
    { name: "index", type: "string", description: "" },
    { name: "limit", short: "n", type: "number", description: "" },
    { name: "json", type: "boolean", description: "" },
    { name: "sort", type: "string", choices: ["date", "size"], description: "" },
    { name: "tag", type: "list", description: "" },
    { name: "two-words", type: "string", description: "" },
  ],
  examples: [],
  notes: [],
  run: async () => 0,
};

const READ: readonly (readonly [readonly string[], ParsedArgs | "mistake"])[] = [
  [[], { positional: [], values: {} }],
  [["a", "b c"], { positional: ["a", "b c"], values: {} }],
  [["--index", "x", "a"], { positional: ["a"], values: { index: "x" } }],
  [["--index=x=y"], { positional: [], values: { index: "x=y" } }],
  [["a", "-n", "5", "b"], { positional: ["a", "b"], values: { limit: 5 } }],
  [["-n5"], { positional: [], values: { limit: 5 } }],
  [["--limit", "005"], { positional: [], values: { limit: 5 } }],
  [["--limit", "1e3"], "mistake"],
  [["--limit", "-5"], "mistake"],
  [["--limit", "0x10"], "mistake"],
  [["--limit"], "mistake"],
  [["--limit="], "mistake"],
  [["--limit", "1", "--limit", "2"], "mistake"],
  [["--index"], "mistake"],
  [["--index="], "mistake"],
  [["--sort", "date"], { positional: [], values: { sort: "date" } }],
  [["--sort", "colour"], "mistake"],
  [["--json", "a"], { positional: ["a"], values: { json: true } }],
  [["--json", "--json"], { positional: [], values: { json: true } }],
  [["--no-json"], "mistake"],
  [["--jsno"], "mistake"],
  [["--two-words", "x"], { positional: [], values: { "two-words": "x" } }],
  [["--twoWords", "x"], "mistake"],
  [["--tag", "a", "--tag", "b"], { positional: [], values: { tag: ["a", "b"] } }],
  [["--tag", "a", "b"], { positional: ["b"], values: { tag: ["a"] } }],
  [["1.50", "007"], { positional: ["1.50", "007"], values: {} }],
  [["--", "--json", "-x"], { positional: ["--json", "-x"], values: {} }],
  [["a", "--", "--", "b"], { positional: ["a", "--", "b"], values: {} }],
  [["-x"], "mistake"],
  [["--__proto__", "x"], "mistake"],
  [["--constructor"], "mistake"],
  [["--json.a", "x"], "mistake"],
  [["-"], { positional: ["-"], values: {} }],
  [["--index", "-"], { positional: [], values: { index: "-" } }],
  [["from:anna", 'subject:"x y"'], { positional: ["from:anna", 'subject:"x y"'], values: {} }],
];

describe("parseArgs", () => {
  for (const [words, expected] of READ) {
    it(`reads ${JSON.stringify(words)}`, async () => {
      expect(await outcome(parseArgs, ALL_TYPES, words)).toEqual(expected);
    });
  }

  it("takes an argument with a single dash for query text in search", async () => {
    const search = specOf("search");
    for (const words of [["-draft"], ["invoice", "-from:anna"], ["-x"], ["-5"], ["a", '-"b c"']]) {
      expect(await outcome(parseArgs, search, words)).toEqual({ positional: words, values: {} });
    }
    expect(await outcome(parseArgs, search, ["-n", "5", "-draft"])).toMatchObject({
      positional: ["-draft"],
    });
    expect(await outcome(parseArgs, search, ["--drfat"])).toBe("mistake");
  });

  const NAMED: readonly (readonly [readonly string[], RegExp])[] = [
    [["--jsn"], /Did you mean --json\?/],
    [["--limit", "x"], /--limit needs a whole number/],
    [["--sort", "x"], /one of date, size/],
    [["--frobnicate"], /leaksift test --help/],
    [["--tag"], /--tag needs a value/],
  ];
  for (const [words, message] of NAMED) {
    it(`says what is wrong with ${words.join(" ")}`, async () => {
      await expect(parseArgs(ALL_TYPES, words)).rejects.toThrow(message);
    });
  }

  it("reads -n5 as -n 5 and a dash before anything else as text of a search", async () => {
    const search = specOf("search");
    expect(await parseArgs(search, ["-n5", "-nothing"])).toMatchObject({
      positional: ["-nothing"],
      values: { limit: 5 },
    });
  });
});

describe("parseArgs and yargs agree", () => {
  for (const [words] of READ) {
    it(`on ${JSON.stringify(words)}`, async () => {
      expect(await outcome(parseWithYargs, ALL_TYPES, words)).toEqual(
        await outcome(parseArgs, ALL_TYPES, words),
      );
    });
  }

  it("on every example of every command", async () => {
    let count = 0;
    for (const spec of specs.values()) {
      for (const [example] of spec.examples) {
        // Each command of a pipe; what else stands in it (grep, sha256sum) is not ours
        for (const piece of example.split(/[;|>]/).filter((each) => /^ *leaksift /.test(each))) {
          const [, name = "", ...words] = (piece.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) =>
            word.replace(/^'(.*)'$|^"(.*)"$/, "$1$2"),
          );
          const own = specs.get(name);
          if (own === undefined) throw new Error(`${example}: there is no command ${name}`);
          const fast = await outcome(parseArgs, own, words);
          expect(fast).not.toBe("mistake");
          expect(await outcome(parseWithYargs, own, words)).toEqual(fast);
          count++;
        }
      }
    }
    expect(count).toBeGreaterThan(10);
  });

  it("on random words of every kind", async () => {
    const word = fc.constantFrom(
      "a",
      "5",
      "--index",
      "--index=x",
      "--limit",
      "-n",
      "-n3",
      "--json",
      "--json=true",
      "--json=false",
      "--sort",
      "date",
      "--tag",
      "--tag=t",
      "--no-json",
      "-h",
      "-x",
      "-",
      "--",
      "",
      "a=b",
      "-1",
      "-n=4",
      "---",
      "--index-x",
      "--js",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (words) => {
        const fast = await outcome(parseArgs, ALL_TYPES, words);
        expect(await outcome(parseWithYargs, ALL_TYPES, words)).toEqual(fast);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

describe("closest", () => {
  it("suggests what is one slip away and nothing that is not", () => {
    const names = [...COMMANDS.keys()];
    expect(closest("serach", names)).toBe("search");
    expect(closest("shwo", names)).toBe("show");
    expect(closest("idnex", names)).toBe("index");
    expect(closest("frobnicate", names)).toBe("");
    expect(closest("", [])).toBe("");
  });
});
