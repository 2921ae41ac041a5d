/** What an index holds as plain families: what queries for it are made from. */

import { valuesIn } from "../../src/search/document-values.ts";
import { readHeaderBlock } from "../../src/search/match/header-block.ts";
import type { OpenIndex } from "../../src/search/open-index.ts";
import { segmentContent } from "../../src/segment/segment-content.ts";
import type { PlainDocument, PlainFamily } from "./plain-corpus.ts";

/** Terms of a posting list: "invoice 1/0" is the term "invoice". */
const termsOf = (postings: readonly string[]): string[] =>
  postings
    .map((posting) => posting.slice(0, posting.lastIndexOf(" ")))
    .filter((term) => term.charCodeAt(0) >= 0x20);

/** The families of an open index, in order. */
export function familiesOf({ catalog, segments }: OpenIndex): PlainFamily[] {
  const families: PlainDocument[][] = [];
  for (const { reader, firstDoc } of segments)
    for (const { document, postings, order, columns } of segmentContent(reader)) {
      const row = catalog.document(firstDoc + document);
      const parts = {
        text: () => catalog.text(row.docId),
        headers: () => readHeaderBlock(catalog.head(row.docId)),
        metadata: () => catalog.metadata(row.docId),
      };
      const texts = Object.keys(order).map(
        (field) => [field, valuesIn(row, field, parts)] as const,
      );
      const tokens = Object.entries(postings).filter(([field]) => order[field] === undefined);
      const plain: PlainDocument = {
        texts: Object.fromEntries(texts),
        tokens: Object.fromEntries(tokens.map(([field, list]) => [field, termsOf(list)])),
        numbers: columns,
        headers: [],
      };
      if (reader.roots[document] === document) families.push([plain]);
      else families.at(-1)?.push(plain);
    }
  return families;
}
