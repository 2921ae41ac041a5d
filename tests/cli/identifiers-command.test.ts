/** `leaksift identifiers` as a person runs it: counted once by family, narrowed by a query, searched as fields, kept up with the index, gone when forgotten. */
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { mail } from "../support/small-dump.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-identifiers-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (...args: string[]) => leaksiftEnds(0, args, { cwd: folder });

interface Row {
  readonly kind: string;
  readonly value: string;
  readonly documents: number;
  readonly sure: string;
  readonly firstAt: string | null;
  readonly by: { sender: string; documents: number }[];
  readonly contexts: { id: string; text: string }[];
}
const rows = (...args: string[]): Row[] =>
  (JSON.parse(run("identifiers", "--json", ...args).out) as { identifiers: Row[] }).identifiers;
const count = (query: string): number => Number(run("search", "--count", query).out);

const IBAN = "DE89370400440532013000";
const write = (name: string, text: string): void => writeFileSync(join(folder, "dump", name), text);

beforeAll(() => {
  for (const part of ["a", "b"]) mkdirSync(join(folder, "dump", part), { recursive: true });
  const first = mail(1, {
    body: "Konto DE89 3704 0044 0532 0130 00, 1.250.000 EUR. Tel: 030 901820",
  });
  write("a/1.eml", first);
  write("b/copy.eml", first);
  write("2.eml", mail(2, { body: `again ${IBAN}; we paid $2,500 for it` }));
  write(
    "3.eml",
    mail(4, { body: "see file", files: [["konto.txt", `IBAN ${IBAN}\npassword: hunter2!\n`]] }),
  );
  leaksift(["index", "dump"], { cwd: folder });
});

describe("leaksift identifiers", () => {
  it("is asked for by a search that needs it, in words", () => {
    const before = leaksift(["search", "iban:*", "--count"], { cwd: folder });
    expect([before.out, before.err]).toEqual([
      "0\n",
      expect.stringContaining("leaksift identifiers"),
    ]);
  });

  it("lists kinds, then values once for each family, exact copies counted once", () => {
    expect(run("identifiers").out).toMatch(/^iban +1 /m);
    const [iban] = rows("--kind", "iban", "--contexts", "2");
    expect(iban).toMatchObject({
      value: IBAN,
      documents: 3,
      sure: "checksum",
      firstAt: "2017-03-02T09:00:00Z",
      by: [
        { sender: "sender1@example.org", documents: 2 },
        { sender: "sender2@example.org", documents: 1 },
      ],
    });
    expect(iban?.contexts.map(({ text }) => text.includes("DE89"))).toEqual([true, true]);
    const { out } = run("identifiers", "--kind", "iban");
    expect(out).toContain(`again ${IBAN}; we paid`);
  });

  it("counts among the hits of a query, with the files they carry", () => {
    expect(rows("--kind", "iban", "filename:konto.txt").map(({ documents }) => documents)).toEqual([
      1,
    ]);
    expect(rows("--kind", "password").map(({ value }) => value)).toEqual(["hunter2!"]);
    expect(rows("--kind", "password", 'subject:"Message 1"')).toEqual([]);
  });

  it("finds with a field what it should", () => {
    const asked: readonly (readonly [string, number])[] = [
      ["iban:*", 3],
      ['iban:"de89 3704 0044 0532 0130 00"', 3],
      ["iban:DE89*", 3],
      ["iban:GB*", 0],
      ["amount:>1M", 1],
      ["amount:>1000", 2],
      ["amount:USD>1000", 1],
      ['amount:"1M..2M EUR"', 1],
      ["amount:eur", 1],
      ["password:hunter2!", 1],
      ["email:anna@example.org", 3],
      ["host:example.org", 3],
      ["-iban:*", 0],
      ["iban:* in:copy.eml", 1],
    ];
    writeFileSync(join(folder, "asked.txt"), `${asked.map(([query]) => query).join("\n")}\n`);
    const { queries } = JSON.parse(run("search", "--batch", "asked.txt", "--json").out) as {
      queries: { query: string; total: number }[];
    };
    expect(queries.map(({ query, total }) => [query, total])).toEqual(asked);
  });

  it("takes the region that is given, and keeps it", () => {
    const phone = () => rows("--kind", "phone").map(({ value }) => value);
    run("identifiers", "--region", "de");
    expect(phone()).toEqual(["+4930901820"]);
    expect(count("phone:030-901820")).toBe(1);
    expect(leaksift(["identifiers", "--region", "Germany"], { cwd: folder }).code).toBe(2);
  });

  it("counts facets of identifiers and of recipients", () => {
    const { out } = run("search", "*", "--facet", "iban,recipient", "--csv");
    expect(out).toContain(`"iban","${IBAN}",3`);
    expect(out).toContain('"recipient","anna@example.org",3');
  });

  it("looks only through what came since, and says what a kind is not", () => {
    write("4.eml", mail(5, { body: "GB29 NWBK 6016 1331 9268 19" }));
    leaksift(["index", "dump"], { cwd: folder });
    expect(leaksift(["search", "iban:*", "--count"], { cwd: folder }).err).toContain(
      "does not know all",
    );
    expect(rows("--kind", "iban").map(({ value, documents }) => [value, documents])).toEqual([
      [IBAN, 3],
      ["GB29NWBK60161331926819", 1],
    ]);
    const wrong = leaksift(["identifiers", "--kind", "ibna"], { cwd: folder });
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('Did you mean "iban"')]);
  });

  it("forgets what is forgotten, also on the disk", () => {
    run("forget", 'subject:"Message 5"', "--yes");
    expect(existsSync(join(folder, ".leaksift", "identifiers.sqlite"))).toBe(false);
    expect(rows("--kind", "iban").map(({ value }) => value)).toEqual([IBAN]);
  });

  it("makes a damaged store again when asked to, and says so before", () => {
    writeFileSync(join(folder, ".leaksift", "identifiers.sqlite"), "no database ".repeat(2000));
    for (const suffix of ["-wal", "-shm"])
      rmSync(join(folder, ".leaksift", `identifiers.sqlite${suffix}`), { force: true });
    for (const words of [["identifiers"], ["search", "iban:*"]]) {
      const damaged = leaksift(words, { cwd: folder });
      expect([damaged.code, damaged.err]).toEqual([4, expect.stringContaining("--again")]);
    }
    run("identifiers", "--again");
    expect(count("iban:*")).toBe(3);
  });

  it("writes when more are held than the limit, and gives the same", () => {
    const box = Array.from({ length: 6 }, (_, box) => {
      const many = Array.from({ length: 9_900 }, (_, i) => `p${box}x${i}@h${box}x${i}.example.org`);
      return mail(box + 40, { body: many.join(" ") });
    });
    mkdirSync(join(folder, "many"));
    for (const [i, text] of box.entries()) writeFileSync(join(folder, "many", `${i}.eml`), text);
    const place = ["--index", "many-ix"];
    leaksift(["index", "many", ...place], { cwd: folder });
    expect(LIMITS.maxIdentifiersHeld).toBeLessThan(6 * 9_900 * 4);
    const { total, identifiers } = JSON.parse(
      run("identifiers", "--json", "--kind", "email", "-n", "1", ...place).out,
    ) as { total: number; identifiers: Row[] };
    expect(total).toBe(6 * 9_900 + 1 + 3);
    expect(identifiers).toMatchObject([{ value: "anna@example.org", documents: 6 }]);
  });
});
