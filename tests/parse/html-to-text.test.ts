import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlToText } from "../../src/decode/html-to-text.ts";
import { LIMITS } from "../../src/limits.ts";
import { unflow } from "../../src/parse/flowed.ts";

describe("htmlToText", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["inline tags do not split words", "in<b>voi</b>ce", "invoice"],
    ["blocks do", "<div>one</div><div>two</div>three<br>four", "one\ntwo\nthree\nfour"],
    ["cells are apart", "<table><tr><td>a</td><td>b</td></tr></table>", "a\tb"],
    ["blanks collapse", "a \r\n\t b", "a b"],
    ["not in pre", "<pre>a  b</pre>", "a  b"],
    ["scripts, styles and comments go", "a<script>x<b></script><style>y</style><!-- z -->b", "ab"],
    ["the title stays", "<head><title>T</title></head>b", "T\nb"],
    [
      "named, decimal and hex references",
      "&euro;&nbsp;5 &amp; &#252;&#xFC; &rarr; &unknown;",
      "€ 5 & üü → &unknown;",
    ],
    ["references without semicolon", "caf&eacute &copy 1", "café © 1"],
    ["alternatives of images", 'a<img src=x alt="our logo">b', "a our logo b"],
    [
      "the target of a link that hides it",
      '<a href="http://evil.example/x">bank.example</a>',
      "bank.example <http://evil.example/x>",
    ],
    [
      "not of a link that shows it",
      '<a href="http://a.example/">http://a.example</a>',
      "http://a.example",
    ],
    [
      "one target once",
      '<a href="http://a.example/">x</a> <a href="http://a.example/">y</a>',
      "x <http://a.example/> y",
    ],
    ["no script targets", '<a href="javascript:x()">y</a>', "y"],
    ["addresses of links", '<a href="mailto:a@b.example">write</a>', "write <a@b.example>"],
    ["hidden text is evidence", '<span style="display:none">secret</span>', "secret"],
    ["greater signs in attributes", '<a title="a > b">x</a>', "x"],
    ["a lesser sign in prose", "a < b and 3<4", "a < b and 3<4"],
    ["a quote that never closes", '<a href="x>word</a>', "word"],
    ["a tag that never closes", "word <span", "word span"],
    ["a comment that never closes", "a <!-- b > c", "a c"],
    ["conditional comments", "a<!--[if mso]>x<![endif]-->b<![if !mso]>c<![endif]>", "abc"],
    ["upper case", "<DIV>A</DIV><SCRIPT>x</SCRIPT>B", "A\nB"],
    ["slashes without blanks", "a<br/>b<hr/>c", "a\nb\nc"],
    ["Office tags", "<o:p>a</o:p>", "a"],
  ];
  it.each(rows)("%s", (_name, html, text) => {
    expect(htmlToText(html)).toEqual({ text, cut: false });
  });

  it("says when input was cut", () => {
    const { cut, text } = htmlToText(`needle${" ".repeat(LIMITS.maxHtmlChars)}`);
    expect([cut, text]).toEqual([true, "needle"]);
  });

  it("keeps every word outside tags, whatever the nesting", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const tag = fc.constantFrom(
      "<b>",
      "</b>",
      "<p>",
      "</div>",
      "<br>",
      '<a href="#">',
      "<td x='1'>",
      "&nbsp;",
      " ",
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(tag, word)), (pieces) => {
        const html = pieces.map(([markup, text]) => `${markup} ${text} `).join("");
        const words = htmlToText(html)
          .text.split(/\s+/)
          .filter((w) => w !== "");
        expect(words).toEqual(pieces.map(([, text]) => text));
      }),
    );
  });

  it("never throws", () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      '"',
      "'",
      "=",
      "a",
      " ",
      "<!--",
      "-->",
      "<script>",
      "</script",
      "&#",
      "&amp;",
      "/",
      "<a href=",
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(typeof htmlToText(pieces.join("")).text).toBe("string");
      }),
    );
  });
});

describe("unflow", () => {
  const rows: readonly (readonly [string, string, boolean, string])[] = [
    ["joins soft breaks", "a long \nline\nnext\n", false, "a long line\nnext\n"],
    ["deletes the blank with DelSp", "in \nvoice\n", true, "invoice\n"],
    ["leaves fixed lines", "a\nb\n", false, "a\nb\n"],
    ["keeps the signature mark", "text\n-- \nAnna\n", false, "text\n-- \nAnna\n"],
    ["ends a paragraph at the signature mark", "text \n-- \nAnna\n", false, "text \n-- \nAnna\n"],
    ["removes stuffing", " From here\n  two\n", false, "From here\n two\n"],
    ["joins inside one quote depth", "> a \n> b\nc\n", false, "> a b\nc\n"],
    ["not across quote depths", "> a \n>> b\n", false, "> a \n>> b\n"],
  ];
  it.each(rows)("%s", (_name, flowed, delSp, text) => {
    expect(unflow(flowed, delSp)).toBe(text);
  });
});
