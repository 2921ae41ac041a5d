/** What a list of hits says of itself: messages are messages, loose files are files, copies are the copies of the summary, flags are those of the checks. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";
import { pagesOf, pdfOf } from "../support/pdf-writer.ts";
import { mail } from "../support/small-dump.ts";

const home = testFolder("hit-counts");
const pdf = (word: string): Uint8Array => pdfOf(pagesOf([`lantern ${word}`]));
const withPdf = (number: number): string =>
  [
    "From: anna@example.org",
    "To: bob@example.net",
    `Subject: Papers ${number}`,
    "Date: Mon, 06 Mar 2017 09:00:00 +0000",
    `Message-ID: <p${number}@example.org>`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="x"',
    "",
    "--x",
    'Content-Type: application/pdf; name="a.pdf"',
    "Content-Transfer-Encoding: base64",
    "",
    Buffer.from(pdf(`in ${number}`))
      .toString("base64")
      .replace(/.{76}/g, "$&\n"),
    "--x--",
    "",
  ].join("\n");
/** Sent a year after its first server stamped it. */
const ahead = mail(90).replace("Mar 2017 10:00:05", "Mar 2016 10:00:05");

const run = (...words: string[]) =>
  leaksiftEnds(0, [...words, "--index", join(home, "ix")], { cwd: home });
interface Answer {
  readonly total: number;
  readonly messages: number;
  readonly looseFiles: number;
  readonly copies: number;
  readonly files: number;
  readonly hits: readonly {
    readonly id: string;
    readonly kind: string;
    readonly flags: readonly {
      readonly check: string;
      readonly level: string;
      readonly id: string;
    }[];
  }[];
}
const search = (...words: string[]): Answer =>
  JSON.parse(run("search", ...words, "--json", "--limit", "0").out) as Answer;
let summary = "";

beforeAll(() => {
  const dump = join(home, "dump");
  mkdirSync(dump);
  for (const number of [1, 2]) writeFileSync(join(dump, `m${number}.eml`), withPdf(number));
  for (const number of [1, 2, 3]) writeFileSync(join(dump, `l${number}.pdf`), pdf(`out ${number}`));
  writeFileSync(join(dump, "ahead.eml"), ahead);
  for (const name of ["again1.eml", "again2.eml"]) cpSync(join(dump, "m1.eml"), join(dump, name));
  cpSync(join(dump, "l1.pdf"), join(dump, "l1-again.pdf"));
  const { out, err } = run("index", "dump");
  summary = out + err;
});

describe("a list of hits", () => {
  it("counts messages as messages and loose files as files", () => {
    expect(search("type:pdf")).toMatchObject({
      total: 5,
      messages: 2,
      looseFiles: 3,
      copies: 3,
      files: 5,
    });
    expect(run("search", "type:pdf").err).toContain(
      "2 messages and 3 loose files (and 3 exact copies), 2 files in them",
    );
    expect(run("search", "kind:file").err).toContain("3 loose files (and 1 exact copy)\n");
    expect(run("search", "from:anna", "lantern").err).toContain(
      "2 messages (and 2 exact copies), 2 files in them",
    );
    expect(run("search", "nothingsuch").err).toContain("0 messages");
    expect(run("search", "type:pdf", "--count").out).toBe("5\n");
  });

  it("says the same in a table of many queries", () => {
    writeFileSync(join(home, "terms.txt"), "type:pdf\nkind:message\n");
    const lines = run("search", "--batch", "terms.txt", "--csv").out.split("\n");
    expect(lines[0]).toContain(`"messages","looseFiles","copies","files"`);
    expect(lines[1]).toContain(`"type:pdf",2,3,3,5`);
    expect(lines[2]).toContain(`"kind:message",3,0,2,0`);
  });

  it("finds by is:duplicate the copies that the summary counts", () => {
    const { total, copies } = search("is:duplicate");
    expect(total + copies).toBe(3);
    expect(summary).toContain("3 exact copies");
    expect(search("is:duplicate", "kind:message")).toMatchObject({ messages: 1, copies: 1 });
    expect(search("-is:duplicate").copies).toBe(0);
    expect(search("-is:duplicate").total).toBe(search("*").total);
  });

  it("holds the flags of every hit, with the document that each is about", () => {
    const { hits, total } = search("flag:*");
    expect(total).toBeGreaterThan(0);
    for (const { flags } of hits) expect(flags.length).toBeGreaterThan(0);
    const found = hits.flatMap(({ id, flags }) => flags.map((flag) => ({ ...flag, of: id })));
    const first = found.find(({ check }) => check === "date-after-first-hop");
    expect(first).toMatchObject({ level: "medium" });
    expect(first?.id).toBe(first?.of);
    expect(search("type:pdf", "-flag:*").hits.flatMap(({ flags }) => flags)).toEqual([]);
    const csv = run("search", "flag:date-after-first-hop", "--csv").out.split("\n");
    expect(csv[0]?.trimEnd().endsWith(',"flags"')).toBe(true);
    expect(csv.slice(1).join()).toContain("date-after-first-hop");
    const fields = run(
      "search",
      "flag:date-after-first-hop",
      "--fields",
      "id,flags",
      "--ndjson",
    ).out;
    expect(JSON.parse(fields)).toMatchObject({ flags: "date-after-first-hop" });
  });

  it("holds what checks over the whole corpus found once they have run", () => {
    leaksift(["flags", "--index", join(home, "ix")], { cwd: home });
    for (const { flags } of search("flag:*").hits) expect(flags.length).toBeGreaterThan(0);
  });
});
