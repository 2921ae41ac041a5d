/** `leaksift variants [QUERY]`: groups of documents that say nearly the same, members in the order of time. */
import { findIndex } from "../../catalog/index-folder.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  isSet,
  type ParsedArgs,
  textValue,
} from "../../cli/command.ts";
import { DOCUMENT_LIST_OPTIONS, type ListShape, limitOf, listWriter } from "../../cli/listing.ts";
import { printProblems, timeZoneValue } from "../../cli/query-reading.ts";
import { UserError } from "../../errors.ts";
import { SHORT_ID_DIGITS } from "../../model/ids.ts";
import { columnsShape } from "../../render/columns.ts";
import { groupText, VARIANT_COLUMNS } from "../../render/similar.ts";
import { grouped } from "../../render/terminal.ts";
import { type OpenIndex, openIndex } from "../../search/open-index.ts";
import { searchIndex } from "../../search/search.ts";
import { LEAST_WORDS, similarGroups } from "../../search/similar/groups.ts";
import { type GroupMember, membersOf } from "../../search/similar/members.ts";
import { SimilarTexts, wordCount } from "../../search/similar/texts.ts";
import { THRESHOLD_OPTION, thresholdOf } from "./similar.ts";

const DEFAULT_LIMIT = 20;

/** The documents that a query matched, those with a text; of a family that it matched as a whole, all of them. */
function documentsOf(io: Io, index: OpenIndex, texts: SimilarTexts, query: string): number[] {
  const answer = searchIndex(index, query, {
    clock: { nowMs: io.now(), timeZone: "UTC" },
    sort: "oldest",
    limit: Number.MAX_SAFE_INTEGER,
    offset: 0,
    strict: false,
  });
  printProblems(io, answer.problems);
  if (answer.notLookedAt > 0)
    throw new UserError(
      "The query took too long, so groups would be incomplete. Make it narrower.",
    );
  const docIds = answer.hits.flatMap(({ rootId, documents }) =>
    documents.length > 0 ? documents : index.catalog.family(rootId).map(({ docId }) => docId),
  );
  return [...new Set<number>(docIds)]
    .filter((docId) => wordCount(texts.sketch(docId)) > 0)
    .sort((a, b) => a - b);
}

const VARIANTS: ListShape<GroupMember> = {
  ...columnsShape("variants", VARIANT_COLUMNS),
  ids: ({ document }) => [document.contentId],
};

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const threshold = thresholdOf(args);
  const timeZone = timeZoneValue(args);
  const query = args.positional.join(" ").trim();
  const index = openIndex(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    const texts = new SimilarTexts(index);
    const docIds = query === "" ? texts.all() : documentsOf(io, index, texts, query);
    const found = similarGroups(texts, docIds, threshold).filter(
      (group) => !isSet(args, "changed") || group.texts > 1,
    );
    const limit = limitOf(args, DEFAULT_LIMIT);
    const writer = listWriter(io, args, VARIANTS);
    let shown = 0;
    for (const group of found) {
      const members = membersOf(index, texts, group, shown + 1);
      if (members.length < 2) continue; // the same bytes in several places are one document
      if (shown === limit) break;
      shown++;
      if (writer === null) io.out(`${groupText(members, group.texts, io, timeZone)}\n`);
      else for (const member of members) writer.row(member);
      if (writer === null && shown === 1) sayHow(io, members);
    }
    writer?.end({ query, threshold, groupsShown: shown });
    if (writer !== null) return 0;
    if (shown === 0) io.err("No two documents there are alike enough. Less alike: --at-least 50\n");
    else if (found.length > shown)
      io.err(`Up to ${grouped(found.length - shown)} more groups: --limit N, 0 for all.\n`);
    return 0;
  } finally {
    index.close();
  }
}

/** How to see what changed, after the first group. */
function sayHow(io: Io, members: readonly GroupMember[]): void {
  const changed = members.findIndex(({ sameText }, at) => at > 0 && !sameText);
  const [a, b] = [members[changed - 1], members[changed]].map((member) =>
    member?.document.contentId.slice(0, SHORT_ID_DIGITS),
  );
  if (a !== undefined && b !== undefined) io.err(`What changed: leaksift diff ${a} ${b}\n`);
}

export const variants: CommandSpec = {
  name: "variants",
  positional: "[QUERY]",
  dashIsText: true,
  access: "read",
  paged: true,
  summary: "Group the versions of texts: contracts, drafts, resent mail",
  options: [
    THRESHOLD_OPTION,
    {
      name: "changed",
      type: "boolean",
      description: "Only groups in which the text differs",
    },
    {
      name: "limit",
      short: "n",
      type: "number",
      placeholder: "N",
      description: `Groups to print, 0 for all (default: ${DEFAULT_LIMIT}, all with --ids, --ndjson, --csv)`,
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
    ["leaksift variants", "All groups, those of most different texts first"],
    ["leaksift variants 'contract type:docx'", "The versions of contracts in Word files"],
    ["leaksift variants --changed --csv > versions.csv", "Where words changed, a line a document"],
  ],
  notes: [
    "Each line has the share of four-word sequences that it has in common with the line before (Jaccard, exact); = = means the same words in the same order. A group holds what is joined by such shares step by step, so its first and last may differ more; --csv has the share with the first.",
    `Compared are the documents that the query matched: mail by its own text, files by theirs. Texts of fewer than ${LEAST_WORDS} words are left out. Exact copies of mail, and the same bytes in several places, are one line.`,
  ],
  run,
};
