import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import { readAddresses } from "../../src/parse/addresses.ts";
import { decodeEncodedWords } from "../../src/parse/encoded-words.ts";
import { readMessageIds } from "../../src/parse/header-values.ts";

describe("decodeEncodedWords", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["plain text", "plain text"],
    ["=?utf-8?q?Gr=C3=BC=C3=9Fe?= aus Rom", "Grüße aus Rom"],
    ["=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"],
    ["=?iso-8859-1?Q?caf=E9?= =?iso-8859-1?Q?_au_lait?=", "café au lait"],
    ["a =?us-ascii?q?b?= c", "a b c"],
    // a character cut in two by a mailer
    ["=?utf-8?q?Gr=C3?= =?utf-8?q?=BC=C3=9Fe?=", "Grüße"],
    ["=?utf-8?b?R3LD?= =?utf-8?b?vMOfZQ==?=", "Grüße"],
    ["=?utf-8*en?q?hello?=", "hello"],
    ["=?windows-1251?b?z/Do4uXy?=", "Привет"],
    // the same charset in another case, or with a language
    ["=?utf-8?b?R3LD?= =?UTF-8?b?vMOfZQ==?=", "Grüße"],
    ["=?utf-8*de?b?R3LD?= =?utf-8?q?=BC=C3=9Fe?=", "Grüße"],
    // an empty word, and one with a question mark before an escaped byte
    ["A =?US-ASCII?Q??= =?UTF-8?B?w6k=?= b =?UTF-8?B?w6k=?=", "A é b é"],
    ["=?utf-8?b??= =?utf-8?q??=", ""],
    ["=?utf-8?q?really?=3F?= yes", "really?? yes"],
    // escapes of ISO-2022-JP that meet between two words
    ["=?ISO-2022-JP?B?GyRCMnEbKEI=?= =?iso-2022-jp?B?GyRCNUQbKEI=?=", "会議"],
    // labels that lie
    ["=?us-ascii?q?Gr=C3=BC=C3=9Fe?=", "Grüße"],
    ["=?iso-8859-1?q?it=92s?=", "it’s"],
    ["=?x-nowhere?q?abc?=", "abc"],
    // broken words stay
    ["=?utf-8?x?abc?=", "=?utf-8?x?abc?="],
    ["=?utf-8?q?abc", "=?utf-8?q?abc"],
    ["=??q?abc?=", "abc"],
    ["1 =? 2 ?= 3", "1 =? 2 ?= 3"],
    ["=?utf-8?q?=46oo?=", "Foo"],
    ["=?utf-8?q?raw ü inside?=", "raw ü inside"],
  ];
  it.each(rows)("%s", (value, expected) => {
    expect(decodeEncodedWords(value)).toBe(expected);
  });

  it("reads gbk characters under the label gb2312", () => {
    const word = `=?gb2312?B?${Buffer.from([0xc4, 0xe3, 0x8b, 0xc6]).toString("base64")}?=`;
    expect(decodeEncodedWords(word)).toBe("你嬈");
  });

  it("gives back what was encoded, however the words are cut", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        (text, size) => {
          const encoded = Buffer.from(text);
          const words: string[] = [];
          for (let i = 0; i < encoded.length; i += size)
            words.push(`=?utf-8?b?${encoded.subarray(i, i + size).toString("base64")}?=`);
          fc.pre(text.charCodeAt(0) !== 0xfeff);
          expect(decodeEncodedWords(words.join(" "))).toBe(text);
        },
      ),
    );
  });
});

