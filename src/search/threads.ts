/** Messages by Message-ID, and conversations: messages joined by their Message-ID, In-Reply-To and References headers. Reads the `headers` postings and verifies in the catalog. */
import type { CatalogReader, StoredDocument } from "../catalog/read-catalog.ts";
import { foldWord } from "../tokenize.ts";
import { fieldNumber, type SearchSegment } from "./segment-terms.ts";

/** Conversations larger than this are cut: a list robot that puts one id into every message would make the whole dump one thread. */
const MAX_THREAD_DOCUMENTS = 10_000;

/** docIds of messages whose headers name the id: their own or one they answer. */
function naming(segments: readonly SearchSegment[], messageId: string): number[] {
  const field = fieldNumber("headers");
  return segments.flatMap(({ reader, firstDoc }) => {
    const entry = reader.find(foldWord(messageId));
    if (entry === undefined) return [];
    return Array.from(reader.postings(entry, field).documents, (document) => firstDoc + document);
  });
}

const withoutBrackets = (messageId: string): string => messageId.trim().replace(/^<|>$/g, "");

/** docIds of the messages with this Message-ID, given with or without angle brackets; case does not count, as mailers change it. */
export function documentsOfMessageId(
  catalog: CatalogReader,
  segments: readonly SearchSegment[],
  messageId: string,
): number[] {
  const asked = foldWord(withoutBrackets(messageId));
  return naming(segments, asked).filter(
    (docId) => foldWord(catalog.document(docId).messageId) === asked,
  );
}

const idsOfMessage = ({ messageId, envelope }: StoredDocument): string[] =>
  [messageId, ...(envelope?.parents ?? [])].filter((id) => id !== "").map(foldWord);

/** docIds of all messages of the conversations that the given documents belong to, these included; ascending. */
export function conversationOf(
  catalog: CatalogReader,
  segments: readonly SearchSegment[],
  documents: readonly number[],
): number[] {
  const found = new Map<number, readonly string[]>();
  const asked = new Set<string>();
  const waiting = [...documents];
  for (let docId = waiting.pop(); docId !== undefined; docId = waiting.pop()) {
    if (found.has(docId) || found.size >= MAX_THREAD_DOCUMENTS) continue;
    const ids = idsOfMessage(catalog.document(docId));
    found.set(docId, ids);
    for (const id of ids) {
      if (asked.has(id)) continue;
      asked.add(id);
      for (const other of naming(segments, id)) {
        // A host or a word of the X-Mailer header may look like an id
        if (!found.has(other) && idsOfMessage(catalog.document(other)).includes(id))
          waiting.push(other);
      }
    }
  }
  return [...found.keys()].sort((a, b) => a - b);
}
