/** Hits of a server made whole: which of their documents matched, how many exact copies match beside them, the rows that are shown. */
import type { Connection, SearchHit } from "./connect.ts";
import { type FamilyDocument, type StoredRow, unpackedRows } from "./documents.ts";
import { type Dsl, NONE, only, termsDsl } from "./dsl.ts";
import type { Group } from "./positives.ts";
import type { Translator } from "./to-dsl.ts";

/** A matching family with what is kept of it. */
export interface EngineHit {
  readonly contentId: string;
  readonly score: number;
  /** Numbers in the family of the documents that a clause outside NOT matched: 0 is the root. */
  readonly matched: readonly number[];
  readonly copies: number;
  readonly path: string;
  readonly rows: readonly StoredRow[];
}

/** What the hits are hits of. */
export interface HitsOf {
  readonly connection: Connection;
  readonly translator: Translator;
  readonly groups: readonly Group[];
  readonly matching: Dsl;
  /** Whether any exact copies match. */
  readonly hasCopies: boolean;
  readonly byScore: boolean;
}

/** A query that finds families and names, for each group, which of their documents it is about. */
function namedGroups({ translator, groups }: HitsOf, size: number): Dsl[] {
  return groups.flatMap(({ condition, documents }, i): Dsl[] => {
    const inside = translator.documents(documents, "f");
    const inner_hits = { name: `f${i}`, size, _source: false };
    return [
      ...(condition === null
        ? []
        : [{ bool: { must: [translator.families(condition)], _name: `c${i}` } }]),
      { bool: { must: [translator.documents(documents, "x")], _name: `x${i}` } },
      ...(inside === NONE ? [] : [{ nested: { path: "f", query: inside, inner_hits } }]),
    ];
  });
}

/** Numbers in the family of the documents that matched. */
function matchedOf(groups: readonly Group[], found: SearchHit | undefined): number[] {
  const matched = new Set<number>();
  for (const [i, { condition }] of groups.entries()) {
    const names = found?.matched_queries ?? [];
    if (condition !== null && !names.includes(`c${i}`)) continue;
    if (names.includes(`x${i}`)) matched.add(0);
    for (const inner of found?.inner_hits?.[`f${i}`]?.hits.hits ?? [])
      matched.add(inner._nested.offset + 1);
  }
  return [...matched].sort((a, b) => a - b);
}

const contentOf = ({ fields }: SearchHit): string => String(fields?.["x.cid"]?.[0]);

/** Adds to hits which of their documents matched, and how many copies they have. */
export async function wholeHits(of: HitsOf, hits: readonly SearchHit[]): Promise<EngineHit[]> {
  const { connection, groups, byScore } = of;
  const ids = hits.map(({ _id }) => _id);
  const rows = hits.map(({ _source }) => unpackedRows(_source));
  const size = Math.max(1, ...rows.map(({ documents }) => documents.length - 1));
  const reply = await connection.search(connection.index, {
    query: { bool: { filter: [{ ids: { values: ids } }], should: namedGroups(of, size) } },
    size: ids.length,
    _source: false,
  });
  const found = new Map(reply.hits.hits.map((hit) => [hit._id, hit]));
  const copies = await copiesOf(of, hits);
  return hits.map((hit, place): EngineHit => {
    const { path, documents } = rows[place] as FamilyDocument["rows"];
    const contentId = contentOf(hit);
    return {
      contentId,
      score: byScore ? (hit._score ?? 0) : 0,
      matched: matchedOf(groups, found.get(hit._id)),
      copies: copies.get(contentId) ?? 1,
      path,
      rows: documents,
    };
  });
}

/** How many matching families each content of the hits has. */
async function copiesOf(
  { connection, matching, hasCopies }: HitsOf,
  hits: readonly SearchHit[],
): Promise<ReadonlyMap<string, number>> {
  if (!hasCopies) return new Map();
  const contents = hits.map(contentOf);
  const reply = await connection.search(connection.index, {
    query: only([matching, termsDsl("x.cid", contents)]),
    size: 0,
    aggs: { contents: { terms: { field: "x.cid", size: contents.length } } },
  });
  const buckets = (reply.aggregations?.["contents"]?.buckets ?? []) as readonly {
    key: string;
    doc_count: number;
  }[];
  return new Map(buckets.map(({ key, doc_count: count }) => [key, count]));
}
