/** Texts that other programs read, as searches see them: documents by what their pages say, pages by document. Read once for each open catalog. */
import { hasRereads, readRereads } from "../catalog/annotations/rereads.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { RereadPage } from "../model/reread.ts";
import type { Plan } from "../query/plan.ts";
import type { Lookup } from "../query/plan-clause.ts";
import { hasExactly } from "./match/text-tests.ts";
import { lookupFinder } from "./shown/marks.ts";

/** Documents of one content; more are copies of a picture in a signature. */
const MAX_SAME = 1_000_000;

interface Rereads {
  readonly pages: readonly RereadPage[];
  /** docIds found by a lookup, ascending. */
  readonly found: WeakMap<Lookup, readonly number[]>;
}

const HELD = new WeakMap<CatalogReader, Rereads>();

function rereadsOf(catalog: CatalogReader): Rereads {
  let held = HELD.get(catalog);
  if (held === undefined) {
    const pages = readRereads(catalog.paths).filter(({ text }) => text !== "");
    held = { pages, found: new WeakMap() };
    HELD.set(catalog, held);
  }
  return held;
}

/** Whether the text of a page meets a lookup, which is about one field of text. */
function pageTest(lookup: Lookup): (text: string) => boolean {
  if (lookup.kind === "present") return () => true;
  if (lookup.kind === "exact") return (text) => hasExactly(text, lookup.slots, lookup.slop);
  const find = lookupFinder(lookup);
  return (text) => find(text).length > 0;
}

/** docIds (ascending) of the documents of which a page meets the lookup. */
export function rereadDocuments(catalog: CatalogReader, lookup: Lookup): readonly number[] {
  const { pages, found } = rereadsOf(catalog);
  let docIds = found.get(lookup);
  if (docIds === undefined) {
    const test = pageTest(lookup);
    const contents = new Set(pages.filter(({ text }) => test(text)).map((page) => page.contentId));
    docIds = [...contents]
      .flatMap((contentId) => catalog.byContentId(contentId, MAX_SAME).map(({ docId }) => docId))
      .sort((a, b) => a - b);
    found.set(lookup, docIds);
  }
  return docIds;
}

/** Pages of one content that hold text. */
export function rereadPages(catalog: CatalogReader, contentId: string): readonly RereadPage[] {
  return hasRereads(catalog.paths)
    ? rereadsOf(catalog).pages.filter((page) => page.contentId === contentId)
    : [];
}

/** A lookup in the text of mails and of files alike, as a word without a field has it. */
const isOfAllText = (lookup: Lookup): boolean =>
  "fields" in lookup && lookup.fields.includes("body") && lookup.fields.includes("attachment");

/** The plan with what other programs read beside what leaksift read, wherever no field is named; as it is where nothing was reread. */
export function withRereads(plan: Plan, catalog: CatalogReader): Plan {
  return hasRereads(catalog.paths) ? widened(plan) : plan;
}

function widened(plan: Plan): Plan {
  switch (plan.kind) {
    case "all":
      return plan;
    case "and":
    case "or":
      return { ...plan, operands: plan.operands.map(widened) };
    case "not":
    case "sameFile":
      return { ...plan, operand: widened(plan.operand) };
    case "clause": {
      const more = plan.lookups.filter(isOfAllText).map((of): Lookup => ({ kind: "reread", of }));
      return { ...plan, lookups: [...plan.lookups, ...more] };
    }
  }
}
