/** Every command that prints a list prints it in every form, whole, streamed, fit for the next command; a closed pipe is quiet. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findIndex } from "../../src/catalog/index-folder.ts";
import { CatalogReader } from "../../src/catalog/read-catalog.ts";
import type { Io } from "../../src/cli/command.ts";
import { parseArgs } from "../../src/cli/parse-args.ts";
import { UserError } from "../../src/errors.ts";
import { COMMANDS } from "../../src/program/commands.ts";
import { leaksift, leaksiftEnds, PROGRAM, plainEnvironment } from "../support/cli.ts";
import { mail, mbox } from "../support/small-dump.ts";

/**
 * What a command lists: the words that make it list, and whether the lines are documents; `ownJson` where --json has more than the
 * list, or another shape; or why it lists nothing.
 */
type Lists =
  | readonly { readonly words: string; readonly documents: boolean; readonly ownJson?: boolean }[]
  | string;

/** A new command must be entered here, and does not pass with a list that lacks a form. `ID` is that of a message with an answer. */
const LISTS: Readonly<Record<string, Lists>> = {
  index: "prints counts of a run",
  search: [
    { words: "search * -n 0", documents: true },
    { words: "search * --fields id,subject -n 0", documents: true },
    { words: "search * --facet sender,month", documents: false, ownJson: true },
    { words: "search * --timeline month", documents: false, ownJson: true },
    { words: "search --batch terms.txt", documents: false },
  ],
  saved: [{ words: "saved", documents: false }],
  prompt: "answers lines",
  show: "prints documents that were named",
  thread: [{ words: "thread ID", documents: true }],
  tag: "sets tags",
  note: [
    { words: "note", documents: true },
    { words: "note ID", documents: true },
  ],
  tags: [
    { words: "tags", documents: false },
    { words: "tags conflicts", documents: true },
  ],
  authors: [{ words: "authors", documents: false }],
  owners: [{ words: "owners", documents: false }],
  identifiers: [{ words: "identifiers --kind email,host", documents: true }],
  missing: [{ words: "missing", documents: true }],
  files: [{ words: "files", documents: true }],
  people: [
    { words: "people", documents: false },
    { words: "people --savers", documents: false },
  ],
  first: [{ words: "first message", documents: true }],
  signatures: [{ words: "signatures", documents: true, ownJson: true }],
  keys: "recovers keys",
  variants: [{ words: "variants", documents: true }],
  similar: [{ words: "similar DRAFT", documents: true }],
  diff: [{ words: "diff ID FLAGGED", documents: false }],
  flags: [
    { words: "flags", documents: true },
    { words: "flags list", documents: false },
    { words: "flags explain FLAGGED", documents: true },
  ],
  stats: [{ words: "stats --correspondents", documents: false }],
  assess: "prints a verdict",
  review: [
    { words: "review draw claim.yaml", documents: true, ownJson: true },
    { words: "review conflicts claim.yaml", documents: true },
  ],
  problems: [
    { words: "problems", documents: true },
    { words: "problems --gaps", documents: false },
    { words: "problems --summary", documents: false },
  ],
  dump: "prints JSON lines and nothing else",
  intake: "prints counts of a run",
  peek: [{ words: "peek a.mbox subject:message", documents: false }],
  sources: [{ words: "sources", documents: false }],
  verify: "prints a proof",
  export: "writes files",
  push: "sends the index to a server",
  forget: "takes documents out",
  purge: "deletes",
  reread: "reads again with other programs",
  room: "writes a folder for a browser",
  fields: [{ words: "fields", documents: false }],
  completion: "prints a script",
};

const folder = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-lists-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (...args: string[]) => leaksift(args, { cwd: folder });
const sample = (name: string): string =>
  fileURLToPath(new URL(`../../sample-corpus/${name}`, import.meta.url));

const named = new Map<string, string>();
let catalog: CatalogReader;
afterAll(() => catalog?.close());

