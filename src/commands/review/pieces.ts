/** What of a document is shown in one go: a part as a whole, or the drawn pages of a big one. Escaped text, nothing printed. */
import type { Decided } from "../../assess/answers.ts";
import { drawnPages, type Page, pageName, pagesOfText } from "../../assess/review/pages.ts";
import type { ReviewPlan } from "../../assess/review/plan.ts";
import type { StoredDocument } from "../../catalog/stored-rows.ts";
import type { Io } from "../../cli/command.ts";
import { safeLine } from "../../render/escape.ts";
import { bodyText, documentText } from "../../render/message-view.ts";
import { bold, counted, dim } from "../../render/terminal.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import { viewOf } from "../show.ts";

/** What is shown in one go before the next: a whole part, or one page of a big one. */
export interface Piece {
  /** Already escaped. */
  readonly text: string;
  /** Says what comes; printed before it and announced by the piece before. "" for a part shown as a whole. */
  readonly heading: string;
  /** Number of the page from 1; null for what is not a page. */
  readonly page: number | null;
}

/** What a showing needs. */
export interface Shown {
  readonly io: Io;
  readonly index: OpenIndex;
  readonly plan: ReviewPlan;
  readonly isTerminal: boolean;
  /** Part and pages seen before: given to go on with what was left, and to see all of it; null begins anew. */
  readonly before: Pick<Decided, "parts" | "pages"> | null;
}

/** Pages of a part that were seen before, when it was cut into as many. */
export function seenBefore(
  part: number,
  of: number,
  before: Decided["pages"] | undefined,
): readonly number[] {
  const entry = before?.get(part);
  return entry?.of === of ? entry.shown : [];
}

/** Name of a part for the screen: `report.pdf`, `message: Re: lunch`, `the message`. */
export function partName(document: StoredDocument | undefined, part: number): string {
  if (document?.kind === "message" && part > 0)
    return safeLine(`message: ${document.envelope?.subject ?? ""}`);
  return safeLine(document?.name || (part === 0 ? "the message" : "(no name)"));
}

/** Pages of a big part to show: those drawn, or with `whole` all that were not seen before. */
function numbersOf(
  { plan, before }: Shown,
  document: StoredDocument,
  part: number,
  pages: readonly Page[],
  whole: boolean,
): number[] {
  if (!whole)
    return drawnPages(plan.shuffle, document.contentId, pages.length, plan.claim.sample.pages);
  const seen = new Set(seenBefore(part, pages.length, before?.pages));
  return pages.map((_, i) => i + 1).filter((number) => !seen.has(number));
}

/** Pieces of a part; `pages` it has. A big one is shown by page, `whole`: all of them. */
export function piecesOf(
  context: Shown,
  document: StoredDocument,
  part: number,
  whole: boolean,
): { readonly pieces: readonly Piece[]; readonly pages: number; readonly isBig: boolean } {
  const { io, index, plan } = context;
  const text = index.catalog.text(document.docId);
  const pages = pagesOfText(text);
  const isBig = pages.length > plan.claim.sample.pagesOver;
  const name = partName(document, part);
  const numbers = isBig ? numbersOf(context, document, part, pages, whole) : [];
  const body = numbers.flatMap((number, i): Piece[] => {
    const page = pages[number - 1];
    if (page === undefined) return [];
    const where = `${name}, ${safeLine(pageName(page, number, pages.length))}`;
    const drawn = whole ? "" : `, drawn (${i + 1} of ${numbers.length})`;
    return [{ text: bodyText(page.text, io), heading: `${where}${drawn}`, page: number }];
  });
  const found = { pages: pages.length, isBig };
  if (part === 0) {
    const view = viewOf(index.catalog, document);
    const said = `(${counted(pages.length, "page")} of text; ${whole ? "they follow" : `${body.length} drawn ones follow`})`;
    const head = documentText(isBig ? { ...view, text: said } : view, io, "UTC");
    return { ...found, pieces: [{ text: head, heading: "", page: null }, ...body] };
  }
  if (isBig) return { ...found, pieces: body };
  const heading = bold(io, `File ${part}: ${name}`);
  const all = bodyText(text, io) || dim(io, "(no text)");
  return { ...found, pieces: [{ text: `${heading}\n${all}`, heading: "", page: null }] };
}
