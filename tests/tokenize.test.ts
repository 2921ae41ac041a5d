/** Text -> terms and identifiers: what is cut, folded and joined, and that no text makes it slow. */
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldWord, idsOf, MAX_TERM_LENGTH, termsOf, tokenize } from "../src/tokenize.ts";

const CUT: readonly (readonly [string, string, readonly string[]])[] = [
  ["plain words and numbers", "Invoice 2041, part-2", ["invoice", "2041", "part", "2"]],
  ["nothing", " \t\r\n—…!", []],
  ["underscores cut", "snake_case", ["snake", "case"]],
  ["French elision, both apostrophes", "l'accord l’accord", ["l", "accord", "l", "accord"]],
  ["ligatures", "Œuvre ﬁn Æon ĳ", ["oeuvre", "fin", "aeon", "ij"]],
  [
    "letters that NFKD leaves",
    "Straße łódź Søren đura ħ",
    ["strasse", "lodz", "soren", "dura", "h"],
  ],
  ["capital sharp s", "STRAẞE STRASSE", ["strasse", "strasse"]],
  ["precomposed and combining accents", "été e\u0301te\u0301", ["ete", "ete"]],
  ["Turkish dotted and dotless i", "İstanbul ISTANBUL ısı", ["istanbul", "istanbul", "isi"]],
  ["final sigma", "ΣΊΣΥΦΟΣ σίσυφος", ["σισυφοσ", "σισυφοσ"]],
  ["Cyrillic й and ё", "Георгий Её Йод", ["георгии", "ее", "иод"]],
  [
    "Arabic letter variants",
    "مكتبة إلى الأحمد مُحَمَّد مـحمد",
    ["مكتبه", "الي", "الاحمد", "محمد", "محمد"],
  ],
  ["Persian letters", "کتابی ٱلله", ["كتابي", "الله"]],
  ["Arabic-Indic and Persian digits", "١٢٣ ۴۵۶", ["123", "456"]],
  ["full-width and mathematical letters", "ＡＢＣ１２ 𝐇𝐞𝐥𝐥𝐨", ["abc12", "hello"]],
  ["soft hyphen inside a word", "co\u00adoperate", ["cooperate"]],
  [
    "zero-width characters inside a word",
    "pass\u200bword a\u2060b\u200dc\ufeffd",
    ["password", "abcd"],
  ],
  ["only invisible characters", "\u200b \u00ad\u200d", []],
  ["only marks", "\u0301 \u0308", []],
  ["Hangul stays in syllables", "한국어 \u1112\u1161\u11ab", ["한국어", "한"]],
  ["Han and Kana, one term a character", "東京タワー", ["東", "京", "タ", "ワ", "ー"]],
  ["Han beside Latin", "PDF文書2", ["pdf", "文", "書", "2"]],
  ["the long vowel mark is Kana's, never the Latin's after it", "ーSSL々", ["ー", "ssl", "々"]],
  ["a run of Hangul is a term of its own", "IBM에서 2019년", ["ibm", "에서", "2019", "년"]],
  [
    "gershayim and geresh inside Hebrew words, typed in any way",
    'צה"ל יו״ר ד”ר ג\'ון רח\' "שלום" a"b',
    ["צהל", "יור", "דר", "גון", "רח", "שלום", "a", "b"],
  ],
  ["Kangxi radicals are the letters they look like", "⼥⼦", ["女", "子"]],
  ["the half-space of Persian cuts", "می\u200cخواهم", ["مي", "خواهم"]],
  ["a zero-width non-joiner elsewhere does not", "Auf\u200clage", ["auflage"]],
  ["direction marks do not cut", "a\u200eb c\u202ed e\u2066f\u2069", ["ab", "cd", "ef"]],
  ["Thai keeps vowel signs on their letter", "กำ", ["กํ", "า"]],
  ["Devanagari keeps vowel signs", "नमस्ते", ["नमस्ते"]],
  ["fractions open a gap", "½ ²", ["1", "2", "2"]],
  ["unpaired surrogates are no letters", "a\ud800b", ["a", "b"]],
];

