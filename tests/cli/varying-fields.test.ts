/**
 * Nothing that is printed for programs is decoration: over the sample corpus every field of every JSON, NDJSON and CSV form takes at least two values, or this
 * file says why it cannot here; and every name in docs/json.md is seen.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { leaksift } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";

const home = testFolder("varying");
const root = new URL("../..", import.meta.url).pathname;
const SMALL = ["--index", "small"];
const CLAIM = join(root, "claims/banal.yaml");
const OTHER_CLAIM = join(root, "claims/financial-wrongdoing.yaml");

interface Form {
  /** The array of the rows, for a list that --ndjson and --csv print too. */
  readonly rows?: string;
  readonly lines: readonly (readonly string[])[];
}

/** Command lines whose answers have one form. Words in capitals are ids that are put in later. */
const FORMS: Readonly<Record<string, Form>> = {
  search: {
    rows: "hits",
    lines: [
      ["search", "*", "--limit", "0"],
      ["search", "tombola", "--limit", "0"],
    ],
  },
  "search --collapse": {
    lines: [
      ["search", "*", "--collapse", "thread", "--limit", "0"],
      ["search", "tombola", "--collapse", "thread"],
    ],
  },
  "search --facet": {
    lines: [
      ["search", "*", "--facet", "sender,type,custodian,flag", "--timeline", "month"],
      ["search", "tombola", "--facet", "month,has", "--timeline", "week", "--limit", "0"],
      ["search", "tombola", "--facet", "month,has", "--timeline", "hour", "--limit", "0"],
      ["search", "lastsavedby:*", "--facet", "creator", "--timeline", "hour", "--limit", "0"],
    ],
  },
  "search --batch": {
    rows: "queries",
    lines: [
      ["search", "--batch", "terms.txt"],
      ["search", "--batch", "others.txt"],
    ],
  },
  saved: { rows: "saved", lines: [["saved"]] },
  note: {
    rows: "notes",
    lines: [
      ["note", "CARRIER"],
      ["note", "REPLY"],
    ],
  },
  show: {
    lines: [
      ["show", "CARRIER"],
      ["show", "REPLY"],
      ["show", "FLAGGEDFILE"],
      ["show", "INBOX"],
      ["show", "CARRIER2"],
      ["show", "LOOSE"],
      ["show", "SHEET"],
      ["show", "DAMAGED"],
    ],
  },
  stats: { lines: [["stats"], ["stats", ...SMALL]] },
  "stats --correspondents": {
    rows: "correspondents",
    lines: [
      ["stats", "--correspondents"],
      ["stats", "--correspondents", "tombola"],
    ],
  },
  problems: { rows: "problems", lines: [["problems"], ["problems", ...SMALL]] },
  "problems --gaps": { lines: [["problems", "--gaps"]] },
  "problems --summary": { rows: "counts", lines: [["problems", "--summary"]] },
  fields: { lines: [["fields"]] },
  authors: { rows: "authors", lines: [["authors"], ["authors", "tombola"]] },
  owners: { rows: "owners", lines: [["owners"], ["owners", ...SMALL]] },
  identifiers: {
    rows: "identifiers",
    lines: [
      ["identifiers", "--contexts", "1"],
      ["identifiers", "tombola", "--kind", "phone,amount"],
    ],
  },
  missing: { rows: "missing", lines: [["missing"], ["missing", "tombola"]] },
  people: { rows: "people", lines: [["people"], ["people", "halle"]] },
  "people NAME": {
    lines: [
      ["people", "odile.marchandeau@halle.example"],
      ["people", "henrike.sandvoss@halle.example"],
    ],
  },
  "people --savers": {
    rows: "savers",
    lines: [
      ["people", "--savers"],
      ["people", "--savers", ...SMALL],
    ],
  },
  first: {
    rows: "people",
    lines: [
      ["first", "tombola"],
      ["first", "billet"],
    ],
  },
  files: { rows: "files", lines: [["files"], ["files", "tombola"]] },
  similar: {
    rows: "similar",
    lines: [
      ["similar", "SHEET"],
      ["similar", "CARRIER", "--at-least", "50"],
    ],
  },
  variants: {
    rows: "variants",
    lines: [
      ["variants", "--at-least", "50"],
      ["variants", "tombola"],
    ],
  },
  diff: {
    rows: "differences",
    lines: [
      ["diff", "CARRIER", "REPLY"],
      ["diff", "SHEET", "LOOSE"],
    ],
  },
  signatures: { lines: [["signatures"], ["signatures", ...SMALL]] },
  thread: {
    rows: "lines",
    lines: [
      ["thread", "CARRIER"],
      ["thread", "REPLY"],
      ["thread", "GAP"],
      ["thread", "FLAGGED"],
    ],
  },
  flags: {
    rows: "entries",
    lines: [
      ["flags", "--limit", "0"],
      ["flags", "--level", "information", "--limit", "0"],
      ["flags", ...SMALL],
    ],
  },
  "flags list": { rows: "checks", lines: [["flags", "list"]] },
  "flags explain": {
    lines: [
      ["flags", "explain", "FLAGGED"],
      ["flags", "explain", "FLAGGEDFILE"],
      ["flags", "explain", "SHEET"],
    ],
  },
  tags: { rows: "tags", lines: [["tags"], ["tags", ...SMALL]] },
  sources: { rows: "sources", lines: [["sources"], ["sources", ...SMALL]] },
  verify: {
    lines: [
      ["verify", "--sample", "9"],
      ["verify", ...SMALL],
      ["verify", "--hashes-only", ...SMALL],
    ],
  },
  assess: {
    lines: [
      ["assess", CLAIM],
      ["assess", OTHER_CLAIM],
    ],
  },
};

