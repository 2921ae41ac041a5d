/** What threading needs of every message, from the catalog in pages by docId, so that memory holds one short row a message and no envelopes. */
import { bytesOf, numberOf, numberOrNull, type Sqlite, textOf } from "./sqlite.ts";
import { unpackEnvelope } from "./stored-json.ts";

/** A message as threading sees it. */
export interface ThreadRow {
  readonly docId: number;
  readonly isRoot: boolean;
  /** "" when it has none. */
  readonly messageId: string;
  /** Nearest first, as in {@link Envelope.parents}. */
  readonly parents: readonly string[];
  readonly subject: string;
  /** Addresses of sender and recipients, lower case. */
  readonly people: readonly string[];
  readonly at: number | null;
  /** Conversation id of its Thread-Index, "" without one. */
  readonly conversation: string;
}

const PAGE = 5000;

// JSON is read here and not by json_extract: an unpaired surrogate in it would come back as invalid UTF-8, on which libsql ends the process.
const ROWS = `SELECT d.docId, d.parentId, d.messageId, d.sentAt, d.receivedAt, d.envelope, t.traits
  FROM document d LEFT JOIN trait t ON t.docId = d.docId
  WHERE d.kind = 'message' AND d.envelope IS NOT NULL AND d.docId > ? ORDER BY d.docId LIMIT ${PAGE}`;

/** Addresses beyond these are a mailing; the subject of such mail joins nobody. */
const MAX_PEOPLE = 30;

function conversationOf(traits: string): string {
  const found = /"conversation":"([0-9a-f]{32})"/.exec(traits);
  return found?.[1] ?? "";
}

/** Every message of the catalog, copies and nested ones included, in index order. */
export function* threadRows(database: Sqlite): Generator<ThreadRow> {
  const statement = database.prepare(ROWS);
  for (let after = -1; ; ) {
    const rows = statement.all([after]);
    for (const row of rows) {
      const envelope = unpackEnvelope(bytesOf(row["envelope"]));
      if (envelope === null) continue;
      yield {
        docId: numberOf(row["docId"]),
        isRoot: row["parentId"] === null,
        messageId: textOf(row["messageId"]),
        parents: envelope.parents,
        subject: envelope.subject,
        people: [...envelope.from, ...envelope.to, ...envelope.cc]
          .slice(0, MAX_PEOPLE)
          .map((person) => person.address.toLowerCase()),
        at: numberOrNull(row["sentAt"]) ?? numberOrNull(row["receivedAt"]),
        conversation: conversationOf(textOf(row["traits"])),
      };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = numberOf(last["docId"]);
  }
}

/** docIds (ascending) of messages that answer, by In-Reply-To or References, a message that is not there. */
export function orphans(database: Sqlite): number[] {
  const present = new Set<string>();
  const parents: (readonly [docId: number, parent: string])[] = [];
  for (const { docId, messageId, parents: answered } of threadRows(database)) {
    if (messageId !== "") present.add(messageId);
    if (answered[0] !== undefined) parents.push([docId, answered[0]]);
  }
  return parents.flatMap(([docId, parent]) => (present.has(parent) ? [] : [docId]));
}
