/** Saved queries as a search uses them: trees by name, read from work.sqlite when a query first names one. */

import { readSavedQueries } from "../catalog/annotations/saved-queries.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { SavedQueries } from "../query/expand-saved.ts";
import { parseQuery } from "../query/parse-query.ts";

/** Trees of the saved queries of this index; case of a name does not count. */
export function savedQueriesOf(catalog: CatalogReader): SavedQueries {
  let texts: ReadonlyMap<string, string> | null = null;
  return (name) => {
    texts ??= new Map(readSavedQueries(catalog.paths).map((saved) => [saved.name, saved.text]));
    const text = texts.get(name.toLowerCase());
    return text === undefined ? undefined : parseQuery(text).tree;
  };
}
