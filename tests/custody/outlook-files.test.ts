/** A loose .msg is a message and a file at once: its id is the hash of its bytes, and verify, show and export hold to that. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { leaksiftEnds } from "../support/cli.ts";
import { ids, testFolder } from "../support/custody.ts";
import { writeOle } from "../support/ole-writer.ts";

const utf16 = (text: string): Buffer => Buffer.from(text, "utf16le");

it("r3_verify_loose_msg: verify holds for loose Outlook messages, whose bytes are no mail", () => {
  const home = mkdtempSync(join(testFolder("outlook"), "t-"));
  const bytes = Buffer.from(
    writeOle({
      "__properties_version1.0": Buffer.alloc(32),
      "__substg1.0_0037001F": utf16("Budget of the fair"),
      // A bare LF: canonical bytes of a mail would be other bytes than these
      "__substg1.0_1000001F": utf16("Dear Ben,\nthe hall is booked."),
      "__substg1.0_0C1F001F": utf16("anna@example.org"),
    }),
  );
  mkdirSync(join(home, "dump"));
  writeFileSync(join(home, "dump", "a.msg"), bytes);
  const run = (...args: string[]) => leaksiftEnds(0, [...args, "--index", "ix"], { cwd: home });
  run("index", "dump");
  const id = createHash("sha256").update(bytes).digest("hex");
  expect(ids(home, "subject:budget kind:message", "ix")).toEqual([id]);
  expect(run("verify").out).toContain("Everything holds");
  expect(run("show", id, "--raw").outBytes.equals(bytes)).toBe(true);
});