describe("readAddresses", () => {
  const rows: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    ["", []],
    ["anna@example.org", [["", "anna@example.org"]]],
    ["<anna@example.org>", [["", "anna@example.org"]]],
    ["Anna Weber <anna@example.org>", [["Anna Weber", "anna@example.org"]]],
    ['"Weber, Anna" <anna@example.org>', [["Weber, Anna", "anna@example.org"]]],
    ["anna@example.org (Anna Weber)", [["Anna Weber", "anna@example.org"]]],
    [
      "a@x.example, b@x.example; c@x.example",
      [
        ["", "a@x.example"],
        ["", "b@x.example"],
        ["", "c@x.example"],
      ],
    ],
    ["=?utf-8?q?J=C3=B6rg?= <j@x.example>", [["Jörg", "j@x.example"]]],
    ['"=?utf-8?q?J=C3=B6rg?=" <j@x.example>', [["Jörg", "j@x.example"]]],
    [
      "Team: a@x.example, B <b@x.example>;",
      [
        ["Team", ""],
        ["", "a@x.example"],
        ["B", "b@x.example"],
      ],
    ],
    ["undisclosed-recipients:;", [["undisclosed-recipients", ""]]],
    ["Anna Weber", [["Anna Weber", ""]]],
    ["'Anna' <anna@example.org>", [["'Anna'", "anna@example.org"]]],
    ["<@relay.example:anna@example.org>", [["", "anna@example.org"]]],
    ["Anna < anna @example.org >", [["Anna", "anna@example.org"]]],
    ["<<anna@example.org>>", [["", "anna@example.org"]]],
    ["Anna Weber anna@example.org", [["Anna Weber", "anna@example.org"]]],
    ['"anna weber"@example.org', [["", "anna weber@example.org"]]],
    ['"unclosed <anna@example.org>', [["unclosed", "anna@example.org"]]],
    ["mailto:anna@example.org", [["", "anna@example.org"]]],
    ["a (b (c) d) <e@x.example>", [["a (b (c) d)", "e@x.example"]]],
    ["Anna (Legal) <anna@example.org>", [["Anna (Legal)", "anna@example.org"]]],
    // names that are no addresses, of Notes and of old Exchange, as written
    ["CN=Anna Weber/OU=Sales/O=Acme", [["CN=Anna Weber/OU=Sales/O=Acme", ""]]],
    ["CN=Anna Weber/O=Acme@ACME", [["CN=Anna Weber/O=Acme@ACME", ""]]],
    [
      "Anna Weber/Sales/Acme@ACME, b@x.example",
      [
        ["Anna Weber/Sales/Acme@ACME", ""],
        ["", "b@x.example"],
      ],
    ],
    [
      "/O=ACME/OU=EXCHANGE GROUP (FYDI23)/CN=RECIPIENTS/CN=AWEBER",
      [["/O=ACME/OU=EXCHANGE GROUP (FYDI23)/CN=RECIPIENTS/CN=AWEBER", ""]],
    ],
    ["Anna </O=ACME/OU=First Group/CN=AWEBER>", [["Anna", "/O=ACME/OU=First Group/CN=AWEBER"]]],
    ["CN=Anna Weber,OU=Sales,O=Acme", [["CN=Anna Weber,OU=Sales,O=Acme", ""]]],
    ["anna a/b@example.org", [["anna", "a/b@example.org"]]],
    ["ACME\\anna <a@x.example>", [["ACME\\anna", "a@x.example"]]],
    ['"a\\"b" <c@x.example>', [['a"b', "c@x.example"]]],
    // RFC 2047 section 5: what a name decodes to is only a name
    [
      "=?utf-8?q?CEO_=3Cceo=40bank.example=3E?= <x@y.example>",
      [["CEO <ceo@bank.example>", "x@y.example"]],
    ],
  ];
  it.each(rows)("%s", (value, expected) => {
    expect(readAddresses(value).addresses.map(({ name, address }) => [name, address])).toEqual(
      expected,
    );
  });

  /** What never closes swallows nobody. */
  const broken: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    ["Anna (Legal <a@x.example>", [["Anna (Legal", "a@x.example"]]],
    [
      "a@x.example, Li (Sales <b@x.example>, c@x.example, Bo (HR) <d@x.example>",
      [
        ["", "a@x.example"],
        ["Li (Sales", "b@x.example"],
        ["", "c@x.example"],
        ["Bo (HR)", "d@x.example"],
      ],
    ],
    [
      "Li (Sales <b@x.example>, Bo) <d@x.example>",
      [
        ["Li (Sales", "b@x.example"],
        ["Bo)", "d@x.example"],
      ],
    ],
    [
      "张三(销售部） <z@x.example>, b@x.example",
      [
        ["张三(销售部）", "z@x.example"],
        ["", "b@x.example"],
      ],
    ],
    ["Anna \\(Legal <a@x.example>", [["Anna (Legal", "a@x.example"]]],
    [
      '"Weber <a@x.example>, "Bo" <b@x.example>',
      [
        ["Weber", "a@x.example"],
        ["Bo", "b@x.example"],
      ],
    ],
    [
      "Anna <a@x.example, Bo <b@x.example>, c@x.example",
      [
        ["Anna", "a@x.example"],
        ["Bo", "b@x.example"],
        ["", "c@x.example"],
      ],
    ],
  ];
  it.each(broken)("recovers from %s", (value, expected) => {
    const { addresses, recovered } = readAddresses(value);
    expect(addresses.map(({ name, address }) => [name, address])).toEqual(expected);
    expect(recovered).toBe(true);
  });

  it.each(['"', "(", "<", "(<a@b>,", "a<", "\\("])("is linear in %s", (piece) => {
    const value = piece.repeat(200_000 / piece.length);
    expect(readAddresses(value).addresses.length).toBeLessThanOrEqual(LIMITS.maxAddresses);
  });

  it("never throws", () => {
    const piece = fc.constantFrom(
      '"',
      "<",
      ">",
      "(",
      ")",
      ",",
      ";",
      ":",
      "@",
      "\\",
      "a",
      " ",
      "=?utf-8?q?a?=",
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        for (const { address } of readAddresses(pieces.join("")).addresses)
          expect(address).not.toMatch(/\s{2}/);
      }),
    );
  });
});

describe("readMessageIds", () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["<a@b>", ["a@b"]],
    ["<a@b> <c@d>\t<e@f>", ["a@b", "c@d", "e@f"]],
    ["<a@b><c@d>", ["a@b", "c@d"]],
    ["a@b", ["a@b"]],
    ["Your message of Monday <a@b>", ["a@b"]],
    ["Your message of Monday", []],
    ["<a @ b>", ["a@b"]],
    ["<unclosed@b", ["unclosed@b"]],
    ["", []],
  ];
  it.each(rows)("%s", (value, expected) => {
    expect(readMessageIds(value)).toEqual(expected);
  });
});
