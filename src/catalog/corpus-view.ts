/** The catalog as a corpus view: rows in pages by docId, so that memory does not grow with the corpus. */
import type { CorpusView, FileRow, MessageRow } from "../model/corpus-view.ts";
import type { DocumentKind } from "../model/document.ts";
import type { MetadataValue } from "../model/metadata.ts";
import type { CatalogReader } from "./read-catalog.ts";
import { bytesOf, numberOf, numberOrNull, type Sqlite, type SqlRow, textOf } from "./sqlite.ts";
import { unpackEnvelope, unpackTraits } from "./stored-json.ts";
import { metadataOf } from "./stored-rows.ts";

const PAGE = 2000;
/** Texts are searched for names up to here; a name in the second megabyte of a file is not what makes it known. */
const MAX_SEARCHED_CHARS = 1 << 20;

function* pages(database: Sqlite, sql: string): Generator<SqlRow> {
  const statement = database.prepare(`${sql} AND d.docId > ? ORDER BY d.docId LIMIT ${PAGE}`);
  for (let after = -1; ; ) {
    const rows = statement.all([after]);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = numberOf(last["docId"]);
  }
}

const MESSAGES = `SELECT d.docId, d.rootId, d.sourceId, d.messageId, d.sentAt, d.receivedAt, d.envelope, t.traits,
    r.kind AS rootKind, s.path, s.format
  FROM document d JOIN document r ON r.docId = d.rootId JOIN source s ON s.sourceId = d.sourceId LEFT JOIN trait t ON t.docId = d.docId
  WHERE d.kind = 'message' AND d.envelope IS NOT NULL AND r.copyOf IS NULL`;

const COPIES = MESSAGES.replace("r.copyOf IS NULL", "d.docId = d.rootId AND r.copyOf IS NOT NULL");

/** Mails in files of their own belong to their folder; the two folders of a maildir are one. */
function containerOf(path: string, format: string): string {
  if (format !== "eml" && format !== "emlx") return path;
  return path.replace(/(?:\/(?:cur|new))?\/[^/]*$/, "");
}

function messageRow(row: SqlRow): MessageRow {
  const envelope = unpackEnvelope(bytesOf(row["envelope"]));
  if (envelope === null) throw new Error("a message without its envelope");
  return {
    docId: numberOf(row["docId"]),
    rootId: numberOf(row["rootId"]),
    sourceId: numberOf(row["sourceId"]),
    container: containerOf(textOf(row["path"]), textOf(row["format"])),
    isInsideMessage:
      textOf(row["rootKind"]) === "message" && numberOf(row["docId"]) !== numberOf(row["rootId"]),
    messageId: textOf(row["messageId"]),
    parents: envelope.parents,
    subject: envelope.subject,
    from: envelope.from,
    to: [...envelope.to, ...envelope.cc, ...envelope.bcc],
    sentAt: numberOrNull(row["sentAt"]),
    zoneMinutes: envelope.zoneMinutes,
    receivedAt: numberOrNull(row["receivedAt"]),
    traits: unpackTraits(bytesOf(row["traits"])),
  };
}

const FILES = `SELECT d.docId, d.rootId, d.parentId, d.kind, d.contentId, d.name, d.type, d.sizeBytes,
    r.kind AS rootKind, r.sentAt AS rootSentAt, r.receivedAt AS rootReceivedAt
  FROM document d JOIN document r ON r.docId = d.rootId
  WHERE d.kind <> 'message' AND r.copyOf IS NULL`;

function fileRow(row: SqlRow, metadata: readonly MetadataValue[]): FileRow {
  const rootId = numberOf(row["rootId"]);
  return {
    docId: numberOf(row["docId"]),
    rootId,
    parentId: numberOrNull(row["parentId"]),
    kind: textOf(row["kind"]) as DocumentKind,
    contentId: bytesOf(row["contentId"]).toString("hex"),
    name: textOf(row["name"]),
    type: textOf(row["type"]),
    sizeBytes: numberOf(row["sizeBytes"]),
    metadata,
    carrier:
      textOf(row["rootKind"]) === "message"
        ? {
            docId: rootId,
            sentAt: numberOrNull(row["rootSentAt"]),
            receivedAt: numberOrNull(row["rootReceivedAt"]),
          }
        : null,
  };
}

function* mapped<T>(rows: Iterable<SqlRow>, of: (row: SqlRow) => T): Generator<T> {
  for (const row of rows) yield of(row);
}

/** A view of the catalog. The reader must stay open while the view is used. */
export function corpusView(catalog: CatalogReader): CorpusView {
  const { database } = catalog;
  const metadata = database.prepare("SELECT * FROM metadata WHERE docId = ? ORDER BY ordinal");
  return {
    messages: () => mapped(pages(database, MESSAGES), messageRow),
    copies: () => mapped(pages(database, COPIES), messageRow),
    files: () =>
      mapped(pages(database, FILES), (row) =>
        fileRow(row, metadata.all([numberOf(row["docId"])]).map(metadataOf)),
      ),
    text: (docId) => catalog.text(docId),
    countMentions: (strings) => countMentions(catalog, strings),
  };
}

function countMentions(
  catalog: CatalogReader,
  strings: readonly string[],
): ReadonlyMap<string, number> {
  const wanted = strings.map((text) => [text, text.toLowerCase()] as const);
  const counts = new Map<string, number>(strings.map((text) => [text, 0]));
  if (wanted.length === 0) return counts;
  const rows = pages(
    catalog.database,
    "SELECT d.docId FROM document d WHERE d.textBlock IS NOT NULL AND d.copyOf IS NULL",
  );
  for (const row of rows) {
    const text = catalog.text(numberOf(row["docId"])).slice(0, MAX_SEARCHED_CHARS).toLowerCase();
    for (const [original, lower] of wanted)
      if (text.includes(lower)) counts.set(original, (counts.get(original) ?? 0) + 1);
  }
  return counts;
}
