import { describe, expect, it } from "vitest";
import { MAX_DEPTH, MAX_QUERY_LENGTH, parseQuery } from "../../src/query/parse-query.ts";
import { printQuery } from "../../src/query/print-query.ts";
import type { QueryProblemCode } from "../../src/query/tree.ts";

/** Read without a problem, and printed as the second column. */
const READS: readonly (readonly [query: string, printed: string])[] = [
  ["invoice", "invoice"],
  ["a b c", "a b c"],
  ["a AND b", "a b"],
  ["a OR b c", "a OR (b c)"],
  ["a b OR c d", "(a b) OR (c d)"],
  ["NOT a b", "-a b"],
  ["-a OR -b", "-a OR -b"],
  ["NOT NOT a", "-(-a)"],
  ["-(a b)", "-(a b)"],
  ["(a b) c", "(a b) c"],
  ["(a) (b)", "a b"],
  ["and or not", "and or not"],
  ["ANDROID NOTE", "ANDROID NOTE"],
  ['a OR"b c"', 'a OR "b c"'],
  ["a-b", "a-b"],
  ["--sig", "\\--sig"],
  ["l'accord INV-2041-77 jean.dupont@example.org", "l'accord INV-2041-77 jean.dupont@example.org"],
  // Phrases
  ['"let me know"', '"let me know"'],
  ["“let me” «know» „ja wohl“ »doch«", '"let me" "know" "ja wohl" "doch"'],
  ['"joh* doe"~2', '"joh* doe"~2'],
  ['"a b"~0', '"a b"'],
  ['"are you coming?"', '"are you coming\\?"'],
  ['"wom?n"', '"wom?n"'],
  ['"say \\"hi\\" now"', '"say \\"hi\\" now"'],
  ['"+33 6 12 34 56 78"', '"+33 6 12 34 56 78"'],
  ['"let * know"', '"let * know"'],
  // Word forms
  ["*.pdf doc?", "*.pdf doc?"],
  ["a**b", "a*b"],
  ["a\\*b", "a\\*b"],
  ["C:\\Users\\anna", "C:\\\\Users\\\\anna"],
  ["invoce~ invoce~1 invoce~2 invoice~0", "invoce~1 invoce~1 invoce~2 invoice"],
  ["=Été", "=Été"],
  ['="Jean Petit"', '="Jean Petit"'],
  ["~Roshka", "~Roshka"],
  ["name:Roshka", "~Roshka"],
  ['name:"Georgy  Roshka"', '~"Georgy Roshka"'],
  ["name:(Roshka OR Rochka)", "~Roshka OR ~Rochka"],
  ["from:~Weber", "from:~Weber"],
  ["/IBAN [A-Z]{2}/i", "/IBAN [A-Z]{2}/i"],
  ["/https?://x/ b", "/https?:\\/\\/x/ b"],
  ["body:/a b/", "body:/a b/"],
  ["/etc/passwd", "\\/etc/passwd"],
  ["//server/share", "\\//server/share"],
  // Text that only looks like a field
  ["http://example.org/a re:plan Re: 12:30 x:y", "http://example.org/a re:plan Re: 12:30 x:y"],
  ["file://c/x", "file://c/x"],
  ["from\\:x", "from\\:x"],
  // Fields
  ["from:anna", "from:anna"],
  ["FROM:anna sender:bob", "from:anna from:bob"],
  ["-from:anna", "-from:anna"],
  ['subject:"a b"~3', 'subject:"a b"~3'],
  ["from:(a OR b)", "from:a OR from:b"],
  ["from:(a -b)", "from:a -from:b"],
  ["company:*", "company:*"],
  ["*", "*"],
  ["has:attachment is:bulk lang:fr flag:x", "has:attachment is:bulk lang:fr flag:x"],
  ["domain:example.org", "domain:example.org"],
  ['in:"My Folder" in:/home/x/', 'in:"My Folder" in:\\/home/x/'],
  ["type:application/pdf type:ms*", "type:application/pdf type:ms*"],
  ["id:3f9a01c2 thread:3f9a tag:read", "id:3f9a01c2 thread:3f9a tag:read"],
  ["script:Cyrillic lastsavedby:script:cyrillic", "script:cyrillic lastsavedby:script:cyrillic"],
  ["creator:(script:greek OR anna)", "creator:script:greek OR creator:anna"],
  ["between:(anna bob@example.org)", "between:(anna bob@example.org)"],
  ['between:("anna weber" ~bob)', 'between:("anna weber" ~bob)'],
  ["header:X-Mailer", "header:x-mailer"],
  ["header:x-originating-ip=10.*", "header:x-originating-ip=10.*"],
  ['header:subject="a b"', 'header:subject="a b"'],
  ["header:received=/from .* by/i", "header:received=/from .* by/i"],
  ["@press -@other", "@press -@other"],
  ["@example.org", "\\@example.org"],
  // Times
  ["date:2017-03", "date:2017-03"],
  ["date:2017-03-20..2017-04-02", "date:2017-03-20..2017-04-02"],
  [
    "date:>=2017 date:>2017 date:<2017 date:<=2017",
    "date:>=2017 date:>2017 date:<2017 date:<=2017",
  ],
  ["date:2017.. date:..2017", "date:>=2017 date:<=2017"],
  ["after:2017-03 before:2018 since:3d", "date:>=2017-03 date:<2018 date:>=3d"],
  ["date:last week budget", 'date:"last week" budget'],
  ["date:mar 2017..27 avril 2017 x", "date:2017-03..2017-04-27 x"],
  ["date:2 weeks ago", "date:2w"],
  ["date:2017 2018", "date:2017 2018"],
  ["date:27.03.2017 date:27/03/2017", "date:2017-03-27 date:2017-03-27"],
  ["date:2017-03-27T14:05+02:00", "date:2017-03-27T14:05+02:00"],
  ["date:2017-03-27 14:05", "date:2017-03-27T14:05"],
  ["printed:*", "printed:*"],
  ["modified:(2017 OR 2018)", "modified:2017 OR modified:2018"],
  // Numbers
  ["size:>5MB", "size:>5000000"],
  ["size:>5 MB x", "size:>5000000 x"],
  ["size:1.5GB", "size:1500000000..<1600000000"],
  ["size:<=10k size:1MiB..2Mo", "size:<=10000 size:1048576..2000000"],
  ["revision:3..7 revision:0 revision:=4", "revision:3..7 revision:0 revision:4"],
];

