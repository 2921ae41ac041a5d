/** Identifiers as searches and facets see them: documents with a value (`iban:*`, `amount:>1M`), values of documents. Read from their store. */

import { unpackDocuments } from "../../catalog/identifiers/document-numbers.ts";
import {
  type IdentifierStore,
  openIdentifiers,
  type StoredIdentifier,
} from "../../catalog/identifiers/identifier-store.ts";
import { identifiersAre } from "../../catalog/identifiers/identifiers-are.ts";
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import type { IdentifierName } from "../../identifier-kinds.ts";
import type { SearchSegment } from "../segment-terms.ts";
import { valueTest } from "./match-value.ts";

/** Runs `body` on the store; `otherwise` where identifiers were never looked for. */
function withIdentifiers<T>(
  catalog: CatalogReader,
  body: (store: IdentifierStore) => T,
  otherwise: T,
): T {
  const store = openIdentifiers(catalog.paths);
  if (store === null) return otherwise;
  try {
    return body(store);
  } finally {
    store.close();
  }
}

/** The stored identifiers of a kind that a pattern of the query tree means; null means all. */
function* identifiersLike(
  store: IdentifierStore,
  kind: IdentifierName,
  pattern: string | null,
): Generator<StoredIdentifier> {
  if (pattern === null) {
    yield* store.all(kind);
    return;
  }
  const { exact, test } = valueTest(kind, pattern);
  const found = exact.flatMap((value) => store.find(kind, value) ?? []);
  if (found.length > 0 || test === null) {
    yield* found;
    return;
  }
  for (const each of store.all(kind)) if (test(each)) yield each;
}

/** docIds (ascending) with one of the identifiers, and the copies of the messages and files these are in: a copy says what the first says. */
export function withCopies(
  segments: readonly SearchSegment[],
  found: ReadonlySet<number>,
): number[] {
  const roots = new Set<number>();
  for (const { reader, firstDoc } of segments)
    for (let i = 0; i < reader.documentCount; i++)
      if (found.has(firstDoc + i)) roots.add(firstDoc + (reader.roots[i] as number));
  const all = new Set(found);
  for (const { copies, firstDoc } of segments)
    for (const [local, first] of copies) if (roots.has(first)) all.add(firstDoc + local);
  return [...all].sort((a, b) => a - b);
}

/** docIds (ascending) of documents with an identifier that the pattern means; none where identifiers were never looked for. */
export function identifiedDocuments(
  catalog: CatalogReader,
  segments: readonly SearchSegment[],
  kind: IdentifierName,
  pattern: string | null,
): number[] {
  const found = withIdentifiers(
    catalog,
    (store) => {
      const documents = new Set<number>();
      for (const { packed } of identifiersLike(store, kind, pattern))
        for (const document of unpackDocuments(packed)) documents.add(document);
      return documents;
    },
    new Set<number>(),
  );
  return withCopies(segments, found);
}

/** Values of a kind in documents, as facets count them. */
export function* identifierRows(
  catalog: CatalogReader,
  kind: IdentifierName,
  docIds: readonly number[],
): Generator<readonly [number, string]> {
  const wanted = new Set(docIds);
  const rows = withIdentifiers(
    catalog,
    (store) => {
      const found: [number, string][] = [];
      for (const { value, packed } of store.all(kind))
        for (const document of unpackDocuments(packed))
          if (wanted.has(document)) found.push([document, value]);
      return found;
    },
    [],
  );
  yield* rows.sort((a, b) => a[0] - b[0]);
}

/** Whether the store knows all documents that there are now. */
export const identifiersKnown = (catalog: CatalogReader): boolean =>
  withIdentifiers(
    catalog,
    (store) => identifiersAre(catalog.database, store.state()) === "current",
    false,
  );
