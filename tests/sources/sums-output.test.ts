/** `sources --sums` is read by the real sha256sum, whatever the files are called. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";
import { mail } from "../support/small-dump.ts";

it("sha256sum --check finds every file by its line, odd names too", () => {
  const home = testFolder("sums-output");
  mkdirSync(join(home, "dump"));
  const names = [
    "plain.eml",
    "two  blanks .eml",
    "new\nline.eml",
    "return\r.eml",
    "back\\slash.eml",
    "\\n.eml",
    "*star.eml",
    "esc\u001b[31m.eml",
    "\u202eright.eml",
    "mélange.eml",
  ].map((name) => Buffer.from(name));
  names.push(Buffer.from([0x63, 0xe9, 0x2e, 0x65, 0x6d, 0x6c])); // "cé.eml" in Latin-1: no UTF-8
  for (const [i, name] of names.entries())
    writeFileSync(Buffer.concat([Buffer.from(`${join(home, "dump")}/`), name]), mail(i));
  leaksiftEnds(0, ["index", "dump", "--index", "ix"], { cwd: home });
  const { outBytes } = leaksiftEnds(0, ["sources", "--sums", "--index", "ix"], { cwd: home });
  expect(outBytes.toString("latin1").trimEnd().split("\n")).toHaveLength(names.length);
  writeFileSync(join(home, "SHA256SUMS"), outBytes);
  execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: home });
});
