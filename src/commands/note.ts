/** `leaksift note ID TEXT`: keeps a remark with a document; without a text, prints those there are. */

import {
  type Annotation,
  addAnnotations,
  allAnnotations,
  annotationsOf,
  readAnnotations,
  writeAnnotations,
} from "../catalog/annotations/annotations.ts";
import { findIndex } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { DOCUMENT_LIST_OPTIONS, type ListShape, printList } from "../cli/listing.ts";
import { personOf } from "../cli/person.ts";
import { UserError } from "../errors.ts";
import { SHORT_ID_DIGITS } from "../model/ids.ts";
import { notesText } from "../render/notes.ts";
import { counted, cyan, isoTime } from "../render/terminal.ts";

const MAX_CHARS = 100_000;

const isNote = ({ kind }: Annotation): boolean => kind === "note";

const NOTES: ListShape<Annotation> = {
  name: "notes",
  object: ({ contentId, value, author, atMs }) => ({
    id: contentId,
    text: value,
    author,
    at: isoTime(atMs),
  }),
  columns: ["id", "author", "at", "text"],
  lines: ({ contentId, value, author, atMs }) => [[contentId, author, isoTime(atMs), value]],
  ids: ({ contentId }) => [contentId],
};

/** All notes there are, each under the document it is on. */
function listNotes(io: Io, args: ParsedArgs, catalog: CatalogReader): number {
  const notes = readAnnotations(catalog.paths, allAnnotations, []).filter(isNote);
  if (printList(io, args, NOTES, notes)) return 0;
  for (const note of notes)
    io.out(`${cyan(io, note.contentId.slice(0, SHORT_ID_DIGITS))}  ${notesText([note], io)}`);
  io.err(
    notes.length === 0
      ? "No notes yet. Write one: leaksift note 3f9a01c2d4e5 called her, denies it\n"
      : `${counted(notes.length, "note")}. Read the document: leaksift show ID\n`,
  );
  return 0;
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const [id, ...words] = args.positional;
  const catalog = new CatalogReader(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    if (id === undefined) return listNotes(io, args, catalog);
    const { contentId } = catalog.resolveId(id);
    const value = words.join(" ").trim();
    if (value === "") {
      const notes = readAnnotations(catalog.paths, (work) => annotationsOf(work, contentId), []);
      if (!printList(io, args, NOTES, notes.filter(isNote)))
        io.out(notesText(notes, io) || "No notes.\n");
      return 0;
    }
    if (value.length > MAX_CHARS) throw new UserError("A note has at most 100,000 characters.");
    const note = {
      contentId,
      kind: "note",
      value,
      state: "add",
      author: personOf(io),
      atMs: io.now(),
    } as const;
    writeAnnotations(catalog.paths, (work) => addAnnotations(work, [note]));
    io.err(`Noted on ${contentId.slice(0, 12)}. "leaksift show" prints it with the message.\n`);
    return 0;
  } finally {
    catalog.close();
  }
}

export const note: CommandSpec = {
  name: "note",
  positional: "[ID [TEXT…]]",
  access: "write",
  paged: true,
  dashIsText: true,
  summary: "Write a note on a document, or list the notes",
  options: [INDEX_OPTION, ...DOCUMENT_LIST_OPTIONS],
  examples: [
    ["leaksift note 3f9a01c2d4e5 'asked her on the phone, says it is hers'", "A remark"],
    ["leaksift note", "All notes"],
    ["leaksift note --ids | leaksift show - --text", "Read what you wrote notes on"],
  ],
  notes: ["Notes are kept with who wrote them and when, by content: see leaksift tags export."],
  run,
};