/** Paths that have one value here, by form ("" for all), each with why. */
const CONSTANT: readonly (readonly [form: string, path: RegExp, why: string])[] = [
  [
    "",
    /^walks\.different$/,
    "the walks never differ unless a test makes one wrong (tests/ingest/walk-check.test.ts)",
  ],
  [
    "verify",
    /^secondOpinion\.different$/,
    "the engines agree; tests/search/second-opinion has one that does not",
  ],
  ["", /^formatVersion$/, "the version of the form itself"],
  ["", /^sources\[\]\.modifiedAt$/, "a fresh clone writes all files in one second"],
  [
    "",
    /(?:^|\.)notLookedAt$/,
    "every query of the sample corpus ends; tests/cli/query-timeout has one that does not",
  ],
  ["people NAME", /^person\.joined/, "nobody here has two addresses; tests/search/people has some"],
  ["first", /^undated$/, "no mail of the words asked for is undated"],
  [
    "missing",
    /(?:answers|answeredBy.*|quotedIn|introduction|text)$/,
    "one person answers absent mail here, quoting nothing; tests/flags/missing has more",
  ],
  ["missing --csv", /^(?:answers|answeredBy|quotedIn)$/, "the same"],
  ["similar", /shared$/, "no two files here carry one id; tests/search/similar has some"],
  ["similar --csv", /^shared$/, "the same"],
  ["diff", /^(?:depth|leftOut)$/, "both texts are short; tests/search/similar has others"],
  ["saved", /(?:author|\bat|atMs)$/, "one person made them in one moment; tests/custody has two"],
  ["saved --csv", /(?:author|\bat|atMs)$/, "the same"],
  ["note", /(?:author|\bat)$/, "the same"],
  ["note --csv", /(?:author|\bat)$/, "the same"],
  ["show", /^notes\[\]\.(?:author|at)$/, "the same"],
  [
    "show",
    /^(?:cc\[\]|problems\[\]|locator\[\]\..*)$/,
    "the chosen messages are few; tests/parse and tests/split have all",
  ],
  ["show", /^bcc$/, "nobody in the sample corpus is a blind recipient"],
  [
    "show",
    /^metadata\[\]\.(?:state|time)/,
    "the chosen files are of two formats; tests/extract has all",
  ],
  ["search --batch", /^queries\[\]\.custodians\./, "the names in it are those of the corpus"],
  [
    "problems",
    /locator/,
    "what cannot be read in the sample corpus are whole files; tests/ingest has members",
  ],
  ["problems --gaps", /^(?:total|gaps)$/, "the sample corpus has no gap; tests/split has them"],
  [
    "stats",
    /^sources\[\]\.(?:state|condition)$/,
    "all were read and are there; tests/custody has others",
  ],
  ["sources", /^sources\[\]\.(?:state|condition)$/, "the same"],
  ["sources --csv", /^(?:state|condition)$/, "the same"],
  ["thread", /^lines\[\]\.flags\[\]$/, "the chosen threads hold one flagged message"],
  ["assess", /flags\[\]$/, "one check fires among the counter-examples"],
  ["search --facet", /^hits\[\]\.tags\[\]$/, "search has both tags"],
  ["sources", /^sources\[\]\.events\[\]\.(?:kind|detail)$/, "tests/custody relocates sources"],
  [
    "identifiers",
    /^region$/,
    "no country is that of its senders; tests/cli/identifiers-command.test.ts sets one",
  ],
  ["authors", /^leftOut$/, "beyond 500,000 values"],
  [
    "authors",
    /defaultName$/,
    "no file of the sample corpus has one; tests/cli/authors-command.test.ts has",
  ],
  ["authors --csv", /^defaultName$/, "the same"],
  [
    "signatures",
    /(?:verified|headers-differ|unreadable|unread|key-forbids|unchecked|differs)$|^(?:cautions|relays\[\])\./,
    "no key of it is published; tests/signatures/command.test.ts has all states",
  ],
  [
    "flags explain",
    /evidence\[\]/,
    "the form of evidence is that of the check; tests/checks has every check",
  ],
  [
    "verify",
    /(?:Bytes|missing|faults|unended|entries|segments)$/,
    "nothing is wrong with the index; tests/custody/custody.test.ts damages one",
  ],
  [
    "assess",
    /^(?:claim\.(?:threshold|confidence|committed)|seed\.|otherVariantsOfThis|ledgerIntact|population\.|unreadable\.|undated)/,
    "two claims of one kind on one corpus; tests/assess/claim-files.test.ts has other claims",
  ],
  [
    "assess",
    /^(?:review\.|bounds\.|sides\.|readersSay|verdict\.word|counter\.top\[\]\.(?:answer|confirmed|state|locator)|amounts\[\]\.lists|categoryAmounts\[\]\.currency)/,
    "nobody has read yet; tests/cli/review-command.test.ts and tests/assess/verdict.test.ts read",
  ],
];

