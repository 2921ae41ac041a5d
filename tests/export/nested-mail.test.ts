/** A file in a mail inside a mail comes out again, also where the inner mail begins with the "From " line of a mailbox and by its bytes alone would be one. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { leaksiftEnds } from "../support/cli.ts";
import { json, testFolder } from "../support/custody.ts";

const MAIL = [
  "From: anna@example.org",
  "Subject: outer",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="o"',
  "",
  "--o",
  "Content-Type: message/rfc822",
  "",
  "From carla@example.org Tue May 10 11:28:07 2005",
  "From: carla@example.org",
  "Subject: inner",
  "Date: Tue, 10 May 2005 11:26:39 +0200",
  'Content-Type: multipart/mixed; boundary="i"',
  "",
  "--i",
  'Content-Type: text/plain; name="invoice.txt"',
  'Content-Disposition: attachment; filename="invoice.txt"',
  "",
  "4,200 for the hall",
  "--i--",
  "--o--",
  "",
].join("\r\n");

it("a file in a mail with a From line inside a mail is found at its place", () => {
  const home = testFolder("nested");
  writeFileSync(join(home, "outer.eml"), MAIL);
  leaksiftEnds(0, ["index", "outer.eml", "--index", "ix"], { cwd: home });
  const { hits } = json(home, 0, "search", "filename:invoice.txt", "--index", "ix") as {
    hits: { matched: { id: string; filename: string }[] }[];
  };
  const file = hits[0]?.matched.find(({ filename }) => filename === "invoice.txt");
  const raw = leaksiftEnds(0, ["show", file?.id ?? "", "--raw", "--index", "ix"], { cwd: home });
  expect(raw.out).toBe("4,200 for the hall");
  const exported = leaksiftEnds(0, ["export", "*", "--index", "ix", "--to", "out"], { cwd: home });
  expect(exported.err).not.toContain("no longer found");
});
