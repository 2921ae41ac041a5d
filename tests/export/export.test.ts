/** Exports through the real program: exact bytes, families together, nothing overwritten, a package verified by sh, sha256sum, head and tail alone. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { mboxRecord } from "../../src/export/mbox-writer.ts";
import { canonicalSha256, messageBytes } from "../../src/split/message-bytes.ts";
import { bytesOf, emlOf, writeMbox } from "../split/mbox-writer.ts";
import { leaksiftEnds } from "../support/cli.ts";
import { ids, testFolder } from "../support/custody.ts";
import { mail, mbox } from "../support/small-dump.ts";

const home = testFolder("export");
const run = (code: number, ...args: string[]) =>
  leaksiftEnds(code, [...args, "--index", "ix"], { cwd: home });
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Everything below a folder, by relative path. */
function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

const HOSTILE = "../..\u202E/gnp.exe\u0000";
const carrying = mail(1, {
  subject: "It's $(here)",
  files: [
    [HOSTILE, "MZ not really"],
    ["NUL", "two"],
    ["a.txt", "three"],
    ["A.txt", "four"],
  ],
});
const quoting = mail(2, { body: "From now on,\r\n>From here to there.\r\n" });

beforeAll(() => {
  mkdirSync(join(home, "dump's $x"));
  writeFileSync(join(home, "dump's $x", "a.mbox"), mbox([carrying, quoting, mail(3)]));
  writeFileSync(join(home, "dump's $x", "twin.eml"), quoting);
  run(0, "index", "dump's $x");
});

