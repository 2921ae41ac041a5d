/** Values of a field in this corpus, for completion: senders, file names, metadata, tags, checks, tokens. Kept for as long as the index is open. */

import { readSavedQueries } from "../catalog/annotations/saved-queries.ts";
import { topSenders } from "../catalog/catalog-counts.ts";
import { fileNames, firedChecks, metadataTexts } from "../catalog/field-values.ts";
import { findField } from "../fields.ts";
import { custodianOf } from "../search/custodians.ts";
import type { OpenIndex } from "../search/open-index.ts";
import { fieldNumber } from "../search/segment-terms.ts";
import { readTags } from "../search/tagged.ts";
import { visitField } from "../segment/scan-dictionary.ts";

const MAX_ADDRESSES = 50_000;
const MAX_TOKENS = 50_000;
const MAX_ANSWER = 200;

const ADDRESS_FIELDS = new Set(["from", "to", "cc", "bcc", "participants"]);

function tokens(index: OpenIndex, field: string): string[] {
  const found = new Set<string>();
  for (const { reader } of index.segments) {
    visitField(reader, fieldNumber(field), (term) => {
      if (found.size < MAX_TOKENS) found.add(term);
    });
  }
  return [...found].sort();
}

function allValues(index: OpenIndex, field: string): string[] {
  const { catalog } = index;
  if (ADDRESS_FIELDS.has(field))
    return topSenders(catalog.database, MAX_ADDRESSES).map(({ value }) => value);
  if (field === "filename") return fileNames(catalog.database);
  if (field === "flag") return firedChecks(catalog.database);
  if (field === "@") return readSavedQueries(catalog.paths).map(({ name }) => name);
  if (field === "tag") return [...new Set([...readTags(catalog).values()].flat())].sort();
  if (field === "in") {
    const paths = catalog.sources().map(({ path }) => path);
    const custodian = custodianOf(paths);
    return [
      ...new Set([
        ...paths.map(custodian),
        ...paths.map((path) => path.slice(path.lastIndexOf("/") + 1)),
      ]),
    ];
  }
  const spec = findField(field);
  if (spec === undefined || spec.type === "catalog" || spec.unionOf !== null) return [];
  if (spec.level === "file" && spec.type === "text") return metadataTexts(catalog.database, field);
  return spec.type === "token" && field !== "ids" && field !== "headers"
    ? tokens(index, field)
    : [];
}

/** Looks values up; one of these for each open index. Tags and saved queries are read afresh: they change while it is open. */
export function valueFinder(index: OpenIndex): (field: string, prefix: string) => string[] {
  const known = new Map<string, readonly string[]>();
  return (asked, prefix) => {
    const field = asked.replace(/^[+-]/, "");
    const values =
      field === "tag" || field === "@"
        ? allValues(index, field)
        : (known.get(field) ?? allValues(index, field));
    known.set(field, values);
    const lower = prefix.toLowerCase();
    return values.filter((value) => value.toLowerCase().startsWith(lower)).slice(0, MAX_ANSWER);
  };
}
