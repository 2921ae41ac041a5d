/** Stored texts and catalog conditions for matching, read from the catalog: what src/search/stored-texts.ts asks for. */

import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { orphans } from "../catalog/thread-rows.ts";
import { UserError } from "../errors.ts";
import { isIdentifierKind } from "../identifier-kinds.ts";
import { literalOf } from "../query/glob.ts";
import { valuesIn } from "./document-values.ts";
import { flaggedDocuments } from "./flagged.ts";
import { identifiedDocuments } from "./identified/identified.ts";
import { type Side, sideDocuments } from "./identified/sides.ts";
import type { DocSet } from "./match/doc-sets.ts";
import { readHeaderBlock } from "./match/header-block.ts";
import { pathTest } from "./path-test.ts";
import { rereadDocuments } from "./rereads.ts";
import type { SearchSegment } from "./segment-terms.ts";
import type { StoredTexts } from "./stored-texts.ts";
import { taggedDocuments } from "./tagged.ts";
import { conversationOf } from "./threads/conversations.ts";
import { documentsOfMessageId } from "./threads/threads.ts";
import { clockDocuments, isClockField } from "./times/clock-times.ts";

/** Reads values by document and field; the row read last is kept, since the fields of one document are asked for in turn. */
function valueReader(catalog: CatalogReader): StoredTexts["values"] {
  let last: StoredDocument | null = null;
  return (docId, field) => {
    if (last?.docId !== docId) last = catalog.document(docId);
    return valuesIn(last, field, {
      text: () => catalog.text(docId),
      headers: () => readHeaderBlock(catalog.head(docId)),
      metadata: () => catalog.metadata(docId),
    });
  };
}

type SourceSpan = ReturnType<CatalogReader["sourceSpans"]>[number];

/** docIds of the documents of the sources whose path `test` accepts. */
function documentsOfSources(
  catalog: CatalogReader,
  spans: readonly SourceSpan[],
  test: (path: string) => boolean,
  firstDoc: number,
  endDoc: number,
): DocSet {
  const chosen = spans.filter(({ path }) => test(path));
  const found: number[] = [];
  for (const span of chosen) {
    const from = Math.max(firstDoc, span.firstDoc);
    const to = Math.min(endDoc - 1, span.lastDoc);
    // A source that grew was indexed in two stretches with others between
    const alone = !spans.some(
      (other) =>
        other.sourceId !== span.sourceId &&
        other.firstDoc <= span.lastDoc &&
        other.lastDoc >= span.firstDoc,
    );
    for (let docId = from; docId <= to; docId++)
      if (alone || catalog.document(docId).sourceId === span.sourceId) found.push(docId);
  }
  return Uint32Array.from(found.sort((a, b) => a - b));
}

/** More documents of one content than this are a flood of the same signature picture; all of them are wanted all the same. */
const MAX_SAME = 1_000_000;

function byContent(catalog: CatalogReader, pattern: string, field: string): number[] {
  const prefix = (literalOf(pattern) ?? "").toLowerCase();
  if (!/^[0-9a-f]{4,64}$/.test(prefix)) {
    throw new UserError(
      `${field}: takes 4 to 64 hex digits as printed by "leaksift search"${field === "id" ? ", or a Message-ID" : ""}.`,
    );
  }
  return catalog.byContentId(prefix, MAX_SAME).map((document) => document.docId);
}

const within = (docIds: readonly number[], firstDoc: number, endDoc: number): DocSet =>
  Uint32Array.from(
    docIds.filter((docId) => docId >= firstDoc && docId < endDoc).sort((a, b) => a - b),
  );

const allOf = (firstDoc: number, endDoc: number): DocSet =>
  Uint32Array.from({ length: endDoc - firstDoc }, (_, i) => firstDoc + i);

/** docIds an id names: a content id by any prefix, or a Message-ID, known by its "@" or angle brackets. */
function byId(
  catalog: CatalogReader,
  segments: readonly SearchSegment[],
  pattern: string,
  field: string,
): number[] {
  const literal = literalOf(pattern) ?? "";
  return /[@<]/.test(literal)
    ? documentsOfMessageId(catalog, segments, literal)
    : byContent(catalog, pattern, field);
}

/** The catalog as {@link StoredTexts}. Documents and header blocks are fetched when asked for; `segments` find messages by Message-ID. */
export function catalogTexts(
  catalog: CatalogReader,
  segments: readonly SearchSegment[],
): StoredTexts {
  let spans: readonly SourceSpan[] | null = null;
  let orphaned: readonly number[] | null = null;
  const named = new Map<string, readonly number[]>();
  /** Asked once for the whole index, then for each segment. */
  const docIdsOf = (field: string, pattern: string | null): readonly number[] => {
    const key = `${field} ${pattern}`;
    let docIds = named.get(key);
    if (docIds === undefined) {
      if (field === "is") docIds = sideDocuments(catalog, segments, pattern as Side);
      else if (isClockField(field)) docIds = clockDocuments(catalog, field, pattern);
      else if (isIdentifierKind(field))
        docIds = identifiedDocuments(catalog, segments, field, pattern);
      else if (field === "sha256") docIds = byContent(catalog, pattern ?? "", field);
      else {
        const own = byId(catalog, segments, pattern ?? "", field);
        docIds = field === "thread" ? conversationOf(catalog, own) : own;
      }
      named.set(key, docIds);
    }
    return docIds;
  };
  return {
    values: valueReader(catalog),
    headers: (docId) => readHeaderBlock(catalog.head(docId)),
    rereadDocuments: (lookup, firstDoc, endDoc) =>
      within(rereadDocuments(catalog, lookup), firstDoc, endDoc),
    catalogDocuments: (field, pattern, firstDoc, endDoc) => {
      if (field === "tag") return within(taggedDocuments(catalog, pattern), firstDoc, endDoc);
      if (field === "flag") return within(flaggedDocuments(catalog, pattern), firstDoc, endDoc);
      if (field === "is" && pattern === "orphan") {
        orphaned ??= orphans(catalog.database);
        return within(orphaned, firstDoc, endDoc);
      }
      if (field === "is" || isIdentifierKind(field) || isClockField(field))
        return within(docIdsOf(field, pattern), firstDoc, endDoc);
      if (pattern === null) return allOf(firstDoc, endDoc); // every document has a source, an id and a conversation
      if (field === "in") {
        spans ??= catalog.sourceSpans();
        return documentsOfSources(catalog, spans, pathTest(pattern), firstDoc, endDoc);
      }
      return within(docIdsOf(field, pattern), firstDoc, endDoc);
    },
  };
}
