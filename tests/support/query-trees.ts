/** Random query trees for property tests: every kind of node, canonical as the parser makes them. */
import fc from "fast-check";
import {
  type Correspondent,
  type DateExpression,
  type LeafNode,
  type QueryNode,
  type Slot,
  STEM_LANGUAGES,
} from "../../src/query/tree.ts";

const TEXT_FIELDS = ["subject", "body", "from", "to", "filename", "creator", "lastsavedby", null];
const TOKEN_FIELDS = ["has", "is", "type", "lang", "domain", "ids"];
const CATALOG_FIELDS = ["in", "id", "thread", "tag", "flag", "sha256"];

/** Words that try the lexer: punctuation, operators, prefixes, quotes, backslashes, other scripts. */
const awkward = fc.string({
  unit: fc.constantFrom(..."abcZé0ßЖ٣漢-=~@/<>!?*()\"“”„«»\\:;.,'’_+&#%|[]{}"),
  minLength: 1,
  maxLength: 8,
});
const hasLetter = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
const isOperator = (text: string): boolean => /^(?:AND|OR|NOT)$/.test(text);

const rawWord: fc.Arbitrary<string> = fc
  .oneof(
    awkward,
    fc.constantFrom(
      "invoice",
      "INV-2041-77",
      "l'accord",
      "jean.dupont@example.org",
      "http://example.org/a",
      "from:",
      "from:anna",
      "foo:bar",
      "C:\\Users\\x",
      "12:30",
      "@press",
      "--sig",
      "a~1",
      "script:latin",
    ),
  )
  .filter((text) => hasLetter(text) && !isOperator(text));

const collapsed = (pattern: string): string => {
  let out = "";
  for (const part of pattern.match(/\\.|./gs) ?? [])
    if (!(part === "*" && /(^|[^\\])(\\\\)*\*$/.test(out))) out += part;
  return out;
};

const pattern: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      rawWord.map((text) => text.replace(/[\\*?]/g, "\\$&")),
      fc.constantFrom("*", "?"),
    ),
    { minLength: 2, maxLength: 4 },
  )
  .map((parts) => collapsed(parts.join("")))
  .filter((text) => /(^|[^\\])(\\\\)*[*?]/.test(text) && hasLetter(text));

/** In quotes a question mark after the last letter ends a sentence, so the parser never makes it a wildcard. */
const slotPattern = pattern.filter((text) => !/\?[^\p{L}\p{N}*]*$/u.test(text));

const slot: fc.Arbitrary<Slot> = fc.oneof(
  rawWord.map((text): Slot => ({ kind: "word", text })),
  slotPattern.map((text): Slot => ({ kind: "pattern", pattern: text })),
);

