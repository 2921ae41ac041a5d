/** `leaksift authors` as a person runs it: every value in its role, counted by content, copies left out, hostile values escaped. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bannedWords } from "../../src/checks/engine/wording.ts";
import { leaksift } from "../support/cli.ts";
import { docxBody, ooxml } from "../support/office-files.ts";

const core = (values: Readonly<Record<string, string>>): string =>
  `<cp:coreProperties>${Object.entries(values)
    .map(([name, text]) => `<${name}>${text}</${name}>`)
    .join("")}</cp:coreProperties>`;

const made = (creator: string, saver: string, modified: string, body: string): Uint8Array =>
  docxBody(`<w:p><w:r><w:t>${body}</w:t></w:r></w:p>`, {
    "docProps/core.xml": core({
      "dc:creator": creator,
      "cp:lastModifiedBy": saver,
      "dcterms:modified": modified,
    }),
    "docProps/app.xml": "<Properties><Company>Riva Nord</Company></Properties>",
  });

const mail = (subject: string, files: readonly Uint8Array[]): string =>
  [
    "From: a@riva.example",
    "To: b@riva.example",
    `Subject: ${subject}`,
    "Date: Mon, 06 Mar 2017 09:00:00 +0000",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="x"',
    "",
    ...files.flatMap((bytes, i) => [
      "--x",
      `Content-Type: application/octet-stream; name="f${i}.docx"`,
      "Content-Transfer-Encoding: base64",
      "",
      Buffer.from(bytes).toString("base64").replace(/.{76}/g, "$&\n"),
    ]),
    "--x--",
    "",
  ].join("\n");

let folder = "";
const run = (...args: string[]) =>
  leaksift(["authors", ...args, "--index", join(folder, "index")], { cwd: folder });

interface Author {
  readonly value: string;
  readonly role: string;
  readonly files: number;
  readonly places: number;
  readonly share: number;
  readonly script: string | null;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly defaultName: boolean;
}
const table = (...args: string[]) =>
  JSON.parse(run("--json", ...args).out) as {
    total: number;
    corpusFiles: number;
    authors: Author[];
  };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "leaksift-authors-"));
  const dump = join(folder, "dump");
  mkdirSync(dump);
  const first = made("Livia Sarno", "Livia Sarno", "2012-05-01T10:00:00Z", "one");
  const second = made("Livia Sarno", "Admin", "2016-02-03T10:00:00Z", "two");
  const twice = mail("first", [first, second]);
  writeFileSync(join(dump, "a.eml"), twice);
  writeFileSync(join(dump, "copy-of-a.eml"), twice);
  writeFileSync(join(dump, "b.eml"), mail("second", [first]));
  writeFileSync(
    join(dump, "loose.docx"),
    made("Livia Sarno", "Зимин Тарас", "2017-03-27T09:14:05Z", "three"),
  );
  writeFileSync(
    join(dump, "hostile.xlsx"),
    ooxml("xlsx", {
      "xl/workbook.xml": "<workbook/>",
      "docProps/core.xml": core({ "dc:creator": "=cmd()&#x202e;gpj" }),
    }),
  );
  writeFileSync(
    join(dump, "odd.docx"),
    made("Livia Sarno", "Livia Ж.", "2014-01-01T09:00:00Z", "four"),
  );
  writeFileSync(
    join(dump, "kana.docx"),
    made("Livia Sarno", "さとう Mika", "2014-01-02T09:00:00Z", "five"),
  );
  leaksift(["index", dump, "--index", join(folder, "index")], { cwd: folder });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("leaksift authors", () => {
  it("counts files by content and leaves exact copies of a family out", () => {
    const { authors, corpusFiles } = table();
    expect(corpusFiles).toBe(6);
    expect(authors.find((each) => each.value === "Livia Sarno" && each.role === "creator")).toEqual(
      {
        value: "Livia Sarno",
        role: "creator",
        field: "creator",
        files: 5,
        places: 6,
        share: 0.833333,
        script: "latin",
        scripts: ["latin"],
        firstAt: "2012-05-01T10:00:00Z",
        lastAt: "2017-03-27T09:14:05Z",
        defaultName: false,
      },
    );
    expect(authors.find((each) => each.value === "Riva Nord")).toMatchObject({
      role: "company",
      files: 5,
    });
  });

  it("has the value in the script few files have first, and marks default names", () => {
    const { authors } = table();
    expect(authors[0]).toMatchObject({
      value: "Зимин Тарас",
      role: "lastsavedby",
      script: "cyrillic",
      files: 1,
    });
    expect(authors.filter((each) => each.defaultName).map(({ value }) => value)).toEqual(["Admin"]);
    expect(run().out.split("\n")[1]).toMatch(/^Зимин Тарас\s+last saved by\s+1 /);
  });

  it("finds by --script the files that FIELD:script: finds", () => {
    const found = (script: string): number =>
      table("--role", "lastsavedby", "--script", script).authors.reduce(
        (sum, each) => sum + each.files,
        0,
      );
    const searched = (script: string): number => {
      const words = ["search", `lastsavedby:script:${script}`, "--json", "--limit", "0"];
      const { out } = leaksift([...words, "--index", join(folder, "index")], { cwd: folder });
      const { hits } = JSON.parse(out) as { hits: { matched: { id: string }[] }[] };
      return new Set(hits.flatMap(({ matched }) => matched.map(({ id }) => id))).size;
    };
    // One letter among Latin ones is enough for both
    for (const script of ["cyrillic", "hiragana", "latin"])
      expect([script, found(script)]).toEqual([script, searched(script)]);
    expect(found("cyrillic")).toBe(2);
    expect(table("--script", "cyrillic").authors.map(({ value }) => value)).toContain("Livia Ж.");
    expect(table("--script", "hiragana").authors[0]?.script).toBe("hiragana");
  });

  it("says of what it counts files", () => {
    expect(run().err).toContain("different files in the corpus carry");
    expect(run("subject:second").err).toContain("1 different file the query finds carries");
  });

  it("takes role, script, order, limit and a query", () => {
    expect(table("--role", "lastsavedby", "--sort", "value").authors.map((a) => a.value)).toEqual([
      "Admin",
      "Livia Sarno",
      "Livia Ж.",
      "Зимин Тарас",
      "さとう Mika",
    ]);
    expect(table("--script", "Cyrillic").authors.length).toBe(2);
    expect(table("-n", "1").authors.length).toBe(1);
    expect(table("--sort", "files").authors[0]?.files).toBe(5);
    const second = table("subject:second");
    expect(second).toMatchObject({ corpusFiles: 1, total: 3 });
    expect(run("--role", "boss")).toMatchObject({ code: 2 });
  });

  it("escapes what the files say, on the terminal and for a spreadsheet", () => {
    expect(run().out).toContain("\\u{202e}");
    expect(run("--csv").out).toContain(`"'=cmd()`);
  });

  it("says nothing of persons", () => {
    const { out, err } = run();
    expect(err).toContain("A value is a text in a file.");
    expect(bannedWords(out + err)).toEqual([]);
  });
});
