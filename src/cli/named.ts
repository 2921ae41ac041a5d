/** The documents a command line names: ids, `-` for ids on standard input (what `--ids` prints), or a query. */
import type { IndexPaths } from "../catalog/index-folder.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { type OpenIndex, openIndex } from "../search/open-index.ts";
import { savedQueriesOf } from "../search/saved.ts";
import { readQuery, searchRoots } from "../search/search.ts";
import type { Io } from "./command.ts";
import { printProblems } from "./query-reading.ts";
import { FROM_STDIN, withStdin } from "./stdin-ids.ts";

const isId = (word: string): boolean => /^[0-9a-f]{8,64}$/i.test(word);

/** What words name: a list of documents by id, or documents by number as a query finds them. */
type Named =
  | { readonly how: "ids"; readonly documents: readonly StoredDocument[] }
  | { readonly how: "query"; readonly docIds: readonly number[] };

/** A word of eight or more hex digits is an id when all words are; with `-` all are ids. */
async function named(io: Io, index: OpenIndex, words: readonly string[]): Promise<Named> {
  const catalog = index.catalog;
  if (words.includes(FROM_STDIN) || words.every(isId))
    return {
      how: "ids",
      documents: (await withStdin(io, words)).map((word) => catalog.resolveId(word)),
    };
  return { how: "query", docIds: matching(io, index, words.join(" ")) };
}

/** Content ids of what the words name. Throws UserError for an id that is not there. */
export async function contentsNamed(
  io: Io,
  index: OpenIndex,
  words: readonly string[],
): Promise<string[]> {
  const found = await named(io, index, words);
  return found.how === "ids"
    ? found.documents.map(({ contentId }) => contentId)
    : index.catalog.contentIds(found.docIds);
}

/** The documents that the words name, as stored. Throws UserError for an id that is not there. */
export async function documentsNamed(
  io: Io,
  index: OpenIndex,
  words: readonly string[],
): Promise<readonly StoredDocument[]> {
  const found = await named(io, index, words);
  return found.how === "ids"
    ? found.documents
    : found.docIds.map((docId) => index.catalog.document(docId));
}

/** The roots of the families that hold these documents, each once, in the order named. */
export function rootsOfDocuments(
  catalog: CatalogReader,
  documents: readonly StoredDocument[],
): StoredDocument[] {
  const roots = new Map<number, StoredDocument>();
  for (const document of documents) {
    const root = document.parentId === null ? document : catalog.document(document.rootId);
    roots.set(root.docId, root);
  }
  return [...roots.values()];
}

/** Roots of the families that a query matches; null without a query: then no segment is opened. Says on stderr what was not read as written. */
export function familiesMatching(
  io: Io,
  paths: IndexPaths,
  words: readonly string[],
): ReadonlySet<number> | null {
  const query = words.join(" ").trim();
  if (query === "") return null;
  const index = openIndex(paths);
  try {
    return new Set(matching(io, index, query));
  } finally {
    index.close();
  }
}

function matching(io: Io, index: OpenIndex, query: string): number[] {
  const saved = savedQueriesOf(index.catalog);
  const options = { clock: { nowMs: io.now(), timeZone: "UTC" }, strict: false, saved };
  printProblems(io, readQuery(query, options).problems);
  return searchRoots(index, query, options);
}
