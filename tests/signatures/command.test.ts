/** `leaksift signatures` by the real program: mail signed here, as files and in an mbox that escaped it. */
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";

const home = mkdtempSync(join(testFolder("signatures"), "t-"));
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });

function mail(number: number): string {
  const body = `Line one\r\nFrom now on ${number}\r\n>From then\r\n`;
  const bh = createHash("sha256").update(body).digest("base64");
  const head = `DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=example.org; s=s; h=from:subject; bh=${bh}; b=`;
  const covered = `From: anna@example.org\r\nSubject: mail ${number}\r\n`;
  const b = sign("sha256", Buffer.from(covered + head), privateKey).toString("base64");
  return `${head}${b}\r\n${covered}Date: Mon, 2 Jan 2017 10:00:0${number} +0000\r\n\r\n${body}`;
}

const run = (...args: string[]): string =>
  leaksiftEnds(0, ["signatures", ...args, "--index", "ix"], { cwd: home }).out;
const counts = (...args: string[]) =>
  (JSON.parse(run("--json", ...args)) as { states: Record<string, number> }).states;

beforeAll(() => {
  mkdirSync(join(home, "dump"));
  writeFileSync(join(home, "dump", "one.eml"), mail(1));
  writeFileSync(join(home, "dump", "changed.eml"), mail(2).replace("Line one", "Line two"));
  writeFileSync(join(home, "dump", "plain.eml"), "From: bob@example.org\r\n\r\nhello\r\n");
  const escaped = mail(3)
    .replaceAll("\r\n", "\n")
    .replace(/^(>*From )/gm, ">$1");
  writeFileSync(join(home, "dump", "box.mbox"), `From a@b Mon Jan  2 10:00:00 2017\n${escaped}\n`);
  const record = `v=DKIM1; p=${publicKey.export({ format: "der", type: "spki" }).toString("base64")}`;
  writeFileSync(join(home, "keys.txt"), `s._domainkey.example.org ${record}\n`);
  leaksiftEnds(0, ["index", "dump", "--index", "ix"], { cwd: home });
});

describe("leaksift signatures", () => {
  it("verifies files and what an mbox escaped, over the message bytes", () => {
    expect(counts("--keys", "keys.txt")).toEqual({
      verified: 2,
      "key-unknown": 0,
      "key-forbids": 0,
      unchecked: 0,
      "headers-differ": 0,
      differs: 0,
      "body-differs": 1,
      unreadable: 0,
      unsigned: 1,
    });
  });

  it("proves bodies intact without a key", () => {
    expect(counts()).toMatchObject({ "key-unknown": 2, "body-differs": 1, verified: 0 });
  });

  it("lists, as text, ids, CSV and NDJSON", () => {
    expect(run("--state", "body-differs")).toContain("body is not what was signed");
    const [id = ""] = run("--state", "body-differs", "--ids").trim().split("\n");
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(run(id.slice(0, 12))).toContain("covers from, subject");
    expect(run("--csv").trim().split("\r\n")).toHaveLength(4);
    expect(run("--ndjson").trim().split("\n")).toHaveLength(4);
    expect(counts("subject:mail")).toMatchObject({ "key-unknown": 2, unsigned: 0 });
  });

  it("says what is wrong with a key file, and which sources are missing", () => {
    writeFileSync(join(home, "none.txt"), "nothing\n");
    const ends = (code: number, ...args: string[]): string =>
      leaksiftEnds(code, ["signatures", ...args, "--index", "ix"], { cwd: home }).err;
    expect(ends(2, "--keys", "none.txt")).toContain("holds no key");
    expect(ends(2, "--keys", "absent.txt")).toContain("cannot be read");
    rmSync(join(home, "dump", "one.eml"));
    expect(ends(3)).toContain("1 message could not be read");
  });
});
