/** Messages by Message-ID. Reads the `headers` postings and verifies in the catalog. */
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import { foldWord } from "../../tokenize.ts";
import { fieldNumber, type SearchSegment } from "../segment-terms.ts";

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
