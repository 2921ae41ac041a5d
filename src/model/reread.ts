/** Text of a document that another program read, or a person brought: kept apart from what leaksift read itself. */

/** How a text came about: characters read from pictures, another office program, or a file made elsewhere. */
export type RereadKind = "ocr" | "office" | "import";

/** One page of one content. A content that could not be read has one page without text and the reason. */
export interface RereadPage {
  /** SHA-256 of the document, 64 hex digits: copies share what was read. */
  readonly contentId: string;
  readonly kind: RereadKind;
  /** From 1. */
  readonly page: number;
  readonly text: string;
  /** Mean confidence of its words in percent; null where the program states none. */
  readonly confidence: number | null;
  /** With its version, e.g. "tesseract 5.3.0 (eng)". */
  readonly program: string;
  /** Why nothing was read, "" when something was. */
  readonly failure: string;
}

const READ_BY: Readonly<Record<RereadKind, string>> = {
  ocr: "read by OCR",
  office: "read by another office program",
  import: "read elsewhere",
};

/** Where such a text comes from, as a hit says it: `page 3, read by OCR, 81 %`. */
export function rereadPlace({ kind, page, confidence }: RereadPage): string {
  const sure = confidence === null ? "" : `, ${Math.round(confidence)} %`;
  return `page ${page}, ${READ_BY[kind]}${sure}`;
}
