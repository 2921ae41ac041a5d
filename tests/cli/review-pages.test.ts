/** `leaksift review` on a message with a big file: drawn pages one after the other, what a mark keeps of them, what the bound says, reading the rest. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Sqlite } from "../../src/catalog/sqlite.ts";
import { type CliRun, leaksiftEnds } from "../support/cli.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-pages-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 12 pages of 4,000 characters: lines of 100 with their CRLF, each names its page. */
const BIG = Array.from({ length: 12 * 40 }, (_, i) =>
  `line ${i} of leaf ${Math.floor(i / 40) + 1} `.padEnd(98, "."),
).join("\r\n");

const part = (name: string, text: string): string[] => [
  "--b",
  `Content-Type: text/plain; name="${name}"`,
  `Content-Disposition: attachment; filename="${name}"`,
  "",
  text,
];

const mail = (n: number, files: readonly string[]): string =>
  [
    "From: Anna <anna@example.org>",
    "To: Ben <ben@example.org>",
    `Subject: notes ${n}`,
    `Date: Mon, 1 May 2017 10:00:0${n} +0000`,
    `Message-ID: <${n}@example.org>`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "",
    `offshore, number ${n}`,
    ...files,
    "--b--",
    "",
  ].join("\r\n");

const CLAIM = `schema: leaksift-claim/1
id: pages
claim: All of it is banal.
kind: universal
population: {query: '*'}
counterEvidence: {question: Is it?, queries: [{name: cash, query: offshore}]}
sample: {size: 5, pagesOver: 8, pages: 3}
seed: {author: test}
`;

function run(args: readonly string[], input = ""): CliRun {
  const [command = "", ...rest] = args;
  return leaksiftEnds(0, [command, "--index", "indexed", ...rest], { cwd: folder, input });
}
const review = (keys: string, ...more: string[]): string =>
  run(["review", "claim.yaml", "--reader", "anna", ...more], keys).out;

interface Found {
  readonly bounds: { readonly upperWorst: number };
  readonly review: {
    readonly tally: { readonly censusInPart: number; readonly byPage: number };
    readonly byPage: Readonly<Record<string, number>>;
    readonly unopened: { readonly files: number };
  };
}
const assess = (): Found => JSON.parse(run(["assess", "claim.yaml", "--json"]).out) as Found;

describe("a message with a file of twelve pages, three of them to be drawn", () => {
  it("shows these three, keeps which, counts the no as a possible yes until the rest was shown", () => {
    mkdirSync(join(folder, "source"));
    const files = [...part("big.txt", BIG), ...part("small.txt", "the small file")];
    writeFileSync(join(folder, "source", "0.eml"), mail(0, files));
    writeFileSync(join(folder, "claim.yaml"), CLAIM);
    leaksiftEnds(0, ["index", "source", "--index", "indexed"], { cwd: folder });

    const shown = review("     nq");
    const headings = [...shown.matchAll(/^big\.txt, page (\d+) of 12, drawn \((\d) of 3\)$/gm)];
    expect(headings.map((heading) => heading[2])).toEqual(["1", "2", "3"]);
    const numbers = headings.map((heading) => Number(heading[1]));
    for (const number of numbers) expect(shown).toContain(`line ${40 * number - 1} of leaf`);
    expect(new Set([...shown.matchAll(/ of leaf (\d+) /g)].map((match) => match[1]))).toEqual(
      new Set(numbers.map(String)),
    );
    expect(shown).toContain("the small file");
    expect(shown).toContain("That was all that is drawn of it");
    expect(shown).toContain("A no from part of it (3 of 12 pages shown of file 1)");
    const exported = run(["review", "export", "claim.yaml"]).out;
    expect(exported).toContain(`"pages":[{"part":1,"of":12,"shown":[${numbers.join(",")}]}]`);

    expect(assess()).toMatchObject({
      bounds: { upperWorst: 1 },
      review: {
        tally: { censusInPart: 1, byPage: 1 },
        byPage: { documents: 1, files: 1, pagesShown: 3, pages: 12 },
        unopened: { files: 0 },
      },
    });
    expect(run(["assess", "claim.yaml"]).out).toContain(
      "answered no, read by page only        1 document, 3 of 12 pages shown",
    );
    run(["assess", "claim.yaml", "--report", "out.html"]);

    const rest = review(`${" ".repeat(9)}nq`, "--whole");
    expect([...rest.matchAll(/^big\.txt, page \d+ of 12$/gm)]).toHaveLength(9);
    expect(rest).not.toContain("A no from part of it");
    expect(assess()).toMatchObject({
      bounds: { upperWorst: 0 },
      review: { tally: { censusInPart: 0 }, byPage: { documents: 0 } },
    });
  });

  it("takes up a work file of a program that knew no pages", () => {
    const work = new Sqlite(join(folder, "indexed", "work.sqlite"), "write");
    work.exec("ALTER TABLE mark DROP COLUMN pages");
    work.close();
    // What was shown of page 3 is not known any more: an older program showed opened files as a whole
    expect(assess().review.tally.censusInPart).toBe(0);
    review("zq");
    expect(run(["review", "export", "claim.yaml"]).out).toContain('"pages":[]');
  });

  it("reads all pages when asked to", () => {
    const shown = review(`z1a${" ".repeat(12)}nq`);
    expect([...shown.matchAll(/^big\.txt, page \d+ of 12$/gm)]).toHaveLength(12);
    expect(assess().review.byPage).toMatchObject({ documents: 0 });
  });
});
