/**
 * "Last saved by a Cyrillic name, created by another one, same file" finds exactly the files that say so; and the same spreadsheets are the same
 * documents whatever archive they come in. Through the real program, against what Python or exiftool reads.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PackedFile, rar4Of, rar5Of } from "../support/archive-writers.ts";
import { leaksiftEnds } from "../support/cli.ts";
import { corpusPath, itWith } from "../support/corpora.ts";
import { ooxml } from "../support/office-files.ts";
import { writeZip } from "../support/zip-writer.ts";

const QUERY = "lastsavedby:script:cyrillic creator:* -creator:script:cyrillic";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "leaksift-savers-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Found {
  readonly hits: readonly {
    readonly subject: string;
    readonly matched: readonly { readonly filename: string; readonly id: string }[];
  }[];
}
const search = (index: string, query: string): Found =>
  JSON.parse(
    leaksiftEnds(0, ["search", query, "--json", "-n", "1000", "--index", index], { cwd: folder })
      .out,
  );
const names = (found: Found): string[] =>
  found.hits.flatMap((hit) => hit.matched.map((file) => file.filename)).sort();

const isCyrillic = (text: unknown): boolean => /\p{Script=Cyrillic}/u.test(String(text ?? ""));

/** All office files of a folder and of the mails in it, by zipfile and regular expressions: `[name, creator, saver]`. */
const PYTHON = `
import email, io, json, mailbox, os, re, sys, zipfile
found = []
def office(name, data):
    try: core = zipfile.ZipFile(io.BytesIO(data)).read('docProps/core.xml').decode('utf-8')
    except Exception: return
    get = lambda tag: (re.findall('<' + tag + '>([^<]*)<', core) or [''])[0]
    found.append([os.path.basename(name), get('dc:creator'), get('cp:lastModifiedBy')])
def mail(message):
    for part in message.walk():
        if part.get_filename(): office(part.get_filename(), part.get_payload(decode=True) or b'')
for top, _, files in os.walk(sys.argv[1]):
    for name in files:
        data = open(os.path.join(top, name), 'rb').read()
        if data[:2] == b'PK': office(name, data)
        elif data[:5] == b'From ': [mail(m) for m in mailbox.mbox(os.path.join(top, name))]
        elif re.match(rb'[A-Za-z-]+:', data): mail(email.message_from_bytes(data))
print(json.dumps(found))
`;

itWith({ tools: ["python3"] }, "finds exactly those files of the sample corpus", () => {
  const dump = resolve("sample-corpus/tampered");
  const index = join(folder, "sample");
  leaksiftEnds(3, ["index", dump, "--index", index], { cwd: folder }); // one of them is read in part
  const answer = execFileSync("python3", ["-c", PYTHON, dump], { encoding: "utf8" });
  const expected = (JSON.parse(answer) as [string, string, string][])
    .filter(([, creator, saver]) => isCyrillic(saver) && creator !== "" && !isCyrillic(creator))
    .map(([name]) => name);
  expect(expected.length).toBeGreaterThan(3);
  expect(names(search(index, QUERY))).toEqual(expected.sort());
});

const TAGS = {
  saver: ["FlashPix:LastModifiedBy", "XML:LastModifiedBy", "RTF:LastModifiedBy"],
  creator: ["FlashPix:Author", "XMP-dc:Creator", "RTF:Author"],
} as const;