const calendar: fc.Arbitrary<DateExpression> = fc
  .record({
    year: fc.integer({ min: 1000, max: 9999 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
    second: fc.integer({ min: 0, max: 59 }),
    zoneMinutes: fc.constantFrom(null, 0, 120, -570),
    precision: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ precision, ...d }) => ({
    kind: "calendar",
    year: d.year,
    month: precision > 1 ? d.month : null,
    day: precision > 2 ? d.day : null,
    hour: precision > 3 ? d.hour : null,
    minute: precision > 4 ? d.minute : null,
    second: precision > 5 ? d.second : null,
    zoneMinutes: precision > 3 ? d.zoneMinutes : null,
  }));

export const dateExpression: fc.Arbitrary<DateExpression> = fc.oneof(
  calendar,
  fc.record({
    kind: fc.constant("ago" as const),
    count: fc.integer({ min: 0, max: 900 }),
    unit: fc.constantFrom("h", "d", "w", "m", "y"),
  }),
  fc.record({
    kind: fc.constant("named" as const),
    name: fc.constantFrom(
      "now",
      "today",
      "yesterday",
      "this week",
      "last week",
      "this month",
      "last month",
      "this year",
      "last year",
    ),
  }),
);

const timeBound = fc.record({ date: dateExpression, side: fc.constantFrom("start", "end") });
const numberBound = fc.record({
  value: fc.oneof(fc.integer({ min: -1000, max: 1e9 }), fc.constantFrom(0.5, 1.25)),
  inclusive: fc.boolean(),
});
const field = fc.constantFrom(...TEXT_FIELDS);
const someBound = <T extends { low: unknown; high: unknown }>(node: T): boolean =>
  node.low !== null || node.high !== null;

const phrase = fc.record({
  kind: fc.constant("phrase" as const),
  field,
  slots: fc.array(slot, { minLength: 1, maxLength: 4 }),
  slop: fc.constantFrom(0, 0, 1, 5),
  exact: fc.constant(false),
});
const name = fc.record({
  kind: fc.constant("name" as const),
  field,
  text: fc.array(rawWord, { minLength: 1, maxLength: 2 }).map((words) => words.join(" ")),
});
const stem = fc.record({
  kind: fc.constant("stem" as const),
  field,
  text: fc.array(rawWord, { minLength: 1, maxLength: 2 }).map((words) => words.join(" ")),
  language: fc.constantFrom(null, ...STEM_LANGUAGES),
});
const term = fc.record({
  kind: fc.constant("term" as const),
  field,
  text: rawWord,
  exact: fc.boolean(),
});
const patternNode = fc.record({ kind: fc.constant("pattern" as const), field, pattern });

const anywhere = <T extends Correspondent>(node: T): T => ({ ...node, field: null });
const correspondent: fc.Arbitrary<Correspondent> = fc.oneof(
  term.map(anywhere),
  patternNode.map(anywhere),
  phrase.map(anywhere),
  name.map(anywhere),
);
const regexSource = fc.constantFrom(
  "a/b",
  "IBAN [A-Z]{2}\\d+",
  "\\p{Lu}+",
  "x\\/y",
  "(a|b) c",
  '"',
);
const regexFlags = fc.constantFrom("", "i", "ims");

const leaf: fc.Arbitrary<LeafNode> = fc.oneof(
  fc.constant<LeafNode>({ kind: "all" }),
  term,
  patternNode,
  name,
  stem,
  phrase,
  phrase.map((node) => ({
    ...node,
    slots: node.slots.filter((s) => s.kind === "word").concat({ kind: "word", text: "Été*" }),
    exact: true,
  })),
  fc.record({
    kind: fc.constant("fuzzy" as const),
    field,
    text: rawWord,
    distance: fc.constantFrom(1, 2),
  }),
  fc.record({
    kind: fc.constant("term" as const),
    field: fc.constantFrom(...TOKEN_FIELDS, ...CATALOG_FIELDS),
    text: fc.array(rawWord, { minLength: 1, maxLength: 2 }).map((words) => words.join(" ")),
    exact: fc.constant(false),
  }),
  fc.record({
    kind: fc.constant("pattern" as const),
    field: fc.constantFrom(...TOKEN_FIELDS, ...CATALOG_FIELDS),
    pattern,
  }),
  fc
    .record({ kind: fc.constant("regex" as const), field, source: regexSource, flags: regexFlags })
    .map((node) => ({ ...node, source: node.source.replaceAll("\\/", "/") })),
  fc
    .record({
      kind: fc.constant("timeRange" as const),
      field: fc.constantFrom("date", "modified"),
      low: fc.option(timeBound),
      high: fc.option(timeBound),
    })
    .filter(someBound),
  fc
    .record({
      kind: fc.constant("numberRange" as const),
      field: fc.constantFrom("size", "revision"),
      low: fc.option(numberBound),
      high: fc.option(numberBound),
    })
    .filter(someBound),
  fc.record({
    kind: fc.constant("presence" as const),
    field: fc.constantFrom("company", "printed", "has", "thread", "script", "revision"),
  }),
  fc.record({
    kind: fc.constant("script" as const),
    field,
    script: fc.constantFrom("cyrillic", "greek", "old_persian"),
  }),
  fc.record({
    kind: fc.constant("between" as const),
    people: fc.tuple(correspondent, correspondent),
  }),
  fc.record({
    kind: fc.constant("header" as const),
    name: fc.constantFrom("x-mailer", "received"),
    value: fc.oneof(
      fc.constant(null),
      pattern.map((text) => ({ kind: "pattern" as const, pattern: text })),
      rawWord.map((text) => ({
        kind: "pattern" as const,
        pattern: text.replace(/[\\*?]/g, "\\$&"),
      })),
      fc
        .record({ kind: fc.constant("regex" as const), source: regexSource, flags: regexFlags })
        .map((value) => ({ ...value, source: value.source.replaceAll("\\/", "/") })),
    ),
  }),
  fc.record({ kind: fc.constant("saved" as const), name: fc.constantFrom("press", "a-1") }),
);

/** Trees over the given leaves, at most a few levels deep. */
export function treesOver(leaves: fc.Arbitrary<QueryNode>): fc.Arbitrary<QueryNode> {
  return fc.letrec<{ node: QueryNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, depthSize: "small", withCrossShrink: true },
      leaves,
      fc.record({
        kind: fc.constantFrom("and" as const, "or" as const),
        operands: fc.array(tie("node"), { minLength: 2, maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant("not" as const), operand: tie("node") }),
    ),
  })).node;
}

export const tree: fc.Arbitrary<QueryNode> = treesOver(leaf);
