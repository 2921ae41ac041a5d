/** The rules of the code that no compiler knows: who may import whom, what each file says of itself, how long it is. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What a command may use: all but what chooses commands. */
const ALL: readonly string[] = [
  "model",
  "cli",
  "catalog",
  "segment",
  "query",
  "search",
  "checks",
  "flags",
  "assess",
  "report",
  "render",
  "peek",
  "replay",
  "reread",
  "custody",
  "export",
  "room",
  "ingest",
  "sources",
  "signatures",
  "errors.ts",
  "fields.ts",
  "file-path.ts",
  "type-names.ts",
  "limits.ts",
  "identify",
  "identifier-kinds.ts",
];

/** Layer -> what it may import. Data moves to the right only (docs/architecture.md). Files directly in src/ are named. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  "errors.ts": [],
  "limits.ts": [],
  "fault.ts": [],
  "identifier-kinds.ts": [],
  "fields.ts": ["identifier-kinds.ts"],
  "type-names.ts": [],
  "file-path.ts": [],
  "regular-file.ts": [],
  "mail-lines.ts": [],
  "identifiers.ts": [],
  "tokenize.ts": ["identifiers.ts"],
  "text-places.ts": ["model"],
  "cli.ts": ["program", "cli", "catalog", "errors.ts"],
  model: [],
  split: ["model", "mail-lines.ts", "file-path.ts", "regular-file.ts"],
  sources: [
    "model",
    "split",
    "errors.ts",
    "file-path.ts",
    "regular-file.ts",
    "mail-lines.ts",
    "limits.ts",
  ],
  // Bytes to text, the same for the body of a mail and for a file.
  decode: ["limits.ts"],
  parse: ["model", "decode", "limits.ts"],
  extract: ["model", "decode", "limits.ts"],
  // Which bytes a record has and what it is, for whoever reads it first or again.
  records: [
    "model",
    "sources",
    "split",
    "parse",
    "extract",
    "file-path.ts",
    "regular-file.ts",
    "mail-lines.ts",
    "limits.ts",
  ],
  checks: ["model", "limits.ts", "tokenize.ts", "signatures"],
  segment: [
    "regular-file.ts",
    "model",
    "fields.ts",
    "tokenize.ts",
    "errors.ts",
    "limits.ts",
    "fault.ts",
  ],
  catalog: [
    "model",
    "fields.ts",
    "identifier-kinds.ts",
    "tokenize.ts",
    "errors.ts",
    "file-path.ts",
    "regular-file.ts",
    "fault.ts",
  ],
  query: ["model", "fields.ts", "tokenize.ts", "limits.ts"],
  // Which identifiers stand in a text, and in which documents; their store is in catalog/.
  identify: ["model", "catalog", "limits.ts", "identifier-kinds.ts"],
  search: [
    "model",
    "query",
    "segment",
    "catalog",
    "fields.ts",
    "identifier-kinds.ts",
    "tokenize.ts",
    "text-places.ts",
    "errors.ts",
    "limits.ts",
  ],
  assess: [
    "model",
    "query",
    "search",
    "catalog",
    "errors.ts",
    "tokenize.ts",
    "fields.ts",
    "text-places.ts",
  ],
  ingest: [
    "model",
    "sources",
    "split",
    "parse",
    "extract",
    "checks",
    "segment",
    "catalog",
    "fields.ts",
    "tokenize.ts",
    "text-places.ts",
    "type-names.ts",
    "errors.ts",
    "limits.ts",
    "fault.ts",
    "file-path.ts",
    "regular-file.ts",
    "decode",
    "records",
  ],
  replay: [
    "model",
    "sources",
    "split",
    "parse",
    "extract",
    "catalog",
    "errors.ts",
    "limits.ts",
    "file-path.ts",
    "records",
  ],
  // Texts that other programs read: which documents, by which programs, kept where.
  reread: ["model", "decode", "catalog", "query", "search"],
  // What goes through whole sources and families again: intake, verification, relocation.
  custody: [
    "model",
    "sources",
    "split",
    "extract",
    "segment",
    "catalog",
    "ingest",
    "replay",
    "errors.ts",
    "limits.ts",
    "file-path.ts",
    "regular-file.ts",
    "records",
  ],
  // Flags with what is needed to explain and show them.
  flags: ["model", "catalog", "checks", "decode", "parse", "replay", "render", "errors.ts"],
  // What is written out for others: bytes from the sources, names made safe, what proves them.
  export: [
    "model",
    "catalog",
    "replay",
    "render",
    "errors.ts",
    "limits.ts",
    "file-path.ts",
    "mail-lines.ts",
  ],
  // A folder for people without the program: what goes into it, what is replaced, and the page that reads it (page/ and engine/ run in a browser).
  room: [
    "model",
    "fields.ts",
    "tokenize.ts",
    "text-places.ts",
    "errors.ts",
    "limits.ts",
    "query",
    "segment",
    "catalog",
    "search",
    "checks",
    "render",
    "report",
    "export",
  ],
  // A look at a dump before anything is indexed: header blocks, streamed once.
  peek: [
    "model",
    "sources",
    "split",
    "parse",
    "extract",
    "query",
    "ingest",
    "fields.ts",
    "tokenize.ts",
    "errors.ts",
    "limits.ts",
    "file-path.ts",
    "regular-file.ts",
  ],
  // What every command needs to ask and to print: arguments, lists, pages, progress, the people and things named.
  cli: [
    "model",
    "catalog",
    "query",
    "search",
    "render",
    "flags",
    "ingest",
    "sources",
    "errors.ts",
    "type-names.ts",
  ],
  // One file or folder a command.
  commands: ALL,
  // The index on a server, beside the local one: a program of its own, which alone opens a connection.
  engine: [...ALL, "commands", "text-places.ts", "tokenize.ts"],
  // The prompt: lines, state, help, completion; what a line does is done by the commands of the same names.
  prompt: [
    "model",
    "cli",
    "commands",
    "checks",
    "query",
    "search",
    "segment",
    "catalog",
    "render",
    "errors.ts",
    "fields.ts",
  ],
  // The table of commands, and yargs for help and errors.
  program: ["cli", "commands", "prompt", "render", "errors.ts"],
  render: ["model", "fields.ts", "text-places.ts", "type-names.ts"],
  // An assessment as a page for people who do not have the program.
  report: ["model", "assess", "render", "query", "fields.ts", "tokenize.ts"],
  // What was signed, checked over raw bytes.
  signatures: ["model", "parse", "decode"],
};

/** Files that may name `process`, with what for. */
const PROCESS: readonly (readonly [string, string])[] = [
  ["cli/", "streams, signals, exit; what a command is told of its surroundings"],
  ["commands/", "the same"],
  ["prompt/", "the same"],
  ["engine/run-push.ts", "asks a person before mail leaves the machine"],
  ["program/program.ts", "the version of Node, which --version prints"],
  ["ingest/worker.ts", "a name for its segment file, and a bug that must end the thread"],
  ["ingest/pool.ts", "the version of V8, whose flags come and go"],
  ["ingest/reader-child.ts", "a process of its own: its messages and its end"],
  ["catalog/index-trust.ts", "whose files are the own ones"],
  ["catalog/sqlite.ts", "keeps the loader of libsql from looking up network names"],
  ["fault.ts", "ends the process where a crash test asks for it"],
  ["ingest/merge-run.ts", "a name for its segment file"],
];

