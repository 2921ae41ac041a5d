/** What corpus text may not bring to a terminal, a spreadsheet or a JSON viewer. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  csvCell,
  csvLine,
  defang,
  escapeLine,
  escapeText,
  safeJson,
  safeLine,
} from "../../src/render/escape.ts";

/**
 * Harmful by Unicode's own tables, not by ours: control characters, unpaired surrogates, line and paragraph separators, bidi controls, and
 * what is invisible by default. Variation selectors and joiners of letters are left: emoji and names are written with them.
 */
const HARMFUL =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u{e0000}-\u{e007f}\u{fff9}-\u{fffb}]|(?=\p{Default_Ignorable_Code_Point})[\p{Cf}\p{Lo}]/u;

const harmfulIn = (text: string, allowed = ""): string[] =>
  [...text].filter((char) => HARMFUL.test(char) && !allowed.includes(char));

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 100 }),
  fc
    .array(
      fc.oneof(
        fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
        fc.constantFrom(
          ..."\u001b\u009b\u0007\r\n\t\0\u202e\u2066\u200b\u2028\ufeff\u00ad\u3164",
          "\u{e0041}",
          "\ud800",
          "\udfff",
          "\r\n",
          "\u001b]8;;http://a.b\u0007",
        ),
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join("")),
);

const SHOWN: readonly (readonly [string, string, string])[] = [
  ["plain text", "Grüße, 東京 – 1 €", "Grüße, 東京 – 1 €"],
  ["emoji with joiner of its own", "❤\ufe0f", "❤\ufe0f"],
  ["a colour sequence", "\u001b[31mred", "\\u{1b}[31mred"],
  ["a C1 sequence", "\u009b31m", "\\u{9b}31m"],
  ["a link sequence", "\u001b]8;;http://a.b\u0007x", "\\u{1b}]8;;http://a.b\\u{7}x"],
  ["a terminal title", "\u001b]0;pwned\u0007", "\\u{1b}]0;pwned\\u{7}"],
  ["a backspace", "abc\b\b\b", "abc\\u{8}\\u{8}\\u{8}"],
  ["a bidi override", "\u202egpj.exe", "\\u{202e}gpj.exe"],
  ["a bidi isolate", "\u2066a\u2069", "\\u{2066}a\\u{2069}"],
  ["zero width", "a\u200bb\ufeffc", "a\\u{200b}b\\u{feff}c"],
  ["a soft hyphen", "a\u00adb", "a\\u{ad}b"],
  ["NUL", "a\0b", "a\\u{0}b"],
  ["tags", "a\u{e0041}b", "a\\u{e0041}b"],
  ["an unpaired surrogate", "a\ud800b", "a\\u{d800}b"],
  ["an invisible letter", "a\u3164b", "a\\u{3164}b"],
  ["a line separator", "a\u2028b", "a\\u{2028}b"],
];

describe("escapeText and escapeLine", () => {
  for (const [title, text, shown] of SHOWN) {
    it(`show ${title}`, () => {
      expect(escapeText(text)).toBe(shown);
      expect(escapeLine(text)).toBe(shown);
    });
  }

  it("keep lines in a text and make one line of a line", () => {
    expect(escapeText("a\r\nb\nc\td\re")).toBe("a\nb\nc\td\\u{d}e");
    expect(escapeLine("a\r\nb\nc\td\re")).toBe("a b c d e");
  });

  it("let no harmful code point through, one by one", () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      const char = String.fromCodePoint(code);
      if (!HARMFUL.test(char)) continue;
      if (harmfulIn(escapeText(char), "\n\t").length > 0 || harmfulIn(escapeLine(char)).length > 0)
        expect.unreachable(`U+${code.toString(16)} comes through`);
    }
  });

  it("let no harmful code point through in any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(harmfulIn(escapeText(text), "\n\t")).toEqual([]);
        expect(harmfulIn(escapeLine(text))).toEqual([]);
        expect(harmfulIn(safeLine(text))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});

