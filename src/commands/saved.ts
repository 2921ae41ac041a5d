/** `leaksift saved`: queries under a name, for use as `@name`: save, list, show, delete. */

import {
  readSavedQueries,
  type SavedQuery,
  savedName,
  writeSavedQuery,
} from "../catalog/annotations/saved-queries.ts";
import { findIndex, type IndexPaths } from "../catalog/index-folder.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { LIST_OPTIONS, type ListShape, printList } from "../cli/listing.ts";
import { personOf } from "../cli/person.ts";
import { UserError } from "../errors.ts";
import { expandSaved } from "../query/expand-saved.ts";
import { parseQuery } from "../query/parse-query.ts";
import { problemText } from "../query/problem-text.ts";
import type { QueryNode } from "../query/tree.ts";
import { safeLine } from "../render/escape.ts";
import { counted, isoTime, timeText } from "../render/terminal.ts";

function nameOf(word: string): string {
  const name = savedName(word);
  if (name === null)
    throw new UserError(
      `"${word}" cannot name a saved query: letters a to z, digits, - and _ only, at most 64.`,
    );
  return name;
}

function found(all: readonly SavedQuery[], name: string): SavedQuery {
  const saved = all.find((each) => each.name === name);
  if (saved === undefined)
    throw new UserError(`There is no saved query @${name}. All there are: leaksift saved`);
  return saved;
}

/** Refuses what cannot be read exactly as written, and what would use itself. */
function checked(all: readonly SavedQuery[], name: string, text: string): string {
  const { tree, problems } = parseQuery(text);
  const first = problems[0];
  if (first !== undefined)
    throw new UserError(
      `Nothing was saved: ${problemText(first)} (column ${first.offset + 1} of the query)`,
    );
  const trees = new Map<string, QueryNode>(
    all.map((saved) => [saved.name, parseQuery(saved.text).tree]),
  );
  trees.set(name, tree);
  const wrong = expandSaved({ kind: "saved", name }, (used) => trees.get(used.toLowerCase()));
  const problem = wrong.problems[0];
  if (problem?.reason === "unknown")
    throw new UserError(
      `It uses @${problem.name}, which is not there: save that first. Nothing was saved.`,
    );
  if (problem !== undefined)
    throw new UserError(`With this, @${problem.name} would use itself. Nothing was saved.`);
  return text;
}

const SHAPE: ListShape<SavedQuery> = {
  name: "saved",
  object: (query) => query,
  columns: ["name", "text", "author", "at"],
  lines: ({ name, text, author, atMs }) => [[name, text, author, isoTime(atMs)]],
};

function list(io: Io, args: ParsedArgs, all: readonly SavedQuery[]): number {
  if (printList(io, args, SHAPE, all)) return 0;
  const width = Math.max(0, ...all.map(({ name }) => name.length + 1));
  for (const { name, text } of all) io.out(`${`@${name}`.padEnd(width)}  ${safeLine(text)}\n`);
  io.err(
    all.length === 0
      ? 'No saved queries yet. Save one: leaksift saved press "domain:press.example OR journalist"\n'
      : `${counted(all.length, "saved query", "saved queries")}. Use one: leaksift search @${all[0]?.name ?? ""}\n`,
  );
  return 0;
}

function remove(io: Io, paths: IndexPaths, all: readonly SavedQuery[], word: string): number {
  const saved = found(all, nameOf(word));
  writeSavedQuery(paths, { ...saved, text: "", author: personOf(io), atMs: io.now() });
  io.err(`Deleted @${saved.name}; it was: ${safeLine(saved.text)}\n`);
  return 0;
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const all = readSavedQueries(paths);
  const deleted = textValue(args, "delete");
  const [word, ...query] = args.positional;
  if (deleted !== undefined) {
    if (word !== undefined)
      throw new UserError(
        "--delete takes one name and nothing else: leaksift saved --delete press",
      );
    return remove(io, paths, all, deleted);
  }
  if (word === undefined) return list(io, args, all);
  const name = nameOf(word);
  if (query.length === 0) {
    const saved = found(all, name);
    if (!printList(io, args, SHAPE, [saved])) io.out(`${safeLine(saved.text)}\n`);
    io.err(`By ${safeLine(saved.author)}, ${timeText(saved.atMs)} UTC.\n`);
    return 0;
  }
  const text = checked(all, name, query.join(" "));
  const before = all.find((saved) => saved.name === name);
  writeSavedQuery(paths, { name, text, author: personOf(io), atMs: io.now() });
  io.err(
    `Saved @${name}${before === undefined ? "" : `; before it was: ${safeLine(before.text)}`}. Use it: leaksift search @${name}\n`,
  );
  return 0;
}

export const saved: CommandSpec = {
  name: "saved",
  positional: "[NAME [QUERY]]",
  access: "write",
  paged: true,
  dashIsText: true,
  summary: "Save a query under a name; use it as @name",
  options: [
    INDEX_OPTION,
    { name: "delete", type: "string", placeholder: "NAME", description: "Delete this one" },
    ...LIST_OPTIONS,
  ],
  examples: [
    ["leaksift saved", "All saved queries"],
    ["leaksift saved --ndjson | grep from:", "Those that name a sender"],
    ["leaksift saved rails 'subject:(billet OR ticket) has:attachment'", "Save one"],
    ["leaksift search @rails after:2016-01-01", "Use it, here with a date"],
    ["leaksift saved rails", "What it says, by whom"],
    ["leaksift saved --delete rails", "Delete it"],
  ],
  notes: [
    "A query is saved only when it is read exactly as written. @name means the query in parentheses. Saved queries are kept in work.sqlite with who and when, and survive index --rebuild.",
  ],
  run,
};
