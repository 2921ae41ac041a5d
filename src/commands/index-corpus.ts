/** `leaksift index DUMP…`: indexes, shows progress, ends with what was and was not read. */
import { chooseIndex, type IndexPaths } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
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
import { CUSTODY_OPTIONS, custodyOf, sumsLines, sumsOf } from "../cli/custody-options.ts";
import { firstPageOf } from "../cli/first-page.ts";
import { IndexProgress, type ProgressForm } from "../cli/index-progress.ts";
import { placeWarning } from "../cli/place-warning.ts";
import { runInfo } from "../cli/run-info.ts";
import { EXIT, UserError } from "../errors.ts";
import { type IngestResult, ingest, workerCount } from "../ingest/ingest.ts";
import { noWork } from "../ingest/time-left.ts";
import { escapeLine, safeJson } from "../render/escape.ts";
import { firstPageText } from "../render/first-page.ts";
import { counted, grouped, sizeText } from "../render/terminal.ts";
import { walksText } from "../render/walks.ts";

const DEFAULT_MEMORY_BYTES = 1e9;

/** "800MB", "1.5GB", "2GiB" in bytes. Throws UserError for anything else. */
export function memoryBytes(text: string): number {
  const found = /^(\d+(?:\.\d+)?)\s*([kmg])(i?)b?$/i.exec(text);
  if (found === null)
    throw new UserError(`--memory needs a size such as 800MB or 2GB, not "${text}".`);
  const power = { k: 1, m: 2, g: 3 }[(found[2] ?? "k").toLowerCase()] ?? 1;
  const bytes = Number(found[1]) * (found[3] === "" ? 1000 : 1024) ** power;
  if (bytes < 200e6)
    throw new UserError(`--memory ${text} is too little: indexing needs at least 200MB.`);
  return bytes;
}

/** The form of the progress: a line on a terminal, JSON for programs where that is asked for. */
function progressForm(args: ParsedArgs): ProgressForm {
  const form = textValue(args, "progress") ?? "line";
  if (form === "line" || form === "json" || form === "none") return form;
  throw new UserError(`--progress is line, json or none, not "${form}".`);
}

/** What became of the sources since the last run, a line for each kind that occurred. */
function changeLines(result: IngestResult): string[] {
  const { unchanged, appended, changed, truncated, vanished } = result.changes;
  const lines: string[] = [];
  const say = (count: number, text: string): void => {
    if (count > 0) lines.push(`${counted(count, "source")} ${text}`);
  };
  say(unchanged, "unchanged since the last run.");
  say(appended, "grown: only what is new was read.");
  say(changed, "changed: what was indexed from them was replaced.");
  say(truncated, "cut short since the last run: what was indexed stays. See leaksift sources");
  say(vanished, "no longer there: what was indexed stays. See leaksift sources");
  if (result.lostInRebuild !== "") lines.push(escapeLine(result.lostInRebuild));
  return [...lines, ...sumsLines(result.sums)];
}

function summary(result: IngestResult, seconds: number, folder: string): string {
  const lines = [
    `${counted(result.messages, "message")} and ${counted(result.documents - result.messages, "file")} indexed from ${counted(result.sources, "source")} (${sizeText(result.bytes)}) in ${seconds.toFixed(1)} s.`,
  ];
  const walks = walksText(result.walks);
  if (walks !== "") lines.push(walks);
  lines.push(...changeLines(result));
  if (result.copies > 0)
    lines.push(
      `${counted(result.copies, "exact copy", "exact copies")} of what was there already.`,
    );
  const { lost, partial, note } = result.problems;
  if (lost + partial + note > 0) {
    lines.push(
      `Problems: ${grouped(lost)} not read, ${grouped(partial)} read in part, ${counted(note, "note")}. List them: leaksift problems`,
    );
  } else
    lines.push(result.interrupted ? "No problems so far." : "No problems: every byte was read.");
  if (result.gaps > 0)
    lines.push(
      `${counted(result.gaps, "gap")} between messages (bytes that belong to none); see leaksift problems --gaps.`,
    );
  if (result.interrupted)
    lines.push(
      "Stopped on request. What is committed can be searched; run the same command to go on.",
    );
  lines.push(`Index: ${escapeLine(folder)}`);
  return `${lines.join("\n")}\n`;
}

