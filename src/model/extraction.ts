/**
 * What a format reader returns for one file's bytes. Readers are pure: bytes in, this out; no file, no network, no clock.
 */
import type { LocatorStep } from "./locator.ts";
import type { Address } from "./message.ts";
import type { MetadataValue } from "./metadata.ts";
import type { Problem } from "./problem.ts";

/**
 * A piece of text with where it stands, e.g. `{place:"sheet Q3", text:"Invoice 2041 …"}`; place is "" where there is none,
 * else "page 3", "slide 2", "sheet Umsatz", "notes", "comments", "header", "deleted text".
 */
export interface TextBlock {
  readonly place: string;
  readonly text: string;
}

/** Bytes found inside, to become a document of their own. The queue in ingest/ reads it; a reader never does. */
export interface Child {
  /** Name as stored, decoded; may be "" and may be hostile ("../x", NUL, bidi). */
  readonly name: string;
  /** Media type the container claims, lower case, "" when it claims none. */
  readonly declaredType: string;
  readonly bytes: Uint8Array;
  /** Steps from the container's bytes to these. */
  readonly steps: readonly LocatorStep[];
  /** Values the container says about the member: member time, host OS … */
  readonly metadata: readonly MetadataValue[];
  /** What it says, where only the container knows: a mail of an Outlook for Mac archive, whose files are members beside it. */
  readonly extraction?: Extraction;
}

/** Type of a message of an exported chat. It has no headers, so the checks of mail do not run on it. */
export const CHAT_MESSAGE_TYPE = "application/x-chat-message";

/** Why a file's text is missing, or that it is not what its name or declared type says; as searched with `is:`. */
export type Marker = "encrypted" | "unreadable" | "needs-ocr" | "mistyped";

/**
 * A message held in a container that is not RFC 5322 text (.msg, winmail.dat, PST item). Its file parts are the children of the
 * same extraction; ingest/ makes it a document of kind message. Example: `{subject:"Budget", from:[{name:"Anna Weber",
 * address:"anna@example.org"}], …, sentAt:1490606045000, headersText:"Received: …", text:"Dear …", html:""}`.
 */
export interface EmbeddedMessage {
  readonly subject: string;
  readonly from: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  /** Client submit time, ms since 1970 UTC, null when not stored. */
  readonly sentAt: number | null;
  /** The time as written, where it is a text. */
  readonly sentAtText?: string;
  /** Delivery time, ms since 1970 UTC, null when not stored. */
  readonly receivedAt: number | null;
  /** Without angle brackets, "" when none. */
  readonly messageId: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** Transport headers as stored, "" when the container keeps none (sent and draft messages). */
  readonly headersText: string;
  /** Plain body, or the text of the RTF body; "" when there is only HTML. */
  readonly text: string;
  /** HTML body as markup, "" when there is none. */
  readonly html: string;
}

export interface Extraction {
  readonly text: readonly TextBlock[];
  readonly metadata: readonly MetadataValue[];
  readonly children: readonly Child[];
  readonly problems: readonly Omit<Problem, "locator">[];
  readonly markers: readonly Marker[];
  /** Media type the content turned out to be, when the reader knows better than the sniffer (a zip that is a workbook); lower case. */
  readonly contentType?: string;
  /**
   * What the file carries, as searched with `has:`: "macros", "comments", "tracked-changes", "deleted-text", "hidden-text",
   * "hidden-sheets", "embedded", "external-links", "notes", "gps", "javascript", "revisions", "signature", "dde" …
   */
  readonly features?: readonly string[];
  /** The message this file is. */
  readonly message?: EmbeddedMessage;
}
