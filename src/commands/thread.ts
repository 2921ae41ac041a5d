/** `leaksift thread ID`: the conversation a message is part of, as a tree with what is missing. */
import { flagsOf } from "../catalog/document-marks.ts";
import { findIndex } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import {
  type CommandSpec,
  INDEX_OPTION,
  type Io,
  type ParsedArgs,
  textValue,
} from "../cli/command.ts";
import { DOCUMENT_LIST_OPTIONS, type ListShape, printList } from "../cli/listing.ts";
import { timeZoneValue } from "../cli/query-reading.ts";
import { UserError } from "../errors.ts";
import { type ThreadViewLine, threadLineJson, threadText } from "../render/thread-view.ts";
import { linesOf, readThreads, topOf } from "../search/threads/conversations.ts";

/** Lines of the conversation of a document; of a file, of the message that carries it. Throws UserError for a loose file. */
export function threadLines(catalog: CatalogReader, document: StoredDocument): ThreadViewLine[] {
  const threads = readThreads(catalog);
  const asked =
    document.kind === "message" ? document.docId : catalog.document(document.rootId).docId;
  const at = threads.nodeOf.get(asked);
  if (at === undefined)
    throw new UserError("Only a message is part of a conversation; this is a loose file.");
  const lines = linesOf(threads, topOf(threads, at));
  const flags = flagsOf(
    catalog.database,
    lines.flatMap(({ node }) => node.docIds),
  );
  return lines.map(({ node, depth, lasts }) => {
    const documents = node.docIds.map((docId) => catalog.document(docId));
    // The one asked for stands for its Message-ID: others with the same id may say something else.
    const own = documents.find((each) => each.docId === asked) ?? documents[0] ?? null;
    return {
      messageId: node.messageId,
      depth,
      lasts,
      link: node.link,
      parentMessageId: node.parent === null ? "" : (threads.nodes[node.parent]?.messageId ?? ""),
      document: own,
      others: documents.filter((each) => each !== own),
      flags: own === null ? [] : (flags.get(own.docId) ?? []),
      isAsked: node.docIds.includes(asked),
    };
  });
}

const LINES: ListShape<ThreadViewLine> = {
  name: "lines",
  object: threadLineJson,
  columns: ["depth", "id", "sentAt", "from", "subject", "messageId", "link", "flags"],
  lines: (line) => {
    const { depth, id, sentAt, from, subject, messageId, link, flags } = threadLineJson(line);
    return [[depth, id, sentAt, from, subject, messageId, link, flags.join(" ")]];
  },
  // An exact copy has the same id; another message with this Message-ID has its own
  ids: ({ document, others }) =>
    [document, ...others].flatMap((each) => (each === null ? [] : [each.contentId])),
};

async function run(io: Io, args: ParsedArgs): Promise<number> {
  const [id] = args.positional;
  if (id === undefined)
    throw new UserError(
      'Which conversation? Give the id of one of its messages, as printed by "leaksift search".',
    );
  const timeZone = timeZoneValue(args);
  const catalog = new CatalogReader(
    findIndex(textValue(args, "index"), io.env["LEAKSIFT_INDEX"], io.workingFolder),
  );
  try {
    const lines = threadLines(catalog, catalog.resolveId(id));
    const messages = lines.filter(({ document }) => document !== null).length;
    const beside = { messages, missing: lines.length - messages };
    if (!printList(io, args, LINES, lines, beside)) io.out(threadText(lines, io, timeZone));
    return 0;
  } finally {
    catalog.close();
  }
}

export const thread: CommandSpec = {
  name: "thread",
  positional: "ID",
  access: "read",
  paged: true,
  summary: "Show the conversation of a message, and what is missing from it",
  options: [
    INDEX_OPTION,
    {
      name: "tz",
      type: "string",
      placeholder: "ZONE",
      description: "Time zone for times, e.g. Europe/Paris (default: UTC)",
    },
    ...DOCUMENT_LIST_OPTIONS,
  ],
  examples: [
    ["leaksift thread 3f9a01c2d4e5", "The conversation as a tree"],
    ["leaksift thread 3f9a01c2d4e5 --ids | leaksift show - --text", "Read it all"],
  ],
  notes: [
    "Joined by In-Reply-To and References, else Thread-Index, else by subject among the same people within 60 days, which is a guess and marked as one. The same messages as a list: leaksift search thread:ID.",
  ],
  run,
};
