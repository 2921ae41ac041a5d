/** Rows of the list of identifiers: counted among the families of a query, with who wrote them and the words around them. */

import { unpackDocuments } from "../../catalog/identifiers/document-numbers.ts";
import type {
  IdentifierOrder,
  IdentifierStore,
  StoredIdentifier,
} from "../../catalog/identifiers/identifier-store.ts";
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import { numberOrNull, textOf } from "../../catalog/sqlite.ts";
import { FIRST_SENDER_SQL } from "../../catalog/stored-json.ts";
import { labelOf } from "../../catalog/stored-rows.ts";
import { IDENTIFIER_KINDS, type IdentifierName } from "../../identifier-kinds.ts";
import { identify } from "../../identify/identify.ts";

/** Words around a value in one document. */
export interface Context {
  readonly contentId: string;
  /** Hostile. "" before and after: only the name of the document is known to hold it. */
  readonly before: string;
  readonly value: string;
  readonly after: string;
  /** Where: the subject, or the name of a file. */
  readonly from: string;
}

/** One line of the list. */
export interface IdentifierRow extends StoredIdentifier {
  readonly kind: IdentifierName;
  /** docIds of the messages and loose files, copies left out, ascending. */
  readonly roots: readonly number[];
}

/** Families of a query: the root of each of their documents, and when they were. */
export interface Scope {
  readonly rootOf: ReadonlyMap<number, number>;
  readonly timeOf: (root: number) => number | null;
}

/** Times of roots, asked when first needed. */
export function timesOf(catalog: CatalogReader): (root: number) => number | null {
  const known = new Map<number, number | null>();
  return (root) => {
    let at = known.get(root);
    if (at === undefined) {
      const row = catalog.database
        .prepare("SELECT coalesce(sentAt, receivedAt) AS at FROM document WHERE docId = ?")
        .get([root]);
      at = numberOrNull(row?.["at"]);
      known.set(root, at);
    }
    return at;
  };
}

const compare: Readonly<Record<IdentifierOrder, (a: IdentifierRow, b: IdentifierRow) => number>> = {
  documents: (a, b) => b.families - a.families,
  value: () => 0,
  first: (a, b) => (a.firstAt ?? Infinity) - (b.firstAt ?? Infinity),
  last: (a, b) => (b.lastAt ?? -Infinity) - (a.lastAt ?? -Infinity),
  largest: (a, b) => (b.number ?? -Infinity) - (a.number ?? -Infinity) || b.families - a.families,
};

/** An identifier as the families of a query have it; null when none does. */
function within(stored: StoredIdentifier, { rootOf, timeOf }: Scope): IdentifierRow | null {
  const roots = new Set<number>();
  for (const document of unpackDocuments(stored.packed)) {
    const root = rootOf.get(document);
    if (root !== undefined) roots.add(root);
  }
  if (roots.size === 0) return null;
  const times = [...roots].map(timeOf).filter((at) => at !== null);
  const firstAt = times.reduce<number | null>((a, b) => (a === null || b < a ? b : a), null);
  const lastAt = times.reduce<number | null>((a, b) => (a === null || b > a ? b : a), null);
  return {
    ...stored,
    kind: stored.kind as IdentifierName,
    families: roots.size,
    firstAt,
    lastAt,
    roots: [...roots],
  };
}

/** Roots of a row that no query narrows: those of its documents. */
function rootsOf(catalog: CatalogReader, documents: readonly number[]): number[] {
  const select = catalog.database.prepare("SELECT rootId FROM document WHERE docId = ?");
  const roots = new Set<number>();
  for (const document of documents) {
    const root = numberOrNull(select.get([document])?.["rootId"]);
    if (root !== null) roots.add(root);
  }
  return [...roots];
}

/** The values of one kind in the order asked for, at most `limit` of them, and how many there are. */
export function rowsOfKind(
  catalog: CatalogReader,
  store: IdentifierStore,
  kind: IdentifierName,
  options: {
    readonly scope: Scope | null;
    readonly order: IdentifierOrder;
    readonly limit: number;
  },
): { readonly rows: readonly IdentifierRow[]; readonly total: number } {
  const { scope, order, limit } = options;
  if (scope === null) {
    const rows = store.most(kind, order, limit).map((stored) => ({
      ...stored,
      kind,
      get roots() {
        return rootsOf(catalog, unpackDocuments(stored.packed));
      },
    }));
    return { rows, total: store.count(kind).values };
  }
  const found: IdentifierRow[] = [];
  for (const stored of store.all(kind)) {
    const row = within(stored, scope);
    if (row !== null) found.push(row);
  }
  found.sort((a, b) => compare[order](a, b) || (a.value < b.value ? -1 : 1));
  return { rows: found.slice(0, limit), total: found.length };
}

/** Kinds of the list, those asked for or all. */
export const kindNames: readonly IdentifierName[] = IDENTIFIER_KINDS.map(({ name }) => name);

/** Messages whose senders are asked for: the rest of a footer under 5,000 mails says no more. */
const MAX_SENDERS_OF = 200;

/** Who wrote the messages of a row, most first: `[["anna@example.org", 4]]`. */
export function sendersOf(
  catalog: CatalogReader,
  row: IdentifierRow,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  const select = catalog.database.prepare(
    `SELECT ${FIRST_SENDER_SQL} AS sender FROM document WHERE docId = ? AND envelope IS NOT NULL`,
  );
  for (const root of row.roots.slice(0, MAX_SENDERS_OF)) {
    const sender = textOf(select.get([root])?.["sender"]);
    if (sender !== "") counts.set(sender, (counts.get(sender) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

const oneLine = (text: string): string => text.replace(/[\s\u001e\u001f]+/g, " ");

/** The words around a value, `around` characters on each side, in up to `count` of its documents. */
export function contextsOf(
  catalog: CatalogReader,
  row: IdentifierRow,
  region: string | null,
  { count, around }: { readonly count: number; readonly around: number },
): Context[] {
  const inScope = new Set(row.roots);
  const contexts: Context[] = [];
  for (const docId of unpackDocuments(row.packed)) {
    if (contexts.length >= count) break;
    const document = catalog.document(docId);
    if (!inScope.has(document.rootId)) continue;
    const text = catalog.text(docId);
    const found = identify(text, { region, kinds: new Set([row.kind]) }).found.find(
      ({ value }) => value === row.value,
    );
    const from = labelOf(document);
    contexts.push({
      contentId: document.contentId,
      before:
        found === undefined
          ? ""
          : oneLine(text.slice(Math.max(0, found.start - around), found.start)),
      value: found === undefined ? "" : oneLine(text.slice(found.start, found.end)),
      after: found === undefined ? "" : oneLine(text.slice(found.end, found.end + around)),
      from,
    });
  }
  return contexts;
}