describe("termsOf", () => {
  for (const [title, text, terms] of CUT) {
    it(`cuts and folds: ${title}`, () => {
      expect(termsOf(text)).toEqual(terms);
    });
  }

  it("cuts a run at 128 characters and never inside a surrogate pair", () => {
    expect(termsOf("x".repeat(500))).toEqual(["x".repeat(MAX_TERM_LENGTH)]);
    expect(termsOf("x".repeat(3000))).toEqual(termsOf(`${"x".repeat(3000)} …`));
    expect(termsOf("é".repeat(500))).toEqual(["e".repeat(MAX_TERM_LENGTH)]);
    const [gothic] = termsOf(`a${"\u{10330}".repeat(200)}`);
    expect(gothic).toBe(`a${"\u{10330}".repeat(63)}`);
  });

  it("gives the same terms twice, whether a word was seen before or not", () => {
    const text = "Œuvre complète, œuvre complète";
    expect(termsOf(text)).toEqual(termsOf(text));
  });

  it("keeps no text alive for the words it has seen in it", () => {
    // A slice of 13 or more characters holds on to the whole text it was cut from: 20,000 of them are gigabytes.
    const script = `
      const { termsOf } = await import(process.argv[1]);
      const letters = (n) => String(n).padStart(6, "0").replace(/[0-9]/g, (d) => "abcdefghij"[d]);
      const filler = "lorem ipsum ".repeat(8000);
      for (let i = 0; i < 600; i++)
        termsOf(Buffer.from(filler + "éclaboussement" + letters(i) + " fin").toString("utf8"));
      globalThis.gc();
      process.stdout.write(String(process.memoryUsage().heapUsed));
    `;
    const module = new URL("../dist/tokenize.js", import.meta.url).href;
    const run = spawnSync(
      process.execPath,
      ["--expose-gc", "--input-type=module", "-e", script, module],
      { encoding: "utf8" },
    );
    expect(run.stderr).toBe("");
    expect(Number(run.stdout)).toBeLessThan(25e6); // 60 MB of text went through
  });
});

