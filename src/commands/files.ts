/** `leaksift files [QUERY]`: a line for each file, with any metadata as columns; as CSV, JSON, ids, or as places on a map. */
import { findIndex } from "../catalog/index-folder.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { chosenColumns } from "../cli/chosen-columns.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  numberValue,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { DOCUMENT_LIST_OPTIONS, listForm, listWriter } from "../cli/listing.ts";
import { endOfTime, printProblems, timeZoneValue } from "../cli/query-reading.ts";
import { readProgress } from "../cli/read-progress.ts";
import { UserError } from "../errors.ts";
import { columnsShape, tableWriter, tabWriter } from "../render/columns.ts";
import { FILE_COLUMNS, type FileRow } from "../render/file-columns.ts";
import { KML_END, KML_HEAD, placemarks } from "../render/kml.ts";
import { counted } from "../render/terminal.ts";
import { type Hit, SORTS, type Sort } from "../search/hits.ts";
import { type OpenIndex, openIndex } from "../search/open-index.ts";
import { searchIndex } from "../search/search.ts";
import { DEFAULT_TIMEOUT_SECONDS } from "../search/time-budget.ts";

const DEFAULT_LIMIT = 40;
const DEFAULT_FIELDS = "id,filename,type,creator,lastsavedby,modified,app";
/** Without a query every file: asked for by kind, so that a message without files is not looked at. */
const ALL_FILES = "kind:attachment OR kind:file OR kind:member";

const isFile = ({ kind }: StoredDocument): boolean => kind !== "message";

/** A value made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The files of a family that a query means: those it matched, all of them where it matched the message alone. */
function rowsOf(catalog: CatalogReader, hit: Hit, sourceOf: (id: number) => string): FileRow[] {
  const family = catalog.family(hit.rootId);
  const byId = new Map(family.map((document) => [document.docId as number, document]));
  const [root] = family;
  if (root === undefined) return [];
  const wanted = new Set(hit.documents);
  const matched = family.filter((document) => isFile(document) && wanted.has(document.docId));
  const files = matched.length > 0 ? matched : family.filter(isFile);
  return files.map((file) => ({
    file,
    root,
    parent: file.parentId === null ? null : (byId.get(file.parentId) ?? null),
    source: () => sourceOf(file.sourceId),
    metadata: once(() => catalog.metadata(file.docId)),
    problems: once(() => [...new Set(catalog.problemsOf(file.docId).map(({ code }) => code))]),
  }));
}

/** The files of all hits, found one hit at a time. */
function* filesOf({ catalog }: OpenIndex, hits: readonly Hit[]): Generator<FileRow> {
  const paths = new Map<number, string>();
  const sourceOf = (sourceId: number): string => {
    const path = paths.get(sourceId) ?? catalog.sourcePath(sourceId);
    paths.set(sourceId, path);
    return path;
  };
  for (const hit of hits) yield* rowsOf(catalog, hit, sourceOf);
}

/** Files with a place, for a map. Returns how many there were. */
function printKml(io: Io, rows: Iterable<FileRow>): number {
  let files = 0;
  io.out(KML_HEAD);
  for (const row of rows) {
    const marks = placemarks(row);
    if (marks === "") continue;
    files++;
    io.out(marks);
  }
  io.out(KML_END);
  return files;
}

function* firstOf<T>(rows: Iterable<T>, skip: number, limit: number, onMore: () => void) {
  let at = 0;
  for (const row of rows) {
    if (at >= skip + limit) {
      onMore();
      return;
    }
    if (at++ >= skip) yield row;
  }
}

