/** Workbooks of Excel 2, 3 and 4, record by record: cells of each kind, notes, the name of who saved, a password, damage. */
import { describe, expect, it } from "vitest";
import { readFile } from "../../src/extract/read-file.ts";
import { sniffType } from "../../src/sources/sniff.ts";

const u16 = (...values: number[]): number[] => values.flatMap((v) => [v & 255, v >> 8]);
const record = (type: number, ...bytes: (number | string)[]): Buffer => {
  const body = Buffer.concat(
    bytes.map((each) =>
      typeof each === "number" ? Buffer.from([each]) : Buffer.from(each, "latin1"),
    ),
  );
  return Buffer.concat([Buffer.from([...u16(type), ...u16(body.length)]), body]);
};
const double = (value: number): number[] => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return [...bytes];
};
/** The value of a formula whose text is in the next record. */
const TEXT_FOLLOWS = [0, 0, 0, 0, 0, 0, 255, 255];

/** The same sheet as each version writes it. */
function workbook(version: 2 | 3 | 4): Buffer {
  const high = version === 2 ? 0 : 0x200;
  const attributes = version === 2 ? [0, 0, 0] : [0, 0];
  const at = (row: number, column: number): number[] => [...u16(row, column), ...attributes];
  const text = (words: string): (number | string)[] =>
    version === 2 ? [words.length, words] : [...u16(words.length), words];
  const formula = version === 4 ? 0x406 : high + 6;
  return Buffer.concat([
    record(
      { 2: 0x09, 3: 0x209, 4: 0x409 }[version],
      ...u16(0, 0x10),
      ...(version === 2 ? [] : u16(0)),
    ),
    record(0x42, ...u16(1252)),
    ...(version === 2 ? [] : [record(0x5c, 11, "Anna Lehner".padEnd(31))]),
    record(0x14, 9, "Harbour &P"),
    record(high + 4, ...at(1, 0), ...text("M\xfcller walrus")),
    record(high + 3, ...at(1, 2), ...double(1250.5)),
    record(high + 4, ...at(0, 1), ...text("first")),
    record(formula, ...at(2, 0), ...double(42), 0, 0),
    record(formula, ...at(2, 1), ...TEXT_FOLLOWS, 0, 0),
    record(high + 7, ...text("of a formula")),
    ...(version === 2
      ? [record(2, ...at(3, 0), ...u16(65_000))]
      : [record(0x27e, ...at(3, 0), 0xa2, 0xf7, 3, 0)]),
    record(0x1c, ...u16(1, 0, 10), "a kiwi note".slice(0, 10)),
    record(0x0a),
  ]);
}

const read = (bytes: Buffer) =>
  readFile(bytes, { name: "a.xls", declaredType: "", sniffedType: sniffType(bytes, "a.xls") });

describe("workbooks of Excel 2 to 4", () => {
  it.each([2, 3, 4] as const)("cells, notes and people of version %d are read", async (version) => {
    const { text, metadata, problems, markers } = await read(workbook(version));
    expect([problems, markers]).toEqual([[], []]);
    const cells = text.find(({ place }) => place === "sheet")?.text;
    expect(cells).toBe("first\nMüller walrus\t1250.5\n42\tof a formula\n65000");
    expect(text.map((block) => block.text)).toContain("a kiwi not");
    const values = metadata.map((value) => `${value.field} ${value.text}`);
    expect(values).toContain(`app Excel ${version}`);
    if (version > 2) expect(values).toContain("lastsavedby Anna Lehner");
  });

  it("a password and damage have a row", async () => {
    const locked = Buffer.concat([workbook(3).subarray(0, 10), record(0x2f, ...u16(1, 2))]);
    expect((await read(locked)).markers).toEqual(["encrypted"]);
    const cut = Buffer.concat([workbook(4).subarray(0, 10), record(0x203, ...u16(1))]);
    expect((await read(cut)).problems.map(({ code }) => code)).toEqual(["container-damaged"]);
  });
});
