/** `leaksift reread [QUERY] --ocr` and `leaksift reread import FILE…`: texts that other programs read, kept beside the index. */
import { readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { RereadStore } from "../catalog/annotations/rereads.ts";
import { findIndex, type IndexPaths } from "../catalog/index-folder.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  numberValue,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { readTextFile } from "../cli/read-text-file.ts";
import { UserError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { escapeLine, safeJson } from "../render/escape.ts";
import { counted, cutTo } from "../render/terminal.ts";
import { documentFile } from "../replay/replay.ts";
import { chosenForOcr } from "../reread/chosen.ts";
import { importedPages, namedBy } from "../reread/import-text.ts";
import { findOcr, type OcrPrograms, readByOcr } from "../reread/tesseract.ts";
import { type OpenIndex, openIndex } from "../search/open-index.ts";

/** What a run did. */
interface Outcome {
  documents: number;
  pages: number;
  failed: number;
  /** Read in an earlier run by the same program. */
  before: number;
  /** Not reached before the time was up or Ctrl-C. */
  left: number;
}

const newOutcome = (): Outcome => ({ documents: 0, pages: 0, failed: 0, before: 0, left: 0 });

/** Reads one document, and notes it as done whatever came of it. */
async function readOne(
  io: Io,
  catalog: CatalogReader,
  store: RereadStore,
  document: StoredDocument,
  programs: OcrPrograms,
  outcome: Outcome,
  onPage: (page: number) => void,
): Promise<void> {
  const { contentId, type } = document;
  const { bytes } = await documentFile(catalog, document);
  const isPdf = type === "application/pdf";
  const pages = await readByOcr(contentId, bytes, isPdf, programs, { stop: io.stop, onPage });
  if (io.stop.aborted) return; // half a document is read again
  store.put(contentId, "ocr", pages);
  outcome.documents++;
  outcome.pages += pages.filter(({ text }) => text !== "").length;
  const failure = pages.find((page) => page.failure !== "")?.failure;
  if (failure === undefined) return;
  outcome.failed++;
  io.err(
    `leaksift: ${contentId.slice(0, 12)} ${escapeLine(document.name)}: ${escapeLine(failure)}\n`,
  );
}

async function runOcr(
  io: Io,
  index: OpenIndex,
  paths: IndexPaths,
  args: ParsedArgs,
): Promise<number> {
  const language = textValue(args, "lang") ?? "";
  const tessdata = textValue(args, "tessdata");
  if (language !== "" && !/^\w{2,30}(?:\+\w{2,30}){0,9}$/.test(language))
    throw new UserError("--lang takes names like eng or eng+deu, as tesseract has them.");
  const folder = tessdata === undefined ? "" : resolve(io.workingFolder, tessdata);
  const found = await findOcr(io.env["PATH"], language, folder, io.stop);
  if ("missing" in found) throw new UserError(`Nothing was read: ${found.missing}`);
  const { programs } = found;
  const clock = { nowMs: io.now(), timeZone: "UTC" };
  const { documents, unopenable } = chosenForOcr(index, args.positional.join(" "), clock);
  const seconds = numberValue(args, "for") ?? 0;
  const endsAt = seconds > 0 ? io.now() + seconds * 1000 : Number.POSITIVE_INFINITY;
  io.stopGently();
  const outcome = newOutcome();
  const store = new RereadStore(paths);
  try {
    const done = store.done("ocr", programs.program);
    const toRead = documents.filter(({ contentId }) => !done.has(contentId));
    outcome.before = documents.length - toRead.length;
    for (const [i, document] of toRead.entries()) {
      outcome.left = toRead.length - i;
      if (io.stop.aborted || io.now() > endsAt) break;
      const onPage = (page: number): void => {
        if (!io.errIsTerminal) return;
        const line = `${i + 1} of ${toRead.length}: ${escapeLine(document.name)}, page ${page}. Ctrl-C ends; the same command goes on.`;
        io.err(`\r\u001b[K${cutTo(line, io.columns - 1, io)}`);
      };
      await readOne(io, index.catalog, store, document, programs, outcome, onPage);
      if (!io.stop.aborted) outcome.left = toRead.length - i - 1;
    }
  } finally {
    store.close();
    if (io.errIsTerminal) io.err("\r\u001b[K");
  }
  if (isSet(args, "json")) {
    io.out(
      `${safeJson({ formatVersion: 1, program: programs.program, unopenable, ...outcome }, 2)}\n`,
    );
  } else printOutcome(io, outcome, unopenable, programs);
  return io.stop.aborted ? 130 : outcome.failed > 0 || outcome.left > 0 ? 3 : 0;
}

function printOutcome(io: Io, outcome: Outcome, unopenable: number, programs: OcrPrograms): void {
  const { documents, pages, failed, before, left } = outcome;
  const lines = [
    `${counted(documents, "document")} read by ${programs.program}: ${counted(pages, "page")} with text, ${failed} not read or in part.`,
    ...(before > 0 ? [`${counted(before, "document")} read in an earlier run.`] : []),
    ...(left > 0 ? [`${counted(left, "document")} left: the same command goes on.`] : []),
    ...(unopenable > 0
      ? [
          `${counted(unopenable, "picture")} of a kind that tesseract does not open (HEIC and the like).`,
        ]
      : []),
    ...(programs.isolate.length === 0
      ? [
          "The programs ran without a network of their own to cut off: this system has no unshare for users.",
        ]
      : []),
    "A search finds this text; only it: leaksift search ocr:WORD",
  ];
  io.out(`${lines.join("\n")}\n`);
}

/** Files named, and those in folders named, in order. */
function filesOf(io: Io, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const path = resolve(io.workingFolder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
    return readdirSync(path)
      .sort()
      .map((each) => join(path, each));
  });
}

/** Documents of the index by what the name of a text says: by id, else by file name without its ending. */
function documentsNamed(
  catalog: CatalogReader,
  fileName: string,
  names: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const named = namedBy(fileName);
  if ("id" in named) {
    const [first, other] = catalog.byContentId(named.id, 2);
    if (first !== undefined)
      return other !== undefined && other.contentId !== first.contentId ? [] : [first.contentId];
  }
  return names.get("name" in named ? named.name : named.id) ?? [];
}

/** Content ids by the names of their files, whole and without the ending, in lower case. */
function contentsByName(catalog: CatalogReader, index: OpenIndex): Map<string, string[]> {
  const names = new Map<string, string[]>();
  const last = index.segments.at(-1);
  const end = last === undefined ? 0 : last.firstDoc + last.reader.documentCount;
  for (let docId = index.segments[0]?.firstDoc ?? 0; docId < end; docId++) {
    const { name, contentId, kind } = catalog.document(docId);
    if (kind === "message" || name === "") continue;
    const whole = name.toLowerCase();
    for (const key of new Set([whole, whole.replace(/\.[^.]{1,6}$/, "")])) {
      const contents = names.get(key) ?? [];
      if (!contents.includes(contentId)) contents.push(contentId);
      names.set(key, contents);
    }
  }
  return names;
}

function runImport(io: Io, index: OpenIndex, paths: IndexPaths, args: ParsedArgs): number {
  const files = filesOf(io, args.positional.slice(1));
  if (files.length === 0)
    throw new UserError("Import what? Name files or a folder: leaksift reread import texts/");
  const program = textValue(args, "program") ?? "imported";
  const names = contentsByName(index.catalog, index);
  const store = new RereadStore(paths);
  let taken = 0;
  let failed = 0;
  try {
    for (const path of files) {
      const contents = documentsNamed(index.catalog, basename(path), names);
      const [contentId, other] = contents;
      if (contentId === undefined || other !== undefined) {
        failed++;
        io.err(
          `leaksift: ${escapeLine(basename(path))}: ${contentId === undefined ? "no document has this id or name" : `${contents.length} documents have this name; name the file by an id`}\n`,
        );
        continue;
      }
      const pages = importedPages(readTextFile(io, path, LIMITS.maxMessageBytes));
      store.put(
        contentId,
        "import",
        pages.map((page, i) => ({
          contentId,
          kind: "import",
          page: i + 1,
          program,
          failure: "",
          ...page,
        })),
      );
      taken++;
    }
  } finally {
    store.close();
  }
  if (isSet(args, "json"))
    io.out(`${safeJson({ formatVersion: 1, documents: taken, failed }, 2)}\n`);
  else io.out(`${counted(taken, "text")} taken in, ${failed} not.\n`);
  return failed > 0 ? 3 : 0;
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const isImport = args.positional[0] === "import";
  if (!isImport && !isSet(args, "ocr"))
    throw new UserError(
      "How? leaksift reread --ocr reads scanned PDFs and pictures with tesseract; leaksift reread import FILE… takes in texts made elsewhere.",
    );
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const index = openIndex(paths);
  try {
    return isImport ? runImport(io, index, paths, args) : await runOcr(io, index, paths, args);
  } finally {
    index.close();
  }
}

export const reread: CommandSpec = {
  name: "reread",
  positional: "[QUERY] | import FILE…",
  access: "write",
  summary: "Read scans and pictures with OCR, or take in text made elsewhere",
  options: [
    INDEX_OPTION,
    {
      name: "ocr",
      type: "boolean",
      description: "With an installed tesseract, over scanned PDFs and pictures",
    },
    {
      name: "lang",
      type: "string",
      placeholder: "LANG",
      description: "Languages as tesseract has them: eng+deu (default: eng)",
    },
    {
      name: "tessdata",
      type: "string",
      placeholder: "DIR",
      description: "Folder with the languages of tesseract",
    },
    {
      name: "for",
      type: "number",
      placeholder: "SECONDS",
      description: "Begin no document after this time; the same command goes on later",
    },
    {
      name: "program",
      type: "string",
      placeholder: "NAME",
      description: "With import: the program that made the texts",
    },
    JSON_OPTION,
  ],
  examples: [
    ["leaksift reread --ocr", "Everything that is a picture of text"],
    ["leaksift reread from:anna --ocr --lang eng", "What one person sent"],
    [
      "leaksift reread import texts",
      "hOCR, ALTO or text, each file named by a document's id or name",
    ],
  ],
  notes: [
    'What is read is kept in reread.sqlite, apart from the index: dump and verify do not change. A hit says "read by OCR, 81 %". A word without a field is looked for in it; ocr:WORD asks for it alone.',
    "A run that was ended goes on where it stopped. Each page may take 2 minutes and 900 MB, in a process without a network where the system can do that.",
  ],
  run,
};