/** Files beyond 300 lines, with why they are one. */
const LONG: readonly (readonly [string, string])[] = [
  ["fields.ts", "one table"],
  ["extract/formats.ts", "one table"],
  ["limits.ts", "one table"],
  ["extract/ole/doc-text.ts", "one format"],
  ["extract/xml-events.ts", "one state machine"],
  ["extract/mail/mapi.ts", "one format"],
  ["parse/part-walk.ts", "one grammar"],
  ["catalog/write/write-catalog.ts", "one transaction"],
  ["ingest/family.ts", "the one place where parse and extract meet"],
  ["segment/merge.ts", "one format"],
];
const MAX_LINES = 300;

interface Import {
  /** Path below src/, or the name of a package. */
  readonly to: string;
  readonly isPackage: boolean;
  readonly typeOnly: boolean;
}

interface SourceFile {
  /** Below src/, e.g. "query/plan.ts". */
  readonly path: string;
  readonly text: string;
  /** Without comments, so that prose is not taken for code. */
  readonly code: string;
  readonly imports: readonly Import[];
}

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");

function importsOf(path: string, code: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    const local = specifier.startsWith(".");
    const to = local
      ? normalize(join(dirname(path), specifier.replace(/\.js$/, ".ts")))
      : specifier;
    found.push({ to, isPackage: !local, typeOnly });
  };
  for (const match of code.matchAll(/^(?:import|export)\s(type\s)?[^;]*?\sfrom\s"([^"]+)";/gm))
    add(match[2] ?? "", match[1] !== undefined);
  for (const match of code.matchAll(/^import "([^"]+)";/gm)) add(match[1] ?? "", false);
  for (const match of code.matchAll(/\bimport\("([^"]+)"\)/g)) add(match[1] ?? "", false);
  for (const match of code.matchAll(/new URL\("(\.[^"]+\.js)", import\.meta\.url\)/g))
    add(match[1] ?? "", false);
  return found;
}

const FILES: readonly SourceFile[] = readdirSync(join(ROOT, "src"), { recursive: true })
  .map(String)
  .filter((path) => path.endsWith(".ts"))
  .sort()
  .map((path) => {
    const text = readFileSync(join(ROOT, "src", path), "utf8");
    const code = withoutComments(text);
    return { path, text, code, imports: importsOf(path, code) };
  });

const layerOf = (path: string): string => (path.includes("/") ? (path.split("/")[0] ?? "") : path);
const isListed = (list: readonly (readonly [string, string])[], path: string): boolean =>
  list.some(([place]) => (place.endsWith("/") ? path.startsWith(place) : path === place));

function isLawful(from: string, { to, typeOnly }: Import): boolean {
  const [layer, target] = [layerOf(from), layerOf(to)];
  if (layer === target) return true;
  // Rows are shown as they are stored, hits as they are found: no code of theirs is loaded.
  if (layer === "render" && typeOnly && ["catalog", "search"].includes(target)) return true;
  return LAYERS[layer]?.includes(target) ?? false;
}

/** Files whose check fails, as the test shows them. */
const offenders = (check: (file: SourceFile) => boolean): string[] =>
  FILES.filter((file) => !check(file)).map((file) => file.path);

describe("imports", () => {
  it("are found at all", () => {
    expect(FILES.length).toBeGreaterThan(100);
    expect(FILES.flatMap((file) => file.imports).length).toBeGreaterThan(300);
  });

  it("follow the layer table", () => {
    const unlawful = FILES.flatMap((file) =>
      file.imports
        .filter((i) => !i.isPackage && !isLawful(file.path, i))
        .map((i) => `${file.path} imports ${i.to}`),
    );
    expect(unlawful).toEqual([]);
  });

  it("lead to files that are there", () => {
    const known = new Set(FILES.map((file) => file.path));
    const gone = FILES.flatMap((file) =>
      file.imports
        .filter((i) => !i.isPackage && !known.has(i.to))
        .map((i) => `${file.path}: ${i.to}`),
    );
    expect(gone).toEqual([]);
  });

  const ONLY: readonly (readonly [string, RegExp])[] = [
    ["libsql", /^catalog\/sqlite\.ts$/],
    ["flexsearch", /^segment\/flexsearch\.ts$/],
    ["mailparser", /^parse\//],
    ["p-limit", /^ingest\/pool\.ts$/],
    ["fast-glob", /^sources\//],
    ["yargs", /^program\/program\.ts$/],
    ["yargs-parser", /^cli\/parse-args\.ts$/],
    ["node:worker_threads", /^ingest\//],
    [
      "node:child_process",
      /^ingest\/|^prompt\/answerer\.ts$|^cli\/(?:engine-child|pager|place-warning)\.ts$|^reread\/bounded-program\.ts$/,
    ],
    ["@opensearch-project/opensearch", /^engine\/connect\.ts$/],
  ];
  for (const [name, place] of ONLY) {
    it(`of ${name} stand where the design has them`, () => {
      const wrong = FILES.filter(
        (f) => !place.test(f.path) && f.imports.some((i) => i.to === name && !i.typeOnly),
      );
      expect(wrong.map((f) => f.path)).toEqual([]);
    });
  }

  it("of network modules do not exist", () => {
    const network = /^(?:node:)?(?:net|http|https|http2|tls|dgram|dns)(?:\/|$)/;
    expect(offenders((f) => !f.imports.some((i) => network.test(i.to)))).toEqual([]);
    const calls = /(?:await|return|=|[(,;])\s*fetch\(|\bnew (?:WebSocket|EventSource)\(/;
    expect(offenders((f) => !calls.test(f.code))).toEqual([]);
  });

  it("of pure layers reach no file, process or clock", () => {
    const outside = /^node:(?:fs|os|child_process|worker_threads|process|timers)/;
    const pure = /^(?:model|parse|extract|checks|query)\//;
    const clock = /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bMath\.random\(/;
    const wrong = offenders(
      (f) =>
        !pure.test(f.path) || !(f.imports.some((i) => outside.test(i.to)) || clock.test(f.code)),
    );
    expect(wrong).toEqual([]);
  });

  it("of a thread that may be killed never reach libsql", () => {
    const byPath = new Map(FILES.map((file) => [file.path, file]));
    for (const start of ["ingest/worker.ts", "ingest/reader-child.ts"]) {
      const seen = new Set<string>();
      const queue = byPath.has(start) ? [start] : [];
      for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
        seen.add(path);
        for (const i of byPath.get(path)?.imports ?? [])
          if (!i.typeOnly && !i.isPackage && !seen.has(i.to)) queue.push(i.to);
      }
      expect([...seen].filter((path) => path.startsWith("catalog/"))).toEqual([]);
    }
  });
});

describe("every file", () => {
  it("begins with a comment that says its duty", () => {
    expect(offenders((f) => /^\/\*\* ?\n? ?\*? ?\S/.test(f.text))).toEqual([]);
  });

  it("explains every exported function and class, in its header when there is only one", () => {
    const bare = FILES.flatMap((file) => {
      const lines = file.text.split("\n");
      const exported = lines.flatMap((line, i) => {
        const name = /^export (?:async |abstract )?(?:function\*?|class) (\w+)/.exec(line)?.[1];
        if (name === undefined) return [];
        let above = i - 1;
        while (/^\/\/ biome-ignore/.test(lines[above] ?? "")) above--;
        return [{ name, explained: /\*\/$/.test(lines[above] ?? "") }];
      });
      if (exported.length === 1) return [];
      return exported.filter((e) => !e.explained).map((e) => `${file.path}: ${e.name}`);
    });
    expect(bare).toEqual([]);
  });

  it("is at most 300 lines long, or listed with the reason", () => {
    const long = FILES.filter((f) => f.text.split("\n").length - 1 > MAX_LINES);
    expect(long.filter((f) => !isListed(LONG, f.path)).map((f) => f.path)).toEqual([]);
    const paths = new Set(long.map((f) => f.path));
    expect(LONG.map(([path]) => path).filter((path) => !paths.has(path))).toEqual([]);
  });

  it("names process only where it is listed", () => {
    const uses = (f: SourceFile): boolean =>
      /(?<![-/\w.])process\s*[.;]|"node:process"/.test(f.code);
    expect(offenders((f) => !uses(f) || isListed(PROCESS, f.path))).toEqual([]);
    const unneeded = PROCESS.filter(
      ([place]) => !FILES.some((f) => f.path.startsWith(place) && uses(f)),
    );
    expect(unneeded).toEqual([]);
  });

  it("has no console, no default export, no barrel, no name that hides what it is", () => {
    expect(offenders((f) => !/\bconsole\./.test(f.code))).toEqual([]);
    expect(offenders((f) => !/^export default/m.test(f.code))).toEqual([]);
    expect(offenders((f) => !/^export (?:type )?(?:\*|\{[^}]*\}) from/m.test(f.code))).toEqual([]);
    expect(
      offenders((f) => !/(?:^|\/)(?:index|utils?|helpers?|misc|common)\.ts$/.test(f.path)),
    ).toEqual([]);
  });

  it("has no eval and no shell", () => {
    expect(
      offenders((f) => !/\beval\(|new Function\(|\bexecSync\(|shell: true/.test(f.code)),
    ).toEqual([]);
  });
});

describe("the project", () => {
  const TEXT = ["src", "tests", "scripts", "bench", "docs", "bin"].flatMap((folder) =>
    existsSync(join(ROOT, folder))
      ? readdirSync(join(ROOT, folder), { recursive: true })
          .map((name) => join(folder, String(name)))
          .filter((name) => /\.(?:ts|js|md|py|json)$/.test(name))
      : [],
  );

  it("names no path of one machine and leaves nothing to do later without an issue", () => {
    const machine = new RegExp(`${"/wo"}rk/|${"/tmp/"}co${"rp"}\\b|/home/[a-z]+/(?:src|dev)/`);
    const wrong = TEXT.filter((name) => {
      const text = readFileSync(join(ROOT, name), "utf8");
      return machine.test(text) || new RegExp(`\\b${"TO"}DO\\b(?! #\\d)`).test(text);
    });
    expect(wrong).toEqual([]);
  });

  it("has no folder of more than 30 files but those of the checks, where one file is one check", () => {
    const counts = new Map<string, number>();
    for (const file of FILES) {
      const folder = dirname(file.path);
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    const many = [...counts].filter(([, count]) => count > 30).map(([folder]) => folder);
    expect(many.filter((folder) => !/^checks\/(?:message|document|corpus)$/.test(folder))).toEqual(
      [],
    );
  });

  it("runs every command where there is no network", () => {
    const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");
    const commands = [...read("src/program/commands.ts").matchAll(/"([a-z-]+)",\s+async \(\) =>/g)];
    expect(commands.length).toBeGreaterThan(15);
    const runs = read("tests/protection/network.test.ts");
    const missing = commands.map((row) => row[1]).filter((name) => !runs.includes(`["${name}", `));
    expect(missing).toEqual([]);
  });

  it("pins every dependency exactly and needs no install script", () => {
    const read = (name: string): Record<string, Record<string, unknown>> =>
      JSON.parse(readFileSync(join(ROOT, name), "utf8")) as Record<string, Record<string, unknown>>;
    const { dependencies, optionalDependencies, devDependencies } = read("package.json");
    for (const version of Object.values({
      ...dependencies,
      ...optionalDependencies,
      ...devDependencies,
    }))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    const scripts = Object.entries(read("package-lock.json")["packages"] ?? {}).filter(
      ([, entry]) => (entry as { hasInstallScript?: boolean }).hasInstallScript === true,
    );
    // fsevents is optional and only for macOS; vitest works without its script.
    expect(scripts.map(([name]) => name).filter((name) => !name.endsWith("/fsevents"))).toEqual([]);
  });

  it("shows every delivered capability with one command", () => {
    const text = readFileSync(join(ROOT, "docs", "acceptance.md"), "utf8");
    expect(text.match(/^\| .* \| `.*` \|/gm)?.length ?? 0).toBeGreaterThan(10);
  });
});
