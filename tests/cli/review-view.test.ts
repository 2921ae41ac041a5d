/** What `leaksift review` puts on a screen of 80 columns and 24 rows: the line of keys, texts cut into screens. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keysLine, screensOf } from "../../src/commands/review/view.ts";
import { displayWidth } from "../../src/render/terminal.ts";

const STYLE = { colour: false, columns: 80, unicode: true };

describe("the line of keys", () => {
  it("fits 80 columns whatever is shown, and always names help and quit", () => {
    for (const files of [0, 1, 2, 9, 400])
      for (const isDrawn of [false, true]) {
        const line = keysLine(STYLE, files, isDrawn);
        expect(displayWidth(line)).toBeLessThanOrEqual(80);
        expect(line).toMatch(/^y yes {2}n no {2}u unsure .* {2}\? help {2}q quit$/);
        expect(line.includes("a all")).toBe(isDrawn);
        expect(line.includes(" file")).toBe(files > 0);
      }
  });
});

describe("screens", () => {
  const text = fc
    .array(fc.constantFrom("x".repeat(130), "word ", "\n", "日本".repeat(60), "é"), {
      maxLength: 80,
    })
    .map((pieces) => pieces.join(""));

  it("hold every letter in order, and no more rows than there are", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 3, max: 20 }), (written, rows) => {
        const screens = screensOf(written, rows, 80);
        const letters = (s: string): string => s.replace(/\s/g, "");
        expect(letters(screens.join(""))).toBe(letters(written));
        for (const screen of screens) {
          const lines = screen.split("\n");
          expect(lines.length).toBeLessThanOrEqual(rows);
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(80);
        }
      }),
      { numRuns: 300 },
    );
  });
});
