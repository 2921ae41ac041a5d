/**
 * A public report read by somebody who has the list of names: every name, address, company, file name and tag of the sample corpus is written into a
 * claim in every form, and none may come out. Counts are read off the page, its drawings and its labels.
 */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { type WordUse, wordUses } from "../../src/assess/content/word-uses.ts";
import { indexPaths } from "../../src/catalog/index-folder.ts";
import { CatalogReader } from "../../src/catalog/read-catalog.ts";
import { AuthoredText, allowedWords } from "../../src/report/authored.ts";
import { publicDisclosure } from "../../src/report/disclosure.ts";
import { KnownWords } from "../../src/report/known-words.ts";
import { foldWord } from "../../src/tokenize.ts";
import { leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";

const SAMPLE = fileURLToPath(new URL("../../sample-corpus", import.meta.url));
const home = mkdtempSync(join(testFolder("public-report"), "t-"));
const run = (...args: string[]) => leaksiftEnds(0, args, { cwd: home });

interface Person {
  readonly name: string;
  readonly address: string;
}
interface Dumped {
  readonly path?: string;
  readonly name?: string;
  readonly contentId?: string;
  readonly kind?: string;
  readonly envelope?: Readonly<Record<"from" | "to" | "cc", readonly Person[]>> | null;
  readonly metadata?: readonly { readonly field: string; readonly text: string }[];
}

interface Names {
  readonly people: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  readonly companies: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
}

let names: Names;

const claimText = (texts: readonly string[], allow: readonly string[] = []): string =>
  JSON.stringify({
    schema: "leaksift-claim/1",
    id: "adversary",
    claim: texts.join("; "),
    kind: "universal",
    confidence: 0.95,
    population: { query: "*", withoutBulk: false },
    categories: [{ name: texts[0], description: texts.join("; "), terms: ["xyzzyq"] }],
    counterEvidence: {
      question: texts.join(", "),
      queries: [{ name: texts.at(-1), description: texts.join("; "), terms: ["plughq"] }],
    },
    sample: { size: 20 },
    seed: { author: "qwxz" },
    public: { allow },
  });

/** The page of a claim with these texts, as it is written, mark-up and all. */
function pageOf(texts: readonly string[], allow: readonly string[] = []): string {
  writeFileSync(join(home, "claim.yaml"), claimText(texts, allow));
  run("assess", "claim.yaml", "--index", "ix", "--report", "page.html", "--public");
  return readFileSync(join(home, "page.html"), "utf8");
}

beforeAll(() => {
  leaksiftEnds(3, ["index", SAMPLE, "--index", "ix"], { cwd: home });
  const rows = run("dump", "--index", "ix")
    .out.split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Dumped);
  const people = rows.flatMap(({ envelope }) =>
    envelope == null ? [] : [...envelope.from, ...envelope.to, ...envelope.cc],
  );
  const metadata = (...fields: string[]): string[] =>
    rows.flatMap((row) =>
      (row.metadata ?? []).filter(({ field }) => fields.includes(field)).map(({ text }) => text),
    );
  names = {
    people: new Set([
      ...people.map(({ name }) => name),
      ...metadata("creator", "lastsavedby", "manager"),
    ]),
    addresses: new Set(people.map(({ address }) => address).filter((each) => each.includes("@"))),
    companies: new Set(metadata("company")),
    files: new Set(rows.flatMap(({ name }) => name ?? [])),
  };
  const tagged = rows.find(({ kind, contentId }) => kind === "message" && contentId !== undefined);
  run("tag", "+affaire-wolkenstein", tagged?.contentId?.slice(0, 16) ?? "", "--index", "ix");
});

const words = (text: string): string[] => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
/** Folded words of a page, or of any text. */
const folded = (text: string): Set<string> =>
  new Set(words(text.replace(/<style>.*?<\/style>/s, "")).map(foldWord));

/** A few in Cyrillic, letter by letter: enough for names of plain letters. */
const CYRILLIC: Readonly<Record<string, string>> = Object.fromEntries(
  "aа bб dд eе fф gг iи kк lл mм nн oо pп rр sс tт uу vв zз"
    .split(" ")
    .map((pair) => [pair[0], pair[1]]),
);
const inCyrillic = (word: string): string | null => {
  const plain = foldWord(word);
  return /^[abdefgiklmnoprstuvz]{5,}$/.test(plain)
    ? Array.from(plain, (letter) => CYRILLIC[letter] ?? "").join("")
    : null;
};

