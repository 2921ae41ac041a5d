/** What a list shows of a hit: its documents, and the passage with most of what was asked for. */
import type { StoredDocument } from "../../catalog/stored-rows.ts";
import { rereadPlace } from "../../model/reread.ts";
import type { Plan } from "../../query/plan.ts";
import { splitPlaces } from "../../text-places.ts";
import type { Hit } from "../hits.ts";
import type { OpenIndex } from "../open-index.ts";
import { rereadPages } from "../rereads.ts";
import { type Mark, markFinder } from "./marks.ts";
import { type Snippet, snippetOf } from "./snippet.ts";

const SNIPPET_CHARS = 240;
/** Matched files whose text is looked at for a snippet. */
const MAX_SNIPPET_FILES = 5;

/** A hit with what a list shows of it. */
export interface HitView {
  readonly root: StoredDocument;
  /** The other documents of the family, in order. */
  readonly files: readonly StoredDocument[];
  /** Documents of the family that a clause matched. */
  readonly matched: readonly StoredDocument[];
  readonly score: number;
  readonly snippet: Snippet;
  /** What the snippet is from: "" for the message, else file name and place, e.g. "budget.xlsx, sheet Q3". */
  readonly snippetFrom: string;
  /** How many families of this content matched, this one included. */
  readonly copies: number;
}

/** Finds the marks of a query in the text of a message, and in that of a file. */
export interface Finders {
  readonly body: (text: string) => Mark[];
  readonly attachment: (text: string) => Mark[];
}

/** A text of a document with its place; `isOwn`: leaksift read it, not another program. */
export interface PlacedText {
  readonly place: string;
  readonly text: string;
  readonly isOwn: boolean;
}

/** What leaksift read of a document, by place. */
export const ownTexts = (text: string): PlacedText[] =>
  splitPlaces(text).map((block) => ({ ...block, isOwn: true }));

/** Texts of a document with their places: what leaksift read, then what another program read. */
function* textsOf({ catalog }: OpenIndex, { docId, contentId }: StoredDocument) {
  yield* ownTexts(catalog.text(docId));
  for (const page of rereadPages(catalog, contentId))
    yield { place: rereadPlace(page), text: page.text, isOwn: false };
}

/** The finders of a plan. */
export const findersOf = (plan: Plan): Finders => ({
  body: markFinder(plan, "body"),
  attachment: markFinder(plan, "attachment"),
});

/** The passage with the most different clauses of the query, among the message's own text and that of the files that matched. */
function passageOf(
  textsIn: (document: StoredDocument) => Iterable<PlacedText>,
  documents: readonly StoredDocument[],
  find: Finders,
): { snippet: Snippet; from: string } {
  let best: { snippet: Snippet; from: string; value: number } | undefined;
  for (const document of documents) {
    const isMessage = document.kind === "message";
    for (const { isOwn, ...block } of textsIn(document)) {
      const marks = (isMessage && isOwn ? find.body : find.attachment)(block.text);
      const value = new Set(marks.map((mark) => mark.clause)).size;
      if (best !== undefined && value <= best.value) continue;
      const from =
        isMessage && isOwn
          ? ""
          : [document.name, block.place].filter((part) => part !== "").join(", ");
      best = { snippet: snippetOf(block.text, marks, SNIPPET_CHARS), from, value };
    }
  }
  return best ?? { snippet: snippetOf("", [], 0), from: "" };
}

/** How many documents stand in a root's family, from the segment. */
function familySize({ segments }: OpenIndex, rootId: number): number {
  const segment = segments.findLast(({ firstDoc }) => firstDoc <= rootId);
  if (segment === undefined) throw new Error("a family in no segment");
  const { roots } = segment.reader;
  const root = rootId - segment.firstDoc;
  let end = root;
  while (roots[end] === root) end++;
  return end - root;
}

/** What a hit of an open index shows. */
export function viewOf(index: OpenIndex, hit: Hit, find: Finders): HitView {
  const family = index.catalog.family(hit.rootId, familySize(index, hit.rootId));
  const ids = new Set(hit.documents);
  return viewOfFamily(family, {
    matched: family.filter((document) => ids.has(document.docId)),
    score: hit.score,
    copies: hit.copies.length + 1,
    textsIn: (document) => textsOf(index, document),
    find,
  });
}

/** What a hit shows, from the documents of its family, the root first. `copies` counts the hit itself. */
export function viewOfFamily(
  family: readonly StoredDocument[],
  {
    matched,
    score,
    copies,
    textsIn,
    find,
  }: Pick<HitView, "matched" | "score" | "copies"> & {
    readonly textsIn: (document: StoredDocument) => Iterable<PlacedText>;
    readonly find: Finders;
  },
): HitView {
  const [root, ...files] = family;
  if (root === undefined) throw new Error("a family without its root");
  const matchedFiles = matched.filter((document) => document.docId !== root.docId);
  const { snippet, from } = passageOf(
    textsIn,
    [root, ...matchedFiles.slice(0, MAX_SNIPPET_FILES)],
    find,
  );
  return { root, files, matched, score, snippet, snippetFrom: from, copies };
}
