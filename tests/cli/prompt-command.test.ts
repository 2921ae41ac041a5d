/** The prompt as it runs: lines from a pipe, and a person at a terminal. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leaksift, leaksiftEnds, PROGRAM, plainEnvironment } from "../support/cli.ts";
import { itWith } from "../support/corpora.ts";
import { writeSmallDump } from "../support/small-dump.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-prompt-")));
const history = join(folder, ".leaksift", "prompt-history");

beforeAll(() => {
  writeSmallDump(join(folder, "dump"));
  leaksift(["index", "dump"], { cwd: folder });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lines through a pipe; stdout and what stood on stderr. */
function prompt(lines: readonly string[], ...options: string[]): { out: string; err: string } {
  const run = spawnSync(process.execPath, [PROGRAM, "prompt", ...options], {
    cwd: folder,
    env: plainEnvironment({ LEAKSIFT_USER: "tester" }),
    input: `${lines.join("\n")}\n`,
    encoding: "utf8",
  });
  expect(run.status).toBe(0);
  return { out: run.stdout, err: run.stderr };
}

describe("lines from a pipe", () => {
  it("search, open, go on and back", () => {
    const { out, err } = prompt([
      "number7",
      "1",
      "text 1",
      "back",
      "body",
      "",
      "p",
      "12",
      "n",
      "999",
    ]);
    expect(out).toContain("1 message\n   1  2017-03-08  Sender 1");
    expect(out).toContain("Body number7 of the dump.");
    expect(out).toContain("item,price");
    expect(out).toMatch(/\n {2}11 {2}2017-03/);
    expect(out.match(/^Message /gm)?.length).toBe(3);
    expect(err).toMatch(/There are hits 1 to \d+\./);
  });

  it("refine by words and by a facet's number", () => {
    const { out, err } = prompt(["body", "facets sender", "refine 1", "refine number7 OR number8"]);
    expect(out).toMatch(/^ {4}1 sender\d@example\.org +1\d/m);
    expect(err).toMatch(/Searching: body from:"sender\d@example\.org"\n/);
    expect(err).toMatch(/Searching: body from:"sender\d@example\.org" \(number7 OR number8\)/);
  });

  it("tag, note, find again and export", () => {
    const { out, err } = prompt([
      "number7",
      "tag +key",
      "tag:key",
      "1",
      "note called the shop",
      "note",
      "export out",
      "metadata",
      "headers",
    ]);
    expect(err).toContain("+key on 1 document");
    expect(out).toContain("#key");
    expect(out).toContain("called the shop");
    expect(existsSync(join(folder, "out", "SHA256SUMS"))).toBe(true);
    expect(out).toContain("Message-ID: <m7@example.org>");
    leaksiftEnds(0, ["search", "--count", "tag:key"], { cwd: folder });
  });

  it("say how a query was read, and what was almost a command", () => {
    const { err } = prompt(["body AND (number7", "next year", "BODY   number7"]);
    expect(err).toMatch(/never closed/);
    expect(err).toContain("Read as: body number7");
    expect(err).toContain("the command is: next");
  });

  it("stay where they are after a mistake", () => {
    const { out, err } = prompt([
      "number7",
      "facets nonsense",
      "open ffffffff",
      "sort upwards",
      "list",
    ]);
    expect(err).toMatch(/There is no facet "nonsense"/);
    expect(err).toMatch(/There is no document ffffffff/);
    expect(err).toMatch(/sort is one of relevance/);
    expect(out.match(/^1 message$/gm)?.length).toBe(2);
  });

  it("run every command of the help without ending", () => {
    const { out, err } = prompt(
      [
        "body",
        "1",
        "thread",
        "flags",
        "stats",
        "problems",
        "fields",
        "how",
        "timeline day",
        "?",
        "quit",
      ],
      "--plain",
    );
    expect(out).toMatch(/^1\. 2017-/m);
    expect(out).toContain("lastsavedby");
    expect(out).not.toMatch(/[█─│]/);
    expect(err).not.toMatch(/ended with a bug/);
  });

  it("end with a clear sentence where there is no index", () => {
    const run = leaksift(["prompt", "--index", "nowhere"], { cwd: folder });
    expect(run.code).toBe(2);
    expect(run.err).toMatch(/There is no index in/);
  });
});

describe("the history", () => {
  it("is private, lies in the index folder, can be off and purged", () => {
    prompt(["number7", "number8", "number7"]);
    expect(statSync(history).mode & 0o777).toBe(0o600);
    expect(readFileSync(history, "utf8").trimEnd().split("\n").slice(-2)).toEqual([
      "number8",
      "number7",
    ]);
    expect(prompt(["history"]).out).toContain("number8\n");
    prompt(["history purge"]);
    expect(existsSync(history)).toBe(false);
    prompt(["number9"], "--no-history");
    expect(existsSync(history)).toBe(false);
    prompt(["number9", "history off", "number10"]);
    prompt(["number11"]);
    expect(readFileSync(history, "utf8")).toBe("# off\n");
    prompt(["history on", "number12"]);
    expect(readFileSync(history, "utf8")).toBe("number12\n");
  });
});

type Step = readonly ["send" | "expect", string] | readonly ["freeze"];

/** What a person at a terminal sees, and how the program ended. */
function terminal(steps: readonly Step[], columns = 80): { seen: string; code: number | null } {
  const script = fileURLToPath(new URL("../support/terminal.py", import.meta.url));
  const play = {
    command: [process.execPath, PROGRAM],
    cwd: folder,
    env: plainEnvironment({ TERM: "xterm", PAGER: "cat", NO_COLOR: "1" }),
    steps,
    columns,
    rows: 24,
  };
  const out = execFileSync("python3", [script, JSON.stringify(play)], { encoding: "utf8" });
  const { failed, ...seen } = JSON.parse(out) as {
    seen: string;
    code: number | null;
    failed: string | null;
  };
  if (failed !== null) throw new Error(`never seen: ${failed}\n${seen.seen}`);
  return seen;
}

describe("a person at a terminal", () => {
  itWith(
    { tools: ["python3"] },
    "is at the prompt after leaksift alone, completes with Tab and leaves with Ctrl-D",
    () => {
      const { code } = terminal([
        ["expect", "leaksift> "],
        ["send", "number9\r"],
        ["expect", "1-1 of 1> "],
        ["send", "from:sender1\t"],
        ["expect", "@example.org"],
        ["send", " number7\r"],
        ["expect", "1-1 of 1> "],
        ["send", "1\r"],
        ["expect", "Body number7"],
        ["expect", "1 of 1> "],
        ["send", "\u0004"],
      ]);
      expect(code).toBe(0);
    },
  );

  itWith({ tools: ["python3"] }, "stops a query with Ctrl-C and goes on", () => {
    const { code } = terminal([
      ["expect", "leaksift> "],
      ["send", "number7\r"],
      ["expect", "1-1 of 1> "],
      ["freeze"],
      ["send", "number8\r"],
      ["expect", "Ctrl-C stops it"],
      ["send", "\u0003"],
      ["expect", "Stopped."],
      ["expect", "1-1 of 1> "],
      ["send", "half a line"],
      ["send", "\u0003"],
      ["expect", "(Ctrl-D or quit leaves)"],
      ["send", "number9\r"],
      ["expect", "Sender 0"],
      ["send", "quit\r"],
    ]);
    expect(code).toBe(0);
  });
});