/** Read in spite of a problem. */
const RECOVERS: readonly (readonly [
  query: string,
  printed: string,
  codes: readonly QueryProblemCode[],
])[] = [
  ["", "*", ["empty-query"]],
  ["  ", "*", ["empty-query"]],
  ['"a b', '"a b"', ["unbalanced-quote"]],
  ['a "', "a", ["unbalanced-quote", "empty-clause"]],
  ["(a b", "a b", ["unbalanced-parenthesis"]],
  ["a) b", "a b", ["unbalanced-parenthesis"]],
  ["a ()", "a", ["empty-clause"]],
  ['a ""', "a", ["empty-clause"]],
  ["a from:", "a", ["empty-clause"]],
  ["(from:) a", "a", ["empty-clause"]],
  ["from: anna", "from:anna", ["space-after-colon"]],
  ["from: OR anna", "anna", ["empty-clause"]],
  ["AND a", "a", ["dangling-operator"]],
  ["a AND", "a", ["dangling-operator"]],
  ["a OR", "a", ["dangling-operator"]],
  ["OR a", "a", ["dangling-operator"]],
  ["a OR OR b", "a OR b", ["dangling-operator"]],
  ["a AND OR b", "a OR b", ["dangling-operator"]],
  ["a NOT", "a", ["dangling-operator"]],
  ["foo:bar", "foo bar", ["unknown-field"]],
  ['form:"a b" c', '(form "a b") c', ["unknown-field"]],
  ["-form:anna", "-(form anna)", ["unknown-field"]],
  ["a - b", "a b", ["no-word"]],
  ["a && b", "a b", ["no-word"]],
  ["date:soon a", "a", ["bad-date"]],
  ["date:2017-02-30", "-*", ["bad-date"]],
  ["date:03/04/2017", "date:2017-04-03", ["ambiguous-date"]],
  ["date:03/27/2017", "date:2017-03-27", ["ambiguous-date"]],
  ["date:2018..2017", "date:2018..2017", ["empty-range"]],
  ["size:big a", "a", ["bad-number"]],
  ["size:9..3", "size:9..3", ["empty-range"]],
  ["/a(b/ c", "c", ["bad-regex"]],
  ["invoce~3", "invoce~2", ["bad-fuzzy"]],
  ["inv*~1", "inv*", ["bad-fuzzy"]],
  ['"a b"~ c', '"a b" c', ["bad-slop"]],
  ["script:cyrilic a", "a", ["bad-script"]],
  ["between:anna b", "b", ["bad-between"]],
  ["between:(a b c)", "-*", ["bad-between"]],
  ["header:=x a", "a", ["bad-header"]],
  ["from:(a subject:b)", "from:a subject:b", ["field-inside-field"]],
  ["after:(2017 2018)", "2017 2018", ["not-for-this-field"]],
  ["type:=pdf", "type:pdf", ["not-for-this-field"]],
];

