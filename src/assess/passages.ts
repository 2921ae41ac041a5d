/** The passage of a family that shows best why it was found, and where its bytes lie. */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import type { LocatorStep } from "../model/locator.ts";
import type { OpenIndex } from "../search/open-index.ts";
import { readQuery } from "../search/search.ts";
import { type Mark, markFinder } from "../search/shown/marks.ts";
import { snippetOf } from "../search/shown/snippet.ts";

const SNIPPET_CHARS = 240;
const MAX_FILES = 20;
const MAX_TERMS = 12;
/** Separators of places in stored texts. */
const PLACES = /[\u001e\u001f]/g;

export interface Passage {
  readonly text: string;
  /** "" for the message, else the name of the file. */
  readonly from: string;
}

/** Marks of the queries that found a document, in any text of it. */
export function termFinder(terms: readonly string[]): (text: string) => readonly Mark[] {
  if (terms.length === 0) return () => [];
  const query = terms.slice(0, MAX_TERMS).map((term) => `(${term})`);
  const clock = { nowMs: 0, timeZone: "UTC" };
  const { plan } = readQuery(query.join(" OR "), { clock, strict: false });
  const [body, attachment] = [markFinder(plan, "body"), markFinder(plan, "attachment")];
  return (text) => {
    const found = body(text);
    return found.length > 0 ? found : attachment(text);
  };
}

/** Best passage of a family for queries that matched it. "" when only a header or a field matched. */
export function passageFor(index: OpenIndex, rootId: number, terms: readonly string[]): Passage {
  const query = terms
    .slice(0, MAX_TERMS)
    .map((term) => `(${term})`)
    .join(" OR ");
  const { plan } = readQuery(query, { clock: { nowMs: 0, timeZone: "UTC" }, strict: false });
  const find = { body: markFinder(plan, "body"), attachment: markFinder(plan, "attachment") };
  let best = { text: "", from: "", value: 0 };
  for (const document of index.catalog.family(rootId).slice(0, MAX_FILES)) {
    const isMessage = document.kind === "message";
    const text = index.catalog.text(document.docId).replace(PLACES, "\n");
    const marks = (isMessage ? find.body : find.attachment)(text);
    const value = new Set(marks.map((mark) => mark.clause)).size;
    if (value > best.value)
      best = {
        text: snippetOf(text, marks, SNIPPET_CHARS).text,
        from: isMessage ? "" : document.name,
        value,
      };
  }
  return { text: best.text, from: best.from };
}

/** Source file and steps to a document's bytes. */
export function locatorOf(
  catalog: CatalogReader,
  document: StoredDocument,
): readonly LocatorStep[] {
  return [{ step: "file", path: catalog.sourcePath(document.sourceId) }, ...document.steps];
}
