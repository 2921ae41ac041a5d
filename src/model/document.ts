/** A document is one file: a message, an attachment, a loose file, an archive member. As stored, and as the worker hands it over. */
import type { Flag } from "./flag.ts";
import type { Sha256 } from "./ids.ts";
import type { LocatorStep } from "./locator.ts";
import type { Address } from "./message.ts";
import type { MetadataValue } from "./metadata.ts";
import type { Problem } from "./problem.ts";
import type { MessageTraits } from "./traits.ts";

/** `message`: a mail, wherever it was found. `attachment`: a file a mail carries. `file`: a loose file. `member`: inside an archive or another file. */
export type DocumentKind = "message" | "attachment" | "file" | "member";
const _DOCUMENT_KINDS: readonly DocumentKind[] = ["message", "attachment", "file", "member"];

/** Envelope of a message as shown in lists. Absent for other kinds. */
export interface Envelope {
  readonly subject: string;
  readonly from: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  /** Without angle brackets, "" when none. */
  readonly messageId: string;
  /** Parents by Message-ID, nearest first: In-Reply-To, then References from last to first. */
  readonly parents: readonly string[];
  /** The Date header as an instant (ms since 1970 UTC) or null, never a stand-in. */
  readonly sentAt: number | null;
  readonly sentAtText: string;
  readonly zoneMinutes: number | null;
  /** Topmost readable Received time or null. */
  readonly receivedAt: number | null;
}

/**
 * A document as a worker hands it to the committer. Numbers (`local`, `parent`, `root`) count within the segment.
 */
export interface DocumentRecord {
  readonly local: number;
  readonly parent: number | null;
  readonly root: number;
  readonly kind: DocumentKind;
  readonly sourceId: number;
  /** Messages: SHA-256 of the canonical bytes. Others: of the bytes. */
  readonly contentId: Sha256;
  /** Steps from the parent's bytes (from the source file for a root) to this document's bytes. */
  readonly steps: readonly LocatorStep[];
  /** For roots: the stored record in its source, and its SHA-256 as stored. */
  readonly record: {
    readonly offset: number;
    readonly length: number;
    readonly sha256: Sha256;
  } | null;
  /** File name as given, "" when none. Hostile. */
  readonly name: string;
  readonly declaredType: string;
  /** By content. */
  readonly type: string;
  readonly sizeBytes: number;
  readonly envelope: Envelope | null;
  /** Files the family carries, counted on the root. */
  readonly attachmentCount: number;
  /** Places of text and raw header block in the batch's text blocks; null when empty. */
  readonly text: TextPlace | null;
  readonly head: TextPlace | null;
  readonly metadata: readonly MetadataValue[];
  /** What the checks found in it; absent where none ran. */
  readonly checked?: CheckResult;
}

/** What the checks say of one document. */
export interface CheckResult {
  readonly flags: readonly Flag[];
  /** Ids of the checks that had something to look at, blanks between: denominators of their rates. One text, since thousands of lists cost a worker's message. */
  readonly applied: string;
  /** Null for files. */
  readonly traits: MessageTraits | null;
}

/** Where a text lies: in which compressed block (local number), from which byte, how many bytes once inflated. */
export interface TextPlace {
  readonly block: number;
  readonly start: number;
  readonly length: number;
}

/** A problem with the document it belongs to (local number), or null when it concerns the source only. */
export interface ProblemRecord extends Problem {
  /** Null for a file that never became a source. */
  readonly sourceId: number | null;
  readonly local: number | null;
}

/** How far a source is done once a batch is committed. */
export interface SourceProgress {
  readonly sourceId: number;
  /** Bytes of the source that are committed, from its start. */
  readonly doneBytes: number;
  readonly finished: boolean;
}

/** Bytes of a source that are no record. */
export interface GapRecord {
  readonly sourceId: number;
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
}

/** Mails by how they were split into parts. */
export interface WalkCounts {
  /** By the fast walk, those compared included. */
  fast: number;
  /** By both walks. */
  compared: number;
  /** Of these, differently. */
  different: number;
  /** By mailparser alone: not regular, or of a source in which a difference is known. */
  mailparserOnly: number;
}

/** One segment with everything that must become visible together with it. */
export interface SegmentBatch {
  /** Name of the finished segment file in the index's `segments/` folder, before it gets its number; null when no document came out. */
  readonly fileName: string | null;
  readonly sizeBytes: number;
  readonly documents: readonly DocumentRecord[];
  readonly problems: readonly ProblemRecord[];
  readonly gaps: readonly GapRecord[];
  /** Deflated blocks of text that `TextPlace.block` counts. */
  readonly textBlocks: readonly Uint8Array[];
  readonly progress: readonly SourceProgress[];
  readonly walks: WalkCounts;
  /** Sources that go on with mailparser after these records. */
  readonly distrusted: readonly number[];
}
