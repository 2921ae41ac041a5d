/**
 * Counts over all matches, not over a page: which senders, types, months … they have. A count is what `QUERY FIELD:VALUE` would find: families
 * that have the value anywhere, exact copies counted once.
 */
import {
  flagRows,
  metadataRows,
  programRows,
  recipientRows,
  senderRows,
  sourceRows,
} from "../catalog/facet-rows.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { UserError } from "../errors.ts";
import { FIELDS, findField } from "../fields.ts";
import { IDENTIFIER_KINDS, isIdentifierKind } from "../identifier-kinds.ts";
import { PROGRAM_PARTS, type ProgramPart } from "../model/program-value.ts";
import { closest } from "../query/suggest.ts";
import { COLUMN_FIELD_NUMBER } from "../segment/format.ts";
import { visitField } from "../segment/scan-dictionary.ts";
import { custodianOf } from "./custodians.ts";
import { identifierRows } from "./identified/identified.ts";
import { ownerRows } from "./identified/sides.ts";
import type { OpenIndex } from "./open-index.ts";
import { fieldNumber } from "./segment-terms.ts";

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

/** Values of one facet, most frequent first, then in order of the text; those of time facets in order of time. */
export interface Facet {
  readonly name: string;
  readonly values: readonly FacetValue[];
  /** Families that have no value. */
  readonly without: number;
}

/** Token fields whose values are few enough to be counted. */
export const TOKEN_FACETS = FIELDS.filter(
  (f) => f.type === "token" && !["ids", "headers", "flag"].includes(f.name),
).map((f) => f.name);
export const TIME_FACETS = ["year", "month", "day"] as const;
/** Text fields whose values the catalog keeps one by one. */
export const METADATA_FACETS = FIELDS.filter(
  (f) => f.level === "file" && f.type === "text" && f.unionOf === null && f.name !== "filename",
).map((f) => f.name);
const OWN_FACETS = [
  "sender",
  "recipient",
  "owner",
  "source",
  "folder",
  "custodian",
  "flag",
  "tag",
] as const;

/** Names `--facet` takes. */
export const FACETS: readonly string[] = [
  "sender",
  ...TIME_FACETS,
  ...TOKEN_FACETS,
  ...OWN_FACETS.slice(1),
  ...METADATA_FACETS,
  ...PROGRAM_PARTS,
  ...IDENTIFIER_KINDS.map(({ name }) => name),
];

const programPartOf = (name: string): ProgramPart | undefined =>
  PROGRAM_PARTS.find((part) => part === name);

/** The facet a word names; field aliases count. Throws UserError for none. */
export function facetName(word: string): string {
  const name = word.trim().toLowerCase();
  if (FACETS.includes(name)) return name;
  if (name === "from") return "sender";
  if (name === "to") return "recipient";
  const field = findField(name)?.name;
  if (field !== undefined && FACETS.includes(field)) return field;
  const near = closest(name, FACETS, 2);
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  throw new UserError(`There is no facet "${word}".${hint} Facets are: ${FACETS.join(", ")}.`);
}

/** Tags by docId, where they are kept; see catalog/work. */
export type TagRows = (docIds: readonly number[]) => Iterable<readonly [number, string]>;

/** Counts values over families: each family once a value. */
class Counter {
  private readonly counts = new Map<string, number>();
  private readonly last = new Map<string, number>();
  private readonly having = new Set<number>();

  add(root: number, value: string): void {
    if (value === "" || this.last.get(value) === root) return;
    this.last.set(value, root);
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
    this.having.add(root);
  }

  facet(name: string, families: number, byTime: boolean): Facet {
    const values = [...this.counts].map(([value, count]) => ({ value, count }));
    values.sort((a, b) =>
      byTime || a.count === b.count ? (a.value < b.value ? -1 : 1) : b.count - a.count,
    );
    return { name, values, without: families - this.having.size };
  }
}

/** The matching families, segment by segment. */
class Families {
  readonly count: number;
  private readonly index: OpenIndex;
  private readonly roots: readonly number[];
  private all: { docIds: number[]; rootOf: Map<number, number> } | undefined;

  constructor(index: OpenIndex, roots: readonly number[]) {
    this.index = index;
    this.roots = roots;
    this.count = roots.length;
  }

  get rootIds(): readonly number[] {
    return this.roots;
  }

  /** Calls back with each segment and a mark for each of its documents that is the root of a matching family. */
  eachSegment(visit: (segment: OpenIndex["segments"][number], marks: Uint8Array) => void): void {
    let at = 0;
    for (const segment of this.index.segments) {
      const { firstDoc, reader } = segment;
      const marks = new Uint8Array(reader.documentCount);
      let some = false;
      while (
        at < this.roots.length &&
        (this.roots[at] as number) < firstDoc + reader.documentCount
      ) {
        marks[(this.roots[at] as number) - firstDoc] = 1;
        some = true;
        at++;
      }
      if (some) visit(segment, marks);
    }
  }

