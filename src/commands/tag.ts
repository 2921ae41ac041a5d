/** `leaksift tag +x -y QUERY|ID…`: sets and removes tags on all messages of a query, or on documents by id. */

import {
  type Annotation,
  addAnnotations,
  tagName,
  writeAnnotations,
} from "../catalog/annotations/annotations.ts";
import { findIndex } from "../catalog/index-folder.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { contentsNamed } from "../cli/named.ts";
import { personOf } from "../cli/person.ts";
import { UserError } from "../errors.ts";
import { escapeLine } from "../render/escape.ts";
import { counted } from "../render/terminal.ts";
import { openIndex } from "../search/open-index.ts";

/** Tags to set and to remove, and what is left: the words of a query, or ids. */
export interface TagWords {
  readonly changes: readonly { readonly tag: string; readonly state: Annotation["state"] }[];
  readonly rest: readonly string[];
}

/** Reads `+x -y` at the front. Throws UserError for a tag that is none, or when nothing is left to tag. */
export function readTagWords(words: readonly string[]): TagWords {
  const end = words.findIndex((word) => !/^[+-]\S/.test(word));
  const marked = end < 0 ? words : words.slice(0, end);
  const changes = marked.map((word) => {
    const tag = tagName(word.slice(1));
    if (tag === null)
      throw new UserError(
        `"${word.slice(1)}" cannot be a tag: letters, digits and - _ . / only, at most 64, no space.`,
      );
    return { tag, state: word.startsWith("+") ? ("add" as const) : ("remove" as const) };
  });
  if (changes.length === 0)
    throw new UserError(
      'Which tag? E.g. "leaksift tag +read 3f9a01c2d4e5", or -read to remove it.',
    );
  const rest = end < 0 ? [] : words.slice(end);
  if (rest.length === 0)
    throw new UserError(
      'Tag what? Give ids as printed by "leaksift search", or a query: leaksift tag +invoice filename:invoice',
    );
  return { changes, rest };
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const { changes, rest } = readTagWords(args.positional);
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const index = openIndex(paths);
  try {
    const contents = await contentsNamed(io, index, rest);
    const [author, atMs] = [personOf(io), io.now()];
    const annotations = contents.flatMap((contentId) =>
      changes.map(
        ({ tag, state }): Annotation => ({
          contentId,
          kind: "tag",
          value: tag,
          state,
          author,
          atMs,
        }),
      ),
    );
    if (annotations.length > 0)
      writeAnnotations(paths, (work) => addAnnotations(work, annotations));
    const set = changes.find(({ state }) => state === "add");
    const see = set === undefined ? "" : ` See them: leaksift search tag:${escapeLine(set.tag)}`;
    const said = changes.map(({ tag, state }) => `${state === "add" ? "+" : "-"}${tag}`).join(" ");
    io.err(
      contents.length === 0
        ? "Nothing matches; nothing was tagged.\n"
        : `${escapeLine(said)} on ${counted(contents.length, "document")}.${see}\n`,
    );
    return 0;
  } finally {
    index.close();
  }
}

export const tag: CommandSpec = {
  name: "tag",
  positional: "+TAG -TAG QUERY|ID…",
  access: "write",
  dashIsText: true,
  summary: "Set (+) or remove (-) tags on what a query or list names",
  options: [INDEX_OPTION],
  examples: [
    ["leaksift tag +follow-up 3f9a01c2d4e5", "One message"],
    ["leaksift tag +invoice -unread filename:invoice", "All messages of a query"],
    ["leaksift flags --level high --ids | leaksift tag +check -", "Everything a list has"],
    ["leaksift search tag:follow-up", "Find them again"],
  ],
  notes: [
    "Tags belong to the content: copies share them, and they survive index --rebuild. Each keeps who set it and when (LEAKSIFT_USER, else the account's name).",
  ],
  run,
};
