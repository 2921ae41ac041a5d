/** Tags as searches and facets see them: documents by tag, tags by document. Read from work.sqlite once for each open catalog. */

import {
  allAnnotations,
  readAnnotations,
  tagsByContent,
} from "../catalog/annotations/annotations.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { compileGlob } from "../query/glob.ts";

/** Tags set now by content id; empty when nobody set any. */
export function readTags(catalog: CatalogReader): ReadonlyMap<string, readonly string[]> {
  return readAnnotations(catalog.paths, (work) => tagsByContent(allAnnotations(work)), new Map());
}

/** docIds (ascending) of documents with a tag the pattern accepts; null accepts any. */
export function taggedDocuments(catalog: CatalogReader, pattern: string | null): number[] {
  const { test } = compileGlob(pattern?.toLowerCase() ?? "*");
  const found: number[] = [];
  for (const [contentId, tags] of readTags(catalog)) {
    if (!tags.some((tag) => test(tag))) continue;
    for (const document of catalog.byContentId(contentId, 1_000_000)) found.push(document.docId);
  }
  return found.sort((a, b) => a - b);
}

/** Tags of documents, as facets count them. */
export function* tagRows(
  catalog: CatalogReader,
  docIds: readonly number[],
): Generator<readonly [number, string]> {
  const wanted = new Set(docIds);
  const rows: [number, string][] = [];
  for (const [contentId, tags] of readTags(catalog))
    for (const { docId } of catalog.byContentId(contentId, 1_000_000))
      if (wanted.has(docId)) for (const tag of tags) rows.push([docId, tag]);
  yield* rows.sort((a, b) => a[0] - b[0]);
}