/** The same screen as `leaksift stats`. */
function firstPage(io: Io, paths: IndexPaths): string {
  const catalog = new CatalogReader(paths);
  try {
    return firstPageText(firstPageOf(catalog), io);
  } finally {
    catalog.close();
  }
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  if (args.positional.length === 0 && !isSet(args, "rebuild")) {
    throw new UserError(
      'Name what to index: files, folders or patterns, e.g. "leaksift index ~/dump".',
    );
  }
  const workers = numberValue(args, "workers") ?? null;
  if (workers !== null && (workers < 1 || workers > 64))
    throw new UserError("--workers is between 1 and 64.");
  const paths = chooseIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  io.err(placeWarning(paths.folder, io.env));
  const memory =
    args.values["memory"] === undefined
      ? DEFAULT_MEMORY_BYTES
      : memoryBytes(textValue(args, "memory") ?? "");
  const allowed = workerCount(workers, memory);
  if (workers !== null && allowed < workers) {
    io.err(
      `leaksift: ${sizeText(memory)} of memory allow ${counted(allowed, "worker")}; ${workers} need --memory ${Math.ceil((workers * 250 + 300) / 100) / 10}GB.\n`,
    );
  }
  const startedAt = io.now();
  io.stopGently();
  const progress = new IndexProgress(io, progressForm(args));
  const asJson = isSet(args, "json");
  let page = "";
  let result: IngestResult;
  try {
    result = await ingest({
      inputs: args.positional,
      paths,
      workingFolder: io.workingFolder,
      workers,
      memoryBytes: memory,
      mailparserOnly: textValue(args, "parser") === "mailparser",
      run: runInfo(io, "index", args),
      custody: custodyOf(args),
      sums: sumsOf(io, args),
      rebuild: isSet(args, "rebuild"),
      now: io.now,
      onProgress: progress.to,
      stop: io.stop,
    });
    if (!asJson && !result.interrupted) {
      progress.to({ phase: "checking", counts: result, done: noWork(), total: noWork() });
      page = `\n${firstPage(io, paths)}`;
    }
  } finally {
    progress.end();
  }
  const seconds = (io.now() - startedAt) / 1000;
  if (asJson)
    io.out(`${safeJson({ formatVersion: 1, index: paths.folder, seconds, ...result })}\n`);
  else io.out(summary(result, seconds, paths.folder) + page);
  if (result.interrupted) return EXIT.interrupted;
  return result.problems.lost + result.problems.partial > 0 ? EXIT.someUnread : EXIT.done;
}

export const indexCorpus: CommandSpec = {
  name: "index",
  positional: "DUMP…",
  access: "write",
  summary: "Index mail (.eml, .emlx, maildir, mbox, PST) and loose files",
  options: [
    INDEX_OPTION,
    {
      name: "workers",
      type: "number",
      placeholder: "N",
      description: "Threads that read mail (default: as many as cores and memory allow)",
    },
    {
      name: "memory",
      type: "string",
      placeholder: "SIZE",
      description: "Memory for the whole program, e.g. 800MB (default: 1GB)",
    },
    {
      name: "progress",
      type: "string",
      placeholder: "FORM",
      description:
        "line (default on a terminal), json (a JSON line on stderr twice a second) or none",
    },
    {
      name: "parser",
      type: "string",
      choices: ["checked", "mailparser"],
      description:
        "checked: a fast walk splits regular mail, compared with mailparser on a fixed sample (default); mailparser: it splits every message",
    },
    {
      name: "rebuild",
      type: "boolean",
      description:
        "Make the index again from all its sources; tags, notes, custody and the run log are kept",
    },
    ...CUSTODY_OPTIONS,
    JSON_OPTION,
  ],
  examples: [
    ["leaksift index ~/dump", "Index a folder into ./.leaksift"],
    [
      "leaksift index inbox.mbox 'more/*.eml' --index /cases/dump",
      "Choose files and the index folder",
    ],
    ["leaksift index ~/dump", "Run again: goes on where it stopped, adds what is new"],
  ],
  notes: [
    "The sources are only read, never written to. The index folder is private to you and must not be inside a source.",
    "Search works while indexing runs. Ctrl-C stops after the running commit; the same command goes on from there.",
    "Exit code 3 means: done, but something could not be read (leaksift problems).",
  ],
  run,
};