beforeAll(() => {
  const reply = mail(2, { subject: "Re: Message 1" }).replace(
    "MIME-Version",
    "In-Reply-To: <m1@example.org>\r\nDKIM-Signature: v=1; d=a.example; bh=AA==; b=AA==\r\nMIME-Version",
  );
  const orphan = mail(4).replace("MIME-Version", "In-Reply-To: <gone@example.org>\r\nMIME-Version");
  writeFileSync(join(folder, "a.mbox"), `gap\n\n${mbox([mail(1), reply, mail(3), orphan])}`);
  writeFileSync(join(folder, "broken.zip"), "PK\u0003\u0004 no archive");
  const planted = ["re-save-burst", "no-received"].map((name) => sample(`tampered/${name}`));
  const draft = "the lessee pays nine hundred at the end of each month for the tower and the yard";
  writeFileSync(join(folder, "draft1.txt"), `${draft} and nothing else`);
  writeFileSync(join(folder, "draft2.txt"), `${draft} and nothing more`);
  const drafts = ["draft1.txt", "draft2.txt"];
  leaksift(["index", "a.mbox", "broken.zip", ...drafts, ...planted], { cwd: folder });
  const first = leaksiftEnds(0, ["search", "filename:draft1.txt", "--ids"], { cwd: folder });
  named.set("DRAFT", first.out.trim());
  const id = leaksiftEnds(0, ["search", "subject:1", "in:a.mbox", "--ids"], { cwd: folder });
  named.set("ID", id.out.trim().split("\n")[0] ?? "");
  const flagged = leaksiftEnds(0, ["flags", "--ids"], { cwd: folder }).out.split("\n")[0] ?? "";
  named.set("FLAGGED", flagged);
  writeFileSync(join(folder, "terms.txt"), "message\nhotel\n");
  leaksiftEnds(0, ["saved", "mine", "message"], { cwd: folder });
  leaksiftEnds(0, ["note", named.get("ID") ?? "", "a", "remark"], { cwd: folder });
  leaksiftEnds(0, ["tag", "+key", named.get("ID") ?? ""], { cwd: folder });
  const hers = [
    { formatVersion: 1, kind: "leaksift tags and notes" },
    {
      contentId: named.get("ID"),
      kind: "tag",
      value: "key",
      state: "remove",
      author: "b",
      atMs: 1,
    },
  ];
  writeFileSync(join(folder, "hers.ndjson"), hers.map((each) => JSON.stringify(each)).join("\n"));
  leaksiftEnds(0, ["tags", "merge", "hers.ndjson"], { cwd: folder });
  const claim = readFileSync(new URL("../../claims/banal.yaml", import.meta.url), "utf8");
  writeFileSync(join(folder, "claim.yaml"), claim);
  const answers = `id,answer,reader\n${named.get("ID")},yes,anna\n${named.get("ID")},no,ben\n`;
  writeFileSync(join(folder, "marks.csv"), answers);
  leaksiftEnds(0, ["review", "claim.yaml", "--marks", "marks.csv"], { cwd: folder });
  catalog = new CatalogReader(findIndex(undefined, undefined, folder));
}, 60_000);

const wordsOf = (line: string): string[] => line.split(" ").map((word) => named.get(word) ?? word);

/** Runs a command in this process, as the program does; both outputs and the mistake it was refused with. */
async function inProcess(words: readonly string[]): Promise<{ out: string; refused: string }> {
  const [name = "", ...rest] = words;
  const spec = await COMMANDS.get(name)?.();
  if (spec === undefined) throw new Error(`no command ${name}`);
  let out = "";
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: () => {},
    outBytes: () => {},
    inIsTerminal: false,
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 80,
    colour: false,
    unicode: true,
    plain: false,
    env: { LEAKSIFT_USER: "anna" },
    workingFolder: folder,
    now: () => Date.parse("2026-01-01"),
    stop: new AbortController().signal,
    stopGently: () => {},
  };
  try {
    await spec.run(io, await parseArgs(spec, rest));
    return { out, refused: "" };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { out, refused: error.message };
  }
}

async function printed(line: readonly string[], form: string): Promise<string> {
  const { out, refused } = await inProcess([...line, form]);
  expect(refused).toBe("");
  return out;
}

/** Objects of --ndjson, each with its version taken off. */
function objectsOf(ndjson: string): object[] {
  expect(ndjson).toMatch(/^(?:\{.*\}\n)+$/);
  return ndjson
    .trimEnd()
    .split("\n")
    .map((each) => {
      const { formatVersion, ...object } = JSON.parse(each) as Record<string, unknown>;
      expect(formatVersion).toBe(1);
      return object;
    });
}

describe("every command", () => {
  it("is entered in this table", () => {
    expect(Object.keys(LISTS).sort()).toEqual([...COMMANDS.keys()].sort());
  });

  for (const [name, lists] of Object.entries(LISTS)) {
    if (typeof lists === "string") continue;
    it(`that lists has the options of a list: ${name}`, async () => {
      const options = (await COMMANDS.get(name)?.())?.options.map((option) => option.name) ?? [];
      const wanted = lists.some(({ documents }) => documents) ? ["ids"] : [];
      expect(options).toEqual(expect.arrayContaining([...wanted, "json", "ndjson", "csv"]));
    });

    for (const { words, documents, ownJson } of lists)
      it(`prints one list in every form: ${words}`, async () => {
        const line = wordsOf(words);
        const json = JSON.parse(await printed(line, "--json")) as object;
        expect(json).toMatchObject({ formatVersion: 1 });
        const objects = objectsOf(await printed(line, "--ndjson"));
        const arrays = Object.values(json).filter(Array.isArray);
        if (ownJson !== true) expect(arrays).toContainEqual(objects);
        expect((await printed(line, "--csv")).split("\r\n").length).toBeGreaterThan(2);
        const ids = await inProcess([...line, "--ids"]);
        if (!documents) {
          expect(ids.out).toBe("");
          expect(ids.refused).not.toBe("");
          return;
        }
        expect(ids.out).toMatch(/^(?:[0-9a-f]{64}\n)+$/);
        const all = ids.out.trim().split("\n");
        expect(new Set(all).size).toBe(all.length);
        for (const id of all) expect(catalog.resolveId(id).contentId).toBe(id);
      });
  }
});

