/** `leaksift sources`: what was indexed, how it was received, in which state it is; `sources relocate OLD NEW` after it was moved. */
import { resolve } from "node:path";
import { findIndex } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
import { sourceEvents } from "../catalog/source-rows.ts";
import type { SourceRow } from "../catalog/stored-rows.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { LIST_OPTIONS, type ListShape, printList } from "../cli/listing.ts";
import { runInfo } from "../cli/run-info.ts";
import { EXIT, UserError } from "../errors.ts";
import { escapeLine } from "../render/escape.ts";
import { bold, counted, dim, isoTime, red, sizeText, yellow } from "../render/terminal.ts";
import { sumsLine } from "../sources/sums-list.ts";

const CONDITION = {
  present: "",
  vanished: "no longer there",
  truncated: "cut short",
  unstable: "changed while it was read",
} as const;

const STATE = {
  pending: "recorded, not indexed",
  partial: "indexed in part",
  done: "indexed",
} as const;

const shapeOf = (catalog: CatalogReader): ListShape<SourceRow> => ({
  name: "sources",
  object: (source) => ({
    path: source.path,
    format: source.format,
    sizeBytes: source.sizeBytes,
    modifiedAt: isoTime(source.modifiedAtMs),
    sha256: source.sha256 === "" ? null : source.sha256,
    state: source.state,
    condition: source.condition,
    doneBytes: source.doneBytes,
    addedAt: isoTime(source.addedAtMs),
    receivedFrom: source.receivedFrom || null,
    receivedAt: source.receivedAt || null,
    receivedNote: source.receivedNote || null,
    events: sourceEvents(catalog.database, source.sourceId).map(({ atMs, ...event }) => ({
      at: isoTime(atMs),
      ...event,
    })),
  }),
  columns: [
    "path",
    "format",
    "sizeBytes",
    "sha256",
    "state",
    "condition",
    "receivedFrom",
    "receivedAt",
    "receivedNote",
  ],
  lines: (s) => [
    [
      s.path,
      s.format,
      s.sizeBytes,
      s.sha256,
      s.state,
      s.condition,
      s.receivedFrom,
      s.receivedAt,
      s.receivedNote,
    ],
  ],
});

function printSource(io: Io, catalog: CatalogReader, source: SourceRow): void {
  const condition = CONDITION[source.condition] ?? escapeLine(source.condition);
  const stated = STATE[source.state] ?? escapeLine(source.state);
  const state = condition === "" ? stated : red(io, condition);
  io.out(`${bold(io, escapeLine(source.path))}\n`);
  io.out(
    `  ${escapeLine(source.format)}, ${sizeText(source.sizeBytes)}, ${state}, changed ${isoTime(source.modifiedAtMs)}\n`,
  );
  io.out(`  SHA-256 ${source.sha256 === "" ? yellow(io, "not known yet") : source.sha256}\n`);
  const received = [
    source.receivedFrom && `from ${source.receivedFrom}`,
    source.receivedAt && `at ${source.receivedAt}`,
    source.receivedNote,
  ].filter((part) => part !== "");
  if (received.length > 0) io.out(`  received ${escapeLine(received.join("; "))}\n`);
  for (const event of sourceEvents(catalog.database, source.sourceId)) {
    if (event.kind === "received" || event.kind === "hashed") continue;
    io.out(
      dim(
        io,
        `  ${isoTime(event.atMs)} ${escapeLine(event.kind)}${event.detail === undefined ? "" : `: ${escapeLine(event.detail)}`}\n`,
      ),
    );
  }
}

/** As it is into a pipe or file, where sha256sum reads it; escaped on a terminal, which a name could command. */
function printSum(io: Io, line: Buffer): void {
  if (io.outIsTerminal) io.out(`${escapeLine(line.toString("utf8")).trimEnd()}\n`);
  else io.outBytes(line);
}

function list(io: Io, args: ParsedArgs, catalog: CatalogReader): number {
  const sources = catalog.sources();
  if (printList(io, args, shapeOf(catalog), sources, { total: sources.length })) return EXIT.done;
  if (isSet(args, "sums")) {
    for (const source of sources)
      if (source.sha256 !== "") printSum(io, sumsLine(source.sha256, source.path));
  } else {
    for (const source of sources) printSource(io, catalog, source);
    io.err(`${counted(sources.length, "source")}.\n`);
  }
  return EXIT.done;
}

async function relocateSources(io: Io, args: ParsedArgs): Promise<number> {
  const [, from, to, ...more] = args.positional;
  if (from === undefined || to === undefined || more.length > 0)
    throw new UserError('Name the old and the new place: "leaksift sources relocate OLD NEW".');
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const { relocate } = await import("../custody/relocate.ts");
  const { withCatalogWriter } = await import("../catalog/write/writing.ts");
  const { refuseIndexInSource } = await import("../catalog/index-folder.ts");
  const target = resolve(io.workingFolder, to);
  refuseIndexInSource(paths.folder, [target]);
  const options = { paths, run: runInfo(io, "sources", args), now: io.now };
  const { moved, refused } = await withCatalogWriter(options, async (catalog) => {
    const value = await relocate(catalog, resolve(io.workingFolder, from), target, io.now());
    return { value, end: { outcome: "done", moved: value.moved } };
  });
  for (const { path, reason } of refused) io.out(`${escapeLine(path)}: ${escapeLine(reason)}\n`);
  if (refused.length > 0) {
    io.err(
      `${counted(refused.length, "file")} cannot be taken as what was indexed. Nothing was changed.\n`,
    );
    return EXIT.someUnread;
  }
  io.out(`${counted(moved, "source")} found at the new place, each with its hash.\n`);
  return EXIT.done;
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const [action] = args.positional;
  if (action === "relocate") return relocateSources(io, args);
  if (action !== undefined)
    throw new UserError(
      `"sources ${action}" is nothing. Use "leaksift sources" or "leaksift sources relocate OLD NEW".`,
    );
  const catalog = new CatalogReader(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    return list(io, args, catalog);
  } finally {
    catalog.close();
  }
}

export const sources: CommandSpec = {
  name: "sources",
  positional: "[relocate OLD NEW]",
  access: "write",
  paged: true,
  summary: "List sources with their hashes, or say where they are now",
  options: [
    INDEX_OPTION,
    { name: "sums", type: "boolean", description: "Print a list that sha256sum --check reads" },
    ...LIST_OPTIONS,
  ],
  examples: [
    ["leaksift sources", "List them"],
    ["leaksift sources --sums > SHA256SUMS", "A list for sha256sum --check"],
    ["leaksift sources --ndjson | grep -v '\"done\"'", "Those that are not indexed, or not fully"],
    [
      "leaksift sources relocate /media/usb/dump /cases/dump",
      "The files were moved: hashes are compared first",
    ],
  ],
  notes: [
    "relocate changes nothing unless every file at the new place has the hash that was recorded.",
  ],
  run,
};
