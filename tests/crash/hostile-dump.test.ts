/**
 * The hostile mails and mailboxes as one dump, under hostile file names, through the whole program: no crash, every byte accounted for, and
 * nothing that any command prints or names can steer a terminal or a spreadsheet. LEAKSIFT_FULL=1 takes them at full size.
 */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";
import { hostileMails, TERMINAL_ATTACKS } from "../support/hostile-mail.ts";
import { hostileMboxes } from "../support/hostile-mbox.ts";
import { childSeconds, FULL, PATIENCE_MS, report } from "../support/long-run.ts";
import { mail } from "../support/small-dump.ts";

const SCALE = FULL ? 1 : 0.01;
const home = testFolder("hostile");
const options = { cwd: home, timeoutMs: PATIENCE_MS };

/** File names a system allows: each attack (no slash, no NUL), and bytes that are no UTF-8. */
const NAMES: readonly Buffer[] = [
  ...TERMINAL_ATTACKS.map((attack) => Buffer.from(`${attack.replace(/[/\0]/g, "")}.eml`)),
  Buffer.from("line\nbreak.eml"),
  Buffer.from("--index.eml"),
  Buffer.from([0x6e, 0xff, 0xfe, 0x2e, 0x65, 0x6d, 0x6c]),
];

/** Control and format characters that no output may hold raw: all but newline and tab. */
const RAW =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u;

/** The lines of an output that could steer a terminal, escaped. */
const harmful = (text: string): string[] =>
  text
    .split(/\r?\n/) // CSV has CRLF
    .filter((line) => RAW.test(line))
    .map((line) => JSON.stringify(line).slice(0, 300));

beforeAll(() => {
  mkdirSync(join(home, "dump", "mail"), { recursive: true });
  mkdirSync(join(home, "dump", "box"));
  mkdirSync(join(home, "dump", "names"));
  for (const { name, bytes } of hostileMails(SCALE))
    writeFileSync(join(home, "dump", "mail", `${name}.eml`), bytes);
  for (const { name, bytes } of hostileMboxes(SCALE))
    writeFileSync(join(home, "dump", "box", `${name}.mbox`), bytes);
  for (const [i, name] of NAMES.entries())
    writeFileSync(Buffer.concat([Buffer.from(join(home, "dump", "names/")), name]), mail(1000 + i));
  const before = childSeconds();
  const run = leaksift(["index", "dump", "--index", "ix"], options);
  expect(run.code, run.out + run.err).toBe(3);
  expect(harmful(run.out + run.err)).toEqual([]);
  report(`hostile set indexed in ${(childSeconds() - before).toFixed(0)} s CPU`);
}, PATIENCE_MS);

it("every byte of it is accounted for, and no reader was ended", () => {
  const proof = leaksiftEnds(0, ["verify", "--index", "ix", "--json"], options);
  const { totals } = JSON.parse(proof.out) as { totals: Record<string, number> };
  const { recordBytes = 0, gapBytes = 0, problemBytes = 0 } = totals;
  expect(recordBytes + gapBytes + problemBytes).toBe(totals["sizeBytes"]);
  const killed = ["problems", "--code", "reader-killed", "--index", "ix"];
  expect(leaksiftEnds(0, killed, options).out).toBe("");
});

it("every mail of it is a document, and what it holds is found", () => {
  const { out } = leaksiftEnds(0, ["sources", "--json", "--index", "ix"], options);
  const { sources } = JSON.parse(out) as { sources: { state: string }[] };
  expect(sources.filter(({ state }) => state !== "done")).toEqual([]);
  const count = (query: string): number =>
    Number(leaksiftEnds(0, ["search", query, "--count", "--index", "ix"], options).out);
  expect(count('subject:"Message 1000"')).toBe(1);
  expect(count(`subject:"Message ${1000 + NAMES.length - 1}"`)).toBe(1);
  expect(count("needle")).toBeGreaterThan(50);
});

describe("no output can steer a terminal", () => {
  let id = "";
  beforeAll(() => {
    const found = leaksiftEnds(0, ["search", "needle owned", "--ids", "--index", "ix"], options);
    id = found.out.split("\n")[0] ?? "";
  });
  const commands: readonly (readonly [number, readonly string[]])[] = [
    [0, ["search", "hostile OR message", "--limit", "0"]],
    [0, ["search", "hostile OR message", "--limit", "0", "--json"]],
    [0, ["search", "hostile OR message", "--limit", "0", "--csv"]],
    [0, ["show", "ID"]],
    [0, ["show", "ID", "--headers"]],
    [0, ["show", "ID", "--json"]],
    [0, ["thread", "ID"]],
    [0, ["problems"]],
    [0, ["problems", "--json"]],
    [0, ["problems", "--csv"]],
    [0, ["problems", "--gaps"]],
    [0, ["sources"]],
    [0, ["sources", "--json"]],
    [0, ["stats"]],
    [0, ["stats", "--json"]],
    [0, ["flags"]],
    [0, ["flags", "--json"]],
    [0, ["flags", "--csv"]],
    [0, ["dump"]],
    [0, ["verify", "--hashes-only"]],
    [0, ["tags"]],
    [0, ["search", "from:\u001b[31m\u202e:("]],
    [2, ["search", "nofield:\u001b[31m\u202e", "--strict"]],
    [2, ["show", "\u001b]0;x\u0007"]],
    [2, ["index", "no\u001b[31mthing\u202e"]],
    [2, ["export", "needle", "--to", "dump/\u001b[31m"]],
    [2, ["\u001b[31m"]],
  ];
  for (const [code, words] of commands)
    it(`of leaksift ${words.map((word) => JSON.stringify(word).slice(1, -1)).join(" ")}`, () => {
      const args = words.map((word) => (word === "ID" ? id : word));
      const run = leaksift([...args, "--index", "ix"], options);
      expect(harmful(run.out + run.err)).toEqual([]);
      expect(run.code, run.err).toBe(code);
      if (!words.includes("--csv")) return;
      const cells = run.out.split("\n").flatMap((line) => line.split(","));
      expect(cells.filter((cell) => /^"?[=+@]/.test(cell))).toEqual([]);
    });

  it("of an export, nor any name in it", () => {
    const run = leaksift(["export", "needle", "--to", "out", "--index", "ix"], options);
    expect(run.code, run.err).toBe(0);
    expect(harmful(run.out + run.err)).toEqual([]);
    const names = readdirSync(join(home, "out"), { recursive: true, encoding: "utf8" });
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => RAW.test(name) || name.includes(".."))).toEqual([]);
  });
});
