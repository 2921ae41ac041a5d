/** One mail as read: headers from the raw bytes, body text, parts. Produced by parse/, consumed by extract/, checks/ and ingest/. */
import type { Locator, LocatorStep } from "./locator.ts";
import type { Problem } from "./problem.ts";

/**
 * One header as it stands in the bytes. Order and duplicates are kept; nothing is folded away.
 * Example: `{name:"Received", key:"received", value:"from a by b; Mon, 1 Jan 2018 10:00:00 +0100", offsetBytes:0, lengthBytes:61}`.
 */
export interface Header {
  /** As written. "" for a line without a colon. */
  readonly name: string;
  /** Lower case. */
  readonly key: string;
  /** Unfolded (RFC 5322 section 2.2.3), 8-bit bytes decoded by sniffing, encoded words NOT decoded. */
  readonly value: string;
  /** Where the line starts in the message bytes, and its length with folds and final line end. */
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** A mailbox in a header, decoded: `{name:"Anna Weber", address:"anna@example.org"}`. Either may be "". */
export interface Address {
  readonly name: string;
  readonly address: string;
  /** Not of a header: the journal report around the message names it as a recipient. */
  readonly via?: "journal";
}

/** One Received header (RFC 5321 section 4.4), topmost (latest) first. Fields are null when the hop does not say. */
export interface Hop {
  readonly from: string | null;
  readonly by: string | null;
  readonly with: string | null;
  readonly id: string | null;
  /** IP addresses written in the hop's from clause. */
  readonly ips: readonly string[];
  readonly atText: string;
  /** ms since 1970 UTC, null when unreadable. */
  readonly at: number | null;
}

/** A date as written and, when it is one, as an instant. */
export interface HeaderDate {
  readonly text: string;
  /** ms since 1970 UTC; null when the text is no date. Never a stand-in. */
  readonly at: number | null;
  /** Minutes east of UTC as written, null when the text gives no zone (then `at` is read as UTC). */
  readonly zoneMinutes: number | null;
  /** The offset has no sign ("0200") and is read as east of UTC. */
  readonly zoneUnsigned?: true;
}

/** A leaf part that is not body text: the attachment's bytes and what the mail says about them. */
export interface Attachment {
  /** Decoded file name as the mail gives it, "" when it gives none. Hostile. */
  readonly name: string;
  /** Media type as declared, lower case, "" when none. */
  readonly declaredType: string;
  readonly disposition: "attachment" | "inline" | "";
  /** Without angle brackets, "" when none. */
  readonly contentId: string;
  /** Decoded bytes. */
  readonly bytes: Uint8Array;
  /** From the message bytes to these: `[{step:"mimePart",path:"2"},{step:"decode",encoding:"base64"}]`. */
  readonly steps: readonly LocatorStep[];
}

export interface Message {
  readonly headers: readonly Header[];
  /** Byte offset of the first body byte in the message bytes. */
  readonly bodyOffsetBytes: number;
  readonly subject: string;
  readonly from: readonly Address[];
  readonly sender: readonly Address[];
  readonly replyTo: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  /** Who delivery, forwarding and journaling name beside the sender and recipients: Return-Path, Delivered-To, Resent-To and the like. */
  readonly envelopePeople: readonly Address[];
  /** Of a journal report: recipients of the message attached to it who were in Bcc, or of whom it does not say where they were. */
  readonly hiddenByJournal: readonly Address[];
  /** Without angle brackets, "" when none. */
  readonly messageId: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** The Date header, or null when there is none. */
  readonly date: HeaderDate | null;
  /** The topmost readable Received time, ms since 1970 UTC, or null. */
  readonly receivedAt: number | null;
  readonly hops: readonly Hop[];
  /** All readable text of the body in reading order: plain parts, and HTML parts turned to text where no plain alternative says the same. */
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly problems: readonly Omit<Problem, "locator">[];
}

/** Message bytes with where they come from, ready to parse. */
export interface MessageInput {
  readonly bytes: Uint8Array;
  readonly locator: Locator;
}
