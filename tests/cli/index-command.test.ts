/** `leaksift index` as a person runs it: what it counts, what it leaves out and says, how it ends. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { leaksift, leaksiftEnds, PROGRAM, plainEnvironment } from "../support/cli.ts";
import { itWith } from "../support/corpora.ts";
import { differences, dumpOf } from "../support/dump.ts";
import { mail, mbox, SMALL_DUMP_MESSAGES, writeSmallDump } from "../support/small-dump.ts";

const parent = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-index-")));
afterAll(() => {
  execFileSync("chmod", ["-R", "u+rwX", parent]);
  rmSync(parent, { recursive: true, force: true });
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(parent, "t-"));
});

const SAMPLE = fileURLToPath(new URL("../../sample-corpus", import.meta.url));

/** Runs `index --json` in the test's folder. */
function index(code: number, ...args: string[]): Record<string, unknown> {
  const run = leaksiftEnds(code, ["index", "--json", ...args], { cwd: folder });
  return JSON.parse(run.out) as Record<string, unknown>;
}

describe("the index of a dump", () => {
  const dump = join(parent, "dump");
  const base = join(parent, "base");
  let counts: Record<string, unknown> = {};
  beforeAll(() => {
    writeSmallDump(dump);
    const run = leaksiftEnds(0, ["index", "--json", dump, "--index", base, "--workers", "1"], {
      cwd: parent,
    });
    counts = JSON.parse(run.out) as Record<string, unknown>;
  });

  it("counts every message, copy and source", () => {
    expect(counts).toMatchObject({
      messages: SMALL_DUMP_MESSAGES,
      copies: 3, // two messages, and two files of no bytes
      problems: { lost: 0, partial: 0 },
      interrupted: false,
    });
  });

  it("is the same with 1, 2 and 4 workers, and with little memory", () => {
    const lines = dumpOf(base);
    expect(lines.length).toBeGreaterThan(SMALL_DUMP_MESSAGES);
    for (const args of [
      ["--workers", "2"],
      ["--workers", "4"],
      ["--memory", "300MB"],
    ]) {
      const other = join(folder, args.join(""));
      index(0, dump, "--index", other, ...args);
      expect(differences(lines, dumpOf(other))).toEqual([]);
    }
  });

  it("of the sample corpus is the same with 1 and 3 workers", () => {
    for (const workers of ["1", "3"]) {
      const clean = join(SAMPLE, "clean", "speech-writer");
      index(0, clean, "--index", join(folder, workers), "--workers", workers);
    }
    expect(differences(dumpOf(join(folder, "1")), dumpOf(join(folder, "3")))).toEqual([]);
  });

  it("does not change when the same command is run again", () => {
    const again = join(folder, "again");
    index(0, dump, "--index", again);
    const before = dumpOf(again);
    expect(index(0, dump, "--index", again)).toMatchObject({
      messages: 0,
      documents: 0,
      copies: 0,
    });
    expect(differences(before, dumpOf(again))).toEqual([]);
  });

  it("does not depend on how the sources were named, or on several runs", () => {
    const other = join(folder, "parts");
    index(0, join(dump, "mail"), "--index", other);
    index(0, `${dump}/loose/*`, join(dump, "Maildir"), "--index", other);
    index(0, dump, "--index", other);
    expect(differences(dumpOf(base), dumpOf(other))).toEqual([]);
  });

  it("shows every posting with dump --terms", () => {
    const [line] = dumpOf(base, true).filter((l) => l.includes("m3@example.org"));
    const { indexed } = JSON.parse(line ?? "null") as {
      indexed: { order: Record<string, string[]>; columns: Record<string, number[]> };
    };
    expect(indexed.order["subject"]).toEqual(["message", "3"]);
    expect(indexed.order["body"]).toEqual("from now on from here to there".split(" "));
    expect(indexed.columns["date"]).toEqual([Date.UTC(2017, 2, 4, 9)]);
  });

  it("is private, and nothing was written beside it or into the dump", () => {
    expect((statSync(base).mode & 0o777).toString(8)).toBe("700");
    const files = readdirSync(base, { recursive: true, withFileTypes: true });
    for (const entry of files) {
      const { mode } = statSync(join(entry.parentPath, entry.name));
      expect((mode & 0o077).toString(8)).toBe("0");
    }
    expect(readdirSync(dump).sort()).toEqual([
      "Maildir",
      "empty.mbox",
      "inbox.mbox",
      "loose",
      "mail",
    ]);
    expect(
      readdirSync(join(base, "segments")).every((name) => /\.(?:seg|sketch)$/.test(name)),
    ).toBe(true);
  });
});

