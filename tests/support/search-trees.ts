/** Random small corpora and trees that often match them, for comparing search with the brute-force evaluator. */
import fc from "fast-check";
import type { DateExpression, LeafNode, QueryNode, Slot } from "../../src/query/tree.ts";
import { idsOf } from "../../src/tokenize.ts";
import { type PlainDocument, type PlainFamily, scriptsOf } from "./plain-corpus.ts";
import { treesOver } from "./query-trees.ts";

/** Few words, so that random queries hit; some differ by one letter, by case, by accents. */
const WORDS = [
  "let me know the and to of",
  "invoice invoices Invoice invoce budget Budget",
  "été Été ete l'accord d'accord",
  "john johan johanna doe Рошка рошка",
  "INV-2041-77 2041 77 +33 6 12 34 56 78 06",
  "anna@example.org anna example org",
]
  .join(" ")
  .split(" ");

const word = fc.constantFrom(...WORDS);
const text = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(" "));
const someTexts = fc.array(text, { minLength: 1, maxLength: 2 });
const oneOf = <const T>(...values: T[]) => fc.constantFrom(...values);

const day = fc
  .integer({ min: 0, max: 900 })
  .map((days) => Date.UTC(2016, 0, 1) + days * 86_400_000 + 12_345_678);

/** A record in which any key may be missing. */
const partial = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Record<string, never>>;

const withFound = (document: Omit<PlainDocument, "headers">): PlainDocument => {
  const all = Object.values(document.texts).flat().join("\n");
  return {
    ...document,
    tokens: { ...document.tokens, ids: idsOf(all), script: scriptsOf(all) },
    headers: document.tokens["kind"]?.includes("message")
      ? [
          ["x-mailer", "Tool 1.0"],
          ["received", all.slice(0, 20)],
        ]
      : [],
  };
};

const message = fc
  .record({
    texts: partial({
      subject: fc.tuple(text),
      body: fc.tuple(fc.array(word, { maxLength: 30 }).map((words) => words.join(" "))),
      from: fc.tuple(text),
      to: someTexts,
    }),
    tokens: fc.record({
      has: fc.subarray(["attachment", "image"]),
      is: fc.subarray(["reply", "bulk"]),
    }),
    numbers: partial({ date: fc.tuple(day), size: fc.tuple(fc.integer({ min: 1, max: 20 })) }),
  })
  .map(({ texts, tokens, numbers }) =>
    withFound({ texts, tokens: { ...tokens, kind: ["message"] }, numbers }),
  );

const file = fc
  .record({
    texts: partial({
      attachment: someTexts,
      filename: fc.tuple(text),
      creator: someTexts,
      lastsavedby: fc.tuple(text),
      company: fc.tuple(text),
    }),
    type: oneOf("pdf", "xlsx"),
    numbers: partial({
      modified: fc.array(day, { minLength: 1, maxLength: 2 }),
      revision: fc.tuple(fc.integer({ min: 0, max: 5 })),
    }),
  })
  .map(({ texts, type, numbers }) =>
    withFound({ texts, tokens: { type: [type], kind: ["attachment"] }, numbers }),
  );

const family: fc.Arbitrary<PlainFamily> = fc
  .tuple(fc.oneof(message, message, file), fc.array(file, { maxLength: 3 }))
  .map(([root, files]) => [root, ...files]);

export const corpus = fc.array(family, { minLength: 1, maxLength: 12 });

const FAMILY_TEXT = ["subject", "body", "from", "to", "attachment", "participants", null];
const FILE_TEXT = ["filename", "creator", "lastsavedby", "company", "author"];
const textField = fc.oneof(oneOf(...FAMILY_TEXT), oneOf(...FILE_TEXT));

const pattern = oneOf(
  "joh*",
  "*voice",
  "in*ce*",
  "j?hn",
  "*",
  "?",
  "INV-20*",
  "*@example.org",
  "l'acc*",
  "2041-*",
  "Bud*",
);
const slot: fc.Arbitrary<Slot> = fc.oneof(
  { arbitrary: word.map((each): Slot => ({ kind: "word", text: each })), weight: 4 },
  { arbitrary: pattern.map((each): Slot => ({ kind: "pattern", pattern: each })), weight: 1 },
);

const calendar: fc.Arbitrary<DateExpression> = fc
  .record({
    year: oneOf(2016, 2017, 2018),
    month: fc.option(fc.integer({ min: 1, max: 12 })),
    day: fc.option(fc.integer({ min: 1, max: 28 })),
  })
  .map(({ year, month, day: dayOf }) => ({
    kind: "calendar",
    year,
    month,
    day: month === null ? null : dayOf,
    hour: null,
    minute: null,
    second: null,
    zoneMinutes: null,
  }));
const timeBound = fc.option(fc.record({ date: calendar, side: oneOf("start", "end") }));
const numberBound = fc.option(
  fc.record({ value: fc.integer({ min: 0, max: 12 }), inclusive: fc.boolean() }),
);

