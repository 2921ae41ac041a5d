/** What a plan found in one segment. Which documents matched is worked out only for those that are asked about: a common word has half a million. */
import { roomFor, trimmed } from "../../segment/room.ts";
import type { SegmentTerms } from "../segment-terms.ts";
import { type DocSet, documentsIn, lowerBound, union } from "./doc-sets.ts";

/** Documents that a clause outside NOT found. They count where their family is among `families`; everywhere when that is null. */
export interface FoundDocuments {
  readonly documents: DocSet;
  readonly families: DocSet | null;
}

/** Matches of one segment. `families` are roots, `documents` those of their documents that a clause outside NOT matched; local numbers, ascending. */
export interface SegmentMatch {
  readonly terms: SegmentTerms;
  readonly families: DocSet;
  readonly documents: DocSet;
  /** Those of `documents` whose mark is 1; a mark for each document of the segment. */
  readonly documentsMarked: (marks: Uint8Array) => DocSet;
  /** Those of `documents` in the family of a root. */
  readonly documentsOf: (root: number) => readonly number[];
}

/** Appends the documents of the family of `root`: a family stands together, from its root on. */
function collectFamily(documents: DocSet, root: number, roots: Uint32Array, into: number[]): void {
  for (let at = lowerBound(documents, root, 0); at < documents.length; at++) {
    const document = documents[at] as number;
    if (roots[document] !== root) return;
    into.push(document);
  }
}

function markedIn(documents: DocSet, marks: Uint8Array): DocSet {
  const out = roomFor(documents.length + 1);
  let count = 0;
  for (let i = 0; i < documents.length; i++) {
    const document = documents[i] as number;
    out[count] = document; // written over by the next unless it is marked: no branch to guess
    count += marks[document] as number;
  }
  return trimmed(out, count);
}

const has = (set: DocSet, value: number): boolean => set[lowerBound(set, value, 0)] === value;

/** The match that consists of what the clauses found. */
export function matchOf(
  terms: SegmentTerms,
  families: DocSet,
  found: readonly FoundDocuments[],
): SegmentMatch {
  const { roots } = terms;
  const { documentCount } = terms.reader;
  const unite = (narrow: (documents: DocSet) => DocSet): DocSet =>
    union(
      found.map((part) => {
        const some = narrow(part.documents);
        return part.families === null ? some : documentsIn(some, part.families, roots);
      }),
      documentCount,
    );
  let documents: DocSet | undefined;
  return {
    terms,
    families,
    get documents() {
      documents ??= unite((all) => all);
      return documents;
    },
    documentsMarked: (marks) => unite((all) => markedIn(all, marks)),
    documentsOf: (root) => {
      const own: number[] = [];
      for (const part of found)
        if (part.families === null || has(part.families, root))
          collectFamily(part.documents, root, roots, own);
      return [...new Set(own)].sort((a, b) => a - b);
    },
  };
}