describe("what cannot be read", () => {
  it("a fifo, a link out of the folder and a socket are problems, the rest is indexed, and again so", () => {
    const dump = join(folder, "dump");
    mkdirSync(dump);
    writeFileSync(join(dump, "a.eml"), mail(1));
    execFileSync("mkfifo", [join(dump, "pipe")]);
    symlinkSync("/etc/hosts", join(dump, "link"));
    const first = index(3, dump, "--index", "x");
    expect(first).toMatchObject({ messages: 1 });
    const before = dumpOf(join(folder, "x"));
    expect(before.filter((line) => line.startsWith('{"problem"')).length).toBe(2);
    // The problems are still there, so the code is too; but they are not counted twice in the index.
    index(3, dump, "--index", "x");
    expect(differences(before, dumpOf(join(folder, "x")))).toEqual([]);
    expect(dumpOf(join(folder, "x")).length).toBe(before.length);
  });

  itWith(
    { root: true },
    "a file that may not be read is a problem with exit code 3, and is read once it may",
    () => {
      const dump = join(folder, "dump");
      mkdirSync(dump);
      writeFileSync(join(dump, "a.eml"), mail(1));
      writeFileSync(join(dump, "secret.eml"), mail(2), { mode: 0o600 });
      const home = join(folder, "home");
      mkdirSync(home);
      execFileSync("chown", ["65534:65534", home]);
      execFileSync("chmod", ["755", parent, folder]);
      const asNobody = { cwd: home, uid: 65534 };
      const args = ["index", "--json", dump, "--index", "x"];
      const probe = leaksift(["--version"], asNobody);
      if (probe.code !== 0) return; // the checkout itself is closed to other users
      const run = leaksiftEnds(3, args, asNobody);
      expect(JSON.parse(run.out)).toMatchObject({ messages: 1, problems: { lost: 1 } });
      const { out } = leaksiftEnds(0, ["problems", "--json", "--index", "x"], asNobody);
      expect(out).toContain("secret.eml");
      chmodSync(join(dump, "secret.eml"), 0o644);
      expect(JSON.parse(leaksiftEnds(0, args, asNobody).out)).toMatchObject({ messages: 1 });
      expect(leaksiftEnds(0, ["problems", "--index", "x"], asNobody).out).toBe("");
    },
  );

  it("an mbox of no bytes and an empty folder are done, not problems", () => {
    mkdirSync(join(folder, "dump"));
    writeFileSync(join(folder, "dump", "empty.mbox"), "");
    expect(index(0, "dump", "--index", "x")).toMatchObject({ messages: 0 });
    mkdirSync(join(folder, "nothing"));
    expect(index(0, "nothing", "--index", "y")).toMatchObject({ messages: 0, documents: 0 });
  });
});

