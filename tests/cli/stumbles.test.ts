/** What made a stranger stumble at two in the morning, once each: words mistyped, nothing found, a screen of 80 columns. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/program/commands.ts";
import { displayWidth } from "../../src/render/terminal.ts";
import { leaksift, leaksiftEnds, PROGRAM, plainEnvironment } from "../support/cli.ts";
import { itWith } from "../support/corpora.ts";
import { mail } from "../support/small-dump.ts";

const TERMINAL = fileURLToPath(new URL("../support/terminal.py", import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-stumbles-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let id = "";
beforeAll(() => {
  const planted = ["re-save-burst", "saver-seen-nowhere-else"].map((name) =>
    fileURLToPath(new URL(`../../sample-corpus/tampered/${name}`, import.meta.url)),
  );
  const subject =
    "A subject that goes on for longer than any line of eighty columns can hold of it";
  const files = [["a name of a file that is long as well.xlsx", "x"]] as const;
  writeFileSync(join(folder, "one.eml"), mail(1, { subject, files: [[...files[0]]] }));
  writeFileSync(join(folder, "broken.zip"), "PK\u0003\u0004 no archive");
  leaksift(["index", "one.eml", "broken.zip", ...planted], { cwd: folder });
  id = leaksiftEnds(0, ["search", "number1", "--ids"], { cwd: folder }).out.slice(0, 12);
}, 60_000);

describe("a word mistyped", () => {
  const CASES: readonly (readonly [string, number, RegExp])[] = [
    ["--verison", 2, /Did you mean "leaksift --version"/],
    ["help serch", 2, /Did you mean "leaksift help search"/],
    ["flags --check re-save-brst", 2, /Did you mean re-save-burst/],
    ["flags explian 3f9a", 0, /Did you mean "flags explain 3f9a"/],
    ["flags mute", 2, /Which check\?/],
    ["search x --facet sendr", 2, /Did you mean "sender"/],
    ["search x --fields sbject", 2, /Did you mean subject/],
    ["problems zip", 2, /takes no words.*problems --help/],
    ["problems --code xyz", 0, /Codes here: \S+[\s\S]*No problems of that kind/],
    ["authors --script cyril", 0, /Scripts here: .*cyrillic/],
    ["tags merge none.ndjson", 2, /none\.ndjson cannot be read: there is no such file/],
    ["search --batch .", 2, /it is a folder/],
    ["stats invoice", 2, /leaksift search invoice --facet/],
  ];
  for (const [words, code, said] of CASES)
    it(`is answered with what to type: ${words}`, () => {
      const run = leaksift(words.split(" "), { cwd: folder });
      expect(run.err).toMatch(said);
      expect(run.err).not.toMatch(/ENOENT|EISDIR|at .*\.js/);
      expect(run.code).toBe(code);
    });
});

describe("what is said", () => {
  it("points to a tag that was set, not to one that was removed", () => {
    expect(leaksiftEnds(0, ["tag", "+key", id], { cwd: folder }).err).toContain("search tag:key");
    expect(leaksiftEnds(0, ["tag", "-key", id], { cwd: folder }).err).not.toContain("search tag:");
  });

  it("is short about files that are not there", () => {
    const all = leaksiftEnds(0, ["search", "is:loose OR kind:file", "--ids"], { cwd: folder }).out;
    const whole = all.split("\n")[0] ?? "";
    expect(leaksiftEnds(2, ["show", whole, "--part", "1"], { cwd: folder }).err).toBe(
      `leaksift: ${whole.slice(0, 12)} carries no files.\n`,
    );
  });

  it("names who wrote a note by the account, where nothing else says", () => {
    leaksiftEnds(0, ["note", id, "seen"], { cwd: folder });
    expect(leaksiftEnds(0, ["note", "--csv"], { cwd: folder }).out).not.toContain('"unknown"');
  });

  it("knows saved queries wherever a query is taken", () => {
    leaksiftEnds(0, ["saved", "budget", "filename:budget"], { cwd: folder });
    expect(leaksiftEnds(0, ["flags", "@budget"], { cwd: folder }).out).toContain("re-save-burst");
    expect(leaksiftEnds(0, ["authors", "@budget"], { cwd: folder }).out).not.toBe("");
  });

  it("has the commands on one line each, in groups", () => {
    const lines = leaksiftEnds(0, ["--help"], { cwd: folder }).out.split("\n");
    for (const name of COMMANDS.keys())
      expect(lines.filter((line) => line.startsWith(`  ${name} `))).toHaveLength(
        name === "help" ? 0 : 1,
      );
    expect(lines.every((line) => displayWidth(line) <= 80)).toBe(true);
    // One line a command, a heading and a blank line a group, and fifteen lines around them
    const headings = lines.filter((line) => /^[A-Z][^.]*:$/.test(line)).length;
    expect(lines.length).toBeLessThanOrEqual(COMMANDS.size + 2 * headings + 15);
  });
});

describe("a terminal of 80 columns", () => {
  const VIEWS = ["flags", "search re-save OR number1 OR budget", "authors", "thread ID", "show ID"];

  itWith(
    { tools: ["python3"] },
    "gets lines that fit, the strongest flags first, and the next step",
    () => {
      const bin = join(folder, "bin");
      mkdirSync(bin, { recursive: true });
      const play = {
        command: ["bash", "--norc", "-i"],
        steps: [
          ...VIEWS.flatMap((view, i) => [
            ["send", `leaksift ${view.replace("ID", id)}; echo do''ne ${i}\r`],
            ["expect", `done ${i}`],
          ]),
          ["send", "exit\r"],
        ],
        env: plainEnvironment({
          HOME: folder,
          TERM: "xterm",
          PAGER: "cat",
          PS1: "$ ",
          PATH: `${bin}:${process.env["PATH"]}`,
          NO_COLOR: "1",
        }),
        cwd: folder,
        columns: 80,
        rows: 24,
      };
      writeFileSync(
        join(bin, "leaksift"),
        `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`,
        { mode: 0o755 },
      );
      const run = spawnSync("python3", [TERMINAL, JSON.stringify(play)], { encoding: "utf8" });
      const { seen, failed } = JSON.parse(run.stdout) as { seen: string; failed: string | null };
      expect(failed).toBe(null);
      const lines = seen.replaceAll("\r", "").split("\n");
      // What is typed, and where a file lies, is as long as it is
      const long = lines.filter(
        (line) => displayWidth(line) > 80 && !/leaksift |^(?:Source|Subject):|\u001b/.test(line),
      );
      expect(long).toEqual([]);
      expect(seen.match(/^Open one: leaksift show/gm)).toHaveLength(2);
    },
  );

  it("pages what is longer than it, so that the beginning is seen first", async () => {
    for (const name of ["flags", "sources", "problems", "search", "signatures"])
      expect((await COMMANDS.get(name)?.())?.paged).toBe(true);
  });
});