/** Text with what makes tokenizing hard more often than chance would. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        ..."aZ0 _-'’.@ŒßłøđİıςΣйё١۴\u0301\u00ad\u200b\u200d\u2060\ufeff\u0640½ﬁ東ーกำ한\u1112\u1161",
        "\u{10330}",
        "\ud800",
        "\udc00",
        "x".repeat(130),
        "x".repeat(1020),
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join("")),
);

describe("any text", () => {
  it("has the same terms from termsOf and tokenize", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect([...tokenize(text).terms]).toEqual(termsOf(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("has terms that are well formed, bounded, not empty and already folded", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const term of termsOf(text)) {
          expect(term).not.toBe("");
          expect(term.length).toBeLessThanOrEqual(MAX_TERM_LENGTH);
          expect(term.isWellFormed()).toBe(true);
          if (term.length < MAX_TERM_LENGTH) expect(termsOf(term)).toEqual([term]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("holds each term at its offsets: what stands there gives that term", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { terms, starts, ends } = tokenize(text);
        expect(starts.length).toBe(terms.length);
        expect(ends.length).toBe(terms.length);
        for (const [i, term] of terms.entries()) {
          const start = starts[i] as number;
          expect(start).toBeLessThan(ends[i] as number);
          expect(termsOf(text.slice(start, ends[i]))).toContain(term);
          if (i > 0) expect(start).toBeGreaterThanOrEqual(starts[i - 1] as number);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("is found by a query in upper case, lower case, NFC or NFD", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
        const terms = termsOf(text.normalize("NFC"));
        expect(termsOf(text.normalize("NFD"))).toEqual(terms);
      }),
      { numRuns: 500 },
    );
    expect(termsOf("ÉCOLE GROẞ")).toEqual(termsOf("école groß"));
  });

  it("is folded by foldWord once and for all", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = foldWord(text);
        expect(foldWord(once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });
});

const IDS: readonly (readonly [string, string, readonly string[]])[] = [
  ["an invoice number", "Invoice INV-2041-77.", ["inv204177"]],
  ["an invoice number with slashes", "2017/0042", ["20170042"]],
  ["an address in lower case", "<Anna.Weber+tax@Example.ORG>,", ["anna.weber+tax@example.org"]],
  ["an address in quotes, with a full stop after it", "'x@y.z'.", ["x@y.z"]],
  ["what only looks like an address", "@ a@ @b ..@..", []],
  ["an MD5", "d41d8cd98f00b204e9800998ecf8427e", ["d41d8cd98f00b204e9800998ecf8427e"]],
  ["a short number is only a word", "2041 bottles", []],
  ["an IBAN", "FR7630006000011234567890189", ["fr7630006000011234567890189"]],
  ["an IP address", "192.168.1.10", ["192168110", "tel:192168110"]],
  ["a card number", "4111111111111111", ["4111111111111111"]],
  ["a date", "2017-03-27", ["20170327"]],
];

const SAME_PHONE = [
  "06 12 34 56 78",
  "0612345678",
  "06.12.34.56.78",
  "06-12-34-56-78",
  "06/12/34/56/78",
  "(06) 12 34 56 78",
  "+33 6 12 34 56 78",
  "+33612345678",
  "+33.6.12.34.56.78",
  "+33 (0)6 12 34 56 78",
  "+33 (0) 6 12 34 56 78",
  "+33(0)612345678",
  "0033 6 12 34 56 78",
  "+33\u00a06\u00a012\u00a034\u00a056\u00a078",
  "Tel: +33 6 12 34 56 78, fax on request",
  "tel:+33612345678",
  "01 23 45 67 89 06 12 34 56 78",
  "06 12 34 56 78 01 23 45 67 89",
];

const SAME_NUMBER: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "a number with an area code in brackets",
    "tel:125550100",
    ["+1 (212) 555-0100", "(212) 555-0100", "(212)555-0100", "212.555.0100", "1-212-555-0100"],
  ],
  [
    "a number in Britain",
    "tel:079460018",
    ["+44 (0) 20 7946 0018", "+44 20 7946 0018", "020 7946 0018", "(020) 7946 0018"],
  ],
  [
    "an IBAN, with spaces and with words around it",
    "de89370400440532013000",
    [
      "DE89370400440532013000",
      "DE89 3704 0044 0532 0130 00",
      "IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFFXXX",
      "DE89 3704 0044 0532 0130 00 2017",
      "de89370400440532013000",
    ],
  ],
  [
    "an IBAN whose last group is full",
    "es9121000418450200051332",
    ["ES91 2100 0418 4502 0005 1332", "ES91 2100 0418 4502 0005 1332 BIC CAIXESBB"],
  ],
  [
    "an IBAN with letters",
    "gb29nwbk60161331926819",
    ["GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819", "GB29 NWBK 6016 1331 9268 19 Sort"],
  ],
  [
    "a card number",
    "4111111111111111",
    ["4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111"],
  ],
];

describe("idsOf", () => {
  for (const [title, text, ids] of IDS) {
    it(`finds ${title} and nothing else`, () => {
      expect(idsOf(text)).toEqual(ids);
    });
  }

  for (const written of SAME_PHONE) {
    it(`meets the other writings of a phone number: ${written}`, () => {
      expect(idsOf(written)).toContain("tel:612345678");
    });
  }

  for (const [title, id, writings] of SAME_NUMBER) {
    for (const written of writings) {
      it(`finds ${title}: ${written}`, () => {
        expect(idsOf(written)).toContain(id);
      });
    }
  }

  it("keeps a number that stands beside another one", () => {
    expect(idsOf("12345678 123456789")).toContain("123456789");
    expect(idsOf("2017-03-27 27/03/2017")).toEqual(
      expect.arrayContaining(["20170327", "27032017"]),
    );
  });

  it("gives bounded, well-formed, distinct tokens for any text, at most about 2,000", () => {
    const numbers = fc
      .array(fc.constantFrom(..."0123456789 ()+-./@aF\u00a0é", "FR76 ", "06 12 "), {
        maxLength: 80,
      })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(numbers, anyText), (text) => {
        const ids = idsOf(text);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) {
          expect(id).toMatch(/^(tel:)?[^\s\u0000-\u001f]+$/u);
          expect(id.length).toBeLessThanOrEqual(132);
        }
      }),
      { numRuns: 2000 },
    );
    const many = Array.from({ length: 5000 }, (_, i) => `A-${i + 1000}`).join("\n");
    expect(idsOf(many).length).toBeLessThanOrEqual(2010);
  });
});

describe("a megabyte of the worst text", () => {
  const SIZE = 1_000_000;
  const HOSTILE: readonly (readonly [string, string])[] = [
    ["at signs", "@"],
    ["addresses without a host", "a@"],
    ["addresses without end", "a.b@c."],
    ["digits", "1"],
    ["digits and spaces", "1 "],
    ["separators", "-"],
    ["digits and separators", "1-"],
    ["digits in brackets", "(1)"],
    ["letters then a digit", `${"a".repeat(300)}1 `],
    ["beginnings of IBANs", "FR12 "],
    ["rows of a table", "12 34 56 78 90 12 34 56 78 90 12 34 x "],
    ["marks on one letter", "\u0301"],
    ["zero-width characters", "\u200b"],
    ["unspaced letters", "東"],
    ["accents", "é"],
  ];
  for (const [title, unit] of HOSTILE) {
    it(`is read in linear time: ${title}`, () => {
      const text = `a${unit.repeat(Math.floor(SIZE / unit.length))}`;
      // Finishing is the test: a quadratic reader would take hours.
      expect(termsOf(text).length).toBeLessThanOrEqual(4 * SIZE);
      expect(idsOf(text).length).toBeLessThan(3000);
    });
  }
});
