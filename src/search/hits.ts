/** Matches of all segments -> counted, ordered, cut to a page. Exact copies become one hit with their number. */
import { COLUMN_FIELD_NUMBER } from "../segment/format.ts";
import { BestOf, type Candidate } from "./best-of.ts";
import { type DocSet, EMPTY, intersect, lowerBound, union } from "./doc-sets.ts";
import type { SegmentMatch } from "./match.ts";
import { scoreFamilies } from "./rank.ts";
import type { ScoreUnit } from "./score-units.ts";
import { fieldNumber, type SearchSegment } from "./segment-terms.ts";

export const SORTS = ["relevance", "newest", "oldest", "largest"] as const;
export type Sort = (typeof SORTS)[number];

/** A matching family. */
export interface Hit {
  /** docId of its root. */
  readonly rootId: number;
  /** 0 for a query of filters alone. */
  readonly score: number;
  /** docIds of its documents that a clause outside NOT matched, ascending; empty when only NOTs or `*` did. */
  readonly documents: readonly number[];
  /** docIds of the roots of matching families with the same bytes, ascending, without `rootId`. */
  readonly copies: readonly number[];
}

export interface HitPage {
  /** Families, copies counted once. */
  readonly total: number;
  /** Families left out of `total` as copies. */
  readonly copies: number;
  /** Matching documents that are files, not messages, in the families of `total`. */
  readonly files: number;
  readonly hits: readonly Hit[];
}

export interface PageOptions {
  readonly sort: Sort;
  readonly offset: number;
  /** 0 counts only. */
  readonly limit: number;
}

/** Roots left out, and those they are copies of. docIds. */
interface Copies {
  readonly leftOut: ReadonlySet<number>;
  readonly of: ReadonlyMap<number, readonly number[]>;
}

/** Whether a docId is a matching root. */
function isMatched(matches: readonly SegmentMatch[], docId: number): boolean {
  const match = matches.findLast(({ terms }) => terms.segment.firstDoc <= docId);
  if (match === undefined) return false;
  const local = docId - match.terms.segment.firstDoc;
  return match.families[lowerBound(match.families, local, 0)] === local;
}

/** The copies of a segment as a set, made once for an open index. */
const COPIES = new WeakMap<SearchSegment["copies"], DocSet>();

/** Matching roots that are copies. */
function matchingCopies({ terms, families }: SegmentMatch): DocSet {
  const { copies } = terms.segment;
  if (copies.size === 0) return EMPTY;
  let roots = COPIES.get(copies);
  if (roots === undefined) {
    roots = Uint32Array.from(copies.keys()).sort();
    COPIES.set(copies, roots);
  }
  return intersect(families, roots);
}

/** Of families with the same bytes the first that matches stands for all: they may lie in different sources, and the query may ask for one of these. */
function collapse(matches: readonly SegmentMatch[]): Copies {
  const leftOut = new Set<number>();
  const groups = new Map<number, number[]>();
  /** First matching family of each content, by the docId of the first document with that content. */
  const firstOf = new Map<number, number>();
  for (const match of matches) {
    const { copies, firstDoc } = match.terms.segment;
    for (const root of matchingCopies(match)) {
      const docId = firstDoc + root;
      const content = copies.get(root) as number;
      let first = firstOf.get(content);
      if (first === undefined) {
        first = isMatched(matches, content) ? content : docId;
        firstOf.set(content, first);
      }
      if (first === docId) continue;
      leftOut.add(docId);
      const group = groups.get(first);
      if (group === undefined) groups.set(first, [docId]);
      else group.push(docId);
    }
  }
  return { leftOut, of: groups };
}

const FILE_KINDS = ["attachment", "file", "member"];

function countFiles(matches: readonly SegmentMatch[], leftOut: ReadonlySet<number>): number {
  let count = 0;
  for (const { terms, documents } of matches) {
    // The kinds that are files are rarer than messages, and a list costs its length to read.
    const kind = fieldNumber("kind");
    const kinds = FILE_KINDS.map((term) => terms.documents({ kind: "term", term }, kind));
    const files = intersect(documents, union(kinds, terms.reader.documentCount));
    if (leftOut.size === 0) {
      count += files.length;
      continue;
    }
    for (const file of files)
      if (!leftOut.has(terms.segment.firstDoc + (terms.roots[file] as number))) count++;
  }
  return count;
}

