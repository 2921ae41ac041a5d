/** Text of one page of a PDF: what pdf.js streams, and where that is short or odd what the page draws (pdf-drawn.ts). */
import type { getDocument } from "unpdf/pdfjs";
import { drawnText, hasControls, withoutControls } from "./pdf-drawn.ts";
import type { TextItem } from "./pdf-fonts.ts";

/** A page of pdf.js. */
export type PdfPage = Awaited<
  ReturnType<Awaited<ReturnType<typeof getDocument>["promise"]>["getPage"]>
>;

/** Counted over the pages of a file. */
export interface DrawnCount {
  /**
   * False where parts of the drawing draw each other in a circle (pdf-circles.ts): then no drawing is looked at.
   */
  readonly isLinear: boolean;
  /** Pages whose drawing was looked at. */
  drawn: number;
  /** Characters left out of texts, since no font says what they are. */
  unnamed: number;
}

/** Text of a page, at most about `max` characters: read in pieces, so that a page of millions of them stops early. */
async function pageText(
  page: PdfPage,
  max: number,
  onItem: (item: TextItem) => void,
): Promise<string> {
  let text = "";
  const pieces = page.streamTextContent().getReader();
  for (let next = await pieces.read(); !next.done; next = await pieces.read()) {
    for (const item of (next.value as { readonly items: readonly TextItem[] }).items) {
      text += item.hasEOL === true ? `${item.str ?? ""}\n` : (item.str ?? "");
      onItem(item);
    }
    if (text.length <= max) continue;
    // a loop left by "break" cancels without a reason, for which pdf.js throws, and the page's text is lost
    await pieces.cancel(new Error("text enough"));
    break;
  }
  return text;
}

/** Below this a page may draw text that its text content leaves out; above it there is a text to speak of. */
const SPARSE_CHARS = 1_000;
/** Pages of a file whose drawing is looked at: a scan of a thousand pages has none of text. */
const MAX_DRAWN_PAGES = 30;

/** The page's text, mended by what it draws where it is short or holds characters that no text holds; `drawn` is all it draws where that is more. */
export async function wholeText(
  page: PdfPage,
  left: number,
  count: DrawnCount,
  onItem: (item: TextItem) => void,
): Promise<{ readonly text: string; readonly drawn: string }> {
  const text = await pageText(page, left, onItem);
  const isOdd = hasControls(text);
  if (!isOdd && (text.length >= SPARSE_CHARS || count.drawn >= MAX_DRAWN_PAGES))
    return { text, drawn: "" };
  count.drawn++;
  const isLooked = count.isLinear && count.drawn <= MAX_DRAWN_PAGES;
  const drawn = isLooked ? await drawnText(page, left) : { text: "", glyphs: 0, named: [] };
  const clean = withoutControls(text, drawn.named);
  count.unnamed += clean.lost;
  // a tenth more is hyphens and page marks counted otherwise
  const isMore = drawn.glyphs > 1.1 * clean.text.replace(/\s+/g, "").length + 10;
  return { text: clean.text, drawn: isMore ? drawn.text : "" };
}