describe("parseQuery", () => {
  it.each(READS)("reads %s as %s", (query, printed) => {
    const { tree, problems } = parseQuery(query);
    expect(problems).toEqual([]);
    expect(printQuery(tree)).toBe(printed);
    expect(parseQuery(printed).tree).toEqual(tree);
  });

  it.each(RECOVERS)("reads %s as %s with a problem", (query, printed, codes) => {
    const { tree, problems } = parseQuery(query);
    expect(problems.map((problem) => problem.code)).toEqual(codes);
    expect(printQuery(tree)).toBe(printed);
  });

  it("says where the problem stands and what was probably meant", () => {
    const { problems } = parseQuery("budget form:anna");
    expect(problems).toEqual([
      {
        code: "unknown-field",
        offset: 7,
        length: 5,
        message: 'There is no field "form"; read as words. Did you mean "from:"?',
        suggestion: "from:",
      },
    ]);
    expect(parseQuery("date:03/04/2017").problems[0]?.suggestion).toBe("2017-04-03");
    expect(parseQuery("script:cyrilic").problems[0]?.suggestion).toBe("cyrillic");
    expect(parseQuery("date:yesterdya").problems[0]?.suggestion).toBe("yesterday");
  });

  it.each([
    ["a phone's quotes", "“bon de commande”", '"bon de commande"'],
    ["low quotes", "„bon de commande“", '"bon de commande"'],
    ["French quotes", "«\u00a0bon de commande\u00a0»", '"bon de commande"'],
    ["no-break spaces", "bon\u00a0commande\u202ffacture", "bon commande facture"],
    ["full-width forms", "ｆｒｏｍ：ａｎｎａ　－ｄｒａｆｔ", "from:anna -draft"],
    ["direction marks", "\u200ffrom:\u200eanna\u202c", "from:anna"],
    ["a byte order mark and NULs", "\ufefffrom:an\0na", "from:anna"],
    ["a dash at the start", "-draft", "-draft"],
    ["half a surrogate pair", "invoice \ud83d", "invoice"],
  ])("reads %s as people mean them", (_, query, printed) => {
    expect(printQuery(parseQuery(query).tree)).toBe(printed);
  });

  it.each([
    ["parentheses", `${"(".repeat(10_000)}a${")".repeat(10_000)} b`, "a b"],
    ["open parentheses", `${"(".repeat(10_000)}a b`, "a b"],
    ["NOTs", `${"NOT ".repeat(10_001)}a`, "-a"],
    ["field lists", `${"from:(".repeat(5_000)}a${")".repeat(5_000)} b`, "from:a b"],
  ])("does not overflow the stack on ten thousand %s", (_, query, printed) => {
    const { tree, problems } = parseQuery(query);
    expect(problems.filter((problem) => problem.code === "too-deep")).toHaveLength(1);
    expect(printQuery(tree)).toBe(printed);
  });

  it("reads parentheses up to the limit as written", () => {
    const query = `${"-(".repeat(MAX_DEPTH / 2 - 1)}a${")".repeat(MAX_DEPTH / 2 - 1)}`;
    expect(parseQuery(query).problems).toEqual([]);
  });

  it("reads a query of any length up to the limit, and says what it left out", () => {
    const { tree, problems } = parseQuery("/a ".repeat(MAX_QUERY_LENGTH));
    expect(problems.map((problem) => problem.code)).toEqual(["too-long"]);
    expect(tree.kind === "and" && tree.operands.length).toBeGreaterThan(16_000);
  });
});
