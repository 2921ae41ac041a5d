/** Completion: what is offered, and that the shells, each run at a terminal, take names from a corpus as words, never as commands. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leaksift, leaksiftEnds, PROGRAM, plainEnvironment } from "../support/cli.ts";
import { itWith } from "../support/corpora.ts";
import { mail } from "../support/small-dump.ts";

const TERMINAL = fileURLToPath(new URL("../support/terminal.py", import.meta.url));
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
  const twice = mail(2).replace("From: ", "From: Other <other@example.org>\r\nFrom: ");
  writeFileSync(join(folder, "two.eml"), twice);
  leaksift(["index", "one.eml", "two.eml"], { cwd: folder });
  leaksiftEnds(0, ["saved", "mine", "number1"], { cwd: folder });
  leaksiftEnds(0, ["tag", "+key", "number1"], { cwd: folder });
}, 60_000);

/** What `completion words` prints for a line; the last word is the one under the cursor. */
const words = (...line: string[]): string[] =>
  leaksiftEnds(0, ["completion", "words", "--", ...line], { cwd: folder })
    .out.split("\n")
    .filter((word) => word !== "");

describe("completion words", () => {
  it("are commands, options, choices, facets, columns, fields and values", () => {
    expect(words("sea")).toEqual(["search"]);
    expect(words("search", "--timel")).toEqual(["--timeline"]);
    expect(words("search", "--sort", "ne")).toEqual(["newest"]);
    expect(words("search", "--facet", "sender,mont")).toEqual(["sender,month"]);
    expect(words("search", "--fields", "subj")).toEqual(["subject"]);
    expect(words("search", "lasts")).toEqual(["lastsavedby:"]);
    expect(words("search", "-from:send")).toEqual(["-from:sender1@example.org"]);
    expect(words("completion", "f")).toEqual(["fish"]);
    expect(words("flags", "expl")).toEqual(["explain"]);
    expect(words("flags", "mute", "re-save-b")).toEqual(["re-save-burst"]);
    expect(words("flags", "--check", "no-received,re-save-b")).toEqual([
      "no-received,re-save-burst",
    ]);
    expect(words("search", "flag:duplicate-f")).toEqual(["flag:duplicate-from"]);
    expect(words("search", "-@mi")).toEqual(["-@mine"]);
    expect(words("tag", "+ke")).toEqual(["+key"]);
    expect(words("search", "--tz", "Europe/Par")).toEqual(["Europe/Paris"]);
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

  /** The shells with what makes each a plain one that completes. */
  const SHELLS: readonly (readonly [string, readonly string[], string])[] = [
    ["bash", ["--norc", "-i"], "source <(leaksift completion bash)"],
    [
      "zsh",
      ["-f", "-i"],
      "autoload -U compinit; compinit -u -D; source <(leaksift completion zsh)",
    ],
    ["fish", ["--no-config", "-i"], "leaksift completion fish | source"],
  ];

  /** What is typed before Tab (and after it), and what the program gets when Enter follows. */
  const TYPED: readonly (readonly [string, string])[] = [
    ["leaksift sea\tx", "<search> <x>"],
    ["leaksift search --timel\t", "<search> <--timeline>"],
    ["leaksift search subj\tx", "<search> <subject:x>"],
    ['leaksift search filename:"a;\t', '<search> <filename:"a;touch pwned;.txt">'],
    ["leaksift index tw\t", "<index> <two.eml>"],
  ];

  for (const [shell, args, begin] of SHELLS)
    itWith(
      { tools: ["python3", shell] },
      `complete commands, options, fields, names and paths at a terminal: ${shell}`,
      () => {
        const bin = join(folder, "bin");
        mkdirSync(bin, { recursive: true });
        const own = `exec "${process.execPath}" "${PROGRAM}" "$@"`;
        writeFileSync(
          join(bin, "leaksift"),
          `#!/bin/sh\n[ "$1" = completion ] && ${own}\nprintf GOT; printf ' <%s>' "$@"; echo\n`,
        );
        chmodSync(join(bin, "leaksift"), 0o755);
        const play = {
          command: [shell, ...args],
          steps: [
            ["send", `${begin}; echo rea''dy\r`],
            ["expect", "ready"],
            ...TYPED.flatMap(([typed, got]) => [
              ["send", `${typed}\r`],
              ["expect", `GOT ${got}`],
            ]),
            ["send", "exit\r"],
          ],
          env: plainEnvironment({
            HOME: folder,
            TERM: "xterm",
            PATH: `${bin}:${process.env["PATH"]}`,
          }),
          cwd: folder,
          columns: 200,
          rows: 40,
        };
        const run = spawnSync("python3", [TERMINAL, JSON.stringify(play)], { encoding: "utf8" });
        const { failed, seen } = JSON.parse(run.stdout) as { failed: string | null; seen: string };
        expect(failed === null ? "" : `${failed} not in: ${seen.slice(-600)}`).toBe("");
        expect(existsSync(join(folder, "pwned"))).toBe(false);
      },
    );
});
