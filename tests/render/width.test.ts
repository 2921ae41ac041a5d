/** How many columns a character takes: as Python's tables say, and lists that stay aligned whatever is in them. */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { column, cutTo, displayWidth } from "../../src/render/terminal.ts";
import { itWith } from "../support/corpora.ts";

const SCRIPT = `
import json, sys, unicodedata
wide, zero = [], []
for code in range(0x300, 0x30000):
    char = chr(code)
    category = unicodedata.category(char)
    if category in ("Cn", "Co", "Cs", "Cc", "Cf"):
        continue
    if category in ("Mn", "Me"):
        zero.append(code)
    elif unicodedata.east_asian_width(char) in "WF":
        wide.append(code)
json.dump({"wide": wide, "zero": zero}, sys.stdout)
`;

const wrong = (codes: readonly number[], width: number): string[] =>
  codes
    .filter((code) => displayWidth(String.fromCodePoint(code)) !== width)
    .map((code) => code.toString(16));

describe("the width of text", () => {
  itWith({ tools: ["python3"] }, "is what Unicode's tables say, as Python has them", () => {
    const out = execFileSync("python3", ["-c", SCRIPT], { encoding: "utf8", maxBuffer: 2 ** 28 });
    const { wide, zero } = JSON.parse(out) as { wide: number[]; zero: number[] };
    expect(wide.length).toBeGreaterThan(100_000);
    expect(wrong(wide, 2)).toEqual([]);
    // A few marks changed their class between versions of Unicode
    const marks = zero.filter((code) => !/\p{Mc}/u.test(String.fromCodePoint(code)));
    expect(wrong(marks, 0)).toEqual([]);
  });

  const WIDTHS: readonly (readonly [string, number])[] = [
    ["Рошка Георгий", 13],
    ["預算表", 6],
    ["ｆｕｌｌ", 8],
    ["e\u0301te\u0301", 3],
    ["☕✅🎉", 6],
    ["عربي", 4],
    ["ด้วย", 3],
    ["…├─█", 4],
  ];
  for (const [text, width] of WIDTHS)
    it(`of ${text} is ${width}`, () => expect(displayWidth(text)).toBe(width));

  it("is exact after cutting and padding, in any script", () => {
    for (const unicode of [true, false])
      for (const [text] of WIDTHS)
        for (let columns = 3; columns < 20; columns++) {
          const style = { colour: false, columns: 80, unicode };
          expect(displayWidth(column(text, columns, style))).toBe(columns);
          expect(displayWidth(cutTo(text, columns, style))).toBeLessThanOrEqual(columns);
        }
  });
});
