/** `leaksift note ID TEXT`: keeps a remark with a document; without a text, prints those there are. */
import {
  addAnnotations,
  annotationsOf,
  readAnnotations,
  writeAnnotations,
} from "../catalog/annotations.ts";
import { findIndex } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
import { UserError } from "../errors.ts";
import { notesText } from "../render/notes.ts";
import { type CommandSpec, INDEX_OPTION, type Io, type ParsedArgs, textValue } from "./command.ts";
import { personOf } from "./person.ts";

const MAX_CHARS = 100_000;

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const [id, ...words] = args.positional;
  if (id === undefined)
    throw new UserError(
      'On which document? E.g. "leaksift note 3f9a01c2d4e5 called her, denies it".',
    );
  const catalog = new CatalogReader(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    const { contentId } = catalog.resolveId(id);
    const value = words.join(" ").trim();
    if (value === "") {
      const notes = readAnnotations(catalog.paths, (work) => annotationsOf(work, contentId), []);
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
  positional: "ID TEXT…",
  access: "read",
  dashIsText: true,
  summary: "Keep a remark with a document; without TEXT, print those there are",
  options: [INDEX_OPTION],
  examples: [["leaksift note 3f9a01c2d4e5 'asked her on the phone, says it is hers'", "A remark"]],
  notes: ["Notes are kept with who wrote them and when, by content: see leaksift tags export."],
  run,
};