const ids = new Map<string, string>();
const run = (words: readonly string[]): string => {
  const given = words.map((word) => ids.get(word) ?? word);
  const place = given.includes("--index") || given[0] === "fields" ? [] : ["--index", "ix"];
  const ended = leaksift([...given, ...place], { cwd: home });
  if (ended.code !== 0 && ended.code !== 3)
    throw new Error(`${given.join(" ")} ended with ${ended.code}: ${ended.err}`);
  return ended.out;
};
const json = (words: readonly string[]): unknown => JSON.parse(run([...words, "--json"]));

/** Adds the values by path: `hits[].flags[].check`. An object or a list counts as a value beside null and the empty list. */
function collect(value: unknown, path: string, into: Map<string, Set<string>>): void {
  const note = (text: string): void => {
    const known = into.get(path);
    if (known === undefined) into.set(path, new Set([text]));
    else known.add(text);
  };
  if (Array.isArray(value)) {
    note(value.length === 0 ? "empty list" : "list");
    for (const each of value) collect(each, `${path}[]`, into);
  } else if (value !== null && typeof value === "object") {
    note("object");
    for (const [name, each] of Object.entries(value))
      collect(each, path === "" ? name : `${path}.${name}`, into);
  } else note(JSON.stringify(value));
}

/** Cells of a CSV text by column name; quotes as RFC 4180 has them. */
function cells(text: string): Map<string, Set<string>> {
  const rows = [...text.matchAll(/(?:(?:"(?:[^"]|"")*"|[^,\r\n]*)(?:,|\r\n))+?(?<=\r\n)/g)].map(
    ([row]) =>
      [...row.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(?:,|\r\n)/g)].map(([, cell = ""]) => cell),
  );
  const [head = [], ...rest] = rows;
  return new Map(
    head.map((name, i) => [name.replaceAll('"', ""), new Set(rest.map((row) => row[i] ?? ""))]),
  );
}

function constants(form: string, values: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...values]
    .filter(
      ([, all]) => all.size < 2 && ![...all].some((one) => one === "list" || one === "object"),
    )
    .filter(
      ([path]) =>
        !CONSTANT.some(([of, pattern]) => (of === "" || of === form) && pattern.test(path)),
    )
    .map(([path, all]) => `${path} is always ${[...all][0]}`);
}

/** Words of the shapes in docs/json.md that are values or types, not names. */
const TYPES = new Set([
  "null",
  "references",
  "subject",
  "step",
  "best",
  "three",
  "name",
  "families",
  "as",
  "entries",
  "without",
  "documents",
  "NAME",
  "count",
  "thread",
  "index",
  "body",
  "differs",
  "key",
  "unknown",
  "headers",
  "differ",
  "check",
]);

const seen = new Set<string>();