describe("docs/checks/methods.md", () => {
  const page = readFileSync(new URL("../../docs/checks/methods.md", import.meta.url), "utf8");
  const commands = [...page.matchAll(/`leaksift ([^`]+)`/g)].map(([, command = ""]) => command);

  it("names questions to ask", () => expect(commands.length).toBeGreaterThan(8));

  for (const command of new Set(commands))
    it(`asks what can be asked: ${command}`, async () => {
      const words = (command.match(/'[^']*'|\S+/g) ?? []).map((word) =>
        word
          .replace(/^'(.*)'$/, "$1")
          .replace("ADDRESS", "sender1@example.org")
          .replace(/^ID$/, named.get("ID") ?? ""),
      );
      expect((await inProcess(words)).refused).toBe("");
    });
});

describe("a list", () => {
  it("is given in one form, and says so when two are asked for", async () => {
    for (const words of ["flags --json --ids", "search x --csv --ndjson", "fields --json --csv"])
      expect(await inProcess(words.split(" "))).toMatchObject({
        out: "",
        refused: expect.stringContaining("two forms"),
      });
  });

  it("is whole when it is piped, though people see its beginning", async () => {
    writeFileSync(
      join(folder, "many.mbox"),
      mbox(Array.from({ length: 60 }, (_, i) => mail(100 + i, { subject: `Many ${i}` }))),
    );
    leaksift(["index", "many.mbox", "--index", "many"], { cwd: folder });
    const many = async (end: string, ...args: string[]): Promise<number> =>
      (await inProcess([...args, "--index", "many"])).out.split(end).length - 1;
    expect(await many("\n", "search", "many", "--ids")).toBe(60);
    expect(await many("\n", "search", "many", "--ndjson")).toBe(60);
    expect(await many("\r\n", "search", "many", "--csv")).toBe(61);
    expect(await many("\n", "search", "many", "--ndjson", "-n", "7")).toBe(7);
  });

  it("of ids goes into tag, export and signatures, and an empty one does nothing", () => {
    const ids = leaksiftEnds(0, ["flags", "--check", "re-save-burst", "--ids"], {
      cwd: folder,
    }).out;
    const tagged = leaksiftEnds(0, ["tag", "+burst", "-"], { cwd: folder, input: ids });
    expect(tagged.err).toContain("+burst on 9 documents");
    expect(run("search", "tag:burst", "--count").out).toBe("9\n");
    leaksiftEnds(0, ["export", "-", "--to", "out"], { cwd: folder, input: ids });
    for (const words of [
      ["tag", "+none", "-"],
      ["show", "-"],
      ["signatures", "-", "--ids"],
    ])
      expect(leaksiftEnds(0, words, { cwd: folder, input: "\n" }).out).toBe("");
  });

  it("that holds something else than ids is refused with its line, before anything is done", () => {
    const input = `${named.get("ID")}\nnot an id\n`;
    const refused = leaksift(["tag", "+wrong", "-"], { cwd: folder, input });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("Line 2 of standard input");
    expect(run("search", "tag:wrong", "--count").out).toBe("0\n");
  });
});

/** Ends of a shell pipe whose reader is gone at once, or after one line. */
function piped(command: string): { status: number; err: string } {
  const script = `{ "${process.execPath}" "${PROGRAM}" ${command}; echo "code $?" >&2; } 2>err.txt`;
  spawnSync("bash", ["-c", `${script} | head -n 1 > /dev/null`], {
    cwd: folder,
    env: plainEnvironment(),
  });
  const err = readFileSync(join(folder, "err.txt"), "utf8");
  return { status: Number(/code (\d+)/.exec(err)?.[1]), err: err.replace(/code \d+\n/, "") };
}

describe("a reader that has enough", () => {
  for (const command of [
    "search many --ndjson --index many",
    "authors --csv",
    "problems --ids",
    "dump --index many",
  ])
    it(`ends it quietly: ${command}`, () => {
      const { status, err } = piped(command);
      expect(status).toBe(0);
      expect(err).not.toMatch(/EPIPE|Error|at .*\.js/);
    });

  it("may close the other output too", () => {
    const script = `"${process.execPath}" "${PROGRAM}" search many --index many 2>&1 >/dev/null | true; echo "\${PIPESTATUS[0]}"`;
    const ended = spawnSync("bash", ["-c", script], { cwd: folder, env: plainEnvironment() });
    expect(ended.stdout.toString()).toBe("0\n");
    expect(ended.stderr.toString()).toBe("");
  });

  it("is told from a disk that is full, which is said in one line", () => {
    const script = `"${process.execPath}" "${PROGRAM}" fields --csv > /dev/full`;
    const ended = spawnSync("bash", ["-c", script], { cwd: folder, env: plainEnvironment() });
    expect(ended.stderr.toString()).toBe("leaksift: the output cannot be written (ENOSPC).\n");
    expect(ended.status).toBe(2);
  });
});
