/** Reports of claims on the sample corpus: what a public one must not show, what no report may hold, and that the same mail gives the same report. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { textDocuments } from "../../src/catalog/claim-reads.ts";
import { indexPaths } from "../../src/catalog/index-folder.ts";
import { CatalogReader } from "../../src/catalog/read-catalog.ts";
import { leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SAMPLE = join(ROOT, "sample-corpus");
const BANAL = join(ROOT, "claims", "banal.yaml");
const home = mkdtempSync(join(testFolder("report"), "t-"));

const run = (...args: string[]) => leaksiftEnds(0, args, { cwd: home });

interface DumpedDocument {
  readonly name?: string;
  readonly envelope?: {
    readonly subject: string;
    readonly from: readonly { readonly name: string; readonly address: string }[];
    readonly to: readonly { readonly name: string; readonly address: string }[];
    readonly cc: readonly { readonly name: string; readonly address: string }[];
  } | null;
  readonly metadata?: readonly { readonly field: string; readonly text: string }[];
}

let documents: readonly DumpedDocument[] = [];
let texts: readonly string[] = [];
let inner = "";
let open = "";

beforeAll(() => {
  leaksiftEnds(3, ["index", SAMPLE, "--index", "ix"], { cwd: home });
  run("assess", BANAL, "--index", "ix", "--report", "internal.html");
  run("assess", BANAL, "--index", "ix", "--report", "public.html", "--public");
  inner = readFileSync(join(home, "internal.html"), "utf8");
  open = readFileSync(join(home, "public.html"), "utf8");
  documents = run("dump", "--index", "ix")
    .out.split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as DumpedDocument);
  const catalog = new CatalogReader(indexPaths(join(home, "ix")));
  texts = textDocuments(catalog).map(({ docId }) => catalog.text(docId));
  catalog.close();
});

/** Text of a page as a reader sees it, style and mark-up taken out, entities undone. */
const visible = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/s, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