itWith(
  { corpus: "documents" },
  "finds exactly those of the document set, attached to mails",
  () => {
    const truths = JSON.parse(
      readFileSync(corpusPath("torture", "truth/docs_exiftool.json"), "utf8"),
    ) as Record<string, unknown>[];
    const firstOf = (truth: Record<string, unknown>, tags: readonly string[]): unknown =>
      tags.map((tag) => truth[tag]).find((value) => value !== undefined && value !== "");
    const stated = truths.map((truth) => ({
      path: String(truth["SourceFile"]),
      saver: firstOf(truth, TAGS.saver),
      creator: firstOf(truth, TAGS.creator),
    }));
    const savers = stated.filter(({ saver }) => isCyrillic(saver));
    const others = stated.filter(
      ({ saver, creator }) => !isCyrillic(saver) && creator !== undefined,
    );
    const dump = join(folder, "mails");
    mkdirSync(dump);
    // Each beside a file created by another name: the condition is on one file, not on the mail.
    for (const [i, { path }] of savers.entries()) {
      const files = [path, others[i]?.path ?? ""];
      const parts = files.map((file) =>
        [
          "--x",
          `Content-Type: application/octet-stream; name="${file.split("/").at(-1)}"`,
          "Content-Transfer-Encoding: base64",
          "",
          readFileSync(corpusPath("documents", file)).toString("base64").replace(/.{76}/g, "$&\n"),
          "",
        ].join("\n"),
      );
      writeFileSync(
        join(dump, `${i}.eml`),
        `From: a@riva.example\nTo: b@riva.example\nSubject: mail ${i}\nDate: Mon, 06 Mar 2017 09:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n${parts.join("")}--x--\n`,
      );
    }
    const index = join(folder, "documents");
    leaksiftEnds(3, ["index", dump, "--index", index], { cwd: folder }); // one of them is read in part
    const expected = savers
      .filter(({ creator }) => creator !== undefined && !isCyrillic(creator))
      .map(({ path }) => path.split("/").at(-1));
    expect(expected.length).toBeGreaterThan(3);
    expect(names(search(index, QUERY))).toEqual(expected.sort());
  },
);

const SAVED = Date.UTC(2017, 2, 27, 9, 14, 6);
const sheet = (creator: string, saver: string): Uint8Array =>
  ooxml("xlsx", {
    "xl/workbook.xml": "<workbook/>",
    "docProps/core.xml": `<cp:coreProperties><dc:creator>${creator}</dc:creator><cp:lastModifiedBy>${saver}</cp:lastModifiedBy><dcterms:modified>2017-03-27T09:14:05Z</dcterms:modified></cp:coreProperties>`,
  });

it("a RAR 4, a RAR 5 and a zip of the same spreadsheets give the same documents", () => {
  const files: PackedFile[] = [
    { name: "q1.xlsx", bytes: sheet("Livia Sarno", "Зимин Тарас"), mtime: SAVED },
    { name: "q2.xlsx", bytes: sheet("Livia Sarno", "Ada Roux"), mtime: SAVED + 60_000 },
  ];
  const dump = join(folder, "archives");
  mkdirSync(dump);
  writeFileSync(join(dump, "a.rar"), rar4Of(files));
  writeFileSync(join(dump, "b.rar"), rar5Of(files));
  const dosTime = (ms: number): number => {
    const at = new Date(ms);
    return (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  };
  const dosDate = ((2017 - 1980) << 9) | (3 << 5) | 27;
  writeFileSync(
    join(dump, "c.zip"),
    writeZip(
      files.map(({ name, bytes, mtime }) => ({
        name,
        data: bytes,
        dosDate,
        dosTime: dosTime(mtime ?? 0),
      })),
    ),
  );
  const index = join(folder, "same");
  leaksiftEnds(0, ["index", dump, "--index", index], { cwd: folder });
  const { hits } = search(index, QUERY);
  expect(hits.map(({ matched }) => matched.map((file) => file.filename))).toEqual([
    ["q1.xlsx"],
    ["q1.xlsx"],
    ["q1.xlsx"],
  ]);
  expect(new Set(hits.flatMap(({ matched }) => matched.map(({ id }) => id))).size).toBe(1);
  // Each archive says when its member was last changed: 09:14:06, and a minute later.
  expect(names(search(index, "membertime:2017-03-27T09:14 filename:q1"))).toHaveLength(3);
  expect(names(search(index, "membertime:2017-03-27T09:15 filename:q2"))).toHaveLength(3);
  expect(names(search(index, "modified:2017-03-27 creator:sarno"))).toHaveLength(6);
});
