/** `leaksift forget ID…|QUERY`: takes families out of the index for good and leaves a dated tombstone. */
import { dropRereads, hasRereads } from "../catalog/annotations/rereads.ts";
import { removeIdentifiers } from "../catalog/identifiers/identifier-store.ts";
import { findIndex, type IndexPaths } from "../catalog/index-folder.ts";
import { withCatalogWriter } from "../catalog/write/writing.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  JSON_OPTION,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { contentsNamed } from "../cli/named.ts";
import { runInfo } from "../cli/run-info.ts";
import { forget as forgetFamilies, forgetTargets } from "../custody/forget.ts";
import { EXIT, UserError } from "../errors.ts";
import { safeJson } from "../render/escape.ts";
import { counted } from "../render/terminal.ts";
import { openIndex } from "../search/open-index.ts";

const REMAINS = `What remains: the sources themselves; the same words where other messages quote them or other files hold them; tags and notes (leaksift tags);
the content id, date and reason; and whatever the disk, its backups and snapshots keep of the old files.
`;

/** Texts that other programs read of documents that are no longer here go too. */
function dropLostRereads(paths: IndexPaths): void {
  if (!hasRereads(paths)) return;
  const { catalog, close } = openIndex(paths);
  try {
    dropRereads(paths, (contentId) => catalog.byContentId(contentId, 1).length > 0);
  } finally {
    close();
  }
}

async function run(io: Io, args: ParsedArgs): Promise<number> {
  if (args.positional.length === 0)
    throw new UserError('Forget what? Give ids as printed by "leaksift search", or a query.');
  const paths = findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder);
  const index = openIndex(paths);
  let targets: ReturnType<typeof forgetTargets>;
  try {
    targets = forgetTargets(index.catalog, await contentsNamed(io, index, args.positional));
  } finally {
    index.close();
  }
  const what = counted(targets.length, "family", "families");
  if (targets.length > 0 && !isSet(args, "yes")) {
    throw new UserError(
      `This takes ${what} (exact copies included) out of the index for good. Say so with --yes, and why with --reason TEXT.`,
    );
  }
  let documents = 0;
  if (targets.length > 0) {
    const reason = textValue(args, "reason") ?? "";
    const options = { paths, run: runInfo(io, "forget", args), now: io.now };
    documents = await withCatalogWriter(options, async (catalog) => {
      const value = await forgetFamilies(catalog, targets, reason, io.now());
      removeIdentifiers(paths); // values in them were in what is forgotten; made again when next asked for
      return { value, end: { outcome: "done", families: targets.length, documents: value } };
    });
    dropLostRereads(paths);
  }
  if (isSet(args, "json"))
    io.out(`${safeJson({ formatVersion: 1, families: targets.length, documents })}\n`);
  else {
    io.out(`${what} forgotten, ${counted(documents, "document")} in all.\n`);
    if (targets.length > 0) io.err(REMAINS);
  }
  return EXIT.done;
}

export const forget: CommandSpec = {
  name: "forget",
  positional: "ID…|QUERY",
  access: "write",
  summary: "Take messages out of the index for good",
  options: [
    INDEX_OPTION,
    { name: "yes", type: "boolean", description: "Do it; without it only the number is shown" },
    {
      name: "reason",
      type: "string",
      placeholder: "TEXT",
      description: "Why, kept with the tombstone",
    },
    JSON_OPTION,
  ],
  examples: [
    [
      'leaksift forget 3f9a01c2d4e5 --yes --reason "private, of no public interest"',
      "Forget one family",
    ],
  ],
  notes: [
    "Text, postings, metadata and flags go at once, of exact copies too, and a later run or a rebuild does not bring them back. The sources are never touched.",
  ],
  run,
};
