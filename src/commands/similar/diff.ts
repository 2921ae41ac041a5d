/** `leaksift diff A B`: what changed from one document to another: words, headers of mail, metadata of files. */
import { findIndex } from "../../catalog/index-folder.ts";
import { CatalogReader } from "../../catalog/read-catalog.ts";
import type { StoredDocument } from "../../catalog/stored-rows.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  type ParsedArgs,
  textValue,
} from "../../cli/command.ts";
import { LIST_OPTIONS, type ListShape, printList } from "../../cli/listing.ts";
import { UserError } from "../../errors.ts";
import { SHORT_ID_DIGITS } from "../../model/ids.ts";
import { stretchesText, valueText } from "../../render/similar.ts";
import { bold, counted, dim, isoTime } from "../../render/terminal.ts";
import { readHeaderBlock } from "../../search/match/header-block.ts";
import { plainText } from "../../search/similar/texts.ts";
import {
  type DiffDepth,
  diffTexts,
  diffValues,
  type TextDiff,
  type ValueDiff,
} from "../../search/similar/word-diff.ts";

/** One difference. `part` says of what: the text, a header, the metadata. */
interface Difference {
  readonly part: "text" | "header" | "metadata";
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

const DIFFERENCES: ListShape<Difference> = {
  name: "differences",
  object: (row) => row,
  columns: ["part", "name", "before", "after"],
  lines: ({ part, name, before, after }) => [[part, name, before, after]],
};

const textOf = (catalog: CatalogReader, { docId }: StoredDocument): string =>
  plainText(catalog.text(docId));

function metadataOf(catalog: CatalogReader, document: StoredDocument): [string, string][] {
  const own: [string, string][] = [
    ["filename", document.name],
    ["type", document.type],
    ["size", String(document.sizeBytes)],
  ];
  // A value that a file states in several places is one value
  const stated = new Map<string, [string, string]>();
  for (const { field, state, text, time } of catalog.metadata(document.docId)) {
    const value = time === undefined ? text : (isoTime(time.epochMs) ?? text);
    if (state === "present") stated.set(`${field} ${value}`, [field, value]);
  }
  return [...own, ...stated.values()];
}

/** Changes of the text as rows: what was removed beside what came in its place. */
function textRows({ stretches }: TextDiff): Difference[] {
  const rows: Difference[] = [];
  let removed = "";
  for (const { kind, words } of [...stretches, { kind: "same" as const, words: [] }]) {
    const said = words.join("").trim();
    if (kind === "removed") removed = said;
    else if (kind === "added" || removed !== "") {
      rows.push({ part: "text", name: "", before: removed, after: kind === "added" ? said : "" });
      removed = "";
    }
  }
  return rows;
}

const valueRows = (part: Difference["part"], values: readonly ValueDiff[]): Difference[] =>
  values.map(({ name, before, after }) => ({
    part,
    name,
    before: before.join("; "),
    after: after.join("; "),
  }));

const DEPTHS: Readonly<Record<DiffDepth, string>> = {
  words: "",
  lines: "There are too many changes to compare all words: lines were compared first.",
  whole: "The texts differ too much to be compared: both are shown as a whole.",
};

function printDiff(
  io: Io,
  args: ParsedArgs,
  text: TextDiff,
  values: readonly (readonly [heading: string, values: readonly ValueDiff[]])[],
): void {
  for (const [heading, differing] of values) {
    if (differing.length === 0) continue;
    io.out(`${bold(io, heading)}\n`);
    for (const { name, before, after } of differing) io.out(valueText(name, before, after, io));
    io.out("\n");
  }
  const count = (kind: string): number =>
    text.stretches.reduce((sum, each) => sum + (each.kind === kind ? each.words.length : 0), 0);
  const [removed, added] = [count("removed"), count("added")];
  const total = `${counted(removed, "word")} removed, ${added} added, ${count("same")} the same`;
  io.out(`${bold(io, "Text")}  ${dim(io, total)}\n`);
  if (removed + added > 0) io.out(`${stretchesText(text.stretches, isSet(args, "full"), io)}\n`);
  if (DEPTHS[text.depth] !== "") io.err(`leaksift: ${DEPTHS[text.depth]}\n`);
  if (text.leftOut > 0)
    io.err(
      `leaksift: ${counted(text.leftOut, "word")} beyond the first 200,000 were not compared.\n`,
    );
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const [first, second, more] = args.positional;
  if (first === undefined || second === undefined || more !== undefined)
    throw new UserError('Give the ids of two documents, as printed by "leaksift variants".');
  const catalog = new CatalogReader(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    const [a, b] = [catalog.resolveId(first), catalog.resolveId(second)];
    const text = diffTexts(textOf(catalog, a), textOf(catalog, b));
    const bothMail = a.kind === "message" && b.kind === "message";
    const headers = bothMail
      ? diffValues(readHeaderBlock(catalog.head(a.docId)), readHeaderBlock(catalog.head(b.docId)))
      : [];
    const metadata = bothMail ? [] : diffValues(metadataOf(catalog, a), metadataOf(catalog, b));
    const rows = [
      ...valueRows("header", headers),
      ...valueRows("metadata", metadata),
      ...textRows(text),
    ];
    const { depth, leftOut } = text;
    const beside = { before: a.contentId, after: b.contentId, depth, leftOut };
    if (printList(io, args, DIFFERENCES, rows, beside)) return 0;
    io.out(`${dim(io, `- ${a.contentId.slice(0, SHORT_ID_DIGITS)}`)}\n`);
    io.out(`${dim(io, `+ ${b.contentId.slice(0, SHORT_ID_DIGITS)}`)}\n\n`);
    printDiff(io, args, text, [
      ["Headers", headers],
      ["Metadata", metadata],
    ]);
    return 0;
  } finally {
    catalog.close();
  }
}

export const diff: CommandSpec = {
  name: "diff",
  positional: "A B",
  access: "read",
  paged: true,
  summary: "Show what changed between two documents: words and metadata",
  options: [
    { name: "full", type: "boolean", description: "Print all of what is the same, too" },
    ...LIST_OPTIONS,
    INDEX_OPTION,
  ],
  examples: [
    ["leaksift diff 3f9a01c2d4e5 9fb29a84a104", "From the first to the second"],
    ["leaksift diff 3f9a01c2d4e5 9fb29a84a104 --csv", "A line for each change"],
  ],
  notes: [
    "Words that were removed are [-like this-], words that were added {+like this+}; on a terminal in colour. Words are compared as written; line breaks and other space do not count.",
    "Headers are compared between two mails, metadata where one of the two is a file. Equal values are left out.",
    "After 2,000 changes lines are compared instead of words, and texts with nothing in common are shown as a whole; a line says so. Of each text the first 200,000 words are compared.",
  ],
  run,
};