/** Prints the lines in the form asked for. */
function printFiles(io: Io, args: ParsedArgs, rows: Iterable<FileRow>): void {
  const fields = textValue(args, "fields") ?? DEFAULT_FIELDS;
  const columns = chosenColumns(FILE_COLUMNS, fields);
  const form = listForm(args);
  const wanted = numberValue(args, "limit") ?? (form === null ? DEFAULT_LIMIT : 0);
  const limit = wanted === 0 ? Number.MAX_SAFE_INTEGER : wanted;
  const offset = numberValue(args, "offset") ?? 0;
  let more = false;
  let shown = 0;
  const page = firstOf(rows, offset, limit, () => {
    more = true;
  });
  const shape = {
    ...columnsShape("files", columns),
    ids: ({ file }: FileRow) => [file.contentId],
  };
  const forPeople = io.outIsTerminal ? tableWriter(columns, io) : tabWriter(columns);
  const writer = listWriter<FileRow>(io, args, shape);
  if (writer === null) io.out(forPeople.head);
  for (const row of page) {
    shown++;
    if (writer === null) io.out(forPeople.row(row));
    else writer.row(row);
  }
  writer?.end({ total: shown });
  if (form !== null) return;
  if (shown === 0) io.err('No file matches. Every file: "leaksift files".\n');
  if (more) io.err(`There are more: --offset ${offset + shown}, or --limit N (0 for all)\n`);
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const asKml = isSet(args, "kml");
  if (asKml && (listForm(args) !== null || args.values["fields"] !== undefined))
    throw new UserError("--kml is a form of its own; leave --fields and the other forms out.");
  chosenColumns(FILE_COLUMNS, textValue(args, "fields") ?? DEFAULT_FIELDS); // mistakes first
  const query = args.positional.join(" ").trim();
  const clock = { nowMs: io.now(), timeZone: timeZoneValue(args) };
  const index = openIndex(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    const { onRead, end } = readProgress(io, index);
    const answer = searchIndex(index, query === "" ? ALL_FILES : query, {
      clock,
      sort: (textValue(args, "sort") ?? "relevance") as Sort,
      limit: Number.MAX_SAFE_INTEGER,
      offset: 0,
      strict: false,
      timeoutSeconds: numberValue(args, "timeout") ?? DEFAULT_TIMEOUT_SECONDS,
      onRead,
    });
    end();
    printProblems(io, answer.problems);
    const rows = filesOf(index, answer.hits);
    if (asKml) io.err(`${counted(printKml(io, rows), "file")} with a place.\n`);
    else printFiles(io, args, rows);
    return endOfTime(io, answer.notLookedAt + answer.stopped);
  } finally {
    index.close();
  }
}

export const files: CommandSpec = {
  name: "files",
  positional: "[QUERY]",
  access: "read",
  dashIsText: true,
  paged: true,
  summary: "List files with their metadata as columns: creator, last saver, times, program, place",
  options: [
    {
      name: "fields",
      type: "string",
      placeholder: "NAMES",
      description: `Columns, several with commas (default: ${DEFAULT_FIELDS}); "leaksift fields" explains those of metadata`,
      values: async () => FILE_COLUMNS.map((column) => column.name),
    },
    {
      name: "kml",
      type: "boolean",
      description: "Print the places that files state as KML, for a map program",
    },
    {
      name: "sort",
      type: "string",
      choices: SORTS,
      placeholder: "ORDER",
      description: "Order of the messages the files are in, as of search",
    },
    {
      name: "limit",
      short: "n",
      type: "number",
      placeholder: "N",
      description: `Lines to print, 0 for all (default: ${DEFAULT_LIMIT}, all with --csv, --json, --ndjson, --ids)`,
    },
    { name: "offset", type: "number", placeholder: "N", description: "Lines to skip" },
    {
      name: "timeout",
      type: "number",
      placeholder: "SECONDS",
      description: `Time for the query (default: ${DEFAULT_TIMEOUT_SECONDS}, 0 for no limit)`,
    },
    {
      name: "tz",
      type: "string",
      placeholder: "ZONE",
      description: "Time zone for dates in the query (default: UTC)",
    },
    ...DOCUMENT_LIST_OPTIONS,
    INDEX_OPTION,
  ],
  examples: [
    ["leaksift files", "Every file with its creator, last saver, time of saving and program"],
    [
      "leaksift files type:xlsx --fields filename,creator,lastsavedby,modified,parent --csv",
      "A table of the workbooks",
    ],
    ["leaksift files has:gps --kml > places.kml", "Where pictures were taken, for a map program"],
    ["leaksift files author:weber --ids", "Ids of the files that name Weber"],
    ["leaksift files from:anna --fields filename,sha256", "Files that Anna sent, with their sums"],
  ],
  notes: [
    "A line is a file in one place. Files that the query matched are listed; where it matched the message alone, all files of the message. Files of exact copies of a message are left out.",
    "Several values are in one cell, with a semicolon between. A time without Z is a clock whose zone the file does not state.",
    "An id is the SHA-256 of the bytes of the file.",
  ],
  run,
};
