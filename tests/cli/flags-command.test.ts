/** `leaksift flags` as a person runs it: order, chance, explanations whose commands derive the same values, muting, search by flag. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bannedWords } from "../../src/checks/engine/wording.ts";
import { leaksift, PROGRAM } from "../support/cli.ts";
import { itWith } from "../support/corpora.ts";

const SAMPLE = fileURLToPath(new URL("../../sample-corpus", import.meta.url));
const sample = (name: string): string => join(SAMPLE, "tampered", name);

let folder = "";
let index = "";
let cleanIndex = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "leaksift-flags-"));
  index = join(folder, "index");
  cleanIndex = join(folder, "clean");
  const planted = [
    "re-save-burst",
    "saved-after-sent",
    "quoted-text-differs",
    "composition-clock-disagrees-with-date",
    "no-received",
  ].map(sample);
  leaksift(["index", join(SAMPLE, "clean"), ...planted, "--index", index], { cwd: folder });
  leaksift(["index", join(SAMPLE, "clean"), "--index", cleanIndex], { cwd: folder });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => leaksift([...args, "--index", index], { cwd: folder });

interface Entry {
  readonly check: string;
  readonly level: string;
  readonly lines: readonly string[];
  readonly documents: readonly { readonly id: string; readonly label: string }[];
  readonly others: readonly { readonly check: string }[];
  readonly chance: { readonly found: number; readonly applies: number } | null;
}
const entries = (...args: string[]): Entry[] =>
  (JSON.parse(run("flags", "--json", "-n", "0", ...args).out) as { entries: Entry[] }).entries;

describe("the list", () => {
  it("has the re-save burst first, with everything that points at its files in one entry", () => {
    const first = entries()[0];
    expect(first).toMatchObject({
      check: "re-save-burst",
      level: "high",
      lines: ["document", "identity"],
    });
    expect(first?.documents.length).toBe(9);
    expect(first?.others.map(({ check }) => check)).toEqual(
      expect.arrayContaining(["saver-seen-nowhere-else", "foreign-script-metadata"]),
    );
  });

  it("says in each entry what else it may be, and how many genuine documents show it or how rarely its causes meet", () => {
    const { out, err } = run("flags");
    const entries = out.match(/^ *\d+ {2}(?:HIGH|MEDIUM|LOW)/gm)?.length;
    expect(entries).toBeGreaterThan(3);
    expect(
      out.match(
        /^ +Maybe .*\((?:.*genuine ones|not measured|.*by chance 1 of.*|.*measured on few).*$/gm,
      )?.length,
    ).toBe(entries);
    expect(err).toMatch(/at the highest level/);
  });

  it("shows five entries on a screen of 80 columns and 24 lines", () => {
    const lines = run("flags").out.split("\n");
    const starts = lines.flatMap((line, i) =>
      /^ *\d+ {2}(?:HIGH|MEDIUM|LOW)/.test(line) ? [i] : [],
    );
    const sizes = starts.map((start, i) => (starts[i + 1] ?? lines.length - 1) - start);
    expect(sizes.filter((size) => size <= 4).length).toBeGreaterThanOrEqual(sizes.length - 1);
  });

  it("explains what a high level rests on, with the arithmetic", () => {
    const [entry] = entries("--level", "high");
    const { out } = run("flags", "explain", entry?.documents[0]?.id ?? "");
    expect(out).toMatch(/level +HIGH: \d separate causes agree/);
    expect(out).toContain("together on at most");
    expect(out).not.toContain("expected by chance");
  });

  it("is empty on the clean corpus, and says that nothing is at the highest level", () => {
    const { out, err } = leaksift(["flags", "--index", cleanIndex], { cwd: folder });
    expect(out).toBe("");
    expect(err).toContain("Nothing at the highest level.");
  });

  it("is narrowed by query, check and level", () => {
    expect(entries("filename:tableau").map(({ check }) => check)).toEqual(["saved-after-sent"]);
    expect(entries("--check", "quoted-text-differs").map(({ check }) => check)).toEqual([
      "quoted-text-differs",
    ]);
    expect(entries("--level", "high").every(({ level }) => level === "high")).toBe(true);
    expect(run("flags", "--check", "no-such").code).toBe(2);
  });

  it("can be had as CSV, one line a document", () => {
    const lines = run("flags", "--csv").out.trim().split("\r\n");
    expect(lines[0]).toContain('"rank"');
    expect(lines[0]).toContain('"expectedByChance","expectedAtMost"');
    expect(lines.filter((line) => line.includes('"re-save-burst"')).length).toBe(9);
  });
});

describe("search", () => {
  it("finds documents by the check that fired on them, findings included", () => {
    expect(run("search", "flag:re-save-burst", "--count").out.trim()).toBe("9");
    expect(
      run("search", "flag:no-received filename:x OR flag:no-received", "--count").out.trim(),
    ).not.toBe("0");
    expect(Number(run("search", "flags:>=2", "--count").out)).toBeGreaterThanOrEqual(5);
    expect(run("search", "flag:nothing-of-that-name", "--count").out.trim()).toBe("0");
  });

  it("says which check was meant, and when the checks over the corpus have not run", () => {
    expect(run("search", "flag:re-save-brst").err).toContain("Did you mean flag:re-save-burst?");
    expect(run("search", "flag:no-received").err).not.toContain("have not run");
    leaksift(["index", sample("no-received"), "--index", "fresh"], { cwd: folder });
    const fresh = leaksift(["search", "flag:re-save-burst", "--index", "fresh"], { cwd: folder });
    expect(fresh).toMatchObject({ code: 0, out: "" });
    expect(fresh.err).toMatch(/have not run .* leaksift flags/);
  });
});

describe("muting", () => {
  it("leaves a check out of this corpus until it is heard again", () => {
    expect(run("flags", "mute", "quoted-text-differs", "--reason", "checked").code).toBe(0);
    expect(entries().map(({ check }) => check)).not.toContain("quoted-text-differs");
    expect(run("flags", "list").out).toContain("muted here");
    run("flags", "unmute", "quoted-text-differs");
    expect(entries().map(({ check }) => check)).toContain("quoted-text-differs");
  });
});

describe("an empty list", () => {
  it("says what was looked at and what may be asked next", () => {
    const clean = (...args: string[]) =>
      leaksift(["flags", ...args, "--index", cleanIndex], { cwd: folder }).err;
    expect(clean()).toContain("No flags of level low or above");
    expect(clean("--check", "re-save-burst")).toMatch(
      /No flags of re-save-burst: it looked at \d+/,
    );
    expect(run("flags", "--check", "duplicate-from").err).toMatch(/No flags of duplicate-from/);
    expect(run("flags", "subject:nosuchword").err).toContain("No flags on what the query matches");
  });
});

/** Commands of an explanation, each with the raw values printed above it. */
function commandsOf(text: string): string[] {
  return [
    ...text.matchAll(
      /^ +(?:check by hand +)?((?:unzip|xxd|tail|grep|exiftool|leaksift|pdfimages|pdffonts) .*)$/gm,
    ),
  ].map(([, command]) => command ?? "");
}

