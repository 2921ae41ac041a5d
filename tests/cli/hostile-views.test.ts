/** Escape sequences in every header, file name, metadata value, path, tag file and note: no view lets one through to a terminal. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FIELDS } from "../../src/fields.ts";
import { FACETS } from "../../src/search/facets.ts";
import { leaksift, leaksiftEnds, PROGRAM, plainEnvironment } from "../support/cli.ts";
import { pagesOf, pdfOf, utf16 } from "../support/pdf-writer.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-hostile-views-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Sets a title, paints, clears, turns text round, hides it, ends a line with a C1 control. */
const ESC = "\u001b]0;owned\u0007\u001b[2J\u001b[31m\u202e\u200b\u009b7m";
const word = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`;

const PDF = pdfOf(
  {
    ...pagesOf(["hostile page"]),
    20: `<< /Author ${utf16(`author${ESC}`)} /Creator ${utf16(`creator${ESC}`)} /Title ${utf16(`title${ESC}`)} /Producer ${utf16(`p${ESC}`)} >>`,
  },
  "/Info 20 0 R",
);

function hostileMail(number: number, parent: number | null): string {
  return [
    `Received: from ${ESC} by ${ESC}; Fri, 03 Mar 2017 10:00:0${number} +0100 (${ESC})`,
    `From: ${word(`from${ESC}`)} <a${ESC}@example.org>`,
    `To: ${word(`to${ESC}`)} <b${ESC}@example.org>`,
    `Cc: ${ESC} <c@example.org>`,
    `Subject: ${word(`hostile subject${ESC} http://evil.example.org/x`)}`,
    `Date: ${number === 3 ? ESC : `Fri, 03 Mar 2017 09:00:0${number} +0500 (${ESC})`}`,
    `Message-ID: <m${number}${ESC}@example.org>`,
    ...(parent === null
      ? []
      : [
          `In-Reply-To: <m${parent}${ESC}@example.org>`,
          `References: <gone${ESC}@x> <m${parent}${ESC}@example.org>`,
        ]),
    `Reply-To: ${ESC} <other@elsewhere.example>`,
    `DKIM-Signature: v=1; a=rsa-sha256; d=d${ESC}.example; s=s${ESC}; h=from:x${ESC}; bh=AA==; b=AA==`,
    `X-Mailer: ${ESC}`,
    `List-Id: ${ESC} <list.example.org>`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/mixed; boundary="b"; x="${ESC}"`,
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "",
    `hostile text number${number} ${ESC} https://evil.example.org/click`,
    "--b",
    `Content-Type: application/${ESC}; name="${word(`file${ESC}.pdf`)}"`,
    `Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent(`file${number}${ESC}.pdf`)}`,
    "Content-Transfer-Encoding: base64",
    "",
    PDF.toString("base64"),
    "--b--",
    "",
  ].join("\r\n");
}

let id = "";
let pdfId = "";
const dump = join(folder, "dump");

beforeAll(() => {
  // Only what a file name may hold: no "/" and no NUL
  mkdirSync(join(dump, `box${ESC}`), { recursive: true });
  mkdirSync(join(dump, "other"));
  for (const [number, parent] of [
    [1, null],
    [2, 1],
    [3, 2],
  ] as const)
    writeFileSync(join(dump, `box${ESC}`, `m${number}${ESC}.eml`), hostileMail(number, parent));
  writeFileSync(join(dump, "other", `loose${ESC}.pdf`), PDF);
  writeFileSync(join(dump, "other", `broken${ESC}.zip`), `PK\u0003\u0004${ESC}`);
  leaksift(["index", "dump", "--received-note", `note${ESC}`], { cwd: folder });
  leaksift(["index", "dump"], { cwd: folder });
  id = leaksiftEnds(0, ["search", "--ids", "number1"], { cwd: folder }).out.trim();
  [pdfId = ""] = leaksiftEnds(0, ["files", "--ids"], { cwd: folder }).out.split("\n");
  const marks = [
    { formatVersion: 1, kind: "leaksift tags and notes" },
    {
      contentId: id,
      kind: "note",
      value: `remark${ESC}`,
      state: "add",
      author: `colleague${ESC}`,
      atMs: 1,
    },
    { contentId: id, kind: "tag", value: "key", state: "add", author: `colleague${ESC}`, atMs: 2 },
  ];
  writeFileSync(
    join(folder, "marks.jsonl"),
    marks.map((mark) => `${JSON.stringify(mark)}\n`).join(""),
  );
  leaksiftEnds(0, ["tags", "merge", "marks.jsonl"], { cwd: folder });
  leaksiftEnds(0, ["saved", "mine", "hostile"], { cwd: folder });
  const claim = readFileSync(new URL("../../claims/banal.yaml", import.meta.url), "utf8");
  writeFileSync(join(folder, "claim.yaml"), claim.replace("- 'offshore'", "- 'hostile'"));
}, 60_000);

/** Harmful to a terminal, by Unicode's tables; a newline and a tab are not. */
const HARMFUL = /(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b]/u;

function harmless(out: string, err: string, isCsv = false): void {
  // RFC 4180 ends lines with CRLF.
  const text = isCsv ? out.replaceAll("\r\n", "\n") : out;
  expect(text.split("\n").filter((line) => HARMFUL.test(line))).toEqual([]);
  expect(err.split("\n").filter((line) => HARMFUL.test(line))).toEqual([]);
}

