/** Values of a field in this corpus, for completion: senders, file names, metadata, tags, checks, tokens. Kept for as long as the index is open. */

import { readSavedQueries } from "../catalog/annotations/saved-queries.ts";
import { topSenders } from "../catalog/catalog-counts.ts";
import { fileNames, firedChecks, metadataTexts } from "../catalog/suggestions/field-values.ts";
import { findField } from "../fields.ts";
import { custodianOf } from "../search/custodians.ts";
import { suggestNames } from "../search/names.ts";
import type { OpenIndex } from "../search/open-index.ts";
import { fieldNumber } from "../search/segment-terms.ts";
import { readTags } from "../search/tagged.ts";
import { visitField } from "../segment/scan-dictionary.ts";

const MAX_ADDRESSES = 50_000;
const MAX_TOKENS = 50_000;
const MAX_ANSWER = 200;
const MAX_SOUNDING = 20;

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

/** Values that a query for the field finds: of people in mail the address alone. */
function soundingLike(index: OpenIndex, field: string, text: string): string[] {
  const isAddress = ADDRESS_FIELDS.has(field);
  const fields = isAddress ? (field === "from" ? ["from"] : ["from", "to"]) : [field];
  const values = suggestNames(index, fields, text, MAX_SOUNDING).map(({ value }) =>
    isAddress ? value.replace(/^.*<(.*)>$/s, "$1").toLowerCase() : value,
  );
  return [...new Set(values)];
}

/** Shorter words sound like too many others. */
const MIN_SOUND = 3;

/**
 * Looks values up; one of these for each open index. Tags and saved queries are read afresh: they change while it is open. Where no value begins as typed, those that
 * look or sound like it are offered.
 */
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
    const found = values.filter((value) => value.toLowerCase().startsWith(lower));
    return found.length === 0 && prefix.length >= MIN_SOUND
      ? soundingLike(index, field, prefix)
      : found.slice(0, MAX_ANSWER);
  };
}
