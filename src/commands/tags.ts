/** `leaksift tags`: the tags there are; export and merge of tags and notes between colleagues. */

import {
  type Annotation,
  addAnnotations,
  allAnnotations,
  isAnnotation,
  readAnnotations,
  type TagConflict,
  tagConflicts,
  tagsByContent,
  writeAnnotations,
} from "../catalog/annotations/annotations.ts";
import { findIndex, type IndexPaths } from "../catalog/index-folder.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { DOCUMENT_LIST_OPTIONS, type ListShape, printList } from "../cli/listing.ts";
import { readTextFile } from "../cli/read-text-file.ts";
import { UserError } from "../errors.ts";
import { safeJson, safeLine } from "../render/escape.ts";
import { barRows } from "../render/plots.ts";
import { counted, isoTime, timeText } from "../render/terminal.ts";

const HEAD = { formatVersion: 1, kind: "leaksift tags and notes" } as const;
/** A colleague's file of more is no list of tags. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

function readAll(paths: IndexPaths): Annotation[] {
  return readAnnotations(paths, allAnnotations, []);
}

/** One JSON object a line, the first says what it is; equal states give equal bytes. */
function exportText(paths: IndexPaths): string {
  return [HEAD, ...readAll(paths)].map((line) => `${safeJson(line)}\n`).join("");
}

function readExport(io: Io, path: string): Annotation[] {
  const text = readTextFile(io, path, MAX_FILE_BYTES);
  const [head, ...lines] = text.split("\n").filter((line) => line.trim() !== "");
  const refuse = (number: number): never => {
    throw new UserError(
      `${path} was not made by "leaksift tags export" (line ${number}); nothing was merged.`,
    );
  };
  const parse = (line: string, number: number): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      return refuse(number); // the reader's mistake or a cut file, told with its line
    }
  };
  const first = parse(head ?? "", 1) as Partial<typeof HEAD> | null;
  if (first?.kind !== HEAD.kind || first.formatVersion !== HEAD.formatVersion) refuse(1);
  return lines.map((line, i) => {
    const value = parse(line, i + 2);
    return isAnnotation(value) ? value : refuse(i + 2);
  });
}

function merge(io: Io, paths: IndexPaths, files: readonly string[]): number {
  if (files.length === 0)
    throw new UserError('Merge what? Name files made by "leaksift tags export".');
  const read = files.flatMap((file) => readExport(io, file));
  const added = writeAnnotations(paths, (work) => addAnnotations(work, read));
  const conflicts = tagConflicts(readAll(paths));
  io.err(
    `${counted(added, "new entry", "new entries")} of ${read.length}. ${counted(conflicts.length, "conflict")}${conflicts.length > 0 ? ": leaksift tags conflicts" : ""}.\n`,
  );
  return 0;
}

const CONFLICTS: ListShape<TagConflict> = {
  name: "conflicts",
  object: (conflict) => conflict,
  columns: ["id", "tag", "holds", "author", "says", "at"],
  lines: ({ contentId, tag, marks, winner }) =>
    marks.map(({ author, state, atMs }) => [
      contentId,
      tag,
      winner.state,
      author,
      state,
      isoTime(atMs),
    ]),
  ids: ({ contentId }) => [contentId],
};

const TAGS: ListShape<{ readonly value: string; readonly count: number }> = {
  name: "tags",
  object: (tag) => tag,
  columns: ["tag", "count"],
  lines: ({ value, count }) => [[value, count]],
};

function printConflicts(io: Io, args: ParsedArgs, paths: IndexPaths): number {
  const conflicts = tagConflicts(readAll(paths));
  if (printList(io, args, CONFLICTS, conflicts)) return 0;
  for (const { contentId, tag, marks, winner } of conflicts) {
    io.out(
      `${contentId.slice(0, 12)}  ${safeLine(tag)}  now ${winner.state === "add" ? "set" : "removed"}\n`,
    );
    for (const each of marks)
      io.out(
        `    ${timeText(each.atMs)} UTC  ${each.state === "add" ? "+" : "-"} ${safeLine(each.author)}\n`,
      );
  }
  io.err(`${counted(conflicts.length, "conflict")}. The latest word holds.\n`);
  return 0;
}

function printTags(io: Io, args: ParsedArgs, paths: IndexPaths): number {
  const annotations = readAll(paths);
  const counts = new Map<string, number>();
  for (const list of tagsByContent(annotations).values())
    for (const tag of list) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const rows = [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const notes = annotations.filter((each) => each.kind === "note").length;
  if (printList(io, args, TAGS, rows, { notes })) return 0;
  io.out(
    barRows(
      io,
      rows.map(({ value, count }) => ({ label: value, count })),
    ),
  );
  io.err(
    rows.length === 0
      ? "No tags yet. Set one: leaksift tag +follow-up ID\n"
      : `${counted(rows.length, "tag")}, ${counted(notes, "note")}.\n`,
  );
  return 0;
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const [action, ...files] = args.positional;
  switch (action) {
    case undefined:
      return printTags(io, args, paths);
    case "export":
      io.out(exportText(paths));
      return 0;
    case "merge":
      return merge(io, paths, files);
    case "conflicts":
      return printConflicts(io, args, paths);
    default:
      throw new UserError(`leaksift tags takes export, merge FILE… or conflicts, not "${action}".`);
  }
}

export const tags: CommandSpec = {
  name: "tags",
  positional: "[export | merge FILE… | conflicts]",
  access: "write",
  summary: "List tags; exchange tags and notes with colleagues",
  options: [INDEX_OPTION, ...DOCUMENT_LIST_OPTIONS],
  examples: [
    ["leaksift tags", "Tags and how many documents have each"],
    ["leaksift tags export > mine.ndjson", "All tags and notes, for a colleague"],
    ["leaksift tags merge hers.ndjson", "Take in a colleague's"],
    ["leaksift tags conflicts", "Where one set a tag and another removed it"],
    ["leaksift tags conflicts --ids | leaksift show -", "Read those"],
  ],
  notes: [
    "Entries carry content id, author and time. Merging changes none of them, and the same files merged in any order give the same tags; where one sets a tag and another removes it, the later entry counts.",
  ],
  run,
};