describe("a public report read with the list of names", () => {
  it("shows no word of a name, address, company or file name in any form", () => {
    const page = pageOf(["zzyzxq", "vvkqw"]);
    const template = folded(page);
    const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
    const telling = [...names.people, ...names.companies, ...names.files]
      .flatMap(words)
      .filter((word) => word.length > 2 && /\p{L}{3}/u.test(word) && !template.has(foldWord(word)));
    const some = [...new Set(telling)].map(capital).sort();
    expect(some.length).toBeGreaterThan(200);
    const forms = some.flatMap((word) => [
      `then ${word}`,
      `then ${word}s`,
      `then ${word}'s`,
      `then ${word.toUpperCase()}`,
      `then ${word.normalize("NFD")}`,
      ...(word.length > 3
        ? [`then ${word}es`, `then ${word}schen`.slice(0, 5 + word.length + 3)]
        : []),
      ...(inCyrillic(word) === null
        ? []
        : [`then ${inCyrillic(word)}`, `then ${inCyrillic(word)}ым`]),
    ]);
    const shown = folded(pageOf(forms));
    const planted = new Set(forms.flatMap((form) => words(form.slice(5))).map(foldWord));
    const leaked = [...planted].filter(
      (word) => word.length > 2 && shown.has(word) && !template.has(word),
    );
    expect(leaked).toEqual([]);
  });

  it("shows no address, domain, file name, tag, identifier, expression or value of a field, known or not", () => {
    const files = [...names.files].filter((name) => /^[\p{L}\d_-]{4,}\.\p{L}{3,4}$/u.test(name));
    const hosts = [...names.addresses].map((address) => address.slice(address.indexOf("@") + 1));
    const planted = [
      ...names.addresses,
      ...hosts,
      ...files,
      // A single common word in lower case is a common word
      ...files
        .map((name) => name.replace(/\.[^.]*$/, ""))
        .map((name) =>
          words(name).length > 1 ? name : name.charAt(0).toUpperCase() + name.slice(1),
        ),
      "affaire-wolkenstein",
      "Wolkenstein",
      "INV-2041-77",
      "RE4711b",
      "48213377",
      "DE02 1203 0000 0000 2020 51",
      "+33 6 12 34 56 78",
      "from:nobodyknown",
      "in:kellerarchiv",
      'in:"mein keller"',
      "to:(wernicke OR zagorski)",
      "@meineabfrage",
      "/z[ao]gorsk[iy]/",
      "unknownhost.example",
      "geheim.docx",
    ];
    const template = folded(pageOf(["zzyzxq", "vvkqw"]));
    const shown = pageOf(planted.map((value) => `seen ${value}`)).toLowerCase();
    const known = folded(shown);
    const leaked = planted.filter(
      (value) =>
        shown.includes(`seen ${value.toLowerCase()}`) ||
        words(value)
          .map(foldWord)
          .some(
            (word) =>
              word.length > 3 &&
              known.has(word) &&
              !template.has(word) &&
              !/^(?:seen|from|\d{4})$/.test(word),
          ),
    );
    expect(leaked).toEqual([]);
  });

  it("says on stderr what it looked for and what it hid, and shows what is allowed", () => {
    const [surname = ""] = [...names.people]
      .filter((name) => /^\p{Lu}\p{Ll}{3,} \p{Lu}\p{Ll}{4,}$/u.test(name))
      .map((name) => name.split(" ")[1] ?? "");
    writeFileSync(join(home, "c.yaml"), claimText([`money for ${surname}`, "nothing"]));
    const { err } = run("assess", "c.yaml", "--index", "ix", "--report", "c.html", "--public");
    expect(err).toMatch(/Looked for .*\d+ words of names and addresses .* tags and saved queries/);
    expect(err).toContain(`Hidden: ${surname}`);
    expect(pageOf([`money for ${surname}`, "nothing"], [surname])).toContain(
      `money for ${surname}`,
    );
  });

  it("has no exact count below five anywhere, drawings and labels included, and all others on the grid", () => {
    // Sums of money are no counts
    const page = pageOf(["zzyzxq", "vvkqw"])
      .replace(/<style>.*?<\/style>/s, "")
      .replace(/<h2>Sums of money.*?(?=<h2>)/s, "");
    expect(page).toMatch(
      /aria-label="At least (?:0|1–4|[\d,]*[05]), at most (?:0|1–4|[\d,]*[05]) of /,
    );
    const counts = [
      ...page.matchAll(/<title>\d{4}-\d\d: ([^<]*)</g),
      ...page.matchAll(/<(?:b|td class="n")>([\d,–]+)</g),
      ...page.matchAll(/class="value">([\d,–]+)/g),
      ...page.matchAll(/([\d,–]+) (?:documents|of the|others|files|readers?|marks)\b/g),
    ].map(([, count = ""]) => count);
    expect(counts.length).toBeGreaterThan(20);
    // "–" is no count
    expect(counts.filter((count) => !/^(?:–|0|1–4|[\d,]*[05])$/.test(count))).toEqual([]);
  });
});