describe("a public report", () => {
  it("holds no name, address, file name or subject of the corpus", () => {
    const people = documents.flatMap(({ envelope }) => [
      ...(envelope?.from ?? []),
      ...(envelope?.to ?? []),
      ...(envelope?.cc ?? []),
    ]);
    const savers = documents.flatMap(({ metadata }) =>
      (metadata ?? []).filter(({ field }) =>
        ["creator", "lastsavedby", "company", "manager", "changedby", "commentby"].includes(field),
      ),
    );
    const identifiers = [
      ...people.flatMap(({ name, address }) => [name, address]),
      ...savers.map(({ text }) => text),
      ...documents.map(({ name }) => name ?? "").filter((name) => /\p{L}{2}.*[. ]/u.test(name)),
      ...documents
        .map(({ envelope }) => envelope?.subject ?? "")
        .filter((subject) => subject.split(" ").length > 2),
    ].filter((value) => value.trim().length > 2);
    expect(new Set(identifiers).size).toBeGreaterThan(300);
    // Digits and hashes of the page itself cannot name anybody
    const page = visible(open).toLowerCase();
    const shown = [...new Set(identifiers)].filter((value) => page.includes(value.toLowerCase()));
    expect(shown).toEqual([]);
  });

  it("holds no passage: no six words of a document stand in it", () => {
    const words = (text: string): string[] => text.toLowerCase().match(/\p{L}+/gu) ?? [];
    const grams = (text: string): string[] => {
      const list = words(text);
      return list.slice(0, -5).map((_, i) => list.slice(i, i + 6).join(" "));
    };
    // The claim's own words are the author's, though the sample corpus has a page about the claim
    const authored = new Set(grams(readFileSync(BANAL, "utf8")));
    const leaked = (page: string): string[] => {
      const shown = new Set(grams(visible(page)));
      return texts.flatMap(grams).filter((gram) => shown.has(gram) && !authored.has(gram));
    };
    expect(leaked(inner).length).toBeGreaterThan(20);
    expect(leaked(open)).toEqual([]);
  });

  it("holds no account or telephone number", () => {
    expect(visible(open)).not.toMatch(/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}/);
    expect(visible(open)).not.toMatch(/\+\d[\d ]{8,}/);
  });

  it("shows small counts as a range, on plots and in tables", () => {
    const counts = (page: string): string[] =>
      [...page.matchAll(/class="(?:value|n)">([^ <]+)/g)].map(([, shown = ""]) => shown);
    const small = (page: string): string[] => counts(page).filter((shown) => /^[1-4]$/.test(shown));
    expect(small(inner).length).toBeGreaterThan(2);
    expect(small(open)).toEqual([]);
    expect(counts(open)).toContain("1–4");
  });

  it("hides words of the claim file that are names in the corpus, until they are allowed", () => {
    const claim = readFileSync(BANAL, "utf8").replace(
      "completely banal.",
      "completely banal, says Odile Rousset of odile@halle.example, +33 6 12 34 56 78 90.",
    );
    const named = documents
      .flatMap(({ envelope }) => envelope?.from ?? [])
      .find(({ name }) => /^\p{Lu}\p{L}+ \p{Lu}\p{L}+$/u.test(name));
    expect(named).toBeDefined();
    const [first = "", last = ""] = (named?.name ?? "").split(" ");
    const text = claim.replace("Odile Rousset", `${last}, ${first}`);
    writeFileSync(join(home, "named.yaml"), text);
    const { err } = run("assess", "named.yaml", "--index", "ix", "--report", "n.html", "--public");
    const page = readFileSync(join(home, "n.html"), "utf8");
    for (const word of [first, last, "odile@halle.example", "12 34 56"])
      expect(page).not.toContain(word);
    expect(page).toContain("▮▮▮");
    expect(err).toContain(first);
    writeFileSync(
      join(home, "named.yaml"),
      text.replace("allow: []", `allow: ['${first} ${last}']`),
    );
    run("assess", "named.yaml", "--index", "ix", "--report", "n.html", "--public");
    expect(readFileSync(join(home, "n.html"), "utf8")).toContain(`${last}, ${first}`);
  });

  it("is the same for the same mail as files, mbox and maildir, and for any number of workers", () => {
    const mails = readdirSync(join(SAMPLE, "clean"), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith(".eml"))
      .sort();
    expect(mails.length).toBeGreaterThan(20);
    const bytes = mails.map((name) => readFileSync(join(SAMPLE, "clean", name)));
    mkdirSync(join(home, "eml"));
    for (const folder of ["cur", "new", "tmp"])
      mkdirSync(join(home, "dir", folder), { recursive: true });
    bytes.forEach((mail, i) => {
      writeFileSync(join(home, "eml", `${i}.eml`), mail);
      writeFileSync(join(home, "dir", "cur", `${1000 - i}.a.host:2,S`), mail);
    });
    const record = (mail: Buffer): string =>
      `From a@example.org Mon Jan  1 10:00:00 2018\n${mail
        .toString("latin1")
        .replaceAll("\r\n", "\n")
        .replace(/^(>*From )/gm, ">$1")
        .replace(/\n?$/, "\n")}\n`;
    writeFileSync(join(home, "all.mbox"), bytes.toReversed().map(record).join(""), "latin1");
    const reports = (
      [
        ["eml", "1"],
        ["dir", "2"],
        ["all.mbox", "3"],
      ] as const
    ).map(([source, workers]) => {
      run("index", source, "--index", `ix-${source}`, "--workers", workers);
      run("assess", BANAL, "--index", `ix-${source}`, "--report", "r.html", "--public");
      return readFileSync(join(home, "r.html"), "utf8");
    });
    expect(reports[1]).toBe(reports[0]);
    expect(reports[2]).toBe(reports[0]);
  });
});

describe("any report", () => {
  it("has no script, loads nothing and links nowhere", () => {
    for (const page of [inner, open]) {
      expect(page).not.toMatch(
        /<script|<img|<link|<iframe|<a |javascript:|url\(|@import|\son\w+=/i,
      );
      expect(page).not.toMatch(/https?:\/\//);
      expect(page).toContain(`content="default-src 'none'`);
    }
    expect(inner).toContain("Not for publication");
    expect(open).not.toContain("INTERNAL");
  });

  it("shows mark-up, escape sequences and URLs of hostile mail as text", () => {
    const folder = join(home, "hostile");
    cpSync(join(SAMPLE, "claims", "counter-examples"), folder, { recursive: true });
    writeFileSync(
      join(folder, "x.eml"),
      'From: "<script>alert(1)</script>" <a@b.example>\r\nSubject: off the books \u001b[31m"><img src=x onerror=alert(1)>\u202e http://evil.example/\r\nDate: Mon, 2 Jan 2017 10:00:00 +0000\r\nMessage-ID: <1@b.example>\r\n\r\noff the books <iframe src=http://evil.example/></iframe> offshore account\r\n',
    );
    run("index", "hostile", "--index", "hx");
    run("assess", BANAL, "--index", "hx", "--report", "h.html");
    const page = readFileSync(join(home, "h.html"), "utf8");
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toMatch(/<script|<img|<iframe|\u001b|\u202e|http:\/\//);
  });

  it("is refused where it makes no sense, with what to do", () => {
    const refused = (...args: string[]): string =>
      leaksiftEnds(2, ["assess", BANAL, "--index", "ix", ...args], { cwd: home }).err;
    expect(refused("--public")).toContain("--report");
    expect(refused("--report", "report.pdf")).toContain(".html");
    expect(refused("--report", "none/there/r.html")).toContain("cannot be written");
  });
});