  /** All documents of the families, with the root of each. */
  documents(): { docIds: readonly number[]; rootOf: ReadonlyMap<number, number> } {
    if (this.all === undefined) {
      const docIds: number[] = [];
      const rootOf = new Map<number, number>();
      this.eachSegment(({ firstDoc, reader, removed }, marks) => {
        const gone = new Set(removed);
        const { roots } = reader;
        for (let document = 0; document < roots.length; document++) {
          if (marks[roots[document] as number] !== 1 || gone.has(document)) continue;
          docIds.push(firstDoc + document);
          rootOf.set(firstDoc + document, firstDoc + (roots[document] as number));
        }
      });
      this.all = { docIds, rootOf };
    }
    return this.all;
  }
}

function tokenFacet(families: Families, name: string): Facet {
  const counter = new Counter();
  const field = fieldNumber(name);
  families.eachSegment(({ firstDoc, reader, removed }, marks) => {
    const gone = removed !== undefined && removed.length > 0 ? new Set(removed) : null;
    const { roots } = reader;
    visitField(reader, field, (term, documents) => {
      // A type is indexed as "application/pdf" and as "pdf"; the short names are what one types.
      if (name === "type" && /[/]|^vnd\./.test(term)) return;
      for (const document of documents) {
        const root = roots[document] ?? -1;
        if (marks[root] === 1 && gone?.has(document) !== true) counter.add(firstDoc + root, term);
      }
    });
  });
  return counter.facet(name, families.count, false);
}

const pad = (n: number, digits: number): string => String(n).padStart(digits, "0");

/** "2017-03-27" of an instant in UTC, cut to the year or month; years outside 0 to 9999 give "". */
export function periodOf(at: number, name: string): string {
  const date = new Date(at);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) return "";
  const text = `${pad(year, 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`;
  return name === "year" ? text.slice(0, 4) : name === "month" ? text.slice(0, 7) : text;
}

/** Times of the matching families (Date, else time of receipt), undated ones left out. */
export function familyTimes(index: OpenIndex, roots: readonly number[]): number[] {
  const times: number[] = [];
  eachTime(new Families(index, roots), (_, at) => times.push(at));
  return times;
}

function eachTime(families: Families, visit: (root: number, at: number) => void): void {
  const number = COLUMN_FIELD_NUMBER.get("date");
  if (number === undefined) throw new Error("no date column");
  families.eachSegment(({ firstDoc, reader }, marks) => {
    const { documents, values } = reader.column(number);
    for (let i = 0; i < documents.length; i++) {
      const document = documents[i] as number;
      if (marks[document] === 1) visit(firstDoc + document, values[i] as number);
    }
  });
}

function timeFacet(families: Families, name: string): Facet {
  const counter = new Counter();
  eachTime(families, (root, at) => {
    counter.add(root, periodOf(at, name));
  });
  return counter.facet(name, families.count, true);
}

/** The folder of a source; its own name for one that lies in none. */
export const folderOf = (path: string): string => {
  const end = path.lastIndexOf("/");
  return end > 0 ? path.slice(0, end) : path;
};

function rowFacet(
  families: Families,
  name: string,
  rows: Iterable<readonly [number, string]>,
  rootOf: (docId: number) => number,
): Facet {
  const counter = new Counter();
  for (const [docId, value] of rows) counter.add(rootOf(docId), value);
  return counter.facet(name, families.count, false);
}

function* mapRows(
  rows: Iterable<readonly [number, string]>,
  of: (value: string) => string,
): Generator<readonly [number, string]> {
  for (const [docId, value] of rows) yield [docId, of(value)];
}

function ownFacet(families: Families, catalog: CatalogReader, name: string, tags: TagRows): Facet {
  const { database } = catalog;
  const roots = families.rootIds;
  const itself = (docId: number): number => docId;
  switch (name) {
    case "sender":
      return rowFacet(families, name, senderRows(database, roots), itself);
    case "recipient":
      return rowFacet(families, name, recipientRows(database, roots), itself);
    case "owner":
      return rowFacet(families, name, ownerRows(catalog, roots), itself);
    case "source":
      return rowFacet(families, name, sourceRows(database, roots), itself);
    case "folder":
      return rowFacet(families, name, mapRows(sourceRows(database, roots), folderOf), itself);
    case "custodian": {
      const custodian = custodianOf(catalog.sources().map((source) => source.path));
      return rowFacet(families, name, mapRows(sourceRows(database, roots), custodian), itself);
    }
    default: {
      const { docIds, rootOf } = families.documents();
      const part = programPartOf(name);
      const rows =
        name === "flag"
          ? flagRows(database, docIds)
          : name === "tag"
            ? tags(docIds)
            : part !== undefined
              ? programRows(database, part, docIds)
              : isIdentifierKind(name)
                ? identifierRows(catalog, name, docIds)
                : metadataRows(database, name, docIds);
      return rowFacet(families, name, rows, (docId) => rootOf.get(docId) ?? docId);
    }
  }
}

/** The facets named (see {@link facetName}) over the families with these roots (docIds ascending, copies left out). */
export function countFacets(
  index: OpenIndex,
  roots: readonly number[],
  names: readonly string[],
  tags: TagRows,
): Facet[] {
  const families = new Families(index, roots);
  return names.map((name) => {
    if (TOKEN_FACETS.includes(name)) return tokenFacet(families, name);
    if ((TIME_FACETS as readonly string[]).includes(name)) return timeFacet(families, name);
    return ownFacet(families, index.catalog, name, tags);
  });
}
