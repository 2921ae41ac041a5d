/** What is near one document: texts that share most of its shingles, and files that carry the same ids, template or title. */
import type { StoredDocument } from "../../catalog/stored-rows.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import { foldWord, termsOf } from "../../tokenize.ts";
import type { OpenIndex } from "../open-index.ts";
import { fieldNumber } from "../segment-terms.ts";
import { mayShare } from "./groups.ts";
import { SimilarTexts, textKey, wordCount } from "./texts.ts";

/** A value that two files have in common, and how many different files of the index carry it. */
export interface SharedValue {
  readonly field: string;
  readonly text: string;
  readonly files: number;
}

/** A document near another one. */
export interface Near {
  readonly docId: number;
  /** Shared shingles of all of both, compared in full; null where one of them has no text. */
  readonly similarity: number | null;
  /** Same words in the same order. */
  readonly sameText: boolean;
  readonly shared: readonly SharedValue[];
}

/** Documents whose text shares at least `threshold` with that of a document, in index order; exact copies of messages are left out. */
function nearTexts(
  texts: SimilarTexts,
  docId: number,
  threshold: number,
): Map<number, Omit<Near, "shared">> {
  const found = new Map<number, Omit<Near, "shared">>();
  const own = texts.sketch(docId);
  if (wordCount(own) === 0) return found;
  for (const other of texts.all()) {
    if (other === docId) continue;
    const sketch = texts.sketch(other);
    const sameText = textKey(sketch) === textKey(own);
    if (!sameText && !mayShare(own, sketch, threshold)) continue;
    const similarity = sameText ? 1 : texts.similarity(docId, other);
    if (similarity >= threshold) found.set(other, { docId: other, similarity, sameText });
  }
  return found;
}

/** Fields whose values come from one origin, with the most files that may carry a value before it says nothing: every letter is made from Normal.dotm. */
const ORIGIN_FIELDS: ReadonlyMap<string, number> = new Map([
  ["docid", 200],
  ["template", 20],
  ["title", 20],
]);
/** Values of one file that are looked up: a document edited for years has thousands of revision ids. */
const MAX_VALUES = 400;
/** Documents in which a value is looked for. */
const MAX_CANDIDATES = 1_000;

/** docIds of files with the terms of a value in a field; null where there are too many. */
function candidates(index: OpenIndex, field: string, text: string): number[] | null {
  const terms = field === "docid" ? [foldWord(text)] : termsOf(text);
  const number = fieldNumber(field);
  const found: number[] = [];
  for (const { reader, firstDoc, copies, removed } of index.segments) {
    const entries = terms.map((term) => reader.find(term));
    const counts = entries.map((entry) => entry?.fields.find((each) => each.field === number));
    const least = Math.min(...counts.map((each) => each?.count ?? 0));
    if (least === 0 || terms.length === 0) continue;
    if (found.length + least > MAX_CANDIDATES) return null;
    const entry = entries[counts.findIndex((each) => each?.count === least)];
    if (entry === undefined) continue;
    const gone = new Set(removed ?? []);
    for (const local of reader.postings(entry, number).documents)
      if (!copies.has(local) && !gone.has(local)) found.push(firstDoc + local);
  }
  return found;
}

const isOrigin = ({ field, state, text }: MetadataValue): boolean =>
  ORIGIN_FIELDS.has(field) && state === "present" && text.trim() !== "";

const keyOf = ({ field, text }: MetadataValue): string => `${field} ${foldWord(text)}`;

/** Files that carry a value of the document's own, by docId. */
function sameOrigin(index: OpenIndex, document: StoredDocument): Map<number, SharedValue[]> {
  const found = new Map<number, SharedValue[]>();
  const own = new Map(
    index.catalog
      .metadata(document.docId)
      .filter(isOrigin)
      .map((value) => [keyOf(value), value] as const),
  );
  const carried = new Map<number, ReadonlySet<string>>();
  const valuesOf = (docId: number): ReadonlySet<string> => {
    const known =
      carried.get(docId) ?? new Set(index.catalog.metadata(docId).filter(isOrigin).map(keyOf));
    carried.set(docId, known);
    return known;
  };
  for (const [key, { field, text }] of [...own].slice(0, MAX_VALUES)) {
    const others = candidates(index, field, text)?.filter((docId) => valuesOf(docId).has(key));
    if (others === undefined) continue;
    const files = new Set(index.catalog.contentIds(others)).size;
    if (files > (ORIGIN_FIELDS.get(field) ?? 0)) continue;
    for (const docId of others) {
      if (docId === document.docId) continue;
      const shared = found.get(docId);
      if (shared === undefined) found.set(docId, [{ field, text, files }]);
      else shared.push({ field, text, files });
    }
  }
  return found;
}

/**
 * What is near a document: by text first, most alike first; then files that carry the same values alone, most values first. Each different content
 * once; the content itself is left out.
 */
export function nearOf(index: OpenIndex, document: StoredDocument, threshold: number): Near[] {
  const texts = new SimilarTexts(index);
  const byText = nearTexts(texts, document.docId, threshold);
  const byOrigin =
    document.kind === "message" ? new Map<number, SharedValue[]>() : sameOrigin(index, document);
  const hasText = (docId: number): boolean => wordCount(texts.sketch(docId)) > 0;
  const similarity = (docId: number): number | null =>
    hasText(docId) && hasText(document.docId) ? texts.similarity(document.docId, docId) : null;
  const docIds = [...new Set([...byText.keys(), ...byOrigin.keys()])].sort((a, b) => a - b);
  const contents = new Set<string>([document.contentId]);
  const near: Near[] = [];
  for (const [at, contentId] of index.catalog.contentIds(docIds).entries()) {
    if (contents.has(contentId)) continue;
    contents.add(contentId);
    const docId = docIds[at] as number;
    const text = byText.get(docId) ?? { docId, similarity: similarity(docId), sameText: false };
    near.push({ ...text, shared: byOrigin.get(docId) ?? [] });
  }
  const isByText = ({ docId }: Near): number => Number(byText.has(docId));
  return near.sort(
    (a, b) =>
      isByText(b) - isByText(a) ||
      (b.similarity ?? -1) - (a.similarity ?? -1) ||
      b.shared.length - a.shared.length ||
      a.docId - b.docId,
  );
}
