/** A mail that attacks the page of a room: its text is never markup, and the page may run our scripts alone. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";

const PAGE_SOURCES = join(import.meta.dirname, "..", "..", "src", "room", "page");
/** What makes text markup or code. */
const DANGEROUS =
  /\.(?:innerHTML|outerHTML|srcdoc)\b|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment/;

it("the page puts text of documents in as text alone", () => {
  for (const name of readdirSync(PAGE_SOURCES))
    expect(readFileSync(join(PAGE_SOURCES, name), "utf8"), name).not.toMatch(DANGEROUS);
});

it("markup of a mail is text in the page, which loads nothing and runs scripts by their hash", () => {
  const home = testFolder("hostile-room");
  const attack = `<img src=x onerror=alert(1)></script><script>alert(2)</script><style>*{display:none}</style>`;
  writeFileSync(
    join(home, "a.eml"),
    `From: "${attack.replaceAll('"', "")}" <a@example.org>\r\nSubject: ${attack}\r\nDate: 1 May 2018 10:00:00 +0000\r\n\r\n${attack}\r\n`,
  );
  leaksiftEnds(0, ["index", "a.eml"], { cwd: home });
  leaksiftEnds(0, ["room", "*", "--to", "room"], { cwd: home });
  const html = readFileSync(join(home, "room", "index.html"), "utf8");
  expect(html).toMatch(/Content-Security-Policy"[^>]*default-src 'none'/);
  const policy = /script-src ([^;"]*)/.exec(html)?.[1] ?? "";
  expect(policy).toContain("'sha256-");
  expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|https?:/);
  expect(html).not.toContain("<img src=x");
  expect(html).not.toContain("<script>alert(2)");
  expect(html).not.toContain("<style>*{");
});
