/** Documents as plain data, for tests: the same ones go into segments and to the brute-force evaluator. */

import { mkdtempSync } from "node:fs";
import { findField } from "../../src/fields.ts";
import type { SearchSegment } from "../../src/search/segment-terms.ts";
import type { StoredTexts } from "../../src/search/stored-texts.ts";
import { SegmentBuilder } from "../../src/segment/builder.ts";
import { COLUMN_FIELD_NUMBER, POSTING_FIELD_NUMBER } from "../../src/segment/format.ts";
import { SegmentReader } from "../../src/segment/reader.ts";
import { writeSegment } from "../../src/segment/write-segment.ts";

/** One file. Text fields hold values in order, token fields whole folded tokens, number and time fields numbers. */
export interface PlainDocument {
  readonly texts: Readonly<Record<string, readonly string[]>>;
  readonly tokens: Readonly<Record<string, readonly string[]>>;
  readonly numbers: Readonly<Record<string, readonly number[]>>;
  readonly headers: readonly (readonly [string, string])[];
}

/** A family: its root first. */
export type PlainFamily = readonly PlainDocument[];

const SCRIPTS = ["latin", "cyrillic", "greek", "arabic"] as const;

/** Scripts of which the text has letters. */
export function scriptsOf(text: string): string[] {
  return SCRIPTS.filter((script) => {
    const formal = script.replace(/^./, (first) => first.toUpperCase());
    return new RegExp(`\\p{Script=${formal}}`, "u").test(text);
  });
}

function addDocument(builder: SegmentBuilder, document: PlainDocument, isRoot: boolean): void {
  builder.begin(isRoot);
  for (const [name, number] of POSTING_FIELD_NUMBER) {
    const values = document.texts[name];
    if (values !== undefined && findField(name)?.type === "text")
      builder.addText(number, { values, scripts: scriptsOf(values.join(" ")) });
    const tokens = document.tokens[name];
    if (tokens !== undefined) builder.addTokens(number, tokens);
  }
  for (const [name, number] of COLUMN_FIELD_NUMBER)
    for (const value of document.numbers[name] ?? []) builder.addNumber(number, value);
}

/** Writes families into segments of about `perSegment` families each, in `folder`. The caller closes the readers. */
export function buildSegments(
  families: readonly PlainFamily[],
  folder: string,
  perSegment: number,
): SearchSegment[] {
  const segments: SearchSegment[] = [];
  const own = mkdtempSync(`${folder}/segments-`);
  let firstDoc = 0;
  for (let from = 0; from < families.length; from += perSegment) {
    const builder = new SegmentBuilder();
    for (const family of families.slice(from, from + perSegment))
      for (const [i, document] of family.entries()) addDocument(builder, document, i === 0);
    const path = `${own}/${segments.length}.seg`;
    writeSegment(builder, path);
    const reader = new SegmentReader(path);
    segments.push({ reader, firstDoc, copies: new Map() });
    firstDoc += reader.documentCount;
  }
  return segments;
}

/** Stored texts of the families, as the catalog would give them. Catalog fields are answered by nothing: they have tests of their own. */
export function storedTexts(families: readonly PlainFamily[]): StoredTexts {
  const documents = families.flat();
  return {
    values: (docId, field) => documents[docId]?.texts[field] ?? [],
    headers: (docId) => documents[docId]?.headers ?? [],
    rereadDocuments: () => new Uint32Array(),
    catalogDocuments: () => new Uint32Array(0),
  };
}
