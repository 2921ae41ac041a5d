/** Completion: what is offered, and that bash takes names from a corpus as words, never as commands. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leaksift, leaksiftEnds, PROGRAM, plainEnvironment } from "../support/cli.ts";
import { itWith } from "../support/corpora.ts";
import { mail } from "../support/small-dump.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-completion-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = [
  "$(touch pwned).txt",
  "`touch pwned`.txt",
  "a;touch pwned;.txt",
  "a b.txt",
  "plain.txt",
  "esc\u001b[31m.txt",
];

beforeAll(() => {
  writeFileSync(join(folder, "one.eml"), mail(1, { files: NAMES.map((name) => [name, "text"]) }));
  leaksift(["index", "one.eml"], { cwd: folder });
}, 60_000);

/** What `completion words` prints for a line; the last word is the one under the cursor. */
const words = (...line: string[]): string[] =>
  leaksiftEnds(0, ["completion", "words", "--", ...line], { cwd: folder })
    .out.split("\n")
    .filter((word) => word !== "");

describe("completion words", () => {
  it("are commands, options, choices, facets, columns, fields and values", () => {
    expect(words("sea")).toEqual(["search"]);
    expect(words("search", "--ti")).toEqual(["--timeline"]);
    expect(words("search", "--sort", "ne")).toEqual(["newest"]);
    expect(words("search", "--facet", "sender,mon")).toEqual(["sender,month"]);
    expect(words("search", "--fields", "subj")).toEqual(["subject"]);
    expect(words("search", "lasts")).toEqual(["lastsavedby:"]);
    expect(words("search", "-from:send")).toEqual(["-from:sender1@example.org"]);
    expect(words("completion", "f")).toEqual(["fish"]);
    expect(words("nonsense", "x")).toEqual([]);
  });

  it("leave out names with control characters", () => {
    const found = words("search", "filename:");
    expect(found).toContain("filename:plain.txt");
    expect(found).toContain('filename:"a b.txt"');
    expect(found.join("\n")).not.toMatch(/esc/);
  });

  it("are none, and no error, where there is no index", () => {
    const run = leaksift(["completion", "words", "--", "search", "from:a"], { cwd: tmpdir() });
    expect(run).toMatchObject({ code: 0, out: "", err: "" });
  });
});

describe("the scripts", () => {
  it("exist for three shells, and another is a mistake that says so", () => {
    for (const shell of ["bash", "zsh", "fish"])
      expect(leaksiftEnds(0, ["completion", shell], { cwd: folder }).out).toContain(
        "completion words --",
      );
    expect(leaksift(["completion", "csh"], { cwd: folder }).err).toMatch(/Which shell/);
  });

  itWith({ tools: ["bash"] }, "give bash literal words", () => {
    const line = "leaksift search filename:";
    const script = `
      leaksift() { "${process.execPath}" "${PROGRAM}" "$@"; }
      source <(leaksift completion bash)
      COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDBREAKS=$' \\t\\n"=:'
      _leaksift
      for reply in "\${COMPREPLY[@]}"; do eval "printf '%s\\n' $reply"; done`;
    const run = spawnSync("bash", ["-c", script], {
      cwd: folder,
      env: plainEnvironment(),
      encoding: "utf8",
    });
    expect(run.stderr).toBe("");
    const replies = run.stdout.trim().split("\n");
    expect(replies).toContain("plain.txt");
    expect(replies).toContain('"$(touch pwned).txt"');
    expect(existsSync(join(folder, "pwned"))).toBe(false);
  });
});