/** What families are ordered by, larger first, in the order of `match.families`. Those without a value come last whichever way they run. */
function columnKeys(match: SegmentMatch, sort: Exclude<Sort, "relevance">): Float64Array {
  const column = sort === "largest" ? "size" : "date";
  const number = COLUMN_FIELD_NUMBER.get(column);
  if (number === undefined) throw new Error(`no column: ${column}`);
  const { documents, values } = match.terms.reader.column(number);
  const { families } = match;
  const sign = sort === "oldest" ? -1 : 1;
  const keys = new Float64Array(families.length).fill(Number.NEGATIVE_INFINITY);
  let at = 0;
  for (let i = 0; i < families.length; i++) {
    const root = families[i] as number;
    // Step by step to a neighbour, by doubling steps to one far away
    if ((documents[at] as number) < root) at++;
    if ((documents[at] as number) < root) at = lowerBound(documents, root, at);
    // Of several values of one document the last counts
    for (; documents[at] === root; at++) keys[i] = sign * (values[at] as number);
  }
  return keys;
}

function keysOf(
  matches: readonly SegmentMatch[],
  scores: readonly Float64Array[] | null,
  sort: Sort,
): readonly Float64Array[] {
  if (sort === "relevance" && scores !== null) return scores;
  const column = sort === "relevance" ? "newest" : sort;
  return matches.map((match) => columnKeys(match, column));
}

/** The documents of one family among `documents`: a family stands together, from its root on. */
function inFamily(documents: DocSet, root: number, roots: Uint32Array): number[] {
  let low = 0;
  for (let high = documents.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((documents[middle] as number) < root) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (
    let document = documents[low];
    document !== undefined && roots[document] === root;
    document = documents[++low]
  ) {
    found.push(document);
  }
  return found;
}

/** Counts all matches and gives one page of them. Without words to rank by, relevance is newest first. */
export function pageOf(
  matches: readonly SegmentMatch[],
  units: readonly ScoreUnit[],
  { sort, offset, limit }: PageOptions,
): HitPage {
  const copies = collapse(matches);
  const families = matches.reduce((sum, match) => sum + match.families.length, 0);
  const total = families - copies.leftOut.size;
  const counts = { total, copies: copies.leftOut.size, files: countFiles(matches, copies.leftOut) };
  if (limit === 0 || offset >= total) return { ...counts, hits: [] };
  const scores = units.length === 0 ? null : scoreFamilies(matches, units);
  const best = new BestOf(Math.min(total, offset + limit));
  for (const [segment, keys] of keysOf(matches, scores, sort).entries()) {
    const { terms, families: roots } = matches[segment] as SegmentMatch;
    let { threshold } = best;
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as number;
      if (key <= threshold) continue;
      if (copies.leftOut.has(terms.segment.firstDoc + (roots[at] as number))) continue;
      best.add({ segment, at, key });
      threshold = best.threshold;
    }
  }
  const hitOf = ({ segment, at }: Candidate): Hit => {
    const { terms, documents, families: roots } = matches[segment] as SegmentMatch;
    const { firstDoc } = terms.segment;
    const root = roots[at] as number;
    return {
      rootId: firstDoc + root,
      score: scores?.[segment]?.[at] ?? 0,
      documents: inFamily(documents, root, terms.roots).map((document) => firstDoc + document),
      copies: copies.of.get(firstDoc + root) ?? [],
    };
  };
  return { ...counts, hits: best.sorted().slice(offset).map(hitOf) };
}

/** docIds of the roots of all matching families in index order, copies left out: for steps that work on the whole set. */
export function rootIds(matches: readonly SegmentMatch[]): number[] {
  const { leftOut } = collapse(matches);
  return matches.flatMap(({ terms, families }) =>
    Array.from(families, (root) => terms.segment.firstDoc + root).filter((id) => !leftOut.has(id)),
  );
}
