/** `leaksift export ID…|QUERY --to DIR`: original bytes out of the sources, plain, as an mbox, or as an evidence package. */
import { resolve } from "node:path";
import { findIndex } from "../catalog/index-folder.ts";
import { loggedInputs } from "../catalog/logged-inputs.ts";
import { runLog } from "../catalog/run-log.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { documentsNamed, rootsOfDocuments } from "../cli/named.ts";
import { programVersion } from "../cli/run-info.ts";
import { FROM_STDIN } from "../cli/stdin-ids.ts";
import { EXIT, UserError } from "../errors.ts";
import { EvidencePackage } from "../export/evidence.ts";
import { ExportFolder, refuseTarget } from "../export/export-folder.ts";
import {
  type ExportCounts,
  type ExportPart,
  exportFamily,
  exportMbox,
} from "../export/export-plain.ts";
import { escapeLine, safeJson } from "../render/escape.ts";
import { counted, grouped, sizeText } from "../render/terminal.ts";
import { openIndex } from "../search/open-index.ts";

const PROGRESS_MS = 200;

/** Runs `body` for each family, with progress on a terminal, until Ctrl-C: what is written then is whole, and is listed with its hashes. */
async function eachUntilStopped(
  io: Io,
  roots: readonly StoredDocument[],
  body: (root: StoredDocument) => Promise<void>,
): Promise<void> {
  let lastAt = io.now();
  for (const [i, root] of roots.entries()) {
    await new Promise(setImmediate); // reading and writing never wait: without this Ctrl-C would not be heard
    if (io.stop.aborted) return;
    await body(root);
    if (!io.errIsTerminal || io.now() - lastAt < PROGRESS_MS) continue;
    lastAt = io.now();
    io.err(`\r\u001b[K${grouped(i + 1)} of ${counted(roots.length, "family", "families")}`);
  }
  if (io.errIsTerminal) io.err("\r\u001b[K");
}

/** What was written, as it is: an mbox is one file that holds messages without what only a folder can hold. */
function writtenText(
  counts: ExportCounts,
  path: string,
  bytes: number,
  what: "mbox" | "folder",
): string {
  if (bytes === 0) return "Nothing was written.\n";
  const families = counted(counts.families, "family", "families");
  return what === "mbox"
    ? `${counted(counts.families, "message")} written to ${escapeLine(path)}, one mbox file (mboxrd, ${sizeText(bytes)}); the files they carry are inside them.\n`
    : `${families}, ${counted(counts.files, "file")} (${sizeText(bytes)}) written to ${escapeLine(path)}\n`;
}

function show(
  io: Io,
  counts: ExportCounts,
  path: string,
  bytes: number,
  sums: string | null,
  what: "mbox" | "folder",
): void {
  io.out(writtenText(counts, path, bytes, what));
  if (sums !== null)
    io.out(
      `SHA-256 of SHA256SUMS: ${sums}\nKeep it apart from the files: it covers all of them.\n`,
    );
  for (const said of [counts.moved, counts.missed]) {
    for (const sentence of said.slice(0, 20)) io.err(`leaksift: ${escapeLine(sentence)}\n`);
    if (said.length > 20) io.err(`leaksift: … and ${said.length - 20} more\n`);
  }
  if (bytes > 0)
    io.err("These files are as hostile as what they came from; nothing was opened or executed.\n");
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const to = textValue(args, "to");
  const mbox = textValue(args, "mbox");
  if (args.positional.length === 0)
    throw new UserError('Export what? Give ids as printed by "leaksift search", or a query.');
  if ((to === undefined) === (mbox === undefined))
    throw new UserError("Name where to: --to DIR for a folder, or --mbox FILE for one mailbox.");
  const evidence = isSet(args, "evidence");
  if (evidence && to === undefined) throw new UserError("--evidence needs a folder: --to DIR.");
  const index = openIndex(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    const { catalog } = index;
    const target = resolve(io.workingFolder, to ?? mbox ?? "");
    const inputs = [
      ...loggedInputs(runLog(catalog.database)),
      ...catalog.sources().map((source) => source.path),
    ];
    refuseTarget(target, catalog.paths.folder, inputs);
    const named = await documentsNamed(io, index, args.positional);
    const roots = rootsOfDocuments(catalog, named);
    if (roots.length === 0) {
      io.err("Nothing matches; nothing was written.\n");
      return EXIT.done;
    }
    const counts: ExportCounts = { families: 0, files: 0, missed: [], moved: [] };
    let sums: string | null = null;
    let bytes = 0;
    if (mbox !== undefined) bytes = await exportMbox(catalog, roots, target, counts);
    else {
      io.stopGently(); // from here on something is there that must end whole
      const folder = new ExportFolder(target);
      const part = (textValue(args, "only") ?? "all") as ExportPart;
      const chosenBy = args.positional
        .map((word) => (word === FROM_STDIN ? "ids on standard input" : word))
        .join(" ");
      const pack = new EvidencePackage({
        catalog,
        folder,
        nowMs: io.now(),
        version: programVersion(),
        chosenBy,
      });
      await eachUntilStopped(io, roots, (root) =>
        evidence ? pack.add(root, counts) : exportFamily(catalog, root, folder, part, counts),
      );
      if (evidence) sums = pack.finish(counts);
      else if (!folder.dropIfEmpty()) sums = folder.finish();
      bytes = folder.bytes;
    }
    if (isSet(args, "json"))
      io.out(
        `${safeJson({ formatVersion: 1, path: target, sha256OfSums: sums, bytes, ...counts, interrupted: io.stop.aborted })}\n`,
      );
    else show(io, counts, target, bytes, sums, mbox === undefined ? "folder" : "mbox");
    if (io.stop.aborted) {
      io.err(
        `Stopped on request: ${grouped(counts.families)} of ${counted(roots.length, "family", "families")} are there. For all, export again to a new folder.\n`,
      );
      return EXIT.interrupted;
    }
    return counts.missed.length > 0 ? EXIT.someUnread : EXIT.done;
  } finally {
    index.close();
  }
}

export const exportCommand: CommandSpec = {
  name: "export",
  positional: "ID…|QUERY",
  access: "read",
  summary: "Write original bytes to a folder, an mbox or an evidence package",
  options: [
    INDEX_OPTION,
    {
      name: "to",
      type: "string",
      placeholder: "DIR",
      description: "A new or empty folder to write to",
    },
    {
      name: "mbox",
      type: "string",
      placeholder: "FILE",
      description: "Write the messages as one mbox file instead",
    },
    {
      name: "evidence",
      type: "boolean",
      description:
        "With records, places, hashes, headers, run log and a verify.sh that needs no leaksift",
    },
    {
      name: "only",
      type: "string",
      choices: ["messages", "attachments"],
      placeholder: "PART",
      description: "Only the messages, or only what they carry",
    },
    JSON_OPTION,
  ],
  examples: [
    ["leaksift export 3f9a01c2d4e5 --to out", "One message with its files"],
    ["leaksift export invoice from:anna --mbox invoices.mbox", "All hits as a mailbox"],
    ["leaksift thread 3f9a01c2d4e5 --ids | leaksift export - --to thread", "What a list has"],
    [
      "leaksift export tag:key --evidence --to evidence",
      "A package that others can verify without leaksift",
    ],
  ],
  notes: [
    "Families stay together, a folder each. Names are made safe; nothing is ever overwritten, and nothing is written into a source or the index.",
    "The exported files are as hostile as what they came from.",
  ],
  run,
};
