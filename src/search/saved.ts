/** Saved queries and people as a search uses them: trees by name, read when a query first names one. */

import { readSavedQueries } from "../catalog/annotations/saved-queries.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { SavedQueries } from "../query/expand-saved.ts";
import { parseQuery } from "../query/parse-query.ts";
import type { QueryNode } from "../query/tree.ts";
import { People } from "./people/people.ts";

/** Trees of the saved queries and of the people of this index; case of a name does not count. */
export function savedQueriesOf(catalog: CatalogReader): SavedQueries {
  let texts: ReadonlyMap<string, string> | null = null;
  let people: People | null = null;
  return (name, field) => {
    if (field !== undefined) {
      people ??= new People(catalog);
      const operands = people
        .ofHandle(name)
        .flatMap(({ addresses }) => addresses)
        .map(({ address }): QueryNode => ({ kind: "term", field, text: address, exact: false }));
      return operands.length > 1 ? { kind: "or", operands } : operands[0];
    }
    texts ??= new Map(readSavedQueries(catalog.paths).map((saved) => [saved.name, saved.text]));
    const text = texts.get(name.toLowerCase());
    return text === undefined ? undefined : parseQuery(text).tree;
  };
}
