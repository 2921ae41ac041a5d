/**
 * What corpus checks may see: rows in document order, read in pages, and texts one at a time. Read-only; implemented over the
 * catalog in catalog/corpus-view.ts. Checks may not know where rows come from.
 */
import type { DocumentKind } from "./document.ts";
import type { CheckDescription, Finding } from "./flag.ts";
import type { Address } from "./message.ts";
import type { MetadataValue } from "./metadata.ts";
import type { MessageTraits } from "./traits.ts";

/** A message without its text. */
export interface MessageRow {
  readonly docId: number;
  readonly rootId: number;
  readonly sourceId: number;
  /** The mailbox: path of the file it came in, or of the folder where mails lie in files of their own. */
  readonly container: string;
  /** Attached to another message. */
  readonly isInsideMessage: boolean;
  /** "" when it has none. */
  readonly messageId: string;
  /** Parents by Message-ID, nearest first. */
  readonly parents: readonly string[];
  readonly subject: string;
  readonly from: readonly Address[];
  /** To, Cc and Bcc. */
  readonly to: readonly Address[];
  readonly sentAt: number | null;
  readonly zoneMinutes: number | null;
  readonly receivedAt: number | null;
  /** Null where no checks ran. */
  readonly traits: MessageTraits | null;
}

/** The message a file came in. */
export interface Carrier {
  readonly docId: number;
  readonly sentAt: number | null;
  readonly receivedAt: number | null;
}

/** A file that is no message, with its metadata. */
export interface FileRow {
  readonly docId: number;
  readonly rootId: number;
  readonly parentId: number | null;
  readonly kind: DocumentKind;
  readonly contentId: string;
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly metadata: readonly MetadataValue[];
  /** The message at the top of its family, null for loose files and what is in them. */
  readonly carrier: Carrier | null;
}

export interface CorpusView {
  /** All messages in document order; exact copies of a whole mail are left out. */
  readonly messages: () => Iterable<MessageRow>;
  /** The mails that `messages` leaves out: exact copies, each in the mailbox where it lies. */
  readonly copies: () => Iterable<MessageRow>;
  /** All files that have metadata or a name, in document order; those of exact copies of a mail are left out. */
  readonly files: () => Iterable<FileRow>;
  /** The stored text of a document, "" when it has none. */
  readonly text: (docId: number) => string;
  /** In how many documents' texts each of these strings stands, without regard to case. One pass over all texts. */
  readonly countMentions: (strings: readonly string[]) => ReadonlyMap<string, number>;
}

/** What a corpus check returns. */
export interface CorpusRun {
  readonly findings: readonly Finding[];
  /** How many documents or pairs it had to look at: the denominator of its rate. */
  readonly applies: number;
}

/** Sees the whole corpus through a view. */
export interface CorpusCheck extends CheckDescription {
  readonly scope: "corpus";
  readonly run: (view: CorpusView) => CorpusRun;
}