describe("a message", () => {
  it("of 10,000 parts is indexed with all of them", () => {
    const part = (i: number): string =>
      `--b\r\nContent-Type: text/plain; name="p${i}.txt"\r\nContent-Disposition: attachment; filename="p${i}.txt"\r\n\r\npart ${i}\r\n`;
    const parts = Array.from({ length: 10_000 }, (_, i) => part(i)).join("");
    writeFileSync(
      join(folder, "many.eml"),
      `From: a@example.org\r\nTo: b@example.org\r\nSubject: many parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts}--b--\r\n`,
    );
    expect(index(0, "many.eml")).toMatchObject({ messages: 1, documents: 10_001 });
    const { out } = leaksiftEnds(0, ["search", "--ids", "filename:p9999.txt"], { cwd: folder });
    const id = out.trim();
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    const raw = leaksiftEnds(0, ["show", id, "--part", "10000", "--raw"], { cwd: folder });
    expect(raw.out).toBe("part 9999");
  });

  it("of which the mbox grows is found after the next run, and the old ones are not read again", () => {
    const box = join(folder, "inbox.mbox");
    writeFileSync(box, mbox([mail(1), mail(2)]));
    index(0, "inbox.mbox");
    appendFileSync(box, mbox([mail(3)]));
    // The last message is read again: what follows might have belonged to it.
    expect(index(0, "inbox.mbox")).toMatchObject({ messages: 2, copies: 0 });
    const once = join(folder, "once");
    index(0, "inbox.mbox", "--index", once);
    expect(differences(dumpOf(join(folder, ".leaksift")), dumpOf(once))).toEqual([]);
  });

  it("has one id from an mbox, a maildir and an .eml, whatever the line ends", () => {
    const text = mail(5);
    writeFileSync(join(folder, "a.mbox"), mbox([text]));
    writeFileSync(join(folder, "b.eml"), text);
    writeFileSync(join(folder, "c.eml"), text.replaceAll("\r\n", "\n"));
    expect(index(0, "a.mbox", "b.eml", "c.eml")).toMatchObject({ messages: 3, copies: 2 });
    const { out } = leaksiftEnds(0, ["search", "--count", "number5"], { cwd: folder });
    expect(out).toBe("1\n");
  });
});

describe("mistakes end with code 2 and say what to do", () => {
  const MISTAKES: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["no source", ["index"], /Name what to index/],
    ["a source that is not there", ["index", "dmup"], /No such file or folder: dmup/],
    ["a pattern without a match", ["index", "*.mbox"], /No file matches/],
    ["an index inside the source", ["index", ".", "--index", "here"], /lie inside the source/],
    ["an index inside the source by default", ["index", "."], /lie inside the source/],
    ["workers that are no number", ["index", "a.eml", "--workers", "two"], /whole number/],
    ["no workers", ["index", "a.eml", "--workers", "0"], /between 1 and 64/],
    ["memory without a unit", ["index", "a.eml", "--memory", "5"], /such as 800MB/],
    ["too little memory", ["index", "a.eml", "--memory", "5MB"], /at least 200MB/],
    ["an unknown option", ["index", "a.eml", "--worker", "2"], /Did you mean --workers\?/],
    ["an unknown short option", ["index", "a.eml", "-x"], /has no option -x/],
    ["an unknown command", ["indx", "a.eml"], /Did you mean "leaksift index"\?/],
    ["an unknown command like nothing", ["frobnicate"], /leaksift --help/],
    ["a mistyped index", ["stats", "--index", "gone"], /There is no index in/],
    ["no index at all", ["stats"], /No index was found/],
  ];
  for (const [title, args, message] of MISTAKES) {
    it(title, () => {
      writeFileSync(join(folder, "a.eml"), mail(1));
      const run = leaksift(args, { cwd: folder });
      expect(run.err).toMatch(message);
      expect(run.err).not.toMatch(/\n {4}at /); // no stack: it is no bug
      expect([run.code, run.out]).toEqual([2, ""]);
      expect(readdirSync(folder)).toEqual(["a.eml"]);
    });
  }
});

describe("while another process writes", () => {
  it("a second index command ends with code 4 at once, and searching works", async () => {
    writeFileSync(join(folder, "a.eml"), mail(1));
    index(0, "a.eml");
    const script = `
      const { indexPaths, lockForWriting } = await import(process.argv[1]);
      lockForWriting(indexPaths(process.argv[2]));
      process.stdout.write("locked");
      setInterval(() => {}, 1000);`;
    const module = new URL("../../dist/catalog/index-folder.js", import.meta.url).href;
    const args = ["--input-type=module", "-e", script, module, join(folder, ".leaksift")];
    const other = spawn(process.execPath, args);
    await once(other.stdout, "data");
    try {
      const run = leaksift(["index", "a.eml"], { cwd: folder });
      expect(run.err).toMatch(/Another leaksift process is writing/);
      expect(run.code).toBe(4);
      expect(leaksiftEnds(0, ["search", "--count", "number1"], { cwd: folder }).out).toBe("1\n");
    } finally {
      other.kill("SIGKILL");
      await once(other, "exit");
    }
    index(0, "a.eml");
  });
});

