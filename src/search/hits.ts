/** Matches of all segments -> counted, ordered, cut to a page. Exact copies become one hit with their number. */
import { COLUMN_FIELD_NUMBER } from "../segment/format.ts";
import { BestOf, type Candidate } from "./best-of.ts";
import { BestScored } from "./best-scored.ts";
import { type DocSet, EMPTY, intersect, lowerBound } from "./match/doc-sets.ts";
import type { SegmentMatch } from "./match/segment-match.ts";
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
  /** Of `total`, those that are a loose file and not a message. */
  readonly looseFiles: number;
  /** Matching documents that are files, not messages, in the families of `total`. */
  readonly files: number;
  /** Of `files`, those inside a message or file: attachments and members. */
  readonly filesInside: number;
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

/** The kinds that are files: rarer than messages, and a list costs its length to read. */
const FILE_KINDS = ["attachment", "file", "member"];

/** The files of a segment marked 1, read once for an open index. */
const FILES = new WeakMap<SearchSegment, Uint8Array>();

function filesOf({ terms }: SegmentMatch): Uint8Array {
  let files = FILES.get(terms.segment);
  if (files === undefined) {
    files = new Uint8Array(terms.reader.documentCount);
    const kind = fieldNumber("kind");
    for (const term of FILE_KINDS)
      for (const document of terms.documents({ kind: "term", term }, kind)) files[document] = 1;
    FILES.set(terms.segment, files);
  }
  return files;
}

function countFiles(
  matches: readonly SegmentMatch[],
  leftOut: ReadonlySet<number>,
): Pick<HitPage, "looseFiles" | "files" | "filesInside"> {
  let looseFiles = 0;
  let files = 0;
  let filesInside = 0;
  for (const match of matches) {
    const { segment, roots } = match.terms;
    const isFile = filesOf(match);
    for (const root of match.families)
      if (isFile[root] === 1 && !leftOut.has(segment.firstDoc + root)) looseFiles++;
    for (const file of match.documentsMarked(isFile)) {
      const root = roots[file] as number;
      if (leftOut.has(segment.firstDoc + root)) continue;
      files++;
      if (root !== file) filesInside++;
    }
  }
  return { looseFiles, files, filesInside };
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

/** Counts all matches and gives one page of them. Without words to rank by, relevance is newest first. */
export function pageOf(
  matches: readonly SegmentMatch[],
  units: readonly ScoreUnit[],
  { sort, offset, limit }: PageOptions,
): HitPage {
  const copies = collapse(matches);
  const families = matches.reduce((sum, match) => sum + match.families.length, 0);
  const total = families - copies.leftOut.size;
  const counts = { total, copies: copies.leftOut.size, ...countFiles(matches, copies.leftOut) };
  if (limit === 0 || offset >= total) return { ...counts, hits: [] };
  const best = new BestOf(Math.min(total, offset + limit));
  const isLeftOut = ({ terms }: SegmentMatch, root: number): boolean =>
    copies.leftOut.has(terms.segment.firstDoc + root);
  const scored = new BestScored(matches, units);
  const byScore = sort === "relevance" && units.length > 0;
  if (byScore) scored.collect(best, isLeftOut);
  else collectByColumn(best, matches, sort === "relevance" ? "newest" : sort, isLeftOut);
  const hitOf = ({ segment, root, key }: Candidate): Hit => {
    const match = matches[segment] as SegmentMatch;
    const { firstDoc } = match.terms.segment;
    return {
      rootId: firstDoc + root,
      score: byScore ? key : scored.score(match, root),
      documents: match.documentsOf(root).map((document) => firstDoc + document),
      copies: copies.of.get(firstDoc + root) ?? [],
    };
  };
  return { ...counts, hits: best.sorted().slice(offset).map(hitOf) };
}

/** Puts the first families of the order into `best`. */
function collectByColumn(
  best: BestOf,
  matches: readonly SegmentMatch[],
  sort: Exclude<Sort, "relevance">,
  isLeftOut: (match: SegmentMatch, root: number) => boolean,
): void {
  for (const [segment, match] of matches.entries()) {
    const keys = columnKeys(match, sort);
    let { threshold } = best;
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as number;
      if (key <= threshold) continue;
      const root = match.families[at] as number;
      if (isLeftOut(match, root)) continue;
      best.add({ segment, root, key });
      threshold = best.threshold;
    }
  }
}

/** docIds of the roots of all matching families in index order, copies left out: for steps that work on the whole set. */
export function rootIds(matches: readonly SegmentMatch[]): number[] {
  const { leftOut } = collapse(matches);
  return matches.flatMap(({ terms, families }) =>
    Array.from(families, (root) => terms.segment.firstDoc + root).filter((id) => !leftOut.has(id)),
  );
}
