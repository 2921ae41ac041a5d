/** Names of exported files, whatever the corpus says. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeName } from "../../src/export/safe-name.ts";

describe("a safe name", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["budget.xlsx", "budget.xlsx"],
    ["../../etc/passwd", "_.._etc_passwd"],
    ["..\\..\\boot.ini", "_.._boot.ini"],
    ["a\u0000b.txt", "a_b.txt"],
    ["facture\u202Efdp.exe", "facture_fdp.exe"],
    ["NUL", "_NUL"],
    ["con.txt", "_con.txt"],
    ["COM1.log", "_COM1.log"],
    ["-rf", "_-rf"],
    ["$(reboot).sh", "_(reboot).sh"],
    ["trailing. . ", "trailing"],
    ["", "unnamed"],
    ["...", "unnamed"],
    ["\u001b[31mred", "_[31mred"],
    ["Résumé.doc", "Résumé.doc"],
    ["счёт.pdf", "счёт.pdf"],
  ];
  for (const [name, expected] of cases)
    it(`of ${JSON.stringify(name)} is ${expected}`, () => expect(safeName(name)).toBe(expected));

  it("keeps the extension of a long one", () => {
    const name = safeName(`${"x".repeat(500)}.docx`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120);
    expect(name.endsWith(".docx")).toBe(true);
  });

  it("is never empty, never a path, never too long, and stays as it is when made again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
        const safe = safeName(name);
        expect(safe).not.toMatch(/[/\\\u0000-\u001f]/);
        expect(safe).not.toMatch(/^\.{0,2}$/);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(121);
        expect(safe.isWellFormed()).toBe(true);
        expect(safeName(safe)).toBe(safe);
      }),
    );
  });
});
