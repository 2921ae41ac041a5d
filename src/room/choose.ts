/** Which documents go into a room: what the query matched, and what was asked for with it. Nothing else is looked at from here on. */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { UserError } from "../errors.ts";
import type { OpenIndex } from "../search/open-index.ts";
import { searchIndex } from "../search/search.ts";
import { conversationOf } from "../search/threads/conversations.ts";

/** What `--with` adds to the matching documents. */
export const ADDITIONS = ["thread", "attachments", "copies"] as const;
export type Addition = (typeof ADDITIONS)[number];

/** The documents of a room, families together, roots first. */
export interface Chosen {
  readonly documents: readonly StoredDocument[];
  /** Files of the families that were neither matched nor asked for. */
  readonly filesLeftOut: number;
  /** Matching exact copies that were not asked for. */
  readonly copiesLeftOut: number;
}

/** Roots with the documents of their families that matched. */
type Families = Map<number, Set<number>>;

function addConversations(catalog: CatalogReader, families: Families): void {
  for (const docId of conversationOf(catalog, [...families.keys()])) {
    const { rootId } = catalog.document(docId);
    const matched = families.get(rootId) ?? new Set();
    families.set(rootId, matched.add(docId));
  }
}

/** A document goes with those it lies in, up to the root: a sheet in an archive in a mail. */
function withParents(family: readonly StoredDocument[], matched: ReadonlySet<number>): Set<number> {
  const parents = new Map<number, number | null>(
    family.map(({ docId, parentId }) => [docId, parentId]),
  );
  const kept = new Set<number>();
  for (const docId of matched)
    for (let at = docId; !kept.has(at); at = parents.get(at) ?? at) kept.add(at);
  return kept;
}

function collect(
  catalog: CatalogReader,
  families: Families,
  additions: ReadonlySet<Addition>,
): Pick<Chosen, "documents" | "filesLeftOut"> {
  const documents: StoredDocument[] = [];
  let filesLeftOut = 0;
  for (const [rootId, matched] of [...families].sort(([a], [b]) => a - b)) {
    const family = catalog.family(rootId);
    const kept = additions.has("attachments")
      ? new Set(family.map(({ docId }) => docId as number))
      : withParents(family, matched.add(rootId));
    documents.push(...family.filter(({ docId }) => kept.has(docId)));
    filesLeftOut += family.length - kept.size;
  }
  return { documents, filesLeftOut };
}

/** The documents that a query matches. Throws UserError when the time did not suffice: half an answer must not look like one. */
export function chooseByQuery(
  index: OpenIndex,
  query: string,
  additions: ReadonlySet<Addition>,
  nowMs: number,
): Chosen {
  const answer = searchIndex(index, query, {
    clock: { nowMs, timeZone: "UTC" },
    sort: "oldest",
    limit: Number.MAX_SAFE_INTEGER,
    offset: 0,
    strict: true,
  });
  if (answer.notLookedAt > 0)
    throw new UserError("The query took too long to look at every document. Make it narrower.");
  const families: Families = new Map();
  for (const { rootId, documents, copies } of answer.hits) {
    families.set(rootId, new Set(documents));
    if (additions.has("copies")) for (const copy of copies) families.set(copy, new Set());
  }
  if (additions.has("thread")) addConversations(index.catalog, families);
  return {
    ...collect(index.catalog, families, additions),
    copiesLeftOut: additions.has("copies") ? 0 : answer.copies,
  };
}

/** Documents by id: each with what it lies in. */
export function chooseDocuments(
  { catalog }: OpenIndex,
  named: readonly StoredDocument[],
  additions: ReadonlySet<Addition>,
): Chosen {
  const families: Families = new Map();
  for (const { docId, rootId } of named) {
    const matched = families.get(rootId) ?? new Set();
    families.set(rootId, matched.add(docId));
  }
  if (additions.has("thread")) addConversations(catalog, families);
  return { ...collect(catalog, families, additions), copiesLeftOut: 0 };
}