beforeAll(() => {
  const sample = (part: string): string => join(root, "sample-corpus", part);
  const all = ["clean", "odd", "tampered", "claims/counter-examples"].map(sample);
  leaksift(["index", ...all, "--index", "ix"], { cwd: home });
  const received = [
    "--received-from",
    "a source",
    "--received-at",
    "2026-01-02",
    "--note",
    "by hand",
  ];
  leaksift(["intake", sample("odd"), ...received, "--index", "small"], { cwd: home });
  leaksift(["index", sample("odd"), sample("tampered/one-sided-mail"), "--index", "small"], {
    cwd: home,
  });
  const first = (query: string): string => run(["search", query, "--ids"]).split("\n")[0] ?? "";
  ids.set("CARRIER", first("has:attachment from:pia"));
  ids.set("REPLY", first("is:reply"));
  ids.set("LOOSE", first("kind:file type:xlsx"));
  ids.set(
    "INBOX",
    run(["search", "has:attachment from:pia", "--ids"]).trimEnd().split("\n").at(-1) ?? "",
  );
  ids.set("CARRIER2", first("has:attachment -from:pia"));
  ids.set("FLAGGED", first("flag:*"));
  const { problems } = json(["problems"]) as { problems: { id: string | null }[] };
  ids.set("DAMAGED", problems.find(({ id }) => id !== null)?.id ?? "");
  run(["flags"]);
  run(["owners", "+elsewhere.example", ...SMALL]);
  ids.set("GAP", first("flag:referenced-mail-missing"));
  const { hits } = json(["search", "flag:* type:xlsx", "--limit", "0"]) as {
    hits: { id: string; attachments: { id: string; type: string }[] }[];
  };
  ids.set("SHEET", hits.flatMap(({ attachments }) => attachments)[0]?.id ?? "");
  ids.set("FLAGGEDFILE", hits.at(-1)?.id ?? "");
  run(["tag", "+seen", ids.get("CARRIER") ?? "", ids.get("REPLY") ?? ""]);
  run(["tag", "+check", ids.get("REPLY") ?? ""]);
  run(["note", "CARRIER", "first note"]);
  run(["note", "REPLY", "another note"]);
  run(["saved", "one", "tombola"]);
  run(["saved", "two", "from:pia"]);
  run(["flags", "mute", "re-save-burst"]);
  writeFileSync(join(home, "terms.txt"), "tombola\nkind:file\n");
  writeFileSync(join(home, "others.txt"), "type:pdf\nnothingsuchword\nfrom:pia\n");
});

describe("every field takes two values", () => {
  for (const [name, { lines, rows }] of Object.entries(FORMS)) {
    it(`${name} --json${rows === undefined ? "" : ", and --ndjson has the same rows"}`, () => {
      const values = new Map<string, Set<string>>();
      for (const words of lines) {
        const answer = json(words) as Record<string, unknown>;
        collect(answer, "", values);
        if (rows === undefined) continue;
        const listed = answer[rows] as object[];
        const more = run([...words, "--ndjson"]);
        const printed = more
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line) as object);
        expect(printed.slice(0, listed.length)).toEqual(
          listed.map((row) => ({ formatVersion: 1, ...row })),
        );
      }
      for (const path of values.keys()) for (const part of path.split(/[.[\]]+/)) seen.add(part);
      expect(constants(name, values)).toEqual([]);
    });

    if (rows !== undefined)
      it(`${name} --csv`, () => {
        const values = new Map<string, Set<string>>();
        for (const words of lines)
          for (const [column, all] of cells(run([...words, "--csv"])))
            values.set(column, new Set([...(values.get(column) ?? []), ...all]));
        expect(values.size).toBeGreaterThan(0);
        expect(constants(`${name} --csv`, values)).toEqual([]);
      });
  }
});

describe("docs/json.md", () => {
  /** Names of commands' answers that are in other tests: what a run of a command that writes says, and what readers exchange. */
  const ELSEWHERE =
    /^(?:index|intake|export|forget|push|review status|review draw|review conflicts|review export|tags export|conflicts)$/;

  it("names no field of a list that is not printed", () => {
    const page = readFileSync(join(root, "docs/json.md"), "utf8");
    const sections = page.split(/^## /m).slice(1);
    const missing: string[] = [];
    for (const section of sections) {
      const title = (section.split("\n")[0] ?? "").replaceAll(" --json", "");
      if (title.split(/,| and /).some((name) => ELSEWHERE.test(name.trim()))) continue;
      if (/^(?:Lists|sources|tags|assess|index)/.test(title)) continue;
      const shape = section.match(/^ {4}\{[\s\S]*?\n\n/m)?.[0] ?? "";
      for (const [, name = ""] of shape.matchAll(/([A-Za-z][A-Za-z]*)(?=[,:}|\s]|$)/g))
        if (!seen.has(name) && !TYPES.has(name)) missing.push(`${title}: ${name}`);
    }
    expect(missing).toEqual([]);
  });
});
