/** Clauses that need the stored text: exact words, regular expressions, headers. Candidates come from the postings where they can. */
import type { Lookup } from "../../query/plan-clause.ts";
import type { TermSet } from "../../query/plan-terms.ts";
import type { HeaderValue } from "../../query/tree.ts";
import { PRESENT } from "../../segment/format.ts";
import { fieldNumber, type SegmentTerms } from "../segment-terms.ts";
import type { StoredTexts } from "../stored-texts.ts";
import { type DocSet, EMPTY, union } from "./doc-sets.ts";
import { BATCH_CHARS, expressionTester } from "./expression.ts";
import { matchPhrase } from "./match-phrase.ts";
import { hasExactly, headerTest } from "./text-tests.ts";

/** Narrows candidates to families still in question. */
export type Admits = (documents: DocSet) => DocSet;

/** Told of each document whose text took an expression too long; it counts as no match. */
export type OnStopped = (docId: number) => void;

/** Documents whose stored text has the words exactly as typed. */
export function matchExact(
  terms: SegmentTerms,
  { fields, slots, slop }: Extract<Lookup, { kind: "exact" }>,
  admits: Admits,
  texts: StoredTexts,
): DocSet {
  const folded = slots.map(({ term }): TermSet => ({ kind: "term", term }));
  if (folded.some((set) => terms.expansion(set).ordinals.length === 0)) return EMPTY;
  const sets = fields.map((field) => {
    const candidates = matchPhrase(terms, fieldNumber(field), folded, slop, admits);
    return candidates.filter((document) =>
      texts
        .values(terms.segment.firstDoc + document, field)
        .some((value) => hasExactly(value, slots, slop)),
    );
  });
  return union(sets, terms.reader.documentCount);
}

/** Tests values in batches; `valuesOf` gives those of one document. */
function testDocuments(
  { budget, unseen }: SegmentTerms,
  documents: DocSet,
  valuesOf: (document: number) => readonly string[],
  source: string,
  flags: string,
  onStopped: (document: number) => void,
): DocSet {
  const tester = expressionTester(source, flags, budget);
  const out = new Uint32Array(documents.length);
  let count = 0;
  let batch: string[] = [];
  let owners: number[] = [];
  let chars = 0;
  const flush = (): void => {
    for (const [i, outcome] of tester(batch).entries()) {
      const document = owners[i] as number;
      if (outcome === "stopped") onStopped(document);
      if (outcome === "unseen") unseen.add(document);
      if (outcome === "match" && out[count - 1] !== document) out[count++] = document;
    }
    batch = [];
    owners = [];
    chars = 0;
  };
  for (const document of documents) {
    if (budget.isUp()) {
      unseen.add(document);
      continue;
    }
    for (const value of valuesOf(document)) {
      batch.push(value);
      owners.push(document);
      chars += value.length;
    }
    if (chars >= BATCH_CHARS) flush();
  }
  flush();
  return count === 0 ? EMPTY : out.subarray(0, count);
}

/** Documents whose stored text the expression matches; those it takes too long on are told. */
export function matchRegex(
  terms: SegmentTerms,
  { fields, source, flags }: Extract<Lookup, { kind: "regex" }>,
  admits: Admits,
  texts: StoredTexts,
  onStopped: OnStopped,
): DocSet {
  const { firstDoc } = terms.segment;
  const holding = union(
    fields.map((field) => terms.marked(PRESENT, fieldNumber(field))),
    terms.reader.documentCount,
  );
  return testDocuments(
    terms,
    admits(holding),
    // Document by document: what is stored of one is read once for all its fields
    (document) => fields.flatMap((field) => texts.values(firstDoc + document, field)),
    source,
    flags,
    (document) => onStopped(firstDoc + document),
  );
}

/** Messages with a header of that name and value. */
export function matchHeader(
  terms: SegmentTerms,
  { name, value }: Extract<Lookup, { kind: "header" }>,
  admits: Admits,
  texts: StoredTexts,
  onStopped: OnStopped,
): DocSet {
  const { firstDoc } = terms.segment;
  const messages = terms.documents({ kind: "term", term: "message" }, fieldNumber("kind"));
  const valuesOf = (document: number): string[] =>
    texts.headers(firstDoc + document).flatMap(([key, text]) => (key === name ? [text] : []));
  return matchHeaderValues(terms, admits(messages), valuesOf, value, (document) =>
    onStopped(firstDoc + document),
  );
}

function matchHeaderValues(
  terms: SegmentTerms,
  documents: DocSet,
  valuesOf: (document: number) => readonly string[],
  value: HeaderValue,
  onStopped: (document: number) => void,
): DocSet {
  if (value === null) return documents.filter((document) => valuesOf(document).length > 0);
  if (value.kind === "regex")
    return testDocuments(terms, documents, valuesOf, value.source, value.flags, onStopped);
  const test = headerTest(value.pattern);
  return documents.filter((document) => valuesOf(document).some(test));
}