const URLS: readonly (readonly [string, string])[] = [
  ["https://example.org/a.b?c=d", "hxxps://example[.]org/a.b?c=d"],
  ["HTTP://EXAMPLE.ORG", "hxxp://EXAMPLE[.]ORG"],
  ["see (http://a.b.c), then", "see (hxxp://a[.]b[.]c), then"],
  ["ftp://h.x/f", "ftp[:]//h[.]x/f"],
  ["file:///etc/passwd", "file[:]///etc/passwd"],
  ["sftp://h.x", "sftp[:]//h[.]x"],
  ["xhttp://h.x", "xhxxp://h[.]x"],
  ["http://user@h.x:80/", "hxxp://user@h[.]x:80/"],
  ["www.example.org", "www[.]example.org"],
  ["//h.x", "//h.x"],
  ["a: b", "a: b"],
];

describe("defang", () => {
  for (const [url, dead] of URLS) {
    it(`writes ${url} so that no terminal makes a link of it`, () => {
      expect(defang(url)).toBe(dead);
    });
  }

  it("changes nothing the second time", () => {
    for (const [url] of URLS) expect(defang(defang(url))).toBe(defang(url));
  });

  it("leaves no address that a terminal would link, whatever stands around it", () => {
    const parts = fc.array(
      fc.constantFrom(
        "http",
        "https",
        "ftp",
        ":",
        "//",
        "://",
        "h.x",
        "www.",
        " ",
        "«",
        "\u001b[1m",
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(parts, (words) => {
        const shown = defang(words.join(""));
        expect(shown).not.toMatch(/(?:http|https|ftp|file):\/\//i);
        expect(shown).not.toMatch(/\bwww\.\w/i);
      }),
      { numRuns: 1000 },
    );
  });

  it("is linear: a megabyte of what could begin a URL", () => {
    for (const unit of ["a", "http:/", "://", "www.", "a.", "+"])
      expect(defang(unit.repeat(1_000_000 / unit.length)).length).toBeGreaterThan(999_000);
  });
});

describe("safeJson", () => {
  it("parses back to the same value and shows nothing harmful", () => {
    fc.assert(
      fc.property(fc.jsonValue(), anyText, (value, text) => {
        const original = { value, text, [text]: [text] };
        const json = safeJson(original);
        expect(harmfulIn(json)).toEqual([]);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(original)));
        expect((JSON.parse(json) as { text: string }).text).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it("writes characters beyond U+FFFF as two escapes, and indents", () => {
    expect(safeJson("\u{e0041}")).toBe('"\\udb40\\udc41"');
    expect(safeJson({ a: ["\u202e"] }, 2)).toBe('{\n  "a": [\n    "\\u202e"\n  ]\n}');
  });
});

describe("csvCell", () => {
  const CELLS: readonly (readonly [string | number | null, string])[] = [
    ["plain", '"plain"'],
    ['say "hi"', '"say ""hi"""'],
    ["a\r\nb", '"a\nb"'],
    [null, ""],
    [-5, "-5"],
    ["", '""'],
    ["=1+1", `"'=1+1"`],
    ["+33 6 12", `"'+33 6 12"`],
    ["-cmd|' /C calc'!A0", `"'-cmd|' /C calc'!A0"`],
    ["@SUM(A1)", `"'@SUM(A1)"`],
    ["  =1+1", `"'  =1+1"`],
    ["\t=1+1", `"'\t=1+1"`],
    ["\n=1+1", `"'\n=1+1"`],
    ["\u00a0=1+1", `"'\u00a0=1+1"`],
    ["＝1+1", `"'＝1+1"`],
    ["\u001b[31m", '"\\u{1b}[31m"'],
    ["\u200b=1", '"\\u{200b}=1"'],
  ];
  for (const [value, cell] of CELLS) {
    it(`writes ${JSON.stringify(value)}`, () => {
      expect(csvCell(value)).toBe(cell);
    });
  }

  it("is read back as one cell that no spreadsheet takes for a formula", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const cell = csvCell(text);
        expect(cell).toMatch(/^"(?:[^"]|"")*"$/);
        const read = cell.slice(1, -1).replaceAll('""', '"');
        expect(read).not.toMatch(/^[\s]*[=+\-@＝＋－＠]/u);
        expect(harmfulIn(read, "\n\t")).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it("ends a line as RFC 4180 has it", () => {
    expect(csvLine(["a", 1, null])).toBe('"a",1,\r\n');
  });
});