const NAMED = FACETS.join(",");
const VIEWS: readonly string[] = [
  "show ID",
  "show ID --headers",
  "show ID --part 1",
  "show ID --part 1 --metadata",
  "show ID --json",
  "search hostile",
  "search hostile --json",
  "search hostile --ndjson",
  "search hostile --csv",
  "search hostile --collapse thread",
  "search hostile --fields from,to,cc,domain,subject,filenames,matched,messageId,source,snippet,tags,sentAtText",
  "search hostile --fields from,subject,filenames --csv",
  "search hostile --explain",
  `search hostile --facet ${NAMED}`,
  `search hostile --facet ${NAMED} --csv`,
  `search hostile --facet ${NAMED} --json`,
  "search hostile --timeline day",
  "thread ID",
  "thread ID --json",
  "thread ID --csv",
  "variants --at-least 50",
  "variants --csv",
  "people",
  "people from",
  "people c@example.org",
  "people c@example.org --json",
  "people --csv",
  "people --savers",
  "people --savers --csv",
  "first hostile",
  "first hostile --csv",
  "first hostile --json",
  "similar ID",
  "similar PDF",
  "similar ID --json",
  "diff ID PDF",
  "diff ID PDF --csv",
  "search hostile --collapse similar",
  "tags",
  "tags --json",
  "tags --csv",
  "note ID",
  "note",
  "note --csv",
  "flags",
  "flags --json",
  "flags --csv",
  "flags --level information --csv",
  "flags --ndjson",
  "flags explain ID --csv",
  "flags explain ID --json",
  "flags explain ID",
  "authors",
  "files",
  "files --csv",
  "files --json",
  "files --kml",
  "owners",
  "owners --csv",
  "search hostile --timeline hour",
  "search is:inbound OR is:outbound OR is:internal --tz sender",
  "identifiers",
  "identifiers --kind url,email,host",
  "identifiers --kind url,email,host,ip --csv",
  "identifiers --json --contexts 2",
  "search url:* --explain",
  "missing --limit 0",
  "missing --csv --limit 0",
  "authors --json",
  "authors --csv",
  "signatures --state body-differs",
  "signatures --ndjson",
  "signatures --csv",
  "saved",
  "search @mine --explain",
  "assess claim.yaml",
  "assess claim.yaml --json",
  "review draw claim.yaml",
  "review status claim.yaml",
  "stats",
  "stats --json",
  "stats --plain",
  "stats --correspondents",
  "stats --correspondents --csv",
  "stats --correspondents --ndjson",
  "problems",
  "problems --summary",
  "problems --gaps",
  "problems --json",
  "problems --csv",
  "sources",
  "sources --json",
  "sources --csv",
  "verify",
  "dump",
];

describe("a hostile corpus", () => {
  for (const view of VIEWS)
    it(`is harmless in: ${view}`, () => {
      const named: Readonly<Record<string, string>> = { ID: id, PDF: pdfId };
      const args = view.split(" ").map((each) => named[each] ?? each);
      const run = leaksift(args, { cwd: folder });
      expect([0, 3]).toContain(run.code);
      expect(run.out.length + run.err.length).toBeGreaterThan(0);
      harmless(run.out, run.err, args.includes("--csv") || args.includes("draw"));
      // JSON has the values as they are; whatever people open has URLs that cannot be clicked
      const isJson = args.some((arg) => /^--(?:nd)?json$/.test(arg)) || args[0] === "dump";
      if (!isJson) expect(run.out).not.toMatch(/https?:\/\/evil/);
    });

  it("is harmless while it is indexed and exported", () => {
    const again = leaksift(["index", "dump", "--rebuild"], { cwd: folder });
    harmless(again.out, again.err);
    const exported = leaksift(["export", id, "--to", "out"], { cwd: folder });
    expect(exported.code).toBe(0);
    harmless(exported.out, exported.err);
  });

  it("is harmless while it is read for a claim, and in the report of it", () => {
    const read = spawnSync(process.execPath, [PROGRAM, "review", "claim.yaml"], {
      cwd: folder,
      env: plainEnvironment(),
      input: "whoh 1?\nn q",
      encoding: "utf8",
    });
    expect(read.status).toBe(0);
    expect(read.stdout).toContain("hostile");
    harmless(read.stdout, read.stderr);
    leaksiftEnds(0, ["assess", "claim.yaml", "--report", "claim.html"], { cwd: folder });
    harmless(readFileSync(join(folder, "claim.html"), "utf8"), "");
  });

  it("is harmless at the prompt, whatever is typed there", () => {
    const lines = [
      `hostile${ESC}`,
      "hostile",
      "1",
      "text",
      "text 1",
      "headers",
      "metadata",
      "metadata 1",
      "thread",
      "flags",
      "note",
      "tag +seen",
      "list",
      `facets ${NAMED}`,
      ...Array.from({ length: 60 }, (_, i) => [`refine ${i + 1}`, "back"])
        .flat()
        .slice(0, 40),
      "timeline day",
      "correspondents",
      "identifiers",
      "identifiers url",
      "how",
      "stats",
      "problems",
      `open ${ESC}`,
      `facets ${ESC}`,
      `tag +${ESC}`,
      `export ${ESC}`,
      `? ${ESC}`,
      "history",
    ];
    for (const plain of [[], ["--plain"]]) {
      const run = spawnSync(process.execPath, [PROGRAM, "prompt", ...plain], {
        cwd: folder,
        env: plainEnvironment(),
        input: `${lines.join("\n")}\n`,
        encoding: "utf8",
      });
      expect(run.status).toBe(0);
      expect(run.stdout).toContain("hostile text number1");
      harmless(run.stdout, run.stderr);
    }
  });

  it("offers nothing harmful for completion", () => {
    for (const { name } of FIELDS) {
      const args = ["completion", "words", "--", "search", `${name}:`];
      if (["from", "filename", "creator", "in", "title"].includes(name))
        harmless(leaksiftEnds(0, args, { cwd: folder }).out, "");
    }
  });
});