describe("explain", () => {
  const explainFirst = (check: string): string => {
    const id = entries("--check", check)[0]?.documents[0]?.id ?? "";
    return run("flags", "explain", id).out;
  };

  it("holds the seven elements for a planted spreadsheet", () => {
    const text = explainFirst("re-save-burst");
    for (const label of [
      "what",
      "where",
      "raw value",
      "arithmetic",
      "compared with",
      "rarity",
      "alternatives",
      "check by hand",
    ])
      expect(text).toMatch(new RegExp(`^ {2}${label}`, "m"));
    expect(text).toContain("docProps/core.xml dcterms:modified");
  });

  it("does not say who did it", () => {
    const text = explainFirst("re-save-burst");
    expect(text).toContain("is not said by the file");
    expect(text).toMatch(
      /someone else of that name[\s\S]*installation[\s\S]*on purpose[\s\S]*bystander/,
    );
    expect(bannedWords(text.replace(/\/\S+/g, ""))).toEqual([]);
    // Nobody is the subject of a verb: what is told is files, texts and times
    expect(text).not.toMatch(/(?:Тарас|Львович)[”"]? (?:saved|wrote|made|changed|did|opened)/);
  });

  itWith(
    { tools: ["unzip", "xxd"] },
    "prints commands that derive the values again, without leaksift where the bytes lie in a file",
    () => {
      for (const check of ["re-save-burst", "composition-clock-disagrees-with-date"]) {
        const text = explainFirst(check);
        const commands = commandsOf(text).filter((command) => !command.startsWith("exiftool"));
        expect(commands.length).toBeGreaterThan(2);
        for (const command of commands) {
          const out = execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" });
          expect(out.length).toBeGreaterThan(0);
          const xml = /<([\w:]+)\[\^>\]\*>/.exec(command)?.[1];
          if (xml === undefined) continue;
          const raw = new RegExp(`<${xml}[^>]*>([^<]+)`).exec(out)?.[1] ?? "missing";
          expect(text).toContain(raw);
        }
      }
    },
  );

  itWith(
    { tools: ["unzip", "xxd", "exiftool", "python3", "pdfimages", "pdffonts"] },
    "prints commands for PDFs, old workbooks and archives that show the stated values",
    () => {
      const own = join(folder, "files");
      const cases: readonly (readonly [string, RegExp])[] = [
        ["pdf-text-over-letterhead", /595 0 0 842 0 0 cm \/Im1 Do[\s\S]*Tj[\s\S]*image/],
        ["pdf-number-in-other-font", /Helvetica[\s\S]*Courier/],
        // 2012-05-20 as a FILETIME, and the stated saving
        ["container-written-after-saving", /00b4 3e37 6736 cd01[\s\S]*2012:04:02/],
        ["archive-packer-zone", /2016 May 11 15:20[\s\S]*2016 May 11 13:20/],
      ];
      leaksift(["index", ...cases.map(([check]) => sample(check)), "--index", own], {
        cwd: folder,
      });
      for (const [check, expected] of cases) {
        const of = (...args: string[]) => leaksift([...args, "--index", own], { cwd: folder }).out;
        const { entries: found } = JSON.parse(of("flags", "--json", "--check", check)) as {
          entries: Entry[];
        };
        const text = of("flags", "explain", found[0]?.documents[0]?.id ?? "");
        const outputs = commandsOf(text).map((command) =>
          execFileSync("bash", ["-c", command], { cwd: folder, encoding: "latin1" }),
        );
        expect(outputs.join("\n"), check).toMatch(expected);
      }
    },
  );

  itWith({ tools: ["unzip"] }, "prints commands for a file inside a mail too", () => {
    const bin = join(folder, "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(
      join(bin, "leaksift"),
      `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@" --index "${index}"\n`,
    );
    chmodSync(join(bin, "leaksift"), 0o755);
    const text = explainFirst("saved-after-sent");
    const env = { ...process.env, PATH: `${bin}:${process.env["PATH"]}` };
    const outputs = commandsOf(text).map((command) =>
      execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8", env }),
    );
    expect(outputs.join("\n")).toContain("2016-10-16");
  });

  it("gives the place of a header in its source file to the byte", () => {
    const text = explainFirst("composition-clock-disagrees-with-date");
    const found = /header ([\w-]+), bytes [\s\S]*?, bytes\s+(\d+)\+(\d+)\s+of\s+(\S+\.eml)/.exec(
      text,
    );
    const [start, length] = [Number(found?.[2]), Number(found?.[3])];
    const bytes = readFileSync(found?.[4] ?? "").subarray(start, start + length);
    expect(bytes.toString("latin1").startsWith(`${found?.[1]}: `)).toBe(true);
  });

  it("derives the evidence of context flags again from the stored headers", () => {
    const id =
      entries("--check", "no-received").find(({ documents }) =>
        documents.some(({ label }) => label === "bar"),
      )?.documents[0]?.id ?? "";
    expect(run("flags", "explain", id).out).toContain("not there: Received header");
  });
});