describe("a plain export", () => {
  it("holds message and files of a family in one folder, under safe names, private", () => {
    const [id = ""] = ids(home, "number1", "ix");
    run(0, "export", id, "--to", "plain");
    const folder = join(home, "plain");
    const [family = ""] = readdirSync(folder).filter((name) => name !== "SHA256SUMS");
    expect(files(join(folder, family))).toEqual(
      [
        "files/001-_.._gnp.exe_",
        "files/002-_NUL",
        "files/003-a.txt",
        "files/004-A.txt",
        "message.eml",
      ].sort(),
    );
    expect(readFileSync(join(folder, family, "message.eml"), "utf8")).toBe(
      carrying.replaceAll("\r\n", "\n"),
    );
    expect(statSync(join(folder, family, "message.eml")).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(spawnSync("sha256sum", ["-c", "--quiet", "SHA256SUMS"], { cwd: folder }).status).toBe(0);
  });

  it("never overwrites, and never writes into a source folder or the index", () => {
    expect(run(2, "export", "number1", "--to", "plain").err).toContain("not empty");
    for (const target of ["dump's $x/out", "ix/out"])
      expect(run(2, "export", "number1", "--to", target).err).toContain("lies inside");
    writeFileSync(join(home, "there.mbox"), "");
    expect(run(2, "export", "number1", "--mbox", "there.mbox").err).toContain("there already");
    expect(existsSync(join(home, "ix", "out"))).toBe(false);
  });

  it("of an mbox message and of its .eml twin has equal ids", () => {
    expect(ids(home, "number2 OR here", "ix")).toHaveLength(2);
    const [id = ""] = ids(home, `"here to there"`, "ix");
    run(0, "export", id, "--to", "twin");
    const [family = ""] = readdirSync(join(home, "twin")).filter((name) => name !== "SHA256SUMS");
    expect(canonicalSha256(readFileSync(join(home, "twin", family, "message.eml")))).toBe(id);
  });

  it("from every kind of mailbox has the bytes and the id of the .eml twin", () => {
    mkdirSync(join(home, "kinds"));
    const twins = new Map<string, string>();
    for (const variant of ["mboxo", "mboxrd", "mboxcl", "mboxcl2"] as const)
      for (const eol of ["\n", "\r\n"] as const) {
        const kind = `${variant} with ${eol.length}`;
        const written = [["Plain."], ["", "From now on,", "we meet."], []].map((body, i) => ({
          headers: [`Subject: ${kind} ${i}`, `Message-ID: <${i}@${variant}${eol.length}>`],
          body,
        }));
        // What was quoted already keeps its quote, except in mboxo, which cannot tell (docs/mbox.md).
        if (variant !== "mboxo")
          written.push({ headers: [`Subject: ${kind} quoted`], body: [">From here", ">>From x"] });
        for (const message of written) {
          const twin = bytesOf(emlOf(message, variant, eol));
          twins.set(canonicalSha256(twin), twin.toString("latin1"));
        }
        writeFileSync(join(home, "kinds", `${kind}.mbox`), writeMbox(written, variant, eol));
      }
    leaksiftEnds(0, ["index", "kinds", "--index", "ix-kinds"], { cwd: home });
    expect(ids(home, "*", "ix-kinds").sort()).toEqual([...twins.keys()].sort());
    leaksiftEnds(0, ["export", "*", "--to", "kinds-out", "--index", "ix-kinds"], { cwd: home });
    const exported = files(join(home, "kinds-out"))
      .filter((path) => path.endsWith(".eml"))
      .map((path) => readFileSync(join(home, "kinds-out", path), "latin1"));
    expect(exported.sort()).toEqual([...twins.values()].sort());
  });

  it("as mbox gives the same ids when it is indexed again", () => {
    run(0, "export", "*", "--mbox", "all.mbox");
    leaksiftEnds(0, ["index", "all.mbox", "--index", "again"], { cwd: home });
    expect(ids(home, "*", "again").sort()).toEqual(ids(home, "*", "ix").sort());
  });
});

it("an mbox record gives its message back for every odd ending and quote", () => {
  for (const text of [
    "",
    "a",
    "a\n",
    "a\n\n",
    "From x\n",
    ">From x\n>>From y",
    "a\r\n\r\n",
    "a\r\nFrom b\r\n",
  ]) {
    const message = Buffer.from(text);
    const record = mboxRecord(message, 0);
    expect(canonicalSha256(messageBytes(record, "mboxrd")), JSON.stringify(text)).toBe(
      canonicalSha256(message),
    );
  }
});

/** A folder with sha256sum, head and tail and nothing else. */
function onlyTools(): string {
  const folder = join(home, "tools");
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  for (const tool of ["sha256sum", "head", "tail"]) {
    const found = spawnSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" });
    symlinkSync(found.stdout.trim(), join(folder, tool));
  }
  return folder;
}

describe("an evidence package", () => {
  const verify = (...args: string[]) =>
    // Nothing else on the path, as on a machine without Node.
    spawnSync("/bin/sh", ["package/verify.sh", ...args], {
      cwd: home,
      env: { PATH: onlyTools() },
      encoding: "utf8",
    });

  it("is verified by its own script and holds records, places, hashes, log", () => {
    run(0, "export", "*", "--evidence", "--to", "package");
    const proven = verify();
    expect(proven.stdout).toContain("3 cut again");
    expect(proven.status).toBe(0);
    const manifest = JSON.parse(readFileSync(join(home, "package", "manifest.json"), "utf8")) as {
      records: { copy: string; sha256: string }[];
    };
    for (const { copy, sha256: sum } of manifest.records)
      expect(sha256(readFileSync(join(home, "package", copy)))).toBe(sum);
    const listed = readFileSync(join(home, "package", "SHA256SUMS"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.slice(66));
    expect([...listed, "SHA256SUMS"].sort()).toEqual(files(join(home, "package")));
  });

  it("tells an absent source, a moved one and an altered one apart", () => {
    const source = join(home, "dump's $x");
    renameSync(source, join(home, "moved"));
    expect(verify().status).toBe(3);
    expect(verify(source, join(home, "moved")).status).toBe(0);
    renameSync(join(home, "moved"), source);
    const mailbox = join(source, "a.mbox");
    const bytes = readFileSync(mailbox);
    const altered = Buffer.from(bytes);
    altered.write("X", 200);
    writeFileSync(mailbox, altered);
    const proven = verify();
    expect(proven.status).toBe(1);
    expect(proven.stdout).toContain("the source has other bytes");
    writeFileSync(mailbox, bytes);
    appendFileSync(join(home, "package", "README.txt"), "x");
    expect(verify().stdout).toContain("package: WRONG");
  });
});