describe("an index in a folder that cannot be written", () => {
  itWith(
    { root: true },
    "can be searched, shown and dumped by someone who may only read it",
    () => {
      writeFileSync(join(folder, "a.eml"), mail(1), { mode: 0o644 });
      index(0, "a.eml", "--index", "x");
      const before = dumpOf(join(folder, "x"));
      execFileSync("chmod", ["-R", "a-w,a+rX", join(folder, "x")]);
      execFileSync("chmod", ["755", parent, folder]);
      const asNobody = { cwd: folder, uid: 65534 };
      if (leaksift(["--version"], asNobody).code !== 0) return; // the checkout itself is closed to other users
      const { out } = leaksiftEnds(0, ["dump", "--index", "x"], asNobody);
      expect(differences(before, out.trimEnd().split("\n"))).toEqual([]);
      const found = leaksiftEnds(0, ["search", "--ids", "number1", "--index", "x"], asNobody);
      leaksiftEnds(0, ["show", found.out.trim(), "--index", "x"], asNobody);
      leaksiftEnds(0, ["stats", "--index", "x"], asNobody);
      const write = leaksift(["index", "a.eml", "--index", "x"], asNobody);
      expect(write.code).not.toBe(0);
      expect(write.err).not.toMatch(/\n {4}at /);
    },
  );
});

describe("a damaged index", () => {
  it("ends with code 4 and says how to make it again", () => {
    writeFileSync(join(folder, "a.eml"), mail(1));
    index(0, "a.eml", "--index", "x");
    const segments = join(folder, "x", "segments");
    const [name] = readdirSync(segments);
    const path = join(segments, name ?? "");
    writeFileSync(path, readFileSync(path).subarray(0, -100));
    const search = leaksift(["search", "number1", "--index", "x"], { cwd: folder });
    expect([search.code, search.out]).toEqual([4, ""]);
    expect(search.err).toMatch(/--rebuild/);
    writeFileSync(join(folder, "x", "catalog.sqlite"), "no database");
    const stats = leaksift(["stats", "--index", "x"], { cwd: folder });
    expect(stats.code).toBe(4);
    expect(stats.err).toMatch(/--rebuild/);
  });
});

describe("output", () => {
  it("shows progress on a terminal only", () => {
    writeFileSync(join(folder, "a.mbox"), mbox(Array.from({ length: 50 }, (_, i) => mail(i))));
    const piped = leaksiftEnds(0, ["index", "a.mbox"], { cwd: folder });
    expect(piped.err).toBe("");
    expect(piped.out).not.toMatch(/[\r\u001b]/);
  });

  itWith(
    { tools: ["script"] },
    "rewrites one progress line on a terminal and clears it at the end",
    () => {
      writeFileSync(join(folder, "a.mbox"), mbox(Array.from({ length: 50 }, (_, i) => mail(i))));
      const command = `${process.execPath} ${PROGRAM} index a.mbox`;
      const shown = execFileSync("script", ["-qec", command, "/dev/null"], {
        cwd: folder,
        env: plainEnvironment({ TERM: "xterm" }),
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
      expect(shown).toContain("\r\u001b[K");
      expect(shown).toMatch(/100 %|50 messages/);
    },
  );

  it("ends quietly when the reader of a pipe has seen enough", () => {
    writeFileSync(join(folder, "a.mbox"), mbox(Array.from({ length: 300 }, (_, i) => mail(i))));
    index(0, "a.mbox");
    const program = `"${process.execPath}" "${PROGRAM}"`;
    const shown = execFileSync(
      "bash",
      ["-c", `${program} dump --terms | head -c 100 > /dev/null; echo "\${PIPESTATUS[0]}"`],
      { cwd: folder, env: plainEnvironment(), encoding: "utf8" },
    );
    expect(shown).toBe("0\n");
  });

  it("needs no home, no terminal and no write access but to the index", () => {
    writeFileSync(join(folder, "a.eml"), mail(1));
    const run = leaksiftEnds(0, ["index", "a.eml", "--index", "x"], {
      cwd: folder,
      env: { HOME: "", TMPDIR: "/nonexistent", TERM: "dumb" },
    });
    expect(run.out).toMatch(/1 message/);
    expect(existsSync("/nonexistent")).toBe(false);
  });
});