const kind = <K extends string>(name: K): fc.Arbitrary<K> => fc.constant(name);
const term = (field: fc.Arbitrary<string | null>, exact: fc.Arbitrary<boolean>) =>
  fc.record({ kind: kind("term"), field, text: word, exact });

const between: fc.Arbitrary<LeafNode> = fc.record({
  kind: kind("between"),
  people: fc.tuple(
    term(fc.constant(null), fc.constant(false)),
    fc.record({ kind: kind("pattern"), field: fc.constant(null), pattern }),
  ),
});

const familyLeaf = (field: fc.Arbitrary<string | null>): fc.Arbitrary<LeafNode> =>
  fc.oneof(
    { arbitrary: term(field, fc.constant(false)), weight: 6 },
    { arbitrary: term(field, fc.constant(true)), weight: 1 },
    { arbitrary: fc.record({ kind: kind("pattern"), field, pattern }), weight: 2 },
    {
      arbitrary: fc.record({
        kind: kind("phrase"),
        field,
        slots: fc.array(slot, { minLength: 1, maxLength: 3 }),
        slop: oneOf(0, 0, 1, 3),
        exact: fc.constant(false),
      }),
      weight: 4,
    },
    {
      arbitrary: fc.record({
        kind: kind("fuzzy"),
        field,
        text: word,
        distance: oneOf(1 as const, 2 as const),
      }),
      weight: 1,
    },
    {
      arbitrary: fc.record({ kind: kind("name"), field, text: oneOf("john doe", "anna", "рошка") }),
      weight: 1,
    },
    {
      arbitrary: fc.record({
        kind: kind("stem"),
        field,
        text: oneOf("invoices", "budget", "john doe", "l'accord", "рошки"),
        language: oneOf(null, "en", "fr", "ru"),
      }),
      weight: 1,
    },
    {
      arbitrary: fc.record({
        kind: kind("regex"),
        field,
        source: oneOf("[Ii]nvoices?", "l'acc", "Budget \\w+", "\\d{4}-\\d\\d"),
        flags: oneOf("", "i"),
      }),
      weight: 1,
    },
  );

const otherLeaf: fc.Arbitrary<LeafNode> = fc.oneof(
  fc.constant<LeafNode>({ kind: "all" }),
  fc.record({
    kind: kind("term"),
    field: oneOf("has", "is", "type", "kind", "script"),
    text: oneOf("attachment", "reply", "PDF", "xlsx", "message", "cyrillic"),
    exact: fc.constant(false),
  }),
  fc.record({ kind: kind("pattern"), field: oneOf("type", "kind"), pattern: oneOf("p*", "*ss*") }),
  fc
    .record({
      kind: kind("timeRange"),
      field: oneOf("date", "modified"),
      low: timeBound,
      high: timeBound,
    })
    .filter(({ low, high }) => low !== null || high !== null),
  fc
    .record({
      kind: kind("numberRange"),
      field: oneOf("size", "revision"),
      low: numberBound,
      high: numberBound,
    })
    .filter(({ low, high }) => low !== null || high !== null),
  fc.record({
    kind: kind("presence"),
    field: oneOf("company", "author", "subject", "modified", "revision", "has", "ids"),
  }),
  fc.record({
    kind: kind("script"),
    field: oneOf("creator", "author", "body", null),
    script: oneOf("cyrillic", "latin"),
  }),
  between,
  fc.record({
    kind: kind("header"),
    name: oneOf("x-mailer", "received"),
    value: fc.oneof(
      fc.constant(null),
      oneOf("tool", "TOOL 1*", "let*", "Été").map((each) => ({
        kind: "pattern" as const,
        pattern: each,
      })),
      fc.constant({ kind: "regex" as const, source: "^l", flags: "i" }),
    ),
  }),
);

/** File-level conditions side by side are what groups are made of, so they come often. */
const leaf: fc.Arbitrary<LeafNode> = fc.oneof(
  { arbitrary: familyLeaf(textField), weight: 3 },
  { arbitrary: familyLeaf(oneOf(...FILE_TEXT)), weight: 2 },
  { arbitrary: otherLeaf, weight: 3 },
);

export const tree: fc.Arbitrary<QueryNode> = treesOver(leaf);

/** Trees of file-level conditions only, of words so common that same-file groups decide. */
export const fileTree: fc.Arbitrary<QueryNode> = treesOver(
  fc.oneof(
    {
      arbitrary: fc.record({
        kind: kind("term"),
        field: oneOf("creator", "lastsavedby", "filename"),
        text: oneOf("let", "me", "to", "the", "l'accord"),
        exact: fc.constant(false),
      }),
      weight: 3,
    },
    {
      arbitrary: fc.record({
        kind: kind("phrase"),
        field: oneOf("creator", "author"),
        slots: fc.array(slot, { minLength: 2, maxLength: 2 }),
        slop: oneOf(0, 5, 9),
        exact: fc.constant(false),
      }),
      weight: 2,
    },
    {
      arbitrary: fc.record({
        kind: kind("term"),
        field: oneOf("type", "kind"),
        text: oneOf("pdf", "xlsx", "attachment"),
        exact: fc.constant(false),
      }),
      weight: 2,
    },
  ),
);
