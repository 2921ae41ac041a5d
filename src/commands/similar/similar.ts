/** `leaksift similar ID`: documents that say nearly the same as one, and files that carry the same ids, template or title. */
import { findIndex } from "../../catalog/index-folder.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  numberValue,
  type OptionSpec,
  type ParsedArgs,
  textValue,
} from "../../cli/command.ts";
import { DOCUMENT_LIST_OPTIONS, type ListShape, limitOf, printList } from "../../cli/listing.ts";
import { timeZoneValue } from "../../cli/query-reading.ts";
import { UserError } from "../../errors.ts";
import { SHORT_ID_DIGITS } from "../../model/ids.ts";
import { columnsShape } from "../../render/columns.ts";
import { NEAR_COLUMNS, type NearRow, nearText } from "../../render/similar.ts";
import { counted, grouped } from "../../render/terminal.ts";
import { openIndex } from "../../search/open-index.ts";
import { DEFAULT_THRESHOLD } from "../../search/similar/groups.ts";
import { memberOf } from "../../search/similar/members.ts";
import { nearOf } from "../../search/similar/near.ts";
import { inside } from "../show.ts";

const DEFAULT_LIMIT = 40;
/** Below it sketches find too few of the pairs. */
const LEAST_PERCENT = 50;

/** The option that says how alike two texts must be. */
export const THRESHOLD_OPTION: OptionSpec = {
  name: "at-least",
  type: "number",
  placeholder: "PERCENT",
  description: `How much of their four-word sequences two texts have in common, ${LEAST_PERCENT} to 100 percent (default: ${DEFAULT_THRESHOLD * 100})`,
};

/** The share asked for. Throws UserError for one that is out of range. */
export function thresholdOf(args: ParsedArgs): number {
  const percent = numberValue(args, "at-least") ?? DEFAULT_THRESHOLD * 100;
  if (percent >= LEAST_PERCENT && percent <= 100) return percent / 100;
  throw new UserError(
    `--at-least is a percentage from ${LEAST_PERCENT} to 100, e.g. --at-least 80.`,
  );
}

const NEAR: ListShape<NearRow> = {
  ...columnsShape("similar", NEAR_COLUMNS),
  ids: ({ document }) => [document.contentId],
};

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const [id, more] = args.positional;
  if (id === undefined || more !== undefined)
    throw new UserError('Give the id of one document, as printed by "leaksift search".');
  const threshold = thresholdOf(args);
  const timeZone = timeZoneValue(args);
  const index = openIndex(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    const document = index.catalog.resolveId(id);
    const near = nearOf(index, document, threshold);
    const shown = near.slice(0, limitOf(args, DEFAULT_LIMIT));
    const rows = shown.map((each): NearRow => ({ ...memberOf(index, each.docId), near: each }));
    if (printList(io, args, NEAR, rows, { id: document.contentId, total: near.length })) return 0;
    for (const row of rows) io.out(nearText(row, io, timeZone));
    const own = document.contentId.slice(0, SHORT_ID_DIGITS);
    io.err(`${counted(near.length, "document")} near ${own}.`);
    io.err(
      near.length > rows.length ? ` ${grouped(near.length - rows.length)} more: --limit 0\n` : "\n",
    );
    const first = rows[0]?.document.contentId.slice(0, SHORT_ID_DIGITS);
    if (first !== undefined) io.err(`What changed: leaksift diff ${own} ${first}\n`);
    const files = inside(index.catalog, document).filter((each) => each.depth === 0);
    const [file] = files;
    if (file !== undefined)
      io.err(
        `It carries ${counted(files.length, "file")}: leaksift similar ${file.document.contentId.slice(0, SHORT_ID_DIGITS)}\n`,
      );
    return 0;
  } finally {
    index.close();
  }
}

export const similar: CommandSpec = {
  name: "similar",
  positional: "ID",
  access: "read",
  paged: true,
  summary: "Find near-duplicates of a document, and files of one origin",
  options: [
    THRESHOLD_OPTION,
    {
      name: "limit",
      short: "n",
      type: "number",
      placeholder: "N",
      description: `Documents to print, 0 for all (default: ${DEFAULT_LIMIT}, all with --ids, --ndjson, --csv)`,
    },
    {
      name: "tz",
      type: "string",
      placeholder: "ZONE",
      description: "Time zone for times, e.g. Europe/Paris (default: UTC)",
    },
    ...DOCUMENT_LIST_OPTIONS,
    INDEX_OPTION,
  ],
  examples: [
    ["leaksift similar 3f9a01c2d4e5", "Other versions of a message or file"],
    ["leaksift similar 3f9a01c2d4e5 --at-least 90", "Only those that share nine tenths"],
    ["leaksift similar 3f9a01c2d4e5 --ids | leaksift tag +contract -", "Tag all versions"],
  ],
  notes: [
    "The share printed is exact: different sequences of four words that both texts have, of all that either has (Jaccard). = = means the same words in the same order. Case, accents and punctuation do not count.",
    "For a file, other files that carry the same ids (rsid, PDF or XMP id), the same template or the same title are listed as well, with how many different files carry the value. A value in many files is left out. Copies of one file carry the same ids; so may files made from one template.",
    "Of a text of more than 200,000 words the first 200,000 are compared.",
  ],
  run,
};
