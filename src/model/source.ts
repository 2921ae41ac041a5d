/** A file given to us, and the byte ranges it was split into. */

/** Decided by content, never by name alone. */
export type SourceFormat = "eml" | "emlx" | "mbox" | "file";

/** mbox dialects, see docs/mbox.md. "mboxcl2" is only ever chosen when Content-Length is right. */
export type MboxVariant = "mboxo" | "mboxrd" | "mboxcl" | "mboxcl2";

/**
 * One record of a source: for an mbox from its From_ line to the next, for other formats the whole file.
 * Example: `{kind:"message", offset:0, length:2311}`.
 */
export type SourceRange =
  | {
      readonly kind: "message";
      readonly offset: number;
      readonly length: number;
      /** How message bytes are made from the record; "file" is a loose file that is no mail: its bytes as they are. */
      readonly variant: MboxVariant | "eml" | "emlx" | "babyl" | "file";
    }
  /** Bytes that are no record (before the first From_ line, say). Counted, listed, never dropped in silence. */
  | {
      readonly kind: "gap";
      readonly offset: number;
      readonly length: number;
      readonly reason: string;
    };

/** A file found on disk, in the order it will be indexed. Paths are absolute; one that is no UTF-8 is a file URL (src/file-path.ts). */
export interface FoundFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}