describe("what a public report makes of counts", () => {
  it("lets no two differ by one to four, and keeps an upper end above what it bounds", () => {
    const show = publicDisclosure(
      "k",
      new AuthoredText(new KnownWords([], [], new Set()), new Set(), new Map()),
    );
    for (let n = 0; n < 200; n++) {
      expect(show.count(n)).toMatch(n === 0 ? /^0$/ : n < 5 ? /^1–4$/ : /^\d*[05]$/);
      expect(show.drawn(n) === 2 || show.drawn(n) % 5 === 0).toBe(true);
      if (n > 4) expect(Number(show.atMost(n))).toBeGreaterThanOrEqual(n);
      expect(show.isOne(n)).toBe(false);
    }
    expect(show.share(3, 1000)).toBe("–");
    expect(show.share(11, 1001)).toBe(show.share(12, 998));
  });
});

const EACH: readonly (readonly [string, string, string])[] = [
  ["a surname alone", "paid Rochka twice", "paid ▮▮▮ twice"],
  ["a genitive", "Rochkas Konto, Rochka's account", "▮▮▮ Konto, ▮▮▮'s account"],
  ["other scripts and cases", "деньги Рошки и Рошке", "деньги ▮▮▮ и ▮▮▮"],
  ["another spelling", "paid Roschka", "paid ▮▮▮"],
  ["a name inside a word", "the annarochka folder", "the ▮▮▮ folder"],
  ["an initial joined to the surname in an address", "says Zagorski", "says ▮▮▮"],
  ["a domain's word", "at Halvorsen", "at ▮▮▮"],
  ["a company's word", "Meridian paid", "▮▮▮ paid"],
  ["a file name without ending", "the yellowbook", "the ▮▮▮"],
  ["a wildcard that finds a name", "roch* and r?chka", "▮▮▮* and ▮▮▮?▮▮▮"],
  ["a name in Han, whole and given alone", "付给王小明的钱，小明", "付给▮▮▮的钱，▮▮▮"],
  ["a name in Hangul with a particle", "김민준은", "▮▮▮은"],
  [
    "a whole name made of common words",
    "the yellow money plan of money",
    "the ▮▮▮ ▮▮▮ ▮▮▮ of money",
  ],
  ["a common word of the archive", "The money is there", "The money is there"],
  ["a common word with a capital inside a sentence", "he is Money", "he is ▮▮▮"],
  ["a function word that is also part of a name", "le vin de table", "le vin de table"],
  [
    "years, dates and small numbers",
    "in 2017, on 2017-05-08, 12 of 300",
    "in 2017, on 2017-05-08, 12 of 300",
  ],
  ["a field's name", "subject:minutes from:rochka", "subject:minutes from:▮▮▮"],
];

describe("the text of a claim file", () => {
  const known = new KnownWords(
    [
      "Anna Rochka",
      "pzagorski@halvorsen.example",
      "Meridian Money Ltd",
      "Luc de Boer",
      "王小明",
      "김민준",
    ],
    ["YellowBook.pdf", "yellow_money plan.xlsx"],
    allowedWords([]),
  );
  const money: WordUse = { documents: 40, lower: 100, other: 2 };
  for (const [what, written, shown] of EACH)
    it(`is shown so: ${what}`, () => {
      const text = new AuthoredText(known, new Set(), new Map([["money", money]]));
      expect(text.show(written)).toBe(shown);
    });

  it("counts as common what the archive writes in lower case in running text", () => {
    const catalog = new CatalogReader(indexPaths(join(home, "ix")));
    const uses = wordUses(catalog, new Set(["pour", "rousset"]));
    catalog.close();
    const pour = uses.get("pour");
    expect(pour?.documents).toBeGreaterThan(20);
    expect(pour?.lower).toBeGreaterThan(19 * (pour?.other ?? 0));
    expect(uses.get("rousset")?.lower ?? 0).toBe(0);
  });
});
