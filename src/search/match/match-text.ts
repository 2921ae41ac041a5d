/** Clauses that need the stored text: exact words, regular expressions, headers. Candidates come from the postings where they can. */
import { compileGlob, literalOf } from "../../query/glob.ts";
import type { Lookup } from "../../query/plan-clause.ts";
import type { SlotTerm, TermSet } from "../../query/plan-terms.ts";
import type { HeaderValue } from "../../query/tree.ts";
import { PRESENT } from "../../segment/format.ts";
import { foldWord, tokenize } from "../../tokenize.ts";
import { placesOf } from "../places.ts";
import { fieldNumber, type SegmentTerms } from "../segment-terms.ts";
import type { StoredTexts } from "../stored-texts.ts";
import { type DocSet, EMPTY, union } from "./doc-sets.ts";
import { BATCH_CHARS, expressionTester } from "./expression.ts";
import { matchPhrase } from "./match-phrase.ts";

/** Narrows candidates to families still in question. */
export type Admits = (documents: DocSet) => DocSet;

/** Told of each document whose text took an expression too long; it counts as no match. */
export type OnStopped = (docId: number) => void;

const ASCII = /^[\0-\x7f]*$/;
/** Characters that NFC turns into an ASCII letter or sign. */
const BECOMES_ASCII = /[\u037e\u1fef\u2000\u2001\u212a]/;

/** A cheap refusal before a text is cut into words: an ASCII word stands in it as it is, or not at all. */
function lacks(text: string, slots: readonly SlotTerm[]): boolean {
  return slots.some(
    ({ written }) => ASCII.test(written) && !text.includes(written) && !BECOMES_ASCII.test(text),
  );
}

/** Whether a text has the words with case and accents as written, in order or near each other. */
export function hasExactly(text: string, slots: readonly SlotTerm[], slop: number): boolean {
  if (lacks(text, slots)) return false;
  const { terms, starts, ends } = tokenize(text);
  const fills = (position: number, slot: number): boolean => {
    const wanted = slots[slot] as SlotTerm;
    return (
      terms[position] === wanted.term &&
      text.slice(starts[position], ends[position]).normalize("NFC") === wanted.written
    );
  };
  const sequence = { length: terms.length, fills, isGap: () => false };
  return placesOf(sequence, slots.length, slop, 1).length > 0;
}

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

/** Tests of a header value: with wildcards the whole value, else anywhere in it; case and accents do not count. */
function headerTest(pattern: string): (value: string) => boolean {
  const literal = literalOf(pattern);
  if (literal === null) {
    const glob = compileGlob(foldWord(pattern));
    return (value) => glob.test(foldWord(value.trim()));
  }
  const folded = foldWord(literal);
  return (value) => foldWord(value).includes(folded);
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
