/** The MIME structure of a message as byte ranges: types only, made by part-walk.ts. */
import type { Problem } from "../model/problem.ts";

/** A leaf part. Offsets are into the bytes given to splitParts. */
export interface Part {
  /** Part number as in IMAP: "1", "2.1". */
  readonly path: string;
  /** Media type, lower case; "text/plain" when absent or unreadable (RFC 2045 section 5.2). */
  readonly contentType: string;
  readonly charset: string;
  /** Content-Transfer-Encoding, lower case, "" when absent. */
  readonly encoding: string;
  readonly disposition: "attachment" | "inline" | "";
  readonly filename: string;
  readonly contentId: string;
  /** Body text by mailparser's rule: text/plain, text/html or a delivery status that is not declared an attachment. */
  readonly isText: boolean;
  readonly flowed: boolean;
  readonly delSp: boolean;
  /** Number of the outermost multipart/alternative above, 0 when there is none. */
  readonly alternative: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

/** Bytes of a multipart outside its parts: before the first boundary or after the last. */
export interface StrayText {
  readonly start: number;
  readonly end: number;
  /** The multipart has no parts at all: its boundary never appears, so this is its whole body. */
  readonly wholeBody: boolean;
  readonly encoding: string;
  readonly path: string;
}

export interface Structure {
  readonly parts: readonly Part[];
  readonly stray: readonly StrayText[];
  readonly problems: readonly Omit<Problem, "locator">[];
}

/** Text types that are files of their own kind, with readers of their own; all others are words for the reader of the message. */
const FILE_TEXT =
  /^text\/(?:calendar|(?:x-)?vcard|directory|csv|tab-separated-values|rtf|xml|css|javascript|rfc822-headers|x-vcalendar)/;

/** Whether a part of this media type, not declared an attachment, is text of the body. */
export function isBodyType(contentType: string): boolean {
  return (
    contentType === "message/delivery-status" ||
    contentType === "application/xhtml+xml" ||
    (contentType.startsWith("text/") && !FILE_TEXT.test(contentType))
  );
}

/** Whether a part of this media type is HTML: also that for watches and for mail that runs scripts. */
export function isHtmlType(contentType: string): boolean {
  return /^(?:text\/(?:watch-|x-amp-)?html|application\/xhtml\+xml)$/.test(contentType);
}
