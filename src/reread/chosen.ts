/** Which documents are reread: scanned PDFs and pictures, within what a query finds; each content once. */
import type { StoredDocument } from "../catalog/stored-rows.ts";
import type { Clock } from "../query/resolve-date.ts";
import type { Hit } from "../search/hits.ts";
import type { OpenIndex } from "../search/open-index.ts";
import { searchIndex } from "../search/search.ts";

/** Pictures with fewer bytes are icons, lines and logos of signatures. */
const MIN_PICTURE_BYTES = 15_000;

/** Conditions that one file meets by itself. */
const WANTED = ["is:needs-ocr", `type:image filesize:>=${MIN_PICTURE_BYTES}`];

/** Pictures that tesseract cannot open: it has no decoder for them. */
const CLOSED_TYPES = new Set([
  "image/heic",
  "image/heif",
  "image/avif",
  "image/jxl",
  "image/svg+xml",
  "image/emf",
  "image/wmf",
  "image/vnd.adobe.photoshop",
  "image/vnd.microsoft.icon",
]);

/** Documents to read, and how many pictures are of kinds that no installed program opens. */
export interface Chosen {
  readonly documents: readonly StoredDocument[];
  readonly unopenable: number;
}

function hitsOf(index: OpenIndex, query: string, clock: Clock): readonly Hit[] {
  return searchIndex(index, query, {
    clock,
    sort: "oldest",
    limit: Number.MAX_SAFE_INTEGER,
    offset: 0,
    strict: false,
    timeoutSeconds: 0,
  }).hits;
}

const isReadable = ({ type }: StoredDocument): boolean =>
  type === "application/pdf" || type.startsWith("image/");

/** Documents of the index in its order; with `query` only those in the families it finds. */
export function chosenForOcr(index: OpenIndex, query: string, clock: Clock): Chosen {
  const within =
    query.trim() === "" ? null : new Set(hitsOf(index, query, clock).map(({ rootId }) => rootId));
  const byContent = new Map<string, StoredDocument>();
  const closed = new Set<string>();
  for (const { rootId, documents } of WANTED.flatMap((wanted) => hitsOf(index, wanted, clock))) {
    if (within?.has(rootId) === false) continue;
    for (const docId of documents) {
      const document = index.catalog.document(docId);
      if (CLOSED_TYPES.has(document.type)) closed.add(document.contentId);
      else if (isReadable(document) && !byContent.has(document.contentId))
        byContent.set(document.contentId, document);
    }
  }
  const documents = [...byContent.values()].sort((a, b) => a.docId - b.docId);
  return { documents, unopenable: closed.size };
}
